"""Data workbooks after clumsy edits: for each, the values that a person sees, or a message at the cell; never silence."""
import copy
import datetime
import unittest

import openpyxl

import needs
from book_names import names_of, set_names
from calc_driver import drive
from filled_workbooks import converted, opened
from harness import BAD_INPUT, DONE, ROOT, gongwen, sample
from test_data_books import NEEDS, BookTest, column_of

LIST = '需求清单'
KIND = 'needs-notice'
REGISTER = ROOT / 'samples/proposal-register/typical.json'


def rows_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def put(sheet, rows):
    """Writes the rows as pasted values: names, tables and formats stay where they are."""
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value


def column_names(book):
    return {name.name: name for name in names_of(book)}


def point(book, name, column):
    """Lets the name of a column follow it, as spreadsheet programs do."""
    sheet = column_names(book)[name].attr_text.split('!')[0]
    column_names(book)[name].attr_text = f'{sheet}!${column}:${column}'


class BookEdits(BookTest):
    def edited(self, change):
        return self.changed_book(change, KIND, NEEDS)

    def assert_values(self, change, expected=None, told=()):
        """The data is what a person sees, and these messages are given, and no others."""
        path = self.edited(change)
        self.assertEqual(self.extracted(path), expected or sample(NEEDS))
        found = [d['id'] for d in self.told(KIND, path, DONE) if d['id'].startswith('databook/')]
        self.assertEqual(sorted(found), sorted(told))

    def assert_told(self, change, identifier, place):
        """The workbook is refused, with a message at the place."""
        messages = [d['message'] for d in self.told(KIND, self.edited(change)) if d['id'] == identifier]
        self.assertIn(place, ' '.join(messages))


class Columns(BookEdits):
    def test_two_columns_exchanged_by_pasting(self):
        def change(book):
            sheet = book[LIST]
            first, second = column_of(sheet, 'gw:/group'), column_of(sheet, 'gw:/note')
            for row in range(1, sheet.max_row + 1):
                one, other = sheet.cell(row, first), sheet.cell(row, second)
                one.value, other.value = other.value, one.value
        self.assert_values(change, told=['databook/head-moved'] * 2)

    def test_two_columns_exchanged_by_dragging(self):
        def change(book):
            sheet = book[LIST]
            for row in range(1, sheet.max_row + 1):
                one, other = sheet.cell(row, 6), sheet.cell(row, 8)
                one.value, other.value = other.value, one.value
            point(book, 'gw_needs.group', 'H')
            point(book, 'gw_needs.note', 'F')
        self.assert_values(change)

    def test_a_renamed_column_that_was_dragged(self):
        def change(book):
            sheet = book[LIST]
            sheet.move_range('H1:H30', cols=6)
            sheet['N1'] = '补充说明'
            point(book, 'gw_needs.note', 'N')
        self.assert_values(change)

    def test_a_column_inserted_by_a_program_that_leaves_names_behind(self):
        def change(book):
            book[LIST].insert_cols(3)
            book[LIST]['C1'], book[LIST]['C2'] = '内部备忘', '先办'
        path = self.edited(change)
        self.assertEqual(self.extracted(path), sample(NEEDS))
        message, = [d for d in self.told(KIND, path, DONE) if d['id'].startswith('databook/')]
        self.assertEqual((message['id'], '需求清单!C1' in message['message']), ('databook/unknown-column', True))

    def test_an_inserted_column_without_a_heading(self):
        def change(book):
            book[LIST].insert_cols(3)
            book[LIST]['C5'] = '先办'
        path = self.edited(change)
        self.assertEqual(self.extracted(path), sample(NEEDS))
        message, = [d for d in self.told(KIND, path, DONE) if d['id'].startswith('databook/')]
        self.assertEqual((message['id'], '需求清单!C5' in message['message']), ('databook/no-head', True))

    def test_a_cut_column_is_missing(self):
        def change(book):
            book[LIST].delete_cols(column_of(book[LIST], 'gw:/action'))
            del book.defined_names['gw_needs.action']
        messages = self.told(KIND, self.edited(change))
        told = [d for d in messages if d['id'] == 'data/missing-name']
        self.assertEqual({d['data']['cell'] for d in told}, {f'需求清单!A{row}' for row in range(2, 14)})
        self.assertEqual([d['id'] for d in messages].count('databook/column-missing'), 1)

    def test_two_columns_with_one_heading(self):
        def change(book):
            book[LIST].cell(1, column_of(book[LIST], 'gw:/group')).value = '备注'
        self.assert_told(change, 'databook/same-head', '备注')

    def test_a_copied_column(self):
        def change(book):
            sheet = book[LIST]
            for row in range(1, sheet.max_row + 1):
                sheet.cell(row, 12).value = sheet.cell(row, 2).value
        self.assert_values(change, told=['databook/unknown-column'])

    def test_all_headings_renamed(self):
        def change(book):
            for number, cell in enumerate(book[LIST][1]):
                cell.value = f'第{number}栏'
        self.assert_values(change)

    def test_all_headings_renamed_without_names(self):
        def change(book):
            set_names(book)
            for number, cell in enumerate(book[LIST][1]):
                cell.value = f'第{number}栏'
        self.assert_told(change, 'databook/no-heads', LIST)

    def test_a_deleted_row_of_headings(self):
        self.assert_values(lambda book: book[LIST].delete_rows(1))


