"""Mail to applicants: from the event to the server, by the process that sends, with servers that fail."""
import json
import re
import sqlite3
import subprocess
import unittest

from form_browser import hand_in
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, CommandTest, gongwen, sample
from mail_server import MailServer, make_certificate
from test_office import SAMPLE, OfficeTest


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
        settings = self.settings(server, tls='required', user='office', secret_file='secret', certificates=certificate.name)
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
        self.assertIn('mail/unsure', self.try_mail(self.settings(server, seconds=1), status=BAD_ENVIRONMENT).err)

    def test_a_command_in_an_address_is_not_sent(self):
        server = self.server()
        done = self.try_mail(self.settings(server), 'li@example.org>\r\nRCPT TO:<wang@example.org', status=BAD_USAGE)
        self.assertIn('mail/bad-address', done.err)
        self.assertEqual((server.mails, server.tried), ([], []))

    def test_settings_that_cannot_work(self):
        server = self.server()
        for more, expected in (({'from': 'office'}, 'data/pattern'), ({'user': 'office'}, 'mail/half-login'), ({'secret_file': 'x'}, 'mail/half-login'),
                               ({'user': 'office', 'secret_file': 'x'}, 'mail/open-password'), ({'server': None}, 'data/missing-name'),
                               ({'user': 'office', 'credential': 'x', 'tls': None}, 'mail/no-credentials'), ({'srever': 'x'}, 'data/unknown-name')):
            with self.subTest(expected, more=more):
                done = gongwen('mail', 'test', 'li@example.org', '--mail', self.settings(server, **more))
                self.assertIn(done.status, (BAD_INPUT, BAD_ENVIRONMENT))
                self.assertIn(expected, done.err)
        self.assertEqual(server.tried, [])



class MailServiceTest(OfficeTest):
    """A service that sends mail; decisions are held as long as `hold_minutes` says."""
    more = {'hold_minutes': 0}

    def setUp(self):
        self.server = MailServer()
        self.addCleanup(self.server.close)
        super().setUp()

    @property
    def options(self):
        return ('--mail', self.write('mail.json', {
            'server': f'smtp://127.0.0.1:{self.server.port}', 'tls': 'none', 'from': 'office@office.example', 'from_name': '示例秘书处',
            'seconds': 10, 'per_minute': 6000, **self.more}))

    def entered(self, office, name, email):
        """The page of a form that came by mail."""
        data = {**sample(SAMPLE), 'kind': 'expert-application', 'name_zh': name, 'email': email}
        office.ask('GET', '/office/import')
        answer = office.upload('/office/import', 'file', f'{name}.json', json.dumps(data, ensure_ascii=False).encode())
        self.assertEqual(answer.status, 200, office.text()[:900])
        return office.page.xpath('//td/a/@href')[0]

    def outbox(self):
        return self.rows('SELECT template, state FROM gw_outbox ORDER BY created, event')

    def wait_for(self, *expected):
        """Until the outbox has these mails and states."""
        self.service.wait_until(lambda: self.outbox() == list(expected), 20)

    def press(self, office, page, button, fields=()):
        office.ask('GET', page)
        answer = office.press_at(page, button, fields)
        self.assertEqual(answer.status, 200, office.text()[:400])


class Applicants(MailServiceTest):
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


if __name__ == '__main__':
    unittest.main()
