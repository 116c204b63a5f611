"""Keys in files and on tokens (SoftHSM, and a module with errors): what is refused, and how often a PIN is tried."""
import json
import os
import pathlib
import unittest

import harness
import needs
from signing_files import SigningTest, run

MODULE = pathlib.Path('/usr/lib/softhsm/libsofthsm2.so')
FAULTY = pathlib.Path(os.environ.get('GONGWEN_FAULTY_TOKEN',
                                     str(pathlib.Path(harness.PROGRAM).resolve().parent / 'libfaulty_token.so')))
PIN = '2468'
SIGNING = 'keyUsage=critical,digitalSignature,nonRepudiation\n'


class KeyTest(SigningTest):
    def setUp(self):
        super().setUp()
        self.path = self.document()
        self.out = self.folder / 'out.pdf'

    def refuse(self, message, status, *options, environment=None, stdin=b''):
        words = ['sign', self.path, '-o', self.out, *options]
        result = harness.gongwen(*words, environment=environment, stdin=stdin)
        self.assertEqual(result.status, status, result.err)
        self.assertIn(f'error[{message}]', result.err)
        self.assertFalse(self.out.exists())
        chinese = harness.gongwen('--lang', 'zh', *words, environment=environment, stdin=stdin)
        self.assertRegex(chinese.err, rf'\[{message}\].*[一-鿿]')
        return result


