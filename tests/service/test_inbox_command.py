"""`gongwen inbox` beside a running service: what was handed in is listed, shown, exported, copied and put back, removed after
its time, and the audit says whether anybody changed it."""
import concurrent.futures
import contextlib
import json
import shutil
import sqlite3
import sys
import threading
import unittest
import unittest.mock

from form_browser import Browser, hand_in
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, CommandTest, gongwen
from serving import Service, grey_picture

LETTER = 'commitment-letter'


class InboxCommand(CommandTest):
    def setUp(self):
        super().setUp()
        self.state = self.folder / 'state'
        self.service = Service('--forms', '--state', self.state).__enter__()
        self.addCleanup(self.service.__exit__)

    def run_inbox(self, *words, status=0, state=None):
        result = gongwen('--error-format', 'json', 'inbox', *words, '--state', state or self.state)
        self.assertEqual(result.status, status, result.err)
        return result

    def in_database(self, *statements):
        with contextlib.closing(sqlite3.connect(self.state / 'inbox.db')) as database, database:
            for statement in statements:
                database.execute(statement)

    def test_what_was_handed_in_is_listed_shown_and_exported(self):
        self.assertEqual(self.run_inbox('list').out, 'no submissions found\n')
        _, letter = hand_in(self.service, LETTER)
        hand_in(self.service, 'proposal-review')
        listed = json.loads(self.run_inbox('list', '--json').out)
        self.assertEqual([one['kind'] for one in listed], ['proposal-review', LETTER])
        receipt = listed[1]['receipt']
        self.assertEqual(len(self.run_inbox('list').out.splitlines()), 2)
        self.assertTrue(self.run_inbox('list', '--kind', LETTER).out.startswith(f'{receipt}  {LETTER}  submitted  '))
        self.assertEqual(self.run_inbox('list', '--status', 'accepted').out, 'no submissions found\n')
        shown = json.loads(self.run_inbox('show', receipt.lower(), '--json').out)
        self.assertEqual(shown['data']['org'], letter['org'])
        self.assertEqual([event['action'] for event in shown['events']], ['submit'])
        self.assertIn('submit  submitted', self.run_inbox('show', receipt).out)
        lines = [json.loads(line) for line in self.run_inbox('export', '--kind', LETTER).out.splitlines()]
        self.assertEqual([line['data'] for line in lines], [shown['data']])
        self.assertEqual(lines[0]['sha256'], shown['sha256'])
        self.assert_fails(self.run_inbox('show', 'ZJ-2026-000009-1', status=BAD_USAGE), BAD_USAGE, 'cli/unknown-receipt')
        actions = [json.loads(line)['action'] for line in self.run_inbox('audit', '--json').out.splitlines()]
        self.assertEqual(actions.count('submission.show'), 2)
        self.assertIn('submission.export', actions)

    def test_lists_of_any_length_come_whole(self):
        hand_in(self.service, LETTER)
        self.service.__exit__()
        columns = 'kind, state, revision, versions, person, organisation, assignee, created, changed'
        self.in_database(*[f"INSERT INTO gw_submission (id, number, receipt, {columns}) "
                           f"SELECT 's{i}', {i + 10}, 'R{i}', {columns} FROM gw_submission WHERE number = 1" for i in range(1203)])
        self.assertEqual(len(json.loads(self.run_inbox('list', '--json').out)), 1204)

    def test_a_backup_is_the_folder_of_an_inbox(self):
        browser, _ = hand_in(self.service, 'expert-application', grey_picture(40, 50))
        backup = self.folder / 'backups/today'
        self.run_inbox('backup', backup)
        self.assert_fails(self.run_inbox('backup', backup, status=BAD_USAGE), BAD_USAGE, 'cli/backup-exists')
        for path in [backup, *backup.rglob('*')]:
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)
        kept = self.run_inbox('list', '--json').out
        document = browser.ask('GET', browser.path + '/document.pdf').body
        self.service.__exit__()
        shutil.rmtree(self.state)
        shutil.copytree(backup, self.state)
        self.assertEqual(self.run_inbox('list', '--json').out, kept)
        with Service('--forms', '--state', self.state) as service:
            browser.service = service
            path = browser.path.removesuffix('/document.pdf')
            self.assertEqual(browser.ask('GET', path).status, 200)
            # With the photo, which is in a separate file.
            self.assertEqual(browser.ask('GET', path + '/document.pdf').body, document)
            hand_in(service, LETTER)
        self.assertIn(' verified; ', self.run_inbox('audit', '--verify').out)

    def test_backups_are_whole_while_others_write(self):
        done = threading.Event()
        handed_in, written = threading.Condition(), [0]

        def write():
            for number in range(1000):
                if done.is_set():
                    return
                hand_in(self.service, 'expert-application', grey_picture(40 + number, 50))
                with handed_in:
                    written[0] += 1
                    handed_in.notify_all()

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            writers = [pool.submit(write) for _ in range(2)]
            hand_in(self.service, LETTER)
            for number in range(5):
                self.run_inbox('backup', self.folder / f'backup-{number}')
                # However slow the machine is, the next backup has more.
                with handed_in:
                    before = written[0]
                    self.assertTrue(handed_in.wait_for(lambda before=before: written[0] > before, timeout=60))
            done.set()
            for writer in writers:
                writer.result()
        counts = []
        for number in range(5):
            backup = self.folder / f'backup-{number}'
            with contextlib.closing(sqlite3.connect(backup / 'inbox.db')) as database:
                self.assertEqual(database.execute('PRAGMA integrity_check').fetchone(), ('ok',))
                hashes = {row[0] for row in database.execute('SELECT hash FROM gw_file')}
                counts.append(database.execute('SELECT COUNT(*) FROM gw_submission').fetchone()[0])
            self.assertEqual(hashes - {path.name for path in (backup / 'files').rglob('*')}, set())
            self.assertIn(' verified; ', self.run_inbox('audit', '--verify', state=backup).out)
        self.assertEqual(counts, sorted(counts))
        self.assertGreater(counts[-1], counts[0])

    def test_a_backup_says_what_is_damaged(self):
        hand_in(self.service, 'expert-application', grey_picture(40, 50))
        stored = [path for path in (self.state / 'files').rglob('*') if path.is_file()]
        self.assertEqual(len(stored), 1)
        stored[0].write_bytes(b'other bytes')
        backup = self.folder / 'backup'
        self.assert_fails(self.run_inbox('backup', backup, status=BAD_ENVIRONMENT), BAD_ENVIRONMENT, 'cli/inbox-damaged')
        self.assertTrue((backup / 'inbox.db').is_file())

    def test_what_is_over_is_removed(self):
        for _ in range(3):
            hand_in(self.service, LETTER)
        browser = Browser(self.service)
        browser.ask('GET', f'/forms/{LETTER}')
        browser.press('_start', [])
        self.in_database("UPDATE gw_submission SET state = 'accepted', changed = changed - 40 * 86400 WHERE number < 3",
                         'UPDATE gw_draft SET expires = 1 WHERE submission IS NULL')
        # The kind keeps it longer.
        self.assertEqual(self.run_inbox('purge', '--kind', 'proposal-review').out, '0 drafts, 0 submissions and 0 files removed\n')
        # What is over is decided by the clock of the machine.
        with unittest.mock.patch.dict('os.environ', SOURCE_DATE_EPOCH='1'):
            self.assertEqual(self.run_inbox('purge').out, '1 draft, 0 submissions and 0 files removed\n')
        self.assertEqual(self.run_inbox('purge', '--days', '39', '--kind', 'proposal-review').out,
                         '0 drafts, 0 submissions and 0 files removed\n')
        self.assertEqual(self.run_inbox('purge', '--days', '39').out, '0 drafts, 2 submissions and 0 files removed\n')
        self.assertEqual(len(json.loads(self.run_inbox('list', '--json').out)), 1)
        self.assert_fails(self.run_inbox('purge', '--days', 'x', status=BAD_USAGE), BAD_USAGE, 'cli/bad-value')

    def test_the_audit_shows_that_it_was_changed(self):
        hand_in(self.service, LETTER)
        for _ in range(3):
            self.run_inbox('export')
        self.assertRegex(self.run_inbox('audit', '--verify').out, r'^\d+ lines verified; hash of the last: [0-9a-f]{64}\n$')
        self.assertIn('submission.export', self.run_inbox('audit').out)
        number = json.loads(self.run_inbox('audit', '--json').out.splitlines()[-2])['number']
        for change in (f"UPDATE gw_audit SET who = 'nobody' WHERE number = {number}", f'DELETE FROM gw_audit WHERE number = {number}'):
            self.in_database('DROP TRIGGER IF EXISTS gw_audit_kept', 'DROP TRIGGER IF EXISTS gw_audit_whole', change)
            self.assert_fails(self.run_inbox('audit', '--verify', status=BAD_INPUT), BAD_INPUT, 'cli/audit-broken')

    def test_accounts(self):
        def account(*words, typed='', status=0, message=None):
            result = gongwen('--error-format', 'json', 'account', *words, '--state', self.state, stdin=typed.encode() + b'\n')
            self.assertEqual((result.status, [error['id'] for error in result.errors()] if result.err else []),
                             (status, [message] if message else []), result.err)
            return result.out

        account('add', 'wang', '--role', 'secretary', typed='correct horse staple 9')
        account('add', 'wang', typed='correct horse staple 9', status=BAD_USAGE, message='cli/account-exists')
        account('add', 'w ang', typed='correct horse staple 9', status=BAD_USAGE, message='cli/account-exists')
        account('add', 'a\nb', typed='correct horse staple 9', status=BAD_USAGE, message='cli/account-name')
        account('add', 'li', typed='short', status=BAD_USAGE, message='cli/password-short')
        account('add', 'li', typed='aaaaaaaaaaaaaaaa', status=BAD_USAGE, message='cli/password-simple')
        account('add', 'li', typed='x' * 1001, status=BAD_USAGE, message='cli/password-long')
        account('add', 'liming', typed='liming and his staple', status=BAD_USAGE, message='cli/password-like-name')
        account('role', 'li', '--role', 'admin', status=BAD_USAGE, message='cli/unknown-account')
        for name in ('program', 'key:k2x7', '。。'):
            account('add', name, typed='correct horse staple 9', status=BAD_USAGE, message='cli/account-name')
        account('disable', ' wang\u200b')
        self.assertEqual([(one['name'], one['role'], one['disabled']) for one in json.loads(account('list', '--json'))],
                         [('wang', 'secretary', True)])

    def test_calls_that_are_wrong(self):
        for words in (['show'], ['backup']):
            self.assert_fails(self.run_inbox(*words, status=BAD_USAGE), BAD_USAGE, 'cli/missing')
        self.assert_fails(gongwen('--error-format', 'json', 'inbox', 'list'), BAD_USAGE, 'cli/missing')
        # Above all what a removal would not look at.
        for words in ('purge --status accepted', 'purge some', 'purge --json', 'list some', 'list --days 3', 'show R --kind k',
                      'show R --status accepted', 'export --json', 'export --verify', 'backup b --kind k', 'audit --kind k', 'audit some',
                      'audit --verify --json'):
            self.assert_fails(self.run_inbox(*words.split(), status=BAD_USAGE), BAD_USAGE, 'cli/no-effect')
        for words in ('account list wang', 'account list --role admin', 'account add wang --json', 'account password wang --role admin',
                      'account role wang --role admin --title t', 'account disable wang --no-password', 'account enable wang --json',
                      'key list portal', 'key list --scope render', 'key list --days 3', 'key add portal --scope render --json',
                      'key revoke id --scope render', 'key revoke id --days 3'):
            result = gongwen('--error-format', 'json', *words.split(), '--state', self.state)
            self.assert_fails(result, BAD_USAGE, 'cli/no-effect')

    def test_only_what_adds_makes_an_inbox(self):
        missing = self.folder / 'missing'
        for words in ('inbox list', 'inbox show ZJ-2026-000123-7', 'inbox export', 'inbox backup copy', 'inbox purge', 'inbox audit',
                      'account list', 'account disable wang', 'key list', 'key revoke id'):
            result = gongwen('--error-format', 'json', *words.split(), '--state', missing, cwd=self.folder)
            self.assert_fails(result, BAD_ENVIRONMENT, 'cli/inbox-unusable')
        self.assertFalse(missing.exists())

    def test_what_people_wrote_gives_no_commands_to_a_terminal(self):
        hand_in(self.service, LETTER)
        self.in_database("UPDATE gw_submission SET person = char(27) || '[2J' || char(10) || 'ZJ', organisation = char(8238) || 'x'",
                         "INSERT INTO gw_remark SELECT id, 1, 1, '/org', char(27) || 'a', 'wang', 1, 'so' || char(13), 0 FROM gw_submission")
        listed = self.run_inbox('list').out
        self.assertTrue(listed.endswith('  U+001B[2JU+000AZJ, U+202Ex\n'), listed)
        self.assertEqual(len(listed.splitlines()), 1)
        receipt = json.loads(self.run_inbox('list', '--json').out)[0]['receipt']
        self.assertTrue(self.run_inbox('show', receipt).out.endswith('  /org  U+001Ba\n    soU+000D\n'))

    def test_nobody_looks_without_the_audit(self):
        hand_in(self.service, LETTER)
        receipt = json.loads(self.run_inbox('list', '--json').out)[0]['receipt']
        self.assertEqual(json.loads(self.run_inbox('audit', '--json').out.splitlines()[-1])['action'], 'submission.list')
        self.in_database("CREATE TRIGGER closed BEFORE INSERT ON gw_audit BEGIN SELECT RAISE(ABORT, 'full'); END")
        for words in (['list'], ['show', receipt], ['export']):
            result = self.run_inbox(*words, status=BAD_ENVIRONMENT)
            self.assert_fails(result, BAD_ENVIRONMENT, 'cli/inbox-unusable')
            self.assertEqual(result.out, '')


if __name__ == '__main__':
    sys.exit(unittest.main())
