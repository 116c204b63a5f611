"""Stores of the first version are read as they are and brought up to date by the first change; newer ones are refused."""
import json
import sqlite3
import sys
import unittest
import zlib

from facts import EVENT, FactsTest
from harness import BAD_ENVIRONMENT, gongwen

ENTRY = {'number': 1, 'time': '2026-01-01T00:00:00Z', 'sort': 'event', 'id': '2026-07/meeting-0710', 'action': 'add', 'reason': 'old'}


def sum_of(*values):
    return f'{zlib.crc32("".join(f"{value}{chr(0)}" for value in values).encode()):08x}'


class Versions:
    def test_the_first_version_is_read_and_brought_up_to_date_by_a_change(self):
        location = self.old_store()
        self.assertEqual(self.version(location), self.OLD)
        self.assertEqual(json.loads(self.store('export', location).out), {'events': [EVENT]})
        self.assertEqual(json.loads(self.store('export', location, '--history').out), [ENTRY])
        self.assertEqual(self.version(location), self.OLD, 'reading changes nothing')
        self.store('edit', location, 'event', ENTRY['id'], '--set', '/participants=13', '--reason', 'new', '--by', '张示例')
        self.assertEqual(self.version(location), 2)
        history = json.loads(self.store('export', location, '--history').out)
        self.assertEqual([(e['number'], e['reason'], e.get('by')) for e in history], [(1, 'old', None), (2, 'new', '张示例')])
        self.store('check', location)

    def test_what_a_newer_program_wrote_is_left_alone(self):
        location = self.old_store()
        self.set_version(location, 3)
        for words in (['list', location], ['import', location, self.write('e.json', {'events': []})], ['check', location]):
            result = gongwen('store', *words, '--error-format', 'json')
            self.assert_fails(result, BAD_ENVIRONMENT, 'store/newer')
            self.assertIn('version 3', result.err)
        self.assertEqual(self.version(location), 3)

    def test_who_made_a_change_is_kept(self):
        location = self.place()
        self.store('init', location)
        self.assertEqual(self.version(location), 2)
        self.store('add', location, 'event', self.write('e.json', EVENT), environment={'GONGWEN_BY': '李样本'})
        self.store('edit', location, 'event', ENTRY['id'], '--set', '/participants=13', '--reason', '更正')
        first, second = json.loads(self.store('export', location, '--history').out)
        self.assertEqual(first['by'], '李样本')
        self.assertTrue(second['by'])
        self.assertNotEqual(second['by'], first['by'])


class FolderVersionsTest(Versions, FactsTest):
    OLD = 1

    def place(self):
        return self.folder / 'facts'

    def old_store(self):
        self.write('facts/store.json', '{"format": "gongwen-store", "version": 1}\n')
        self.write('facts/events/2026-07/meeting-0710.json', EVENT)
        self.write('facts/history.jsonl', json.dumps(ENTRY) + '\n')
        return self.place()

    def version(self, location):
        return json.loads((location / 'store.json').read_text(encoding='utf-8'))['version']

    def set_version(self, location, number):
        self.write('facts/store.json', f'{{"format": "gongwen-store", "version": {number}}}\n')

    def test_a_version_that_is_no_number_is_damage(self):
        location = self.old_store()
        for version in ('"1"', '0', '1.5'):
            self.set_version(location, version)
            self.assert_fails(gongwen('store', 'list', location, '--error-format', 'json'), BAD_ENVIRONMENT, 'store/damaged')


class SqliteVersionsTest(Versions, FactsTest):
    OLD = 0  # before versions were written

    def place(self):
        return self.folder / 'facts.db'

    def old_store(self):
        text = json.dumps(EVENT, ensure_ascii=False, separators=(',', ':'))
        with sqlite3.connect(self.place()) as database:
            for statement in (
                    'CREATE TABLE gongwen_record (sort TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, sum TEXT NOT NULL, '
                    'PRIMARY KEY (sort, id)) WITHOUT ROWID',
                    'CREATE TABLE gongwen_history (number INTEGER PRIMARY KEY, time TEXT NOT NULL, sort TEXT NOT NULL, '
                    'id TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL, former TEXT, sum TEXT NOT NULL)',
                    "CREATE TRIGGER gongwen_history_kept BEFORE UPDATE ON gongwen_history BEGIN SELECT RAISE(ABORT, ''); END",
                    'PRAGMA application_id = 1735881588'):
                database.execute(statement)
            key = ('event', ENTRY['id'])
            database.execute('INSERT INTO gongwen_record VALUES (?, ?, ?, ?)', (*key, text, sum_of(*key, text)))
            entry = (1, ENTRY['time'], *key, 'add', 'old')
            database.execute('INSERT INTO gongwen_history VALUES (?, ?, ?, ?, ?, ?, NULL, ?)', (*entry, sum_of(*entry, '')))
        return self.place()

    def version(self, location):
        with sqlite3.connect(location) as database:
            return database.execute('PRAGMA user_version').fetchone()[0]

    def set_version(self, location, number):
        with sqlite3.connect(location) as database:
            database.execute(f'PRAGMA user_version = {number}')


if __name__ == '__main__':
    sys.exit(unittest.main())
