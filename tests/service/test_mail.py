"""Mail to applicants: from the event to the server, by the process that sends, with servers that fail."""
import collections
import contextlib
import json
import os
import pathlib
import signal
import sqlite3
import unittest

import needs
from form_browser import hand_in
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, ROOT, CommandTest, gongwen
from mail_server import MailServer, make_certificate
from serving import Service
from test_office import OfficeTest


class MailSettingsTest(CommandTest):
    def server(self, **options):
        server = MailServer(**options)
        self.addCleanup(server.close)
        return server

    def settings(self, at, **more):
        values = {'server': f'smtp://127.0.0.1:{at.port}', 'tls': 'none', 'from': 'office@office.example', 'from_name': '示例秘书处',
                  'seconds': 10, **more}
        return self.write('mail.json', {key: value for key, value in values.items() if value is not None})

    def try_mail(self, settings, address='li@example.org', status=DONE, **options):
        done = gongwen('mail', 'test', address, '--mail', settings, **options)
        self.assertEqual(done.status, status, done.err)
        return done


class TryTheServer(MailSettingsTest):
    def test_a_mail_comes_through(self):
        server = self.server()
        self.try_mail(self.settings(server, reply_to='answers@office.example'))
        sender, recipients, message = server.mails[0]
        self.assertEqual((sender, recipients), ('office@office.example', ['li@example.org']))
        self.assertEqual((message['From'], message['Reply-To']), ('示例秘书处 <office@office.example>', 'answers@office.example'))
        self.assertEqual(message['Auto-Submitted'], 'auto-generated')

    def test_login_over_starttls(self):
        key, certificate = make_certificate(self.folder)
        server = self.server(certificate=key, user=('office', 'geheim'))
        self.write('secret', 'geheim\n')
        settings = self.settings(server, tls='required', user='office', secret_file=str(self.folder / 'secret'), certificates=certificate.name)
        self.try_mail(settings)
        self.assertEqual((len(server.mails), server.logins), (1, ['office']))
        self.write('secret', 'falsch\n')
        self.assertIn('mail/not-sent', self.try_mail(settings, status=BAD_ENVIRONMENT).err)
        # A certificate that nobody has named is not trusted.
        settings = self.settings(server, tls='required', user='office', secret_file='secret')
        self.try_mail(settings, status=BAD_ENVIRONMENT)
        self.assertEqual(len(server.mails), 1)

    def test_a_server_without_encryption_gets_nothing(self):
        server = self.server()
        self.assertIn('STARTTLS', self.try_mail(self.settings(server, tls='required'), status=BAD_ENVIRONMENT).err)
        self.assertEqual((server.mails, server.tried), ([], []))

    def test_refusals_have_the_words_of_the_server_without_addresses(self):
        server = self.server()
        server.at_recipient['*'] = ['550 5.1.1 <li@example.org> nobody here']
        done = self.try_mail(self.settings(server), status=BAD_ENVIRONMENT)
        self.assertIn('550 5.1.1 ... nobody here', done.err)

    def test_silence_is_told_apart(self):
        server = self.server()
        server.after_data['*'] = ['silence']
        self.assertIn('mail/unsure', self.try_mail(self.settings(server), status=BAD_ENVIRONMENT).err)

    def test_a_command_in_an_address_is_not_sent(self):
        server = self.server()
        done = self.try_mail(self.settings(server), 'li@example.org>\r\nRCPT TO:<wang@example.org', status=BAD_USAGE)
        self.assertIn('mail/bad-address', done.err)
        self.assertEqual((server.mails, server.tried), ([], []))

    def test_settings_that_cannot_work(self):
        server = self.server()
        self.write('empty', '\n')
        for more, expected in (({'from': 'office'}, 'data/pattern'), ({'user': 'office'}, 'mail/half-login'), ({'secret_file': 'x'}, 'mail/half-login'),
                               ({'user': 'office', 'secret_file': 'x'}, 'mail/open-password'), ({'server': None}, 'data/missing-name'),
                               ({'user': 'office', 'credential': 'x', 'tls': None}, 'mail/no-credentials'),
                               ({'user': 'office', 'secret_file': 'empty', 'tls': None}, 'mail/empty-secret'), ({'srever': 'x'}, 'data/unknown-name')):
            with self.subTest(expected, more=more):
                done = gongwen('mail', 'test', 'li@example.org', '--mail', self.settings(server, **more))
                self.assertIn(done.status, (BAD_INPUT, BAD_ENVIRONMENT))
                self.assertIn(expected, done.err)
        self.assertEqual(server.tried, [])



