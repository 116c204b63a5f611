"""`verify` against files that were made to deceive: ranges that leave something out, signatures without a value, and
revisions that show something else than what was signed. Each attack of the literature is made here and has its name."""
import time
import unittest

import needs
from harness import gongwen
from signed_files import CATALOG, FORM, PAGE, PAGE_TEXT, RECTS, SIGNATURE_FIELD, TEXT_FIELD, SignedFile, appearance, stream
from verify_case import Attack

OTHER_TEXT = PAGE_TEXT.replace(b'100', b'900')


class ForgedRange(Attack):
    """ByteRange says something else than what a signature has to cover."""

    def forged(self, numbers, file=None):
        file = file or self.signed()
        at = file.data.index(b'/ByteRange[')
        end = file.data.index(b']', at)
        text = b'/ByteRange[' + numbers(file)
        self.assertLessEqual(len(text), end - at)
        return file.data[:at] + text.ljust(end - at) + file.data[end:]

    def test_overlap(self):
        self.assert_range(self.forged(lambda f: b'0 %d %d %d' % (f.after + 5, f.after, len(f.data) - f.after)),
                          'overlap')

    def test_wrong_order(self):
        self.assert_range(self.forged(lambda f: b'%d %d 0 %d' % (f.after, len(f.data) - f.after, f.gap)),
                          'does not cover the start')

    def test_gap_larger_than_contents(self):
        self.assert_range(self.forged(lambda f: b'0 %d %d %d' % (f.gap - 20, f.after, len(f.data) - f.after)),
                          'not exactly its own value')

    def test_gap_smaller_than_contents(self):
        self.assert_range(self.forged(lambda f: b'0 %d %d %d' % (f.gap + 1, f.after, len(f.data) - f.after)),
                          'not exactly its own value')

    def test_negative(self):
        self.assert_range(self.forged(lambda f: b'0 -1 %d %d' % (f.after, 10)), 'ByteRange')

    def test_huge(self):
        self.assert_range(self.forged(lambda f: b'0 %d 9223372036854775807 9' % f.gap), 'ByteRange')

    def test_beyond_the_file(self):
        self.assert_range(self.forged(lambda f: b'0 %d %d %d' % (f.gap, f.after, len(f.data))), 'ByteRange')

    def test_no_array(self):
        file = self.signed()
        self.assert_range(file.data.replace(b'/ByteRange[', b'/ByteRange(').replace(b']/Contents<', b')/Contents<'),
                          'does not say what it covers')

    def test_empty_array(self):
        self.assert_range(self.forged(lambda f: b''), 'ByteRange')

    def test_three_numbers(self):
        self.assert_range(self.forged(lambda f: b'0 %d %d' % (f.gap, f.after)), 'ByteRange')

    def test_not_from_the_start(self):
        self.assert_range(self.forged(lambda f: b'9 %d %d %d' % (f.gap - 9, f.after, len(f.data) - f.after)),
                          'does not cover the start')

    def test_only_the_first_part(self):
        self.assert_range(self.forged(lambda f: b'0 %d %d 0' % (f.gap, f.after)), 'ByteRange')

    def test_ends_before_the_end_of_the_revision(self):
        self.assert_range(self.forged(lambda f: b'0 %d %d %d' % (f.gap, f.after, len(f.data) - f.after - 60)),
                          'ends where no revision')


