"""Returned Word forms: what their controls show is read, whichever program has saved them. The numbers are those of the requirements
of the Word door."""
import base64
import io
import json
import pathlib
import random
import re
import shutil
import tempfile
import time
import unittest
import zipfile

import openpyxl

import filled_workbooks
import needs
from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen, sample, without_blanks
from word_forms import (NAMES, BASE, WordForm, add_expert_fields, changed, expert_form, package_of, paragraph, relationship_xml, run, saved_by_office, table)

KIND = 'expert-application'
SAMPLE = ROOT / 'samples/expert-application/minimal.json'


def some_data():
    """Values of all types of fields."""
    data = without_blanks(sample(SAMPLE))
    data['work_history'] = [{'from': '2012-07', 'to': '2015-06', 'org': '某院', 'post': '职员'},
                            {'from': '2015-07', 'org': 'A & B <研究>𬱖', 'post': '主任'}]
    return data


class WordTest(CommandTest):
    def extract(self, content, *options, name='form.docx', status=DONE, ids=()):
        """Extracts one form; answers its data, after looking that exactly these messages were given."""
        path = self.write(name, content)
        result = gongwen('--lang', 'zh', '--error-format', 'json', 'extract', path, *options)
        self.messages = [d['message'] for d in result.diagnostics()]
        told = {d['id'] for d in result.diagnostics()} - ({'intake/blank-form', 'intake/other-print'} - set(ids))
        self.assertEqual(sorted(told), sorted(ids), result.err)
        self.assertEqual(result.status, status, result.err)
        return json.loads(result.out) if result.out else None


