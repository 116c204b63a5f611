"""Tables that people keep, in workbooks and CSV files, read by `batch`, `store import` and `--table`: what is not a plain
cell of the table is named, never dropped or invented."""
import datetime
import json
import re
import shutil
import unittest
import zipfile

import PIL.Image
import openpyxl

from harness import BAD_INPUT, DONE, CommandTest, gongwen

HEAD = ['承诺单位', '/title/zh', '/title/en', '所属工作组', 'leader']


def rows(count=3):
    return [[f'示例单位{n}', f'示例提案{n}', f'Example proposal {n}', n % 5 + 1, '某某'] for n in range(1, count + 1)]


class TableTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.number = 0

    def batch(self, name):
        """The status, the messages by identifier, and the organisations that got a document."""
        self.number += 1
        out = self.folder / f'out{self.number}'
        out.mkdir()
        result = gongwen('--error-format', 'json', 'batch', 'commitment-letter', name, '-o', out, '--format', 'pdf',
                         cwd=self.folder)
        told = {}
        for line in result.err.splitlines():
            if not line.startswith('{'):
                continue
            for one in json.loads(line).get('diagnostics', []):
                told.setdefault(one['id'], []).append(one)
        lines = [json.loads(line) for line in (out / 'manifest.jsonl').read_text().splitlines()]
        return result.status, told, [line['name'] for line in lines if line['status'] == 'done']

    def book(self, change=lambda book: None, table=None, name='list.xlsx'):
        book = openpyxl.Workbook()
        book.active.title = '名单'
        for row in table or [HEAD, *rows()]:
            book.active.append(row)
        change(book)
        book.save(self.folder / name)
        return name


class Sheets(TableTest):
    def test_hidden_sheets_are_not_read(self):
        for state in ('hidden', 'veryHidden'):
            def change(book, state=state):
                old = book.create_sheet('旧名单', 0)
                for row in [HEAD, ['旧单位', '旧提案', 'Old proposal', 1, '旧人']]:
                    old.append(row)
                old.sheet_state = state
                book.active = 1
            status, told, made = self.batch(self.book(change))
            self.assertEqual((status, len(made)), (DONE, 3))
            self.assertIn('旧名单', told['databook/hidden-sheet'][0]['message'])

    def test_the_sheet_with_the_headings_is_read(self):
        def change(book):
            notes = book.create_sheet('填写说明', 0)
            for row in (['填写说明'], ['一', '每行一个单位'], ['二', '名称写全称']):
                notes.append(row)
        status, told, made = self.batch(self.book(change))
        self.assertEqual((status, len(made)), (DONE, 3))
        self.assertIn('填写说明', told['databook/unknown-sheet'][0]['message'])

    def test_two_sheets_with_rows_are_an_error_that_names_both(self):
        def change(book):
            book.copy_worksheet(book.active).title = '名单二'
        status, told, made = self.batch(self.book(change))
        self.assertEqual((status, made), (BAD_INPUT, []))
        self.assertIn('名单二', told['databook/same-table'][0]['message'])

    def test_nothing_to_be_seen(self):
        book = openpyxl.Workbook()
        book.save(self.folder / 'empty.xlsx')
        self.assertIn('databook/no-table', self.batch('empty.xlsx')[1])

    def test_macro_workbooks_are_read_and_others_are_named(self):
        self.book()
        shutil.copy(self.folder / 'list.xlsx', self.folder / 'list.xlsm')
        self.assertEqual(len(self.batch('list.xlsm')[2]), 3)
        with zipfile.ZipFile(self.folder / 'list.ods', 'w') as archive:
            archive.writestr('mimetype', 'application/vnd.oasis.opendocument.spreadsheet')
        with zipfile.ZipFile(self.folder / 'list.xlsb', 'w') as archive:
            archive.writestr('[Content_Types].xml', '<Types/>')
            archive.writestr('xl/workbook.bin', 'x')
        for name in ('list.ods', 'list.xlsb'):
            self.assertIn('intake/other-format', self.batch(name)[1])
        for name in ('list.xls', 'list.et'):
            (self.folder / name).write_bytes(b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(600))
            status, told, _ = self.batch(name)
            self.assertEqual(status, BAD_INPUT)
            self.assertTrue(told)