class Rows(BookEdits):
    def test_headings_sorted_into_the_rows(self):
        def change(book):
            heads, *data = rows_of(book[LIST])
            put(book[LIST], [*data[:4], heads, *data[4:]])
        self.assert_told(change, 'databook/moved-heads', '需求清单!A5')

    def test_headings_sorted_to_the_end(self):
        def change(book):
            heads, *data = rows_of(book[LIST])
            put(book[LIST], [*data, heads])
        self.assert_told(change, 'databook/moved-heads', '需求清单!A13')

    def test_sorted_rows_are_in_the_order_that_people_see(self):
        def change(book):
            heads, *data = rows_of(book[LIST])
            put(book[LIST], [heads, *reversed(data)])
        self.assert_values(change, {**sample(NEEDS), 'needs': sample(NEEDS)['needs'][::-1]})

    def test_a_title_and_a_note_above_the_headings(self):
        def change(book):
            book[LIST].insert_rows(1, 2)
            book[LIST]['A1'], book[LIST]['A2'] = '2026年需求清单', '各单位报送'
        self.assert_values(change, told=['databook/rows-above'] * 2)

    def test_a_sum_and_a_note_below(self):
        for column, text in ((1, '合计'), (2, '注：截至1月底')):
            with self.subTest(text):
                def change(book, column=column, text=text):
                    book[LIST].cell(14, column).value = text
                self.assert_told(change, 'databook/not-a-record', '需求清单!')

    def test_typing_over_the_example(self):
        path = self.folder / 'new.xlsx'
        self.assertEqual(gongwen('new', KIND, '-o', path).status, DONE)
        book = opened(path)
        book[LIST]['B2'] = '网络安全技术　示例邮筒安全要求'
        book.save(path)
        told = {d['id']: d['message'] for d in self.told(KIND, path)}
        self.assertIn('需求清单!A2', told['databook/filled-example'])

    def test_a_pasted_block_of_rows(self):
        def change(book):
            sheet = book[LIST]
            for row in rows_of(sheet)[1:3]:
                sheet.append([None, row[1] + '（续）', *row[2:]])
        expected = copy.deepcopy(sample(NEEDS))
        for need in expected['needs'][:2]:
            expected['needs'].append({**need, 'title': need['title'] + '（续）'})
        path = self.edited(change)
        self.assertEqual(self.extracted(path), expected)

    def test_headings_pasted_with_the_rows(self):
        def change(book):
            book[LIST].append([cell.value for cell in book[LIST][1]])
        self.assert_values(change, told=['databook/repeated-heads'])


