"""Data workbooks as offices treat them: sorted, copied, hidden, merged, typed over; nothing lost, nothing invented unsaid."""
import pathlib
import unittest

import openpyxl

import needs
from filled_workbooks import converted, opened
from harness import BAD_INPUT, DONE, ROOT, gongwen, sample
from test_data_books import NEEDS, BookTest, column_of

LIST = '需求清单'
# A workbook of an older version: its first row, hidden, holds the keys of the columns.
FORMER = ROOT / 'tests/command/former_books/needs-notice.xlsx'


def rows_of(sheet):
    """The rows of a sheet that have cells, as lists."""
    return [[cell.value for cell in row] for row in sheet.iter_rows() if any(cell.value is not None for cell in row)]


def key_column(sheet, key):
    """The column with this key in the hidden first row of a former workbook."""
    return next(cell.column for cell in sheet[1] if cell.value == key)


def put(sheet, rows):
    sheet.delete_rows(1, sheet.max_row)
    for row in rows:
        sheet.append(row)


class BookRules(BookTest):
    def needs_book(self, change):
        return self.changed_book(change, 'needs-notice', NEEDS)

    def former_book(self, change):
        book = opened(FORMER)
        change(book)
        path = self.folder / 'former.xlsx'
        book.save(path)
        return path

    def ids(self, path, status=DONE):
        """The messages by their identifiers."""
        return {d['id']: d['message'] for d in self.told('needs-notice', path, status)}


class Sorting(BookRules):
    def test_headings_are_those_of_a_table_with_a_filter(self):
        sheet = opened(self.book('needs-notice', NEEDS))[LIST]
        table, = sheet.tables.values()
        self.assertEqual(table.ref, f'A1:I{sheet.max_row}')
        self.assertEqual(table.autoFilter.ref, table.ref)

    @needs.time
    def test_a_filtered_workbook_still_comes_back_from_an_office_program(self):
        path = self.book('needs-notice', NEEDS)
        office = converted([path], self.folder / 'office', 'xlsx')[0]
        self.assertTrue(any(table.autoFilter for table in opened(office)[LIST].tables.values()))
        self.assertEqual(self.extracted(office), sample(NEEDS))


class FormerSorting(BookRules):
    def test_workbooks_of_older_versions_have_no_empty_row_below_the_keys(self):
        path = self.former_book(lambda book: book[LIST].delete_rows(2))
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_keys_at_the_end_and_headings_at_the_top(self):
        def change(book):
            keys, heads, *data = rows_of(book[LIST])
            put(book[LIST], [heads, *data, keys])
        path = self.former_book(change)
        self.assertIn('databook/moved-keys', self.ids(path))
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_headings_among_the_rows(self):
        def change(book):
            keys, heads, *data = rows_of(book[LIST])
            put(book[LIST], [keys, *data[:4], heads, *data[4:]])
        told = self.ids(self.former_book(change), BAD_INPUT)
        self.assertIn('需求清单!A6', told['databook/moved-heads'])

    def test_headings_above_the_keys_and_a_row_above_them(self):
        def change(book):
            keys, heads, *data = rows_of(book[LIST])
            put(book[LIST], [data[0], heads, keys, *data[1:]])
        self.assertIn('databook/moved-heads', self.ids(self.former_book(change), BAD_INPUT))

    def test_headings_that_come_again(self):
        def change(book):
            sheet = book[LIST]
            sheet.append([cell.value for cell in sheet[3]])
        path = self.former_book(change)
        self.assertIn('需求清单!A16', self.ids(path)['databook/repeated-heads'])
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_a_deleted_row_of_headings_costs_no_row(self):
        path = self.former_book(lambda book: book[LIST].delete_rows(3))
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_a_title_between_keys_and_headings(self):
        def change(book):
            book[LIST].insert_rows(2)
            book[LIST]['A2'] = '2026年需求清单'
        path = self.former_book(change)
        self.assertIn('2026年需求清单', self.ids(path)['databook/rows-above'])
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_a_title_above_headings_without_keys(self):
        def change(book):
            book[LIST].delete_rows(1)
            book[LIST].insert_rows(1)
            book[LIST]['A1'] = '2026年需求清单'
        path = self.former_book(change)
        self.assertIn('databook/rows-above', self.ids(path))
        self.assertEqual(self.extracted(path), sample(NEEDS))


