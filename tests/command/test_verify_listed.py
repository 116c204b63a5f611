"""`verify` says no signatures only of files without any, and doubts files only where programs may read them differently."""
import unittest
import zlib

from harness import gongwen
from signed_files import CATALOG, RECTS, SIGNATURE_FIELD, SignedFile, stream
from verify_case import Attack


class Listed(Attack):
    """Whatever signature is in the bytes of a file is in the list, or the verdict is unknown and says why."""

    def assert_unlisted(self, data, count, why, others=()):
        status, answer = self.verify(data)
        file = answer['files'][0]
        self.assertEqual((status, file['verdict'], file['unlisted']), (4, 'unknown', count), answer)
        self.assertEqual([one['field'] for one in file['signatures']], list(others))
        message = next(one['message'] for one in answer['diagnostics'] if one['id'] == 'signatures/unlisted')
        self.assertIn(f'{count} signature dictionaries were found that cannot be judged, because {why}', message)
        self.assertNotIn('signatures/none', {one['id'] for one in answer['diagnostics']})
        text = gongwen('verify', self.write('a.pdf', data), '--lang', 'en').out
        self.assertIn('unknown whether', text)
        self.assertIn(why, text)

    def test_a_form_that_cannot_be_read(self):
        """Arrays in arrays, more of them than are read here."""
        file = SignedFile().update({13: b'<</Type/Outlines/First 14 0 R/Last 14 0 R/Count 1/X %s>>' % (b'[' * 60 + b']' * 60)})
        self.assert_unlisted(file.sign(self.authority, 'Ren Yi').data, 1, 'the file is written in an unusual way')

    def test_a_file_saved_again_without_its_form(self):
        """The signature is still there, and nothing leads to it."""
        file = self.signed()
        file.update({1: b'<</Type/Catalog/Pages 2 0 R>>', 4: b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R>>',
                     2: file.objects[2], 5: file.objects[5]}, prev=False)
        self.assert_unlisted(file.data.replace(b'startxref', b'starthref', 2), 1, 'no field of the form leads to them')

    def test_fields_with_the_same_name(self):
        """Each is listed, though readers find one or the other."""
        file = self.signed().sign(self.authority, 'Ren Er', field=12, body=SIGNATURE_FIELD.replace(b'/T(%s)', b'/T(sig-1)')
                                  % (RECTS[12], b'%s'))
        status, answer = self.verify(file.data)
        self.assertNotEqual(status, 0)
        self.assertEqual([one['field'] for one in answer['files'][0]['signatures']].count('sig-1'), 2)

    def test_a_signed_file_that_is_attached(self):
        """Its signature is not one of the file around it."""
        file = SignedFile()
        number = file.new()
        file.update({number: stream(b'/Type/EmbeddedFile', self.signed().data)})
        status, answer = self.verify(file.data)
        self.assertEqual((status, answer['files'][0]['verdict']), (1, 'none'))
        self.assert_valid(file.sign(self.authority, 'Ren Yi').data)

    def test_rights_of_use_are_no_signature_of_the_document(self):
        file = SignedFile()
        rights = file.new()
        file.update({rights: b'<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 1 2 3]/Contents<00>>>',
                     1: CATALOG % (b'/Perms<</UR3 %d 0 R>>' % rights)})
        self.assert_valid(file.sign(self.authority, 'Ren Yi').data)

    def test_empty_names(self):
        """`/` alone is a name; some programs write it."""
        file = SignedFile().update({13: b'<</Type/Outlines/First 14 0 R/Last 14 0 R/Count 1/Name />>'})
        self.assert_valid(file.sign(self.authority, 'Ren Yi').data)

    def hybrid(self, numbers):
        """A table of text without entries, and beside it a stream with those of some objects (as word processors save)."""
        file = SignedFile()
        table = file.new()
        places = {number: file.data.rindex(b'\n%d 0 obj' % number) + 1 for number in numbers}
        at = places[table] = len(file.data)
        rows = b''.join(b'\1' + place.to_bytes(4, 'big') + b'\0' for _, place in sorted(places.items()))
        index = b' '.join(b'%d 1' % number for number in sorted(places))
        file.data += b'%d 0 obj\n%s\nendobj\n' % (table, stream(b'/Type/XRef/Size %d/W[1 4 1]/Index[%s]' % (file.size, index), rows))
        return file, at

    def test_hybrid_tables_that_agree(self):
        file, at = self.hybrid([13])
        last, file.table = file.table, len(file.data)
        file.data += (b'xref\n0 0\ntrailer\n<</Size %d/Root 1 0 R/Prev %d/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n'
                      % (file.size, last, at, file.table))
        self.assert_valid(file.sign(self.authority, 'Ren Yi').data)

    def test_hybrid_tables_at_odds(self):
        file, at = self.hybrid([13])
        file.update({13: file.objects[13]}, trailer=b'/XRefStm %d' % at)
        status, answer = self.verify(file.sign(self.authority, 'Ren Yi').data)
        self.assertEqual((status, answer['files'][0]['verdict']), (4, 'unknown'), answer)


class Repaired(Attack):
    """What the library warns of is a doubt, unless every reader finds the same."""

    def test_a_size_that_is_larger_than_it_need_be(self):
        file = self.signed()
        file.size += 2
        self.assert_valid(file.update({15: file.objects[15]}).data)

    def test_sizes_that_readers_take_for_damage(self):
        for size in (-3, 5_000_000):
            with self.subTest(size):
                file = self.signed()
                file.size += size
                status, answer = self.verify(file.update({15: file.objects[15]}).data)
                self.assertEqual((status, answer['files'][0]['verdict']), (4, 'unknown'), answer)

    def test_blanks_before_a_table(self):
        file = self.signed()
        data = file.data.replace(b'startxref\n%d' % file.table, b'startxref\n%d' % (file.table - 1))
        status, answer = self.verify(data)
        self.assertEqual(status, 1)  # the signature covers the number that was changed here
        self.assertNotIn('signatures/not-judged', {one['id'] for one in answer['diagnostics']})


class ValidationData(Attack):
    def test_packed_in_another_way(self):
        """A later program writes the store again, with the same certificates and more."""
        file = self.signed()
        first, again, more = file.new(), file.new(), file.new()
        store = CATALOG % b'/DSS<</Type/DSS/Certs[%s]>>'
        file.update({first: stream(b'', b'a certificate'), 1: store % (b'%d 0 R' % first)})
        file.update({again: stream(b'/Filter/FlateDecode', zlib.compress(b'a certificate')), more: stream(b'', b'another'),
                     1: store % (b'%d 0 R %d 0 R' % (again, more))})
        self.assert_named(file.data, ('permitted', 'data for validation (DSS) added'), status=0)
        self.assertNotIn('removed', str(self.verify(file.data)[1]))


if __name__ == '__main__':
    unittest.main()