class UniversalForgery(Attack):
    """USF: a value that readers take for missing, so that nothing is compared."""

    def replaced(self, old, new):
        file = self.signed()
        self.assertIn(old, file.data)
        return file.data.replace(old, new)

    def test_no_contents(self):
        self.assert_range(self.replaced(b'/Contents<', b'/Kontents<'), 'no value')

    def test_contents_is_null(self):
        file = self.signed()
        null = b' null'.ljust(file.after - file.gap)
        self.assert_range(file.data[:file.gap] + null + file.data[file.after:], 'no value')

    def test_contents_is_a_number(self):
        file = self.signed()
        self.assert_range(file.data[:file.gap] + b' 0'.ljust(file.after - file.gap) + file.data[file.after:], 'no value')

    def test_contents_is_empty(self):
        file = self.signed()
        empty = b'<>'.ljust(file.after - file.gap)
        self.assert_range(file.data[:file.gap] + empty + file.data[file.after:], 'is empty')

    def test_contents_is_zeros(self):
        file = self.signed()
        zeros = b'<' + b'0' * (file.after - file.gap - 2) + b'>'
        self.assert_range(file.data[:file.gap] + zeros + file.data[file.after:], 'is empty')

    def test_no_byte_range(self):
        self.assert_range(self.replaced(b'/ByteRange[', b'/ByteRonge['), 'does not say what it covers')

    def test_byte_range_is_null(self):
        file = self.signed()
        at = file.data.index(b'[', file.data.index(b'/ByteRange['))
        end = file.data.index(b']', at) + 1
        self.assert_range(file.data[:at] + b' null'.ljust(end - at) + file.data[end:], 'does not say what it covers')

    def test_the_value_is_no_dictionary(self):
        file = self.signed()
        file.update({11: SIGNATURE_FIELD % (b'sig-1', RECTS[11], b'/V(signed)')})
        status, answer = self.verify(file.data)
        self.assertEqual(status, 1)
        self.assertIn('the value of the signature field is not a signature', str(answer))

    def test_another_format(self):
        status, answer = self.verify(self.replaced(b'/SubFilter/ETSI.CAdES.detached', b'/SubFilter/ETSI.CAdES.detachet'))
        self.assertNotEqual(status, 0)
        texts = {message['id']: message['message'] for message in answer['diagnostics']}
        self.assertIn('ETSI.CAdES.detachet', texts['signatures/other-format'])


class SignatureWrapping(Attack):
    """SWA: the second part of what was signed is moved back, and something else takes its place."""

    def wrapped(self, moves_range):
        """Where the signed table was, a table of the attacker is, and the signed bytes come after it."""
        file = self.signed()
        tail = file.data[file.after:]
        signed_end = file.data[file.after:file.table]
        places = {number: file.data.rindex(b'\n%d 0 obj' % number) + 1 for number in (11, file.value)}
        head = file.data[:file.after] + b' ' * len(signed_end)
        head = head[:file.after] + signed_end
        rows = lambda evil: b''.join(b'%d 1\n%010d 00000 n \n' % (number, place)
                                     for number, place in sorted({**places, 5: evil}.items()))
        first = SignedFile().table
        table = lambda evil: b'xref\n%strailer\n<</Size %d/Root 1 0 R/Prev %d>>\n' % (rows(evil), file.size, first)
        evil = file.table + len(table(0))
        data = head + table(evil) + b'5 0 obj\n' + stream(b'', OTHER_TEXT) + b'\nendobj\n'
        if moves_range:
            data = data.replace(b'%010d %010d %010d' % (file.gap, file.after, len(tail)),
                                b'%010d %010d %010d' % (file.gap, len(data), len(tail)))
        return data + tail

    def test_relocated_second_part(self):
        self.assert_range(self.wrapped(True), 'not exactly its own value')

    def test_inserted_before_the_second_part(self):
        self.assert_range(self.wrapped(False), 'ends where no revision')

    def test_value_lent_to_another_signature(self):
        """The string in the gap is in a comment or another object; the field points at a copy of it."""
        file = self.signed()
        value = file.data[file.gap:file.after]
        range_text = file.data[file.data.index(b'/ByteRange['):file.gap - len(b'/Contents')]
        number = file.new()
        file.update({number: b'<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached%s/Contents%s>>'
                             % (range_text, value),
                     5: stream(b'', OTHER_TEXT),
                     11: SIGNATURE_FIELD % (b'sig-1', RECTS[11], b'/V %d 0 R' % number)})
        status, answer = self.verify(file.data)
        self.assertEqual(status, 1)
        self.assertIn('not its own value, but another string', str(answer))
        self.assertIn(('forbidden', 'page 1: page contents changed'), self.changes(answer))


