"""The front or a worker is killed at random moments while people save, by a button or by the script, and hand in, and while the
office exports, and the service is started again: no save that was acknowledged is lost, nothing is handed in twice, no
receipt is given twice, and no export that has arrived lacks anything.

GONGWEN_KILLS=200 kills as often; the suite kills 20 times. GONGWEN_SEED repeats a run.
"""
import contextlib
import http.client
import json
import os
import random
import re
import signal
import sqlite3
import sys
import threading
import time
import unittest
import urllib.parse

import needs
from form_browser import PASSWORD, Browser, OfficeBrowser, typed_data
from harness import ROOT, CommandTest, gongwen
from postgres_server import Server
from serving import Service

KILLS = int(os.environ.get('GONGWEN_KILLS', '20'))
# The suite does the same each time; longer runs try something else.
SEED = int(os.environ.get('GONGWEN_SEED', 20261127 if KILLS <= 20 else time.time_ns() % 1_000_000))
CLIENTS = 4
KIND = 'commitment-letter'
RECEIPT = re.compile(r'[A-Z]+-\d{4}-\d{6,}-\d')
# What the socket of a client reports if the service is dead.
GONE = (OSError, http.client.HTTPException)


class Patient:
    """Asks again until somebody answers, as a person does who reloads the page; a post is sent again as it was."""

    def __init__(self, test):
        self.test = test

    def ask(self, method, path, body=None, headers=None):
        while True:
            with contextlib.suppress(*GONE):
                answer = self.test.service.ask(method, path, body, headers)
                if answer.status < 500:
                    return answer
            if self.test.over.is_set():
                raise TimeoutError('the service did not come back')
            time.sleep(0.02)


class Once:
    """Asks once: the result of a request without an answer is unknown."""

    def __init__(self, test):
        self.test = test

    def ask(self, method, path, body=None, headers=None):
        answer = self.test.service.ask(method, path, body, headers)
        if answer.status >= 500:
            raise ConnectionError(answer.status)
        return answer


class Person(threading.Thread):
    """Starts forms, saves them and hands them in, until the test is over; notes what was acknowledged."""

    def __init__(self, test, number):
        super().__init__(daemon=True)
        self.test, self.chance = test, random.Random(SEED * 100 + number)
        self.name = f'person {number}'
        self.saved, self.receipts, self.fault, self.by_script = {}, {}, None, 0

    def run(self):
        try:
            while not self.test.done.is_set():
                self.fill_in()
        except Exception as fault:  # pylint: disable=broad-except
            self.fault = fault

    def fill_in(self):
        browser = Browser(Patient(self.test))
        browser.ask('GET', f'/forms/{KIND}')
        browser.press('_start', [])
        draft = browser.path.split('/')[2]
        _, fields = typed_data(browser, KIND)
        for turn in range(self.chance.randrange(1, 5)):
            send = self.press_save if self.chance.random() < 0.5 else self.save_by_script
            self.save(browser, draft, f'{self.name}, {turn}', fields, send)
        if self.chance.random() < 0.7:
            self.hand_in(browser, draft, fields)

    def press_save(self, browser, draft, typed):
        return browser.press('_save', typed).status == 200

    def save_by_script(self, browser, draft, typed):
        """What the page sends by itself; too many saves in a second are refused, and then nothing has changed."""
        hidden = browser.hidden()
        headers = {'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin', 'If-Match': f'"{dict(hidden)["_revision"]}"',
                   'Cookie': '; '.join(f'{name}={value}' for name, value in browser.cookies.items())}
        answer = browser.service.ask('PUT', f'/d/{draft}', urllib.parse.urlencode(hidden + typed).encode(), headers)
        assert answer.status in (200, 429), answer.status
        self.by_script += answer.status == 200
        return answer.status == 200

    def save(self, browser, draft, name, fields, send):
        typed = [(field, name if field == '/org' else value) for field, value in fields]
        patient, browser.service = browser.service, Once(self.test)
        self.test.moment.set()
        self.saved.setdefault(draft, [None])
        try:
            if send(browser, draft, typed):
                self.saved[draft] = [name]
        except GONE:
            # It may have been kept or not: either is right.
            self.saved[draft].append(name)
        finally:
            browser.service = patient
        browser.ask('GET', f'/d/{draft}')
        shown = dict(browser.typed()).get('/org')
        expected = self.saved[draft]
        assert shown in expected or (None in expected and not shown), (draft, shown, expected)
        self.saved[draft] = [shown or None]

    def hand_in(self, browser, draft, fields):
        """The same page is sent until there is an answer, with whatever the first ones have done."""
        posted = browser.hidden() + fields + [('_submit', '1')]
        self.test.moment.set()
        answer = browser.post(f'/d/{draft}', posted)
        if answer.status == 409:
            # What was sent and not answered was saved, but not handed in.
            browser.ask('GET', f'/d/{draft}')
            if browser.path.startswith('/d/'):
                browser.post(f'/d/{draft}', browser.hidden() + fields + [('_submit', '1')])
        assert browser.path.startswith('/r/'), (browser.path, answer.status, browser.text()[:500])
        self.receipts[draft] = RECEIPT.search(browser.text())[0]
        self.saved.pop(draft, None)


