"""The flows of test_forms.py, test_office.py and those of programs with what people hand in on a PostgreSQL server; and a
server that is away.

With GONGWEN_POSTGRES=all every test of drafts, submissions, accounts, calls and the interface for programs that does not look
into a file of SQLite itself; otherwise those that are named here.
"""
import contextlib
import inspect
import json
import os
import pathlib
import socket
import sys
import threading
import unittest

import needs
import test_calls
import test_form_files
import test_forms
import test_inbox_api
import test_office
import test_office_accounts
import test_office_calls
from form_browser import hand_in
from harness import CommandTest, gongwen
from postgres_server import Server, tools
from serving import Service, grey_picture

FORMS = ('every_kind_is_handed_in', 'faults_stand_at_their_fields_and_nothing_is_lost', 'rows_are_added_and_deleted',
         'another_device_goes_on_with_the_code', 'of_two_windows_none_writes_over_the_other',
         'a_second_click_hands_in_nothing_twice', 'what_was_handed_in_can_be_withdrawn', 'other_peoples_forms_stay_closed')
LOGIN = ('pages_need_an_account', 'wrong_and_right', 'a_session_is_new_at_each_login_and_ends', 'disabled_at_once')
REVIEW = ('from_the_form_to_the_decision', 'two_people_at_once', 'corrections_keep_all_else_and_say_why', 'list_and_filter',
          'rosters_and_data')
RETURNED = ('remarks_stand_at_their_fields_and_are_answered',)
PROGRAMS = ('list_read_decide', 'exports', 'a_decision_that_is_sent_again_is_made_once')
CALLS = ('a_limit', 'invitations')
# Of tests that open the file themselves, or by a helper.
FILE_WORDS = ('sqlite3', 'stored_files', 'inbox.db')
ALL = os.environ.get('GONGWEN_POSTGRES') == 'all'


class OnPostgres:
    """One server for all tests, and a database for each."""
    databases = 0
    has_accounts = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not hasattr(OnPostgres, 'server'):
            OnPostgres.server = Server()
            unittest.addModuleCleanup(OnPostgres.server.close)

    def setUp(self):
        OnPostgres.databases += 1
        self.address = self.server.make(f'inbox{self.databases}')
        super().setUp()

    def make_accounts(self):
        """As in a folder: made once, and copied by the server."""
        if OnPostgres.has_accounts:
            self.server.run('dropdb', '-h', self.server.folder, '-U', 'tester', f'inbox{self.databases}')
            self.server.make(f'inbox{self.databases}', template='accounts')
        else:
            super().make_accounts()
            self.server.make('accounts', template=f'inbox{self.databases}')
            OnPostgres.has_accounts = True

    def place(self):
        return '--state', self.folder / 'state', '--database', self.address

    def rows(self, statement, *values):
        """As of SQLite, whose places for values are question marks."""
        found = self.server.query(self.address, f"SELECT COALESCE(json_agg(to_json(t)), '[]') FROM ({filled(statement, values)}) t")
        return [tuple(row.values()) for row in json.loads(found)]

    def change_rows(self, statement, *values):
        self.server.query(self.address, filled(statement, values))


def filled(statement, values):
    for value in values:
        quoted = str(value).replace("'", "''")
        statement = statement.replace('?', str(value) if isinstance(value, int) else f"'{quoted}'", 1)
    return statement


class Forms(OnPostgres, test_forms.Forms):
    def test_nothing_is_in_a_file(self):
        hand_in(self.service, 'commitment-letter')
        state = self.folder / 'state'
        self.assertEqual(sorted(path.name for path in state.iterdir()), ['editions', 'files', 'jobs', 'published', 'tmp'])
        self.assertEqual([path for path in (state / 'tmp').rglob('*') if path.is_file() and path.suffix != '.lock'], [])
        listed = json.loads(gongwen('inbox', 'list', '--json', *self.place()).out)
        self.assertEqual([one['kind'] for one in listed], ['commitment-letter'])
        # The server has its own backups; the command names the tool and leaves nothing.
        refused = gongwen('--error-format', 'json', 'inbox', 'backup', self.folder / 'backup', *self.place())
        self.assertEqual([error['id'] for error in refused.errors()], ['cli/backup-on-server'])
        self.assertNotIn('secret', refused.err)
        self.assertFalse((self.folder / 'backup').exists())

    def test_two_services_share_it(self):
        """Each gives its own receipts, and both see all."""
        with Service('--forms', *self.place()) as other:
            for service, second in ((self.service, other), (other, self.service)):
                hand_in(service, 'commitment-letter')
                browser, _ = hand_in(service, 'expert-application', grey_picture(40, 50))
                document = browser.ask('GET', browser.path + '/document.pdf').body
                browser.service = second
                # With the photo, which lies in a file.
                self.assertEqual(browser.ask('GET', browser.path).body, document)
            listed = json.loads(gongwen('inbox', 'list', '--json', *self.place()).out)
            receipts = [one['receipt'] for one in listed]
        self.assertEqual(len(set(receipts)), 4)
        self.assertEqual(json.loads(gongwen('inbox', 'list', '--json', *self.place()).out), listed)