class Shadow(Attack):
    """Shadow attacks: what replaces the signed content is in the file already when it is signed."""

    def test_hide(self):
        """A layer over the text is there when the file is signed; afterwards it is taken away."""
        file = SignedFile()
        image = file.new()
        file.update({image: stream(b'/Type/XObject/Subtype/Form/BBox[0 0 595 842]', b'1 g 0 0 595 842 re f'),
                     4: (PAGE % (b'5 0 R', b'')).replace(b'/Font<<', b'/XObject<</X %d 0 R>>/Font<<' % image),
                     5: stream(b'', PAGE_TEXT + b' /X Do')})
        file.sign(self.authority, 'Ren Yi')
        file.update({image: stream(b'/Type/XObject/Subtype/Form/BBox[0 0 1 1]', b'')})
        self.assert_named(file.data, ('forbidden', 'page 1: resources of the page changed (XObject)'))

    def test_replace(self):
        """The form shows a value by its appearance; afterwards another one."""
        file = self.signed()
        file.update({7: appearance(b'Ren Er')})
        self.assert_named(file.data, ('forbidden', 'page 1: appearance of field `name` replaced without its value'))

    def test_hide_and_replace(self):
        """A second set of contents lies in the file unused; afterwards the table alone leads to it."""
        file = SignedFile()
        hidden = len(file.data)
        file.data += b'5 0 obj\n' + stream(b'', OTHER_TEXT) + b'\nendobj\n'
        file.sign(self.authority, 'Ren Yi')
        file.update({}, lies={5: hidden})
        self.assert_named(file.data, ('forbidden', 'page 1: page contents changed'))

    def test_hidden_catalog(self):
        file = SignedFile()
        numbers = [file.new() for _ in range(4)]
        root, pages, page, contents = numbers
        file.update({root: CATALOG.replace(b'2 0 R', b'%d 0 R' % pages) % b'',
                     pages: b'<</Type/Pages/Kids[%d 0 R]/Count 1>>' % page,
                     page: (PAGE % (b'%d 0 R' % contents, b'')).replace(b'2 0 R', b'%d 0 R' % pages, 1),
                     contents: stream(b'', OTHER_TEXT)})
        file.sign(self.authority, 'Ren Yi')
        file.update({13: file.objects[13]}, root=root)
        self.assert_named(file.data, ('forbidden', 'another catalog than object 1 took its place'),
                          ('forbidden', 'page 1: page contents changed'))


