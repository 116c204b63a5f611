"""What goes along with mail: documents where the words of the kind say so, and last days for calendars."""
import email.header
import email.policy
import io
import json
import re
import unittest
import urllib.parse

import icalendar
import pikepdf

from form_browser import Browser, hand_in
from test_mail_links import KIND, LinksTest

WORDS = {'zh': {'mail.receipt.file': '随附：{file}', 'mail.accepted.file': '随附通知书：{file}', 'mail.rejected.file': '随附通知书：{file}'},
         'en': {'mail.receipt.file': 'Attached: {file}', 'mail.accepted.file': 'The notice is attached: {file}'}}


def read_calendar(content):
    """The one event of a file, after a strict look at its lines (RFC 5545, 3.1)."""
    assert content.endswith(b'\r\n') and b'\n' not in content.replace(b'\r\n', b''), content
    for line in content.removesuffix(b'\r\n').split(b'\r\n'):
        assert 0 < len(line) <= 75, line
        line.decode()  # lines are folded between characters
    calendar = icalendar.Calendar.from_ical(content)
    assert (calendar['version'], calendar['method']) == ('2.0', 'PUBLISH'), calendar
    assert [zone['tzid'] for zone in calendar.walk('vtimezone')] == ['Asia/Shanghai']
    [event] = calendar.walk('vevent')
    assert not event.errors, event.errors
    for name in 'uid', 'dtstamp', 'sequence', 'dtstart', 'dtend', 'summary', 'description':
        assert name in event, name
    return event


class FilesTest(LinksTest):
    @property
    def options(self):
        own = self.folder / 'own' / KIND
        own.mkdir(parents=True, exist_ok=True)
        for language, words in WORDS.items():
            (own / f'texts.{language}.json').write_text(json.dumps(words, ensure_ascii=False), encoding='utf-8')
        return (*super().options, '--templates', self.folder / 'own')

    def handed_in(self, language='zh'):
        """A form with a confirmed address; returns the mail of its receipt."""
        browser, fields, _ = self.confirmed(language)
        browser.press('_submit', fields)
        self.assertTrue(browser.path.startswith('/r/'), browser.text()[:300])
        self.applicant = browser
        return self.mails(2)[1][2]

    def files(self, message):
        return [(part.get_filename(), part.get_content_type(), part.get_content()) for part in message.iter_attachments()]

    def office_page(self):
        return '/office/s/' + self.rows('SELECT id FROM gw_submission')[0][0]


class Documents(FilesTest):
    def test_receipt_and_notice_go_along(self):
        message = self.handed_in()
        [(name, type, content)] = self.files(message)
        self.assertEqual(type, 'application/pdf')
        self.assertGreater(len(pikepdf.open(io.BytesIO(content)).pages), 0)
        self.assertTrue(name.endswith('.pdf') and not name.isascii(), name)
        # Both as programs of today and as older ones read names.
        head = message.as_bytes(policy=email.policy.default.clone(refold_source='none')).decode('ascii').replace('\r\n', '\n')
        self.assertIn("filename*=UTF-8''" + urllib.parse.quote(name), head)
        coded = re.search(r'\n name="([^"]*)"', head)[1].replace('\n', '')
        self.assertEqual(str(email.header.make_header(email.header.decode_header(coded))), name)
        self.assertIn(f'随附：{name}', self.text())
        self.press(self.office(), self.office_page(), '_accept')
        message = self.mails(3)[2][2]
        [(name, type, content)] = self.files(message)
        self.assertRegex(name, '^SH-.*审查结果通知书')
        self.assertIn(f'随附通知书：{name}', self.text())
        self.assertGreater(len(content), 5_000)
        self.assertIsNone(self.link(), 'a decision has a link only if its document was left out')

    def test_a_rejection_has_its_notice(self):
        self.handed_in()
        office = self.office()
        self.press(office, self.office_page(), '_reject')
        office.confirm(('_why', '不符合条件'))
        message = self.mails(3)[2][2]
        self.assertRegex(self.files(message)[0][0], '^SH-.*审查结果通知书')

    def test_a_server_that_takes_no_large_mail_gets_it_with_a_link(self):
        browser, fields, _ = self.confirmed()
        self.server.after_data['*'] = ['552 5.3.4 too large']
        browser.press('_submit', fields)
        message = self.mails(2)[1][2]
        self.service.wait_until(lambda: ('receipt', 'sent') in self.outbox(), 20)
        self.assertEqual(self.files(message), [])
        self.assertIn('文件过大', self.text())
        self.assertNotIn('随附', self.text())
        self.assertIsNotNone(self.link())
        # Once more only: the second refusal is one of the mail itself.
        self.server.after_data['*'] = ['552 5.2.2 mailbox full'] * 2
        self.press(self.office(), self.office_page(), '_accept')
        self.service.wait_until(lambda: ('accepted', 'failed') in self.outbox(), 20)
        self.assertEqual(self.rows("SELECT tries, code FROM gw_outbox WHERE template = 'accepted'"), [(2, 552)])

    def test_an_address_that_nobody_confirmed_gets_no_document(self):
        hand_in(self.service, KIND)
        [(_, _, message)] = self.mails(1)
        self.assertEqual(self.files(message), [])
        self.assertNotIn('随附', self.text())

    def test_words_decide_in_each_language(self):
        message = self.handed_in('en')
        self.assertEqual(len(self.files(message)), 1)
        self.assertIn('Attached: ', self.text())

    def test_the_office_sees_the_words(self):
        office = self.office()
        office.ask('GET', f'/office/mails?kind={KIND}&mail=accepted&text=zh')
        self.assertIn('随附通知书：document.pdf', office.text())