class Files(KeyTest):
    def pem(self, key, certificate):
        return ['--key', key, '--cert', certificate]

    def test_not_keys(self):
        folder = self.authority.folder
        other = self.write('other', b'something else')
        self.refuse('sign/key-unreadable', harness.BAD_INPUT, '--key', other, '--cert', folder / 'rsa.pem')
        self.refuse('sign/key-unreadable', harness.BAD_INPUT, '--key', folder / 'rsa.pem')
        self.refuse('sign/key-unreadable', harness.BAD_INPUT, '--p12', other)
        self.refuse('sign/not-certificates', harness.BAD_INPUT, '--key', folder / 'rsa.key', '--cert', other)
        self.refuse('sign/not-certificates', harness.BAD_INPUT, '--key', folder / 'rsa.key')
        self.refuse('sign/not-certificates', harness.BAD_INPUT, *self.pem(folder / 'rsa.key', folder / 'rsa.pem'), '--chain', other)
        self.refuse('resources/not-found', harness.BAD_ENVIRONMENT, '--key', self.folder / 'none')

    def test_16_key_of_another_certificate(self):
        folder = self.authority.folder
        result = self.refuse('sign/key-other-certificate', harness.BAD_INPUT, *self.pem(folder / 'rsa.key', folder / 'p256.pem'))
        self.assertIn('示例单位p256', result.err)

    def test_passwords_that_are_wrong_or_not_given(self):
        folder = self.authority.folder
        key, p12 = self.folder / 'locked.key', self.folder / 'locked.p12'
        run('openssl', 'pkcs8', '-topk8', '-in', folder / 'p256.key', '-passout', 'pass:geheim', '-out', key)
        run('openssl', 'pkcs12', '-export', '-inkey', folder / 'p256.key', '-in', folder / 'p256.pem', '-passout', 'pass:geheim', '-out', p12)
        for options in (self.pem(key, folder / 'p256.pem'), ['--p12', p12]):
            self.refuse('sign/key-needs-password', harness.BAD_ENVIRONMENT, *options)
            self.refuse('sign/key-needs-password', harness.BAD_ENVIRONMENT, *options, stdin=b'\n')
            wrong = self.refuse('sign/key-wrong-password', harness.BAD_ENVIRONMENT, *options, stdin=b'falsch-99\ngeheim\n')
            self.assertNotIn('falsch', wrong.err)

    def test_14_keys_that_are_too_weak_or_not_for_documents(self):
        for name, algorithm in (('weak', ['-newkey', 'rsa:1024']), ('ed', ['-newkey', 'ed25519']),
                                ('curve', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521'])):
            with self.subTest(name):
                run('openssl', 'req', '-x509', *algorithm, '-nodes', '-keyout', self.folder / f'{name}.key', '-out',
                    self.folder / f'{name}.pem', '-subj', f'/CN={name}')
                self.refuse('sign/key-unsupported', harness.BAD_INPUT, *self.pem(self.folder / f'{name}.key', self.folder / f'{name}.pem'))

    def test_without_the_library(self):
        """An empty file with its name, as on a machine where the library is damaged."""
        self.write('libcrypto.so.3', b'')
        folder = self.authority.folder
        self.refuse('sign/no-library', harness.BAD_ENVIRONMENT, *self.pem(folder / 'rsa.key', folder / 'rsa.pem'),
                    environment={'LD_LIBRARY_PATH': str(self.folder)})

    def test_sm2_does_not_sign_pdf(self):
        run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:SM2', '-nodes', '-keyout', self.folder / 'sm2.key',
            '-out', self.folder / 'sm2.pem', '-subj', '/CN=sm2', '-CA', self.authority.root, '-CAkey', self.authority.folder / 'root.key')
        self.refuse('sign/key-only-for-ofd', harness.BAD_INPUT, *self.pem(self.folder / 'sm2.key', self.folder / 'sm2.pem'))


@needs.only_with('softhsm2', 'the module with errors')
class Token(KeyTest):
    def setUp(self):
        super().setUp()
        (self.folder / 'tokens').mkdir()
        self.log = self.folder / 'calls'
        self.environment = {'SOFTHSM2_CONF': str(self.write('hsm.conf', f'directories.tokendir = {self.folder}/tokens\n')),
                            'FAULTY_TOKEN_LOG': str(self.log)}
        self.make_token('office')
        self.add_key('rsa', '01')

    def hsm(self, *words):
        done = harness.subprocess.run([str(word) for word in words], env={**os.environ, **self.environment}, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def make_token(self, label):
        self.hsm('softhsm2-util', '--init-token', '--free', '--label', label, '--so-pin', '12345678', '--pin', PIN)

    def add_key(self, name, identifier, certificate=True, label=None):
        key, der = self.folder / 'k8.pem', self.folder / 'c.der'
        run('openssl', 'pkcs8', '-topk8', '-nocrypt', '-in', self.authority.folder / f'{name}.key', '-out', key)
        self.hsm('softhsm2-util', '--import', key, '--token', 'office', '--label', label or name, '--id', identifier, '--pin', PIN)
        if certificate:
            run('openssl', 'x509', '-in', self.authority.folder / f'{name}.pem', '-outform', 'DER', '-out', der)
            self.hsm('pkcs11-tool', '--module', MODULE, '--token-label', 'office', '--login', '--pin', PIN, '--write-object', der, '--type',
                     'cert', '--id', identifier, '--label', label or name)

    def calls(self):
        return self.log.read_text().split() if self.log.exists() else []

    def token(self, *options, module=FAULTY, pin=PIN, fault='', status=harness.DONE, files=None, out=None):
        environment = {**self.environment, 'FAULTY_TOKEN_FAULT': fault, **({'GONGWEN_SECRET': pin} if pin else {})}
        words = ['sign', *(files or [self.path]), '-o', out or self.out, '--pkcs11', module, '--chain', self.authority.issuer, *options]
        result = harness.gongwen(*words, environment=environment)
        self.assertEqual(result.status, status, result.err)
        self.assertNotIn(PIN, result.out + result.err)
        if status != harness.DONE:
            words = [word for word in words if word != '--json'] + ['--json']
            chinese = harness.gongwen('--lang', 'zh', *words, environment={**environment, 'FAULTY_TOKEN_LOG': ''})
            for one in json.loads(chinese.out)['diagnostics']:
                self.assertRegex(one['message'], '[一-鿿]')
        return result

    def fails(self, message, *options, status=harness.BAD_ENVIRONMENT, **more):
        result = self.token(*options, status=status, **more)
        self.assertIn(f'error[{message}]', result.err)
        self.assertFalse(self.out.exists())
        return result

    def test_04_a_token_signs(self):
        self.token()
        self.assert_pdfsig_valid(self.out)
        self.assertEqual(self.calls(), ['C_Login', 'C_Logout'])

    def test_17_a_wrong_pin_is_tried_once(self):
        for count in (1, 2):
            result = self.fails('sign/token-wrong-pin', pin='9999')
            self.assertNotIn('9999', result.err)
            self.assertEqual(self.calls(), ['C_Login', 'failed'] * count)
        self.token()

    def test_17_a_wrong_pin_is_tried_once_for_many_documents(self):
        files = self.copies(5)
        self.fails('sign/token-wrong-pin', pin='9999', files=files, out=self.folder / 'out')
        self.assertEqual(self.calls(), ['C_Login', 'failed'])

    def test_17_the_last_try_is_not_ours(self):
        self.fails('sign/token-last-try', fault='final-try')
        self.assertEqual(self.calls(), [])

    def test_17_a_locked_token_is_not_tried(self):
        self.fails('sign/token-locked', fault='locked')
        self.assertEqual(self.calls(), [])
        self.fails('sign/token-locked', fault='locks')
        self.assertEqual(self.calls(), ['C_Login'])

    def test_17_no_pin(self):
        self.fails('sign/token-needs-pin', pin=None)
        self.assertEqual(self.calls(), [])

    def test_a_pin_that_is_typed_on_the_reader(self):
        self.token(fault='pin-pad', pin='not-asked-for')
        self.assertEqual(self.calls(), ['C_Login', 'C_Logout'])

    def test_no_module_and_no_token(self):
        self.fails('sign/token-module', module=self.write('no.so', b'nothing'))
        self.fails('sign/token-module', module='/usr/lib/none.so')
        self.fails('sign/token-module', module='libz.so.1')
        self.fails('sign/token-missing', '--token', 'elsewhere')
        self.assertEqual(self.calls(), [])

    def test_several_tokens(self):
        self.make_token('second')
        self.fails('sign/token-several', status=harness.BAD_USAGE)
        self.assertEqual(self.calls(), [])
        self.token('--token', 'office')

    def test_keys_of_a_token(self):
        self.fails('sign/token-no-key', '--label', 'other')
        self.add_key('p256', '02')
        self.fails('sign/token-several-keys', status=harness.BAD_USAGE)
        for name in ('rsa', 'p256'):
            self.token('--label', name)
            self.assert_pdfsig_valid(self.out)
            self.out.unlink()
        self.add_key('p384', '03', certificate=False)
        self.fails('sign/token-no-certificate', '--label', 'p384')
        self.token('--label', 'p384', '--cert', self.authority.folder / 'p384.pem')
        self.out.unlink()
        self.fails('sign/key-other-certificate', '--label', 'p384', '--cert', self.authority.folder / 'p256.pem', status=harness.BAD_INPUT)

    def copies(self, count):
        papers = self.folder / 'in'
        papers.mkdir()
        for number in range(count):
            os.link(self.path, papers / f'{number:04}.pdf')
        return sorted(papers.iterdir())

    def test_22_one_login_signs_many_documents(self):
        files = self.copies(int(os.environ.get('SIGNED_DOCUMENTS', '20')))
        self.token(files=files, out=self.folder / 'out')
        self.assertEqual(self.calls(), ['C_Login', 'C_Logout'])
        made = sorted((self.folder / 'out').iterdir())
        self.assertEqual([path.name for path in made], [path.name for path in files])
        self.assert_pdfsig_valid(made[-1])

    def test_22_a_document_that_cannot_be_signed_is_named_and_the_others_are_signed(self):
        files = self.copies(5)
        files[2].unlink()
        files[2].write_bytes(b'%PDF-1.7\nnothing')
        result = self.token(files=files, out=self.folder / 'out', status=harness.BAD_INPUT)
        self.assertIn('0002.pdf', result.err)
        self.assertNotIn('0003.pdf', result.err.split('error')[1])
        self.assertEqual([path.name for path in sorted((self.folder / 'out').iterdir())],
                         [path.name for path in files if '0002' not in path.name])
        self.assertEqual(self.calls(), ['C_Login', 'C_Logout'])

    def test_22_a_token_that_is_removed_between_documents(self):
        files = self.copies(4)
        result = self.token(files=files, out=self.folder / 'out', fault='removed', status=harness.BAD_ENVIRONMENT)
        self.assertEqual(result.err.count('error[sign/token-removed]'), 3, result.err)
        for number in (1, 2, 3):
            self.assertIn(f'000{number}.pdf was not signed', result.err)
        self.assertEqual([path.name for path in (self.folder / 'out').iterdir()], ['0000.pdf'])
        answer = self.token('--json', files=files, out=self.folder / 'out', fault='removed', status=harness.BAD_ENVIRONMENT)
        notes = [note['message'] for one in json.loads(answer.out)['diagnostics'] for note in one.get('notes', [])]
        # pdf-sign/while-signing
        self.assertEqual(notes, [f'{path} was not signed' for path in files[1:]])
        self.assertEqual(self.calls().count('C_Login'), 2)

    def test_a_token_that_refuses_to_sign(self):
        self.fails('sign/key-failed', fault='refuses')


if __name__ == '__main__':
    unittest.main()
