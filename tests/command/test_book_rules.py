"""Data workbooks as offices treat them: sorted, copied, hidden, merged, typed over; nothing lost, nothing invented unsaid."""
import pathlib
import unittest

import openpyxl

from filled_workbooks import converted, opened
from harness import BAD_INPUT, DONE, ROOT, gongwen, sample
from test_data_books import NEEDS, BookTest, column_of

LIST = '需求清单'


def rows_of(sheet):
    """The rows of a sheet that have cells, as lists."""
    return [[cell.value for cell in row] for row in sheet.iter_rows() if any(cell.value is not None for cell in row)]


def put(sheet, rows):
    sheet.delete_rows(1, sheet.max_row)
    for row in rows:
        sheet.append(row)


class BookRules(BookTest):
    def needs_book(self, change):
        return self.changed_book(change, 'needs-notice', NEEDS)

    def ids(self, path, status=DONE):
        """The messages by their identifiers."""
        return {d['id']: d['message'] for d in self.told('needs-notice', path, status)}


class Sorting(BookRules):
    def test_headings_have_a_filter_that_leaves_out_the_keys(self):
        sheet = opened(self.book('needs-notice', NEEDS))[LIST]
        self.assertRegex(sheet.auto_filter.ref, r'^A3:I\d+$')
        self.assertGreater(int(sheet.auto_filter.ref.rsplit('I', 1)[1]), sheet.max_row - 1)

    def test_a_filtered_workbook_still_comes_back_from_an_office_program(self):
        path = self.book('needs-notice', NEEDS)
        office = converted([path], self.folder / 'office', 'xlsx')[0]
        self.assertTrue(opened(office)[LIST].auto_filter.ref)
        self.assertEqual(self.extracted(office), sample(NEEDS))

    def test_workbooks_of_older_versions_have_no_empty_row_below_the_keys(self):
        path = self.needs_book(lambda book: book[LIST].delete_rows(2))
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_keys_at_the_end_and_headings_at_the_top(self):
        def change(book):
            keys, heads, *data = rows_of(book[LIST])
            put(book[LIST], [heads, *data, keys])
        path = self.needs_book(change)
        self.assertIn('databook/moved-keys', self.ids(path))
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_headings_among_the_rows(self):
        def change(book):
            keys, heads, *data = rows_of(book[LIST])
            put(book[LIST], [keys, *data[:4], heads, *data[4:]])
        told = self.ids(self.needs_book(change), BAD_INPUT)
        self.assertIn('需求清单!A6', told['databook/moved-heads'])

    def test_headings_above_the_keys_and_a_row_above_them(self):
        def change(book):
            keys, heads, *data = rows_of(book[LIST])
            put(book[LIST], [data[0], heads, keys, *data[1:]])
        self.assertIn('databook/moved-heads', self.ids(self.needs_book(change), BAD_INPUT))

    def test_headings_that_come_again(self):
        def change(book):
            sheet = book[LIST]
            sheet.append([cell.value for cell in sheet[3]])
        path = self.needs_book(change)
        self.assertIn('需求清单!A16', self.ids(path)['databook/repeated-heads'])
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_a_deleted_row_of_headings_costs_no_row(self):
        path = self.needs_book(lambda book: book[LIST].delete_rows(3))
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_a_title_between_keys_and_headings(self):
        def change(book):
            book[LIST].insert_rows(2)
            book[LIST]['A2'] = '2026年需求清单'
        path = self.needs_book(change)
        self.assertIn('2026年需求清单', self.ids(path)['databook/rows-above'])
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_a_title_above_headings_without_keys(self):
        def change(book):
            book[LIST].delete_rows(1)
            book[LIST].insert_rows(1)
            book[LIST]['A1'] = '2026年需求清单'
        path = self.needs_book(change)
        self.assertIn('databook/rows-above', self.ids(path))
        self.assertEqual(self.extracted(path), sample(NEEDS))


class Headings(BookRules):
    def test_two_columns_that_changed_places_without_their_keys(self):
        def change(book):
            sheet = book[LIST]
            first, second = column_of(sheet, 'gw:/group'), column_of(sheet, 'gw:/note')
            for row in range(2, sheet.max_row + 1):
                one, other = sheet.cell(row, first), sheet.cell(row, second)
                one.value, other.value = other.value, one.value
        path = self.needs_book(change)
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
        path = self.needs_book(change)
        self.assertIn('databook/head-moved', self.ids(path))
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_the_same_heading_over_two_columns_with_keys(self):
        def change(book):
            sheet = book[LIST]
            sheet.cell(3, column_of(sheet, 'gw:/group')).value = '备注'
        self.assertIn('databook/same-head', self.ids(self.needs_book(change), BAD_INPUT))

    def test_of_two_columns_with_the_same_heading_the_one_with_the_key_counts(self):
        def change(book):
            sheet = book[LIST]
            column = sheet.max_column + 1
            sheet.cell(3, column).value = sheet.cell(3, 2).value
            sheet.cell(4, column).value = '另一个名称'
        path = self.needs_book(change)
        self.assertIn('需求清单!J3', self.ids(path)['databook/unknown-column'])
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_of_two_columns_with_the_same_heading_the_first_counts_without_keys(self):
        def change(book):
            sheet = book[LIST]
            sheet.cell(3, 12).value = sheet.cell(3, 2).value
            sheet.cell(4, 12).value = '另一个名称'
            sheet.delete_rows(1)
        path = self.needs_book(change)
        self.assertIn('需求清单!L2', self.ids(path)['databook/unknown-column'])
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_values_without_a_heading_are_named(self):
        def change(book):
            book[LIST]['K4'], book[LIST]['M20'] = '随手记', '另记'
        path = self.needs_book(change)
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
            book[LIST].row_dimensions[5].hidden = True
            book[LIST].column_dimensions['H'].hidden = True
        path = self.needs_book(change)
        self.assertIn('5, H', self.ids(path)['databook/hidden-cells'])
        self.assertEqual(self.extracted(path), sample(NEEDS))