class ChangedAfterwards(Attack):
    def changed(self, changes, **options):
        return self.signed().update(changes, **options).data

    def test_nothing(self):
        answer = self.assert_valid(self.signed().data)
        self.assertTrue(answer['files'][0]['signatures'][0]['coversAll'])

    def test_page_contents(self):
        self.assert_named(self.changed({5: stream(b'', OTHER_TEXT)}), ('forbidden', 'page 1: page contents changed'))

    def test_contents_added_to_the_page(self):
        file = self.signed()
        number = file.new()
        file.update({number: stream(b'', b'1 g 0 0 595 842 re f'), 4: PAGE % (b'[5 0 R %d 0 R]' % number, b'')})
        self.assert_named(file.data, ('forbidden', 'page 1: page contents changed'))

    def test_font_swapped(self):
        font = b'<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>'
        self.assert_named(self.changed({6: font}), ('forbidden', 'page 1: fonts of the page changed'))

    def test_page_size(self):
        page = (PAGE % (b'5 0 R', b'')).replace(b'595 842', b'595 700')
        self.assert_named(self.changed({4: page}), ('forbidden', 'page 1: size or position of the page changed (MediaBox)'))

    def test_page_added(self):
        file = self.signed()
        page = file.new()
        file.update({page: b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
                     2: b'<</Type/Pages/Kids[4 0 R %d 0 R]/Count 2>>' % page})
        self.assert_named(file.data, ('forbidden', 'page 2: pages added, removed, replaced or reordered (1 pages before, 2 now)'))

    def assert_unknown(self, data):
        status, answer = self.verify(data)
        self.assertEqual((status, answer['files'][0]['verdict']), (4, 'unknown'), answer)
        self.assertIn('signatures/not-judged', {message['id'] for message in answer['diagnostics']})

    def test_number_of_pages(self):
        """Readers show as many pages as the tree says, or as it has."""
        for count in (0, 2):
            self.assert_unknown(self.changed({2: b'<</Type/Pages/Kids[4 0 R]/Count %d>>' % count}))

    def test_a_tree_of_pages_that_is_another_one_from_below(self):
        """Some readers take what a page inherits from above, some from below."""
        file = self.signed()
        pages = file.new()
        file.update({pages: b'<</Type/Pages/Kids[4 0 R]/Count 1/CropBox[0 0 300 300]>>',
                     1: (CATALOG % b'').replace(b'/Pages 2', b'/Pages %d' % pages)})
        self.assert_unknown(file.data)

    def generation(self, number, body):
        """A revision with an object of generation 1."""
        file = self.signed()
        place = len(file.data)
        file.data += b'%d 1 obj\n%s\nendobj\n' % (number, body)
        table = len(file.data)
        file.data += (b'xref\n%d 1\n%010d 00001 n \ntrailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n'
                      % (number, place, file.size, file.table, table))
        return file.data

    def test_an_object_under_another_generation(self):
        """Some readers find objects by their number alone. qpdf 11 still has that of generation 0, so that nothing can be said;
        in qpdf 12 the page has lost it, which is a forbidden change."""
        for data in (self.generation(5, stream(b'', OTHER_TEXT)), self.generation(6, b'<</Type/Font/Subtype/Type1/BaseFont/Symbol>>')):
            status, answer = self.verify(data)
            self.assertIn((status, answer['files'][0]['verdict']), ((4, 'unknown'), (1, 'invalid')), answer)

    def test_an_object_under_another_generation_in_a_stream_of_tables(self):
        for rest in (b'', b'x'):  # more than there are rows
            file = self.signed()
            place = len(file.data)
            file.data += b'5 1 obj\n%s\nendobj\n' % stream(b'', OTHER_TEXT)
            table = len(file.data)
            number = file.new()
            rows = b''.join(b'\1' + at.to_bytes(4, 'big') + bytes([generation]) for at, generation in
                            ((place, 1), (table, 0))) + rest
            file.data += b'%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n' % (
                number, stream(b'/Type/XRef/Size %d/Root 1 0 R/Prev %d/W[1 4 1]/Index[5 1 %d 1]' %
                               (file.size, file.table, number), rows), table)
            status, answer = self.verify(file.data)
            self.assertNotEqual(status, 0, answer)

    def test_two_places_of_an_object_in_one_table(self):
        """Readers take the first or the last."""
        file = self.signed()
        old, place = file.data.index(b'\n5 0 obj') + 1, len(file.data)
        file.data += b'5 0 obj\n%s\nendobj\n' % stream(b'', OTHER_TEXT)
        table = len(file.data)
        for places, is_unknown in (((old, place), True), ((old, old), False)):
            data = file.data + b'xref\n' + b''.join(b'5 1\n%010d 00000 n \n' % one for one in places) + (
                b'trailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n' % (file.size, file.table, table))
            if is_unknown:
                self.assert_unknown(data)
            else:
                self.assert_valid(data)

    def test_a_number_used_again_after_it_was_free(self):
        """As the standard has it: the page that refers to the former object is blank."""
        file = self.signed()
        table = len(file.data)
        file.data += b'xref\n15 1\n0000000000 00001 f \ntrailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n' % (
            file.size, file.table, table)
        place = len(file.data)
        file.data += b'15 1 obj\n%s\nendobj\n' % stream(b'/Type/Metadata/Subtype/XML', b'<y/>')
        last = len(file.data)
        file.data += b'xref\n15 1\n%010d 00001 n \ntrailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n' % (
            place, file.size, table, last)
        status, answer = self.verify(file.data)
        self.assertEqual(self.changes(answer) & {('unknown', 'the file is written in an unusual way')}, set(), answer)

    def test_javascript(self):
        self.assert_named(self.changed({1: CATALOG % b'/OpenAction<</S/JavaScript/JS(app.alert(1))>>'}),
                          ('forbidden', 'actions or JavaScript changed (OpenAction)'))

    def test_layers(self):
        self.assert_named(self.changed({1: CATALOG % b'/OCProperties<</OCGs[]/D<<>>>>'}),
                          ('forbidden', 'layers (optional content) changed'))

    def test_outline(self):
        self.assert_named(self.changed({14: b'<</Title(Two)/Parent 13 0 R/Dest[4 0 R/Fit]>>'}),
                          ('forbidden', 'outline (bookmarks) changed'))

    def test_metadata(self):
        self.assert_named(self.changed({15: stream(b'/Type/Metadata/Subtype/XML', b'<y/>')}),
                          ('permitted', 'metadata changed'), status=0)

    def test_structure_tree(self):
        self.assert_named(self.changed({1: CATALOG % b'/StructTreeRoot<</Type/StructTreeRoot>>'}),
                          ('forbidden', 'structure tree changed'))

    def test_form_value_through_its_appearance_only(self):
        file = self.signed()
        number = file.new()
        file.update({number: appearance(b'Ren Er'), 10: TEXT_FIELD % (b'Ren Yi', number)})
        self.assert_named(file.data, ('forbidden', 'page 1: appearance of field `name` replaced without its value'))

    def test_form_value(self):
        file = self.signed()
        number = file.new()
        file.update({number: appearance(b'Ren Er'), 10: TEXT_FIELD % (b'Ren Er', number)})
        self.assert_named(file.data, ('permitted', 'page 1: value of field `name` changed from “Ren Yi” to “Ren Er”'),
                          status=0)

    def test_form_value_that_is_locked(self):
        file = self.signed(entry=b'/Lock<</Type/SigFieldLock/Action/All>>')
        file.update({10: TEXT_FIELD % (b'Ren Er', 7)})
        self.assert_named(file.data, ('forbidden', 'page 1: value of field `name` changed from “Ren Yi” to “Ren Er”'))

    def test_signature_field_moved(self):
        file = self.signed()
        file.update({11: SIGNATURE_FIELD % (b'sig-1', b'0 0 595 842', b'/V %d 0 R' % file.value)})
        self.assert_named(file.data, ('forbidden', 'page 1: signature field `sig-1` moved or changed (Rect)'))

    def test_signature_removed(self):
        self.assert_named(self.changed({11: SIGNATURE_FIELD % (b'sig-1', RECTS[11], b'')}),
                          ('forbidden', 'page 1: signature or signature field `sig-1` removed'))

    def test_junk_appended(self):
        self.assert_named(self.signed().data + b'x' * 77,
                          ('forbidden', '77 bytes appended that are not a revision'))

    def test_blank_lines_appended(self):
        self.assert_valid(self.signed().data + b'\n\r\n')

    def test_validation_data_added_and_removed(self):
        file = self.signed()
        number = file.new()
        file.update({number: stream(b'', b'no certificate'), 1: CATALOG % (b'/DSS<</Type/DSS/Certs[%d 0 R]>>' % number)})
        self.assert_named(file.data, ('permitted', 'data for validation (DSS) added'), status=0)
        file.update({1: CATALOG % b''})
        self.assert_named(file.data, ('forbidden', 'data for validation (DSS) removed'))

    def test_attachment(self):
        self.assert_named(self.changed({1: CATALOG % b'/Names<</EmbeddedFiles<</Names[]>>>>'}),
                          ('forbidden', 'attachments changed'))

    def test_whole_file_written_again_without_the_former_table(self):
        """What follows the signed revision does not lead back to it."""
        file = self.signed()
        objects = {n: body for n, body in file.objects.items() if body is not None}
        objects[5] = stream(b'', OTHER_TEXT)
        file.update(objects, prev=False, lies={file.value: file.data.index(b'%d 0 obj' % file.value)})
        self.assert_named(file.data, ('forbidden', 'page 1: page contents changed'))

    def test_table_that_lies(self):
        """An entry leads into the middle of an object: readers repair it, each in its own way."""
        status, answer = self.verify(self.changed({}, lies={5: 40}))
        self.assertNotEqual(status, 0, answer)

    def test_hybrid_table(self):
        file = self.signed()
        file.update({13: file.objects[13]}, trailer=b'/XRefStm 20')
        status, answer = self.verify(file.data)
        self.assertNotEqual(status, 0)
        self.assertIn('signatures/not-judged', {message['id'] for message in answer['diagnostics']})

    def test_object_stream_trick(self):
        """The new contents come by a stream of tables and one of objects, after a classic table."""
        file = self.signed()
        page = b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 16 0 R/Annots[10 0 R 11 0 R 12 0 R]>>'
        hidden = file.new()
        holder = file.new()
        table = file.new()
        places = [len(file.data)]
        file.data += b'%d 0 obj\n%s\nendobj\n' % (hidden, stream(b'', OTHER_TEXT))
        places.append(len(file.data))
        index = b'4 0 '
        body = index + page.replace(b'16 0 R', b'%d 0 R' % hidden)
        file.data += b'%d 0 obj\n%s\nendobj\n' % (holder, stream(b'/Type/ObjStm/N 1/First %d' % len(index), body))
        places.append(len(file.data))
        row = lambda kind, place, number: bytes([kind]) + place.to_bytes(4, 'big') + bytes([number])
        rows = row(2, holder, 0) + b''.join(row(1, place, 0) for place in places)
        file.data += b'%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n' % (
            table, stream(b'/Type/XRef/Size %d/Root 1 0 R/Prev %d/W[1 4 1]/Index[4 1 %d 3]' %
                          (file.size, file.table, hidden), rows), places[-1])
        self.assert_named(file.data, ('forbidden', 'page 1: page contents changed'))

    def test_contents_listed_as_an_annotation(self):
        """An object that is named among the annotations is still compared where pages draw it."""
        file = self.signed()
        file.update({5: stream(b'/Type/Annot/Subtype/Link', OTHER_TEXT), 4: PAGE % (b'5 0 R', b' 5 0 R')})
        self.assert_named(file.data, ('forbidden', 'page 1: page contents changed'))


