"""Applicants and their mailboxes: a code that confirms an address, links in mails, and links that are sent again."""
import datetime
import json
import re
import unittest

from chromium_pages import Chromium
from form_browser import Browser, typed_data
from harness import ROOT, gongwen
from serving import Service
from test_mail import MailServiceTest

KIND = 'proposal-review'
PAGES = 'https://forms.example'


class LinksTest(MailServiceTest):
    more = {'hold_minutes': 0, 'pages': PAGES}
    accounts = {'wang': 'secretary'}

    def begin(self, language='zh', kind=KIND):
        """A draft whose page of all steps is open, and what somebody types there."""
        browser = Browser(self.service, language)
        browser.ask('GET', f'/forms/{kind}?lang={language}')
        browser.press('_start', [])
        self.draft = browser.path
        browser.ask('GET', self.draft + '?step=0')
        data, fields = typed_data(browser, kind)
        return browser, fields, data['leader']['email']

    def mails(self, count):
        self.service.wait_until(lambda: len(self.server.mails) >= count, 30)
        self.assertEqual(len(self.server.mails), count)
        return self.server.mails

    def text(self, number=-1):
        return self.server.mails[number][2].get_body(('plain',)).get_content()

    def code(self):
        return re.search(r'\d{6}', self.server.mails[-1][2]['Subject'])[0]

    def minute_later(self):
        self.change_rows('UPDATE gw_code SET created = created - 61')
        # The mails that were ordered, too: two codes for an address are never of one second.
        self.change_rows("UPDATE gw_outbox SET event = event - 61 WHERE template = 'code'")

    def said(self, browser):
        [element] = browser.page.xpath('//*[contains(@id, "-code-said")]')
        return element.text_content()

    def confirmed(self, language='zh'):
        browser, fields, email = self.begin(language)
        browser.press('_mail_code', fields)
        self.mails(1)
        browser.press('_mail_check', [*fields, ('_mail_typed', self.code())])
        self.assertEqual(browser.page.xpath('//*[@name="_mail_code"]'), [])
        return browser, fields, email

    def link(self, number=-1):
        """The path of the link in a mail; None if it has none."""
        found = re.findall(re.escape(PAGES) + r'(/resume/\S+)', self.text(number))
        self.assertLessEqual(len(found), 1)
        return found[0] if found else None


