"""Columns of the roster and the register: which are printed, and in which order, is chosen in the data."""
import json
import re
import unittest

import openpyxl

from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen
from page_measures import Measures
from samples import output_of

KINDS = {'expert-roster': 'applications', 'proposal-register': 'proposals'}
# All columns of the workbook, by their names.
ALL = {
    'expert-roster': {'number': '序号', 'name': '姓名', 'latin': '拼音', 'gender': '性别', 'birth': '出生年月', 'org': '工作单位',
                      'post': '职务/职称', 'speciality': '从事专业', 'groups': '申请工作组', 'kind': '申请类别', 'english': '英语水平',
                      'mobile': '手机', 'email': '电子邮箱', 'findings': '核对情况'},
    'proposal-register': {'number': '序号', 'title': '提案名称', 'english': '英文名称', 'reference': '项目编号', 'wg': '工作组',
                          'org': '提案单位', 'leader': '负责人', 'phone': '电话', 'email': '邮箱', 'materials': '已收材料',
                          'target': '计划出版', 'stage': '当前阶段', 'history': '进展'},
}
# Columns, and the heads of the page, where related columns that follow each other share one.
CHOSEN = {
    'expert-roster': [(['email', 'name', 'groups'], ['电子邮箱', '姓名', '申请工作组']),
                      (['name', 'latin', 'mobile', 'email', 'number'], ['姓名拼音', '手机电子邮箱', '序号']),
                      (['latin', 'name', 'gender', 'english', 'birth'], ['拼音', '姓名', '性别', '英语水平', '出生年月'])],
    'proposal-register': [(['stage', 'title'], ['当前阶段', '提案名称']),
                          (['title', 'reference', 'leader', 'email', 'history'], ['提案名称项目编号', '负责人邮箱', '进展']),
                          (['english', 'reference', 'phone', 'number'], ['英文名称项目编号', '电话', '序号'])],
}


def data_of(kind):
    return json.loads((ROOT / 'samples' / kind / 'typical.json').read_text(encoding='utf-8'))


class Columns(CommandTest):
    def render(self, kind, columns=None):
        data = data_of(kind)
        if columns is not None:
            data['columns'] = columns
        pages, book = self.folder / 'a.pdf', self.folder / 'a.xlsx'
        result = gongwen('--strict', 'render', kind, self.write('data.json', data), '-o', pages, '-o', book)
        self.assertEqual(result.status, DONE, result.err)
        return pages, openpyxl.load_workbook(book).worksheets[0]

    def heads_of_page(self, path):
        """The heads of the first table, by the structure of the file."""
        text = output_of('pdfinfo', '-struct-text', path)
        heads = re.findall(r'^ +TH:?[^\n]*\n(?: +/[^\n]*\n)*((?: +"[^\n]*\n| +(?:P|Span)[^\n]*\n)+)', text, re.MULTILINE)
        return [re.sub(r'\s', '', ''.join(re.findall(r'"(.*)"', head))) for head in heads]

    def heads_of_sheet(self, sheet):
        first, last = (int(end) for end in re.findall(r'\d+', sheet.print_title_rows))
        self.assertEqual(first, last)
        return [cell.value for cell in sheet[first]]

    def test_heads_and_short_values_are_whole_in_any_order(self):
        # Backwards, so that hardly any columns share one.
        for kind, columns in ALL.items():
            for name in ('typical', 'stress'):
                with self.subTest(f'{kind}/{name}'):
                    data = json.loads((ROOT / 'samples' / kind / f'{name}.json').read_text(encoding='utf-8'))
                    data['columns'] = list(columns)[::-1]
                    result = gongwen('dump', kind, self.write('data.json', data), '--stage', 'fragments', '--error-format', 'json')
                    self.assertEqual(result.status, DONE, result.err)
                    measures = Measures(result.out, result.diagnostics())
                    self.assertEqual((measures.split_labels, measures.outside), (0, []))

    def test_a_form_4_without_its_target(self):
        data = data_of('proposal-register')
        for proposal in data['proposals']:
            if 'form_4' in proposal:
                proposal['form_4'].pop('target_pub', None)
        result = gongwen('render', 'proposal-register', self.write('data.json', data), '-o', self.folder / 'a.pdf',
                         '-o', self.folder / 'a.xlsx')
        self.assertEqual(result.status, DONE, result.err)

    def test_all_of_them_by_default(self):
        for kind, columns in ALL.items():
            with self.subTest(kind):
                _, sheet = self.render(kind)
                self.assertEqual(self.heads_of_sheet(sheet), list(columns.values()))
                self.render(kind, list(columns))
                with_all = (self.folder / 'a.pdf').read_bytes()
                self.render(kind)
                self.assertEqual((self.folder / 'a.pdf').read_bytes(), with_all)

    def test_chosen_columns_in_their_order(self):
        for kind, cases in CHOSEN.items():
            for columns, page_heads in cases:
                with self.subTest(kind, columns=columns):
                    pages, sheet = self.render(kind, columns)
                    self.assertEqual(self.heads_of_sheet(sheet), [ALL[kind][name] for name in columns])
                    self.assertEqual(self.heads_of_page(pages)[:len(page_heads)], page_heads)
                    # The values follow their heads.
                    whole, every = self.render(kind)[1], list(ALL[kind])
                    row = int(re.findall(r'\d+', whole.print_title_rows)[0]) + 1
                    sheet = self.render(kind, columns)[1]
                    self.assertEqual([cell.value for cell in sheet[row]],
                                     [whole.cell(row, every.index(name) + 1).value for name in columns])

    def test_unknown_and_repeated_names_are_refused(self):
        for kind in KINDS:
            for columns in (['email', 'salary'], ['email', 'email'], []):
                with self.subTest(kind, columns=columns):
                    result = gongwen('--error-format', 'json', 'check', kind, self.write('data.json', dict(data_of(kind), columns=columns)))
                    self.assertEqual(result.status, BAD_INPUT)
                    self.assertTrue(all(d['data']['pointer'].startswith('/columns') for d in result.errors()), result.err)


if __name__ == '__main__':
    unittest.main()