class MailServiceTest(OfficeTest):
    """A service that sends mail; decisions are held for `hold_minutes`."""
    more = {'hold_minutes': 0}
    accounts = {}

    def setUp(self):
        self.server = MailServer()
        self.addCleanup(self.server.close)
        super().setUp()

    @property
    def options(self):
        return ('--mail', self.write('mail.json', {
            'server': f'smtp://127.0.0.1:{self.server.port}', 'tls': 'none', 'from': 'office@office.example', 'from_name': '示例秘书处',
            'seconds': 10, 'per_minute': 6000, **self.more}))

    def outbox(self):
        return self.rows("SELECT template, state FROM gw_outbox WHERE template NOT IN ('reminder', 'deadline') ORDER BY event")

    def wait_for(self, *expected):
        """Until the outbox has these mails and states."""
        self.service.wait_until(lambda: self.outbox() == list(expected), 20)

    def press(self, office, page, button, fields=()):
        office.ask('GET', page)
        answer = office.press_at(page, button, fields)
        self.assertEqual(answer.status, 200, office.text()[:400])


class Applicants(MailServiceTest):
    accounts = {'wang': 'secretary'}

    def test_each_step_is_told(self):
        hand_in(self.service, 'expert-application')
        self.wait_for(('receipt', 'sent'))
        sender, recipients, message = self.server.mails[0]
        [(receipt, person, email)] = self.rows('SELECT receipt, person, email FROM gw_submission')
        self.assertEqual((sender, recipients), ('office@office.example', [email]))
        self.assertEqual(message['Subject'], f'已收到ISO、IEC工作组专家申请表（{receipt}）')
        for part in (message.get_body(('plain',)), message.get_body(('html',))):
            self.assertIn(receipt, part.get_content())
            # An address that nobody has confirmed may be another person's: it gets no values and no links.
            self.assertNotIn(person, part.get_content())
            self.assertNotIn('http', part.get_content().replace('http-equiv', ''))
        [(page,)] = self.rows('SELECT id FROM gw_submission')
        office = self.office()
        self.press(office, f'/office/s/{page}', '_return', [('_remark', '请补充工作经历'), ('_until', '2099-01-01')])
        self.wait_for(('receipt', 'sent'), ('returned', 'sent'))
        text = self.server.mails[1][2].get_body(('plain',)).get_content()
        self.assertIn('共有1条意见', text)
        self.assertIn('请在2099年1月1日以前', text)
        self.assertNotIn('工作经历', text)
        reminder = self.rows("SELECT state FROM gw_outbox WHERE template IN ('reminder', 'deadline')")
        self.assertEqual(reminder, [('due',)] * 2)
        self.change_rows("UPDATE gw_outbox SET next = 1 WHERE template = 'deadline'")
        self.service.wait_until(lambda: len(self.server.mails) == 3)
        self.assertEqual(self.server.mails[2][2]['Subject'], f'ISO、IEC工作组专家申请表（{receipt}）修改期限即将截止')
        self.change_rows("UPDATE gw_outbox SET next = 1, language = 'en' WHERE template = 'reminder'")
        self.service.wait_until(lambda: len(self.server.mails) == 4 or self.rows("SELECT 1 FROM gw_outbox WHERE said = 'daily limit of the address'"))
        self.assertEqual(len(self.server.mails), 3, 'the fourth mail of a day to an address that nobody has confirmed')
        self.change_rows('DELETE FROM gw_address')
        self.change_rows("UPDATE gw_outbox SET next = 1 WHERE template = 'reminder'")
        self.service.wait_until(lambda: len(self.server.mails) == 4)
        self.assertEqual(self.server.mails[3][2]['Subject'],
                         f'Deadline: application of an expert for ISO and IEC working groups ({receipt})')
        self.assertIn('2099年1月1日截止', self.server.mails[2][2].get_body(('plain',)).get_content())