class Certified(Attack):
    """Attacks on certified documents: what the certification permits hides what was certified."""

    HIDING = ('FreeText', 'Stamp', 'Redact', 'Square', 'Circle', 'Line', 'Polygon', 'PolyLine', 'Ink', 'Watermark', 'Caret',
              'FileAttachment', 'Sound', 'Movie', 'Screen', '3D', 'PrinterMark', 'TrapNet', 'RichMedia', 'Projection')

    def annotated(self, level, subtype, appearance_of=True):
        file = self.signed(certify=level)
        number = file.new()
        look = file.new()
        shown = b'/AP<</N %d 0 R>>' % look if appearance_of else b''
        file.update({look: appearance(b'Pay 900 yuan'), 4: PAGE % (b'5 0 R', b' %d 0 R' % number),
                     number: b'<</Type/Annot/Subtype/%s/F 4/Rect[72 690 272 720]/Contents(x)%s>>' % (subtype.encode(), shown)})
        return file.data

    def test_evil_annotation(self):
        for subtype in self.HIDING:
            with self.subTest(subtype):
                self.assert_named(self.annotated(3, subtype),
                                  ('doubtful', f'page 1: annotation added ({subtype})'), status=4)

    def test_harmless_annotations(self):
        for subtype in ('Link', 'Popup'):
            with self.subTest(subtype):
                self.assert_named(self.annotated(3, subtype, False),
                                  ('permitted', f'page 1: annotation added ({subtype})'), status=0)

    def test_marks_that_viewers_draw_without_an_appearance(self):
        """A white line or sign hides, a black highlight too: viewers make their look up."""
        for subtype in ('Text', 'Highlight', 'Underline', 'Squiggly', 'StrikeOut', 'FreeText', 'Square', 'Ink'):
            with self.subTest(subtype):
                self.assert_named(self.annotated(3, subtype, False),
                                  ('doubtful', f'page 1: annotation added ({subtype})'), status=4)

    def test_harmless_types_with_an_appearance_hide_as_well(self):
        for subtype in ('Highlight', 'Link', 'Text', 'Popup'):
            with self.subTest(subtype):
                self.assert_named(self.annotated(3, subtype), ('doubtful', f'page 1: annotation added ({subtype})'), status=4)

    def test_annotation_where_only_filling_is_permitted(self):
        for level in (1, 2):
            for subtype in ('FreeText', 'Link'):
                with self.subTest(f'{level} {subtype}'):
                    self.assert_named(self.annotated(level, subtype),
                                      ('forbidden', f'page 1: annotation added ({subtype})'))

    def test_sneaky_signature(self):
        """A signature field is added to what may only be completed; its appearance covers the text."""
        for level in (1, 2, 3):
            with self.subTest(level):
                file = self.signed(certify=level).sign(self.authority, 'Ren Er', new_field=b'evil')
                self.assert_named(file.data, ('forbidden', 'page 1: signature `evil` added with its field'))

    def test_second_signature_in_a_field_that_was_there(self):
        file = self.signed(certify=2).sign(self.authority, 'Ren Er', field=12)
        answer = self.assert_named(file.data, ('permitted', 'page 1: signature field `sig-2` signed'), status=0)
        self.assertEqual([one['verdict'] for one in answer['files'][0]['signatures']], ['valid', 'valid'])

    def test_second_signature_where_no_changes_are_permitted(self):
        file = self.signed(certify=1).sign(self.authority, 'Ren Er', field=12)
        self.assert_named(file.data, ('forbidden', 'page 1: signature field `sig-2` signed'))

    def test_form_value(self):
        for level, permission, status in ((1, 'forbidden', 1), (2, 'permitted', 0), (3, 'permitted', 0)):
            with self.subTest(level):
                file = self.signed(certify=level).update({10: TEXT_FIELD % (b'Ren Er', 7)})
                self.assert_named(file.data, (permission, 'page 1: value of field `name` changed from “Ren Yi” to “Ren Er”'),
                                  status=status)

    def test_certification_removed(self):
        file = self.signed(certify=1).update({1: CATALOG % b''})
        self.assert_named(file.data, ('forbidden', 'permissions of the document (Perms) changed'))