class Codes(LinksTest):
    def test_an_address_is_confirmed_on_the_page_of_the_draft(self):
        browser, fields, email = self.begin('en')
        self.assertEqual(browser.page.xpath('//*[@name="_mail_typed"]'), [])
        browser.press('_mail_code', [field for field in fields if field[0] != '/leader/email'])
        self.assertIn('Write the address first', self.said(browser))
        browser.press('_mail_code', fields)
        # The page says so at the field, and has all that was typed.
        self.assertIn('on its way', self.said(browser))
        self.assertEqual(browser.fragment, browser.page.xpath('//*[@class="code"]/@id')[0])
        self.assertIn(('/leader/email', email), browser.typed())
        [(_, recipients, message)] = self.mails(1)
        self.assertEqual(recipients, [email])
        code = self.code()
        self.assertIn('is your code', message['Subject'])
        # Numbers may have its digits by chance.
        stored = [value for row in self.rows('SELECT * FROM gw_code, gw_outbox') for value in row if isinstance(value, str)]
        self.assertNotIn(code, str(stored))
        browser.press('_mail_code', fields)
        self.assertIn('a moment ago', self.said(browser))
        wrong = '000000' if code != '000000' else '000001'
        for _ in range(4):
            browser.press('_mail_check', [*fields, ('_mail_typed', wrong)])
            self.assertIn('not right', self.said(browser))
        browser.press('_mail_check', [*fields, ('_mail_typed', wrong)])
        self.assertIn('no longer valid', self.said(browser))
        browser.press('_mail_check', [*fields, ('_mail_typed', code)])
        self.assertIn('no longer valid', self.said(browser))
        self.assertEqual(self.rows('SELECT * FROM gw_confirmed'), [])
        self.minute_later()
        browser.press('_mail_code', fields)
        self.mails(2)
        # As people type it, and with Enter, which presses the button that goes on.
        typed = ''.join(chr(ord(digit) + 0xfee0) for digit in self.code())
        browser.press('_next', [*fields, ('_mail_typed', f' {typed[:3]} {typed[3:]}')])
        browser.ask('GET', self.draft + '?step=0')
        self.assertIn('The address is confirmed', browser.text())
        self.assertEqual(browser.page.xpath('//*[@name="_mail_code"]'), [])
        # Another address is another one.
        browser.press('_save', [('/leader/email', 'wang@example.org') if name == '/leader/email' else (name, value) for name, value in fields])
        browser.ask('GET', self.draft + '?step=0')
        self.assertEqual(len(browser.page.xpath('//*[@name="_mail_code"]')), 1)

    def test_an_address_gets_few_mails_until_it_is_confirmed(self):
        browser, fields, _ = self.begin()
        for number in range(1, 4):
            browser.press('_mail_code', fields)
            self.assertIn('已发往', self.said(browser))
            self.mails(number)
            self.minute_later()
        browser.press('_mail_code', fields)
        self.assertIn('已达上限', self.said(browser))
        self.mails(3)

    def test_without_the_address_of_the_pages_there_are_no_codes(self):
        browser, _, _ = self.begin()
        self.assertEqual(len(browser.page.xpath('//*[@name="_mail_code"]')), 1)
        self.more = {'hold_minutes': 0}
        self.service.__exit__()
        self.service = Service('--forms', '--office', *self.place(), *self.options).__enter__()
        self.addCleanup(self.service.__exit__)
        browser, _, _ = self.begin()
        self.assertEqual(browser.page.xpath('//*[@name="_mail_code"]'), [])
        self.assertEqual(self.service.ask('GET', '/forms/mail').status, 404)


class Links(LinksTest):
    def test_a_return_is_answered_by_the_link(self):
        browser, fields, _ = self.confirmed()
        browser.press('_submit', fields)
        self.assertTrue(browser.path.startswith('/r/'), browser.text()[:300])
        self.mails(2)
        receipt = self.link()
        [(id,)] = self.rows('SELECT id FROM gw_submission')
        secret = receipt.rpartition('/')[2]
        self.assertEqual(len(secret), 26)
        self.assertNotIn(secret, str(self.rows('SELECT * FROM gw_link, gw_outbox')))
        html = self.server.mails[-1][2].get_body(('html',)).get_content()
        self.assertIn(f'<a href="{PAGES}{receipt}">', html)
        office = self.office()
        self.press(office, f'/office/s/{id}', '_return', [('_remark', '请补充'), ('_until', '2099-01-01')])
        self.mails(3)
        link = self.link()
        self.assertIn('共有1条意见', self.text())
        self.assertNotIn('请补充', self.text())
        # A scanner of mails follows both links; nothing happens.
        for path in (link, receipt):
            answer = self.service.ask('GET', path)
            self.assertEqual((answer.status, answer.headers.get('set-cookie')), (200, None))
            self.assertEqual(answer.headers['referrer-policy'], 'no-referrer')
        self.assertEqual({used for used, in self.rows('SELECT used FROM gw_link')}, {0})
        person = Browser(self.service, 'en')
        person.ask('GET', link)
        person.press('_open', [])
        self.assertEqual(person.path, self.draft)
        self.assertIn('请补充', person.text())
        # The later mail has ended the former link.
        late = Browser(self.service, 'en')
        late.ask('GET', receipt)
        self.assertEqual(late.press('_open', []).status, 404)
        self.assertIn('no longer works', late.text())
        # A further mail ends this link, and not the work of somebody who has opened it.
        self.change_rows("UPDATE gw_outbox SET next = 1 WHERE template = 'deadline'")
        self.mails(4)
        late.ask('GET', link)
        self.assertEqual(late.press('_open', []).status, 404)
        person.ask('GET', self.draft + '?step=0')
        answer = person.press('_submit')
        self.assertEqual((answer.status, person.path), (200, self.draft.replace('/d/', '/r/')))
        self.assertEqual(self.rows('SELECT versions FROM gw_submission'), [(2,)])
        log = self.service.log.read_text(encoding='utf-8')
        self.assertNotIn(secret, log)
        self.assertNotIn(link.rpartition('/')[2], log)

    def test_an_address_that_nobody_confirmed_gets_no_link(self):
        browser, fields, email = self.confirmed()
        other, _, _ = self.begin()
        other.press('_submit', fields)
        self.mails(2)
        # Confirmed in another draft, perhaps by another person.
        self.assertEqual(self.server.mails[-1][1], [email])
        self.assertIsNone(self.link())
        changed = [(name, 'wang@example.org' if name == '/leader/email' else value) for name, value in fields]
        browser.press('_submit', changed)
        self.mails(3)
        self.assertEqual(self.server.mails[-1][1], ['wang@example.org'])
        self.assertIsNone(self.link())

    def test_a_link_ends_after_two_weeks(self):
        browser, fields, _ = self.confirmed()
        browser.press('_submit', fields)
        self.mails(2)
        until = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))) + datetime.timedelta(days=14)
        self.assertIn(f'{until.year}年{until.month}月{until.day}日', self.text())
        self.change_rows("UPDATE gw_link SET expires = expires - 14 * 86400 WHERE purpose = 'continue'")
        person = Browser(self.service)
        person.ask('GET', self.link())
        self.assertEqual(person.press('_open', []).status, 404)


