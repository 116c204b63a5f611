"""One record changed at the same moment by the office's page and by the command: each change that was acknowledged stays,
whoever comes second hears of it, whatever the store is kept in."""
import json
import subprocess
import threading
import time
import unittest

import needs
from harness import BAD_INPUT, DONE, PROGRAM, CommandTest, gongwen
from postgres_server import Server
from serving import Service
from test_office import OfficeTest

KEY = '20249001-T-469'
RECORD = {'plan_number': KEY, 'title': '网络安全技术　示例邮筒安全要求', 'scope': '适用于虚构场景中的邮筒。'}
ADDRESS = f'/office/facts/record?type=project&key={KEY}'
ROUNDS = 5


class FactsOffice(OfficeTest):
    """An office with one record in a store, which `location` makes."""

    def setUp(self):
        CommandTest.setUp(self)
        self.state = self.folder / 'state'
        self.store = self.location()
        self.run_gongwen('store', 'init', self.store)
        self.write('record.json', [RECORD])
        self.run_gongwen('store', 'add', self.store, 'project', self.folder / 'record.json')
        self.add_account('wang', 'secretary')
        self.service = Service('--office', '--state', self.state, '--store', self.store).__enter__()
        self.addCleanup(self.service.__exit__)

    def location(self):
        return self.folder / 'facts.db'

    def typed(self, office, **changes):
        """All fields of the record's page that is open, some of them with other values."""
        typed = {**dict(office.typed()), **{f'/{name}': value for name, value in changes.items()}}
        return office.hidden() + [(name, value) for name, value in typed.items() if name.startswith('/')]

    def edit(self, *words):
        return subprocess.run([PROGRAM, '--error-format', 'json', 'store', 'edit', self.store, 'project', KEY, *words, '--reason', '测试',
                               '--by', 'li'], capture_output=True, check=False)

    def history(self):
        return json.loads(self.run_gongwen('store', 'show', self.store, 'project', KEY, '--history').stdout)

    def shown(self):
        return json.loads(self.run_gongwen('store', 'show', self.store, 'project', KEY).stdout)

    def changes(self):
        """Who made each change, and the fields that it changed."""
        history = self.history()
        states = [entry.get('former') for entry in history[1:]] + [self.shown()]
        formers = [entry.get('former') or {} for entry in history]
        return [(entry['by'], {name for name in former.keys() | state.keys() if former.get(name) != state.get(name)}, state)
                for entry, former, state in zip(history, formers, states)]


class AtTheSameMoment(FactsOffice):
    def test_no_acknowledged_change_is_lost(self):
        office = self.office()
        told, stop = [], threading.Event()

        def command():
            number = 0
            while not stop.is_set():
                number += 1
                done = self.edit('--set', f'/scope=由命令改为第{number}稿。')
                told.append((done.returncode, f'由命令改为第{number}稿。', done.stderr))
                # Longer each time: on a machine of any speed a page comes between, after it has come too late.
                time.sleep(min(number * 0.1, 5))

        writers = [threading.Thread(target=command)]
        for writer in writers:
            writer.start()
        saved, refused = [], 0
        try:
            end = time.monotonic() + 90
            # Until the command has come between a page and its answer, too.
            while (len(saved) < ROUNDS or not refused) and time.monotonic() < end:
                self.assertEqual(office.ask('GET', ADDRESS).status, 200, office.text())
                title = f'网络安全技术　示例邮筒安全要求　第{len(saved) + 1}稿'
                answer = office.post('/office/facts/record', self.typed(office, title=title) + [('_reason', '页面'), ('_save', '1')])
                self.assertIn(answer.status, (200, 409), answer.body)
                if answer.status == 200:
                    saved.append(title)
                else:
                    refused += 1
                    self.assertTrue(office.page.xpath('//*[contains(@class, "errors") or @role="alert"]'), office.text())
        finally:
            stop.set()
            for writer in writers:
                writer.join()
        self.assertTrue(saved and refused and told, (len(saved), refused, len(told)))
        changes = self.changes()[1:]
        self.assertEqual([state['scope'] for by, _, state in changes if by == 'li'], [text for status, text, _ in told if status == DONE],
                         [error for status, _, error in told if status != DONE])
        self.assertEqual([state['title'] for by, _, state in changes if by != 'li'], saved)
        # What the one changes, the other has left as it was.
        self.assertEqual([one for one in changes if one[1] != ({'scope'} if one[0] == 'li' else {'title'})], [])


class AtTheSameMomentInAFolder(AtTheSameMoment):
    def location(self):
        return self.folder / 'facts'


@needs.only_with('postgresql')
class AtTheSameMomentOnPostgres(AtTheSameMoment):
    def location(self):
        server = Server()
        self.addCleanup(server.close)
        return server.make('facts')