class Rows(TableTest):
    def test_a_title_above_the_headings(self):
        def change(book):
            book.active.insert_rows(1)
            book.active['A1'] = '专家名单（2026年）'
            book.active.merge_cells('A1:E1')
        status, told, made = self.batch(self.book(change))
        self.assertEqual((status, len(made)), (DONE, 3))
        self.assertIn('专家名单（2026年）', told['databook/rows-above'][0]['message'])

    def test_sums_notes_and_headings_below_make_no_document(self):
        table = [HEAD, *rows(), HEAD, ['合计', 3], ['注：示例名单']]
        status, told, made = self.batch(self.book(table=table))
        self.assertEqual((status, len(made)), (BAD_INPUT, 3))
        self.assertEqual(len(told['databook/not-a-record']), 2)
        self.assertIn('名单!A5', told['databook/repeated-heads'][0]['message'])

    def test_sums_with_their_number_in_the_same_cell(self):
        for text in ('合计 3', '总计4', '小计：3', '共计　3'):
            status, told, made = self.batch(self.book(table=[HEAD, *rows(), [text, '某某']]))
            self.assertEqual((status, len(made), len(told['databook/not-a-record'])), (BAD_INPUT, 3, 1), text)
        for text in ('合计示例单位', '总计划单位'):
            record = [text, *rows()[0][1:]]
            self.assertEqual(len(self.batch(self.book(table=[HEAD, record]))[2]), 1, text)

    def test_a_second_line_of_headings(self):
        told = self.batch(self.book(table=[HEAD, ['（全称）', '中文', 'WG', None, '姓名'], *rows()]))[1]
        self.assertIn('（全称）', told['databook/second-heads'][0]['message'])
        for first in (['（全称）单位', '示例提案', 'Example', 1, '某某'], ['中文', '示例', 'Example', 1, '某某'],
                      ['（无）', '示例提案', 'Example', 1, '某某']):
            self.assertNotIn('databook/second-heads', self.batch(self.book(table=[HEAD, first]))[1], first)
        # Further below the same words are a record.
        below = self.batch(self.book(table=[HEAD, rows()[0], ['（全称）', '中文', 'Example', 1, '姓名']]))[1]
        self.assertNotIn('databook/second-heads', below)

    def test_an_example_is_named_with_its_file_wherever_it_is(self):
        head, example, first = ['序号', *HEAD], ['例', *rows()[0]], [1, *rows()[1]]
        for table in ([head, example], [head, example, first], [head, first, example]):
            for name, place in ((self.book(table=table), '名单!A'), ('list.csv', 'list.csv:')):
                (self.folder / 'list.csv').write_text('\n'.join(','.join(map(str, row)) for row in table))
                status, told, made = self.batch(name)
                self.assertEqual((status, len(made)), (DONE, len(table) - 2), name)
                self.assertIn(f'{place}{table.index(example) + 1}', told['databook/example-row'][0]['message'])
        # Below the last record it belongs to that.
        self.assertEqual(gongwen('batch', 'commitment-letter', 'list.csv', '-o', 'strict', '--format', 'pdf', '--strict',
                                 cwd=self.folder).status, BAD_INPUT)
        self.assertEqual(list((self.folder / 'strict').glob('*.pdf')), [])

    def test_rows_after_an_empty_one_are_told(self):
        status, told, made = self.batch(self.book(table=[HEAD, rows()[0], [], rows()[1]]))
        self.assertEqual((status, len(made)), (DONE, 2))
        self.assertIn('databook/goes-on', told)

    def test_merged_rows_count_for_each(self):
        def change(book):
            book.active.merge_cells('E2:E4')
        status, _, made = self.batch(self.book(change))
        self.assertEqual((status, len(made)), (DONE, 3))

    def test_merged_columns_are_an_error(self):
        told = self.batch(self.book(lambda book: book.active.merge_cells('B3:C3')))[1]
        self.assertIn('B3:C3', told['databook/merged-columns'][0]['message'])

    def test_hidden_rows_are_read_and_told(self):
        def change(book):
            book.active.row_dimensions[3].hidden = True
        status, told, made = self.batch(self.book(change))
        self.assertEqual((status, len(made)), (DONE, 3))
        self.assertIn('3', told['databook/hidden-cells'][0]['message'])


