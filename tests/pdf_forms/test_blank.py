"""The blank form: which fields it has, what PDF/A and PDF/UA ask of them, how large it is."""
import json
import re
import unittest

import pikepdf
from form_files import FormTest, KIND, fields_of

MULTILINE, REQUIRED, COMB = 1 << 12, 1 << 1, 1 << 24
RADIO, NO_OFF, COMBO, EDIT = 1 << 15, 1 << 14, 1 << 17, 1 << 18


class Blank(FormTest):
    def test_judges(self):
        self.assert_judged(self.form())

    def test_fields(self):
        fields = fields_of(self.form())
        self.assertEqual(sorted(fields), sorted([
            '/name', '/code', '/born', '/years', '/sex', '/title', '/unit', '/职务', '/fields/0', '/fields/1',
            '/fields/2', '/jobs/0/org', '/e~2mail', '/reason', '/agree', 'applicant-signature', '/_gw/stamp']))
        self.assertEqual(fields['/name']['TU'], '姓名（必填）')
        self.assertEqual(fields['/name']['Ff'], REQUIRED)
        self.assertEqual(fields['/name']['MaxLen'], 20)
        self.assertEqual(len(fields['/name']['Kids']), 2, 'shown twice: one field with two widgets')
        self.assertEqual(fields['/code']['Ff'], COMB)
        self.assertEqual(fields['/code']['MaxLen'], 8)
        self.assertEqual(fields['/years']['Q'], 2)
        self.assertEqual(fields['/sex']['Ff'], RADIO | NO_OFF | REQUIRED)
        self.assertNotIn('Opt', fields['/sex'], 'its options are names, and so its states')
        self.assertEqual(fields['/sex']['V'], '/Off')
        self.assertEqual([kid['TU'] for kid in fields['/sex']['Kids']], ['性别（必填）：男', '性别（必填）：女'])
        self.assertEqual(fields['/title']['Ff'], COMBO)
        self.assertEqual(fields['/title']['Opt'], ['', '教授', '工程师', '其他'], 'a list can be cleared')
        self.assertEqual(fields['/unit']['Ff'], COMBO | EDIT)
        self.assertEqual(fields['/fields/1']['TU'], '专业方向：云计算')
        self.assertEqual(fields['/jobs/0/org']['TU'], '工作经历 第1项：单位')
        self.assertTrue(fields['/reason']['Ff'] & MULTILINE)
        self.assertEqual(fields['applicant-signature']['FT'], '/Sig')
        self.assertIn(' .847 0 .059 rg', fields['/职务']['DA'])
        self.assertNotIn('V', fields['/name'])

    def test_widgets(self):
        """Each has an appearance, is printed, and is found in the structure."""
        with pikepdf.open(self.form()) as pdf:
            form = pdf.Root.AcroForm
            self.assertEqual(sorted(form.keys()), ['/DA', '/DR', '/Fields'])
            page = pdf.pages[0]
            self.assertEqual(page.Tabs, '/S')
            self.assertEqual(len(page.Annots), 18)
            parents = dict(zip(list(pdf.Root.StructTreeRoot.ParentTree.Nums)[::2],
                               list(pdf.Root.StructTreeRoot.ParentTree.Nums)[1::2]))
            for widget in page.Annots:
                self.assertEqual(widget.F, 4)
                self.assertEqual(list(widget.AP.keys()), ['/N'])
                self.assertNotIn('/A', widget)
                self.assertNotIn('/AA', widget)
                self.assertTrue('/TU' in widget)
                element = parents[int(widget.StructParent)]
                self.assertEqual(element.S, '/Form')
                self.assertEqual(element.K.Type, '/OBJR')
                self.assertEqual(element.K.Obj.objgen, widget.objgen)
                is_button = widget.get('/FT', widget.get('/Parent', {}).get('/FT')) == '/Btn'
                self.assertEqual('/MK' in widget, is_button)

    def test_font(self):
        """Codes are Unicode; the map has what is there, line breaks, and nothing else."""
        for preset in ('common', 'wide'):
            with self.subTest(preset):
                self.check_font(preset)

    def check_font(self, preset):
        with pikepdf.open(self.form('--field-font', preset)) as pdf:
            font = pdf.Root.AcroForm.DR.Font.GwF
            self.assertRegex(str(font.BaseFont), r'^/[A-Z]{6}\+GwField$')
            descendant = font.DescendantFonts[0]
            glyphs = descendant.CIDToGIDMap.read_bytes()
            text = font.ToUnicode.read_bytes().decode('ascii')
            listed = {}
            for first, last, to in re.findall(r'<(\w{4})><(\w{4})><(\w+)>', text):
                for code in range(int(first, 16), int(last, 16) + 1):
                    self.assertNotIn(code, listed)
                    listed[code] = int(to, 16) + code - int(first, 16)
            for block in re.findall(r'(\d+) beginbfrange', text):
                self.assertLessEqual(int(block), 100)
            shown = {i // 2 for i in range(0, len(glyphs), 2) if glyphs[i:i + 2] != b'\0\0'}
            self.assertEqual(set(listed) - shown, {9, 10, 13})
            self.assertEqual(shown - set(listed), set())
            self.assertTrue(all(code == to for code, to in listed.items() if not 0xD800 <= code < 0xE000))
            self.assertEqual(len(set(listed.values())), len(listed), 'each character has one code')
            self.assertTrue(set(map(ord, '的一是中国淼喆鑫，。（）A1')) <= shown)
            if preset == 'wide':
                symbols = {ord(c) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)
                           for c in bytes([row, cell]).decode('gb2312', 'ignore')}
                self.assertEqual(symbols - shown, set(), 'GB 2312')
                # What docs/CLI.md says of it.
                self.assertEqual({c for c in '䶮㛃㛚鿏œŒ™㎡' if ord(c) in shown}, set())
            if preset == 'common':
                self.assertNotIn(ord('龘'), shown)

    def test_size(self):
        for font, most in (('none', 90), ('common', 480), ('wide', 850)):
            with self.subTest(font):
                size = self.form('--field-font', font, name=f'{font}.pdf').stat().st_size
                self.assertLess(size, most * 1000)

    def test_stamp(self):
        path = self.form()
        with pikepdf.open(path) as pdf:
            stamp = json.loads(fields_of(path)['/_gw/stamp']['V'])
            self.assertEqual((stamp['kind'], stamp['edition']), (KIND, '1.2'))
            self.assertRegex(stamp['hash'], '^[0-9a-f]{32}$')
            self.assertEqual(json.loads(str(pdf.docinfo['/GwForm'])), stamp)
            xmp = pdf.Root.Metadata.read_bytes().decode('utf-8')
            for name, value in stamp.items():
                self.assertIn(f'>{value}</gw:{name}>', xmp)
            self.assertEqual(bytes(pdf.trailer.ID[0]).hex(), stamp['hash'])

    def test_same_bytes_twice(self):
        one, two = self.form(name='1.pdf'), self.form(name='2.pdf')
        self.assertEqual(one.read_bytes(), two.read_bytes())

    def test_without_signature_fields(self):
        self.assertNotIn('applicant-signature', fields_of(self.form('--no-signature-fields')))

    def test_flat_has_no_form(self):
        with pikepdf.open(self.render()) as pdf:
            self.assertNotIn('/AcroForm', pdf.Root)

    def test_missing_font(self):
        self.form('--field-font', self.folder / 'none.ttf', status=3)
        self.assertEqual(self.messages[0]['id'], 'engine/no-field-font')

    def test_kind_without_controls(self):
        self.assert_fails(self.render_own('plain', '<p>文</p>'), 1, 'engine/nothing-to-fill-in')

    def test_list_of_several_choices(self):
        body = '<p><select name="/fields" multiple><option value="crypto">密码</option></select></p>'
        self.assert_fails(self.render_own('several', body), 1, 'pdf/several-choices')

    def test_unknown_pointer(self):
        self.assert_fails(self.render_own('other', '<p><input name="/nmae"></p>'), 1, 'forms/no-such-field')


if __name__ == '__main__':
    unittest.main()
