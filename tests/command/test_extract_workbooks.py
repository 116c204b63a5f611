"""Returned workbooks: every kind of cell, moved names, what spreadsheet programs change when they save."""
import io
import json
import unittest
import zipfile

import needs
from harness import BAD_INPUT, DONE, ROOT, gongwen, sample
from returned_forms import STRICT, XlsxForm, encode_name, zip_of
from test_extract import KIND, ExtractTest


class Cells(ExtractTest):
    def value(self, pointer, attributes, inner, ids=(), status=DONE, prepare=lambda form: None):
        form = XlsxForm(KIND)
        form.cell('B1', attributes, inner, pointer)
        prepare(form)
        data = self.extract(form.bytes(), status=status, ids=ids)
        for token in pointer.split('/')[1:]:
            data = data[int(token)] if isinstance(data, list) else data.get(token) if data else None
        return data

    def test_texts(self):
        name = '/name_zh'
        self.assertEqual(self.value(name, 't="inlineStr"', '<is><t>甲&#134071;</t></is>'), '甲𠮷')
        self.assertEqual(self.value(name, 't="str"', '<v>甲</v>'), '甲')
        self.assertEqual(self.value(name, 't="s"', '<v>0</v>', prepare=lambda f: f.strings.append(
            '<r><t>张</t></r><r><rPr><b/></rPr><t>三</t></r><rPh sb="0" eb="1"><t>ZHANG</t></rPh>')), '张三')
        self.assertEqual(self.value('/org_zh', 't="inlineStr"', '<is><t>甲_x000D_\n乙_x005F_x000D_</t></is>'),
                         '甲\n乙_x000D_')
        self.assertIsNone(self.value(name, 't="inlineStr"', '<is><t>  　</t></is>'))
        self.assertIsNone(self.value(name, 't="s"', '<v>99</v>', status=BAD_INPUT, ids=['intake/damaged-cell']))
        self.assertIsNone(self.value(name, '', ''))

    def test_crossed_out(self):
        """As a whole or in part, in a cell or in a shared text: read and reported."""
        name, told = '/name_zh', ['intake/mark-beside']
        part = '<r><t>甲</t></r><r><rPr><strike{}/></rPr><t>乙</t></r>'
        for off in ('', ' val="1"', ' val="0"'):
            ids = [] if off == ' val="0"' else told
            runs = part.format(off)
            self.assertEqual(self.value(name, 't="inlineStr"', f'<is>{runs}</is>', ids=ids), '甲乙')
            self.assertEqual(self.value(name, 't="s"', '<v>0</v>', ids=ids,
                                        prepare=lambda form, runs=runs: form.strings.append(runs)), '甲乙')

        def with_font(form):
            form.parts['xl/styles.xml'] = form.wrap(
                'styleSheet', '<fonts><font/><font><strike/></font></fonts><cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs>')
        for style, ids in ((0, []), (1, told)):
            self.assertEqual(self.value(name, f's="{style}" t="inlineStr"', '<is><t>甲</t></is>', ids=ids,
                                        prepare=with_font), '甲')

    def test_numbers_for_texts(self):
        self.assertEqual(self.value('/mobile', '', '<v>13800000000</v>'), '13800000000')
        self.assertEqual(self.value('/mobile', '', '<v>1.38E10</v>'), '13800000000')
        self.assertEqual(self.value('/postcode', '', '<v>100000</v>'), '100000')

        def with_zeros(form):
            form.formats.append(164)
            form.codes[164] = '000000'
        self.assertEqual(self.value('/postcode', 's="1"', '<v>10010</v>', prepare=with_zeros), '010010')
        self.assertEqual(self.value('/groups/0/wg', '', '<v>3</v>'), 3)
        self.assertEqual(self.value('/groups/0/wg', 't="n"', '<v>3.0</v>'), 3)

    @needs.time
    def test_what_a_format_shows(self):
        """In fields for texts what is shown; a shown number that is another one is a question, and its value stays."""
        def shown(code, number, pointer='/org_zh', **expected):
            def prepare(form):
                form.formats.append(164)
                form.codes[164] = code
            return self.value(pointer, 's="1"', f'<v>{number}</v>', prepare=prepare, **expected)
        for code, number, text in (('0%', 0.5, '50%'), ('#,##0.00', 1234.5, '1,234.50'), ('"第"0"组"', 3, '第3组'),
                                   ('0.00', 3.14, '3.14'), ('0.00', 0.30000000000000004, '0.30'), ('0;(0)', -5, '(5)')):
            self.assertEqual(shown(code, number), text)
        told = {'status': BAD_INPUT, 'ids': ['intake/shown-differs']}
        for code, number in (('0.00', 3.14159), ('0', 0.4), ('0%', 0.005), ('"甲"', 3), ('0;0', -5),
                             ('#,##0,', 1234567)):
            self.assertEqual(shown(code, number, **told), str(number))
        self.assertEqual(shown('0', 3.2, '/groups/0/wg', status=BAD_INPUT,
                               ids=['intake/not-a-value', 'intake/shown-differs']), 3.2)
        self.assertEqual(shown('0"组"', 3, '/groups/0/wg'), 3)
        self.assertEqual(shown('m"月"d"日"', 45540), '9月5日')
        shown('m"月"d"日"', 45540, '/commitment/date', **told)
        self.assertEqual(shown('h:mm', 0.5), '12:00')
        self.assertEqual(shown('h:mm', 45540.5), '12:00')
        self.assertEqual(shown('yyyy"年"m"月"d"日"', 45540.5), '2024-09-05')
        self.assertEqual(shown('yyyy/m/d h:mm', 45540.5), '2024-09-05T12:00:00')
        shown('h:mm', 45540.5, '/commitment/date', **told)
        # What is shown is not known: the value stays, and the person looks.
        odd = {'ids': ['intake/odd-format']}
        for code, number, text in (('# ?/?', 0.5, '0.5'), ('[DBNum1]0', 12, '12'), ('"No. "@', 5, '5'),
                                   ('[=1]"甲"', 5, '5'), ('[h]:mm', 45540, '2024-09-05'),
                                   ('aaaa', 45540, '2024-09-05'), ('ggge"年"m"月"', 45540, '2024-09-05'),
                                   ('[DBNum1]m"月"d"日"', 45540, '2024-09-05'), ('mmm-yy', 45540, '2024-09-05')):
            self.assertEqual(shown(code, number, **odd), text, code)
        def of_text(code):
            def prepare(form):
                form.formats.append(164)
                form.codes[164] = code
            return prepare
        for code, ids in (('"No. "@', ['intake/odd-format']), ('0;0;0;"密"', ['intake/odd-format']), ('@', []),
                          ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', []), ('"甲"0', [])):
            self.assertEqual(self.value('/name_zh', 's="1" t="inlineStr"', '<is><t>甲</t></is>', ids=ids,
                                        prepare=of_text(code)), '甲', code)
        for code, number, text in (('# ?/?', 5, '5'), ('@', 5, '5'), ('[DBNum1]yyyy"年"m"月"d"日"', 45540, '2024-09-05')):
            self.assertEqual(shown(code, number), text, code)
        self.assertIsNone(shown(';;;', 5, status=BAD_INPUT, ids=['intake/hidden-field']))

    def test_cells_that_are_not_what_they_say(self):
        told = {'status': BAD_INPUT, 'ids': ['intake/damaged-cell']}
        for attributes, value in (('', '1.2.3'), ('t="n"', 'abc'), ('t="new"', '甲'), ('t="b"', '5'), ('t="d"', '甲'),
                                  ('t="inlineStr"', '5'), ('', '1e400'), ('', 'NaN')):
            self.assertIsNone(self.value('/name_zh', attributes, f'<v>{value}</v>', **told), value)
        self.assertIsNone(self.value('/name_zh', 't="n"', '<is><t>甲</t></is>', **told))

    @needs.time
    def test_texts_that_nobody_sees(self):
        """By the colors and sizes of cells, of runs and of rules."""
        theme = ('<a:theme xmlns:a="urn:a"><a:clrScheme><a:dk1><a:srgbClr val="000000"/></a:dk1><a:lt1>'
                 '<a:sysClr lastClr="FFFFFF"/></a:lt1></a:clrScheme></a:theme>')

        def read(font='', fill='', run='', rules='', after='', **expected):
            def prepare(form):
                fill_xml = f'<fill><patternFill patternType="solid"><fgColor {fill}/></patternFill></fill>' if fill else '<fill/>'
                form.parts['xl/styles.xml'] = form.wrap(
                    'styleSheet', f'<fonts><font/><font>{font}</font></fonts><fills><fill/>{fill_xml}</fills>'
                    f'<cellXfs><xf/><xf fontId="1" fillId="1"/></cellXfs><dxfs>{rules}</dxfs>')
                form.parts[form.sheet_part] = form.sheet_xml().replace('</sheetData>', f'</sheetData>{after}')
                form.parts['xl/theme/theme1.xml'] = theme
            properties = f'<rPr>{run}</rPr>' if run else ''
            return self.value('/name_zh', 's="1" t="inlineStr"', f'<is><r>{properties}<t>甲</t></r><r><t>乙</t></r></is>',
                              prepare=prepare, **expected)
        unseen = {'status': BAD_INPUT, 'ids': ['intake/hidden-field']}
        rule = '<conditionalFormatting sqref="A1:C3"><cfRule type="expression" dxfId="0"><formula>1</formula></cfRule></conditionalFormatting>'
        own_rule = ('<extLst><ext xmlns:x14="urn:x14" xmlns:xm="urn:xm"><x14:conditionalFormattings><x14:conditionalFormatting>'
                    '<x14:cfRule type="expression"><xm:f>1</xm:f><x14:dxf>{}</x14:dxf></x14:cfRule><xm:sqref>A1:C3</xm:sqref>'
                    '</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>')
        white = '<color rgb="FFFFFFFF"/>'
        for look in ({'font': white}, {'font': '<color theme="0"/>'}, {'font': '<color theme="0" tint="-0.03"/>'},
                     {'font': '<color indexed="9"/>'}, {'font': '<color rgb="FFFEFEFE"/>'}, {'font': '<sz val="1"/>'},
                     {'font': '<color rgb="FFFF0000"/>', 'fill': 'indexed="10"'}, {'fill': 'rgb="FF000000"'},
                     {'fill': 'theme="1"'},
                     {'rules': f'<dxf><font>{white}</font></dxf>', 'after': rule},
                     {'rules': '<dxf><numFmt numFmtId="170" formatCode=";;;"/></dxf>', 'after': rule},
                     {'rules': '<dxf><numFmt numFmtId="170" formatCode="&quot;丙&quot;;;;&quot;丙&quot;"/></dxf>', 'after': rule},
                     {'after': own_rule.format(f'<font>{white}</font>')}):
            self.assertIsNone(read(**look, **unseen), look)
        for look in ({'rules': '<dxf><font><strike/></font></dxf>', 'after': rule},
                     {'after': own_rule.format('<font><strike/></font>')}):
            self.assertEqual(read(**look, ids=['intake/mark-beside']), '甲乙', look)
        # A part of the text: what can be seen is read, the rest is reported.
        for run in (white, '<sz val="1"/>'):
            self.assertEqual(read(run=run, status=BAD_INPUT, ids=['intake/hidden-part']), '乙', run)
        for look in ({'font': white, 'fill': 'rgb="FF000080"'}, {'font': '<color theme="0" tint="-0.5"/>'},
                     {'font': '<color auto="1"/>'}, {'font': '<sz val="8"/>'}, {'run': '<color rgb="FFFF0000"/>'},
                     {'rules': '<dxf><fill><patternFill><bgColor rgb="FFFFFF00"/></patternFill></fill></dxf>', 'after': rule},
                     {'rules': '<dxf><numFmt numFmtId="170" formatCode="0.00"/></dxf>', 'after': rule},
                     {'rules': f'<dxf><font>{white}</font></dxf>', 'after': own_rule.format('')}):
            self.assertEqual(read(**look), '甲乙', look)

    def test_letters_shown_as_symbols(self):
        def read(text, font='', run='', **expected):
            def prepare(form):
                form.parts['xl/styles.xml'] = form.wrap(
                    'styleSheet', f'<fonts><font/><font><name val="{font}"/></font></fonts><cellXfs><xf/><xf fontId="1"/></cellXfs>')
            properties = f'<rPr><rFont val="{run}"/></rPr>' if run else ''
            return self.value('/name_zh', 's="1" t="inlineStr"', f'<is><r>{properties}<t>{text}</t></r></is>',
                              prepare=prepare, **expected)
        told = {'ids': ['intake/odd-format']}
        for look in ({'font': 'Wingdings 2'}, {'run': 'Wingdings'}, {'font': 'Symbol'}):
            self.assertEqual(read('R', **look, **told), 'R', look)
            self.assertEqual(read('甲', **look), '甲', look)  # which they do not have
        self.assertEqual(read('R', font='Arial', run='宋体'), 'R')

    def test_a_cell_merged_over_the_next_field(self):
        form = XlsxForm(KIND)
        form.text('B1', '甲', '/name_zh')
        form.cell('C1', '', '', '/org_zh')
        form.parts[form.sheet_part] = form.sheet_xml().replace(
            '</sheetData>', '</sheetData><mergeCells><mergeCell ref="B1:C1"/></mergeCells>')
        self.assertEqual(self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/shared-cell']), {'name_zh': '甲'})

    def test_a_cell_under_another_one(self):
        """Merged cells show the first one; a text that the file has in another one is nothing that a person wrote."""
        for first, status, ids, expected in (('乙', BAD_INPUT, ['intake/hidden-field'], {'org_zh': '乙'}),
                                             ('甲', DONE, [], {'name_zh': '甲', 'org_zh': '甲'})):
            form = XlsxForm(KIND)
            form.text('A1', first, '/org_zh')
            form.text('B1', '甲', '/name_zh')
            form.parts[form.sheet_part] = form.sheet_xml().replace(
                '</sheetData>', '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>')
            self.assertEqual(self.extract(form.bytes(), status=status, ids=ids), expected)

    def test_threads_and_pictures(self):
        for kind, part, ids in (
                ('threadedComment', '<ThreadedComments><threadedComment ref="B1"><text>请改为乙</text></threadedComment></ThreadedComments>',
                 'intake/text-beside'),
                ('drawing', '<d><oneCellAnchor><from><col>1</col><row>0</row></from><pic/></oneCellAnchor></d>', 'intake/mark-beside'),
                ('drawing', '<d><oneCellAnchor><from><col>1</col><row>0</row></from><sp><spPr/></sp></oneCellAnchor></d>',
                 'intake/mark-beside')):
            form = XlsxForm(KIND)
            form.text('B1', '甲', '/name_zh')
            form.parts['xl/worksheets/_rels/sheet1.xml.rels'] = form.relations([('rId1', kind, '/xl/over.xml')])
            form.parts['xl/over.xml'] = part
            status = BAD_INPUT if ids == 'intake/text-beside' else DONE
            self.assertEqual(self.extract(form.bytes(), status=status, ids=[ids]), {'name_zh': '甲'})

    def over(self, *parts):
        """The messages of a form whose sheet has these parts beside it: (type of the relationship, content)."""
        form = XlsxForm(KIND)
        form.text('B1', '甲', '/name_zh')
        form.parts['xl/worksheets/_rels/sheet1.xml.rels'] = form.relations(
            [(f'rId{i}', kind, f'/xl/over{i}.xml') for i, (kind, _) in enumerate(parts)])
        for i, (_, content) in enumerate(parts):
            form.parts[f'xl/over{i}.xml'] = content
        path = self.write('form', form.bytes())
        result = gongwen('--lang', 'zh', '--error-format', 'json', 'extract', path)
        self.assertEqual(json.loads(result.out), {'name_zh': '甲'})
        return sorted((one['id'].split('/')[1], one['message'].split('：', 1)[1]) for one in result.diagnostics())

    def test_form_controls_and_objects(self):
        control = ('<xml xmlns:x="urn:x"><v:shape><v:textbox><div>同意<br></div></v:textbox><x:ClientData ObjectType="{}">'
                   '<x:Anchor> 1, 0, 2, 5, 3, 0, 4, 0</x:Anchor>{}</x:ClientData></v:shape></xml>')
        ticked = '<x:Checked>1</x:Checked>'
        shape = ('<d><oneCellAnchor><from><col>1</col><row>2</row></from><sp><txBody><p><r><t>同意</t></r></p></txBody></sp>'
                 '</oneCellAnchor></d>')
        for parts, text in (([('vmlDrawing', control.format('Checkbox', ticked))], '☑同意'),
                            ([('vmlDrawing', control.format('Radio', ''))], '☐同意'),
                            ([('drawing', shape), ('vmlDrawing', control.format('Checkbox', ticked))], '☑同意'),
                            ([('vmlDrawing', control.format('Button', ''))], '同意')):
            self.assertEqual(self.over(*parts), [('text-beside', f'“表”B3 有填写处以外的文字，未读取：“{text}”')])
        self.assertEqual(self.over(('vmlDrawing', control.format('Note', ''))), [])
        objects = [('mark-beside', '“表”添加了嵌入的对象，未读取')]
        self.assertEqual(self.over(('oleObject', 'x')), objects)
        self.assertEqual(self.over(('package', 'x'), ('vmlDrawing', control.format('Pict', '')), ('image', 'x')), objects)
        for kind in ('control', 'ctrlProp'):
            self.assertEqual(self.over((kind, 'x')), [('mark-beside', '“表”添加了窗体控件，未读取')])
        pictures = [('mark-beside', '“表”添加了图片，未读取')]
        self.assertEqual(self.over(('image', 'x')), pictures)
        self.assertEqual(self.over(('vmlDrawing', '<xml><v:shape><v:imagedata/></v:shape></xml>')), pictures)
        ink = '<d><twoCellAnchor><from><col>0</col><row>0</row></from><contentPart/></twoCellAnchor></d>'
        self.assertEqual(self.over(('drawing', ink)), [('mark-beside', '“表”A1 添加了图片，未读取')])

    def with_sheets(self, *sheets):
        """A form whose workbook has these sheets, too: (name, type of the relationship, part, content)."""
        form = XlsxForm(KIND)
        form.text('B1', '甲', '/name_zh')
        with zipfile.ZipFile(io.BytesIO(form.bytes())) as book:
            parts = {name: book.read(name).decode() for name in book.namelist()}
        for number, (name, kind, part, content) in enumerate(sheets):
            parts['xl/workbook.xml'] = parts['xl/workbook.xml'].replace(
                '</sheets>', f'<sheet name="{name}" sheetId="{70 + number}" r:id="more{number}"/></sheets>')
            parts['xl/_rels/workbook.xml.rels'] = parts['xl/_rels/workbook.xml.rels'].replace(
                '</Relationships>', f'<Relationship Id="more{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                f'relationships/{kind}" Target="/{part}"/></Relationships>')
            parts[part] = content
        return zip_of(parts)

    def test_sheets_without_cells_and_sheets_of_one_name(self):
        main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        chart = ('图表1', 'chartsheet', 'xl/chartsheets/sheet1.xml', f'<chartsheet {main}/>')
        self.assertEqual(self.extract(self.with_sheets(chart), ids=['intake/mark-beside']), {'name_zh': '甲'})
        same = ('表', 'worksheet', 'xl/worksheets/more.xml', f'<worksheet {main}><sheetData/></worksheet>')
        self.extract(self.with_sheets(same), status=BAD_INPUT, ids=['intake/damaged'])

    def test_dates(self):
        def dated(code, id=164):
            def prepare(form):
                form.formats.append(id)
                form.codes.update({id: code} if code else {})
            return prepare
        birth = '/birth'
        self.assertEqual(self.value(birth, 's="1"', '<v>29342</v>', prepare=dated('yyyy"年"m"月"')), '1980-05')
        self.assertEqual(self.value(birth, 's="1"', '<v>29342</v>', prepare=dated(None, 14)), '1980-05')
        self.assertEqual(self.value(birth, 's="1"', '<v>29342</v>', prepare=dated(None, 57)), '1980-05')
        self.assertEqual(self.value(birth, 't="d"', '<v>1980-05-01T00:00:00</v>'), '1980-05')
        self.assertEqual(self.value('/commitment/date', 's="1"', '<v>45351</v>', prepare=dated('[$-804]yyyy/m/d')),
                         '2024-02-29')

        def in_1904(form):
            dated(None, 14)(form)
            form.workbook_properties = 'date1904="true"'
        self.assertEqual(self.value(birth, 's="1"', '<v>29342</v>', prepare=in_1904), '1984-05')
        for text in ('1980-5', '1980/05', '1980.5', '198005', '19800501', '１９８０年５月', '1980年5月'):
            self.assertEqual(self.value(birth, 't="inlineStr"', f'<is><t>{text}</t></is>'), '1980-05', text)

    def test_serial_numbers(self):
        """The first days of the calendar, the day that never was, the last one; what is not a day is kept and
        reported."""
        def as_date(form):
            form.formats.append(14)

        def date(serial, **expected):
            return self.value('/commitment/date', 's="1"', f'<v>{serial}</v>', prepare=as_date, **expected)
        for serial, day in ((1, '1900-01-01'), (59, '1900-02-28'), (60, '1900-02-28'), (61, '1900-03-01'),
                            (45351.75, '2024-02-29'), (2958465, '9999-12-31')):
            self.assertEqual(date(serial), day, serial)
        for serial in (0, -1, 2958466):
            self.assertEqual(date(serial, status=BAD_INPUT, ids=['intake/not-a-value']), str(serial))

    def test_long_numbers(self):
        """Numbers of identity cards: 15 digits are exact, of 18 the last three are lost when they are a number."""
        name = '/org_zh'
        self.assertEqual(self.value(name, '', '<v>110101900307803</v>'), '110101900307803')
        self.assertEqual(self.value(name, '', '<v>1.10101900307803E14</v>'), '110101900307803')
        self.assertEqual(self.value(name, 't="inlineStr"', '<is><t>110101199003078035</t></is>'), '110101199003078035')
        for text in ('110101199003078000', '1.10101199003078E+17'):
            self.assertEqual(self.value(name, '', f'<v>{text}</v>', status=BAD_INPUT, ids=['intake/rounded-number']),
                             '110101199003078000')
        self.value(name, '', '<v>1e21</v>', status=BAD_INPUT, ids=['intake/rounded-number'])
        self.assertEqual(self.value(name, '', '<v>0.30000000000000004</v>'), '0.30000000000000004')

    def test_ticks(self):
        pointer = '/already_registered'
        self.assertIs(self.value(pointer, 't="b"', '<v>1</v>'), True)
        self.assertIs(self.value(pointer, 't="b"', '<f>TRUE()</f><v>true</v>'), True)
        for text in '☑ ☒ ■ √ ✓ ✔ 是 有 Y TRUE 1'.split():
            self.assertIs(self.value(pointer, 't="inlineStr"', f'<is><t>{text}</t></is>'), True, text)
        for text in '☐ □ 否 无 N FALSE 0'.split():
            self.assertIs(self.value(pointer, 't="inlineStr"', f'<is><t>{text}</t></is>'), False, text)

    def test_choices(self):
        self.assertEqual(self.value('/gender', 't="inlineStr"', '<is><t>☐男　☑女</t></is>'), '女')
        self.assertEqual(self.value('/gender', 't="inlineStr"', '<is><t> 女 </t></is>'), '女')
        self.assertIsNone(self.value('/gender', 't="inlineStr"', '<is><t>☐男　☐女</t></is>'))
        self.value('/gender', 't="inlineStr"', '<is><t>☑男　☑女</t></is>', status=BAD_INPUT, ids=['intake/not-a-value'])

    def test_several_choices_in_a_cell(self):
        for text in ('☑committee　☐kind　☑org', 'committee、org', 'committee\norg'):
            form = XlsxForm('proposal-review')
            form.text('B1', text, '/left_out')
            self.assertEqual(self.extract(form.bytes()), {'left_out': ['committee', 'org']})

    def test_errors_and_formulas(self):
        self.value('/name_zh', 't="e"', '<v>#REF!</v>', status=BAD_INPUT, ids=['intake/cell-error'])
        self.assertEqual(self.value('/name_zh', 't="str"', '<f>A1</f><v>甲</v>', ids=['intake/formula']), '甲')
        # Some programs write formulas without a result: the value is not known.
        lost = {'status': BAD_INPUT, 'ids': ['intake/no-result']}
        self.assertIsNone(self.value('/name_zh', '', '<f>A1</f>', **lost))
        # A result that is an empty text, as of `=IF(F5="","",F5)`, is an empty cell.
        self.assertIsNone(self.value('/name_zh', 't="str"', '<f>A1</f><v></v>', ids=['intake/blank-form']))
        self.assertIsNone(self.value('/birth', '', '<f>DATE(1980,5,1)</f>', **lost))

    def test_a_cell_that_is_in_the_file_twice(self):
        def again(other):
            return lambda form: form.cells.append(('B1', 't="inlineStr"', f'<is><t>{other}</t></is>'))
        one = ('/name_zh', 't="inlineStr"', '<is><t>甲</t></is>')
        self.assertIsNone(self.value(*one, prepare=again('乙'), status=BAD_INPUT, ids=['intake/cell-twice']))
        self.assertEqual(self.value(*one, prepare=again('甲')), '甲')

    def test_truth_values_are_no_names(self):
        for pointer in ('/name_zh', '/org_zh', '/speciality'):
            self.assertIsNone(self.value(pointer, 't="b"', '<v>1</v>', status=BAD_INPUT, ids=['intake/truth-value']))

    def test_blanks_around_a_choice(self):
        for text in ('男 ', ' 男', '男　', '男\u00a0'):
            form = XlsxForm(KIND)
            form.text('B1', text, '/gender')
            form.map_rows = [('name', 'pointer', 'type', 'sheet', 'cell', 'label', 'value'),
                             (encode_name('/gender'), '/gender', 'choice', '表', 'B1', '男', '男', '女', '女')]
            self.assertEqual(self.extract(form.bytes()), {'gender': '男'}, repr(text))

    def test_cells_that_nobody_sees(self):
        def hidden(form, columns='', row=''):
            sheet = form.sheet_xml()
            form.parts[form.sheet_part] = sheet.replace('<sheetData>', f'{columns}<sheetData>').replace(
                '<row r="1">', f'<row r="1" {row}>')
            return form.bytes()
        for look in ({'row': 'hidden="1"'}, {'row': 'ht="0" customHeight="1"'},
                     {'columns': '<cols><col min="2" max="2" width="9" hidden="1"/></cols>'}):
            form = XlsxForm(KIND)
            form.text('B1', '甲', '/name_zh')
            form.text('A2', '乙院', '/org_zh')
            data = self.extract(hidden(form, **look), status=BAD_INPUT, ids=['intake/hidden-field'])
            self.assertEqual(data, {'org_zh': '乙院'}, look)

    def test_zeros_and_rows_in_another_order(self):
        form = XlsxForm(KIND)
        form.names = [(encode_name('/name_zh'), '表!$B$2'), (encode_name('/org_zh'), '表!$B$1')]
        row = '<row r="{0}" hidden="1"><c r="B{0}" t="str"><v>甲</v></c></row>'
        form.parts[form.sheet_part] = form.wrap('worksheet', f'<sheetData>{row.format(2)}{row.format(1)}</sheetData>')
        self.assertEqual(self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/hidden-field']), {})
        form = XlsxForm(KIND)
        form.cell('B1', '', '<v>0</v>', '/org_zh')
        form.parts[form.sheet_part] = form.sheet_xml().replace('<sheetData>', '<sheetViews><sheetView showZeros="0"/></sheetViews><sheetData>')
        self.assertEqual(self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/hidden-field']), {})

    def test_what_has_not_ended_has_no_end(self):
        for text in ('至今', ' 现在 ', 'Present'):
            self.assertIsNone(self.value('/work_history/0/to', 't="inlineStr"', f'<is><t>{text}</t></is>'))
        self.value('/birth', 't="inlineStr"', '<is><t>至今</t></is>', status=BAD_INPUT, ids=['intake/not-a-value'])

    def test_places_that_are_left_out(self):
        form = XlsxForm(KIND)
        form.names = [(encode_name('/name_zh'), '表!$B$2')]
        form.parts[form.sheet_part] = form.wrap(
            'worksheet', '<sheetData><row><c><v>1</v></c></row><row><c><v>2</v></c><c t="str"><v>甲</v></c></row></sheetData>')
        self.assertEqual(self.extract(form.bytes()), {'name_zh': '甲'})

    def test_prefixes_strict_and_moved_parts(self):
        for namespace, prefix in ((STRICT, ''), (STRICT, 's'), (XlsxForm().namespace, 'x')):
            form = XlsxForm(KIND)
            form.namespace, form.prefix = namespace, prefix
            form.sheet_part, form.strings_part = 'odd/place/one.xml', 'strings.xml'
            form.text('B1', '甲', '/name_zh')
            self.assertEqual(self.extract(form.bytes()), {'name_zh': '甲'})

    def test_values_of_forms_in_lists(self):
        form = XlsxForm(KIND)
        form.text('B1', '甲院', '/work_history/0/org')
        form.text('B2', '', '/work_history/1/org')
        form.text('B3', '乙院', '/work_history/2/org')
        self.assertEqual(self.extract(form.bytes()), {'work_history': [{'org': '甲院'}, {'org': '乙院'}]})


class Names(ExtractTest):
    def test_upper_case_ranges_and_lost_names(self):
        form = XlsxForm(KIND)
        form.text('B1', '甲')
        form.text('B2', '乙院')
        form.names = [(encode_name('/name_zh').upper(), "'表'!$B$1:$D$1"), (encode_name('/org_zh'), '#REF!'),
                      ('Print_Area', '表!$A$1')]
        self.assertEqual(self.extract(form.bytes(), ids=['intake/lost-name']), {'name_zh': '甲'})

    def test_the_map_stands_in_for_names(self):
        form = XlsxForm()
        form.text('B1', '甲')
        form.text('B2', '乙院')
        form.map_rows = [('kind', KIND), ('edition', '1.0'), ('hash', ''), ('name', 'pointer', 'type', 'sheet', 'cell'),
                         (encode_name('/name_zh'), '/name_zh', 'string', '表', 'B1'),
                         ('gw.id.7', '/org_zh', 'string', '表', 'B2')]
        self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/no-names'])  # nothing says that the cells are still those
        form.text('A1', '姓名')
        form.text('A2', '单位')
        form.map_rows += [('label', encode_name('/name_zh'), 'left', '姓名', '1'), ('label', 'gw.id.7', 'left', '单 位：', '1')]
        self.assertEqual(self.extract(form.bytes()), {'name_zh': '甲', 'org_zh': '乙院'})
        form.names = [('gw.id.7', '表!$B$2')]
        self.assertEqual(self.extract(form.bytes()), {'name_zh': '甲', 'org_zh': '乙院'})
        form.names = [('gw.id.7', '表!$B$1')]
        self.extract(form.bytes(), status=BAD_INPUT, ids=['intake/shared-cell'])

    def test_the_map_tells_what_labels_mean(self):
        sections = ('org', '申请单位'), ('kind', '提案类型')
        labels = [text for value, label in sections for text in (label, value)]
        def read(kind, pointer, type, text, *choices, **expected):
            form = XlsxForm(kind)
            form.text('B1', text, pointer)
            form.map_rows = [('name', 'pointer', 'type', 'sheet', 'cell', 'label', 'value'),
                             (encode_name(pointer), pointer, type, '表', 'B1', *choices)]
            return self.extract(form.bytes(), **expected)
        several = ('proposal-review', '/left_out', 'choices')
        self.assertEqual(read(*several, '☐申请单位　√ 提案类型', *labels), {'left_out': ['kind']})
        self.assertEqual(read(*several, '☑申请单位\n☑提案类型', *labels), {'left_out': ['org', 'kind']})
        self.assertEqual(read(*several, '申请单位', *labels), {'left_out': ['org']})
        self.assertEqual(read(*several, '☐申请单位　☐提案类型', *labels), {})
        read(*several, '☑其他', *labels, status=BAD_INPUT, ids=['intake/not-a-value'])
        kinds = ('首次', 'first', '调整', 'adjustment')
        self.assertEqual(read(KIND, '/apply_kind', 'choice', ' 调整 ', *kinds), {'apply_kind': 'adjustment'})
        self.assertEqual(read(KIND, '/apply_kind', 'choice', 'first', *kinds), {'apply_kind': 'first'})
        self.assertEqual(read(KIND, '/apply_kind', 'check', '☑', '☑', 'first'), {'apply_kind': 'first'})
        self.assertEqual(read(KIND, '/apply_kind', 'check', '☐', '☑', 'first'), {})

    def test_a_workbook_that_is_no_copy_of_the_form(self):
        form = XlsxForm()
        form.text('A1', '姓　名：')
        form.text('C1', '甲')
        form.text('A2', '工作单位（中文）')
        self.extract(form.bytes(), '--kind', KIND, status=BAD_INPUT, ids=['intake/no-names'])
        self.extract(form.bytes(), '--kind', KIND, '--by-label', status=BAD_INPUT,
                     ids=['intake/fields-not-found', 'intake/text-beside'])

    def test_unknown_fields(self):
        form = XlsxForm(KIND)
        form.text('B1', '甲', '/name_zh')
        form.text('B2', '乙', '/nobody/knows')
        form.text('B3', '', '/blank')
        self.assertEqual(self.extract(form.bytes(), ids=['intake/unknown-field']), {'name_zh': '甲'})


class PrintOfWorkbooks(ExtractTest):
    def test_printed_texts_that_are_gone(self):
        """Every blank form is quiet; without one of its labels it is not, beside a field or elsewhere."""
        for kind, label in ((KIND, '姓名'), ('proposal-review', '提案名称'), ('proposal-information', '提案名称'),
                            ('commitment-letter', '全国网络安全标准化技术委员会秘书处：')):
            path = self.folder / f'{kind}.xlsx'
            self.assertEqual(gongwen('render', '--fillable', kind, '-o', path).status, DONE)
            with zipfile.ZipFile(path) as book:
                parts = {name: book.read(name) for name in book.namelist()}
            status, told = self.read(zip_of(parts))
            self.assertEqual((status, told), (DONE, {'intake/blank-form'}), kind)
            strings = 'xl/sharedStrings.xml'
            parts[strings] = parts[strings].replace(f'>{label}<'.encode(), b'><', 1)
            status, told = self.read(zip_of(parts))
            self.assertEqual(status, BAD_INPUT, kind)
            self.assertIn('intake/print-missing', told, kind)

    def test_a_form_made_with_data_says_what_it_printed(self):
        path = self.folder / 'form.xlsx'
        made = gongwen('render', '--fillable', KIND, ROOT / 'samples' / KIND / 'minimal.json', '-o', path)
        self.assertEqual(made.status, DONE, made.err)
        with zipfile.ZipFile(path) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        self.assertEqual(self.read(zip_of(parts)), (DONE, set()))
        strings = 'xl/sharedStrings.xml'
        parts[strings] = parts[strings].replace('>姓名<'.encode(), b'><', 1)
        self.assertIn('intake/print-missing', self.read(zip_of(parts))[1])

    def read(self, content):
        path = self.folder / 'returned.xlsx'
        path.write_bytes(content)
        read = gongwen('--error-format', 'json', 'extract', path)
        return read.status, {diagnostic['id'] for diagnostic in read.diagnostics()}


class StampsOfWorkbooks(ExtractTest):
    """Custom properties, the description, the hidden sheet: each suffices."""
    PLACES = {'custom': ('docProps/custom.xml', 'gongwen.', 'other.'),
              'description': ('docProps/core.xml', 'gongwen kind', 'another kind'),
              'sheet': ('xl/workbook.xml', 'name="_gw"', 'name="_other"')}

    def form_without(self, *places):
        path = self.folder / 'form.xlsx'
        if not path.exists():
            made = gongwen('render', '--fillable', KIND, ROOT / 'samples' / KIND / 'minimal.json', '-o', path)
            self.assertEqual(made.status, DONE, made.err)
        with zipfile.ZipFile(path) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        for part, text, other in (self.PLACES[place] for place in places):
            self.assertIn(text.encode(), parts[part])
            parts[part] = parts[part].replace(text.encode(), other.encode())
        return zip_of(parts)

    def test_one_place_is_enough(self):
        data = sample(ROOT / 'samples' / KIND / 'minimal.json')
        whole = self.extract(self.form_without())
        self.assertEqual(whole, data)
        places = tuple(self.PLACES)
        for lost in (*((p,) for p in places), *(tuple(p for p in places if p != kept) for kept in places)):
            with self.subTest(lost=lost):
                says = 'sheet' in lost and 'custom' not in lost
                found = self.extract(self.form_without(*lost), ids=['intake/given-lost'] if says else [])
                # The hidden sheet also knows the data if the cells cannot contain it.
                self.assertEqual(found if 'sheet' not in lost else found['name_zh'],
                                 data if 'sheet' not in lost else data['name_zh'])
        alone = self.form_without(*places)
        self.assertEqual(self.extract(alone, ids=['intake/kind-by-fields'])['name_zh'], data['name_zh'])
        self.assertEqual(self.extract(alone, '--kind', KIND)['name_zh'], data['name_zh'])


if __name__ == '__main__':
    unittest.main()
