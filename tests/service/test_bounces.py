"""Mail that comes back later: the mailbox is read, reports are understood, and everything else there stays as it is."""
import email.utils
import json
import signal
import time
import unittest
import urllib.request

from form_browser import hand_in
from harness import BAD_INPUT, gongwen
from mail_server import make_certificate
from mailbox_server import MailboxServer
from test_mail import MailServiceTest, MailSettingsTest

REPORT = '''Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="B/mx"

--B/mx
Content-Type: text/plain

{words}

--B/mx
Content-Type: {type}
{coding}
Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; li@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {reply}

--B/mx
Content-Type: message/rfc822

Subject: what was sent

--B/mx--
'''


def report(to, action='failed', status='5.1.1', reply='550 5.1.1 <li@example.org>: nobody here', type='message/delivery-status', coding='',
           words='I could not deliver it.'):
    return REPORT.format(to=to, action=action, status=status, reply=reply, type=type, coding=coding, words=words).replace('\n', '\r\n').encode()


class MailboxTest(MailServiceTest):
    accounts = {'wang': 'secretary'}
    box_more = {}

    def setUp(self):
        self.addCleanup(lambda: self.box and self.box.close())
        self.box = None
        super().setUp()

    @property
    def options(self):
        if not self.box:
            key, _ = make_certificate(self.folder)
            self.box = MailboxServer(key)
            self.write('secret', 'geheim\n')
        self.more = {'hold_minutes': 0, 'bounces': 'bounce@office.example', 'mailbox': {
            'server': f'imaps://127.0.0.1:{self.box.port}', 'user': 'bounce', 'secret_file': 'secret', 'certificates': 'ca.pem', **self.box_more}}
        return super().options

    def send_one(self):
        """A receipt that the server has taken; returns its number, and its return path."""
        hand_in(self.service, 'proposal-review')
        self.wait_for(('receipt', 'sent'))
        [(number,)] = self.rows('SELECT id FROM gw_outbox')
        self.assertEqual(self.server.mails[0][0], f'bounce+{number}@office.example')
        return number, self.server.mails[0][0]

    def log(self, event):
        lines = map(json.loads, filter(lambda line: line.startswith('{'), self.service.log.read_text().splitlines()))
        return [line for line in lines if line.get('event') == event]

    def look(self):
        """SIGHUP makes the service look now, and waits until it has."""
        before, done = len(self.box.commands), self.looks()
        self.service.process.send_signal(signal.SIGHUP)
        self.service.wait_until(lambda: self.looks() > done, 20)
        return self.box.commands[before:]

    def looks(self):
        return sum(int(line.rsplit(' ', 1)[1]) for line in self.metrics().splitlines() if line.startswith('gongwen_mailbox_looks_total'))

    def metrics(self):
        return urllib.request.urlopen(f'http://{self.service.addresses[2]}/metrics').read().decode()


