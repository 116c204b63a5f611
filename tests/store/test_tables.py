"""Facts from tables: CSV files and workbooks, with the titles of the schema or the names of members as heads."""
import json
import sys
import unittest

import openpyxl

from facts import FactsTest
from harness import BAD_INPUT, BAD_USAGE, gongwen

HEAD = '国标计划号,项目名称,标准范围'
ROW = '20269001-T-469,网络安全技术　示例邮筒安全要求,该标准规定了示例邮筒的安全要求。'


class TablesTest(FactsTest):
    def setUp(self):
        super().setUp()
        self.location = self.folder / 'facts.db'
        self.store('init', self.location)

    def projects(self):
        return json.loads(self.store('export', self.location).out).get('projects', [])

    def test_csv_rows_become_records(self):
        self.store('import', self.location, self.write('projects.csv', f'{HEAD}\n{ROW}\n'), '--type', 'project')
        self.assertEqual(self.projects(), [{'plan_number': '20269001-T-469', 'title': '网络安全技术　示例邮筒安全要求',
                                            'scope': '该标准规定了示例邮筒的安全要求。'}])

    def test_events_of_a_table_have_dates_and_numbers(self):
        table = 'id,type,dates,name,participants\nmeeting-1,mt_meeting,2026/7/10,示例例会,42\n'
        self.store('import', self.location, self.write('events.csv', table.encode('gb18030')), '--type', 'event')
        self.assertEqual(json.loads(self.store('export', self.location).out)['events'],
                         [{'id': 'meeting-1', 'type': 'mt_meeting', 'dates': ['2026-07-10'], 'name': '示例例会',
                           'participants': 42}])

    def test_a_workbook_is_read_like_a_csv_file(self):
        book = openpyxl.Workbook()
        book.active.append(HEAD.split(','))
        book.active.append(ROW.split(','))
        book.active.append([])
        book.active.append([f'20269002{ROW[8:]}'.split(',')[0], '网络安全技术　示例风筝安全要求', '虚构的范围。'])
        book.create_sheet('备注').append(['not read'])
        path = self.folder / 'projects.xlsx'
        book.save(path)
        self.store('import', self.location, path, '--type', 'project')
        self.assertEqual([p['plan_number'] for p in self.projects()], ['20269001-T-469', '20269002-T-469'])

    def test_heads_are_known_as_people_write_them(self):
        head = '序号,国标计划号＊,项 目 名 称（必填）,标准范围*'
        path = self.write('p.csv', f'{head}\n例,20269009-T-469,示例,示例\n1,{ROW}\n')
        result = self.store('import', self.location, path, '--type', 'project', '--error-format', 'json')
        self.assertIn('data/table-example', result.err)
        self.assertEqual([p['plan_number'] for p in self.projects()], ['20269001-T-469'])

    def test_a_formula_in_place_of_its_result_is_told(self):
        path = self.write('p.csv', f'{HEAD}\n20269001-T-469,=B7,示例=A1\n')
        result = self.store('import', self.location, path, '--type', 'project', '--error-format', 'json')
        self.assertEqual(result.err.count('data/table-formula'), 1)

    def test_a_cell_that_does_not_fit_is_named_and_nothing_enters(self):
        table = f'{HEAD}\n{ROW}\nnonsense,甲甲,乙乙\n'
        result = gongwen('store', 'import', self.location, self.write('p.csv', table), '--type', 'project',
                         '--error-format', 'json')
        self.assertEqual(result.status, BAD_INPUT, result.err)
        self.assertEqual(result.errors()[0]['data']['cell'], 'A3')
        self.assertEqual(self.projects(), [])

    def test_a_table_must_say_what_its_rows_are(self):
        result = gongwen('store', 'import', self.location, self.write('p.csv', HEAD), '--error-format', 'json')
        self.assert_fails(result, BAD_USAGE, 'store/needs-sort')

    def test_what_is_no_workbook_is_told(self):
        for content, identifier in ((b'PK\x03\x04 nothing', 'intake/damaged'), (b'{"a": 1}', 'store/unreadable-table')):
            result = gongwen('store', 'import', self.location, self.write('p.xlsx', content), '--type', 'project',
                             '--error-format', 'json')
            self.assert_fails(result, BAD_INPUT, identifier)

    def test_a_json_file_of_no_known_form_is_told(self):
        result = gongwen('store', 'import', self.location, self.write('p.json', [1]), '--error-format', 'json')
        self.assert_fails(result, BAD_INPUT, 'store/no-records')


if __name__ == '__main__':
    sys.exit(unittest.main())