class InTheAudit(MailServiceTest):
    accounts = {'li': 'admin'}

    def test_each_mail_is_named(self):
        hand_in(self.service, 'proposal-review')
        self.wait_for(('receipt', 'sent'))
        office = self.office('li')
        self.service.wait_until(lambda: self.rows("SELECT 1 FROM gw_audit WHERE action = 'mail.receipt'"))
        office.ask('GET', '/office/audit')
        self.assertIn('Mail: receipt', office.text())
        self.assertNotRegex(office.text(), r'\bmail[.:][a-z0-9]')


class Troubles(MailServiceTest):
    accounts = {'wang': 'secretary'}

    def due_now(self):
        """The next try is due, and what was interrupted is old."""
        self.change_rows("UPDATE gw_outbox SET next = 1 WHERE next > 0 AND state IN ('held', 'due', 'unsure')")
        self.change_rows("UPDATE gw_outbox SET changed = 1 WHERE state = 'sending'")

    def senders(self):
        return [pid for pid in self.service.workers() if 'mail:' in command_of(pid)]

    def wait_until_no(self, condition):
        self.service.wait_until(lambda: not self.rows(f'SELECT 1 FROM gw_outbox WHERE {condition}'), 60)

    def reply(self):
        return self.rows('SELECT code, said FROM gw_outbox')[0]

    def test_a_refusal_that_may_pass_is_tried_again(self):
        self.server.at_recipient['*'] = ['451 4.7.1 <zhang@example.org> greylisted']
        hand_in(self.service, 'proposal-review')
        self.service.wait_until(lambda: self.rows('SELECT code FROM gw_outbox') == [(451,)])
        self.assertEqual(self.outbox(), [('receipt', 'due')])
        self.assertEqual(self.reply()[1].count('greylisted'), 1)
        self.assertNotIn('@', self.reply()[1])
        self.due_now()
        self.wait_for(('receipt', 'sent'))
        self.assertEqual(len(self.server.mails), 1)

    def test_an_address_that_does_not_exist_is_told_to_the_office(self):
        self.server.at_recipient['*'] = ['550 5.1.1 nobody here']
        hand_in(self.service, 'proposal-review')
        self.wait_for(('receipt', 'bounced'))
        [(page,)] = self.rows('SELECT id FROM gw_submission')
        office = self.office()
        office.ask('GET', f'/office/s/{page}')
        self.assertIn('the address does not exist or takes no mail', office.text())
        self.assertIn('550 5.1.1 nobody here', office.text())
        self.assertEqual(self.rows('SELECT bounced > 0 FROM gw_address'), [(1,)])
        office.ask('GET', '/office/mails?show=troubled')
        self.press(office, '/office/mails?show=troubled', '_again', [('_again', self.rows('SELECT id FROM gw_outbox')[0][0])])
        self.wait_for(('receipt', 'sent'))

    def test_what_was_given_up_is_listed_and_repeated_by_the_command(self):
        self.server.after_data['*'] = ['552 5.3.4 too large']
        hand_in(self.service, 'proposal-review')
        self.wait_for(('receipt', 'failed'))
        self.assertEqual(self.reply()[0], 552)
        place = [str(word) for word in self.place()]
        listed = json.loads(gongwen('mail', 'list', *place, '--status', 'failed', '--json').out)
        [(id, receipt)] = self.rows('SELECT gw_outbox.id, receipt FROM gw_outbox, gw_submission')
        self.assertEqual([(mail['id'], mail['receipt'], mail['code'], mail['tries']) for mail in listed], [(id, receipt, 552, 1)])
        self.assertIn(f'failed     {receipt}  552', gongwen('mail', 'list', *place).out)
        self.assertEqual(gongwen('mail', 'retry', 'failed', *place).out, '1 mails are sent again\n')
        self.wait_for(('receipt', 'sent'))
        for words, expected in ((('retry', id), 'mail/too-late'), (('cancel', id), 'mail/too-late'), (('cancel', 'x'), 'mail/unknown')):
            done = gongwen('mail', *words, *place)
            self.assertEqual(done.status, BAD_USAGE)
            self.assertIn(expected, done.err)

    def test_silence_is_tried_once_more_with_the_same_id(self):
        self.server.after_data['*'] = ['silence']
        hand_in(self.service, 'proposal-review')
        self.wait_for(('receipt', 'unsure'))
        self.due_now()
        self.wait_for(('receipt', 'sent'))
        self.assertEqual(len(self.server.mails), 2)
        self.assertEqual(len(set(self.server.ids())), 1)

    def test_a_server_that_is_away_costs_only_time(self):
        self.server.close()
        hand_in(self.service, 'proposal-review')
        self.service.wait_until(lambda: self.rows('SELECT tries FROM gw_outbox') == [(1,)])
        self.wait_for(('receipt', 'due'))
        self.server = MailServer(port=self.server.port)
        self.addCleanup(self.server.close)
        self.due_now()
        self.wait_for(('receipt', 'sent'))

    def pass_time(self, seconds):
        """Turns the clock of the database: all times become earlier."""
        for column in 'next', 'created', 'changed':
            self.change_rows(f'UPDATE gw_outbox SET {column} = {column} - ? WHERE {column} > 0', seconds)

    def until_next(self):
        [(seconds,)] = self.rows("SELECT next - CAST(strftime('%s', 'now') AS INTEGER) FROM gw_outbox WHERE state = 'due'")
        return seconds

    def test_a_server_that_is_down_for_two_hours_then_greylists_then_refuses(self):
        self.server.close()
        hand_in(self.service, 'proposal-review')
        waits, down = [], 0
        for tries in range(1, 6):
            self.service.wait_until(lambda: self.rows('SELECT tries FROM gw_outbox') == [(tries,)], 30)
            self.wait_for(('receipt', 'due'))
            waits.append(self.until_next() / 60)
            if tries < 5:
                down += waits[-1]
                self.pass_time(self.until_next() + 1)
        for wait, minutes in zip(waits, (1, 5, 15, 60, 240)):
            self.assertTrue(0.75 * minutes <= wait <= 1.25 * minutes, (waits, minutes))
        # Two hours have passed with the wait that goes on; the server is back, and wants to see the mail twice.
        self.server = MailServer(port=self.server.port)
        self.addCleanup(self.server.close)
        self.pass_time(max(7_200 - int(down * 60), 0))
        self.assertEqual(self.outbox(), [('receipt', 'due')], 'it is not hurried')
        self.server.at_recipient['*'] = ['451 4.7.1 greylisted, come back later', '550 5.1.1 nobody here']
        self.pass_time(self.until_next() + 1)
        self.service.wait_until(lambda: self.rows('SELECT code FROM gw_outbox') == [(451,)])
        self.assertGreater(self.until_next(), 3_600)
        self.pass_time(self.until_next() + 1)
        self.wait_for(('receipt', 'bounced'))
        self.assertEqual((self.server.mails, len(self.server.tried)), ([], 2))
        self.assertEqual(self.rows('SELECT bounced > 0 FROM gw_address'), [(1,)])

    def test_a_server_that_is_never_back_costs_four_days(self):
        self.server.close()
        hand_in(self.service, 'proposal-review')
        for tries in range(1, 40):
            self.service.wait_until(lambda: self.rows('SELECT tries FROM gw_outbox') == [(tries,)] and self.outbox() != [('receipt', 'sending')], 30)
            if self.outbox() == [('receipt', 'failed')]:
                break
            self.pass_time(self.until_next() + 1)
        self.assertEqual(self.outbox(), [('receipt', 'failed')])
        self.assertTrue(12 <= tries <= 20, tries)

    @needs.time
    def test_killed_after_the_mail_was_handed_over(self):
        self.server.after_data['*'] = ['hold']
        hand_in(self.service, 'proposal-review')
        self.service.wait_until(lambda: self.server.mails)
        for sender in self.senders():
            os.kill(sender, signal.SIGKILL)
        self.wait_for(('receipt', 'unsure'))
        self.assertEqual(self.rows('SELECT next > 0 FROM gw_outbox'), [(1,)])
        self.due_now()
        self.wait_for(('receipt', 'sent'))
        self.assertEqual((len(self.server.mails), len(set(self.server.ids()))), (2, 1))

    @needs.time
    def test_killed_with_the_service_after_the_mail_was_handed_over(self):
        self.server.after_data['*'] = ['hold', 'silence']
        hand_in(self.service, 'proposal-review')
        self.service.wait_until(lambda: self.server.mails)
        self.service.process.kill()
        self.service.process.wait()
        self.service.__exit__()
        self.assertEqual(self.outbox(), [('receipt', 'sending')])
        self.pass_time(660)
        self.service = Service('--forms', '--office', *self.place(), *self.options).__enter__()
        self.addCleanup(self.service.__exit__)
        self.wait_for(('receipt', 'unsure'))
        self.due_now()
        self.service.wait_until(lambda: len(self.server.mails) == 2)
        # A second silence says nothing new: it is not sent a third time.
        self.wait_for(('receipt', 'unsure'))
        self.service.wait_until(lambda: self.rows('SELECT next FROM gw_outbox') == [(0,)])
        self.assertEqual(len(set(self.server.ids())), 1)

    def test_killed_between_mails_it_doubles_nothing_but_what_is_unsure(self):
        count, kills = 150, 12
        hand_in(self.service, 'proposal-review')
        self.wait_for(('receipt', 'sent'))
        with contextlib.closing(sqlite3.connect(self.folder / 'state/inbox.db')) as database, database:
            database.executemany(
                "INSERT INTO gw_outbox SELECT 'm' || ?1, submission, 100 + ?1, channel, template, 'p' || ?1 || '@example.org', kind, language, "
                "facts, 'due', 1, 0, 0, '', '<m' || ?1 || '@office.example>', created, changed, draft FROM gw_outbox WHERE event < 100",
                [(number,) for number in range(count)])
        for kill in range(1, kills + 1):
            # Mails are left whenever a process is killed: it is sending, or about to.
            self.service.wait_until(lambda: len(self.server.mails) >= 10 * kill)
            if kill % 3 == 0:
                self.service.process.kill()
                self.service.process.wait()
                self.service.__exit__()
                self.due_now()
                self.service = Service('--forms', '--office', *self.place(), *self.options).__enter__()
                self.addCleanup(self.service.__exit__)
            else:
                self.service.wait_until(self.senders)
                for sender in self.senders():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(sender, signal.SIGKILL)
        self.wait_until_no("state IN ('due', 'sending')")
        interrupted = self.rows("SELECT COUNT(*) FROM gw_outbox WHERE tries > 1 OR state = 'unsure'")[0][0]
        self.due_now()
        self.wait_until_no("state IN ('due', 'sending') OR state = 'unsure' AND next > 0")
        got = collections.Counter(recipients[0] for _, recipients, _ in self.server.mails)
        # A mail that was interrupted twice is not tried again: the office is told that nobody knows whether it arrived.
        unsure = {recipient for recipient, in self.rows("SELECT recipient FROM gw_outbox WHERE state = 'unsure'")}
        missing = {f'p{number}@example.org' for number in range(count)} - set(got)
        self.assertLessEqual(missing, unsure, 'lost')
        doubled = sum(number - 1 for number in got.values())
        self.assertLessEqual(doubled, interrupted)
        self.assertLessEqual(interrupted, kills, 'one mail is on its way at a time')
        self.assertEqual(len(set(self.server.ids())), count + 1 - len(missing))


