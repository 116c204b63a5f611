"""`gongwen sign`: signatures without a picture, keys, levels of detail in the file. The names of the tests have the
numbers of the checklist of signatures."""
import json
import os
import time

import harness
from signing_files import SigningTest, byte_ranges, contents, run, unittest, without_contents


class Sign(SigningTest):
    def test_01_the_original_is_a_prefix_of_the_signed_file(self):
        path = self.document()
        original = path.read_bytes()
        signed = self.sign(path).read_bytes()
        self.assertTrue(signed.startswith(original))
        self.assertGreater(len(signed), len(original))
        self.assertEqual(path.read_bytes(), original)

    def test_03_the_signature_has_one_signer_no_signing_time_and_names_its_certificate(self):
        data = self.sign(self.document()).read_bytes()
        (self.folder / 'cms.der').write_bytes(contents(data))
        shown = run('openssl', 'cms', '-cmsout', '-print', '-inform', 'DER', '-in', self.folder / 'cms.der').stdout.decode()
        signers = shown[shown.index('signerInfos:'):]
        self.assertEqual(signers.count('signatureAlgorithm:'), 1, signers)
        self.assertNotIn('signingTime', signers)
        self.assertIn('id-smime-aa-signingCertificateV2', signers)
        self.assertIn(b'/SubFilter/ETSI.CAdES.detached', data)

    def test_04_pdfsig_mutool_and_openssl_call_the_signature_valid(self):
        for kind in ('rsa', 'p256', 'p384'):
            with self.subTest(kind):
                path = self.sign(self.document(), kind=kind)
                self.assertIn('Total document signed', self.assert_pdfsig_valid(path))
                self.assert_mutool_valid(path)
                self.assert_openssl_valid(path.read_bytes())
                self.assert_qpdf_sound(path)

    def test_05_the_update_takes_4_kB_besides_the_room_of_the_signature(self):
        path = self.document()
        added = self.sign(path).stat().st_size - path.stat().st_size
        self.assertLessEqual(added, 4096 + 2 * 16384)

    def test_15_a_signature_that_needs_more_room_gets_it(self):
        names = ','.join(f'DNS:name-{number:04}.example.org' for number in range(800))
        self.authority.add('wordy', f'keyUsage=critical,digitalSignature\nsubjectAltName={names}\n')
        out = self.sign(self.document(), kind='wordy')
        _, before, after, _ = byte_ranges(out.read_bytes())[-1]
        self.assertGreater(after - before, 2 * 16384 + 2)
        self.assert_pdfsig_valid(out)
        self.assert_archive(out)

    def test_15_a_signature_that_needs_a_megabyte_is_refused(self):
        names = ','.join(f'DNS:name-{number:06}.of-a-very-long-domain.example.org' for number in range(14_000))
        for name, issuer, extensions in (('long-issuer', 'root', 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n'),
                                         ('long', 'long-issuer', 'keyUsage=critical,digitalSignature\n')):
            self.authority._make(name, f'/CN={name}', issuer, extensions + f'subjectAltName={names}\n')
        out = self.folder / 'out.pdf'
        self.sign(self.document(), '--chain', self.authority.folder / 'long-issuer.pem', kind='long', out=out, status=harness.BAD_INPUT)
        self.assertIn('pdf-sign/too-long-signature', self.result.err)
        self.assertFalse(out.exists())

    def test_16_a_key_that_does_not_fit_the_certificate_is_refused_before_anything_is_written(self):
        path = self.document()
        out = self.folder / 'out.pdf'
        result = harness.gongwen('sign', path, '-o', out, '--key', self.authority.folder / 'rsa.key', '--cert',
                                 self.authority.folder / 'p256.pem')
        self.assertEqual(result.status, harness.BAD_INPUT, result.err)
        self.assertFalse(out.exists())

    def test_20_the_same_input_and_time_give_the_same_bytes_but_the_signature(self):
        path = self.document()
        first = self.sign(path).read_bytes()
        second = self.sign(path).read_bytes()
        self.assertEqual(without_contents(first), without_contents(second))
        rsa = self.sign(path, kind='rsa').read_bytes()
        self.assertEqual(rsa, self.sign(path, kind='rsa').read_bytes())
        later = self.sign(path, clock='1795000001').read_bytes()
        self.assertNotEqual(without_contents(first), without_contents(later))

    def test_22_one_login_signs_many_documents(self):
        path = self.document()
        papers = self.folder / 'in'
        papers.mkdir()
        count = int(os.environ.get('SIGNED_DOCUMENTS', '30'))
        for number in range(count):
            os.link(path, papers / f'{number}.pdf')
        run('openssl', 'pkcs12', '-export', '-inkey', self.authority.folder / 'p256.key', '-in',
            self.authority.folder / 'p256.pem', '-certfile', self.authority.issuer, '-passout', 'pass:secret-123',
            '-out', self.folder / 'signer.p12')
        started = time.monotonic()
        result = harness.gongwen('sign', *sorted(papers.iterdir()), '-o', self.folder / 'out', '--p12',
                                 self.folder / 'signer.p12', '--json',
                                 environment={'GONGWEN_SECRET': 'secret-123', 'SOURCE_DATE_EPOCH': '1795000000'})
        self.assertEqual(result.status, harness.DONE, result.err)
        self.assertEqual(len(json.loads(result.out)['files']), count)
        self.assertEqual(len(list((self.folder / 'out').iterdir())), count)
        self.assert_pdfsig_valid(self.folder / f'out/{count - 1}.pdf')
        print(f'{count} documents in {time.monotonic() - started:.2f} s')

    def test_reason_and_place_are_in_the_signature(self):
        path = self.sign(self.document(), '--reason', '同意发布', '--location', '示例市')
        import pikepdf
        with pikepdf.open(path) as pdf:
            value = pdf.Root.AcroForm.Fields[-1].V
            self.assertEqual((str(value.Reason), str(value.Location)), ('同意发布', '示例市'))
            self.assertEqual(str(value.M), "D:20261118190640+08'00'")

    def test_secrets_come_from_a_file_or_the_environment_and_are_in_no_output(self):
        path = self.document()
        key = self.folder / 'locked.key'
        run('openssl', 'pkcs8', '-topk8', '-in', self.authority.folder / 'p256.key', '-passout', 'pass:geheim-77',
            '-out', key)
        words = ['sign', path, '-o', self.folder / 'out.pdf', '--key', key, '--cert', self.authority.folder / 'p256.pem',
                 '--chain', self.authority.issuer]
        (self.folder / 'pin').write_text('geheim-77\n')
        for options, environment in ((['--secret-file', self.folder / 'pin'], {}), ([], {'GONGWEN_SECRET': 'geheim-77'})):
            result = harness.gongwen(*words, *options, environment=environment)
            self.assertEqual(result.status, harness.DONE, result.err)
            self.assertNotIn('geheim', result.out + result.err)
        self.assertEqual(harness.gongwen(*words, stdin=b'geheim-77\n').status, harness.DONE)
        wrong = harness.gongwen(*words, environment={'GONGWEN_SECRET': 'falsch-99'})
        self.assertEqual(wrong.status, harness.BAD_ENVIRONMENT, wrong.err)
        self.assertNotIn('falsch', wrong.out + wrong.err)

    def test_the_signed_file_is_an_archive_file(self):
        path = self.document()
        self.assert_archive(self.sign(path))

    def test_streams_take_and_give_documents(self):
        path = self.document()
        result = harness.subprocess.run(
            [harness.PROGRAM, 'sign', '-', '-o', '-', *map(str, self.authority.key())], input=path.read_bytes(),
            capture_output=True, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout.startswith(path.read_bytes()))


class Usage(SigningTest):
    def refuse(self, *options, status=harness.BAD_USAGE):
        path = self.write('a.pdf', b'%PDF-1.7\n')
        result = harness.gongwen('sign', path, '-o', self.folder / 'out.pdf', *options)
        self.assertEqual(result.status, status, result.err)
        self.assertFalse((self.folder / 'out.pdf').exists())
        return result.err

    def test_a_key_is_needed_and_only_one(self):
        self.assertIn('--key', self.refuse())
        self.refuse('--key', 'a', '--p12', 'b')
        self.refuse('--key', 'a', '--token', 'b')

    def test_places_are_whole(self):
        self.refuse('--key', 'a', '--page', '1')
        self.refuse('--key', 'a', '--at', '10,10')
        self.refuse('--key', 'a', '--page', '1', '--at', '10,10')
        self.refuse('--key', 'a', '--page', '0', '--at', '10,10', '--seal', 's.png')
        self.refuse('--key', 'a', '--page', '1', '--at', '10', '--seal', 's.png')
        self.refuse('--key', 'a', '--page', '1', '--at', '-1,10', '--seal', 's.png')
        self.refuse('--key', 'a', '--diameter', '40')
        self.refuse('--key', 'a', '--riding')

    def test_levels_need_a_time_stamp(self):
        self.refuse('--key', 'a', '--level', 't')
        self.refuse('--key', 'a', '--level', 'b', '--timestamp', 'http://localhost/')

    def test_two_files_of_one_name_are_refused(self):
        (self.folder / 'x').mkdir()
        first, second = self.write('a.pdf', b'%PDF-'), self.write('x/a.pdf', b'%PDF-')
        result = harness.gongwen('sign', first, second, '-o', self.folder / 'out', '--key', 'a')
        self.assertEqual(result.status, harness.BAD_USAGE)
        self.assertIn('pdf-sign/same-name', result.err)


if __name__ == '__main__':
    unittest.main()