class Rows(BookRules):
    def test_a_row_typed_over_the_example(self):
        path = self.folder / 'new.xlsx'
        self.assertEqual(gongwen('new', 'needs-notice', '-o', path).status, DONE)
        self.assertEqual(gongwen('extract', path).status, DONE)
        book = opened(path)
        book[LIST]['B4'] = '网络安全技术　示例邮筒安全要求'
        book.save(path)
        told = self.ids(path, BAD_INPUT)
        self.assertIn('需求清单!A4', told['databook/filled-example'])

    def test_a_number_called_example_in_the_middle(self):
        def change(book):
            book[LIST]['A6'] = '例'
        self.assertIn('databook/filled-example', self.ids(self.needs_book(change), BAD_INPUT))

    def test_sums_and_notes_below_the_rows(self):
        for column, text in ((1, '合计'), (2, '合 计'), (2, '注：以上数据截至1月底。'), (1, 'Total')):
            with self.subTest(text):
                def change(book, column=column, text=text):
                    book[LIST].cell(16, column).value = text
                told = self.ids(self.needs_book(change), BAD_INPUT)
                self.assertIn('需求清单!', told['databook/not-a-record'])
                self.assertNotIn('data/missing-name', told)

    def test_a_note_that_looks_like_a_row(self):
        def change(book):
            book[LIST].cell(16, 2).value = '以上数据截至一月底'
        self.assertIn('需求清单!B16', self.ids(self.needs_book(change), BAD_INPUT)['databook/one-cell'])

    def test_a_value_merged_over_rows_counts_for_each(self):
        def change(book):
            sheet = book[LIST]
            column = column_of(sheet, 'gw:/group')
            sheet.cell(4, column).value = '数据安全工作组'
            sheet.merge_cells(start_row=4, end_row=6, start_column=column, end_column=column)
        groups = [need.get('group') for need in self.extracted(self.needs_book(change))['needs']]
        self.assertEqual(groups[:3], ['数据安全工作组'] * 3)

    def test_a_value_merged_over_columns_is_an_error(self):
        told = self.ids(self.needs_book(lambda book: book[LIST].merge_cells('B4:C4')), BAD_INPUT)
        self.assertIn('B4:C4', told['databook/merged-columns'])


class Cells(BookRules):
    def test_cells_that_show_something_else(self):
        def change(book):
            sheet = book[LIST]
            sheet['H4'] = '=CONCATENATE("甲","乙")'
            sheet['H5'] = '隐藏的备注'
            sheet['H5'].number_format = ';;;'
            sheet['H6'] = '白字'
            sheet['H6'].font = openpyxl.styles.Font(color='FFFFFFFF')
            sheet['H7'] = 110101199001011234
            sheet['H8'] = '#N/A'
        told = self.told('needs-notice', self.needs_book(change), BAD_INPUT)
        found = {d['id']: d['message'] for d in told}
        for message, cell in (('no-result', 'H4'), ('lost-digits', 'H7'), ('cell-error', 'H8')):
            self.assertIn(f'需求清单!{cell}', found[f'databook/{message}'])
        invisible = ' '.join(d['message'] for d in told if d['id'] == 'databook/invisible')
        self.assertIn('需求清单!H5', invisible)
        self.assertIn('需求清单!H6', invisible)

    def test_texts_are_what_the_format_shows(self):
        def change(book):
            sheet = book[LIST]
            for row, value, shown in ((4, 7, '000'), (5, 0.5, '0%'), (6, 1234.5, '#,##0.00'), (7, 38, '0"项"')):
                sheet.cell(row, 8).value, sheet.cell(row, 8).number_format = value, shown
        notes = [need.get('note') for need in self.extracted(self.needs_book(change))['needs']]
        self.assertEqual(notes[:4], ['007', '50%', '1,234.50', '38项'])

    def test_a_date_that_shows_no_day_is_told(self):
        def change(book):
            sheet = book['基本信息']
            row = next(r for r in range(3, sheet.max_row + 1) if sheet.cell(r, 4).value == 'gw:/date')
            sheet.cell(row, 2).number_format = 'yyyy"年"m"月"'
        self.assertIn('databook/shown-otherwise', self.ids(self.needs_book(change)))

    def test_comments_at_values_are_told(self):
        def change(book):
            book[LIST]['B4'].comment = openpyxl.comments.Comment('应改为修订', '某某')
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
