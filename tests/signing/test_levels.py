"""Levels with time stamps, against a time-stamp authority of the test on this machine."""
import time

import pikepdf

import harness
from signing_files import SigningTest, unittest
from time_authority import TimeAuthority


class Levels(SigningTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stamps = TimeAuthority(cls.authority)
        cls.addClassCleanup(cls.stamps.close)

    def level(self, name, *options, **more):
        return self.sign(self.document(), '--level', name, '--timestamp', self.stamps.url, *options,
                         clock=str(int(time.time()) + 5), **more)

    def long_term(self):
        lists = [word for crl in self.stamps.crls for word in ('--crl', crl)]
        return ['--trust', self.authority.folder / 'root.pem', *lists]

    def test_02_level_t_is_an_archive_file(self):
        self.check_levels(('t', 1))

    def test_02_levels_lt_and_lta_are_archive_files(self):
        self.check_levels(('lt', 1), ('lta', 2))

    def check_levels(self, *levels):
        for name, signatures in levels:
            with self.subTest(name):
                path = self.level(name, *(self.long_term() if name != 't' else []))
                self.assert_archive(path)
                self.assert_qpdf_sound(path)
                self.assert_openssl_valid(path.read_bytes(), 0)
                with pikepdf.open(path) as pdf:
                    self.assertEqual(len(pdf.Root.AcroForm.Fields), signatures)
                    self.assertEqual('/DSS' in pdf.Root, name != 't')
                    if name != 't':
                        self.assertEqual(len(pdf.Root.DSS.CRLs), 2)
                        self.assertGreaterEqual(len(pdf.Root.DSS.Certs), 3)
                    if name == 'lta':
                        self.assertEqual(str(pdf.Root.AcroForm.Fields[-1].V.SubFilter), '/ETSI.RFC3161')

    def test_levels_lt_needs_the_data_for_validation(self):
        self.level('lt', status=harness.BAD_INPUT, out=self.folder / 'out.pdf')
        self.assertIn('pdf-sign/no-validation', self.result.err)
        self.assertFalse((self.folder / 'out.pdf').exists())


if __name__ == '__main__':
    unittest.main()
