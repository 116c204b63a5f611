"""Certificates that are missing, expired, revoked, not yet valid or for something else: each has its message, in both
languages. Revocation by lists (CRL) and by responses (OCSP), which openssl makes."""
import json

import harness
from signing_files import SigningTest, run, unittest

SIGNING = 'keyUsage=critical,digitalSignature,nonRepudiation\n'
RESPONDING = 'keyUsage=critical,digitalSignature\nextendedKeyUsage=OCSPSigning\n'
VALID, UNKNOWN = 0, 4
NOW = '2026-06-01T00:00:00Z'  # where the certificates below are valid


class Chains(SigningTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        authority = cls.authority
        # Root and issuer since before the times of these tests.
        (authority.folder / 'ext').write_text('basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n'
                                              'subjectKeyIdentifier=hash\n')
        for name, options in (('root', ['-selfsign']), ('issuer', [])):
            authority._ca('root', '-batch', '-notext', '-in', authority.folder / f'{name}.csr', '-out', authority.folder / 'new.pem',
                          '-extfile', authority.folder / 'ext', '-startdate', '20200101000000Z', '-enddate', '20400101000000Z', *options)
            (authority.folder / 'new.pem').rename(authority.folder / f'{name}.pem')
        for name in ('root', 'issuer'):
            authority._ca(name, '-gencrl', '-crl_lastupdate', '20260101000000Z', '-crl_nextupdate', '20300101000000Z', '-out',
                          authority.folder / f'{name}.crl')
        cls.named = set()

    def signed(self, name='good', *options, extensions=SIGNING, start='20250101000000Z', end='20290101000000Z'):
        """A document that this signer signed; the signer is made when it is asked for first."""
        if name not in self.named:
            self.authority.add_dated(name, extensions, start, end)
            self.named.add(name)
        return self.sign(self.document(), *options, kind=name)

    def lists(self):
        folder = self.authority.folder
        return ['--crl', folder / 'root.crl', '--crl', folder / 'issuer.crl']

    def verify(self, path, status, *options, at=NOW, trust=True):
        words = [*(['--trust', self.authority.root] if trust else []), *options, '--at', at]
        result = harness.gongwen('--error-format', 'json', 'verify', path, *words)
        self.assertEqual(result.status, status, result.out + result.err)
        return json.loads(harness.gongwen('verify', path, *words, '--json').out)

    def expect(self, message, english, chinese, path, status, *options, **more):
        found = self.verify(path, status, *options, **more)
        self.assertIn(message, [d['id'] for d in found['diagnostics']], found)
        words = [*(['--trust', self.authority.root] if more.get('trust', True) else []), *options, '--at', more.get('at', NOW)]
        for language, text in (('en', english), ('zh', chinese)):
            result = harness.gongwen('--lang', language, 'verify', path, *words)
            self.assertRegex(result.out, text)

    def test_14_a_whole_chain_is_valid(self):
        self.verify(self.signed(), VALID, *self.lists())

    def test_14_no_trust_given(self):
        self.expect('sign/found-no-trust', 'no trusted certificate was given', '未提供可信证书', self.signed(), UNKNOWN, trust=False)

    def test_14_certificate_between_is_missing(self):
        folder = self.authority.folder
        self.signed()
        bare = self.folder / 'bare.pdf'
        result = harness.gongwen('sign', self.document(), '-o', bare, '--key', folder / 'good.key', '--cert', folder / 'good.pem')
        self.assertEqual(result.status, harness.DONE, result.err)
        self.expect('sign/found-chain-unknown', 'was issued by `.*示例签发机构.*`, which is not trusted', '由 `.*示例签发机构.*` 签发，不在信任范围内',
                    bare, UNKNOWN, *self.lists())
        # Given as a trusted certificate it is where the chain ends.
        self.verify(bare, VALID, '--trust', self.authority.issuer, *self.lists())

    def test_14_foreign_chain(self):
        self.expect('sign/found-chain-unknown', 'which is not trusted', '不在信任范围内', self.signed(), UNKNOWN, '--trust',
                    self.authority.folder / 'p384.pem', trust=False)

    def test_14_expired(self):
        self.expect('sign/found-expired', 'expired on 2029-01-01.*checked for 2029-06-01', '已于 2029-01-01.*过期', self.signed(), 1,
                    *self.lists(), at='2029-06-01T00:00:00Z')

    def test_14_not_yet_valid(self):
        self.expect('sign/found-not-yet-valid', 'is valid from 2025-01-01', '自 2025-01-01.*起有效', self.signed(), 1, *self.lists(),
                    at='2024-06-01T00:00:00Z')

    def test_14_revocation_is_not_known(self):
        self.expect('sign/found-revocation-unknown', 'whether .* was revoked is not known', '无法得知.*是否被吊销', self.signed(), UNKNOWN)

    def test_14_outdated_list(self):
        self.authority._ca('issuer', '-gencrl', '-crl_lastupdate', '20250201000000Z', '-crl_nextupdate', '20260301000000Z',
                           '-out', self.folder / 'old.crl')
        self.expect('sign/found-revocation-outdated', 'valid until 2026-03-01', '有效期至 2026-03-01', self.signed(), UNKNOWN, '--crl',
                    self.authority.folder / 'root.crl', '--crl', self.folder / 'old.crl')

    def test_14_list_of_another_issuer_says_nothing(self):
        folder = self.authority.folder
        run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout',
            self.folder / 'issuer.key', '-out', self.folder / 'issuer.pem', '-utf8', '-subj', '/C=CN/O=Example Issuer/CN=示例签发机构')
        (self.folder / 'db').write_text('')
        (self.folder / 'cnf').write_text(f'[ca]\ndefault_ca=d\n[d]\ndatabase={self.folder}/db\ndefault_md=sha256\ndefault_crl_days=3000\n')
        run('openssl', 'ca', '-config', self.folder / 'cnf', '-gencrl', '-keyfile', self.folder / 'issuer.key', '-cert',
            self.folder / 'issuer.pem', '-out', self.folder / 'forged.crl')
        self.expect('sign/found-revocation-unknown', 'is not known', '无法得知', self.signed(), UNKNOWN, '--crl', folder / 'root.crl',
                    '--crl', self.folder / 'forged.crl')

    def test_14_revoked_by_list(self):
        path = self.signed('revoked')
        self.authority.revoke('revoked')
        self.authority._ca('issuer', '-gencrl', '-out', self.folder / 'new.crl')
        later = '2028-06-01T00:00:00Z'
        self.expect('sign/found-revoked', 'was revoked on 20', '已于 20.*被吊销', path, 1, '--crl', self.authority.folder / 'root.crl',
                    '--crl', self.folder / 'new.crl', at=later)
        # A signature from before stays what it was.
        self.verify(path, VALID, '--crl', self.authority.folder / 'root.crl', '--crl', self.folder / 'new.crl',
                    at='2025-06-01T00:00:00Z')

    def test_14_wrong_usage(self):
        for name, extensions in (('server', 'keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n'),
                                 ('agreeing', 'keyUsage=critical,keyAgreement\n')):
            with self.subTest(name):
                path = self.signed(name, extensions=extensions)
                self.expect('sign/found-wrong-usage', 'is not for this purpose', '不能用于此用途', path, 1, *self.lists())

    def test_14_issuer_that_may_not_issue(self):
        folder = self.authority.folder
        self.signed('person', extensions='basicConstraints=critical,CA:FALSE\n')
        self.authority.add_dated('below', SIGNING, '20250101000000Z', '20290101000000Z', issuer='person')
        path = self.sign(self.document(), '--chain', folder / 'person.pem', kind='below')
        self.expect('sign/found-not-ca', 'may not issue certificates', '无权签发证书', path, 1, *self.lists())

    def test_14_certificate_with_a_forged_signature(self):
        """Of an issuer with the name of ours, but another key."""
        folder = self.folder
        self.signed()
        run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', folder / 'i.key',
            '-out', folder / 'i.pem', '-utf8', '-subj', '/C=CN/O=Example Issuer/CN=示例签发机构')
        run('openssl', 'req', '-new', '-utf8', '-key', self.authority.folder / 'good.key', '-subj', '/CN=forged', '-out', folder / 'c.csr')
        (folder / 'ext').write_text(SIGNING + 'authorityKeyIdentifier=none\n')
        run('openssl', 'x509', '-req', '-in', folder / 'c.csr', '-CA', folder / 'i.pem', '-CAkey', folder / 'i.key', '-CAcreateserial',
            '-days', '3000', '-extfile', folder / 'ext', '-out', folder / 'c.pem')
        out = folder / 'forged.pdf'
        result = harness.gongwen('sign', self.document(), '-o', out, '--key', self.authority.folder / 'good.key', '--cert',
                                 folder / 'c.pem', '--chain', self.authority.issuer)
        self.assertEqual(result.status, harness.DONE, result.err)
        self.expect('sign/found-chain-broken', 'is not valid: certificate signature failure', '的证书无效', out, 1, *self.lists(),
                    at='2027-06-01T00:00:00Z')

    def test_14_weak_digest_and_key_of_an_issuer(self):
        folder = self.folder
        for name, key, options, message, english, chinese in (
                ('md', 'rsa:2048', ['-sha1'], 'sign/found-weak-digest', 'SHA-1 .*is not secure', 'SHA-1 .*已不安全'),
                ('short', 'rsa:1024', [], 'sign/found-weak-key', 'RSA 1024 of .* is too weak', 'RSA 1024 强度不足')):
            with self.subTest(name):
                run('openssl', 'req', '-x509', '-newkey', key, '-nodes', '-keyout', folder / 'r.key', '-out', folder / 'r.pem', '-subj',
                    '/CN=Weak root', '-days', '3000', '-addext', 'keyUsage=critical,keyCertSign,cRLSign')
                run('openssl', 'req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', folder / 's.key', '-subj', '/CN=Signer', '-out',
                    folder / 's.csr')
                (folder / 'ext').write_text(SIGNING)
                run('openssl', 'x509', '-req', '-in', folder / 's.csr', '-CA', folder / 'r.pem', '-CAkey', folder / 'r.key',
                    '-CAcreateserial', '-days', '3000', '-extfile', folder / 'ext', '-out', folder / 's.pem', *options)
                out = folder / f'{name}.pdf'
                result = harness.gongwen('sign', self.document(), '-o', out, '--key', folder / 's.key', '--cert', folder / 's.pem')
                self.assertEqual(result.status, harness.DONE, result.err)
                self.expect(message, english, chinese, out, 1, '--trust', folder / 'r.pem', trust=False, at='2027-06-01T00:00:00Z')

    def test_a_key_whose_certificate_is_not_valid_now_is_warned_of(self):
        self.signed()
        for clock, warns in (('1735000000', True), ('1767225600', False), ('1900000000', True)):
            self.sign(self.document(), kind='good', clock=clock)
            self.assertEqual('warning[sign/key-not-valid-now]' in self.result.err, warns, self.result.err)


