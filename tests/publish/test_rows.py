"""Errors in a record are reported with the file and the row that it came from, and with who changed it last: the notes
publish/entered-by and publish/changed-by, which have no identifiers in JSON."""
import json
import sys
import unittest

import openpyxl

from facts import EVENT, PROJECT, REVIEW, FactsTest
from harness import BAD_INPUT

JULY = ('--period', '2026-07')
HEAD = ['id', 'type', 'dates', 'count', 'standards']
ROWS = [['other-0701', 'ns_draft_review', '2026-07-01', '1', '国标计划号=20269001-T-469，是否通过审查=是'],
        ['review-0712', 'ns_draft_review', '2026-07-12', '3', '国标计划号=20269001-T-469，是否通过审查=是']]
WHO = {'SOURCE_DATE_EPOCH': '1900000000', 'GONGWEN_BY': '张示例'}


class Rows(FactsTest):
    def setUp(self):
        super().setUp()
        self.facts = self.filled({'projects': [PROJECT]})

    def notes(self, *words):
        result = self.publish(self.facts, self.folder / 'site', *(words or JULY), '--preview', '--error-format', 'json',
                              status=BAD_INPUT)
        error, = result.errors()
        self.assertEqual((error['id'], error['data']['record']), ('rules/violated', 'event 2026-07/review-0712'))
        return [note['message'] for note in error['notes']]

    def import_file(self, name):
        self.store('import', self.facts, name, '--type', 'event', cwd=self.folder, environment=WHO)

    def expect(self, place):
        words = f'import {place.split(" ")[0].split(":")[0]} ({place})'
        self.assertEqual(self.notes(), [f'the record was entered by: {words} (2030-03-17T17:46:40Z, 张示例)'])

    def test_a_csv_file(self):
        self.write('events.csv', '\n'.join(','.join(row) for row in [HEAD, *ROWS]) + '\n')
        self.import_file('events.csv')
        self.expect('events.csv A3')

    def test_a_workbook(self):
        book = openpyxl.Workbook()
        book.active.title = '事项'
        for row in [HEAD, *ROWS]:
            book.active.append(row)
        book.save(self.folder / 'events.xlsx')
        self.import_file('events.xlsx')
        self.expect('events.xlsx 事项!A3')

    def test_json_lines(self):
        self.write('events.jsonl', ''.join(json.dumps(event, ensure_ascii=False) + '\n' for event in
                                           ({**REVIEW, 'id': 'other'}, {**REVIEW, 'count': 3})))
        self.import_file('events.jsonl')
        self.expect('events.jsonl:2')

    def test_an_exported_workbook(self):
        """An error that was already there, and a workbook that somebody corrected."""
        self.store('import', self.facts, self.write('first.json', {'events': [EVENT, {**REVIEW, 'count': 3}]}), cwd=self.folder)
        path = self.folder / 'facts.xlsx'
        self.store('export', self.facts, '-o', path)
        book = openpyxl.load_workbook(path)
        cell = next(c for sheet in book.worksheets for row in sheet.iter_rows() for c in row
                    if c.value == 3 and sheet.sheet_state == 'visible')
        cell.value = 4
        book.save(path)
        self.store('import', self.facts, 'facts.xlsx', cwd=self.folder, environment=WHO)
        first, last = self.notes()
        self.assertIn('first.json:', first)
        self.assertRegex(last, rf'^it was last changed by: import facts\.xlsx \(facts\.xlsx {cell.parent.title}![A-Z]+{cell.row}\) ')

    def test_an_edit_is_told_beside_the_row(self):
        self.write('events.csv', '\n'.join(','.join(row) for row in [HEAD, *ROWS]) + '\n')
        self.import_file('events.csv')
        self.store('edit', self.facts, 'event', '2026-07/review-0712', '--set', '/count=4', '--reason', '更正', environment=WHO)
        entered, changed = self.notes()
        self.assertIn('events.csv A3', entered)
        self.assertEqual(changed, 'it was last changed by: 更正 (2030-03-17T17:46:40Z, 张示例)')
        chinese = self.publish(self.facts, self.folder / 'site', *JULY, '--preview', '--lang', 'zh', status=BAD_INPUT).err
        self.assertIn('说明：该记录的来源：import events.csv (events.csv A3)（2030-03-17T17:46:40Z, 张示例）', chinese)

    def test_the_history_of_a_folder_has_it_too(self):
        self.store('init', self.folder / 'folder')
        self.write('events.csv', '\n'.join(','.join(row) for row in [HEAD, *ROWS]) + '\n')
        self.store('import', 'folder', 'events.csv', '--type', 'event', cwd=self.folder)
        history = self.store('show', 'folder', 'event', '2026-07/other-0701', '--history', cwd=self.folder).out
        self.assertIn('import events.csv (events.csv A2)', history)


if __name__ == '__main__':
    sys.exit(unittest.main())