class Secretary(threading.Thread):
    """Exports what was handed in, again and again; an export that arrives has all that was known before it was asked for."""

    def __init__(self, test, people):
        super().__init__(daemon=True)
        self.test, self.people, self.fault, self.exports = test, people, None, 0
        # Passwords take longer than the service lives later on.
        self.office = OfficeBrowser(Patient(test))
        self.office.login('wang')

    def run(self):
        office = self.office
        try:
            while not self.test.done.is_set():
                self.export(office)
        except Exception as fault:  # pylint: disable=broad-except
            self.fault = fault

    def export(self, office):
        known = {receipt for person in self.people for receipt in list(person.receipts.values())}
        office.ask('GET', '/office/export')
        fields = [('_token', office.token()), ('kind', ''), ('state', ''), ('_export', 'data')]
        patient, office.service = office.service, Once(self.test)
        self.test.moment.set()
        try:
            answer = office.post('/office/export', fields)
        except GONE:
            return
        finally:
            office.service = patient
        if answer.status == 422 and not known:
            return
        assert answer.status == 200, (answer.status, answer.body[:300])
        exported = [json.loads(line) for line in answer.body.decode('utf-8').splitlines()]
        receipts = [one['receipt'] for one in exported]
        assert len(set(receipts)) == len(receipts), 'exported twice'
        assert known <= set(receipts), known - set(receipts)
        self.exports += 1


class Kills(CommandTest):
    def place(self):
        return '--state', self.folder / 'state'

    def start(self):
        # More than twenty drafts an hour come from no one address: those of a Unix socket have none.
        return Service('--forms', '--office', *self.place(), workers=2).__enter__()

    def setUp(self):
        super().setUp()
        made = gongwen('account', 'add', 'wang', '--role', 'secretary', *self.place(), stdin=PASSWORD.encode() + b'\n')
        self.assertEqual(made.status, 0, made.err)
        self.service = self.start()
        self.addCleanup(lambda: self.service.__exit__())
        self.moment, self.done, self.over = threading.Event(), threading.Event(), threading.Event()
        self.addCleanup(self.over.set)
        self.addCleanup(self.done.set)

    def kill(self, chance):
        """At a random moment after somebody has sent something; returns whether the front was it."""
        self.moment.clear()
        self.moment.wait(10)
        time.sleep(chance.random() ** 2 * 0.05)
        workers = self.service.workers()
        if workers and chance.random() < 0.4:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)
            return False
        self.service.process.kill()
        self.service.process.wait()
        old, self.service = self.service, self.start()
        old.__exit__()
        return True

    def run_kills(self, kills):
        chance = random.Random(SEED)
        people = [Person(self, number) for number in range(CLIENTS)]
        secretary = Secretary(self, people)
        for one in (*people, secretary):
            one.start()
        fronts = sum(self.kill(chance) for _ in range(kills))
        # On a slow machine a kill can come before each answer: people continue until a save by script has met one, which must
        # survive another kill.
        end = time.monotonic() + 60
        while time.monotonic() < end and not any(person.by_script for person in people) and any(person.is_alive() for person in people):
            time.sleep(0.1)
        while not self.kill(chance):
            pass
        fronts += 1
        self.done.set()
        for one in (*people, secretary):
            one.join(60)
            self.assertFalse(one.is_alive(), f'GONGWEN_SEED={SEED}')
            self.assertIsNone(one.fault, f'GONGWEN_SEED={SEED}')
        # The last one has everything.
        secretary.export(secretary.office)
        self.assertGreater(secretary.exports, 0, f'GONGWEN_SEED={SEED}')
        self.assertGreater(sum(person.by_script for person in people), 0, f'GONGWEN_SEED={SEED}')
        return people, fronts

    def test_nothing_that_was_acknowledged_is_lost(self):
        people, fronts = self.run_kills(KILLS)
        what = f'GONGWEN_SEED={SEED}'
        self.assertGreater(fronts, 0, what)
        receipts = {draft: receipt for person in people for draft, receipt in person.receipts.items()}
        self.assertGreater(len(receipts), 0, what)
        self.assertEqual(len(set(receipts.values())), len(receipts), what)
        listed = json.loads(gongwen('inbox', 'list', '--json', *self.place()).out)
        self.assertEqual(len({one['receipt'] for one in listed}), len(listed), what)
        # Each was handed in once, and has a receipt that its person has seen.
        self.assertEqual(sorted(one['receipt'] for one in listed), sorted(receipts.values()), what)
        self.assertEqual({one['versions'] for one in listed}, {1}, what)
        exported = [json.loads(line) for line in gongwen('inbox', 'export', *self.place()).out.splitlines()]
        wanted = json.loads((ROOT / f'samples/{KIND}/typical.json').read_text('utf-8'))
        self.assertEqual([one['data'] for one in exported if one['data'] != wanted], [], what)
        self.check_drafts({draft: kept for person in people for draft, (kept,) in person.saved.items()}, what)

    def check_drafts(self, saved, what):
        with contextlib.closing(sqlite3.connect(self.folder / 'state/inbox.db')) as database:
            self.assertEqual(database.execute('PRAGMA integrity_check').fetchone(), ('ok',), what)
            kept = dict(database.execute('SELECT id, entries FROM gw_draft WHERE submission IS NULL').fetchall())
        for draft, name in saved.items():
            self.assertIn(name or '', kept[draft], f'{what}, draft {draft}')


@needs.only_with('postgresql')
class KillsOnPostgres(Kills):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)
        cls.address = cls.server.make('inbox')

    def place(self):
        return '--state', self.folder / 'state', '--database', self.address

    def check_drafts(self, saved, what):
        """People have looked at each draft after each save; here nobody looks into the database."""


if __name__ == '__main__':
    sys.exit(unittest.main())