class Cells(TableTest):
    def test_errors_and_formulas_without_a_result_stop_their_record_alone(self):
        for text, identifier in (('#N/A', 'databook/cell-error'), ('=A1&A2', 'databook/no-result'),
                                 ('=DISPIMG("ID_1",1)', 'databook/no-result')):
            def change(book, text=text):
                book.active['E3'] = text
            status, told, made = self.batch(self.book(change))
            self.assertEqual((status, len(made)), (BAD_INPUT, 2), text)
            self.assertIn('名单!E3', told[identifier][0]['message'])

    def test_pictures_and_damaged_texts(self):
        def change(book):
            book.active['E3'] = '=DISPIMG("ID_1",1)'
            book.active['E3'].data_type = 's'
            picture = self.folder / 'p.png'
            PIL.Image.new('RGB', (4, 4)).save(picture)
            book.active.add_image(openpyxl.drawing.image.Image(picture), 'G2')
        _, told, made = self.batch(self.book(change))
        self.assertEqual(len(made), 2)
        self.assertIn('名单!E3', told['databook/picture'][0]['message'])
        self.assertIn('名单!G2', told['databook/picture-over'][0]['message'])
        path = self.folder / 'list.xlsx'
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        sheet = 'xl/worksheets/sheet1.xml'
        parts[sheet], count = re.subn(rb'<c r="E4".*?</c>', b'<c r="E4" t="s"><v>999</v></c>', parts[sheet])
        self.assertEqual(count, 1)
        with zipfile.ZipFile(path, 'w') as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        self.assertIn('名单!E4', self.batch('list.xlsx')[1]['databook/damaged-cell'][0]['message'])

    def test_places_are_cells(self):
        def change(book):
            book.active['D3'] = '九'
        _, told, _ = self.batch(self.book(change))
        error = next(one for ones in told.values() for one in ones if one['severity'] == 'error')
        self.assertEqual(error['data']['cell'], '名单!D3')

    def test_values_without_a_heading(self):
        def change(book):
            book.active['H3'] = '随手记'
        _, told, made = self.batch(self.book(change))
        self.assertEqual(len(made), 2)
        self.assertEqual(told['data/table-no-header'][0]['data']['cell'], '名单!H3')

    def test_numbers_are_texts_as_they_are_shown(self):
        def change(book):
            book.active['E2'], book.active['E2'].number_format = 7, '000'
            book.active['E3'] = 110101199001011234
            book.active['A4'] = '看不见'
            book.active['A4'].number_format = ';;;'
        status, told, made = self.batch(self.book(change))
        self.assertEqual((status, len(made)), (BAD_INPUT, 1))
        self.assertIn('名单!E3', told['databook/lost-digits'][0]['message'])
        self.assertIn('名单!A4', told['databook/invisible'][0]['message'])


    def test_crossed_out_cells_and_odd_formats_are_told(self):
        def change(book):
            book.active['A3'].font = openpyxl.styles.Font(strike=True)
            book.active['E4'], book.active['E4'].number_format = 12, '[DBNum1]General'
        status, told, made = self.batch(self.book(change))
        self.assertEqual((status, len(made)), (DONE, 3))
        self.assertIn('A3', told['databook/crossed-out'][0]['message'])
        self.assertIn('名单!E4', told['databook/odd-format'][0]['message'])

    def replace(self, pattern, text):
        """Changes the XML of the sheet in one place."""
        path = self.folder / 'list.xlsx'
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        sheet = 'xl/worksheets/sheet1.xml'
        parts[sheet], count = re.subn(pattern, text.encode(), parts[sheet])
        self.assertEqual(count, 1)
        with zipfile.ZipFile(path, 'w') as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    def test_a_value_under_merged_cells(self):
        self.book()
        self.replace(b'</sheetData>', '</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>')
        status, told, made = self.batch('list.xlsx')
        self.assertEqual((status, len(made)), (BAD_INPUT, 2))
        self.assertRegex(told['databook/invisible'][0]['message'], '名单!A3.*示例单位2')

    def test_sheets_whose_names_look_like_ours(self):
        def change(book):
            book.active.title = '_名单'
            book.create_sheet('_更多')['A1'] = '更多'
        status, told, made = self.batch(self.book(change))
        self.assertEqual((status, len(made)), (DONE, 3))
        self.assertIn('_更多', told['databook/unknown-sheet'][0]['message'])

    def test_a_text_of_which_a_part_cannot_be_seen(self):
        self.book()
        cell = '<c r="E3" t="inlineStr"><is><r><t>某某</t></r><r><rPr><color rgb="FFFFFFFF"/></rPr><t>乙</t></r></is></c>'
        self.replace(rb'<c r="E3".*?</c>', cell)
        status, told, made = self.batch('list.xlsx')
        self.assertEqual((status, len(made)), (BAD_INPUT, 2))
        self.assertRegex(told['databook/hidden-part'][0]['message'], '名单!E3.*乙')