class Calendars(FilesTest):
    def test_a_return_has_its_last_day(self):
        self.handed_in()
        page = self.office_page()
        self.press(self.office(), page, '_return', [('_remark', '请补充'), ('_until', '2099-03-31')])
        message = self.mails(3)[2][2]
        [(name, type, _)] = self.files(message)
        self.assertEqual((name[:4], type), ('截止日期', 'text/calendar'))
        [part] = message.iter_attachments()
        self.assertEqual(part.get_param('method'), 'PUBLISH')
        mailed = read_calendar(part.get_payload(decode=True))
        receipt = self.applicant.path
        answer = self.applicant.ask('GET', receipt + '/deadline.ics')
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers['content-type'], 'text/calendar; charset=utf-8; method=PUBLISH')
        shown = read_calendar(answer.body)
        for event in mailed, shown:
            self.assertEqual(event['dtstart'].dt.isoformat(), '2099-03-31T00:00:00+08:00')
            self.assertEqual(event['dtend'].dt.isoformat(), '2099-04-01T00:00:00+08:00')
        self.assertEqual(mailed['uid'], shown['uid'], 'calendars know that it is the same day')
        self.applicant.ask('GET', receipt)
        self.assertIn('把截止日期加入日历', self.applicant.text())

    def test_without_a_day_there_is_no_file(self):
        self.handed_in()
        answer = self.applicant.ask('GET', self.applicant.path + '/deadline.ics')
        self.assertEqual(answer.status, 404)


class Calls(FilesTest):
    def test_the_last_day_of_a_call(self):
        office = self.office()
        office.ask('GET', '/office/calls')
        office.press_at('/office/calls', '_open', [('kind', KIND), ('for', 'all'), ('from', '2020-01-01'), ('until', '2099-12-31')])
        [(id,)] = self.rows('SELECT id FROM gw_call')
        self.assertIn(f'/forms/{KIND}/calls/{id}.ics?lang=en', office.page.xpath('//a/@href'))
        for language, words in (('zh', '提交截止：'), ('en', 'Last day: ')):
            browser = Browser(self.service, language)
            browser.ask('GET', f'/forms/{KIND}?lang={language}')
            [address] = browser.page.xpath('//a[contains(@href, ".ics")]/@href')
            answer = self.service.ask('GET', address)
            self.assertEqual(answer.status, 200, answer.body[:300])
            event = read_calendar(answer.body)
            self.assertEqual(event['dtend'].dt.isoformat(), '2100-01-01T00:00:00+08:00')
            self.assertIn(words, event['summary'])
            self.assertTrue(str(event['url']).endswith(f'/forms/{KIND}'))
        for wrong in (f'/forms/{KIND}/calls/aaaa.ics', f'/forms/expert-application/calls/{id}.ics'):
            self.assertEqual(self.service.ask('GET', wrong).status, 404)


if __name__ == '__main__':
    unittest.main()
