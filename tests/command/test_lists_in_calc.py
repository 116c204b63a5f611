"""Lists of workbooks as people work with them: sorted by the button, with a row typed below, and printed by LibreOffice; and
what openpyxl finds of their tables."""
import re
import shutil
import subprocess
import unittest
import zipfile

from calc_driver import drive
from filled_workbooks import opened
from harness import DONE, ROOT, CommandTest, gongwen

# Samples with lists, and the sheets of each that are tables.
LISTS = {
    'needs-notice/typical': ['需求清单'],
    'expert-roster/typical': ['汇总表'],
    'proposal-register/typical': ['登记表', '进展日期', '待推进'],
    'work-points/typical': ['工作要点'],
    'opinions/typical': ['条目'],
    'result-notice/typical': ['正文'],
    'monthly-bulletin/2026-08-all-events': ['事项', '事项要素', '在研标准项目', '国际标准投票'],
}

HEAD = '''<html lang="zh-CN"><head><title>采购清单</title></head><body>
<table data-sheet="采购（甲）" data-freeze="head" data-table="采购">
<caption>采购清单</caption>
<colgroup><col style="width: 20ch"/><col style="width: 12ch"/><col style="width: 12ch"/><col style="width: 14ch"/></colgroup>
<thead><tr><th>名称</th><th>数量</th><th>单价 (元)</th><th>金额</th></tr></thead><tbody>
'''
ROW = '''<tr><td>{}</td><td data-type="number">{}</td><td data-type="number">{}</td><td data-type="formula" data-result="{}">=B{}*C{}</td></tr>
'''
LONG = '每人一份，请在会前两天送到会议室，由会务组签收'
ITEMS = [('丙', 2, 4), ('乙', 1, 10), ('甲', 5, 4)]
TOTAL = '''<tfoot><tr><td>合计</td><td></td><td></td><td data-type="formula" data-result="38">=SUBTOTAL(109,D3:D5)</td></tr></tfoot>'''
WORDS = '''<tfoot><tr><td colspan="4">共3项，金额合计38元。</td></tr></tfoot>'''
STYLE = 'td, th, caption { font: 10.5pt SimSun; white-space: pre-line; border: 0.5pt solid } caption { text-align: center; border: none }'


def printed(pdf):
    """The text of a PDF without blanks."""
    text = subprocess.run(['pdftotext', '-layout', pdf, '-'], stdout=subprocess.PIPE, check=True).stdout.decode('utf-8')
    return re.sub(r'\s+', '', text)


