"""Returned PDF forms that were damaged in one place: what differs from the page is named, and nothing is invented."""
import unittest

from pikepdf import Array, Dictionary, Name, String

from harness import BAD_INPUT, DONE
from test_extract_tampered import TamperedTest, field


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


if __name__ == '__main__':
    unittest.main()
