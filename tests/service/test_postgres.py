"""The flows of test_forms.py and test_office.py with what people hand in on a PostgreSQL server."""
import json
import sys
import unittest

import test_forms
import test_office
from harness import gongwen
from postgres_server import Server, tools
from serving import Service
from test_inbox_command import hand_in

FORMS = ('every_kind_is_handed_in', 'faults_stand_at_their_fields_and_nothing_is_lost', 'rows_are_added_and_deleted',
         'another_device_goes_on_with_the_code', 'of_two_windows_none_writes_over_the_other',
         'a_second_click_hands_in_nothing_twice', 'what_was_handed_in_can_be_withdrawn', 'other_peoples_forms_stay_closed')
LOGIN = ('pages_need_an_account', 'wrong_and_right', 'a_session_is_new_at_each_login_and_ends', 'disabled_at_once')
REVIEW = ('from_the_form_to_the_decision', 'two_people_at_once', 'corrections_keep_all_else_and_say_why', 'list_and_filter',
          'rosters_and_data')
RETURNED = ('remarks_stand_at_their_fields_and_are_answered',)


class OnPostgres:
    """One server for all tests of a class, and a database for each test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)
        cls.databases = 0

    def setUp(self):
        type(self).databases += 1
        self.address = self.server.make(f'inbox{self.databases}')
        super().setUp()

    def place(self):
        return '--state', self.folder / 'state', '--database', self.address


class Forms(OnPostgres, test_forms.Forms):
    def test_nothing_is_in_a_file(self):
        hand_in(self.service, 'commitment-letter')
        self.assertEqual([path.name for path in (self.folder / 'state').iterdir()], ['files'])
        listed = json.loads(gongwen('inbox', 'list', '--json', *self.place()).out)
        self.assertEqual([one['kind'] for one in listed], ['commitment-letter'])
        # The server has its own backups; the command names the tool and leaves nothing.
        refused = gongwen('--error-format', 'json', 'inbox', 'backup', self.folder / 'backup', *self.place())
        self.assertEqual([error['id'] for error in refused.errors()], ['cli/backup-on-server'])
        self.assertNotIn('secret', refused.err)
        self.assertFalse((self.folder / 'backup').exists())

    def test_two_services_share_it(self):
        """Each gives receipts of its own, and both see all."""
        with Service('--forms', *self.place()) as other:
            receipts = []
            for service in (self.service, other, self.service, other):
                hand_in(service, 'commitment-letter')
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


def load_tests(_loader, _standard, _pattern):
    """Those that look into a file of SQLite, or into nothing of the database, stay where they are."""
    suite = unittest.TestSuite()
    if not tools():
        print('skipped: no PostgreSQL here', file=sys.stderr)
        return suite
    for group, names in ((Forms, (*FORMS, 'nothing_is_in_a_file', 'two_services_share_it')), (Login, LOGIN), (Review, REVIEW),
                         (Returned, RETURNED)):
        suite.addTests(group(f'test_{name}') for name in names)
    return suite


if __name__ == '__main__':
    sys.exit(unittest.main())