class CsvFiles(TableTest):
    def csv(self, text, encoding='utf-8', name='list.csv'):
        (self.folder / name).write_bytes(text.encode(encoding))
        return name

    def test_as_spreadsheets_write_it(self):
        plain = '\r\n'.join(','.join(map(str, row)) for row in [HEAD, *rows()]) + '\r\n'
        quoted = ','.join(HEAD) + '\n"示例\n单位",示例提案,Example,="2",="某,某"\n'
        for text, encoding, count in (('sep=,\r\n' + plain, 'utf-8', 3), ('sep=;\n' + plain.replace(',', ';'), 'utf-8', 3),
                                      (plain.replace(',', '\t'), 'utf-16', 3), (plain, 'gb18030', 3),
                                      ('\ufeff' + plain, 'utf-8', 3), (quoted, 'utf-8', 1)):
            status, told, made = self.batch(self.csv(text, encoding))
            self.assertEqual((status, len(made)), (DONE, count), (text[:20], encoding, told))

    def test_what_is_no_record(self):
        table = [['示例名单'], HEAD, *rows(2), ['合计', 2], [], ['示例单位', '示例提案', 'Example', '#REF!', '某某'],
                 ['示例单位', '示例提案', 'Example', '2', '1.10101E+17']]
        status, told, made = self.batch(self.csv('\n'.join(','.join(map(str, row)) for row in table)))
        self.assertEqual((status, len(made)), (BAD_INPUT, 2))
        table = [HEAD, *rows(2), ['共2家单位'], ['########', *rows()[2][1:]]]
        status, more, made = self.batch(self.csv('\n'.join(','.join(map(str, row)) for row in table)))
        self.assertEqual((status, len(made)), (BAD_INPUT, 2))
        self.assertIn('databook/one-cell', more)
        self.assertIn('data/nul-character', self.batch(self.csv(','.join(HEAD) + '\n甲\0乙,示例提案,Example,2,某某'))[1])
        self.assertIn('data/table-cell-error', more)
        for identifier in ('databook/rows-above', 'databook/not-a-record', 'databook/goes-on', 'data/table-cell-error',
                           'data/table-lost-digits'):
            self.assertIn(identifier, told)