class Login(OnPostgres, test_office.Login):
    pass


class Review(OnPostgres, test_office.Review):
    pass


class Returned(OnPostgres, test_office.Returned):
    pass


class Corrected(OnPostgres, test_office.Corrected):
    pass


class Letters(OnPostgres, test_office.Letters):
    pass


class Accounts(OnPostgres, test_office_accounts.Accounts):
    pass


class FormFiles(OnPostgres, test_form_files.FormFiles):
    pass


class Programs(OnPostgres, test_inbox_api.Programs):
    pass


class Calls(OnPostgres, test_calls.Calls):
    pass


class OfficeCalls(OnPostgres, test_office_calls.OfficeCalls):
    pass


class Between:
    """A socket in a separate folder that leads to a server, until it is cut: then nobody answers there."""

    def __init__(self, folder, target):
        self.target, self.pairs, self.is_open, self.calls = str(target), [], True, 0
        folder.mkdir()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / pathlib.Path(target).name))
        self.listener.listen(16)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                self.calls += 1
                self.pairs.append(near)
                if self.is_open:
                    far = socket.socket(socket.AF_UNIX)
                    far.connect(self.target)
                    self.pairs.append(far)
                    for one, other in ((near, far), (far, near)):
                        threading.Thread(target=self.pass_on, args=(one, other), daemon=True).start()

    @staticmethod
    def pass_on(one, other):
        with contextlib.suppress(OSError):
            while True:
                data = one.recv(65536)
                if not data:
                    break
                other.sendall(data)

    def cut(self, is_open=False):
        self.is_open = is_open
        while self.pairs:
            with contextlib.suppress(OSError):
                self.pairs[-1].shutdown(socket.SHUT_RDWR)
            self.pairs.pop().close()


class Away(CommandTest):
    def test_a_server_that_is_away_holds_nobody_up(self):
        """One request waits for it, those that come next are refused at once, and it is found again."""
        with Server() as server:
            server.make('inbox')
            between = Between(self.folder / 'between', next(server.folder.glob('.s.PGSQL.*[0-9]')))
            self.addCleanup(between.listener.close)
            address = f'host={self.folder}/between user=tester dbname=inbox connect_timeout=2'
            with Service('--forms', '--state', self.folder / 'state', '--database', address) as service:
                def ask():
                    return service.ask('GET', '/d/unknown', headers={'Cookie': '__Host-d-unknown=x'}).status

                found = ask()
                self.assertLess(found, 500)
                between.cut()
                calls = between.calls
                self.assertGreaterEqual(ask(), 500)
                self.assertGreater(between.calls, calls)
                # The others do not even call; one may on a machine so slow that it is time for the next try.
                calls = between.calls
                for _ in range(3):
                    self.assertGreaterEqual(ask(), 500)
                self.assertLessEqual(between.calls, calls + 1)
                between.cut(is_open=True)
                service.wait_until(lambda: ask() == found)


def load_tests(_loader, _standard, _pattern):
    """Those that look into a file of SQLite, or into nothing of the database, stay where they are."""
    if not tools():
        return unittest.TestSuite([needs.skipped('postgresql')])
    suite = unittest.TestSuite()
    for group, names in ((Forms, (*FORMS, 'nothing_is_in_a_file', 'two_services_share_it')), (Login, LOGIN), (Review, REVIEW),
                         (Returned, RETURNED), (Programs, PROGRAMS), (Calls, CALLS), (OfficeCalls, ()), (Corrected, ()), (Letters, ()), (Accounts, ()),
                         (FormFiles, ()), (Away, ('a_server_that_is_away_holds_nobody_up',))):
        suite.addTests(group(name) for name in (every_test(group) if ALL else [f'test_{name}' for name in names]))
    return suite


def every_test(group):
    """But for those that open a file of SQLite."""
    for name in unittest.TestLoader().getTestCaseNames(group):
        source = inspect.getsource(getattr(group, name))
        if not any(word in source for word in FILE_WORDS):
            yield name


if __name__ == '__main__':
    sys.exit(unittest.main())