class Bombs(Attack):
    def test_ten_megabytes_of_zeros(self):
        self.verify(self.signed().data + b'\0' * (10 << 20))

    def test_deep_nesting(self):
        file = self.signed().update({13: b'[' * 100_000 + b']' * 100_000})
        self.assertNotEqual(self.verify_any(file.data), 0)

    def test_many_revisions(self):
        file = self.signed()
        for number in range(150):
            file.update({15: stream(b'/Type/Metadata/Subtype/XML', b'<y%d/>' % number)})
        status, _ = self.verify(file.data)
        self.assertNotEqual(status, 0)

    def test_many_ends_without_revisions(self):
        file = self.signed()
        self.verify(file.data + b'startxref\n9\n%%EOF\n' * 20_000)

    def test_tables_in_a_circle(self):
        file = self.signed()
        file.data = file.data.replace(b'/Root 1 0 R>>', b'/Root 1 0 R/Prev %d>>' % file.table, 1)
        self.assertNotEqual(self.verify_any(file.data), 0)

    @needs.time
    def test_unpacks_to_a_gigabyte(self):
        import zlib
        packed = zlib.compress(b'\0' * (1 << 28), 9)
        file = self.signed()
        number = file.new()
        file.update({number: stream(b'/Filter/FlateDecode', packed), 1: CATALOG % (b'/DSS<</Certs[%d 0 R]>>' % number)})
        self.verify(file.data)

    def verify_any(self, data):
        start = time.monotonic()
        result = gongwen('verify', self.write('a.pdf', data), '--json')
        self.assertLess(time.monotonic() - start, 40)
        self.assertIn(result.status, (1, 4), result.err)
        return result.status


if __name__ == '__main__':
    unittest.main()