class OwnWords(MailServiceTest):
    @property
    def options(self):
        own = self.folder / 'own/proposal-review'
        own.mkdir(parents=True, exist_ok=True)
        (own / 'texts.zh.json').write_text('{"mail.receipt.subject": "收到{receipt}，谢谢"}', encoding='utf-8')
        return (*super().options, '--templates', self.folder / 'own')

    def test_an_office_has_its_own_words(self):
        hand_in(self.service, 'proposal-review')
        self.wait_for(('receipt', 'sent'))
        [(receipt,)] = self.rows('SELECT receipt FROM gw_submission')
        self.assertEqual(self.server.mails[0][2]['Subject'], f'收到{receipt}，谢谢')
        self.assertIn('请保存本邮件', self.server.mails[0][2].get_body(('plain',)).get_content())


class Bundles(CommandTest):
    def check(self, name, content):
        kind = self.folder / 'own/proposal-review'
        kind.mkdir(parents=True, exist_ok=True)
        (kind / name).write_text(content, encoding='utf-8')
        done = gongwen('check', 'proposal-review', ROOT / 'samples/proposal-review/typical.json', '--templates', self.folder / 'own')
        (kind / name).unlink()
        return done

    def test_places_that_mail_does_not_have(self):
        done = self.check('texts.zh.json', '{"mail.returned.text": "{person}，请修改"}')
        self.assertIn('engine/texts-unknown-place', done.err)
        self.assertIn('{until}', done.err)

    def test_mail_goes_to_one_address(self):
        form = (ROOT / 'templates/proposal-review/form.json').read_text(encoding='utf-8')
        for old, new in (('"notify": true', '"notify": false'), ('"/leader/phone": {', '"/leader/phone": {"notify": true, ')):
            self.assertEqual(form.count(old), 1, old)
            form = form.replace(old, new)
        self.assertIn('engine/notify-no-address', self.check('form.json', form).err)