class ListsTest(CommandTest):
    def own_list(self, foot='', items=None, more=''):
        """A workbook of a list with a calculated column."""
        bundle = self.folder / 'bundles'
        shutil.copytree(ROOT / 'docs/examples/first-bundle', bundle, dirs_exist_ok=True)
        rows = ''.join(ROW.format(name, count, price, count * price, row, row) for row, (name, count, price) in enumerate(items or ITEMS, 3))
        (bundle / 'meeting-notice/workbook.html').write_text(f'{HEAD}{rows}</tbody>{foot}</table>{more}</body></html>', encoding='utf-8')
        (bundle / 'meeting-notice/workbook.css').write_text(STYLE, encoding='utf-8')
        path = self.folder / 'list.xlsx'
        result = gongwen('--templates', bundle, 'render', 'meeting-notice', bundle / 'data.json', '-o', path)
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(result.err, '')
        return path

    def test_every_list_is_a_table_whose_heads_are_its_cells(self):
        for name, sheets in LISTS.items():
            with self.subTest(name):
                kind = name.split('/')[0]
                path = self.folder / f'{kind}.xlsx'
                result = gongwen('render', kind, ROOT / 'samples' / f'{name}.json', '-o', path)
                self.assertEqual(result.status, DONE, result.err)
                self.check_tables(opened(path), sheets)

    def check_tables(self, book, sheets):
        tables = [(sheet, table) for sheet in book for table in sheet.tables.values()]
        self.assertLessEqual(set(sheets), {sheet.title for sheet, _table in tables})
        self.assertEqual(len({table.name.lower() for _sheet, table in tables}), len(tables))
        self.assertEqual(len({table.id for _sheet, table in tables}), len(tables))
        for sheet, table in tables:
            cells = sheet[table.ref]
            self.assertEqual([column.name for column in table.tableColumns], [cell.value for cell in cells[0]])
            self.assertIsNone(sheet.auto_filter.ref)
            self.assertFalse(sheet.print_area)
            top, bottom = cells[0][0].row, cells[-1][0].row
            self.assertFalse([area for area in sheet.merged_cells.ranges if area.min_row <= bottom and area.max_row >= top])

    def test_a_list_is_sorted_by_one_click_grows_and_is_printed(self):
        path = self.own_list()
        pdf = self.folder / 'printed.pdf'
        answers = drive(path, [('ranges',), ('sort', 1, 3), ('rows', 0, 4, 4), ('type', 0, 5, '新的一行'), ('type', 1, 5, '7'),
                               ('print', pdf.as_uri())], self.folder)
        self.assertEqual([line.rstrip('\t') for line in answers], [
            '采购', '采购清单', '名称\t数量\t单价 (元)\t金额', '乙\t1\t10\t10', '丙\t2\t4\t8', '甲\t5\t4\t20'])
        text = printed(pdf)
        for wanted in ('采购清单', '乙11010', '甲5420', '新的一行7'):
            self.assertIn(wanted, text)

    def test_sums_on_other_sheets_name_the_column_and_are_calculated(self):
        sums = ''.join(f'<tr><td data-type="formula">{formula}</td></tr>' for formula in (
            '=SUM(采购（甲）[金额])', '=SUMIF(采购（甲）[名称],"甲",采购（甲）[数量])', "='采购（甲）'!$D$3*2", '="采购（甲）[金额]"'))
        path = self.own_list(more=f'<table data-sheet="汇总"><tbody>{sums}</tbody></table>')
        sheet = opened(path)['汇总']
        self.assertEqual([sheet.cell(row, 1).value for row in (1, 2, 3, 4)], [
            '=SUM(采购[金额])', '=SUMIF(采购[名称],"甲",采购[数量])', "='采购（甲）'!$D$3*2", '="采购（甲）[金额]"'])
        answers = drive(path, [('type', 1, 2, '100'), ('sheet', '汇总'), ('rows', 0, 2, 1)], self.folder)
        self.assertEqual([line.strip() for line in answers], ['430', '5', '800'])

    def test_rows_of_several_lines_show_all_when_opened_and_grow(self):
        path = self.own_list(items=[(LONG, 2, 4), ('乙', 1, 10), (LONG, 5, 4)])
        with zipfile.ZipFile(path) as parts:
            rows = re.findall('<row r="([345])"([^>]*)>', parts.read('xl/worksheets/sheet1.xml').decode('utf-8'))
        heights = {number: re.search(' ht="([0-9.]+)"', words) for number, words in rows}
        self.assertGreater(float(heights['3'][1]), 30)
        self.assertIsNone(heights['4'])
        self.assertEqual([words for _number, words in rows if 'customHeight' in words], [])
        before = [int(line) for line in drive(path, [('height', row) for row in (2, 3, 4)], self.folder)]
        self.assertGreater(before[0], 2 * before[1])
        after = [int(line) for line in drive(path, [('type', 0, 2, LONG * 3), ('type', 0, 3, LONG), ('type', 0, 4, '丙')]
                                             + [('height', row) for row in (2, 3, 4)], self.folder)]
        self.assertGreater(after[0], 2 * before[0])
        self.assertGreater(after[1], 2 * before[1])
        self.assertLess(after[2], before[2] / 2)

    def test_a_total_row_stays_below_and_is_calculated(self):
        answers = drive(self.own_list(TOTAL), [('sort', 1, 3), ('type', 2, 2, '100'), ('rows', 2, 5, 4), ('show', 3, 5)], self.folder)
        self.assertEqual([line.rstrip('\t') for line in answers[:4]], ['乙\t1\t100\t100', '丙\t2\t4\t8', '甲\t5\t4\t20', '合计\t\t\t128'])
        self.assertIn('SUBTOTAL(109;采购[金额])', answers[4])

    def test_words_below_a_list_are_not_sorted(self):
        answers = drive(self.own_list(WORDS), [('sort', 0, 2), ('rows', 0, 5, 1)], self.folder)
        self.assertEqual([answers[0].strip(), answers[1].strip(), answers[5].strip()], ['采购清单', '名称', '共3项，金额合计38元。'])
        self.assertEqual({line.strip() for line in answers[2:5]}, {'甲', '乙', '丙'})

    def test_the_register_is_sorted_and_printed_whole(self):
        path = self.folder / 'register.xlsx'
        result = gongwen('render', 'proposal-register', ROOT / 'samples/proposal-register/typical.json', '-o', path)
        self.assertEqual(result.status, DONE, result.err)
        sheet = opened(path)['登记表']
        texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        column = next(cell.column - 1 for cell in sheet[3] if cell.value == '提案名称')
        pdf = self.folder / 'register.pdf'
        answers = drive(path, [('sort', column, 4), ('rows', 3, 6, column + 1), ('print', pdf.as_uri())], self.folder)
        names = [line.split('\t')[column] for line in answers]
        self.assertEqual(len(names), 4)
        self.assertEqual(names, sorted(names))
        text = printed(pdf)
        # Lines of one cell may stand beside those of others.
        missing = [line for value in texts for line in value.split('\n') if len(line) < 9 and re.sub(r'\s+', '', line) not in text]
        self.assertEqual(missing, [])


if __name__ == '__main__':
    unittest.main()
