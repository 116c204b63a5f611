"""Returned PDF forms that were damaged in one place: what differs from the page is named, and nothing is invented."""
import io
import unittest

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from harness import BAD_INPUT, DONE, ROOT, gongwen
from test_extract_tampered import TamperedTest, field

# Form, page, number of the step that moves text, and how much farther it goes: across and up, in its units.
MOVED_WORDS = (('commitment-letter', 1, 6, 0, 4950), ('commitment-letter', 1, 24, 0, 2475),
               ('proposal-information', 0, 22, -4778, 0), ('iso-form-4', 4, 78, 5037, 0))


class Damaged(TamperedTest):
    def damaged(self, change, data='typical'):
        pdf = self.pdf(data)
        change(pdf)
        return self.read(pdf)

    def split(self, pdf, pointer, *rects):
        """Makes widgets of a field that is its own widget: its own place, and others that look the same."""
        one = field(pdf, pointer)
        look, own = one.AP, one.Rect
        page = next(page for page in pdf.pages if any(a.objgen == one.objgen for a in page.Annots))
        page.Annots = Array([a for a in page.Annots if a.objgen != one.objgen])
        for key in ('/Rect', '/AP', '/Subtype', '/Type', '/F', '/P'):
            if key in one:
                del one[key]
        one.Kids = Array([pdf.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, Rect=rect, F=4, AP=look, Parent=one)) for rect in (own, *rects)])
        page.Annots.extend(one.Kids)

    def test_more_in_the_value_than_in_the_picture(self):
        """A picture is taken for a part of the value only if it has no room for the rest."""
        for pointer, more in (('/name_zh', 'X'), ('/name_zh', '𬂩某'), ('/org_zh', '（筹）')):
            def change(pdf, pointer=pointer, more=more):
                one = field(pdf, pointer)
                one.V = String(str(one.V) + more)
            with self.subTest(pointer + more):
                status, _, told = self.damaged(change)
                self.assertEqual((status, self.ids(told)), (BAD_INPUT, ['intake/shown-differs']), told)

    def test_several_lines_with_room_below(self):
        def change(pdf):
            one = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == '/std_experience')
            self.assertTrue(int(one.Ff) & 1 << 12)
            one.V = String('甲乙丙丁，后来添加的一句。')
            font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.STSong, Encoding=Name('/UniGB-UCS2-H'))
            height = float(one.Rect[3]) - float(one.Rect[1])
            text = '甲乙丙丁'.encode('utf-16-be').hex()
            look = pdf.make_stream(f'/Tx BMC BT /S 9 Tf 2 {height - 12} Td <{text}> Tj ET EMC'.encode())
            look.BBox = Array([0, 0, float(one.Rect[2]) - float(one.Rect[0]), height])
            look.Resources = Dictionary(Font=Dictionary(S=font))
            one.AP = Dictionary(N=look)
        status, _, told = self.damaged(change)
        self.assertEqual((status, self.ids(told)), (BAD_INPUT, ['intake/shown-differs']), told)

    def test_fields_in_a_second_place(self):
        blank = self.pdf('typical')
        free = field(blank, '/address_en').Rect
        for rect in (Array([10, 10, 110, 30]), free):
            status, data, told = self.damaged(lambda pdf, rect=rect: self.split(pdf, '/name_zh', Array(list(rect))))
            self.assertEqual(status, BAD_INPUT, told)
            self.assertIn('intake/field-elsewhere', self.ids(told))

    def test_names_given_twice(self):
        def change(pdf):
            field(pdf, '/name_zh').T = String('/address_en')
        status, data, told = self.damaged(change)
        self.assertEqual(status, BAD_INPUT, told)
        self.assertIn('intake/field-elsewhere', self.ids(told))
        self.assertNotIn('address_en', data)

    def test_fields_upon_one_another(self):
        """Also where the order of the fields stays the same."""
        kind = 'proposal-review'
        pdf = self.pdf('typical', kind)
        field(pdf, '/title/zh').Rect = field(pdf, '/title/en').Rect
        status, data, told = self.read(pdf)
        self.assertEqual((status, 'zh' in data['title']), (BAD_INPUT, False), told)
        self.assertIn('intake/field-elsewhere', self.ids(told))

    def test_the_ticked_button_is_not_on_the_page(self):
        def ticked(pdf):
            return next(kid for kid in field(pdf, '/gender').Kids if kid.AS != Name.Off)

        def take_away(pdf):
            gone = ticked(pdf).objgen
            pdf.pages[0].Annots = Array([a for a in pdf.pages[0].Annots if a.objgen != gone])

        def hide(pdf):
            ticked(pdf).F = 2
        for change in (take_away, hide):
            status, data, told = self.damaged(change)
            self.assertEqual((status, 'gender' in data), (BAD_INPUT, False), told)
            self.assertIn('intake/hidden-field', self.ids(told))

    def test_pages_cropped(self):
        def crop(pdf):
            left, bottom, right, _ = (float(side) for side in pdf.pages[0].MediaBox)
            pdf.pages[0].CropBox = Array([left, bottom, right, float(field(pdf, '/name_zh').Rect[1]) - 2])
        status, data, told = self.damaged(crop)
        self.assertEqual((status, 'name_zh' in data), (BAD_INPUT, False), told)
        self.assertEqual(set(self.ids(told)) & {'intake/hidden-field', 'intake/print-missing'},
                         {'intake/hidden-field', 'intake/print-missing'}, told)

        def crop_margins(pdf):
            left, bottom, right, top = (float(side) for side in pdf.pages[0].MediaBox)
            pdf.pages[0].CropBox = Array([left + 10, bottom + 10, right - 10, top - 10])
        self.assertEqual(self.damaged(crop_margins)[2], [])

    def layer(self, pdf, is_off):
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String('layer')))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer] if is_off else [])))
        return layer

    def test_expressions_of_layers(self):
        for is_off, expression, is_shown in (
                (False, lambda layer: [Name.Not, layer], False), (True, lambda layer: [Name.Not, layer], True),
                (True, lambda layer: [Name.And, layer, layer], False), (False, lambda layer: [Name.And, layer], True),
                (True, lambda layer: [Name.Or, layer, Array([Name.Not, layer])], True),
                (True, lambda layer: [Name.Or, layer], False)):
            def change(pdf, is_off=is_off, expression=expression):
                field(pdf, '/name_zh').OC = Dictionary(
                    Type=Name.OCMD, VE=Array(expression(self.layer(pdf, is_off))))
            status, data, told = self.damaged(change)
            self.assertEqual((status, 'name_zh' in data), (DONE if is_shown else BAD_INPUT, is_shown), told)

    def test_printed_text_of_a_whole_page_gone(self):
        def change(pdf):
            layer, page = self.layer(pdf, True), pdf.pages[0]
            page.contents_coalesce()
            page.Resources.Properties = Dictionary(L=layer)
            page.Contents = pdf.make_stream(b'/OC /L BDC ' + page.Contents.read_bytes() + b' EMC')
        status, _, told = self.damaged(change)
        self.assertEqual((status, self.ids(told)), (BAD_INPUT, ['intake/print-missing']), told)

    def test_struck_out_in_the_picture(self):
        def strike(part):
            def change(pdf):
                look = field(pdf, '/name_zh').AP.N
                left, bottom, right, top = (float(side) for side in look.BBox)
                y = bottom + (top - bottom) * part
                look.write(look.read_bytes() + f' q 0 G {left} {y} m {right} {y} l S Q'.encode())
            return change
        status, data, told = self.damaged(strike(0.5))
        self.assertEqual((status, self.ids(told)), (DONE, ['intake/mark-beside']), told)
        self.assertIn('姓名', told[0][1])
        self.assertEqual(self.damaged(strike(0.02))[2], [])  # a rule below

    def look(self, drawn, **resources):
        """Draws a field again, in its own size; the text can be `TEXT`, a font that all programs have."""
        def change(pdf):
            one = field(pdf, '/mobile')
            width, height = (float(one.Rect[i + 2]) - float(one.Rect[i]) for i in (0, 1))
            look = pdf.make_stream(drawn)
            look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, width, height])
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            look.Resources = Dictionary(Font=Dictionary(F=font), **{
                name: value(pdf) if callable(value) else value for name, value in resources.items()})
            one.AP = Dictionary(N=pdf.make_indirect(look))
        return change

    def drawn(self, pdf, code, box=(0, 0, 500, 50), **entries):
        made = pdf.make_stream(code)
        made.Type, made.Subtype, made.BBox = Name.XObject, Name.Form, Array(box)
        for name, value in entries.items():
            made[Name('/' + name)] = value
        return made

    def text_of_mobile(self):
        return str(field(self.pdf('typical'), '/mobile').V).encode()

    def written(self, before=b'', text=None):
        return b'/Tx BMC q ' + before + b' BT 0 g /F 9 Tf 2 4 Td (' + (text or self.text_of_mobile()) + b') Tj ET Q EMC'

    def assert_unseen(self, change, name='mobile'):
        status, data, told = self.damaged(change)
        self.assertEqual((status, name in data, self.ids(told)), (BAD_INPUT, False, ['intake/hidden-field']), told)

    def test_looks_of_a_usual_font(self):
        self.assertEqual(self.damaged(self.look(self.written()))[2], [])

    def test_soft_masks(self):
        def masked(code, kind=Name.Luminosity, **more):
            def states(pdf):
                group = self.drawn(pdf, code, Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))
                return Dictionary(M=Dictionary(SMask=Dictionary(S=kind, G=pdf.make_indirect(group), **more)))
            return self.look(self.written(b'/M gs'), ExtGState=states)
        self.assert_unseen(masked(b''))
        self.assert_unseen(masked(b'0 g 0 0 500 50 re f'))
        self.assert_unseen(masked(b'1 g 0 0 30 50 re f'))  # the rest of the number is away
        self.assert_unseen(masked(b'', Name.Alpha))
        self.assertEqual(self.damaged(masked(b'1 g 0 0 500 50 re f'))[2], [], 'white')
        self.assertEqual(self.damaged(masked(b'0 g 0 0 500 50 re f', Name.Alpha))[2], [], 'alpha')
        self.assertEqual(self.damaged(masked(b'', BC=Array([1])))[2], [])

    def test_groups_that_are_not_seen(self):
        def objects(pdf):
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            inner = self.drawn(pdf, b'/Back gs ' + self.written(), Group=Dictionary(S=Name.Transparency))
            inner.Resources = Dictionary(Font=Dictionary(F=font), ExtGState=Dictionary(
                Back=Dictionary(ca=1, SMask=Name('/None'))))
            return Dictionary(X=pdf.make_indirect(inner))
        for states, is_shown in ((Dictionary(A=Dictionary(ca=0)), False), (Dictionary(A=Dictionary(ca=1)), True)):
            change = self.look(b'/Tx BMC q /A gs /X Do Q EMC', XObject=objects, ExtGState=states)
            if is_shown:
                self.assertEqual(self.damaged(change)[2], [])
            else:
                self.assert_unseen(change)

    def test_blended_away(self):
        for mode, is_shown in (('Screen', False), ('Lighten', False), ('Difference', False), ('Color', False),
                               ('Multiply', True), ('Darken', True), ('Normal', True)):
            change = self.look(self.written(b'/B gs'), ExtGState=Dictionary(B=Dictionary(BM=Name('/' + mode))))
            if is_shown:
                self.assertEqual(self.damaged(change)[2], [], mode)
            else:
                self.assert_unseen(change)

    def test_pictures_without_room(self):
        def flat(pdf):
            field(pdf, '/mobile').AP.N.BBox = Array([0, 0, 0, 0])

        def turned_flat(pdf):
            field(pdf, '/mobile').AP.N.Matrix = Array([0, 0, 0, 0, 0, 0])
        for change in (flat, turned_flat):
            self.assert_unseen(change)

    def test_pictures_by_states(self):
        """As boxes have them: that of the state is shown, and no other."""
        for state, ids in (('/On', []), ('/Off', ['intake/not-drawn']), (None, ['intake/not-drawn'])):
            def change(pdf, state=state):
                one = field(pdf, '/mobile')
                one.AP = Dictionary(N=Dictionary({'/On': one.AP.N}))
                if state:
                    one.AS = Name(state)
            status, _, told = self.damaged(change)
            self.assertEqual((status, self.ids(told)), (DONE, ids), told)

    def test_images_and_drawings_in_the_picture(self):
        rect = field(self.pdf('typical'), '/mobile').Rect
        right = int(float(rect[2]) - float(rect[0])) - 12
        image = b'q %d 0 0 10 %d 2 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q'
        beside, over = image % (10, right), image % (right, 0)
        shape = b'q 0 g %d 2 m %d 12 l %d 2 l f Q' % (right, right + 4, right + 8)
        for drawn, ids in ((self.written() + beside, ['intake/mark-beside']),
                           (b'/Tx BMC ' + beside + b' EMC', ['intake/mark-beside']),
                           (self.written() + over, ['intake/hidden-field']),
                           (self.written() + shape, ['intake/mark-beside']),
                           (b'/Tx BMC ' + shape + b' EMC', ['intake/mark-beside', 'intake/not-drawn']),
                           (b'q 0.9 g 0 0 500 50 re f Q q 0 G 0 0 500 50 re S Q' + self.written(), [])):
            status, data, told = self.damaged(self.look(drawn))
            self.assertEqual(self.ids(told), ids, (drawn, told))

    def test_fonts_that_say_little(self):
        unknown = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name('/ABCDEF+Own'))

        def change(pdf, text, own=False):
            self.look(self.written(text=text))(pdf)
            if own:
                field(pdf, '/mobile').AP.N.Resources.Font.F = unknown
        for text, own, ids in ((b'caf\\351', False, ['intake/shown-differs']), (b'13\\351', False, ['intake/not-compared']),
                               (b'13', True, ['intake/not-compared'])):
            _, _, told = self.damaged(lambda pdf, text=text, own=own: change(pdf, text, own))
            self.assertEqual(self.ids(told), ids, (text, told))
            self.assertIn('手机', told[0][1])

    def test_letters_of_gbk(self):
        """As PDFium draws what the font of the form does not have."""
        def change(pdf, name):
            below = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Own,
                               CIDSystemInfo=Dictionary(Registry=String('Adobe'), Ordering=String('GB1'), Supplement=2))
            self.look(self.written(text=name.encode('gbk')))(pdf)
            one = field(pdf, '/mobile')
            one.AP.N.Resources.Font.F = Dictionary(
                Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Own, Encoding=Name('/GBK-EUC-H'),
                DescendantFonts=Array([below]))
            field(pdf, '/name_zh').AP = one.AP
            field(pdf, '/mobile').V = String(name)
        name = str(field(self.pdf('typical'), '/name_zh').V)
        _, _, told = self.damaged(lambda pdf: change(pdf, name))
        self.assertEqual(self.ids(told), [], told)
        _, _, told = self.damaged(lambda pdf: change(pdf, '李某A'))
        self.assertEqual(self.ids(told), ['intake/shown-differs'], told)

    def test_drawn_anew_or_not(self):
        """Programs differ in whether they draw fields again when the file asks for it."""
        def change(pdf):
            field(pdf, '/mobile').V = String('13999999999')
            pdf.Root.AcroForm.NeedAppearances = True
        status, data, told = self.damaged(change)
        self.assertEqual((status, data['mobile'], self.ids(told)), (DONE, '13999999999', ['intake/redrawn']), told)
        self.assertIn('手机', told[0][1])

    def test_white_letters_for_those_who_draw(self):
        def change(pdf):
            one = field(pdf, '/mobile')
            del one.AP
            one.DA = String('/GwF 0 Tf 1 g')
        self.assert_unseen(change)

        def on_black(pdf):
            change(pdf)
            field(pdf, '/mobile').MK = Dictionary(BG=Array([0]))
        self.assertEqual(self.damaged(on_black)[2], [])

    def test_what_is_not_drawn_is_named(self):
        def change(pdf):
            look = field(pdf, '/mobile').AP.N
            look.write(b'/Tx BMC EMC')
        status, _, told = self.damaged(change)
        self.assertEqual((status, self.ids(told)), (DONE, ['intake/not-drawn']))
        self.assertIn('手机', told[0][1])

    def test_moved_alone(self):
        """Onto its own place and the next one, of each less than half."""
        for kind, pointer, parts in (('expert-application', '/std_experience', (-0.7,)),
                                     ('proposal-review', '/title/zh', (0.8, -0.7))):
            for part in parts:
                pdf = self.pdf('typical', kind)
                one = field(pdf, pointer)
                rect = [float(side) for side in one.Rect]
                by = (rect[3] - rect[1]) * part
                one.Rect = Array([rect[0], rect[1] - by, rect[2], rect[3] - by])
                status, _, told = self.read(pdf)
                with self.subTest(kind=kind, part=part):
                    self.assertEqual((status, 'intake/field-elsewhere' in self.ids(told)), (BAD_INPUT, True), told)

    def test_moved_where_the_form_has_nothing(self):
        """What the page prints is where the form prints it: so no data moved the field."""
        for kind, pointer, across, up in (('expert-application', '/gender', 1.2, 0), ('commitment-letter', '/wg', 1.2, 0),
                                          ('commitment-letter', '/leader', 0, -1.6),
                                          ('proposal-information', '/source/0', 0, 0.8), ('iso-form-4', '/mss', 0, 1.6),
                                          # The blank form is shifted so that it is at home, and most others nearly.
                                          ('proposal-information', '/title/zh', 0, -0.8),
                                          ('justification-report', '/leader_resume', 0, 0.8)):
            pdf = self.pdf('typical', kind)
            one = field(pdf, pointer)
            for widget in one.get('/Kids', [one]):
                left, bottom, right, top = (float(side) for side in widget.Rect)
                x, y = across * (right - left), up * (top - bottom)
                widget.Rect = Array([left + x, bottom + y, right + x, top + y])
            status, _, told = self.read(pdf)
            with self.subTest(kind=kind, pointer=pointer):
                self.assertEqual((status, 'intake/field-elsewhere' in self.ids(told)), (BAD_INPUT, True), told)

    def test_letters_of_shapes_in_the_margin(self):
        """Also as artifacts, as which the code of a page is printed: that is a large square in its corner."""
        def draw(pdf, x, y):
            page = pdf.pages[0]
            page.contents_coalesce()
            letter = f'/Artifact BMC 0 g {x} {y} 2 10 re f {x + 6} {y} 2 10 re f {x} {y + 4} 8 2 re f EMC'
            page.Contents = pdf.make_stream(b'q ' + page.Contents.read_bytes() + b' Q ' + letter.encode())
        kind = 'proposal-review'
        pdf = self.pdf('typical', kind)
        height = float(pdf.pages[0].MediaBox[3])
        for x, y in ((20, 400), (560, 400), (300, 20), (300, height - 25), (20, height - 25), (550, height - 30)):
            pdf = self.pdf('typical', kind)
            draw(pdf, x, y)
            _, _, told = self.read(pdf)
            self.assertEqual(self.ids(told), ['intake/mark-beside'], (x, y))

    def test_codes_of_pages_are_of_the_form(self):
        for kind in ('proposal-review', 'commitment-letter'):
            path = self.folder / 'coded.pdf'
            made = gongwen('render', '--force', '--fillable', '--field-font', 'none', kind, ROOT / 'samples' / kind / 'typical.json', '-o', path,
                           '--page-code', 'GW1:ZJ-2026-000123-7:5F2B09AA71C0')
            self.assertEqual(made.status, DONE, made.err)
            self.assertEqual(self.read(path.read_bytes())[2], [], kind)

    def test_print_that_left_the_fields(self):
        """Each value is then beside the words of another field."""
        def words(pdf):
            page = pdf.pages[0]
            page.contents_coalesce()
            page.Contents = pdf.make_stream(b'q 1 0 0 1 0 -20 cm ' + page.Contents.read_bytes() + b' Q')

        def fields(pdf):
            for widget in pdf.pages[0].Annots:
                left, bottom, right, top = (float(side) for side in widget.Rect)
                widget.Rect = Array([left, bottom + 20, right, top + 20])
        for kind in ('commitment-letter', 'expert-application', 'proposal-review'):
            for change in (words, fields):
                pdf = self.pdf('typical', kind)
                change(pdf)
                status, _, told = self.read(pdf)
                with self.subTest(kind=kind, change=change.__name__):
                    self.assertEqual((status, 'intake/print-missing' in self.ids(told)), (BAD_INPUT, True), told)

    def test_words_that_left_their_fields(self):
        """One stretch of the print and what depends on it, moved so far that they are beside other fields."""
        def move(pdf, page, nth, across, up):
            """Moves what is set from the nth placing of text on."""
            page = pdf.pages[page]
            page.contents_coalesce()
            steps = list(pikepdf.parse_content_stream(page))
            at = [i for i, (_, operator) in enumerate(steps) if str(operator) == 'Td'][nth]
            x, y = (int(number) for number in steps[at][0])
            steps[at] = ([x + across, y + up], steps[at][1])
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(steps))
        for kind, page, nth, across, up in MOVED_WORDS:
            pdf = self.pdf('typical', kind)
            before = self.read(pdf)
            move(pdf, page, nth, across, up)
            status, _, told = self.read(pdf)
            with self.subTest(kind=kind):
                self.assertEqual((status, self.ids([one for one in told if one not in before[2]])),
                                 (BAD_INPUT, ['intake/print-missing']), told)

    def test_boxes_taken_away(self):
        for data in ('typical', None):
            pdf = self.pdf(data, 'proposal-information')
            gone = field(pdf, '/source/0')
            pdf.Root.AcroForm.Fields = Array([f for f in pdf.Root.AcroForm.Fields if f.objgen != gone.objgen])
            for page in pdf.pages:
                page.Annots = Array([a for a in page.Annots if a.objgen != gone.objgen])
            _, _, told = self.read(pdf)
            missing = [words for id, words in told if id == 'intake/fields-missing']
            self.assertEqual(len(missing), 1, told)
            self.assertIn('国家标准', missing[0])

    def test_squeezed_together(self):
        def narrow(pdf):
            one = field(pdf, '/mobile')
            left, bottom, right, top = (float(side) for side in one.Rect)
            one.Rect = Array([left, bottom, left + (right - left) * 0.1, top])
        self.assert_unseen(narrow)

    def test_one_place_of_two_is_blank(self):
        pdf = self.pdf('typical', 'commitment-letter')
        kid = field(pdf, '/org').Kids[0]
        blank = pdf.make_stream(b'/Tx BMC EMC')
        blank.BBox = kid.AP.N.BBox
        kid.AP = Dictionary(N=pdf.make_indirect(blank))
        status, data, told = self.read(pdf)
        self.assertEqual((status, 'org' in data, self.ids(told)), (DONE, True, ['intake/not-drawn']), told)

    def test_letters_made_of_shapes(self):
        rect = field(self.pdf('typical'), '/mobile').Rect
        x = int(float(rect[2]) - float(rect[0])) - 12
        letter = b'q 0 g %d 2 2 9 re f %d 2 2 9 re f %d 5 6 2 re f Q' % (x, x + 5, x)
        lines = b'q 0 G %d 2 m %d 11 l %d 6 l S Q' % (x, x, x + 6)
        _, _, told = self.damaged(self.look(self.written() + letter))
        self.assertEqual(self.ids(told), ['intake/mark-beside'], told)
        for drawn in (letter, lines):  # in a blank field
            pdf = self.pdf()
            self.look(drawn)(pdf)
            before = self.read(self.pdf())[2]
            _, _, told = self.read(pdf)
            self.assertEqual([id for id, _ in told if (id, _) not in before], ['intake/mark-beside'], told)

    def test_rich_text_that_says_something_else(self):
        def change(text):
            def rich(pdf):
                one = field(pdf, '/mobile')
                del one.AP
                one.Ff = int(one.get('/Ff', 0)) | 1 << 25
                one.RV = String(f'<body xmlns="http://www.w3.org/1999/xhtml"><p>{text}</p></body>')
            return rich
        status, _, told = self.damaged(change('13999999999'))
        self.assertEqual((status, self.ids(told)), (BAD_INPUT, ['intake/shown-differs']), told)
        self.assertEqual(self.damaged(change(self.text_of_mobile().decode()))[0], DONE)

    def test_annotations_that_cover(self):
        """Windows of notes and fields without a name are drawn by their pictures, as others are; links by a border."""
        def with_picture(subtype):
            return lambda pdf: Dictionary(Subtype=subtype, AP=Dictionary(N=pdf.make_indirect(
                self.drawn(pdf, b'1 g 0 0 500 50 re f'))))
        for made in (with_picture(Name.Popup), with_picture(Name.Widget),
                     lambda pdf: Dictionary(Subtype=Name.Link, Border=Array([0, 0, 30]), C=Array([1, 1, 1])),
                     lambda pdf: Dictionary(Subtype=Name.Link, BS=Dictionary(W=30), C=Array([1, 1, 1]))):
            def change(pdf, made=made):
                one = field(pdf, '/mobile')
                page = next(page for page in pdf.pages if any(a.objgen == one.objgen for a in page.Annots))
                annotation = pdf.make_indirect(made(pdf))
                annotation.Type, annotation.F, annotation.Rect = Name.Annot, 4, one.Rect
                page.Annots.append(annotation)
            status, data, told = self.damaged(change)
            self.assertEqual((status, 'mobile' in data), (BAD_INPUT, False), told)
            self.assertIn('intake/hidden-field', self.ids(told))

    def test_layers_that_are_off_for_who_looks(self):
        def change(pdf):
            layer = self.layer(pdf, False)
            layer.Usage = Dictionary(View=Dictionary(ViewState=Name.OFF))
            pdf.Root.OCProperties.D.AS = Array([Dictionary(Event=Name.View, OCGs=Array([layer]),
                                                           Category=Array([Name.View]))])
            field(pdf, '/mobile').OC = layer
        self.assert_unseen(change)

    def test_an_object_under_another_generation(self):
        """Readers show the one, the other or none."""
        plain = io.BytesIO()
        pdf = self.pdf('typical')
        pdf.save(plain, object_stream_mode=ObjectStreamMode.disable)
        data = plain.getvalue()
        with pikepdf.open(io.BytesIO(data)) as saved:
            one = field(saved, '/mobile')
            number, size, root = one.objgen[0], int(saved.trailer.Size), saved.Root.objgen[0]
            one.V = String('13999999999')
            body = one.unparse(resolved=True)
        table = int(data.rsplit(b'startxref', 1)[1].split()[0])
        place = len(data)
        data += b'%d 1 obj\n%s\nendobj\n' % (number, body)
        here = len(data)
        data += b'xref\n%d 1\n%010d 00001 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n' % (
            number, place, size, root, table, here)
        status, _, told = self.read(data)
        self.assertEqual((status, self.ids(told)), (BAD_INPUT, ['intake/damaged']), told)

    def test_pages_without_fields_that_are_missing(self):
        def leave_out(pdf):
            del pdf.pages[-1]

        def blank(pdf):
            pdf.pages[-1].Contents = pdf.make_stream(b'')
        for change in (leave_out, blank):
            pdf = self.pdf('stress', 'proposal-information')
            self.assertEqual(list(pdf.pages[-1].get('/Annots', [])), [])
            self.assertNotIn('intake/print-missing', self.ids(self.read(pdf)[2]))
            change(pdf)
            status, _, told = self.read(pdf)
            with self.subTest(change.__name__):
                self.assertEqual((status, 'intake/print-missing' in self.ids(told)), (BAD_INPUT, True), told)

    def other(self, pdf, text=b'An answer on another sheet'):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = Dictionary(Font=Dictionary(F=Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
        page.Contents = pdf.make_stream(b'BT /F 12 Tf 72 700 Td (' + text + b') Tj ET' if text else b'')
        return page

    def test_pages_of_others(self):
        def last(pdf):
            self.other(pdf)

        def first(pdf):
            self.other(pdf)
            pdf.pages.insert(0, pdf.pages[-1])
            del pdf.pages[-1]

        def blank(pdf):
            self.other(pdf, b'')

        def scanned(pdf):
            self.other(pdf, b'').Contents = pdf.make_stream(
                b'q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q')
        for kind in ('expert-application', 'proposal-review', 'iso-form-4'):
            for change, page in ((last, -1), (first, 1), (blank, 0), (scanned, -1)):
                pdf = self.pdf('typical', kind)
                before = self.read(pdf)
                change(pdf)
                page = len(pdf.pages) if page < 0 else page
                status, data, told = self.read(pdf)
                with self.subTest(kind=kind, change=change.__name__):
                    added = [one for one in told if one not in before[2]]
                    self.assertEqual((status, data), before[:2])
                    self.assertEqual(self.ids(added), ['intake/other-pages'] if page else [], told)
                    if page:
                        self.assertIn(f'第{page}页', added[0][1])

    def test_pages_of_others_beside_several_forms(self):
        def pages(pdf):
            made = self.pdf('typical')
            pdf.pages.extend(made.pages)
            self.other(pdf)
            pdf.pages.insert(0, pdf.pages[-1])
        pdf = self.pdf('typical')
        pages(pdf)
        _, data, told = self.read(pdf)
        self.assertEqual(len(data), 2, told)
        self.assertEqual(sum(id == 'intake/other-pages' for id, _ in told), 2, told)


if __name__ == '__main__':
    unittest.main()
