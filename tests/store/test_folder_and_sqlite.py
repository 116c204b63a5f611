"""Folders and SQLite files hold facts alike: adding, changing, removing, history, checks, damage."""
import fcntl
import json
import sqlite3
import subprocess
import sys
import threading
import unittest

import needs
from facts import EVENT, PROJECT, REVIEW, FactsTest
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, PROGRAM, ROOT, gongwen


class Stores:
    """What holds for each form of store; `place` names one."""

    def begin(self):
        location = self.place('facts')
        self.store('init', location)
        return location

    def export(self, location, *arguments):
        return json.loads(self.store('export', location, *arguments).out)

    def test_what_is_added_is_there(self):
        location = self.begin()
        self.store('add', location, 'event', self.write('event.json', EVENT))
        self.store('add', location, 'project', self.write('project.json', [PROJECT]))
        self.assertEqual(self.export(location), {'events': [EVENT], 'projects': [PROJECT]})
        shown = self.store('show', location, 'event', '2026-07/meeting-0710').out
        self.assertEqual(json.loads(shown), EVENT)

    def test_a_record_that_breaks_its_schema_is_refused_and_nothing_enters(self):
        location = self.begin()
        bad = self.write('bad.json', [EVENT, {**EVENT, 'id': 'other', 'participants': 'many'}])
        result = gongwen('store', 'add', location, 'event', bad, '--error-format', 'json')
        self.assert_fails(result, BAD_INPUT, 'data/wrong-type')
        self.assertEqual(result.errors()[0]['data']['pointer'], '/1/participants')
        self.assertEqual(self.export(location), {})

    def test_adding_never_changes_a_record(self):
        location = self.begin()
        self.store('add', location, 'event', self.write('event.json', EVENT))
        other = self.write('other.json', {**EVENT, 'participants': 13})
        result = gongwen('store', 'add', location, 'event', other, '--error-format', 'json')
        self.assert_fails(result, BAD_INPUT, 'store/record-exists')
        self.assertEqual(self.export(location)['events'], [EVENT])

    def test_two_records_of_one_key_in_a_file_are_refused(self):
        location = self.begin()
        path = self.write('twice.json', [EVENT, EVENT])
        self.assert_fails(gongwen('store', 'add', location, 'event', path, '--error-format', 'json'), BAD_INPUT,
                          'store/same-key')

    def test_the_history_keeps_time_reason_and_former_value(self):
        location = self.begin()
        epoch = {'SOURCE_DATE_EPOCH': '1790000000'}
        self.store('add', location, 'event', self.write('event.json', EVENT), environment=epoch)
        self.store('edit', location, 'event', '2026-07/meeting-0710', '--set', '/participants=15', '--reason', '更正人数',
                   environment=epoch)
        self.store('remove', location, 'event', '2026-07/meeting-0710', '--reason', '重复', environment=epoch)
        history = json.loads(self.store('show', location, 'event', '2026-07/meeting-0710', '--history').out)
        self.assertEqual([(h['number'], h['action'], h['reason']) for h in history][1:],
                         [(2, 'change', '更正人数'), (3, 'remove', '重复')])
        self.assertEqual({h['time'] for h in history}, {'2026-09-21T14:13:20Z'})
        self.assertNotIn('former', history[0])
        self.assertEqual(history[1]['former'], EVENT)
        self.assertEqual(history[2]['former']['participants'], 15)
        self.assertEqual(self.export(location), {})

    def test_what_somebody_else_has_changed_is_changed_only_when_it_was_seen(self):
        location = self.begin()
        key = '2026-07/meeting-0710'
        self.store('import', location, self.write('facts.json', {'events': [EVENT], 'projects': [PROJECT]}))
        self.store('edit', location, 'event', key, '--set', '/participants=15', '--reason', '更正人数', '--by', 'li')
        mine = self.write('mine.json', {'events': [{**EVENT, 'participants': 16}], 'projects': [PROJECT]})
        for words in (('edit', location, 'event', key, '--set', '/participants=16', '--reason', '更正'),
                      ('remove', location, 'event', key, '--reason', '重复'), ('import', location, mine), ('import', location, mine, '--preview')):
            with self.subTest(words[0]):
                result = gongwen('store', *words, '--last-seen', '2', '--error-format', 'json')
                self.assert_fails(result, BAD_INPUT, 'store/changed-meanwhile')
                self.assertIn('3, li, ', result.err)
        self.assertEqual(self.export(location)['events'][0]['participants'], 15)
        # It is seen, and then changed; a removal counts as a change. A record that stays as it is does not count.
        self.store('import', location, mine, '--last-seen', '3')
        self.store('edit', location, 'project', PROJECT['plan_number'], '--set', '/scope=其他用途。', '--reason', '更正', '--last-seen', '2')
        self.store('remove', location, 'event', key, '--reason', '重复', '--last-seen', '4')
        self.assert_fails(gongwen('store', 'import', location, self.write('again.json', {'events': [EVENT]}), '--last-seen', '4',
                                  '--error-format', 'json'), BAD_INPUT, 'store/changed-meanwhile')
        self.assert_fails(gongwen('store', 'list', location, '--last-seen', '4', '--error-format', 'json'), BAD_USAGE, 'cli/no-effect')
        self.assert_fails(gongwen('store', 'import', location, mine, '--last-seen', 'x', '--error-format', 'json'), BAD_USAGE, 'cli/bad-value')

    def test_what_changes_nothing_leaves_no_history(self):
        location = self.begin()
        path = self.write('facts.json', {'events': [EVENT]})
        self.store('import', location, path)
        self.store('import', location, path)
        self.assertEqual(len(json.loads(self.store('export', location, '--history').out)), 1)

    def test_editing_takes_texts_and_numbers_as_the_schema_does(self):
        location = self.begin()
        self.store('add', location, 'event', self.write('event.json', EVENT))
        self.store('edit', location, 'event', '2026-07/meeting-0710', '--set', '/name=2026', '--set', '/place=示例市',
                   '--set', '/participants=20', '--unset', '/dates', '--set', '/date_text=近日', '--set',
                   '/period=2026-07', '--reason', '试')
        self.assertEqual(self.export(location)['events'], [{
            'id': 'meeting-0710', 'type': 'mt_meeting', 'name': '2026', 'participants': 20, 'place': '示例市',
            'date_text': '近日', 'period': '2026-07'}])

    def test_values_as_people_write_them(self):
        """The same as in data: dates, titles of choices, blanks around texts, digits of full width."""
        written = {**EVENT, 'type': '会议', 'dates': ['2026年7月10日'], 'name': ' 示例工作组会议　', 'participants': '１２'}
        for form, incoming in (('one', written), ('list', [written]), ('export', {'events': [written]})):
            with self.subTest(form):
                location = self.place(f'{form}-store')
                self.store('init', location)
                path = self.write('event.json', incoming)
                self.store(*(['import', location, path] if form == 'export' else ['add', location, 'event', path]))
                self.assertEqual(self.export(location)['events'], [EVENT])
        self.store('edit', location, 'event', '2026-07/meeting-0710', '--set', '/dates/0=2026.7.11', '--reason', '试')
        self.assertEqual(self.export(location)['events'][0]['dates'], ['2026-07-11'])

    def test_a_record_whose_month_changes_gets_another_key(self):
        location = self.begin()
        self.store('add', location, 'event', self.write('event.json', EVENT))
        self.store('edit', location, 'event', '2026-07/meeting-0710', '--set', '/dates/0=2026-08-03', '--reason', '改期')
        self.assertEqual(self.store('list', location).out.split('  ')[0], 'event 2026-08/meeting-0710')
        self.assertEqual(self.export(location, '--period', '2026-07'), {})

    def test_editing_what_is_not_there_is_told(self):
        location = self.begin()
        self.store('add', location, 'event', self.write('event.json', EVENT))
        words = ['store', 'edit', location, 'event', '2026-07/meeting-0710', '--reason', '试', '--error-format', 'json']
        self.assert_fails(gongwen(*words, '--unset', '/place'), BAD_INPUT, 'store/no-place')
        self.assert_fails(gongwen(*words, '--set', '/participants=0'), BAD_INPUT, 'data/below-minimum')
        words[4] = '2026-07/meeting-0711'
        result = gongwen(*words, '--set', '/place=x')
        self.assert_fails(result, BAD_INPUT, 'store/no-record')
        self.assertIn('meeting-0710', result.errors()[0]['hint'])

    def test_references_are_checked(self):
        location = self.begin()
        self.store('import', location, self.write('facts.json', {
            'events': [{**REVIEW, 'standards': [{'plan_number': '20269009-T-469', 'passed': True}]}],
            'projects': [{**PROJECT, 'lead': 'nobody'}]}))
        result = gongwen('store', 'check', location, '--error-format', 'json')
        self.assert_fails(result, BAD_INPUT, 'store/unknown-reference')
        self.assertIn('store/unknown-plan', {d['id'] for d in result.diagnostics()})

    @needs.time
    def test_a_finished_bulletin_comes_back_as_it_was(self):
        for path in sorted((ROOT / 'samples/monthly-bulletin').glob('*.json')):
            with self.subTest(path.name):
                location = self.place(path.stem)
                self.store('init', location)
                self.store('import', location, path)
                period = json.loads(path.read_text(encoding='utf-8'))['period']
                site = self.folder / f'site-{path.stem}'
                self.publish(location, site, '--period', period)
                self.assertEqual(json.loads((site / period.replace('-', '/') / 'data.json').read_text(encoding='utf-8')),
                                 json.loads(path.read_text(encoding='utf-8')))

    def test_stores_are_made_once(self):
        location = self.begin()
        result = gongwen('store', 'init', location, '--error-format', 'json')
        self.assert_fails(result, BAD_ENVIRONMENT, 'store/exists')

    def test_writers_wait_for_one_another(self):
        location = self.begin()
        paths = [self.write(f'{i}.json', {'events': [{**EVENT, 'id': f'meeting-{i}-{j}'} for j in range(50)]}) for i in range(4)]
        threads = [threading.Thread(target=self.store, args=('import', location, path)) for path in paths]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(self.export(location)['events']), 200)
        self.assertEqual([h['number'] for h in json.loads(self.store('export', location, '--history').out)],
                         list(range(1, 201)))

    def test_killed_writers_leave_all_or_nothing(self):
        """A long import is killed at many moments; what is there afterwards is whole, and reading it works."""
        location = self.begin()
        self.store('add', location, 'project', self.write('project.json', PROJECT))
        events = [{**EVENT, 'id': f'meeting-{i}'} for i in range(300)]
        path = self.write('many.json', {'events': events})
        for delay in (0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15):
            process = subprocess.Popen([PROGRAM, 'store', 'import', str(location), str(path)], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            try:
                process.wait(delay)
            except subprocess.TimeoutExpired:
                process.kill()
            process.communicate()
            count = len(self.export(location).get('events', []))
            self.assertIn(count, (0, 300))
            history = len(json.loads(self.store('export', location, '--history').out))
            self.assertEqual(history, count + 1)
        self.store('check', location)


class FolderTest(Stores, FactsTest):
    def place(self, name):
        return self.folder / name

    def test_each_record_is_a_file_for_people(self):
        location = self.begin()
        self.store('import', location, self.write('facts.json', {'events': [EVENT], 'projects': [PROJECT]}))
        text = (location / 'events/2026-07/meeting-0710.json').read_text(encoding='utf-8')
        self.assertEqual(json.loads(text), EVENT)
        self.assertIn('\n  "dates": ["2026-07-10"],\n', text)
        self.assertTrue((location / 'projects/20269001-T-469.json').is_file())

    def test_a_broken_file_is_named(self):
        location = self.begin()
        self.store('add', location, 'event', self.write('event.json', EVENT))
        path = location / 'events/2026-07/meeting-0710.json'
        path.write_text(path.read_text(encoding='utf-8')[:-5], encoding='utf-8')
        result = gongwen('store', 'list', location, '--error-format', 'json')
        self.assert_fails(result, BAD_ENVIRONMENT, 'store/damaged')
        self.assertIn('events/2026-07/meeting-0710.json', result.err)

    def test_a_file_at_the_wrong_place_is_named(self):
        location = self.begin()
        self.store('add', location, 'event', self.write('event.json', EVENT))
        path = location / 'events/2026-07/meeting-0710.json'
        text = path.read_text(encoding='utf-8')
        path.write_text(text.replace('"meeting-0710"', '"other"'), encoding='utf-8')
        self.assert_fails(gongwen('store', 'check', location, '--error-format', 'json'), BAD_INPUT, 'store/wrong-place')

    def test_a_writer_that_does_not_end_is_named(self):
        location = self.begin()
        with open(location / '.lock', 'w', encoding='utf-8') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.write('process 4711 on example')
            lock.flush()
            words = ['store', 'add', location, 'event', self.write('event.json', EVENT), '--error-format', 'json']
            result = gongwen(*words)
            self.assert_fails(result, BAD_ENVIRONMENT, 'store/locked')
            self.assertIn('process 4711 on example', result.err)
        self.assertEqual(gongwen(*words).status, 0)

    def test_another_folder_is_no_store(self):
        (self.folder / 'own').mkdir()
        self.write('own/diary.txt', 'mine')
        for words in (['list'], ['init']):
            result = gongwen('store', *words, self.folder / 'own', '--error-format', 'json')
            self.assert_fails(result, BAD_ENVIRONMENT, 'store/exists' if words == ['init'] else 'store/not-a-store')
        self.assertEqual(self.files(), ['own/diary.txt'])

    def test_a_mark_that_cannot_be_read_is_named(self):
        location = self.begin()
        (location / 'store.json').unlink()
        (location / 'store.json').mkdir()
        self.assert_fails(gongwen('store', 'list', location, '--error-format', 'json'), BAD_ENVIRONMENT, 'resources/is-folder')

    def test_a_transaction_that_was_decided_is_carried_out(self):
        location = self.begin()
        journal = {'history_size': 0, 'lines': '{"number":1,"time":"2026-01-01T00:00:00Z","sort":"event","id":"2026-07/meeting-0710",'
                   '"action":"add","reason":"test"}\n',
                   'changes': [{'sort': 'event', 'id': '2026-07/meeting-0710', 'json': json.dumps(EVENT)}]}
        self.write('facts/.transaction', journal)
        self.assertEqual(json.loads(self.store('export', location).out), {'events': [EVENT]})
        self.assertFalse((location / '.transaction').exists())
        self.write('facts/.transaction', '{"history_si')
        self.assert_fails(gongwen('store', 'list', location, '--error-format', 'json'), BAD_ENVIRONMENT, 'store/damaged')


class SqliteTest(Stores, FactsTest):
    def place(self, name):
        return self.folder / f'{name}.db'

    def test_a_damaged_file_is_refused(self):
        location = self.begin()
        facts = {'events': [{**EVENT, 'id': f'meeting-{i}'} for i in range(200)]}
        self.store('import', location, self.write('facts.json', facts))
        whole, text = location.read_bytes(), self.store('export', location).out
        refused = 0
        for place in range(100, len(whole), len(whole) // 40):
            location.write_bytes(whole[:place] + bytes(b ^ 1 for b in whole[place:place + 20]) + whole[place + 20:])
            result = gongwen('store', 'check', location, '--error-format', 'json')
            if result.status == 0:
                # Bytes that no record uses: nothing is lost.
                self.assertEqual(self.store('export', location).out, text)
                continue
            self.assert_fails(result, BAD_ENVIRONMENT, 'store/damaged')
            refused += 1
        self.assertGreater(refused, 8)
        location.write_bytes(whole[:len(whole) // 3])
        self.assert_fails(gongwen('store', 'export', location, '--error-format', 'json'), BAD_ENVIRONMENT,
                          'store/damaged')
        location.write_bytes(b'no database at all, but long enough to be looked at' * 50)
        self.assert_fails(gongwen('store', 'export', location, '--error-format', 'json'), BAD_ENVIRONMENT,
                          'store/not-a-store')

    def test_another_programs_database_is_no_store(self):
        location = self.place('other')
        with sqlite3.connect(location) as database:
            database.execute('CREATE TABLE gongwen_record (a)')
        self.assert_fails(gongwen('store', 'list', location, '--error-format', 'json'), BAD_ENVIRONMENT,
                          'store/not-a-store')

    def test_the_history_cannot_be_rewritten(self):
        location = self.begin()
        self.store('add', location, 'event', self.write('event.json', EVENT))
        with sqlite3.connect(location) as database:
            for statement in ('DELETE FROM gongwen_history', "UPDATE gongwen_history SET reason = ''"):
                with self.assertRaises(sqlite3.IntegrityError):
                    database.execute(statement)

    def test_a_store_that_is_not_there_is_told(self):
        self.assert_fails(gongwen('store', 'list', self.place('none'), '--error-format', 'json'), BAD_ENVIRONMENT,
                          'store/not-found')

    def test_a_writer_that_does_not_end_is_told_of(self):
        location = self.begin()
        with sqlite3.connect(location, isolation_level=None) as database:
            database.execute('BEGIN IMMEDIATE')
            words = ['store', 'add', location, 'event', self.write('event.json', EVENT), '--error-format', 'json']
            self.assert_fails(gongwen(*words), BAD_ENVIRONMENT, 'store/locked')
            database.execute('ROLLBACK')
        self.assertEqual(gongwen(*words).status, 0)

    def test_what_records_are_like_is_told(self):
        self.assertIn('stages  阶段历史  列表', gongwen('--lang', 'zh', 'store', 'describe', 'project').out)
        pointers = [f['pointer'] for f in json.loads(gongwen('store', 'describe', 'ballot', '--json').out)]
        self.assertIn('/period', pointers)
        path = self.folder / 'meeting.yaml'
        self.store('new', 'event', '--set', '/type=mt_meeting', '--set', '/id=meeting-1', '--set', '/name=示例例会',
                   '--set', '/dates=["2026-07-10"]', '-o', path)
        location = self.begin()
        self.store('add', location, 'event', path)
        self.assertEqual(self.export(location)['events'],
                         [{'id': 'meeting-1', 'type': 'mt_meeting', 'dates': ['2026-07-10'], 'name': '示例例会'}])
        self.assert_fails(gongwen('store', 'new', 'event', '-o', path, '--error-format', 'json'), BAD_ENVIRONMENT,
                          'resources/exists')
        self.assert_fails(gongwen('store', 'new', 'event', '--set', '/nothing=1', '--error-format', 'json'), BAD_INPUT,
                          'store/no-place')
        self.assert_fails(gongwen('store', 'describe', 'meetings', '--error-format', 'json'), BAD_USAGE,
                          'store/unknown-sort')

    def test_wrong_words_are_told(self):
        location = self.begin()
        for words, identifier in ((['add', location, 'meeting', 'x.json'], 'store/unknown-sort'),
                                  (['edit', location, 'event', 'x', '--set', '/a=1'], 'cli/missing'),
                                  (['edit', location, 'event', 'x', '--set', 'a', '--reason', 'r'], 'cli/bad-value'),
                                  (['list', location, '--period', '2026-13'], 'cli/bad-month'),
                                  (['show', location, 'event'], 'cli/missing'),
                                  (['check', location, 'event'], 'cli/too-many')):
            self.assert_fails(gongwen('store', *words, '--error-format', 'json'), BAD_USAGE, identifier)


if __name__ == '__main__':
    sys.exit(unittest.main())
