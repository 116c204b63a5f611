"""Data in a fillable form: values, their appearances, texts that are too long, rare characters, the attached data."""
import copy
import json
import subprocess
import unittest

import pikepdf
from form_files import FILLED, FormTest, fields_of, values_of
from harness import gongwen


class Values(FormTest):
    def test_values(self):
        path = self.form(data=FILLED)
        self.assert_judged(path)
        values = values_of(path)
        del values['/_gw/stamp']
        self.assertEqual(values, {
            '/name': '欧阳示例', '/code': 'TC260-01', '/born': '1980年5月1日', '/years': '12', '/sex': '/female',
            '/title': '工程师', '/unit': '丙示例院', '/职务': '主任', '/fields/0': '/Yes', '/fields/1': '/Off',
            '/fields/2': '/Yes', '/jobs/0/org': '某某研究所（2001—2010）', '/e~2mail': 'someone@example.com',
            '/reason': '第一条理由。\n第二条理由，见附件。', '/agree': '/Yes', 'applicant-signature': None})
        states = [kid['AS'] for kid in fields_of(path)['/sex']['Kids']]
        self.assertEqual(states, ['/Off', '/female'])

    def test_text_can_be_read(self):
        text = subprocess.run(['pdftotext', '-layout', str(self.form(data=FILLED)), '-'], capture_output=True,
                              text=True).stdout
        for part in ('欧阳示例', '1980年5月1日', '第二条理由，见附件。', '某某研究所（2001—2010）'):
            self.assertIn(part, text)

    def test_rare_characters(self):
        """Beyond the preset, beyond U+FFFF, and in no face of the field font."""
        data = {**copy.deepcopy(FILLED), 'name': '龘𠮷鿏', '职务': '𬱖'}
        path = self.form('--field-font', 'common', data=data)
        self.assert_judged(path)
        self.assertEqual(values_of(path)['/name'], '龘𠮷鿏')
        text = subprocess.run(['pdftotext', str(path), '-'], capture_output=True, text=True).stdout
        self.assertIn('龘𠮷鿏', text)

    def test_smaller_type(self):
        """A text that is somewhat too long is set smaller, and so is what viewers set again."""
        body = '<p><input name="/职务" style="display: inline-block; width: 60pt; white-space: nowrap"></p>'
        result = self.render_own('narrow', body, {'name': '甲', 'sex': 'male', '职务': '某某示例副司长'})
        self.assertEqual(result.status, 0, result.err)
        size = float(fields_of(self.folder / 'own.pdf')['/职务']['DA'].split()[1])
        self.assertEqual(size, 8)

    def test_room_for_the_longest_choice(self):
        """A list whose choices are somewhat too long states a smaller size, since viewers set what is chosen in it."""
        body = ('<p><select name="/title" style="display: inline-block; width: 32pt; white-space: nowrap"></select>'
                '<select name="/sex" style="display: inline-block; width: 60pt; white-space: nowrap"></select></p>')
        result = self.render_own('choices', body)
        self.assertEqual(result.status, 0, result.err)
        sizes = {name: float(field['DA'].split()[1]) for name, field in fields_of(self.folder / 'own.pdf').items()
                 if 'DA' in field}
        self.assertEqual(sizes['/sex'], 12)
        self.assertTrue(7 <= sizes['/title'] < 10, sizes)

    def test_overflow(self):
        reason = '这一条理由很长，' * 400
        path = self.form(data={**FILLED, 'reason': reason})
        self.assertEqual([m['id'] for m in self.messages], ['pdf/field-overflow'])
        self.assertIn('理由', self.messages[0]['message'])
        self.assertEqual(values_of(path)['/reason'], reason)
        self.assert_judged(path)

    def test_order_of_the_template(self):
        """What is ticked means the same whatever the order of the boxes, and comes back as the data it was."""
        body = ('<p><input type="checkbox" name="/fields" value="data"><input type="checkbox" name="/fields" '
                'value="crypto"><input type="checkbox" name="/fields" value="cloud"></p>'
                '<p><input type="radio" name="/sex" value="female"><input type="radio" name="/sex" value="male"></p>'
                '<p><select name="/title"><option value="other">其他</option><option value="professor">教授</option>'
                '</select><input type="text" name="/name" style="display: inline-block; width: 60pt"></p>')
        data = {'name': '甲', 'sex': 'female', 'title': 'professor', 'fields': ['crypto', 'data']}
        result = self.render_own('turned', body, data)
        self.assertEqual(result.status, 0, result.err)
        values = values_of(self.folder / 'own.pdf')
        self.assertEqual([values[f'/fields/{i}'] for i in range(3)], ['/Yes', '/Off', '/Yes'])
        (self.folder / 'back').mkdir()
        back = gongwen('--templates', self.folder / 'own', 'extract', self.folder / 'own.pdf', '-o', self.folder / 'back')
        self.assertEqual(back.status, 0, back.err)
        self.assertEqual(json.loads((self.folder / 'back/own.json').read_text('utf-8')), data)

    def test_very_long_text(self):
        """Longer than a string of a file may be."""
        path = self.form(data={**FILLED, 'jobs': [{'org': '字' * 20000}]})
        with pikepdf.open(path) as pdf:
            field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == '/jobs/0/org')
            self.assertEqual(field.V.read_bytes().decode('utf-16'), '字' * 20000)

    def test_value_of_any_length(self):
        """The layout gives a control no more than about a page: what grows with the value is the continuation only."""
        short = self.pages_of({**FILLED, 'jobs': [{'org': '字' * 2_000}]})
        value = '\n'.join('字' * 99 for _ in range(1_000))
        pages = self.pages_of({**FILLED, 'jobs': [{'org': value}]})
        begin = next(i for i, page in enumerate(pages) if '续页' in page)
        self.assertEqual(begin, next(i for i, page in enumerate(short) if '续页' in page))
        self.assertLessEqual(begin, 2)
        # Nothing is lost there, and no page but the last has room left.
        self.assertEqual(sum(page.count('字') for page in pages[begin:]), value.count('字'))
        self.assertGreater(min(len(page) for page in pages[begin:-1]), 700)
        self.assertLess(len(pages), 140)
        with pikepdf.open(self.folder / 'form.pdf') as pdf:
            field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == '/jobs/0/org')
            self.assertEqual(field.V.read_bytes().decode('utf-16'), value)

    def pages_of(self, data):
        path = self.form(data=data)
        text = subprocess.run(['pdftotext', str(path), '-'], capture_output=True, text=True).stdout
        return text.split('\f')[:-1]

    def test_attached_data(self):
        path = self.render('--attach-data', data=FILLED)
        self.assert_judged(path, part=3)
        with pikepdf.open(path) as pdf:
            specification = pdf.Root.AF[0]
            self.assertEqual(str(specification.AFRelationship), '/Data')
            self.assertEqual(pdf.Root.Names.EmbeddedFiles.Names[1].objgen, specification.objgen)
            stream = specification.EF.F
            self.assertEqual(str(stream.Subtype), '/application/json')
            self.assertEqual(json.loads(stream.read_bytes()), FILLED)
            self.assertEqual(int(stream.Params.Size), len(stream.read_bytes()))
            self.assertIn('<pdfaid:part>3</pdfaid:part>', pdf.Root.Metadata.read_bytes().decode())


if __name__ == '__main__':
    unittest.main()