class FormsByMail(LinksTest):
    def ask_for(self, address, language='zh'):
        browser = Browser(self.service, language)
        browser.ask('GET', f'/forms/mail?lang={language}')
        browser.press('_send', [('address', address)])
        return browser

    def test_links_are_sent_to_those_who_confirmed_their_address(self):
        browser, fields, email = self.confirmed()
        browser.press('_submit', fields)
        self.mails(2)
        self.begin()
        answers = [self.ask_for(address) for address in (email, 'nobody@example.org', f' {email} ')]
        self.assertEqual({answer.text() for answer in answers}, {answers[0].text()})
        self.assertEqual({answer.answer.status for answer in answers}, {200})
        self.service.wait_until(lambda: len(self.server.mails) >= 3, 30)
        self.service.wait_until(lambda: not self.rows("SELECT 1 FROM gw_outbox WHERE state IN ('due', 'sending')"), 30)
        self.assertNotIn(['nobody@example.org'], [recipients for _, recipients, _ in self.server.mails])
        self.assertEqual(self.rows("SELECT 1 FROM gw_outbox WHERE recipient = 'nobody@example.org'"), [])
        [(receipt,)] = self.rows('SELECT receipt FROM gw_submission')
        self.assertIn(f'{receipt} · 已提交', self.text())
        person = Browser(self.service)
        person.ask('GET', self.link())
        person.press('_open', [])
        self.assertIn(receipt, person.text())
        # The language of the page.
        self.ask_for(email, 'en')
        count = len(self.server.mails)
        self.service.wait_until(lambda: len(self.server.mails) > count, 30)
        self.assertEqual(self.server.mails[-1][2]['Subject'], 'Links to your forms')
        self.change_rows("UPDATE gw_submission SET changed = changed - 731 * 86400")
        count = len(self.server.mails)
        self.ask_for(email)
        self.service.wait_until(lambda: not self.rows("SELECT 1 FROM gw_outbox WHERE state IN ('due', 'sending')"), 30)
        self.assertEqual(len(self.server.mails), count, 'too old')

    def test_five_an_hour(self):
        browser, fields, email = self.confirmed()
        texts = set()
        for number in range(1, 8):
            texts.add(self.ask_for(email).text())
            self.change_rows("UPDATE gw_outbox SET event = ?, template = 'former' WHERE template = 'forms'", number)
        self.assertEqual(len(texts), 1)
        self.assertEqual(self.rows("SELECT COUNT(*) FROM gw_outbox WHERE template = 'former'"), [(5,)])

    def test_what_is_no_address_is_kept(self):
        browser = self.ask_for('li example.org', 'en')
        self.assertEqual(browser.answer.status, 422)
        self.assertEqual(browser.page.xpath('//input[@name="address"]/@value'), ['li example.org'])
        self.assertIn('name@example.org', browser.text())

    def test_the_start_page_leads_there(self):
        browser = Browser(self.service, 'en')
        browser.ask('GET', '/')
        self.assertIn('/forms/mail', browser.page.xpath('//a/@href'))