class OwnForms(WordTest):
    def test_28_all_values_come_back(self):
        data = some_data()
        self.assertEqual(without_blanks(self.extract(expert_form(data).bytes())), data)

    def test_28_all_samples_come_back(self):
        for path in sorted((ROOT / 'samples' / KIND).glob('*.json')):
            data = without_blanks(sample(path))
            with self.subTest(path=path.name):
                self.assertEqual(without_blanks(self.extract(expert_form(data).bytes())), data)

    def test_38_other_texts_around_the_fields_are_told(self):
        self.extract(expert_form(some_data()).bytes(has_map=False), ids=['intake/other-print'])

    def test_39_a_deleted_control_is_told_by_its_title(self):
        blank = self.folder / 'blank.xlsx'
        gongwen('-q', 'render', KIND, '--fillable', '-o', blank)
        form = WordForm(*filled_workbooks.stamps(blank)[0])
        form.add(paragraph(form.control('/name_zh', '甲')))
        self.extract(form.bytes(), ids=['intake/fields-missing'])
        self.assertIn('性别', self.messages[0])

    @needs.time
    def test_31_libreoffice_saves_it(self):
        data = some_data()
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / 'form.docx'
            path.write_bytes(expert_form(data).bytes())
            saved = saved_by_office(path, 'docx', pathlib.Path(folder) / 'docx')
            odt = saved_by_office(path, 'odt', pathlib.Path(folder) / 'odt')
            through = saved_by_office(odt, 'docx', pathlib.Path(folder) / 'through')
            for way in (saved, through):
                with self.subTest(way=way.parent.name):
                    self.assertEqual(without_blanks(self.extract(way.read_bytes())), data)

    def test_32_a_placeholder_is_no_value(self):
        form = expert_form({'name_zh': '甲'})
        form.add(paragraph(form.control('/org_zh', '')), paragraph(form.control('/mobile', '点击填写')))
        self.assertEqual(self.extract(form.bytes()), {'name_zh': '甲'})

    def test_33_texts_that_libreoffice_writes_several_times(self):
        form = expert_form({'name_zh': '甲', 'org_zh': '占位'})
        def pieces(text, parts):
            # The bookmark ends in the last control, and no tag is left.
            values = [text, *(part + text for part in parts), text]
            return ('<w:bookmarkStart w:id="90" w:name="gw_org__zh"/>' +
                    ''.join(f'<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run(value)}</w:sdtContent></w:sdt>' for value in values) +
                    '<w:bookmarkEnd w:id="90"/>')
        for text, parts in (('某院', ['某院']), ('A & B 院', ['A & B ', '院']), ('A & B 院', ['院']), ('x x', ['x ', 'x']), ('甲a乙', ['甲', 'a', '乙'])):
            form = WordForm(KIND).add(paragraph(run('单位：'), pieces(text, parts)))
            self.assertEqual(self.extract(form.bytes()), {'org_zh': text})
        # Others are what they are.
        form = WordForm(KIND).add(paragraph(pieces('某院', ['某'])))
        self.assertEqual(self.extract(form.bytes()), {'org_zh': '某院某某院某院'})

    def test_33_texts_that_libreoffice_has_saved_again(self):
        def pieces(values):
            return ''.join(f'<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run(value)}</w:sdtContent></w:sdt>' for value in values)
        def marked(values):
            return '<w:bookmarkStart w:id="90" w:name="gw_org__zh"/>' + pieces(values) + '<w:bookmarkEnd w:id="90"/>'
        def again(values, parts_of):
            return [piece for value in values for piece in (value, *(part + value for part in parts_of(value)), value)]
        def stretches(text):
            return [text[start:end] for start, end in ((0, 6), (6, len(text)))] if text.startswith('A & B ') else [text]
        def chinese(text):
            return [text]
        twice = again(again(['某院'], chinese), chinese)
        self.assertEqual(len(twice), 9)
        for values in (twice, again(twice, chinese), again(['A & B 院', 'A & B A & B 院', '院A & B 院', 'A & B 院'], chinese)):
            form = WordForm(KIND).add(paragraph(run('单位：'), marked(values)))
            self.assertEqual(self.extract(form.bytes()), {'org_zh': values[0]}, values)
        # Placeholders that were saved twice are none either.
        form = WordForm(KIND).add(paragraph(marked(again(again(['点击填写'], chinese), chinese))), paragraph(form.control('/name_zh', '甲')))
        self.assertEqual(self.extract(form.bytes()), {'name_zh': '甲'})
        form = WordForm(KIND)
        form.add(paragraph(form.control('/org_zh', '点击填写' * 16)), paragraph(form.control('/name_zh', '甲')))
        self.assertEqual(self.extract(form.bytes()), {'name_zh': '甲'})
        # Pieces that are no such text are no certain value.
        form = WordForm(KIND).add(paragraph(marked(['某院', '乙', '丙院', '丁'])))
        self.assertEqual(self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/cut-field']), {'org_zh': '某院乙丙院丁'})

    @needs.time
    def test_33_libreoffice_saves_it_twice(self):
        data = some_data()
        path = self.folder / 'form.docx'
        path.write_bytes(expert_form(data).bytes())
        for time in ('first', 'second'):
            path = saved_by_office(path, 'docx', self.folder / time)
        self.assertEqual(without_blanks(self.extract(path.read_bytes())), data)

    def test_33_lost_line_ends_are_told(self):
        content = ''.join(f'<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run(value)}</w:sdtContent></w:sdt>' for value in ('甲乙', '甲乙甲乙', '甲乙'))
        form = WordForm(KIND).add(paragraph(f'<w:bookmarkStart w:id="1" w:name="gw_org__zh"/>{run(chr(10))}{content}<w:bookmarkEnd w:id="1"/>'))
        self.assertEqual(self.extract(form.bytes(), ids=['intake/line-ends-lost']), {'org_zh': '甲乙'})

    def test_34_rows_count(self):
        form = WordForm(KIND)
        def row(index, org, post):
            return [form.control(f'/work_history/{index}/org', org, bookmark=False), form.control(f'/work_history/{index}/post', post, bookmark=False)]
        # The first row was deleted, the second one copied, and a row without names was added.
        nameless = [f'<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>' for text in ('丙院', '丙')]
        form.add(table([run('单位'), run('职务')], row(2, '乙院', '乙'), row(1, '甲院', '甲'), row(1, '甲院二', '甲二'), nameless), paragraph())
        self.assertEqual([item['org'] for item in self.extract(form.bytes())['work_history']], ['乙院', '甲院', '甲院二', '丙院'])

    def test_35_two_ticks(self):
        form = WordForm(KIND).add(paragraph())
        form.add(paragraph(form.box('/gender', True, choice='男')), paragraph(form.box('/gender', True, choice='女')))
        self.assertEqual(self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/two-ticks']), {'gender': '男'})
        self.assertIn('第2段', self.messages[0])
        self.assertIn('第3段', self.messages[0])

    def test_36_what_is_stored_must_be_what_is_shown(self):
        for field in (lambda form: form.box('/already_registered', True, state=0),
                      lambda form: form.date('/birth', '1990年1月', '1991-01-01'),
                      lambda form: form.drop('/english', ['熟练', '一般'], '一般', last='0')):
            form = WordForm(KIND)
            form.add(paragraph(field(form)))
            data = self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/shown-differs'])
            self.assertIn(data, ({'already_registered': True}, {'birth': '1990-01'}, {'english': '一般'}))

    def test_36_a_box_is_what_is_seen(self):
        def box(form, sign, on, off, state):
            made = form.box('/already_registered', sign == '☑', state=state)
            return changed_box(made, sign, on, off)
        def changed_box(made, sign, on, off):
            for old, new in (('checkedState w14:val="2611"', f'checkedState w14:val="{on}"'), ('uncheckedState w14:val="2610"', f'uncheckedState w14:val="{off}"')):
                self.assertIn(old, made)
                made = made.replace(old, new)
            return re.sub('<w:t xml:space="preserve">[☑☐]</w:t>', f'<w:t>{sign}</w:t>', made)
        for sign, on, off, state, value, ids in (('☑', '2610', '2611', 0, True, ['intake/shown-differs']), ('☐', '2610', '2611', 1, False, ['intake/shown-differs']),
                                                 ('●', '25CF', '25CB', 1, True, []), ('○', '25CF', '25CB', 0, False, []), ('×', '00D7', '2610', 1, True, [])):
            form = WordForm(KIND)
            form.add(paragraph(box(form, sign, on, off, state)), paragraph(form.control('/name_zh', '甲')))
            data = self.extract(form.bytes(), status=BAD_INPUT if ids else DONE, ids=ids)
            self.assertEqual(data.get('already_registered'), value, sign)

    def filled(self, content, pointer='/org_zh'):
        """A form with one field of this content."""
        form = WordForm(KIND)
        return form.add(paragraph(form.control(pointer, 'x').replace(run('x'), content)), paragraph(form.control('/name_zh', '甲')))

    def field(self, code, result=None):
        result = '' if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        return (f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{result}'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>')

    def test_45_what_fields_show(self):
        for code, shown in ((r'eq \o\ac(○,3)', '③'), (r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(zhāng),张)', '张'), (r'eq \o\ac(○,甲)', '○甲'),
                            (r'EQ \o\ac(□,√)', '☑'), (r'SYMBOL 254 \f "Wingdings" \s 12', '☑'), (r'SYMBOL 0x6D \f Symbol', 'μ'), (r'SYMBOL 8364 \u', '€'),
                            ('MACROBUTTON NoMacro 研究', '研究'), (r'EQ 10\s\up 5(5)', '10⁵'), ('XE "甲"', ''), ('FILLIN "x"', '')):
            for result in (None, ''):
                data = self.extract(self.filled(run('第') + self.field(code, result) + run('院')).bytes())
                self.assertEqual(data['org_zh'], f'第{shown}院', code)
        for code in (r'EQ \f(1,2)', r'EQ \o(0,/)', r'EQ \o\ac(○', r'SYMBOL 200 \f "Wingdings 3"', 'AUTONUM', r'EQ ' + r'\o(' * 50):
            data = self.extract(self.filled(run('第') + self.field(code) + run('院')).bytes(), status=BAD_INPUT, ids=['intake/unread-content'])
            self.assertEqual(data['org_zh'], '第院')
        data = self.extract(self.filled(run('第') + self.field('REF x', run('九')) + run('院')).bytes())
        self.assertEqual(data['org_zh'], '第九院')

    def test_45_formulas_and_objects_in_fields(self):
        m = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
        def letters(text):
            return f'<m:r><m:t>{text}</m:t></m:r>'
        data = self.extract(self.filled(run('误差') + f'<m:oMath {m}>{letters("±0")}{letters(".5")}</m:oMath>' + run('毫米')).bytes())
        self.assertEqual(data['org_zh'], '误差±0.5毫米')
        fraction = f'<m:oMath {m}><m:f><m:num>{letters("1")}</m:num><m:den>{letters("2")}</m:den></m:f></m:oMath>'
        data = self.extract(self.filled(run('误差') + fraction + run('毫米')).bytes(), status=BAD_INPUT, ids=['intake/unread-content'])
        self.assertEqual(data['org_zh'], '误差毫米')
        self.assertIn('公式', self.messages[0])
        form = self.filled(run('甲院'))
        form.part('media/a.png', 'image', b'\x89PNG\r\n\x1a\n', None)
        picture = ('<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
                   '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="rId1"/></wp:inline></w:drawing></w:r>')
        form.body[0] = form.body[0].replace(run('甲院'), run('甲院') + picture)
        self.assertEqual(self.extract(form.bytes(), ids=['intake/mark-beside'])['org_zh'], '甲院')
        self.assertIn('图片', self.messages[0])

    def test_45_raised_digits_capitals_and_signs(self):
        def raised(text, properties='<w:vertAlign w:val="superscript"/>'):
            return run(text, properties)
        wingdings = '<w:rFonts w:ascii="wingdings" w:hAnsi="wingdings"/>'
        for content, shown in ((run('10') + raised('5') + run('米'), '10⁵米'), (run('H') + raised('2', '<w:vertAlign w:val="subscript"/>') + run('O'), 'H₂O'),
                               (run('m') + raised('-1'), 'm⁻¹'), (run('1') + raised('st'), '1st'), (run('x') + raised('2', '<w:position w:val="6"/>'), 'x²'),
                               (run('x') + raised('2', '<w:position w:val="1"/>'), 'x2'), (raised('4571', '<w:position w:val="6"/>'), '4571'),
                               (raised('10', '<w:position w:val="6"/>') + raised('5', '<w:position w:val="14"/>'), '10⁵'),
                               (raised('10', '<w:position w:val="8"/>') + raised('5', '<w:position w:val="8"/><w:vertAlign w:val="superscript"/>'), '10⁵'), (run('nist', '<w:caps/>') + run('ab'), 'NISTab'),
                               (run('þ', wingdings) + run('院'), '☑院'), (run('éœ', '<w:caps/>'), 'ÉŒ'), (run('é', '<w:rFonts w:ascii="Symbol" w:hAnsi="宋体"/>'), 'é'),
                               ('<w:r><w:sym w:font="Symbol" w:char="F06D"/></w:r>' + run('m'), 'μm'),
                               ('<w:r><w:sym w:font="Symbol" w:char="0061"/></w:r>' + run('角'), 'α角')):
            self.assertEqual(self.extract(self.filled(content).bytes())['org_zh'], shown)
        deleted = '<w:del w:id="5"><w:r><w:delText>旧</w:delText></w:r></w:del>'
        data = self.extract(self.filled(deleted + raised('4571', '<w:position w:val="8"/>')).bytes(), ids=['intake/tracked-changes'])
        self.assertEqual(data['org_zh'], '4571')
        data = self.extract(self.filled('<w:r><w:sym w:font="Wingdings" w:char="F021"/></w:r>' + run('院')).bytes(), ids=['intake/odd-format'])
        self.assertEqual(data['org_zh'], '\uF021院')
        self.assertIn('Wingdings', self.messages[0])

    def test_45_numbers_of_a_list_are_part_of_it(self):
        form = WordForm(KIND)
        form.part('numbering.xml', 'numbering', f'<w:numbering {NAMES}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
                  '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>', BASE + 'numbering+xml')
        numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        form.control('/std_experience', 'x')
        form.add('<w:sdt><w:sdtPr><w:tag w:val="gw:/std_experience"/></w:sdtPr><w:sdtContent>' + paragraph(run('第一条'), properties=numbered) +
                 paragraph(run('第二条'), properties=numbered) + '</w:sdtContent></w:sdt>', paragraph(form.control('/name_zh', '甲'), properties=numbered))
        self.assertEqual(self.extract(form.bytes()), {'std_experience': '1. 第一条\n2. 第二条', 'name_zh': '甲'})

    def test_37_what_nobody_can_see_is_not_read(self):
        w14 = '<w14:textFill><w14:noFill/></w14:textFill>'
        ink = '<w:color w:val="{}"/>'.format
        for properties in ('<w:w w:val="1"/>', ink('000000') + '<w:shd w:val="clear" w:color="auto" w:fill="000000"/>', ink('FFFFFF') + '<w:highlight w:val="white"/>',
                           ink('FFFF00') + '<w:highlight w:val="yellow"/>', '<w:color w:val="auto" w:themeColor="background1"/>', w14,
                           '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="FFFFFF"/></w14:solidFill></w14:textFill>'):
            data = self.extract(self.filled(run('隐院', properties)).bytes(), status=BAD_INPUT, ids=['intake/hidden-field'])
            self.assertEqual(data, {'name_zh': '甲'}, properties)
        for properties in ('<w:shd w:val="clear" w:color="auto" w:fill="000000"/>', ink('FFFFFF') + '<w:highlight w:val="black"/>', '<w:w w:val="80"/>',
                           '<w:color w:val="BFBFBF" w:themeColor="background1" w:themeShade="BF"/>', ink('FFFFFF') + '<w:shd w:val="pct50" w:color="000000" w:fill="FFFFFF"/>',
                           '<w14:textOutline><w14:solidFill><w14:srgbClr w14:val="FF0000"/></w14:solidFill></w14:textOutline>' + w14):
            self.assertEqual(self.extract(self.filled(run('某院', properties)).bytes()), {'name_zh': '甲', 'org_zh': '某院'}, properties)
        form = self.filled(run('隐院'))
        form.body[0] = form.body[0].replace('<w:p>', '<w:p><w:pPr><w:spacing w:line="1" w:lineRule="exact"/></w:pPr>')
        self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/hidden-field'])

    def in_cells(self, first, second):
        """A field in the second of two cells, one over the other, with these properties."""
        form = WordForm(KIND)
        def row(properties, content, of_row=''):
            return f'<w:tr>{of_row}<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(content)}</w:tc></w:tr>'
        form.add('<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="2000"/></w:tblGrid>' + row(first, form.control('/name_zh', '甲')) +
                 row(second[0], form.control('/org_zh', '隐院'), second[1]) + '</w:tbl>', paragraph())
        return form.bytes()

    def test_37_cells_and_rows_that_nobody_can_see(self):
        merged, start = '<w:vMerge/>', '<w:vMerge w:val="restart"/>'
        hidden = {'status': BAD_INPUT, 'ids': ['intake/hidden-field']}
        self.assertEqual(self.extract(self.in_cells(start, (merged, '')), **hidden), {'name_zh': '甲'})
        # One that continues nothing is shown.
        self.assertEqual(self.extract(self.in_cells('', (merged, ''))), {'name_zh': '甲', 'org_zh': '隐院'})
        self.assertEqual(self.extract(self.in_cells('', ('', '<w:trPr><w:trHeight w:val="1" w:hRule="exact"/></w:trPr>')), **hidden), {'name_zh': '甲'})
        # Deleted rows and cells are recorded changes, as deleted text is.
        for second in (('<w:cellDel w:id="9" w:author="x"/>', ''), ('', '<w:trPr><w:del w:id="9" w:author="x"/></w:trPr>')):
            self.assertEqual(self.extract(self.in_cells('', second), ids=['intake/tracked-changes']), {'name_zh': '甲'})

    def test_38_a_word_of_the_form_typed_beside_a_field(self):
        def form(*added, lists_all=True):
            made = WordForm(KIND)
            made.prints_all, made.texts = lists_all, ['性别：', '男', '女', '已注册：', '是', '否', '单位', '至']
            made.add(paragraph(run('性别：'), made.box('/gender', True, choice='男'), run('男'), made.box('/gender', False, choice='女'), run('女')),
                     paragraph(run('已注册：'), made.box('/already_registered', False, choice='true'), run('是'), made.box('/already_registered', False, choice='false'),
                               run('否'), *added))
            row = [made.control('/work_history/0/org', '某院', bookmark=False), run('至')]
            return made.add(table([run('单位')], row, row), paragraph()).bytes()
        next_line = '</w:p><w:p>'
        self.extract(form())
        self.extract(form(next_line, run('是')), status=BAD_INPUT, ids=['intake/text-beside'])
        self.assertIn('第3段有填写处以外的文字，未读取：“是”', self.messages[0])
        # Former forms say each text once.
        self.extract(form(next_line, run('是'), lists_all=False))

    def test_34_rows_that_were_added_before_the_next_table(self):
        form = WordForm(KIND)
        def row(index, org):
            return [form.control(f'/work_history/{index}/org', org, bookmark=False)]
        form.add(table([run('单位')], row(0, '甲院')), paragraph(run('转下页')), table(row(1, '乙院'), row(0, '丙院')), paragraph(run('转下页')),
                 table(row(2, '丁院')), paragraph())
        self.assertEqual([item['org'] for item in self.extract(form.bytes())['work_history']], ['甲院', '乙院', '丙院', '丁院'])
        # The same list at two places is one.
        form = WordForm(KIND)
        form.add(table(row(0, '甲院'), row(1, '乙院')), paragraph(run('又')), table(row(0, '甲院'), row(1, '乙院')), paragraph())
        self.assertEqual([item['org'] for item in self.extract(form.bytes())['work_history']], ['甲院', '乙院'])

    def test_a_control_within_a_field_is_read_with_it(self):
        inner = '<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>' + run('甲院') + '</w:sdtContent></w:sdt>'
        self.assertEqual(self.extract(self.filled(inner + run('乙所')).bytes())['org_zh'], '甲院乙所')

    @needs.time
    def test_25_time_grows_with_the_list(self):
        form = WordForm(KIND)
        rows = [[form.control(f'/work_history/{i}/{name}', f'{name}{i}') for name in ('org', 'post', 'duty')] for i in range(6000)]
        form.add(table(*rows), paragraph(form.control('/name_zh', '甲')))
        began = time.monotonic()
        path = self.write('long.docx', form.bytes())
        result = gongwen('-q', 'extract', path)
        self.assertEqual(len(json.loads(result.out)['work_history']), 6000)
        self.assertLess(time.monotonic() - began, 15)

    def test_25_many_controls_of_others_take_no_time(self):
        form = WordForm(KIND)
        # Names without a pattern, or the file would unpack to suspiciously much.
        names = random.Random(25)
        others = ''.join(f'<w:sdt><w:sdtPr><w:tag w:val="{names.randbytes(24).hex()}"/><w:text/></w:sdtPr>'
                         f'<w:sdtContent>{run(text)}</w:sdtContent></w:sdt>' for text in ['甲'] * 4000 + ['乙'] * 4000)
        form.add(paragraph(form.control('/name_zh', '甲')), paragraph(others))
        result = gongwen('--error-format', 'json', 'extract', self.write('many.docx', form.bytes()))
        self.assertEqual(json.loads(result.out)['name_zh'], '甲', result.err)
        self.assertNotIn('intake/stopped', [one['id'] for one in result.diagnostics()])

    def test_37_hidden_and_deleted_text(self):
        form = WordForm(KIND)
        name = form.control('/name_zh', '甲').replace('</w:sdtContent>', '<w:r><w:rPr><w:vanish/></w:rPr><w:t>乙</w:t></w:r></w:sdtContent>')
        org = form.control('/org_zh', '某院').replace('</w:sdtContent>', '<w:del w:id="5"><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins w:id="6">' +
                                                     run('新') + '</w:ins></w:sdtContent>')
        form.add(paragraph(name), paragraph(org), paragraph(run('白', '<w:color w:val="FFFFFF"/>')))
        data = self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/hidden-part', 'intake/hidden-text', 'intake/tracked-changes'])
        self.assertEqual(data, {'name_zh': '甲', 'org_zh': '某院新'})

    def test_38_what_was_added(self):
        form = expert_form({'name_zh': '甲'})
        form.texts = ['name_zh：', '本人承诺所填属实。']
        form.add(paragraph(run('本人承诺所填属实。')))
        self.extract(form.bytes())
        added = WordForm(KIND)
        added.texts = form.texts
        added.add(paragraph(run('name_zh：'), added.control('/name_zh', '甲'), run('（曾用名乙）')), paragraph(run('本人承诺部分属实。')))
        added.add('<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:wsp><w:txbxContent>' + paragraph(run('框中')) +
                  '</w:txbxContent></wps:wsp></mc:Choice></mc:AlternateContent></w:r></w:p>')
        added.part('comments.xml', 'comments', f'<w:comments {NAMES}><w:comment w:id="1" w:author="丙">{paragraph(run("请看"))}</w:comment></w:comments>',
                   BASE + 'comments+xml')
        added.add(paragraph('<w:commentRangeStart w:id="1"/><w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>'))
        self.extract(added.bytes(), status=BAD_INPUT, ids=['intake/text-beside', 'intake/print-missing'])
        told = '\n'.join(self.messages)
        for words in ('第1段有填写处以外的文字，未读取：“（曾用名乙）”', '“本人承诺部分属实。”', '第3段处的文本框有填写处以外的文字，未读取：“框中”',
                      '第4段处的批注有填写处以外的文字，未读取：“请看”', '应印有“本人承诺所填属实。”'):
            self.assertIn(words, told)

    def test_38_dates_that_word_makes_up_are_told(self):
        for name in ('dayLong', 'monthShort', 'yearLong', 'pgNum'):
            with self.subTest(name):
                form = expert_form({'name_zh': '甲'})
                form.add(paragraph(f'<w:r><w:{name}/></w:r>'))
                self.extract(form.bytes(), ids=['intake/mark-beside'])

    def test_40_the_own_part_has_no_answers(self):
        form = expert_form({'name_zh': '甲'})
        content = changed(form.bytes(), 'customXml/item1.xml', ('label="name_zh"', 'label="name_zh" value="乙"'))
        self.assertEqual(self.extract(content), {'name_zh': '甲'})
        content = changed(form.bytes(), 'customXml/item1.xml', ('kind="expert-application"', 'kind="proposal-review"'))
        self.assertEqual(self.extract(content, ids=['intake/stamp-conflict']), {'name_zh': '甲'})

    def test_41_two_forms_in_one_file(self):
        data = {key: value for key, value in some_data().items() if isinstance(value, str)}
        form = add_expert_fields(expert_form(data), {key: value + '二' if key not in ('gender', 'english', 'birth') else value for key, value in data.items()})
        self.assertIsNone(self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/mixed-forms']))

    def test_30_45_long_pointers_and_texts(self):
        form = WordForm(KIND)
        text = '𬱖&<>\t' + '长' * 9000
        form.add(paragraph(form.control('/org_zh', text + '\n第二行', '<w:text w:multiLine="1"/>')))
        self.assertEqual(self.extract(form.bytes())['org_zh'].split()[0], '𬱖&<>')
        number = form.control('/name_zh', '甲')
        content = form.add(paragraph(number)).bytes()
        content = changed(content, 'word/document.xml', ('gw:/name_zh', 'gw:#2'), ('gw_name__zh', 'gw__n2'))
        self.assertEqual(self.extract(content)['name_zh'], '甲')

    def test_same_value_at_two_places_is_one(self):
        form = WordForm(KIND)
        form.add(paragraph(form.control('/name_zh', '甲')), paragraph(form.control('/name_zh', '甲')), paragraph(form.control('/mobile', '1')))
        self.assertEqual(self.extract(form.bytes())['name_zh'], '甲')
        form.add(paragraph(form.control('/name_zh', '乙')))
        self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/conflict'])
        for other, ids in (('稀释1：10倍', []), ('稀释110倍', ['intake/conflict']), ('稀释1*10倍', ['intake/conflict'])):
            form = WordForm(KIND)
            form.add(paragraph(form.control('/std_experience', '稀释1:10倍')), paragraph(form.control('/std_experience', other)))
            self.extract(form.bytes(), status=BAD_INPUT if ids else DONE, ids=ids)

    def test_only_bookmarks_or_titles_are_left(self):
        form = WordForm(KIND)
        form.add(paragraph(form.control('/name_zh', '甲', tag=False)), paragraph(form.control('/org_zh', '某院', tag=False, bookmark=False, label='工作单位')))
        form.add(paragraph('<w:bookmarkStart w:id="91" w:name="gw_mobile"/>' + run('13800000000') + '<w:bookmarkEnd w:id="91"/>'))
        self.assertEqual(self.extract(form.bytes()), {'name_zh': '甲', 'org_zh': '某院', 'mobile': '13800000000'})

    def picture_form(self, content):
        form = WordForm(KIND)
        form.part('media/photo.png', 'image', content, None)
        picture = ('<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
                   '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="rId1"/></wp:inline></w:drawing></w:r>')
        control = form.control('/photo', 'x', '<w:picture/>').replace(run('x'), picture)
        form.add(paragraph(form.control('/name_zh', '甲')), paragraph(control))
        return form.bytes()

    def test_44_a_picture_is_a_value(self):
        content = b'\x89PNG\r\n\x1a\n'
        photo = 'data:image/png;base64,' + base64.b64encode(content).decode()
        self.assertEqual(self.extract(self.picture_form(content)), {'name_zh': '甲', 'photo': photo})
        for content in (b'GIF89a', b'', b'\x89PNG', b'\xFF\xD8\xFF' + random.Random(1).randbytes(8 << 20)):
            self.assertEqual(self.extract(self.picture_form(content), ids=['intake/picture-field']), {'name_zh': '甲'})

    def test_kind_by_fields_without_a_stamp(self):
        data = some_data()
        content = expert_form(data).bytes(has_map=False, has_stamp=False)
        self.assertEqual(without_blanks(self.extract(content, ids=['intake/kind-by-fields'])), data)

    def test_checks_tell_the_place(self):
        form = WordForm(KIND).add(paragraph(run('x')))
        form.add(paragraph(form.control('/email', 'nobody')), table([run('单位'), form.control('/mobile', 'abc')]), paragraph())
        path = self.write('form.docx', form.bytes())
        result = gongwen('--lang', 'zh', 'extract', '--check', path)
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('“电子邮箱”（第2段）', result.err)


class ForeignForms(WordTest):
    def legacy(self, instruction, data, text=''):
        return (f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> '
                f'{instruction} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(text) if text else ""}'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>')

    def bundle(self, fields, **word):
        """A kind with names of another office."""
        folder = self.folder / 'templates'
        shutil.copytree(ROOT / 'templates' / KIND, folder / KIND)
        path = folder / KIND / 'form.json'
        form = json.loads(path.read_text(encoding='utf-8'))
        form['word'] = {'fields': fields, **word}
        path.write_text(json.dumps(form, ensure_ascii=False), encoding='utf-8')
        return folder

    def test_43_names_must_lead_to_fields(self):
        templates = self.bundle({'Text1': '/nothing'})
        result = gongwen('--templates', templates, 'extract', '--kind', KIND, self.write('a.docx', WordForm().add(paragraph()).bytes()))
        self.assertIn('engine/strange-pointer', result.err)

    def test_lines_have_fields_and_words_to_know_them_by(self):
        for line, name, named in (('正本{/nothing}份', 'engine/strange-pointer', '`/nothing`'), ('{/name_zh}{}', 'engine/word-line', '`{/name_zh}{}`'),
                                  ('正本{/name_zh}份', None, '')):
            with self.subTest(line):
                shutil.rmtree(self.folder / 'templates', ignore_errors=True)
                result = gongwen('--templates', self.bundle({'Text1': '/name_zh'}, lines=[line]), 'describe', KIND, '--error-format', 'json')
                found = [(d['id'], named in d['message'], d['data']['pointer'], d['data']['line'] > 0) for d in result.diagnostics()]
                self.assertEqual(found, [(name, True, '/word/lines/0', True)] if name else [])

    def test_42_43_legacy_fields_and_names_of_others(self):
        templates = self.bundle({'Text1': '/name_zh', '姓名拼音': '/name_en/surname', 'male': '/gender#男', 'Check2': '/gender#女',
                                 'Drop1': '/english'})
        body = [paragraph('<w:bookmarkStart w:id="1" w:name="Text1"/>' + self.legacy('FORMTEXT', '<w:name w:val="__Fieldmark__1"/><w:textInput/>', '甲') + '<w:bookmarkEnd w:id="1"/>'),
                paragraph('<w:sdt><w:sdtPr><w:alias w:val="姓名拼音"/><w:text/></w:sdtPr><w:sdtContent>' + run('JIA') + '</w:sdtContent></w:sdt>'),
                paragraph('<w:sdt><w:sdtPr><w:tag w:val="male"/><w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr><w:sdtContent>' + run('☐') + '</w:sdtContent></w:sdt>'),
                paragraph(self.legacy('FORMCHECKBOX', '<w:name w:val="Check2"/><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')),
                paragraph(self.legacy('FORMDROPDOWN', '<w:name w:val="Drop1"/><w:ddList><w:result w:val="1"/><w:listEntry w:val="熟练"/><w:listEntry w:val="一般"/></w:ddList>')),
                paragraph('<w:sdt><w:sdtPr><w:tag w:val="other"/><w:text/></w:sdtPr><w:sdtContent>' + run('别的') + '</w:sdtContent></w:sdt>')]
        form = WordForm().add(*body)
        data = self.extract(form.bytes(has_map=False), '--templates', templates, '--kind', KIND, ids=['intake/unmapped-field'])
        self.assertEqual(data, {'name_zh': '甲', 'name_en': {'surname': 'JIA'}, 'gender': '女', 'english': '一般'})
        # The names tell the kind.
        self.extract(form.bytes(has_map=False), '--templates', templates, ids=['intake/unmapped-field', 'intake/kind-by-fields'])

    def not_found(self):
        return int(re.search(r'(\d+) 栏：', '\n'.join(self.messages))[1])

    def test_43_by_label(self):
        form = WordForm().add(
            paragraph(run('ISO、IEC工作组专家申请表')),
            table([run('姓名'), run('甲'), run('性别'), run('☑男　□女')], [run('工作单位（中文）'), run('某院'), run('手机'), run('13800000000')]),
            paragraph(run('电子邮箱：____a@example.com____　邮编：')),
            paragraph(run('补充：另有说明')))
        data = self.extract(form.bytes(has_map=False), '--kind', KIND, '--by-label', status=BAD_INPUT,
                            ids=['intake/by-label', 'intake/fields-not-found', 'intake/more-alike', 'intake/text-beside'])
        self.assertEqual(data['name_zh'], '甲')
        self.assertEqual(data['gender'], '男')
        self.assertEqual(data['email'], 'a@example.com')
        self.assertEqual(data['org_zh'], '某院')
        self.assertNotIn('专家申请表', '\n'.join(self.messages))
        self.assertIn('补充', '\n'.join(self.messages))
        without_list = self.not_found()
        form.add(table([run(head) for head in ('序号', '开始年月', '结束年月', '单位', '职务')],
                       [run(text) for text in ('1', '2012年7月', '2015年6月', '某院', '职员')],
                       [run(text) for text in ('2', '2015.7', '', '乙院', '主任')], [''] * 5, ['姓名拼音', '', '', '', '']), paragraph())
        data = self.extract(form.bytes(has_map=False), '--kind', KIND, '--by-label', status=BAD_INPUT,
                            ids=['intake/by-label', 'intake/fields-not-found', 'intake/more-alike', 'intake/text-beside'])
        self.assertEqual(data['work_history'], [{'from': '2012-07', 'to': '2015-06', 'org': '某院', 'post': '职员'},
                                                {'from': '2015-07', 'org': '乙院', 'post': '主任'}])
        # Rows that nobody needed are no fields that were not found.
        self.assertGreater(without_list - self.not_found(), 40)
        line = WordForm().add(paragraph(run('工作单位（中文）：某院；手机：13800000000')), paragraph(run('电子邮箱：a@example.com；')),
                              table([run('性别'), '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>' + run('☒') +
                                     '</w:sdtContent></w:sdt>' + run('男　☐女')]), paragraph())
        data = self.extract(line.bytes(has_map=False), '--kind', KIND, '--by-label', status=BAD_INPUT,
                            ids=['intake/by-label', 'intake/fields-not-found'])
        self.assertEqual((data['org_zh'], data['email'], data['gender']), ('某院', 'a@example.com', '男'))
        # Without the option nothing is guessed.
        self.extract(form.bytes(has_map=False), '--kind', KIND, status=BAD_INPUT, ids=['intake/no-controls'])

    def test_33_by_label_texts_that_libreoffice_writes_several_times(self):
        def control(*texts, title=''):
            return ''.join(f'<w:sdt><w:sdtPr>{title}<w:text/></w:sdtPr><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>' for text in texts)
        form = WordForm().add(table([run('姓名'), control('张示例', '张示例张示例', '张示例', title='<w:alias w:val="甲"/>')]),
                              paragraph(run('工作单位（中文）：某某') + control('A院', 'A院', 'A院') + control('示例所', '示例所示例所', '示例所') + run('一处')))
        data = self.extract(form.bytes(has_map=False), '--kind', KIND, '--by-label', status=BAD_INPUT, ids=['intake/by-label', 'intake/fields-not-found'])
        self.assertEqual((data['name_zh'], data['org_zh']), ('张示例', '某某A院A院A院示例所一处'))

    def test_43_by_label_answers_in_headers_are_reported(self):
        form = WordForm()
        head = form.part('header1.xml', 'header', f'<w:hdr {NAMES}>{paragraph(run("某某研究院"))}{paragraph(run("编号："))}{paragraph(run("档号：A-1"))}</w:hdr>', BASE + 'header+xml')
        form.add(table([run('姓名'), run('甲')]), paragraph(properties=f'<w:sectPr><w:headerReference w:type="default" r:id="{head}"/></w:sectPr>'))
        data = self.extract(form.bytes(has_map=False), '--kind', KIND, '--by-label', status=BAD_INPUT, ids=['intake/by-label', 'intake/fields-not-found', 'intake/text-beside'])
        self.assertEqual(data, {'name_zh': '甲'})
        self.assertEqual([one for one in self.messages if '某某' in one or '编号' in one], [])
        self.assertEqual(sum('档号：A-1' in one for one in self.messages), 1)

    def test_43_by_label_beside_named_controls(self):
        """A control that the kind names has its value once; text beside it in its cell or line is reported."""
        def control(tag, text):
            return f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/><w:text/></w:sdtPr><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>'

        def box(tag, sign):
            return (f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/><w14:checkbox><w14:checked w14:val="{int(sign == "☒")}"/></w14:checkbox></w:sdtPr><w:sdtContent>' +
                    run(sign) + '</w:sdtContent></w:sdt>')
        templates = self.bundle({'name': '/name_zh', 'male': '/gender#男', 'female': '/gender#女', 'phone': '/mobile'})
        form = WordForm().add(table([run('姓名'), control('name', '甲') + run('（组长）'), run('性别'), box('male', '☒') + run('男　') + box('female', '☐') + run('女')]),
                              paragraph(run('手机：') + control('phone', '13800000000') + run('　电子邮箱：') + control('other', 'a@example.com')),
                              paragraph(run('工作单位（中文）：某院') + control('more', '（盖章）')))
        told = ['intake/by-label', 'intake/fields-not-found', 'intake/text-beside']
        data = self.extract(form.bytes(has_map=False), '--templates', templates, '--kind', KIND, '--by-label', status=BAD_INPUT, ids=told)
        self.assertEqual(data, {'name_zh': '甲', 'gender': '男', 'mobile': '13800000000', 'email': 'a@example.com', 'org_zh': '某院（盖章）'})
        self.assertEqual(sum('甲（组长）' in one for one in self.messages), 1)



class Packages(WordTest):
    def test_47_other_namespaces_names_and_encodings(self):
        form = expert_form({'name_zh': '甲'})
        with zipfile.ZipFile(io.BytesIO(form.bytes())) as archive:
            files = {name: archive.read(name).decode() for name in archive.namelist()}
        document = files.pop('word/document.xml').replace('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n', '')
        document = document.replace('http://schemas.openxmlformats.org/wordprocessingml/2006/main', 'http://purl.oclc.org/ooxml/wordprocessingml/main')
        document = document.replace('<w:', '<ns0:').replace('</w:', '</ns0:').replace(' w:', ' ns0:').replace('xmlns:w=', 'xmlns:ns0=')
        files['word/document2.xml'] = ('<?xml version="1.0" encoding="UTF-16"?>' + document).encode('utf-16')
        files['word/_rels/document2.xml.rels'] = files.pop('word/_rels/document.xml.rels')
        files['_rels/.rels'] = relationship_xml([('http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument', '/word/document2.xml'),
                                                 ('custom-properties', 'docProps/custom.xml')])
        self.assertEqual(self.extract(package_of(files)), {'name_zh': '甲'})

    @needs.time
    def test_48_hostile_packages_end_with_a_message(self):
        form = expert_form({'name_zh': '甲'})
        deep = '<w:tbl><w:tr><w:tc>' * 1000 + paragraph(run('x')) + '</w:tc></w:tr></w:tbl>' * 1000
        self.extract(WordForm(KIND).add(deep).bytes(), status=BAD_INPUT, ids=['intake/limit'])
        entity = changed(form.bytes(), 'word/document.xml', ('<w:document', '<!DOCTYPE d [<!ENTITY e "x">]><w:document'))
        self.extract(entity, status=BAD_INPUT, ids=['intake/document-type'])
        self.extract(changed(form.bytes(), 'word/document.xml', ('</w:body>', '')), status=BAD_INPUT, ids=['intake/damaged'])
        bomb = expert_form({'name_zh': '甲'}).add(paragraph(run('0' * (80 << 20))))
        self.extract(bomb.bytes(), status=BAD_INPUT, ids=['intake/limit'])

    def test_58_nothing_outside_is_opened(self):
        form = expert_form({'name_zh': '甲'})
        form.part('vbaProject.bin', 'vbaProject', b'macro', 'application/vnd.ms-office.vbaProject')
        form.relationships.append(('attachedTemplate', 'http://example.invalid/t.dotm'))
        self.assertEqual(self.extract(form.bytes(), name='form.docm', ids=['intake/macros', 'intake/external-content']), {'name_zh': '甲'})

    def test_other_formats_say_what_to_do(self):
        compound = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(500) + 'WordDocument'.encode('utf-16-le')
        self.extract(compound, name='form.doc', status=BAD_INPUT, ids=['intake/other-format'])
        self.assertIn('.wps', self.messages[0])
        odt = package_of({'mimetype': b'application/vnd.oasis.opendocument.text', 'content.xml': '<a/>'})
        self.extract(odt, name='form.odt', status=BAD_INPUT, ids=['intake/other-format'])
        self.extract(b'\xd0\xcf\x11\xe0' + 'EncryptedPackage'.encode('utf-16-le'), status=BAD_INPUT, ids=['intake/encrypted'])


class Collecting(WordTest):
    def test_46_collect_takes_word_forms(self):
        folder = self.folder / 'returned'
        folder.mkdir()
        (folder / '甲.docx').write_bytes(expert_form(some_data()).bytes())
        with zipfile.ZipFile(folder / '乙.zip', 'w') as archive:
            archive.writestr('乙.docx', expert_form({**some_data(), 'name_zh': '乙', 'email': 'b@example.com', 'mobile': '13900000000'}).bytes())
        result = gongwen('collect', KIND, folder, '-o', self.folder / 'all.xlsx')
        self.assertIn(result.status, (DONE, BAD_INPUT), result.err)
        sheet = openpyxl.load_workbook(self.folder / 'all.xlsx').worksheets[0]
        names = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}
        self.assertLessEqual({'甲', '乙'}, names)

    def test_46_check_and_render_take_word_forms(self):
        path = self.write('form.docx', expert_form(some_data()).bytes())
        result = gongwen('check', path)
        self.assertEqual(result.status, DONE, result.err)
        form = WordForm(KIND).add(paragraph(run('x')))
        path = self.write('form.docx', form.add(paragraph(form.control('/email', 'nobody'))).bytes())
        result = gongwen('--lang', 'zh', 'check', path)
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('form.docx ¶2', result.err)


if __name__ == '__main__':
    unittest.main()
