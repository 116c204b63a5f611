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

    def test_a_time_stamp_leaves_the_structure_as_it_is(self):
        """Validators that compare revisions, such as pyHanko, take a new element for a change of the document."""
        before = self.level('lt', *self.long_term(), out=self.folder / 'lt.pdf').read_bytes()
        path = self.level('lta', *self.long_term(), out=self.folder / 'lta.pdf')
        with pikepdf.open(path) as pdf:
            stamp = pdf.Root.AcroForm.Fields[-1]
            self.assertNotIn('/StructParent', stamp)
            left, bottom, right, top = (float(side) for side in stamp.Rect)
            box = [float(side) for side in pdf.pages[0].cropbox]
            self.assertEqual((left, bottom), (right, top))
            self.assertLess(left, box[0])
            numbers = {pdf.Root.StructTreeRoot.objgen[0], pdf.Root.StructTreeRoot.K.objgen[0],
                       pdf.Root.StructTreeRoot.ParentTree.objgen[0]}
        end = path.read_bytes().rindex(b'%%EOF', 0, -9)
        self.assertGreater(end, len(before) // 2)
        for number in numbers:
            self.assertNotIn(b'\n%d 0 obj' % number, path.read_bytes()[end:])

    def test_elements_are_in_lists(self):
        """One element alone, too: pyHanko finds fields by the lists of the structure."""
        with pikepdf.open(self.document()) as pdf:
            alone = [one.K for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and '/S' in one and '/K' in one
                     and isinstance(one.K, pikepdf.Dictionary) and '/S' in one.K]
            self.assertEqual(alone, [])

    def test_levels_lt_needs_the_data_for_validation(self):
        self.level('lt', status=harness.BAD_INPUT, out=self.folder / 'out.pdf')
        self.assertIn('pdf-sign/no-validation', self.result.err)
        self.assertFalse((self.folder / 'out.pdf').exists())


if __name__ == '__main__':
    unittest.main()