class Office(LinksTest):
    """Mail to accounts, and mail that comes back."""
    accounts = {'wang': 'secretary'}
    more = {'hold_minutes': 0, 'pages': PAGES, 'bounces': 'bounce@office.example'}

    def subscribed(self):
        office = self.office()
        office.ask('GET', '/office/sessions')
        answer = office.post('/office/sessions', [('_token', office.token()), ('email', 'wang office'), ('digest', '1'), ('_mail', '1')])
        self.assertEqual((answer.status, office.page.xpath('//input[@name="email"]/@value')), (422, ['wang office']))
        office.post('/office/sessions', [('_token', office.token()), ('email', ' wang@office.example '), ('digest', '1'), ('_mail', '1')])
        self.assertEqual(self.rows('SELECT name, email, digest FROM gw_account'), [('wang', 'wang@office.example', 1)])
        self.assertEqual(office.page.xpath('//input[@name="digest"]/@checked'), ['checked'])
        return office

    def digest(self, day):
        """As it is ordered in the morning of a day."""
        self.change_rows("INSERT INTO gw_outbox (id, submission, event, channel, template, recipient, kind, language, facts, state, next, tries, code, "
                         "said, message_id, created, changed) VALUES ('d' || ?1, '', ?1, 'mail', 'digest', 'wang@office.example', '', 'zh', '{}', 'due', "
                         "1, 0, 0, '', '<d@office.example>', 1, 1)", day)
        self.service.wait_until(lambda: not self.rows("SELECT 1 FROM gw_outbox WHERE template = 'digest' AND state IN ('due', 'sending')"), 30)

    def test_mail_that_comes_back_is_shown_at_its_submission(self):
        _, fields, email = self.begin()
        browser, _, _ = self.begin()
        browser.press('_submit', fields)
        [(sender, _, _)] = self.mails(1)
        [(id, submission)] = self.rows('SELECT id, submission FROM gw_outbox')
        self.assertEqual(sender, f'bounce+{id}@office.example')
        self.wait_for(('receipt', 'sent'))
        key = gongwen('key', 'add', 'mta', '--scope', 'inbox.write', *self.place()).out.strip()

        def report(**order):
            return self.service.ask('POST', '/api/v1/bounces', json.dumps(order).encode(),
                                    {'Authorization': f'Bearer {key}', 'Content-Type': 'application/json'})
        self.assertEqual(report(recipient='office@office.example').status, 422)
        for _ in range(2):
            self.assertEqual(report(recipient=sender.upper(), reason=f'550 5.1.1 <{email}> unknown').status, 204)
        self.wait_for(('receipt', 'bounced'))
        self.assertEqual(self.rows('SELECT said FROM gw_outbox'), [('550 5.1.1 ... unknown',)])
        self.assertEqual(self.rows('SELECT bounced > 0 FROM gw_address'), [(1,)])
        office = self.office()
        office.ask('GET', f'/office/s/{submission}')
        self.assertIn('the address does not exist or takes no mail', office.text())

    def test_the_mails_of_a_form_are_read_before_anybody_gets_them(self):
        office = self.office()
        office.ask('GET', '/office/mails')
        [page] = [link for link in office.page.xpath('//a/@href') if f'kind={KIND}' in link]
        office.ask('GET', page)
        mails = [link for link in office.page.xpath('//td/a/@href')]
        self.assertEqual(len(mails), 10)
        for link in mails:
            office.ask('GET', link)
            self.assertIn('Subject: ', office.text())
            self.assertNotIn('{', office.page.xpath('//main')[0].text_content())
        [returned] = [link for link in mails if 'mail=returned' in link]
        office.ask('GET', returned.replace('text=en', 'text=zh'))
        self.assertIn('共有3条意见', office.text())
        send = [('_token', office.token()), ('_send', '1')]
        self.assertEqual(office.post(returned, send).status, 422)
        self.assertIn('Write your address', office.text())
        office.ask('GET', '/office/sessions')
        office.post('/office/sessions', [('_token', office.token()), ('email', 'wang@office.example'), ('_mail', '1')])
        office.post(returned, send)
        self.assertIn('on its way', office.text())
        [(_, recipients, message)] = self.mails(1)
        self.assertEqual(recipients, ['wang@office.example'])
        self.assertRegex(message['Subject'], r'^To be corrected: review of .* \(XX-2026-000001-2\)$')
        self.assertEqual(office.ask('GET', f'/office/mails?kind={KIND}&mail=none').status, 404)

    def test_a_digest_on_working_days_says_what_waits(self):
        self.subscribed()
        self.digest(1)
        self.assertEqual(self.server.mails, [], 'nothing waits')
        browser, fields, _ = self.begin()
        browser.press('_submit', fields)
        self.mails(1)
        self.change_rows("UPDATE gw_submission SET assignee = 'wang'")
        today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
        calendar = json.loads((ROOT / 'templates/shared/calendars/cn.json').read_text(encoding='utf-8'))['years'].get(str(today.year), {'on': [], 'off': []})
        works = str(today) in calendar['on'] or today.weekday() < 5 and not any(first <= str(today) <= last for first, last in calendar['off'])
        self.digest(2)
        self.mails(2 if works else 1)
        if works:
            self.assertIn('新收：1份\n由您负责：1份\n退回后逾期：0份', self.text())
            self.assertIn(PAGES + '/office/', self.text())