class FormerHeadings(BookRules):
    def test_two_columns_that_changed_places_without_their_keys(self):
        def change(book):
            sheet = book[LIST]
            first, second = key_column(sheet, 'gw:/group'), key_column(sheet, 'gw:/note')
            for row in range(2, sheet.max_row + 1):
                one, other = sheet.cell(row, first), sheet.cell(row, second)
                one.value, other.value = other.value, one.value
        path = self.former_book(change)
        self.assertIn('databook/head-moved', self.ids(path))
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_two_lines_that_changed_places_without_their_keys(self):
        def change(book):
            sheet = book['基本信息']
            lines = {sheet.cell(row, 4).value: row for row in range(3, sheet.max_row + 1)}
            first, second = lines['gw:/year'], lines['gw:/batch']
            for column in (1, 2, 3):
                one, other = sheet.cell(first, column), sheet.cell(second, column)
                one.value, other.value = other.value, one.value
        path = self.former_book(change)
        self.assertIn('databook/head-moved', self.ids(path))
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_the_same_heading_over_two_columns_with_keys(self):
        def change(book):
            sheet = book[LIST]
            sheet.cell(3, key_column(sheet, 'gw:/group')).value = '备注'
        self.assertIn('databook/same-head', self.ids(self.former_book(change), BAD_INPUT))

    def test_of_two_columns_with_the_same_heading_the_one_with_the_key_counts(self):
        def change(book):
            sheet = book[LIST]
            column = sheet.max_column + 1
            sheet.cell(3, column).value = sheet.cell(3, 2).value
            sheet.cell(4, column).value = '另一个名称'
        path = self.former_book(change)
        self.assertIn('需求清单!J3', self.ids(path)['databook/unknown-column'])
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_of_two_columns_with_the_same_heading_the_first_counts_without_keys(self):
        def change(book):
            sheet = book[LIST]
            sheet.cell(3, 12).value = sheet.cell(3, 2).value
            sheet.cell(4, 12).value = '另一个名称'
            sheet.delete_rows(1)
        path = self.former_book(change)
        self.assertIn('需求清单!L2', self.ids(path)['databook/unknown-column'])
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_values_without_a_heading_are_named(self):
        def change(book):
            book[LIST]['K4'], book[LIST]['M20'] = '随手记', '另记'
        path = self.former_book(change)
        places = [d['message'] for d in self.told('needs-notice', path, DONE) if d['id'] == 'databook/no-head']
        self.assertIn('需求清单!K4', ' '.join(places))
        self.assertIn('需求清单!M20', ' '.join(places))


class Sheets(BookRules):
    def copied(self, state):
        def change(book):
            copy = book.copy_worksheet(book[LIST])
            copy.title, copy.sheet_state = '上一批', state
        return self.needs_book(change)

    def test_hidden_copies_are_not_read(self):
        for state in ('hidden', 'veryHidden'):
            with self.subTest(state):
                path = self.copied(state)
                self.assertIn('上一批', self.ids(path)['databook/hidden-sheet'])
                self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_visible_copies_are_an_error(self):
        told = self.ids(self.copied('visible'), BAD_INPUT)
        self.assertIn('上一批', told['databook/same-table'])

    def test_hidden_rows_and_columns_are_read_and_told(self):
        def change(book):
            book[LIST].row_dimensions[3].hidden = True
            book[LIST].column_dimensions['H'].hidden = True
        path = self.needs_book(change)
        self.assertIn('3, H', self.ids(path)['databook/hidden-cells'])
        self.assertEqual(self.extracted(path), sample(NEEDS))