class Held(MailServiceTest):
    more = {'hold_minutes': 10}
    accounts = {'wang': 'secretary', 'qian': 'viewer'}

    def test_mail_about_a_decision_can_be_taken_back(self):
        hand_in(self.service, 'proposal-review')
        self.wait_for(('receipt', 'sent'))
        [(id,)] = self.rows('SELECT id FROM gw_submission')
        page = f'/office/s/{id}'
        office = self.office()
        self.press(office, page, '_return', [('_remark', '请补充'), ('_until', '2099-01-01')])
        self.wait_for(('receipt', 'sent'), ('returned', 'held'))
        office.ask('GET', page)
        self.assertIn('returned for correction · held until', office.text())
        mail = self.rows("SELECT id FROM gw_outbox WHERE state = 'held'")[0][0]
        office.post(page + '/mail', [*office.hidden(), ('_take_back', mail)])
        self.assertEqual(self.outbox(), [('receipt', 'sent'), ('returned', 'cancelled')])
        self.assertIn('returned for correction · not sent, taken back', office.text())
        self.assertEqual(office.post(page + '/mail', [*office.hidden(), ('_take_back', mail)]).status, 409)
        self.assertIn('no longer possible', office.text())
        viewer = self.office('qian')
        viewer.ask('GET', page)
        self.assertEqual(viewer.post(page + '/mail', [*viewer.hidden(), ('_again', mail)]).status, 403)
        self.assertEqual(len(self.server.mails), 1)


class Off(OfficeTest):
    def test_without_settings_nothing_is_written_down(self):
        hand_in(self.service, 'proposal-review')
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_outbox'), [(0,)])
        office = self.office()
        office.ask('GET', '/office/mails')
        self.assertIn('sends no mail', office.text())

    def test_settings_are_checked_at_the_start(self):
        settings = self.write('mail.json', {'server': 'smtp://127.0.0.1:25', 'from': 'office@office.example', 'user': 'office', 'secret_file': 'x'})
        for words, expected in (((), 'cli/missing'), (('--state', self.folder / 'other'), 'resources/not-found')):
            done = gongwen('serve', '--listen', '127.0.0.1:0', '--mail', settings, *words)
            self.assertIn(expected, done.err)
            self.assertNotEqual(done.status, DONE)


def command_of(pid):
    with contextlib.suppress(OSError):
        return pathlib.Path(f'/proc/{pid}/cmdline').read_text()
    return ''


if __name__ == '__main__':
    unittest.main()