class Sheets(BookEdits):
    def test_a_copy_beside_the_sheet(self):
        def change(book):
            book.copy_worksheet(book[LIST]).title = '上一批'
        self.assert_told(change, 'databook/same-table', '上一批')

    def test_a_deleted_sheet(self):
        def change(book):
            del book[LIST]
        self.assert_told(change, 'databook/sheet-missing', LIST)

    def test_a_hidden_copy(self):
        def change(book):
            sheet = book.copy_worksheet(book[LIST])
            sheet.title, sheet.sheet_state = '上一批', 'hidden'
        self.assert_values(change, told=['databook/hidden-sheet'])

    def test_a_renamed_sheet_whose_names_stayed_behind(self):
        def change(book):
            book[LIST].title = '我的清单'
        self.assert_values(change)

    def test_a_sheet_of_somebodys_own(self):
        def change(book):
            book.create_sheet('草稿').append(['甲', '乙'])
        self.assert_values(change, told=['databook/unknown-sheet'])

    def test_without_the_table_the_names_or_the_hidden_sheet(self):
        def without_table(book):
            del book[LIST].tables[next(iter(book[LIST].tables))]

        def without_names(book):
            set_names(book)
        for change in (without_table, without_names):
            with self.subTest(change.__name__):
                self.assert_values(change)

        def without_map(book):
            del book['_data']
        path = self.edited(without_map)
        self.assertEqual([d for d in self.told(KIND, path, DONE) if d['id'].startswith('databook/')], [])
        result = gongwen('render', KIND, path, '-o', self.folder / 'a.xlsx')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(gongwen('render', KIND, NEEDS, '-o', self.folder / 'b.xlsx').status, DONE)
        self.assertEqual((self.folder / 'a.xlsx').read_bytes(), (self.folder / 'b.xlsx').read_bytes())

    def test_lines_of_the_record_that_were_sorted_renamed_and_inserted(self):
        def change(book):
            sheet = book['基本信息']
            heads, *lines = rows_of(sheet)
            put(sheet, [heads, *sorted(lines, key=lambda line: str(line[0]))])
        self.assert_values(change)

        def rename(book):
            sheet = book['基本信息']
            row = next(row for row in range(2, sheet.max_row) if sheet.cell(row, 1).value == '需求年度*')
            sheet.cell(row, 1).value = '哪一年的需求'
        self.assert_values(rename)

        def insert(book):
            book['基本信息'].append(['经办人', '张示例'])
        self.assert_values(insert, told=['databook/unknown-column'])


class Cells(BookEdits):
    def test_a_number_of_days_in_place_of_a_date(self):
        def change(book):
            sheet = book['基本信息']
            row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == '成文日期*')
            sheet.cell(row, 2).value, sheet.cell(row, 2).number_format = 46011, 'General'
        messages = [d['message'] for d in self.told(KIND, self.edited(change)) if d['id'] == 'databook/number-for-date']
        self.assertRegex(messages[0], r'基本信息!B\d+: the cell is the number 46011, which is 2025-12-20')

    def test_values_merged_over_rows(self):
        def change(book):
            column = column_of(book[LIST], 'gw:/group')
            book[LIST].cell(2, column).value = '数据安全工作组'
            book[LIST].merge_cells(start_row=2, end_row=4, start_column=column, end_column=column)
        groups = [need.get('group') for need in self.extracted(self.edited(change))['needs']]
        self.assertEqual(groups[:3], ['数据安全工作组'] * 3)

    def test_hidden_columns_are_read_and_told(self):
        def change(book):
            book[LIST].column_dimensions['H'].hidden = True
        self.assert_values(change, told=['databook/hidden-cells'])

    def test_white_text_in_a_table_with_a_light_style(self):
        def change(book):
            book[LIST]['H2'] = '白字'
            book[LIST]['H2'].font = openpyxl.styles.Font(color='FFFFFFFF')
        self.assert_told(change, 'databook/invisible', '需求清单!H2')


