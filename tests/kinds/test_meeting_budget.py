"""The budget of a meeting: pages and workbook have the same sums, though templates calculate those of the pages and a
spreadsheet those of the workbook; sums are carried over pages; the rules."""
import decimal
import re
import subprocess
import unittest

from harness import BAD_INPUT, DONE, ROOT, CommandTest, changed, gongwen, sample
from own_workbooks import calculated

KIND = 'meeting-budget'
FOLDER = ROOT / 'samples' / KIND


def amount(text):
    return decimal.Decimal(text.replace(',', ''))


class MeetingBudget(CommandTest):
    def made(self, name):
        """The pages' texts, each line with its blanks joined, and the workbook with its results."""
        page, book = self.folder / f'{name}.pdf', self.folder / f'{name}.xlsx'
        result = gongwen('render', KIND, FOLDER / f'{name}.json', '-o', page, '-o', book)
        self.assertEqual(result.status, DONE, result.err)
        text = subprocess.run(['pdftotext', '-layout', page, '-'], capture_output=True, check=True).stdout.decode()
        return text.split('\f')[:-1], calculated([book], self.folder)[0]

    def test_sums_of_pages_and_workbook_are_those_of_the_data(self):
        for name in ('minimal', 'typical', 'stress'):
            data = sample(FOLDER / f'{name}.json')
            sums = [sum(item['count'] * decimal.Decimal(str(item['price'])) for item in group['lines']) for group in data['groups']]
            pages, book = self.made(name)
            text = '\n'.join(pages)
            self.assertEqual([amount(found) for found in re.findall(r'小计 +([\d,.]+)', text)], sums)
            self.assertEqual([amount(found) for found in re.findall(r'合计 +([\d,.]+)', text)], [sum(sums)])
            rows = [[cell.value for cell in row] for row in book['汇总'].iter_rows(max_col=2)]
            self.assertEqual([row[0] for row in rows], ['类别', *(group['name'] for group in data['groups']), '合计'])
            for shown, expected in zip(rows[1:], [*sums, sum(sums)], strict=True):
                self.assertEqual(round(decimal.Decimal(shown[1]), 2), expected, name)

    def test_sums_are_carried_over_pages(self):
        pages, _ = self.made('stress')
        self.assertGreater(len(pages), 3)
        carried = [re.findall(r'过次页 +([\d,.]+)', page) for page in pages]
        brought = [re.findall(r'承前页 +([\d,.]+)', page) for page in pages]
        self.assertEqual(([], carried[:-1]), (carried[-1], brought[1:]))
        self.assertTrue(all(len(found) == 1 for found in carried[:-1]), carried)
        # The total is on the page that is signed.
        self.assertRegex(pages[-1], r'合计（大写）：人民币.*\n(?:.*\n)*审核人：')

    def test_rules(self):
        cases = (('group-once', {'name': '专家费', 'lines': [{'name': '评审', 'count': 1, 'price': 1}]}, BAD_INPUT),
                 ('whole-fen', {'name': '其他费用', 'lines': [{'name': '评审', 'count': 1, 'price': 1.005}]}, BAD_INPUT),
                 ('item-once', {'name': '其他费用', 'lines': [{'name': '评审', 'count': 1, 'price': 1}] * 2}, DONE))
        for rule, group, status in cases:
            data = changed(lambda data, group=group: data['groups'].append(group), FOLDER / 'typical.json')
            result = gongwen('--error-format', 'json', 'check', KIND, self.write('data.json', data))
            self.assertEqual(result.status, status, result.err)
            self.assertEqual([one['hint'].split('`')[1] for one in result.diagnostics()], [rule])
        # Names that the workbook's SUMIF would take for a pattern or a comparison.
        for name in ('其他*', '=会议费', '>=费用'):
            data = changed(lambda data, name=name: data['groups'][0].update(name=name), FOLDER / 'typical.json')
            self.assertEqual(gongwen('check', KIND, self.write('data.json', data)).status, BAD_INPUT)


if __name__ == '__main__':
    unittest.main()