class Looks(LinksTest):
    def office(self, name='li', language='en'):
        return super().office(name, language)

    accounts = {'li': 'admin'}

    def test_pages_have_no_barriers_in_both_languages(self):
        top = f'http://{self.service.host}:{self.service.port}'
        with Chromium() as tab:
            for language, width in (('zh', 390), ('en', 1280)):
                browser, fields, _ = self.begin(language)
                browser.press('_mail_code', fields)
                step = f'{self.draft}?step=0&mail=wrong'
                self.change_rows('DELETE FROM gw_code WHERE draft <> ?', self.draft.rpartition('/')[2])
                for what, path in (('code', step), ('link', f'/resume/{"a" * 16}/{"b" * 26}?lang={language}'),
                                   ('my forms', f'/forms/mail?lang={language}'), ('sent', f'/forms/mail?lang={language}&sent=1')):
                    tab.open(top + path, cookies=browser.cookies, width=width, language=language)
                    self.assertEqual((tab.barriers(), tab.overflow(), tab.complaints), ([], 0, []), (what, language))
                office = self.office(language=language)
                for path in ('/office/mails', f'/office/mails?kind={KIND}&mail=returned&text={language}', '/office/sessions', '/office/second-factor',
                             '/office/hooks'):
                    tab.open(top + path, cookies={'__Host-s': office.cookies['__Host-s']}, width=width, language=language)
                    self.assertEqual((tab.barriers(), tab.overflow(), tab.complaints), ([], 0, []), (path, language))
                self.minute_later()


if __name__ == '__main__':
    unittest.main()