class InCalc(BookEdits):
    @needs.time
    def test_rows_are_typed_below_and_sorted_with_one_click(self):
        saved = self.folder / 'saved.xlsx'
        path = self.book(KIND, NEEDS)
        rows = opened(path)[LIST].max_row
        drive(path, [('sheet', LIST), ('type', 0, rows, 99), ('type', 1, rows, '一项新需求'), ('type', 2, rows, '制定'),
                     ('sort', 1, 4), ('save', saved.as_uri())], self.folder)
        sheet = opened(saved)[LIST]
        self.assertEqual([sheet.cell(1, column).value for column in (1, 2)], ['序号', '标准名称*'])
        needs = self.extracted(saved)['needs']
        titles = [need['title'] for need in needs]
        self.assertEqual(titles, [sheet.cell(row, 2).value for row in range(2, len(titles) + 2)])
        self.assertCountEqual(titles, ['一项新需求', *(need['title'] for need in sample(NEEDS)['needs'])])
        self.assertNotEqual(titles[:-1], [need['title'] for need in sample(NEEDS)['needs']], 'nothing was sorted')
        by_title = {need['title']: need for need in needs}
        for need in sample(NEEDS)['needs']:
            self.assertEqual(by_title[need['title']], need)


class Details(BookTest):
    """Objects of which the schema knows no members have sheets of their own."""
    def register(self, change):
        return self.changed_book(change, 'proposal-register', REGISTER)

    def test_there_is_no_json_in_the_cells(self):
        book = opened(self.book('proposal-register', REGISTER))
        self.assertEqual([s.title for s in book if s.sheet_state == 'visible'],
                         ['基本信息', '提案', '进展', '审核表', '承诺书', '提案-其他内容', '填写说明'])
        for sheet in book:
            for row in sheet.iter_rows(values_only=True) if sheet.title not in ('_data', '填写说明') else ():
                self.assertFalse([text for text in row if isinstance(text, str) and text.startswith('json:{')], row)

    def test_changed_and_added_values(self):
        def change(book):
            sheet = book['审核表']
            row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 2).value == 'kind')
            sheet.cell(row, 3).value = '修订项目'
            sheet.append([1, 'dates[2]', datetime.date(2025, 9, 2)])
            sheet.append([None, 'dates[1]', '2025-09-01'])
        expected = copy.deepcopy(sample(REGISTER))
        expected['proposals'][0]['review'].update(kind='修订项目', dates=['2025-09-01', '2025-09-02'])
        self.assertEqual(self.extracted(self.register(change)), expected)

    def test_rows_that_say_nothing(self):
        def change(book):
            sheet = book['审核表']
            sheet.append([9, 'kind', '甲'])
            sheet.append([1, 'kind//x', '乙'])
            sheet.append([1, 'kind/more', '丙'])
            sheet.append([1, 'new', '丁', '戊'])
        found = {d['id'] for d in self.told('proposal-register', self.register(change))}
        self.assertLessEqual({'databook/no-parent', 'databook/bad-path', 'databook/given-twice', 'databook/no-head'}, found)

    def test_without_names_and_map(self):
        def change(book):
            set_names(book)
        self.assertEqual(self.extracted(self.register(change)), sample(REGISTER))


class Bulletin(BookTest):
    def test_dates_are_dates_and_headings_are_those_of_offices(self):
        sheet = opened(self.book())['事项']
        heads = [cell.value for cell in sheet[1]]
        self.assertEqual(len(heads), len(set(heads)))
        self.assertFalse([head for head in heads if '（dates）' in head or '（end）' in head])
        date, end = heads.index('日期') + 1, heads.index('截止日期／结束日期') + 1
        self.assertIsInstance(sheet.cell(2, date).value, datetime.datetime)
        self.assertTrue(any(isinstance(sheet.cell(row, end).value, datetime.datetime) for row in range(2, sheet.max_row)))

    @needs.time
    def test_a_blank_workbook_shows_few_columns(self):
        path = self.folder / 'new.xlsx'
        self.assertEqual(gongwen('new', 'monthly-bulletin', '-o', path).status, DONE)
        sheet = opened(path)['事项']
        hidden = set()
        for first, dimension in sheet.column_dimensions.items():
            if dimension.hidden:
                self.assertEqual(dimension.outlineLevel, 1)
                hidden.update(range(dimension.min, dimension.max + 1))
        shown = [cell.value for cell in sheet[1] if cell.column not in hidden]
        self.assertIn('日期', shown)
        self.assertLessEqual(len(shown), 15, shown)
        self.assertGreater(len(hidden), 80)
        pages = converted([path], self.folder / 'pdf', 'pdf')[0]
        self.assertLess(pages.stat().st_size, 1 << 20)


if __name__ == '__main__':
    unittest.main()
