"""Several signatures in one file, forms with values, certification: every revision keeps what was there."""
import pikepdf

import harness
from signing_files import SigningTest, byte_ranges, run, unittest


class Revisions(SigningTest):
    def test_02_every_revision_is_an_archive_file(self):
        path = self.document('result-notice', 'typical', '--signable', seal='space')
        seal = self.seal()
        first = self.sign(path, '--seal', seal, '--certify', 'annotate', out=self.folder / '1.pdf')
        plain = self.document()
        second = self.sign(plain, out=self.folder / '2.pdf')
        third = self.sign(second, '--page', 1, '--at', '60,60', '--seal', seal, kind='rsa', out=self.folder / '3.pdf')
        self.assert_archive(path, first, second, third)

    def test_06_a_field_in_a_form_with_values(self):
        path = self.document('expert-application', 'typical', '--fillable', '--no-signature-fields')
        values = self.values(path)
        signed = self.sign(path)
        self.assertEqual(self.values(signed), values)
        self.assert_archive(signed)
        extracted = harness.gongwen('extract', signed)
        self.assertEqual(extracted.status, harness.DONE, extracted.err)

    def test_06_an_existing_field_is_filled(self):
        path = self.document('expert-application', 'typical', '--fillable')
        with pikepdf.open(path) as pdf:
            empty = [str(field.T) for field in pdf.Root.AcroForm.Fields if field.get('/FT') == '/Sig']
        self.assertTrue(empty)
        values = self.values(path)
        signed = self.sign(path, '--field', empty[0], '--seal', self.seal())
        self.assertEqual(self.values(signed), values)
        with pikepdf.open(signed) as pdf:
            field = next(field for field in pdf.Root.AcroForm.Fields if field.get('/T') == empty[0])
            self.assertEqual((field.V.Type, int(field.F)), ('/Sig', 132))
            self.assertEqual(int(pdf.Root.AcroForm.SigFlags), 3)
        self.assert_pdfsig_valid(signed)
        self.assert_archive(signed)

    def values(self, path):
        with pikepdf.open(path) as pdf:
            return {str(field.T): str(field.get('/V')) for field in pdf.Root.AcroForm.Fields
                    if field.get('/FT') not in ('/Sig', None)}

    def test_06_several_empty_fields_are_not_guessed(self):
        names = ['示例市甲局', '示例市乙局']
        path = self.document('opinions', 'typical', '--signable', seal='space', issuers=names, signed_as=names)
        self.sign(path, status=harness.BAD_INPUT, out=self.folder / 'out.pdf')
        self.assertIn('seal-1, seal-2', self.result.err)
        self.assertIn('pdf-sign/several-fields', self.result.err)

    def test_09_certified_without_changes_refuses_a_second_signature(self):
        first = self.sign(self.document(), '--certify', 'no-changes')
        out = self.folder / 'second.pdf'
        self.sign(first, out=out, status=harness.BAD_INPUT)
        self.assertIn('pdf-sign/no-changes-permitted', self.result.err)
        self.assertFalse(out.exists())
        self.assert_archive(first)

    def test_09_certified_for_filling_permits_fields_that_are_there(self):
        for certify, permitted in (('fill', 2), ('annotate', 3)):
            with self.subTest(certify):
                path = self.document('expert-application', 'typical', '--fillable')
                with pikepdf.open(path) as pdf:
                    empty = [str(field.T) for field in pdf.Root.AcroForm.Fields if field.get('/FT') == '/Sig']
                first = self.sign(path, '--certify', certify, '--page', 1, '--at', '40,40', '--seal', self.seal())
                with pikepdf.open(first) as pdf:
                    reference = pdf.Root.Perms.DocMDP.Reference[0]
                    self.assertEqual(int(reference.TransformParams.P), permitted)
                second = self.sign(first, '--field', empty[0], kind='rsa', out=self.folder / 'second.pdf')
                self.assert_pdfsig_valid(second, 2)
                self.assert_archive(second)
                self.sign(first, '--page', 1, '--at', '80,80', '--seal', self.seal(), status=harness.BAD_INPUT,
                          out=self.folder / 'third.pdf')
                self.assertIn('pdf-sign/no-field-permitted', self.result.err)

    def test_09_certifying_warns_when_nobody_can_sign_after_it(self):
        self.sign(self.document(), '--certify', 'fill')
        self.assertIn('warning[pdf-sign/no-further-field]', self.result.err)

    def test_09_certified_for_filling_permits_no_riding_seal(self):
        path = self.document('expert-application', 'typical', '--fillable')
        with pikepdf.open(path) as pdf:
            empty = next(str(field.T) for field in pdf.Root.AcroForm.Fields if field.get('/FT') == '/Sig')
        first = self.sign(path, '--certify', 'fill', '--page', 1, '--at', '40,40', '--seal', self.seal())
        self.sign(first, '--field', empty, '--riding', '--seal', self.seal(), status=harness.BAD_INPUT,
                  out=self.folder / 'second.pdf')
        self.assertIn('pdf-sign/no-riding-permitted', self.result.err)

    def test_09_only_the_first_signature_certifies(self):
        first = self.sign(self.document())
        self.sign(first, '--certify', 'fill', status=harness.BAD_INPUT, out=self.folder / 'second.pdf')
        self.assertIn('pdf-sign/not-first', self.result.err)

    def test_10_the_first_of_two_signatures_stays_valid(self):
        path = self.document()
        first = self.sign(path)
        second = self.sign(first, kind='rsa', out=self.folder / 'second.pdf')
        data = second.read_bytes()
        self.assertTrue(data.startswith(first.read_bytes()))
        self.assertEqual(len(byte_ranges(data)), 2)
        self.assert_pdfsig_valid(second, 2)
        self.assert_openssl_valid(data, 0)
        self.assert_openssl_valid(data, 1)

    def test_podofo_signs_our_signed_file_once_more(self):
        signed = self.sign(self.document())
        out = self.folder / 'podofo.pdf'
        run('podofosign', '-in', signed, '-out', out, '-cert', self.authority.folder / 'rsa.pem', '-pkey',
            self.authority.folder / 'rsa.key', '-field-name', 'podofo-1')
        text = run('pdfsig', '-nssdir', f'sql:{self.authority.folder}', out, check=False).stdout.decode()
        self.assertEqual(text.count('Signature is Valid'), 2, text)

    def test_files_with_tables_get_tables(self):
        path = self.document()
        old = self.folder / 'old.pdf'
        run('qpdf', '--object-streams=disable', path, old)
        signed = self.sign(old)
        self.assertIn(b'\nxref\n', signed.read_bytes()[old.stat().st_size:])
        self.assert_pdfsig_valid(signed)
        self.assert_qpdf_sound(signed)


if __name__ == '__main__':
    unittest.main()