class Lists(TableTest):
    """`--table`: a list of the data from a workbook."""

    NEEDS = [['标准名称', '制定/修订', '标准性质', '需求说明'], ['示例标准一', '制定', '推荐性', '说明一'],
             ['示例标准二', '制定', '推荐性', '说明二']]

    def check(self, name):
        self.write('base.json', {})
        result = gongwen('--error-format', 'json', 'check', 'needs-notice', 'base.json', '--table', f'/needs={name}',
                         cwd=self.folder)
        return {one['id']: one for one in result.diagnostics() if one['id'] != 'data/missing-name'}

    def test_a_workbook_is_a_list(self):
        def change(book):
            book.active.insert_rows(1)
            book.active['A1'] = '需求清单'
        told = self.check(self.book(change, self.NEEDS, 'needs.xlsx'))
        self.assertEqual(set(told), {'data/table-rows-above'})
        self.assertEqual(told['data/table-rows-above']['data']['cell'], '名单!A1')

    def test_a_second_line_of_headings(self):
        for second in (['（全称）', None, None, '说明栏'], ['名称', None, '（必填）'], ['（全称）', 'WG']):
            table = [self.NEEDS[0], second, *self.NEEDS[1:]]
            for name in (self.book(table=table, name='needs.xlsx'),
                         self.write('needs.csv', '\n'.join(','.join(cell or '' for cell in row) for row in table) + '\n').name):
                told = self.check(name)
                self.assertIn('row 2', told['data/table-second-headings']['message'], second)
        for first in (['示例标准（第一部分）', '制定', '推荐性', '（必填）'], ['示例标准', '制定', None, None]):
            self.assertNotIn('data/table-second-headings', self.check(self.book(table=[self.NEEDS[0], first], name='needs.xlsx')))

    def test_headings_as_the_own_workbook_has_them_in_a_csv_file(self):
        heads, first, *_ = self.NEEDS
        marked = [f'{heads[0]}*', f'{heads[1][0]} {heads[1][1:]}（必填）', *heads[2:]]
        rows_ = [['序号', *marked], ['例', '示例标准', '制定', '推荐性', '示例'], ['1', *first]]
        told = self.check(self.write('needs.csv', '\n'.join(','.join(row) for row in rows_) + '\n').name)
        self.assertEqual(set(told), {'data/table-example'})
        self.assertIn('row 2', told['data/table-example']['message'])

    def test_formulas_in_a_csv_file_are_told(self):
        heads, first, *_ = self.NEEDS
        for text, is_told in (('=A1', True), ('=SUM(A1:A9)', True), ("='表 2'!B3", True), ('=$B$3', True), ('=表2!A1', True),
                              ('=>甲', False), ('= 5', False), ('+张三', False), ('="001"', False)):
            self.write('needs.csv', ','.join(heads) + '\n' + ','.join([*first[:3], text]) + '\n')
            self.assertEqual('data/table-formula' in self.check('needs.csv'), is_told, text)

    def test_an_empty_text_is_the_result_of_a_formula(self):
        def change(book):
            book.active['D2'] = '=""&""'
        name = self.book(change, self.NEEDS, 'needs.xlsx')
        self.assertIn('databook/no-result', self.check(name))
        whole = self.folder / name
        with zipfile.ZipFile(whole) as book:
            parts = {part: book.read(part) for part in book.namelist()}
        sheet = parts['xl/worksheets/sheet1.xml'].decode('utf-8')
        changed = re.sub(r'<c r="D2"[^>]*><f>(.*?)</f><v ?/?>(</v>)?</c>', r'<c r="D2" t="str"><f>\1</f><v></v></c>', sheet)
        self.assertNotEqual(changed, sheet)
        parts['xl/worksheets/sheet1.xml'] = changed.encode('utf-8')
        with zipfile.ZipFile(whole, 'w') as book:
            for part, content in parts.items():
                book.writestr(part, content)
        self.assertEqual(self.check(name), {})

    def test_notes_below_a_list(self):
        for note in ('* 带星号的为必填', '填表人：某某', '共2项'):
            told = self.check(self.book(table=[*self.NEEDS, [note]], name='needs.xlsx'))
            self.assertEqual(told['data/table-one-cell']['data']['cell'], '名单!A4', note)

    def test_months_and_percentages_that_show_something_else(self):
        def change(book):
            book.active['A2'], book.active['A2'].number_format = datetime.date(2026, 5, 1), 'yyyy"年"m"月"'
            book.active['B2'], book.active['B2'].number_format = 1, '0%'
            book.active['A3'], book.active['B3'] = '月份', '项数'
        self.book(change, [['月份', '项数']], 'months.xlsx')
        self.write('base.json', {})
        result = gongwen('--error-format', 'json', 'check', 'monthly-bulletin', 'base.json', '--table',
                         '/earlier_ballots=months.xlsx', cwd=self.folder)
        told = {one['id']: one for one in result.diagnostics()}
        self.assertEqual(told['data/table-shown-otherwise']['data']['cell'], '名单!B2')
        self.assertEqual(told['data/table-repeated-headings']['data']['cell'], '名单!A3')

    def test_what_is_wrong_is_at_its_cell(self):
        def change(book):
            book.active['B3'] = '新建'
            book.active['A5'] = '合计'
        told = self.check(self.book(change, self.NEEDS, 'needs.xlsx'))
        self.assertEqual(told['data/table-cell']['data']['cell'], '名单!B3')
        self.assertEqual(told['data/table-not-a-record']['data']['cell'], '名单!A5')


if __name__ == '__main__':
    unittest.main()