class Responses(Chains):
    """By OCSP instead of lists: responses made by the issuer itself, by one whom it named, and by others."""

    def response(self, name, *options, signer='issuer', issuer='issuer', certificate=None):
        folder = self.authority.folder
        out = self.folder / f'{name}-{signer}.ocsp'
        request = self.folder / 'request'
        run('openssl', 'ocsp', '-issuer', folder / f'{issuer}.pem', '-cert', certificate or folder / f'{name}.pem', '-reqout', request)
        register = folder / f'{issuer}.register'
        if not register.exists():
            register.write_text('')
        run('openssl', 'ocsp', '-index', register, '-CA', folder / f'{issuer}.pem', '-rsigner', folder / f'{signer}.pem', '-rkey',
            folder / f'{signer}.key', '-reqin', request, '-respout', out, *options)
        return out

    def lists(self):
        return ['--crl', self.authority.folder / 'root.crl', '--ocsp', self.response('good', '-ndays', '3000')]

    def test_14_a_whole_chain_is_valid(self):
        self.verify(self.signed(), VALID, *self.lists(), at=self.soon())

    @staticmethod
    def soon():
        """Now: responses are made as of now."""
        import datetime
        return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=5)).strftime('%Y-%m-%dT%H:%M:%SZ')

    def check(self, status, message=None, english='', chinese='', path=None, response=(), at=None):
        path = path or self.signed()
        words = ['--crl', self.authority.folder / 'root.crl', *(word for one in response for word in ('--ocsp', one))]
        at = at or self.soon()
        if message:
            self.expect(message, english, chinese, path, status, *words, at=at)
        else:
            self.verify(path, status, *words, at=at)

    def test_14_revoked_by_response(self):
        path = self.signed('withdrawn')
        self.authority.revoke('withdrawn')
        answer = self.response('withdrawn', '-ndays', '3000')
        self.check(1, 'sign/found-revoked', 'was revoked on 20', '已于 20.*被吊销', path, [answer])
        # What a list says good of, a response knows better.
        self.check(1, 'sign/found-revoked', 'was revoked on 20', '被吊销', path, [answer, self.response('good', '-ndays', '3000')])

    def test_14_response_of_one_whom_the_issuer_named(self):
        self.authority.add_dated('responder', RESPONDING, '20250101000000Z', '20400101000000Z')
        self.check(VALID, path=self.signed(), response=[self.response('good', '-ndays', '3000', signer='responder')])

    def test_14_response_of_one_who_was_not_named(self):
        for signer in ('p256', 'root'):
            with self.subTest(signer):
                path = self.signed()
                self.check(UNKNOWN, 'sign/found-revocation-unknown', 'is not known', '无法得知', path,
                           [self.response('good', '-ndays', '3000', signer=signer)])

    def test_14_response_about_another_certificate(self):
        self.signed('another')
        path = self.signed()
        self.check(UNKNOWN, 'sign/found-revocation-unknown', 'is not known', '无法得知', path, [self.response('another', '-ndays', '3000')])

    def test_14_response_that_does_not_know_the_certificate(self):
        """It was issued without the register."""
        path = self.sign(self.document(), kind='p256')
        self.check(UNKNOWN, 'sign/found-revocation-unknown', 'is not known', '无法得知', path, [self.response('p256', '-ndays', '3000')])

    def test_14_outdated_response(self):
        path = self.signed()
        self.check(UNKNOWN, 'sign/found-revocation-outdated', 'was valid until', '有效期至', path, [self.response('good', '-nmin', '1')],
                   at='2028-06-01T00:00:00Z')

    def test_14_response_that_names_no_end_is_good_for_a_day(self):
        path = self.signed()
        answer = self.response('good')
        self.check(VALID, path=path, response=[answer])
        self.check(UNKNOWN, 'sign/found-revocation-outdated', 'was valid until', '有效期至', path, [answer], at='2028-06-01T00:00:00Z')

    def test_14_responses_go_into_the_file(self):
        import pikepdf
        from forged_cms import Forger, StampServer, granted
        self.authority.add('tsa', 'keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n')
        tsa = Forger(self.authority.folder, 'tsa', 'issuer')
        server = StampServer(self, lambda query: granted(tsa.token(query.imprint, nonce=query.nonce)))
        self.signed()
        folder = self.authority.folder
        self.authority._ca('issuer', '-gencrl', '-out', self.folder / 'tsa.crl')
        path = self.sign(self.document(), '--level', 'lt', '--timestamp', server.url, '--trust', folder / 'root.pem', '--crl',
                         folder / 'root.crl', '--crl', self.folder / 'tsa.crl', '--ocsp', self.response('good', '-ndays', '3000'), kind='good')
        with pikepdf.open(path) as pdf:
            self.assertEqual(len(pdf.Root.DSS.OCSPs), 1)
        self.verify(path, VALID, at='2028-06-01T00:00:00Z')
        self.assert_archive(path)


# Those with lists alone run once.
for name in [name for name in vars(Chains) if name.startswith('test_') and name not in vars(Responses)]:
    setattr(Responses, name, None)


class Files(SigningTest):
    def test_14_files_that_are_something_else(self):
        path = self.sign(self.document())
        other = self.write('other', b'something else')
        pem = self.write('other.pem', b'-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
        for option, file, message in (('--trust', other, 'sign/not-certificates'), ('--trust', pem, 'sign/not-certificates'),
                                      ('--crl', other, 'sign/not-crls'), ('--crl', self.authority.root, 'sign/not-crls'),
                                      ('--ocsp', other, 'sign/not-ocsp'), ('--ocsp', self.authority.root, 'sign/not-ocsp')):
            for words in (['verify', path], ['sign', path, '-o', self.folder / 'out.pdf', *self.authority.key()]):
                with self.subTest(f'{words[0]} {option}'):
                    result = harness.gongwen(*words, option, file)
                    self.assertEqual(result.status, harness.BAD_INPUT, result.err)
                    self.assertIn(f'error[{message}]', result.err)
                    self.assertFalse((self.folder / 'out.pdf').exists())


if __name__ == '__main__':
    unittest.main()