class Reports(MailboxTest):
    @staticmethod
    def two_weeks_ago():
        """As IMAP writes it: `5-Nov-2026`."""
        return '-'.join(email.utils.formatdate(time.time() - 14 * 86_400)[5:16].lstrip('0').split())

    def test_a_permanent_failure_is_told_and_nothing_else_is_touched(self):
        number, path = self.send_one()
        others = [self.box.add(content) for content in (
            b'From: li@example.org\r\nTo: office@office.example\r\nSubject: a question\r\n\r\nHello\r\n',
            report('office@office.example'),
            report('bounce+aaaaaaaaaaaaaaaaaaaaaaaaaa@office.example'),
            report(path, type='text/plain'),
            report(path, action='delivered', status='2.0.0', reply='250 ok'),
            report(f'{path}, bounce+bbbb@office.example'), report(f'bounce+bbbb@office.example, {path}'),
            report(path).replace(b'multipart/report;', b'multipart/mixed; x="multipart/report";'))]
        self.look()
        self.assertEqual(self.outbox(), [('receipt', 'sent')])
        own = self.box.add(report(f'<{path.upper()}>'))
        days = [self.two_weeks_ago()]
        commands = self.look()
        days.append(self.two_weeks_ago())
        [search] = [words for words in commands if 'UID SEARCH' in words]
        self.assertRegex(search, r'UID SEARCH UNSEEN UID \d+:\* SINCE \d+-\w+-\d+ HEADER Content-Type "multipart/report"$')
        self.assertIn(search.split('SINCE ')[1].split()[0], days)
        self.wait_for(('receipt', 'bounced'))
        self.service.wait_until(lambda: own.flags)
        self.assertEqual([one.flags for one in others], [set()] * len(others))
        self.assertFalse([words for words in commands if 'FETCH' in words and 'PEEK' not in words])
        self.assertIn(f'UID STORE {own.uid} +FLAGS.SILENT (\\Seen)', self.box.commands)
        self.assertEqual(self.rows('SELECT said FROM gw_outbox'), [('550 5.1.1 ... nobody here',)])
        self.assertEqual(self.rows('SELECT bounced > 0 FROM gw_address'), [(1,)])
        [(page,)] = self.rows('SELECT id FROM gw_submission')
        office = self.office()
        office.ask('GET', f'/office/s/{page}')
        self.assertIn('the address does not exist or takes no mail', office.text())
        self.assertEqual(self.rows("SELECT object, result FROM gw_audit WHERE action = 'mail.bounce'"), [(f'mail:{number}', 'for-good')])
        self.assertIn('gongwen_returned_mails_total{fate="for-good"} 1', self.metrics())
        # What was handled is not fetched again.
        self.assertFalse([words for words in self.look() if f'FETCH {own.uid} ' in words])

    def test_what_may_pass_is_noted_and_what_was_given_up_can_be_sent_again(self):
        number, path = self.send_one()
        self.box.add(report(path, action='delayed', status='4.4.1', reply='connection timed out'))
        self.look()
        self.service.wait_until(lambda: self.rows("SELECT 1 FROM gw_outbox WHERE said <> ''"))
        self.assertEqual(self.outbox(), [('receipt', 'sent')])
        office = self.office()
        office.ask('GET', '/office/mails')
        self.assertIn('has not taken it yet (4.4.1 connection timed out)', office.text())
        self.box.add(report(path, status='4.4.7', reply='', coding='Content-Transfer-Encoding: 7bit\n'))
        self.look()
        self.wait_for(('receipt', 'failed'))
        self.assertEqual(self.rows('SELECT bounced FROM gw_address'), [(0,)], 'the address may be right')
        self.press(office, '/office/mails?show=troubled', '_again', [('_again', number)])
        self.wait_for(('receipt', 'sent'))
        self.assertEqual(len(self.server.mails), 2)

    def test_hostile_messages_cost_nothing(self):
        _, path = self.send_one()
        forged = report(path, reply='550 5.1.1 ' + 'x ' * 50_000, words='g3 OK done\r\n* SEARCH 1 2 3\r\n)\r\ng4 OK done')
        hostile = [report(path).replace(b'--B/mx', b'--B/mx' * 50_000), b'Content-Type: multipart/report\r\n\r\n' + b'\0' * 3_000_000,
                   b'Content-Type: multipart/report; boundary=""\r\n\r\n--\r\n' * 20_000, report(path).replace(b'\r\n\r\n', b'\r\n' + b'A: b\r\n' * 100_000 + b'\r\n')]
        for content in hostile:
            self.box.add(content)
        self.look()
        own = self.box.add(forged)
        self.look()
        self.wait_for(('receipt', 'bounced'))
        self.service.wait_until(lambda: own.flags)
        self.assertLessEqual(len(self.rows('SELECT said FROM gw_outbox')[0][0]), 200)

    def test_a_mailbox_that_fails_is_asked_again_later(self):
        _, path = self.send_one()
        self.box.add(report(path))
        for planned in ({'UID SEARCH': 'silence'}, {'SELECT': ('NO no such folder',)}, {'UID SEARCH': ('* 1 FETCH (BODY[] {4000000000}', 'OK done')},
                        {'UID FETCH': ('* 1 FETCH (BODY[] NIL)', 'BAD no')}):
            with self.subTest(planned):
                self.box.answers = planned
                self.look()
                self.assertEqual(self.outbox(), [('receipt', 'sent')])
                self.assertEqual(self.log('mailbox')[-1]['level'], 'warning')
        self.box.answers = {}
        self.box.close()
        self.look()
        self.box = MailboxServer(self.folder / 'server.pem', port=self.box.port)
        self.box.user = ('bounce', 'other')
        self.look()
        self.assertIn('denied', self.log('mailbox')[-1]['said'].lower())
        self.assertNotIn('geheim', self.service.log.read_text())
        self.box.user = ('bounce', 'geheim')
        self.box.add(report(path))
        self.look()
        self.wait_for(('receipt', 'bounced'))

    def test_more_than_is_read_at_once(self):
        _, path = self.send_one()
        for _ in range(450):
            self.box.add(report('office@office.example'))
        self.box.add(report(path))
        self.look()
        self.wait_for(('receipt', 'bounced'))
        self.assertEqual(len([words for words in self.box.commands if words.startswith('UID FETCH')]), 451)