class LostStore(FactsOffice):
    """A store that cannot be read is a fault: no page and no program is told that there is no such record."""

    def test_nothing_is_said_to_be_missing(self):
        office = self.office()
        self.add_account('reader', 'viewer')
        reader = self.office('reader')
        history = ADDRESS.replace('record?', 'record/history?')
        pages = [(office, ADDRESS), (reader, ADDRESS), (office, history), (office, '/office/facts/record?type=project')]
        self.assertEqual([browser.ask('GET', path).status for browser, path in pages], [200] * len(pages))
        missing = [(browser, path.replace(KEY, 'no-such-record')) for browser, path in pages[:3]]
        self.assertEqual([browser.ask('GET', path).status for browser, path in missing], [404] * len(missing))
        lost = self.folder / 'lost'
        self.store.rename(lost)
        self.assertEqual([browser.ask('GET', path).status for browser, path in pages + missing], [500] * (len(pages) + len(missing)))
        office.ask('GET', '/office/facts')
        self.assertNotIn('No matching records', office.text())
        self.assertRegex(office.text(), 'store “.*” not found')
        lost.rename(self.store)
        self.assertEqual([browser.ask('GET', path).status for browser, path in pages], [200] * len(pages))


class LostFolder(LostStore):
    def location(self):
        return self.folder / 'facts'


class Meanwhile(FactsOffice):
    """The command changes what a page shows, before the page is sent."""

    def test_the_page_of_a_removed_record(self):
        office = self.office()
        office.ask('GET', ADDRESS)
        typed = self.typed(office, scope='页面所填。')
        self.run_gongwen('store', 'remove', self.store, 'project', KEY, '--reason', '测试')
        answer = office.post('/office/facts/record', typed + [('_save', '1')])
        self.assertEqual(answer.status, 409, office.text())
        self.assertIn('has been removed', office.text())
        self.assertNotIn(KEY, self.run_gongwen('store', 'list', self.store).stdout)
        # What was typed is there, and is entered as a new record.
        answer = office.post('/office/facts/record', self.typed(office) + [('_save', '1')])
        self.assertEqual((answer.status, self.shown()['scope']), (200, '页面所填。'), office.text())

    def test_the_removal_of_a_changed_record(self):
        office = self.office(language='zh')
        office.ask('GET', ADDRESS)
        typed = self.typed(office)
        self.assertEqual(self.edit('--set', '/scope=由命令所改。').returncode, DONE)
        self.assertEqual(office.post('/office/facts/record', typed + [('_remove', '1')]).status, 409)
        self.assertIn('已被修改', office.text())
        self.assertEqual(self.shown()['scope'], '由命令所改。')
        self.run_gongwen('store', 'remove', self.store, 'project', KEY, '--reason', '测试')
        self.assertEqual(office.post('/office/facts/record', typed + [('_remove', '1')]).status, 422, 'there is nothing to remove')

    def test_an_import_replaces_only_the_values_that_were_shown(self):
        office = self.office()
        table = f'plan_number,title,scope\n{KEY},{RECORD["title"]},由表格所填。\n'
        office.ask('GET', '/office/facts')
        office.upload('/office/facts', 'file', 'x.csv', table.encode(), [('_upload', '1'), ('type', 'project')])
        agreed = office.hidden() + office.ticked()
        # The same field: the list of what would change is the same as before.
        self.assertEqual(self.edit('--set', '/scope=由命令所改。').returncode, DONE)
        self.assertEqual(office.post('/office/facts', agreed + [('_commit', '1')]).status, 409, office.text())
        self.assertEqual(self.shown()['scope'], '由命令所改。')
        self.assertEqual(office.post('/office/facts', office.hidden() + office.ticked() + [('_commit', '1')]).status, 200)
        self.assertEqual(self.shown()['scope'], '由表格所填。')

    def test_the_command_after_the_page(self):
        office = self.office()
        seen = self.history()[-1]['number']
        office.ask('GET', ADDRESS)
        self.assertEqual(office.post('/office/facts/record', self.typed(office, scope='页面所填。') + [('_save', '1')]).status, 200)
        for words in (('edit', self.store, 'project', KEY, '--set', '/scope=由命令所改。'), ('remove', self.store, 'project', KEY)):
            result = gongwen('store', *words, '--reason', '测试', '--last-seen', seen, '--error-format', 'json')
            self.assert_fails(result, BAD_INPUT, 'store/changed-meanwhile')
            self.assertIn('wang某', result.err)
        self.assertEqual(self.shown()['scope'], '页面所填。')


if __name__ == '__main__':
    unittest.main()
