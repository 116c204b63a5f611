"""XLSX files of kinds whose workbook is an office's own file: filled in, with rows repeated, and all else kept."""
import datetime
import re
import unittest
import zipfile

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table

from harness import BAD_INPUT, BAD_USAGE, DONE, CommandTest, gongwen
from own_workbooks import ANY, bundle, calculated, opened, packed, render, saved

ITEMS = [{'name': '会议费', 'count': 3, 'price': 1200.5}, {'name': '资料费', 'count': 10, 'price': 35}, {'name': '差旅费', 'count': 4, 'price': 880}]
HEADS = ['科目', '数量', '单价', '金额']


def cells(rows, title='预算'):
    book = openpyxl.Workbook()
    book.active.title = title
    for row, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            if text is not None:
                book.active.cell(row, column, text)
    return book


def ledger(*below):
    """A list in row 3 below a title and heads."""
    book = cells([['{{ title }}'], HEADS, ['{% for x in items %}{{ x.name }}', '{{ x.count }}', '{{ x.price }}', '=B3*C3', '{% endfor %}'],
                  ['合计', '=SUM(B3:B3)', None, '=SUM(D3:D3)'], *below])
    return book


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class OwnWorkbooks(CommandTest):
    def fill(self, book, data, schema=None):
        bundle(self.folder, book, schema)
        result = render(self.folder, data)
        self.assertEqual(result.status, DONE, result.err)
        return opened(self.folder / 'out.xlsx')

    def fails(self, book, data, *words, status=BAD_INPUT, schema=None):
        bundle(self.folder, book, schema)
        result = render(self.folder, data)
        self.assertEqual(result.status, status, result.err)
        for word in words:
            self.assertIn(word, result.err)
        return result

    # Values.

    def test_values_keep_their_types_where_they_stand_alone(self):
        book = cells([['{{ n }}', '{{ price }}', '{{ yes }}', '{{ day }}', '{{ text }}', '{{ n }}项', '{{ n + 1 }}', ' {{ n }} ', '{{ id }}', '{{ n }}', '{{ day }}', '{{ long }}']])
        book.active['D1'].number_format = 'yyyy"年"m"月"d"日"'
        book.active['J1'].number_format = '@'
        out = self.fill(book, {'n': 12, 'price': 0.1, 'yes': True, 'day': '2026-12-08', 'text': '甲', 'id': '007', 'long': 12345678901234567})
        row = [cell.value for cell in out.active[1]]
        self.assertEqual(row, [12, 0.1, True, datetime.datetime(2026, 12, 8), '甲', '12项', 13, 12, '007', '12', '2026-12-08', '12345678901234567'])
        self.assertEqual(out.active['D1'].number_format, 'yyyy"年"m"月"d"日"')

    def test_null_is_an_empty_cell_and_no_word(self):
        out = self.fill(cells([['{{ none_yet }}', '共{{ none_yet }}项', '{{ n }}']]), {'none_yet': None, 'n': 1})
        self.assertEqual([cell.value for cell in out.active[1]], [None, '共项', 1])

    def test_dates_are_those_of_the_workbooks_calendar(self):
        book = cells([['{{ day }}', '{{ time }}']])
        for cell in book.active[1]:
            cell.number_format = 'yyyy-mm-dd hh:mm'
        from openpyxl.utils.datetime import CALENDAR_MAC_1904
        book.epoch = CALENDAR_MAC_1904
        out = self.fill(book, {'day': '2026-12-08', 'time': '2026-12-08T09:30:00'})
        self.assertEqual(out.active['A1'].value, datetime.datetime(2026, 12, 8))
        self.assertEqual(out.active['B1'].value, datetime.datetime(2026, 12, 8, 9, 30))

    def test_no_value_becomes_a_formula_or_markup(self):
        hostile = ['=1+1', '=cmd|\'/c calc\'!A1', '+86', '@x', '<b>&"\'', '一\n二', '{{ title }}', '\x01\x0b坏']
        out = self.fill(cells([['{%tr for x in items %}'], ['{{ x }}', '前{{ x }}后'], ['{%tr endfor %}']]), {'items': hostile})
        expected = hostile[:-1] + ['坏']
        for row, text in enumerate(expected, 1):
            self.assertEqual(out.active.cell(row, 1).value, text)
            self.assertEqual(out.active.cell(row, 1).data_type, 's', text)
            self.assertEqual(out.active.cell(row, 2).value, f'前{text}后')
        self.assertNotIn(b'<f>', parts(self.folder / 'out.xlsx')['xl/worksheets/sheet1.xml'])
        # They stay texts when somebody edits the cell, and no other style changes.
        styles = parts(self.folder / 'out.xlsx')['xl/styles.xml']
        self.assertIn(b'quotePrefix="1"', styles)
        self.assertEqual([cell.quotePrefix for cell in (out.active['A1'], out.active['A5'], out.active['B1'])], [True, False, False])
        # A text like the escapes of cells stays what it is.
        self.fill(cells([['{{ x }}']]), {'x': '_x0041_'})
        self.assertIn(b'>_x005F_x0041_<', parts(self.folder / 'out.xlsx')['xl/worksheets/sheet1.xml'])

    def test_rich_text_keeps_its_runs(self):
        content = saved(cells([['x']]))
        runs = '<si><r><rPr><b/></rPr><t>标题</t></r><r><rPr><i/></rPr><t xml:space="preserve">：{{ ti</t></r><r><t>tle }} 完</t></r></si>'
        strings = content['xl/sharedStrings.xml'].decode()
        content['xl/sharedStrings.xml'] = re.sub('<si>.*</si>', runs, strings).encode()
        bundle(self.folder, packed(content))
        self.assertEqual(render(self.folder, {'title': '预算'}).status, DONE)
        sheet = parts(self.folder / 'out.xlsx')['xl/worksheets/sheet1.xml'].decode()
        self.assertIn('<is><r><rPr><b/></rPr><t xml:space="preserve">标题</t></r><r><rPr><i/></rPr><t xml:space="preserve">：预算</t></r>'
                      '<r><t xml:space="preserve"> 完</t></r></is>', sheet)
        self.assertNotIn('{{', parts(self.folder / 'out.xlsx')['xl/sharedStrings.xml'].decode())

    def test_cells_named_like_fields_show_them(self):
        schema = {**ANY, 'properties': {'unit': {'type': 'string'}, 'sum': {'type': 'number'}, 'head': {'type': 'object', 'properties': {'name': {'type': 'string'}}},
                                        'kind': {'type': 'string', 'enum': ['a', 'b'], 'x-enum-titles': {'a': {'zh': '甲类', 'en': 'A'}}},
                                        'list': {'type': 'array'}, 'missing': {'type': 'string'}}}
        book = cells([['单位', '示例'], ['总数', None], ['负责人'], ['列'], ['缺', '旧']])
        for name, place in {'unit': '$B$1', 'sum': '$B$2', 'head.name': '$C$9:$D$9', 'list': '$B$4', 'missing': '$B$5', 'Print_Area1': '$A$1:$B$9'}.items():
            book.defined_names.append(DefinedName(name, attr_text=f"'预算'!{place}"))
        book.active.merge_cells('C9:D9')
        out = self.fill(book, {'unit': '某某研究院', 'sum': 3.5, 'head': {'name': '张示例'}, 'list': []}, schema).active
        self.assertEqual([out[cell].value for cell in ('B1', 'B2', 'C9', 'B4', 'B5')], ['某某研究院', 3.5, '张示例', None, None])
        self.assertEqual(len(opened(self.folder / 'out.xlsx').defined_names.definedName), 6)

    def test_heads_and_feet_are_filled(self):
        book = ledger()
        book.active.oddHeader.center.text = '{{ title }}'
        book.active.oddFooter.right.text = 'Page &P'
        out = self.fill(book, {'title': '甲 & 乙', 'items': []})
        sheet = parts(self.folder / 'out.xlsx')['xl/worksheets/sheet1.xml'].decode()
        self.assertIn('&amp;C甲 &amp;&amp; 乙</oddHeader>', sheet)
        self.assertIn('&amp;RPage &amp;P', sheet)
        self.assertEqual(out.active['A1'].value, '甲 & 乙')

    # What is beside the cells.

    def test_charts_notes_links_tables_and_breaks_move(self):
        book = ledger([None], ['说明'], ['名称', '值'], ['乙', 2])
        sheet = book.active
        sheet['A6'].comment = Comment('核对', '张示例')
        sheet['B6'].hyperlink = Hyperlink(ref='B6', location='预算!A7')
        sheet['B6'] = '去'
        sheet.add_table(Table(displayName='表一', ref='A7:B8'))
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=4, min_row=2, max_row=3), titles_from_data=True)
        chart.set_categories(Reference(sheet, min_col=1, min_row=3, max_row=3))
        sheet.add_chart(chart, 'F6')
        sheet.row_breaks.append(Break(id=6))
        sheet.freeze_panes = 'A3'
        out = self.fill(book, {'title': '预算', 'items': ITEMS})
        made = out.active
        self.assertEqual(made['A8'].comment.text, '核对')
        self.assertEqual((made['B8'].hyperlink.ref, made['B8'].hyperlink.location), ('B8', '预算!A9'))
        self.assertEqual(made.tables['表一'].ref, 'A9:B10')
        self.assertEqual(made.tables['表一'].autoFilter.ref if made.tables['表一'].autoFilter else 'A9:B10', 'A9:B10')
        self.assertEqual([one.id for one in made.row_breaks.brk], [8])
        self.assertEqual(made.freeze_panes, 'A3')
        content = parts(self.folder / 'out.xlsx')
        formulas = re.findall(r'<(?:c:)?f>(.*?)</', content['xl/charts/chart1.xml'].decode())
        self.assertEqual(formulas, ["'预算'!D2", "'预算'!$A$3:$A$5", "'预算'!$D$3:$D$5"])
        self.assertNotIn(b'Cache', content['xl/charts/chart1.xml'])
        drawing = content['xl/drawings/drawing1.xml'].decode()
        self.assertIn('row>7<', drawing)
        vml = next(part for name, part in content.items() if name.endswith('.vml')).decode()
        self.assertRegex(vml, r':Row>7</')

    def test_rules_that_newer_programs_write_move(self):
        content = saved(ledger([None], ['备注']))
        x14 = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/main'
        xm = 'http://schemas.microsoft.com/office/excel/2006/main'
        more = ('<protectedRanges><protectedRange sqref="A3:C3" name="a"/><protectedRange sqref="B6 B4" name="b"/></protectedRanges>'
                '<autoFilter ref="A2:D3"/>', '<ignoredErrors><ignoredError sqref="D3" formula="1"/></ignoredErrors>'
                f'<extLst><ext uri="x"><x14:conditionalFormattings xmlns:x14="{x14}" xmlns:xm="{xm}"><x14:conditionalFormatting>'
                '<x14:cfRule type="expression" priority="2" id="i"><xm:f>$D3&gt;$D$4</xm:f></x14:cfRule><xm:sqref>D3</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>'
                f'<ext uri="y"><x14:dataValidations xmlns:x14="{x14}" xmlns:xm="{xm}" count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>预算!$A$6:$A$9</xm:f></x14:formula1><xm:sqref>A3</xm:sqref>'
                '</x14:dataValidation></x14:dataValidations></ext>'
                f'<ext uri="z"><x14:sparklineGroups xmlns:x14="{x14}" xmlns:xm="{xm}"><x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>预算!B3:D3</xm:f><xm:sqref>F3</xm:sqref></x14:sparkline>'
                '</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst></worksheet>')
        sheet = content['xl/worksheets/sheet1.xml'].decode().replace('</sheetData>', '</sheetData>' + more[0]).replace('</worksheet>', more[1])
        bundle(self.folder, packed(content, {'xl/worksheets/sheet1.xml': sheet}))
        result = render(self.folder, {'title': '预算', 'items': ITEMS})
        self.assertEqual(result.status, DONE, result.err)
        made = parts(self.folder / 'out.xlsx')['xl/worksheets/sheet1.xml'].decode()
        for words in ('sqref="A3:C5" name="a"', 'sqref="B8 B6" name="b"', '<autoFilter ref="A2:D5"/>', 'sqref="D3:D5" formula', '<xm:f>$D3&gt;$D$6</xm:f>',
                      '<xm:sqref>D3:D5</xm:sqref>', '<xm:f>预算!$A$8:$A$11</xm:f>', '<xm:sqref>A3:A5</xm:sqref>'):
            self.assertIn(words, made)
        for row in (3, 4, 5):
            self.assertIn(f'<x14:sparkline><xm:f>预算!B{row}:D{row}</xm:f><xm:sqref>F{row}</xm:sqref></x14:sparkline>', made)
        # With the list all that is only about it goes.
        result = render(self.folder, {'title': '预算', 'items': []})
        self.assertEqual(result.status, DONE, result.err)
        made = parts(self.folder / 'out.xlsx')['xl/worksheets/sheet1.xml'].decode()
        for words in ('name="a"', 'ignoredError', 'sparkline', 'x14:', '<ext '):
            self.assertNotIn(words, made)
        self.assertIn('<autoFilter ref="A2:D2"/>', made)

    def test_rows_are_as_high_as_their_texts(self):
        # Columns of 10 digits take five characters of 11 pt, or seven when two are merged into 20.
        book = cells([['{{ long }}', None, '说明'], ['{{ long }}', '固定' * 10], ['{{ short }}'], ['{{ long }}'], ['{{ long }}']])
        sheet = book.active
        for column in 'ABC':
            sheet.column_dimensions[column].width = 10
        for place in ('A1', 'A2', 'B2', 'A3', 'A4'):
            sheet[place].alignment = Alignment(wrap_text=True)
        sheet.merge_cells('A1:B1')
        sheet.row_dimensions[3].height = None
        sheet.row_dimensions[4].height = 17
        out = self.fill(book, {'long': '数据' * 10, 'short': '短'})
        heights = [out.active.row_dimensions[row].height for row in range(1, 6)]
        # Of 20 characters two or three lines, four or five lines, one line; a height set by hand; a text that does not wrap.
        self.assertTrue(30 <= heights[0] <= 47, heights)
        self.assertTrue(60 <= heights[1] <= 78, heights)
        self.assertEqual(heights[2:], [None, 17, None])
        self.assertNotRegex(parts(self.folder / 'out.xlsx')['xl/worksheets/sheet1.xml'].decode(), '<row r="1"[^>]* customHeight')

    def test_only_texts_in_columns_of_known_widths_raise_rows(self):
        book = cells([['{{ number }}'], ['{{ date }}'], [None, '{{ long }}'], [None, None, '{{ long }}'], ['{{ big }}']])
        sheet = book.active
        for place in ('A1', 'A2', 'B3', 'C4'):
            sheet[place].alignment = Alignment(wrap_text=True)
        sheet['A2'].number_format = 'yyyy"年"m"月"d"日"'
        sheet['A5'].font = Font(name='微软雅黑', size=20)
        sheet.column_dimensions['A'].width = 6
        sheet.column_dimensions['B'].hidden = True
        content = saved(book)
        xml = content['xl/worksheets/sheet1.xml'].decode().replace('</cols>', '<col min="3" max="3" style="0"/></cols>')
        self.assertIn('<col min="3"', xml)
        bundle(self.folder, packed(content, {'xl/worksheets/sheet1.xml': xml}))
        data = {'number': 12345678901.5, 'date': '2026-12-01', 'long': '数' * 8, 'big': '大字'}
        self.assertEqual(render(self.folder, data).status, DONE)
        heights = dict(re.findall('<row r="([0-9]+)"[^>]* ht="([0-9.]+)"', parts(self.folder / 'out.xlsx')['xl/worksheets/sheet1.xml'].decode()))
        # A number, a date, a hidden column; eight characters in a column of the usual width are three lines at most.
        self.assertEqual(set(heights) - {'4'}, {'5'})
        self.assertTrue(26 <= float(heights['5']) <= 32, heights)
        self.assertLess(float(heights.get('4', 0)), 50)

    def test_parts_without_places_stay_byte_for_byte(self):
        book = ledger()
        other = book.create_sheet('说明')
        other['A1'] = '不变'
        other['A1'].font = Font(name='黑体')
        bundle(self.folder, book)
        self.assertEqual(render(self.folder, {'title': '预算', 'items': ITEMS}).status, DONE)
        before, after = parts(self.folder / 'sheet/workbook.xlsx'), parts(self.folder / 'out.xlsx')
        self.assertEqual(list(before), list(after))
        different = {name for name in before if before[name] != after[name]}
        self.assertEqual(different, {'xl/worksheets/sheet1.xml', 'xl/sharedStrings.xml'})
        self.assertIn(b'fullCalcOnLoad="1"', after['xl/workbook.xml'])
        self.assertEqual(render(self.folder, {'title': '预算', 'items': ITEMS}, 'again.xlsx').status, DONE)
        self.assertEqual((self.folder / 'again.xlsx').read_bytes(), (self.folder / 'out.xlsx').read_bytes())

    def test_the_order_of_calculation_is_left_to_programs(self):
        content = saved(ledger())
        content['xl/calcChain.xml'] = b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="D3" i="1"/></calcChain>'
        content['[Content_Types].xml'] = content['[Content_Types].xml'].replace(
            b'</Types>', b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>')
        content['xl/_rels/workbook.xml.rels'] = content['xl/_rels/workbook.xml.rels'].replace(
            b'</Relationships>', b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>')
        bundle(self.folder, packed(content))
        self.assertEqual(render(self.folder, {'title': '预算', 'items': ITEMS}).status, DONE)
        made = parts(self.folder / 'out.xlsx')
        self.assertFalse([name for name, part in made.items() if 'calcChain' in name or b'calcChain' in part])

    def test_a_table_of_a_list_grows_and_keeps_one_row(self):
        book = cells([HEADS, ['{% for x in items %}{{ x.name }}', '{{ x.count }}', '{{ x.price }}', '=B2*C2', '{% endfor %}'], ['合计', '=SUM(表一[数量])']])
        book.active.add_table(Table(displayName='表一', ref='A1:D2'))
        out = self.fill(book, {'items': ITEMS})
        self.assertEqual(out.active.tables['表一'].ref, 'A1:D4')
        out = self.fill(book, {'items': []})
        self.assertEqual(out.active.tables['表一'].ref, 'A1:D2')
        self.assertEqual([cell.value for cell in out.active[2]][:3], [None, None, None])
        self.assertEqual(out.active['A3'].value, '合计')
        book.active['B1'] = '{{ title }}'
        self.fails(book, {'items': ITEMS, 'title': 'x'}, 'book/table-head', '预算!B1')

    def test_a_table_without_rows_is_refused(self):
        book = cells([HEADS, ['{%tr if 1 > 2 %}'], ['甲', 1, 2, 3], ['{%tr endif %}']])
        book.active.add_table(Table(displayName='表一', ref='A1:D4'))
        self.fails(book, {}, 'book/table-empty', '表一')

    def test_html_gives_its_text(self):
        bundle(self.folder, cells([['{{ "<b>甲</b>&amp;<br/>乙" | safe }}']]))
        result = render(self.folder, {})
        self.assertIn('book/markup', result.err)
        self.assertEqual(opened(self.folder / 'out.xlsx').active['A1'].value, '甲&\n乙')

    def test_shared_formulas_are_written_out(self):
        content = saved(cells([['{% for x in items %}{{ x.count }}', '=A1*2', '{% endfor %}'], [5, '=A2*2'], [6, '=A3*2']]))
        sheet = content['xl/worksheets/sheet1.xml'].decode()
        sheet = sheet.replace('<f>A1*2</f>', '<f t="shared" ref="B1:B3" si="0">A1*2</f>').replace('<f>A2*2</f>', '<f t="shared" si="0"/>').replace('<f>A3*2</f>', '<f t="shared" si="0"/>')
        bundle(self.folder, packed(content, {'xl/worksheets/sheet1.xml': sheet}))
        self.assertEqual(render(self.folder, {'items': ITEMS}).status, DONE)
        out = opened(self.folder / 'out.xlsx').active
        self.assertEqual([out.cell(row, 2).value for row in range(1, 6)], ['=A1*2', '=A2*2', '=A3*2', '=A4*2', '=A5*2'])
        self.assertNotIn(b'shared', parts(self.folder / 'out.xlsx')['xl/worksheets/sheet1.xml'].replace(b'sharedStrings', b''))

    def test_nested_lists_and_conditions(self):
        book = cells([['{%tr for g in groups %}'], ['{{ g.name }}', '=SUM(B4:B4)'], ['{%tr for x in g.lines %}'], ['{{ loop.index }}', '{{ x }}'],
                      ['{%tr endfor %}'], ['{%tr if g.note is defined %}'], ['{{ g.note }}'], ['{%tr else %}'], ['无说明'], ['{%tr endif %}'],
                      ['{%tr endfor %}'], ['总计', '=SUM(B4:B4)', '=COUNT(B2:B2)']])
        self.fill(book, {'groups': [{'name': '甲', 'lines': [1, 2]}, {'name': '乙', 'lines': [], 'note': '空'}, {'name': '丙', 'lines': [4]}]})
        out, = calculated([self.folder / 'out.xlsx'], self.folder)
        rows = [tuple(cell.value for cell in row) for row in out.active.iter_rows(max_col=3)]
        self.assertEqual(rows, [('甲', 3, None), (1, 1, None), (2, 2, None), ('无说明', None, None), ('乙', 0, None), ('空', None, None),
                                ('丙', 4, None), (1, 4, None), ('无说明', None, None), ('总计', 7, 3)])

    def with_parts(self, book, content_of, data, schema=None):
        """The parts of what comes out of a workbook whose parts `content_of` has changed."""
        content = saved(book)
        content_of(content)
        bundle(self.folder, packed(content), schema)
        result = render(self.folder, data)
        self.assertEqual(result.status, DONE, result.err)
        return {name: part.decode('utf-8', 'replace') for name, part in parts(self.folder / 'out.xlsx').items()}

    def test_rules_for_whole_columns_end_with_the_sheet(self):
        book = ledger()
        book.active.conditional_formatting.add('A1:A1048576', FormulaRule(formula=['A1=""']))
        rule = DataValidation(type='whole', formula1='1')
        rule.add('C2:C1048576')
        book.active.add_data_validation(rule)
        book.active['F1'] = '=SUM(E1:E1048576)+E1048576'
        for items in (ITEMS, []):
            out = self.fill(book, {'title': 'x', 'items': items}).active
            self.assertEqual([str(one.sqref) for one in out.conditional_formatting], ['A1:A1048576'])
            self.assertEqual([str(one.sqref) for one in out.data_validations.dataValidation], ['C2:C1048576'])
            self.assertEqual(out['F1'].value, '=SUM(E1:E1048576)+E1048576')
        book.active.cell(1048576, 1, '末行')
        self.fails(book, {'title': 'x', 'items': ITEMS}, 'book/too-many-rows')

    def test_places_in_other_parts_and_attributes_move(self):
        sheet, drawing = 'xl/worksheets/sheet1.xml', 'http://schemas.openxmlformats.org/drawingml/2006/'
        rels = 'xl/worksheets/_rels/sheet1.xml.rels'
        office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
        linked = {
            'xl/drawings/drawing1.xml': ('drawing', f'<xdr:wsDr xmlns:xdr="{drawing}spreadsheetDrawing"><xdr:sp macro="" textlink="预算!$B$4"/><xdr:sp textlink="$B$3"/></xdr:wsDr>'),
            'xl/pivotTables/pivotTable1.xml': ('pivotTable', '<pivotTableDefinition><location ref="A8:B12"/></pivotTableDefinition>'),
            'xl/ctrlProps/ctrlProp1.xml': ('ctrlProp', '<formControlPr fmlaLink="$B$8" fmlaRange="$A$2:$A$3"/>'),
            'xl/drawings/vmlDrawing1.vml': ('vmlDrawing', '<xml xmlns:x="urn:x"><shape><x:ClientData><x:FmlaLink>$B$8</x:FmlaLink></x:ClientData></shape></xml>')}

        def change(content):
            content[rels] = (f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + ''.join(
                f'<Relationship Id="r{i}" Type="{office}/{kind}" Target="/{part}"/>' for i, (part, (kind, _)) in enumerate(linked.items())) + '</Relationships>').encode()
            content.update({part: text.encode() for part, (_, text) in linked.items()})
            content['xl/pivotCache/pivotCacheDefinition1.xml'] = (f'<pivotCacheDefinition xmlns:r="{office}"><worksheetSource ref="A4:B4" sheet="预算" r:id="rId9"/>'
                                                                  '<worksheetSource ref="A4:B4" sheet="预算"/></pivotCacheDefinition>').encode()
            content['[Content_Types].xml'] = content['[Content_Types].xml'].replace(
                b'</Types>', b'<Override PartName="/xl/pivotCache/pivotCacheDefinition1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"/></Types>')
            text = content[sheet].decode()
            text = text.replace('</sheetData>', '<row r="8"><c r="A8"><f t="dataTable" ref="A8:A9" dt2D="1" r1="B4" r2="C3"/><v>3</v></c><c r="B8"><f>SUM(B4)<!-- a > b --><?c > d?></f></c></row></sheetData>'
                                '<scenarios><scenario name="a" count="2"><inputCells r="A4" val="3"/><inputCells r="A3" val="3"/></scenario></scenarios>', 1)
            text = text.replace('</worksheet>', '<controls><control><controlPr linkedCell="B8" listFillRange="A2:A3"/></control></controls><cellWatches><cellWatch r="B4"/></cellWatches></worksheet>')
            content[sheet] = text.encode()
        made = self.with_parts(ledger(), change, {'title': 'x', 'items': ITEMS})
        for part, words in (('xl/drawings/drawing1.xml', ['textlink="预算!$B$6"', 'textlink="$B$3"']), ('xl/pivotTables/pivotTable1.xml', ['ref="A10:B14"']),
                            ('xl/ctrlProps/ctrlProp1.xml', ['fmlaLink="$B$10"', 'fmlaRange="$A$2:$A$5"']), ('xl/drawings/vmlDrawing1.vml', ['>$B$10<']),
                            ('xl/pivotCache/pivotCacheDefinition1.xml', ['ref="A4:B4" sheet="预算" r:id', 'ref="A6:B6" sheet="预算"/>']),
                            (sheet, ['ref="A10:A11"', ' r1="B6" r2="C3"', '<f>SUM(B6)</f>', 'inputCells r="A6"', 'inputCells r="A3"', 'linkedCell="B10" listFillRange="A2:A5"', 'cellWatch r="B6"'])):
            for word in words:
                self.assertIn(word, made[part])

    def test_frozen_rows_are_those_of_the_template(self):
        book = cells([['{%tr if note %}'], ['{{ note }}'], ['{%tr endif %}'], ['名称'], ['{%tr for x in items %}'], ['{{ x }}'], ['{%tr endfor %}']])
        book.active.freeze_panes = 'B5'
        for note, panes in (('', 'B2'), ('说明', 'B3')):
            out = self.fill(book, {'note': note, 'items': [1, 2]}).active
            self.assertEqual((out.freeze_panes, out.sheet_view.pane.ySplit), (panes, int(panes[1:]) - 1))

    def test_rounds_that_end_early_keep_their_rows(self):
        for word, expected in (('continue', [(1, '=LEN(A1)'), ('尾', None), (2, '=LEN(A3)'), (3, '=LEN(A4)'), ('尾', None)]), ('break', [(1, '=LEN(A1)'), ('尾', None), (2, '=LEN(A3)')])):
            book = cells([['{%tr for x in items %}'], ['{{ x }}', '=LEN(A2)'], ['{%tr if x == 2 %}'], ['{%tr ' + word + ' %}'], ['{%tr endif %}'], ['尾'], ['{%tr endfor %}']])
            out = self.fill(book, {'items': [1, 2, 3]}).active
            self.assertEqual([tuple(cell.value for cell in row) for row in out.iter_rows(max_col=2)], expected)

    def test_texts_are_written_as_programs_read_them(self):
        book = cells([['_{{ a }}', '{{ empty }}{{ formula }}', '{{ quoted }}', '{{ long }}', '{{ long }}']])
        book.active['D1'].number_format = '@'
        out = self.fill(book, {'a': 'x0041_', 'empty': '', 'formula': '=1+1', 'quoted': "'甲", 'long': '=' + '长' * 300}).active
        self.assertIn('>_x005F_x0041_<', parts(self.folder / 'out.xlsx')['xl/worksheets/sheet1.xml'].decode())
        self.assertEqual([cell.quotePrefix for cell in out[1]], [False, True, True, True, True])
        self.assertEqual(out['D1'].number_format, 'General')
        read, = calculated([self.folder / 'out.xlsx'], self.folder)
        self.assertEqual([cell.value for cell in read.active[1]][1:3], ['=1+1', "'甲"])
        # The limit of a cell counts its escapes, even across values.
        self.fails(cells([['{{ a }}']]), {'a': '_x0041_' * 4_000}, 'book/text-too-long')
        self.fails(cells([['{% for x in range(5000) %}_{{ a }}{% endfor %}']]), {'a': 'x0041_'}, 'book/text-too-long')
        content = saved(cells([['x']]))
        runs = '<si><r><rPr><b/></rPr><t>{% filter upper %}ab</t></r><r><t>cd{% endfilter %}</t></r><r><rPr><i/></rPr><t>ef</t></r></si>'
        content['xl/sharedStrings.xml'] = re.sub('<si>.*</si>', runs, content['xl/sharedStrings.xml'].decode()).encode()
        bundle(self.folder, packed(content))
        self.assertEqual(render(self.folder, {}).status, DONE)
        self.assertRegex(parts(self.folder / 'out.xlsx')['xl/worksheets/sheet1.xml'].decode(), '<b/>.*>ABCD<.*<i/>.*>ef<')

    def test_digits_in_heads_are_not_part_of_a_size(self):
        for head, text, expected in (('&amp;C&amp;14{{ x }}年', '2026', '&amp;C&amp;14 2026年'), ('&amp;C&amp;14{{ x }}', '甲', '&amp;C&amp;14甲'), ('&amp;C&amp;&amp;14{{ x }}', '2', '&amp;C&amp;&amp;142')):
            book = ledger()
            book.active.oddHeader.center.text = 'x'

            def change(content):
                content['xl/worksheets/sheet1.xml'] = re.sub('<oddHeader>.*?</oddHeader>', f'<oddHeader>{head}</oddHeader>', content['xl/worksheets/sheet1.xml'].decode()).encode()
            made = self.with_parts(book, change, {'title': 'x', 'items': [], 'x': text})
            self.assertIn(f'<oddHeader>{expected}</oddHeader>', made['xl/worksheets/sheet1.xml'])
        book.active.oddHeader.center.text = '{{ x }}'
        self.fails(book, {'title': 'x', 'items': [], 'x': '&' * 200}, 'book/text-too-long', 'oddHeader')

    def test_links_and_breaks_beyond_the_limits_are_told(self):
        book = cells([['{%tr for x in range(count) %}'], ['{{ x }}'], ['{%tr endfor %}']])
        book.active['A2'].hyperlink = 'https://example.com/'
        book.active.row_breaks.append(Break(id=2))
        bundle(self.folder, book)
        result = render(self.folder, {'count': 65_600})
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('sheet/too-many-links', result.err)
        self.assertIn('sheet/too-many-page-breaks', result.err)
        sheet = parts(self.folder / 'out.xlsx')['xl/worksheets/sheet1.xml']
        self.assertEqual((sheet.count(b'<hyperlink '), sheet.count(b'<brk ')), (65_530, 1_023))
        self.assertIn(b'<rowBreaks count="1023" manualBreakCount="1023">', sheet)

    def test_a_balance_from_the_row_above_is_told(self):
        rows = [['期初', 100], ['{%tr for x in items %}'], ['{{ x }}', '=B1+A3', '=B1*2', '=B$1+SUM(A$3:A3)', '=E2+A3'], ['{%tr endfor %}'], ['', '=B3+1']]
        bundle(self.folder, cells(rows))
        result = render(self.folder, {'items': [1, 2]})
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('book/row-above', result.err)
        self.assertEqual(re.findall(r'formula of (\S+) takes (\S+)', result.err), [('预算!B3', 'B1'), ('预算!E3', 'E2')])
        read, = calculated([self.folder / 'out.xlsx'], self.folder)
        self.assertEqual([cell.value for cell in read.active['D']], [None, 101, 103, None])

    # Faults.

    def test_only_some_blocks_hold_rows(self):
        for tag, end in (('filter upper', 'filter'), ('set q', 'set'), ('macro m(a)', 'macro'), ('call m()', 'call'), ('for x in y recursive', 'for')):
            self.fails(cells([['{%tr ' + tag + ' %}'], ['甲{{ y }}'], ['{%tr end' + end + ' %}']]), {'y': []}, 'book/block-rows', '预算!A1')
        book = cells([['{%tr with a = 2 %}'], ['{{ a }}'], ['{%tr endwith %}'], ['{%tr set b = 3 %}'], ['{{ b }}{% set c %}丙{% endset %}{{ c }}']])
        self.assertEqual([row[0].value for row in self.fill(book, {}).active.iter_rows()], [2, '3丙'])

    def test_named_cells_of_a_sheet_without_cells_are_refused(self):
        book = cells([['{{ unit }}']])
        book.create_sheet('空')
        book.defined_names.append(DefinedName('unit', attr_text="'空'!$B$2"))
        content = saved(book)
        content['xl/worksheets/sheet2.xml'] = re.sub(b'<sheetData ?/>|<sheetData></sheetData>', b'', content['xl/worksheets/sheet2.xml'])
        self.assertNotIn(b'sheetData', content['xl/worksheets/sheet2.xml'])
        self.fails(packed(content), {'unit': 'x'}, 'book/unreadable', schema={**ANY, 'properties': {'unit': {'type': 'string'}}})

    def test_a_place_on_several_sheets_is_the_same_on_each(self):
        book = ledger()
        for title in ('其他', '汇总'):
            book.create_sheet(title)
        book['汇总']['A1'] = '=SUM(预算:其他!B1)'
        self.assertEqual(self.fill(book, {'title': 'x', 'items': ITEMS})['汇总']['A1'].value, '=SUM(预算:其他!B1)')
        book['汇总']['A1'] = '=SUM(预算:其他!B4)'
        self.fails(book, {'title': 'x', 'items': ITEMS}, 'book/gaps', '汇总!A1', '预算:其他!B4')

    def test_errors_name_the_cell_and_the_character(self):
        self.fails(cells([['标题'], [None, '共{{ cuont }}项']]), {'count': 1}, 'templating/undefined', 'workbook.xlsx 预算!B2:2')
        self.fails(cells([['{{ a b }}']]), {}, '预算!A1')
        self.fails(cells([['前文{{ a']]), {'a': 1}, 'book/open-tag', '预算!A1:3')
        self.fails(cells([['{%tc for x in y %}']]), {}, 'book/tag-scope', '预算!A1')
        self.fails(cells([['{%tr for x in y %}'], ['{{ x }}']]), {'y': []}, 'book/open-block', '预算!A1')
        self.fails(cells([['{%tr if y %}'], ['甲', '{%tr else %}'], ['{%tr endif %}']]), {'y': 1}, 'book/else-row', '预算!B2')
        self.fails(cells([['="{{ y }}"']]), {'y': 1}, 'book/tag-in-formula', '预算!A1')

    def test_what_cannot_be_written_is_said(self):
        self.fails(cells([['{{ t }}{{ t }}']]), {'t': '长' * 20_000}, 'book/text-too-long', '预算!A1')
        two = cells([['{%tr for x in items %}'], ['{{ x }}'], ['={{'.replace('={{', '间隔')], ['{%tr endfor %}'], ['=SUMIF(A2:A2,">1")']])
        self.fails(two, {'items': [1, 2, 3]}, 'book/gaps', '预算!A5', 'A2:A2')
        many = cells([['{%tr for a in range(1100) %}'], ['{%tr for b in range(1000) %}'], ['{{ b }}'], ['{%tr endfor %}'], ['{%tr endfor %}']])
        self.fails(many, {}, 'book/too-many-rows')

    def test_other_uses_of_the_workbook_are_refused(self):
        bundle(self.folder, ledger())
        for target, options in (('out.ods', []), ('out.csv', []), ('form.xlsx', ['--fillable'])):
            result = render(self.folder, {'title': 'x', 'items': []}, target, *options)
            self.assertEqual(result.status, BAD_USAGE, (target, result.err))
            self.assertIn('engine/own-workbook', result.err)

    def test_check_reads_the_tags(self):
        bundle(self.folder, cells([['{{ title ']]))
        (self.folder / 'data.json').write_text('{}')
        result = gongwen('--templates', '.', 'check', 'sheet', 'data.json', cwd=self.folder)
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('book/open-tag', result.err)
        bundle(self.folder, cells([['没有标签']]))
        result = gongwen('--templates', '.', 'check', 'sheet', 'data.json', cwd=self.folder)
        self.assertIn('book/nothing', result.err)

    def test_tags_that_stay_are_told(self):
        book = ledger()
        book.active['A1'].comment = Comment('{{ title }}', 'x')
        bundle(self.folder, book)
        result = render(self.folder, {'title': 'x', 'items': []})
        self.assertEqual(result.status, DONE)
        self.assertIn('book/tag-kept', result.err)
        self.assertIn('workbook.xlsx 预算!A1', result.err)
        noted = cells([['甲'], ['{%tr for x in items %}'], ['{{ x }}'], ['{%tr endfor %}'], ['{%tr if 1 > 2 %}'], ['乙'], ['{%tr endif %}']])
        noted.active['A3'].comment = Comment('每行', 'x')
        noted.active['A6'].comment = Comment('不见', 'x')
        bundle(self.folder, noted)
        result = render(self.folder, {'items': [1, 2]})
        self.assertIn('book/stays-once', result.err)
        self.assertIn('book/lost-note', result.err)
        self.assertEqual([cell.comment.text for row in opened(self.folder / 'out.xlsx').active for cell in row if cell.comment], ['每行'])
        looked = cells([['甲', '=INDIRECT("A"&3)'], ['{%tr for x in items %}'], ['{{ x }}'], ['{%tr endfor %}'], ['末', '=INDIRECT(A1)']])
        bundle(self.folder, looked)
        told = render(self.folder, {'items': [1, 2]}).err
        self.assertEqual(told.count('book/text-reference'), 1, told)
        self.assertIn('预算!B1', told)
        named = cells([['=1+1']])
        named.defined_names.append(DefinedName('unit', attr_text="'预算'!$A$1"))
        bundle(self.folder, named, {**ANY, 'properties': {'unit': {'type': 'string'}}})
        self.assertIn('book/named-formula', render(self.folder, {'unit': 'x'}).err)

    def test_bad_files_are_named(self):
        content = saved(ledger())
        self.fails(b'no workbook', {}, 'book/unreadable')
        self.fails(b'', {}, 'book/unreadable')
        self.fails(b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(600), {}, 'book/old-file')
        self.fails(packed(content, {'xl/vbaProject.bin': b'x'}), {}, 'book/macros')
        self.fails(packed(content, {'xl/worksheets/sheet1.xml': b'<worksheet><sheetData></worksheet>'}), {}, 'book/unreadable')
        self.fails(packed(content, {'xl/worksheets/sheet1.xml': b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'}), {}, 'book/unreadable')
        self.fails(packed(content, {'xl/sharedStrings.xml': b'\xff\xfe<\x00'}), {}, 'book/unreadable')
        self.fails(packed(content, {'xl/workbook.xml': None}), {}, 'book/unreadable')
        self.fails(packed(content, {'xl/worksheets/sheet1.xml': b'<worksheet>' + b' ' * 300_000_000 + b'</worksheet>'}), {}, 'book/unreadable')
        sheet = content['xl/worksheets/sheet1.xml']
        for number in (b'0', b'1', b'-4', b'1048577', b'99999999999', b'99999999999999999999999'):
            self.fails(packed(content, {'xl/worksheets/sheet1.xml': sheet.replace(b'<row r="4"', b'<row r="%b"' % number)}), {}, 'book/unreadable')
        whole = packed(content)
        for cut in range(100, len(whole), len(whole) // 12):
            self.fails(whole[:cut], {}, 'book/unreadable')


if __name__ == '__main__':
    unittest.main()