class Rows(BookRules):
    def test_a_row_typed_over_the_example(self):
        path = self.folder / 'new.xlsx'
        self.assertEqual(gongwen('new', 'needs-notice', '-o', path).status, DONE)
        self.assertEqual(gongwen('extract', path).status, DONE)
        book = opened(path)
        book[LIST]['B2'] = '网络安全技术　示例邮筒安全要求'
        book.save(path)
        told = self.ids(path, BAD_INPUT)
        self.assertIn('需求清单!A2', told['databook/filled-example'])

    def test_a_number_called_example_in_the_middle(self):
        def change(book):
            book[LIST]['A4'] = '例'
        self.assertIn('databook/filled-example', self.ids(self.needs_book(change), BAD_INPUT))

    def test_sums_and_notes_below_the_rows(self):
        for column, text in ((1, '合计'), (2, '合 计'), (2, '注：以上数据截至1月底。'), (1, 'Total')):
            with self.subTest(text):
                def change(book, column=column, text=text):
                    book[LIST].cell(14, column).value = text
                told = self.ids(self.needs_book(change), BAD_INPUT)
                self.assertIn('需求清单!', told['databook/not-a-record'])
                self.assertNotIn('data/missing-name', told)

    def test_a_note_that_looks_like_a_row(self):
        def change(book):
            book[LIST].cell(14, 2).value = '以上数据截至一月底'
        self.assertIn('需求清单!B14', self.ids(self.needs_book(change), BAD_INPUT)['databook/one-cell'])

    def test_a_value_merged_over_rows_counts_for_each(self):
        def change(book):
            sheet = book[LIST]
            column = column_of(sheet, 'gw:/group')
            sheet.cell(2, column).value = '数据安全工作组'
            sheet.merge_cells(start_row=2, end_row=4, start_column=column, end_column=column)
        groups = [need.get('group') for need in self.extracted(self.needs_book(change))['needs']]
        self.assertEqual(groups[:3], ['数据安全工作组'] * 3)

    def test_a_value_merged_over_columns_is_an_error(self):
        told = self.ids(self.needs_book(lambda book: book[LIST].merge_cells('B2:C2')), BAD_INPUT)
        self.assertIn('B2:C2', told['databook/merged-columns'])


class Cells(BookRules):
    def test_cells_that_show_something_else(self):
        def change(book):
            sheet = book[LIST]
            sheet['H2'] = '=CONCATENATE("甲","乙")'
            sheet['H3'] = '隐藏的备注'
            sheet['H3'].number_format = ';;;'
            sheet['H4'] = '白字'
            sheet['H4'].font = openpyxl.styles.Font(color='FFFFFFFF')
            sheet['H5'] = 110101199001011234
            sheet['H6'] = '#N/A'
        told = self.told('needs-notice', self.needs_book(change), BAD_INPUT)
        found = {d['id']: d['message'] for d in told}
        for message, cell in (('no-result', 'H2'), ('lost-digits', 'H5'), ('cell-error', 'H6')):
            self.assertIn(f'需求清单!{cell}', found[f'databook/{message}'])
        invisible = ' '.join(d['message'] for d in told if d['id'] == 'databook/invisible')
        self.assertIn('需求清单!H3', invisible)
        self.assertIn('需求清单!H4', invisible)

    def test_texts_are_what_the_format_shows(self):
        def change(book):
            sheet = book[LIST]
            for row, value, shown in ((2, 7, '000'), (3, 0.5, '0%'), (4, 1234.5, '#,##0.00'), (5, 38, '0"项"')):
                sheet.cell(row, 8).value, sheet.cell(row, 8).number_format = value, shown
        notes = [need.get('note') for need in self.extracted(self.needs_book(change))['needs']]
        self.assertEqual(notes[:4], ['007', '50%', '1,234.50', '38项'])

    def test_a_date_that_shows_no_day_is_told(self):
        def change(book):
            sheet = book['基本信息']
            row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, 1).value == '成文日期*')
            sheet.cell(row, 2).number_format = 'yyyy"年"m"月"'
        self.assertIn('databook/shown-otherwise', self.ids(self.needs_book(change)))

    def test_comments_at_values_are_told(self):
        def change(book):
            book[LIST]['B2'].comment = openpyxl.comments.Comment('应改为修订', '某某')
        self.assertIn('应改为修订', self.ids(self.needs_book(change))['databook/over-cells'])

    def test_untouched_workbooks_are_read_without_a_word(self):
        for path in (NEEDS, ROOT / 'samples/monthly-bulletin/2026-08-all-events.json',
                     ROOT / 'samples/proposal-register/typical.json'):
            kind = pathlib.Path(path).parent.name
            book = self.book(kind, path, f'{kind}.xlsx')
            told = {d['id'] for d in gongwen('--error-format', 'json', 'check', kind, book).diagnostics()}
            self.assertEqual({one for one in told if one.startswith('databook/')}, set())


if __name__ == '__main__':
    unittest.main()
