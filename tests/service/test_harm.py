"""What harms one request and nobody else: a database that somebody holds, a disk that is full, guessing from everywhere;
and what a killed service has left."""
import concurrent.futures
import contextlib
import re
import signal
import sqlite3
import subprocess
import time
import unittest
import urllib.parse

import needs
from form_browser import PASSWORD, Browser, FormsTest, OfficeBrowser, hand_in
from serving import Service
from test_office import OfficeTest


class LostTables(OfficeTest):
    """What the database cannot say is a fault, and never a page that says less."""

    def test_no_page_says_less(self):
        applicant, _ = hand_in(self.service, 'commitment-letter')
        receipt = applicant.path
        office = self.office()
        office.ask('GET', '/office/')
        link = office.page.xpath('//td/a/@href')[0]
        office.ask('GET', link)
        office.press_at(link, '_return', [('/org', '请与公章一致'), ('_remark', '另请补充'), ('_until', '2099-01-01')])
        rejected = self.imported(office)
        office.ask('GET', rejected)
        office.press_at(rejected, '_reject')
        office.confirm(('_why', '材料与申请方向不符'))
        pages = [(applicant, receipt), (applicant, receipt.replace('/r/', '/d/')), (applicant, receipt + '/files'), (office, link), (office, rejected),
                 (office, '/office/'), (office, '/office/statistics'), (office, '/office/calls')]
        whole = [self.seen(browser, path) for browser, path in pages]
        self.assertIn('请与公章一致', whole[0])
        self.assertIn('请与公章一致', whole[1])
        self.assertIn('材料与申请方向不符', whole[4])
        refused = set()
        with contextlib.closing(sqlite3.connect(self.state / 'inbox.db', isolation_level=None)) as database:
            tables = [name for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'gw@_%' ESCAPE '@'")]
            for table in tables:
                database.execute(f'ALTER TABLE {table} RENAME TO lost')
                for (browser, path), text in zip(pages, whole):
                    now = self.seen(browser, path)
                    with self.subTest(table=table, path=re.sub('[0-9a-z-]{20,}', 'ID', path)):
                        if browser.answer.status < 500:
                            self.assertEqual(now, text)
                        else:
                            refused.add(table)
                database.execute(f'ALTER TABLE lost RENAME TO {table}')
        self.assertGreaterEqual(len(refused), 5, refused)
        self.assertEqual([self.seen(browser, path) for browser, path in pages], whole)

    def seen(self, browser, path):
        """The words of a page, and what is in its controls."""
        browser.ask('GET', path)
        controls = [item.get('value') or item.text or '' for item in browser.page.xpath('//main//*[@name][not(starts-with(@name, "_token"))]')]
        # The mark of a form that is sent once is another one each time.
        controls = [re.sub('^[a-z2-7]{16}$', 'MARK', item) for item in controls]
        return ' '.join(browser.text().split()) + ' '.join(controls)


class Locked(FormsTest):
    @contextlib.contextmanager
    def held(self):
        """Somebody else writes, and does not end."""
        with contextlib.closing(sqlite3.connect(self.folder / 'state/inbox.db', isolation_level=None)) as database:
            database.execute('BEGIN IMMEDIATE')
            yield
            database.execute('ROLLBACK')

    def test_a_locked_database_harms_one_request(self):
        browser = self.begin('commitment-letter')
        text = '示例\n第二行　研究院'
        fields = [(name, text if name == '/org' else value) for name, value in browser.typed()]
        with self.held(), concurrent.futures.ThreadPoolExecutor(8) as pool:
            saves = [pool.submit(lambda: Browser.press(self.copy(browser), '_save', fields)) for _ in range(6)]
            longest = 0
            for _ in range(20):
                start = time.monotonic()
                self.assertEqual(self.service.ask('GET', '/health').status, 200)
                longest = max(longest, time.monotonic() - start)
                time.sleep(0.05)
            answers = [save.result() for save in saves]
        # The wait for the lock was ten seconds.
        self.assertLess(longest, 5)
        self.assertEqual({answer.status for answer in answers}, {503})
        self.assertEqual({answer.headers['retry-after'] for answer in answers}, {'5'})
        kept = self.copy(browser)
        with self.held():
            kept.press('_save', fields)
        self.assertIn(('/org', text), kept.hidden())
        # By this number the operator finds the line in the log.
        self.assertIn(kept.answer.headers['x-request-id'], kept.page.text_content())
        # The page itself sends it again.
        answer = kept.press('_again', [])
        self.assertEqual(answer.status, 200)
        self.assertEqual(dict(kept.typed())['/org'], text)
        self.assertEqual(len(self.rows("SELECT 1 FROM gw_draft WHERE entries LIKE '%第二行%'")), 1)

    @staticmethod
    def copy(browser):
        other = Browser(browser.service)
        other.cookies, other.page = dict(browser.cookies), browser.page
        return other

    def test_the_script_is_asked_to_try_again(self):
        browser = self.begin('commitment-letter')
        fields = browser.hidden() + browser.typed()
        revision = dict(browser.hidden())['_revision']
        with self.held():
            self.assertEqual(self.put(browser, fields + [('/org', '甲')], revision, browser.path.partition('?')[0]).status, 503)

    def test_files_that_cannot_be_kept(self):
        self.assertEqual(self.service.ask('GET', '/ready').status, 200)
        files = self.folder / 'state/files'
        files.rename(self.folder / 'elsewhere')
        files.write_text('no folder')
        time.sleep(1.2)
        answer = self.service.ask('GET', '/ready')
        self.assertEqual((answer.status, answer.problem()), (503, 'no-room'))
        files.unlink()
        (self.folder / 'elsewhere').rename(files)
        time.sleep(1.2)
        self.assertEqual(self.service.ask('GET', '/ready').status, 200)


class Sessions(OfficeTest):
    def test_a_locked_database_ends_no_session(self):
        office = self.office()
        # A session that would be marked as used.
        self.change_rows('UPDATE gw_session SET seen = seen - 300')
        with Locked.held(self):
            self.assertEqual(office.ask('GET', '/office/').status, 200)
            self.assertEqual(office.path, '/office/')


class Guessing(OfficeTest):
    def tried(self, address, name='wang', password='not this one at all', browser=None):
        browser = browser or OfficeBrowser(self.service)
        body = urllib.parse.urlencode({'name': name, 'password': password}).encode()
        return browser.ask('POST', '/office/login', body, {
            'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin', 'X-Forwarded-For': address})

    @needs.time
    def test_guessing_from_many_addresses_has_a_limit(self):
        owner = self.office()
        self.assertTrue([name for name in owner.cookies if name.startswith('__Host-k-')])
        statuses = [self.tried(f'10.1.{n // 250}.{n % 250 + 1}').status for n in range(70)]
        self.assertEqual(statuses[:50], [403] * 50)
        self.assertEqual(set(statuses[51:]), {429})
        # The owner is known by the browser, and others are not harmed.
        owner.cookies = {name: value for name, value in owner.cookies.items() if name != '__Host-s'}
        answer = self.tried('10.9.9.9', password=PASSWORD, browser=owner)
        self.assertEqual((answer.status, owner.path), (200, '/office/'))
        self.assertEqual(self.tried('10.9.9.8', name='zhao').status, 403)
        # The mark of one account is worth nothing for another, and a made-up one nothing at all.
        stranger = OfficeBrowser(self.service)
        stranger.cookies = {name: 'aaaaaaaaaaaaaaaa.' + 'b' * 32 for name in owner.cookies}
        self.assertEqual(self.tried('10.9.9.7', browser=stranger).status, 429)
        lines = self.rows("SELECT object FROM gw_audit WHERE action = 'login' AND result = 'refused'")
        self.assertIn(('account:wang',), lines)
        self.tried('10.9.9.6', name='hunter2')
        self.assertNotIn('hunter2', str(self.rows('SELECT * FROM gw_audit')))


    def test_the_operator_reads_who_guesses(self):
        for n in range(12):
            self.tried('10.2.0.1')
        rows = self.rows("SELECT address, object, result FROM gw_audit WHERE action = 'guessing'")
        self.assertEqual(set(rows), {('10.2.0.1', 'account:wang', 'refused')})
        self.assertTrue([line for line in self.service.log.read_text().splitlines() if '"action":"guessing"' in line])
        self.assertNotIn('guessing', str(self.rows("SELECT action FROM gw_audit WHERE address <> '10.2.0.1'")))
        admin = self.office('li')
        admin.ask('GET', '/office/audit')
        self.assertIn('Too many wrong passwords or codes', admin.text())

    def test_keys_have_a_limit(self):
        statuses = [self.service.ask('GET', '/api/v1/submissions', headers={'Authorization': f'Bearer gw-{n:052}', 'X-Forwarded-For': '10.3.0.1'}).status
                    for n in range(40)]
        self.assertEqual(statuses[:30], [401] * 30)
        self.assertEqual(set(statuses[31:]), {429})
        self.assertTrue([line for line in self.service.log.read_text().splitlines() if '"what":"key"' in line and '10.3.0.1' in line])


class GuessingCodes(FormsTest):
    """Codes of drafts, typed or in a cookie."""

    def guess(self, browser, path, code, address):
        body = urllib.parse.urlencode({'_code': code}).encode()
        return browser.ask('POST', path, body, {'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin',
                                                'X-Forwarded-For': address})

    def test_beyond_the_limit_the_right_code_is_not_taken_either(self):
        owner = self.begin('commitment-letter')
        [(name, secret)] = [(name, value) for name, value in owner.cookies.items() if 'd-' in name]
        path = '/resume/' + name.split('d-', 1)[1]
        for n in range(30):
            self.assertEqual(self.guess(Browser(self.service), path, f'{n:026}', '10.4.0.1').status, 404)
        self.assertEqual(self.guess(Browser(self.service), path, secret, '10.4.0.1').status, 429)
        # Others are not harmed.
        self.assertEqual(self.guess(Browser(self.service), path, secret, '10.4.0.2').status, 200)
        self.assertEqual(self.rows("SELECT address FROM gw_audit WHERE action = 'guessing'"), [('10.4.0.1',)])

    def test_cookies_have_a_limit(self):
        owner = self.begin('commitment-letter')
        [(name, secret)] = [(name, value) for name, value in owner.cookies.items() if 'd-' in name]
        path = '/d/' + name.split('d-', 1)[1]

        def shown(value, method='GET', address='10.5.0.1'):
            return self.service.ask(method, path, None, {'Cookie': f'{name}={value}', 'X-Forwarded-For': address}).status

        self.assertEqual({shown(f'{n:026}') for n in range(150)}, {303})
        self.assertEqual({shown(f'{n:026}', 'PUT') for n in range(150)}, {404})
        for method in ('GET', 'PUT'):
            self.assertEqual(shown(secret, method), 429, method)
        self.assertEqual(shown(secret, address='10.5.0.2'), 200)


class Left(FormsTest):
    def test_what_a_killed_service_leaves_goes_with_the_next_start(self):
        scratch = self.folder / 'state/tmp'
        [room, *_] = [path for path in scratch.glob('*/gongwen-*')]
        marker = room / 'forms'
        marker.mkdir()
        (marker / 'ZJ-2026-000001-5.json').write_text('{"name_zh": "丁甲"}')
        self.service.process.send_signal(signal.SIGKILL)
        self.service.process.wait(20)
        self.assertTrue((marker / 'ZJ-2026-000001-5.json').exists())
        with Service('--forms', *self.place()):
            self.assertFalse(room.exists())
            # Those of a service that is at work stay.
            with Service('--forms', *self.place()) as other:
                rooms = list(scratch.glob('*/gongwen-*'))
                self.assertEqual(other.ask('GET', '/health').status, 200)
            self.assertTrue([path for path in rooms if path.exists()])
        self.assertEqual([path.name for path in scratch.iterdir()], ['gate.lock'])


@needs.only_with('root')
class FullDisk(FormsTest):
    def setUp(self):
        super(FormsTest, self).setUp()
        state = self.folder / 'state'
        state.mkdir()
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', state], capture_output=True).returncode != 0:
            needs.lacking('mounts')
        self.addCleanup(subprocess.run, ['umount', '-l', str(state)])
        self.service = Service('--forms', *self.place()).__enter__()
        self.addCleanup(self.service.__exit__)

    def fill(self, path):
        with contextlib.suppress(OSError), open(path, 'ab') as file:
            while True:
                file.write(b'\0' * 4096)
                file.flush()

    def test_a_full_disk_is_named(self):
        browser = self.begin('commitment-letter')
        filler = self.folder / 'state/filler'
        self.fill(filler)
        time.sleep(1.2)
        self.assertEqual(self.service.ask('GET', '/ready').status, 503)
        self.fill(filler)  # and what temporary files of the service left meanwhile
        fields = [(name, '甲' * 60_000 if name == '/org' else value) for name, value in browser.typed()]
        answer = browser.press('_save', fields)
        self.assertEqual(answer.status, 507, browser.text()[:300])
        self.assertIn('磁盘已满', browser.text())
        self.assertIn(('/org', '甲' * 60_000), browser.hidden())
        filler.unlink()
        self.assertEqual(browser.press('_again', []).status, 200)


if __name__ == '__main__':
    unittest.main()