class Moved(MailboxTest):
    box_more = {'handled_folder': 'Handled', 'folder': 'INBOX/Returned "mail"', 'minutes': 1}

    def test_what_was_handled_is_moved(self):
        _, path = self.send_one()
        other, own = self.box.add(report('office@office.example')), self.box.add(report(path))
        self.look()
        self.wait_for(('receipt', 'bounced'))
        self.service.wait_until(lambda: own.folder == 'Handled')
        self.assertEqual((own.flags, other.folder, other.flags), (set(), 'INBOX', set()))
        self.assertIn(r'SELECT "INBOX/Returned \"mail\""', [words.split(' ', 1)[-1] if words[0] == 'g' else words for words in self.box.commands])

    def test_what_cannot_be_moved_is_marked(self):
        _, path = self.send_one()
        self.box.answers = {'UID MOVE': ('NO [TRYCREATE] no such folder',)}
        own = self.box.add(report(path))
        self.look()
        self.service.wait_until(lambda: own.flags)
        self.assertEqual(own.folder, 'INBOX')
        self.service.wait_until(lambda: self.log('mailbox')[-1]['end'] == 'unmarked')
        self.assertIn('TRYCREATE', self.log('mailbox')[-1]['said'])


class Settings(MailSettingsTest):
    def test_settings_that_cannot_work(self):
        server = self.server()
        box = {'server': 'imaps://127.0.0.1:993', 'user': 'bounce', 'secret_file': 'secret'}
        good = {'mailbox': box, 'bounces': 'bounce@office.example'}
        for more, expected in (({**good, 'bounces': None}, 'mail/no-bounces'), ({**good, 'mailbox': {**box, 'secret_file': None}}, 'mail/half-login'),
                               ({**good, 'mailbox': {**box, 'server': 'imap://127.0.0.1'}}, 'data/pattern'),
                               ({**good, 'mailbox': {**box, 'folder': '退信'}}, 'data/pattern'), ({**good, 'mailbox': {**box, 'minutes': 0}}, 'data/')):
            with self.subTest(expected):
                more = {**more, 'mailbox': {key: value for key, value in more['mailbox'].items() if value is not None}}
                done = gongwen('mail', 'test', 'li@example.org', '--mail', self.settings(server, **more))
                self.assertEqual(done.status, BAD_INPUT, done.err)
                self.assertIn(expected, done.err)
        self.assertEqual(server.tried, [])


if __name__ == '__main__':
    unittest.main()
