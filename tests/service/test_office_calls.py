"""Calls on the office's pages: opened, changed, ended by secretaries; links of invitations, which applicants follow."""
import json
import sys
import unittest

from form_browser import Browser
import bundles
from harness import ROOT
from test_office import OfficeTest

KIND = 'commitment-letter'
CALLS = '/office/calls'
OPEN = {'kind': KIND, 'for': 'all', 'from': '2020-01-01', 'until': '2099-12-31', 'limit': '', 'text_zh': '请加盖公章', 'text_en': 'Have it stamped'}


class OfficeCalls(OfficeTest):
    def setUp(self):
        super().setUp()
        self.secretary = self.office('wang')
        self.secretary.ask('GET', CALLS)

    def press(self, button, browser=None, path=None, **changes):
        """Presses a button of the page that is shown, with what its fields have and `changes`."""
        browser = browser or self.secretary
        form = browser.page.xpath(f'//form[.//button[@name="{button}"]]')[0]
        fields = {item.get('name'): item.get('value', '') for item in form.xpath('.//input')}
        fields.update({item.get('name'): (item.text or '').lstrip('\n') for item in form.xpath('.//textarea')})
        fields.update({item.get('name'): (item.xpath('./option[@selected]') or item.xpath('./option'))[0].get('value') for item in form.xpath('.//select')})
        fields.update({button: '1', **changes})
        return browser.post(path or form.get('action'), list(fields.items()))

    def open(self, **changes):
        self.secretary.ask('GET', CALLS)
        answer = self.press('_open', **{**OPEN, **changes})
        self.assertEqual(answer.status, 200, self.secretary.text()[:500])
        self.assertIn('?id=', self.secretary.address)

    def applicant(self, code=''):
        browser = Browser(self.service, 'en')
        browser.ask('GET', f'/forms/{KIND}')
        if browser.page.xpath('//button[@name="_start"]'):
            browser.press('_start', [('_invitation', code)] if code else [])
        return browser

    def audited(self):
        return [row[0] for row in self.rows("SELECT action FROM gw_audit WHERE object LIKE 'call:%' ORDER BY number")]

    def test_from_opening_to_the_end(self):
        self.open(limit='20')
        text = self.secretary.text()
        for words in ('2020-01-01', '2099-12-31', '0 / 20', 'everybody', 'open'):
            self.assertIn(words, text)
        self.assertFalse(self.secretary.page.xpath('//button[@name="_invite"]'), 'it is open to everybody')
        self.assertTrue(self.applicant().path.startswith('/d/'))
        self.press('_change', **{'from': '2098-01-01', 'limit': ''})
        self.assertIn('not open yet', self.secretary.text())
        self.assertIn('from 2098-01-01 to 2099-12-31', self.applicant().text())
        self.press('_close')
        self.assertIn('closed', self.secretary.text())
        self.assertFalse(self.secretary.page.xpath('//main//button'), 'it is over')
        self.assertIn('no longer accepted', self.applicant().text())
        self.secretary.ask('GET', CALLS)
        self.assertEqual([cell.text_content() for cell in self.secretary.page.xpath('//tbody/tr/td')][1:], ['2098-01-01', '2099-12-31', 'closed', '0', 'everybody'])
        self.assertEqual(self.audited(), ['call.open', 'call.change', 'call.close'])

    def test_links_of_invitations_are_shown_once_and_open_the_form(self):
        self.open(**{'for': 'invited'})
        self.press('_invite', names='示例研究院\n  \n<b>某大学</b>  \r\n')
        rows = [[cell.text_content() for cell in row.xpath('./td')] for row in self.secretary.page.xpath('//tbody/tr')]
        self.assertEqual([row[0] for row in rows], ['示例研究院', '<b>某大学</b>'])
        codes = []
        for _, link in rows:
            address, code = link.split('#')
            self.assertEqual(address, f'http://localhost/forms/{KIND}')
            codes.append(code)
        self.assertTrue(self.applicant().path.startswith('/forms/'), 'nobody gets in without a code')
        self.assertTrue(self.applicant(codes[0]).path.startswith('/d/'))
        self.secretary.ask('GET', self.secretary.address)
        text = self.secretary.text()
        for code in codes:
            self.assertNotIn(code, text)
            self.assertNotIn(code, self.service.log.read_text())
        used = {row.xpath('./td')[0].text_content(): row.xpath('./td')[1].text_content() for row in self.secretary.page.xpath('//tbody/tr')}
        self.assertEqual(used, {'示例研究院': 'opened', '<b>某大学</b>': 'not opened yet'})

    def test_what_is_sent_twice_or_from_an_old_page_is_done_once(self):
        other = self.office('li')
        other.ask('GET', CALLS)
        self.open(**{'for': 'invited'})
        self.assertEqual(self.press('_open', other, **OPEN).status, 409)
        self.assertEqual(other.page.xpath('//textarea[@name="text_zh"]')[0].text.strip(), OPEN['text_zh'], 'what was typed stays')
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_call'), [(1,)])
        address = self.secretary.address
        other.ask('GET', address)
        self.press('_invite', names='甲')
        self.assertEqual(self.press('_invite', other, names='甲').status, 409)
        self.assertIn('甲', other.page.xpath('//textarea[@name="names"]')[0].text)
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_invitation'), [(1,)])
        for button, limit in (('_change', 5), ('_close', 6)):
            other.ask('GET', address)
            self.press('_change', limit=str(limit))
            self.assertEqual(self.press(button, other, limit='9').status, 409, button)
            self.assertEqual(self.rows('SELECT most, closed FROM gw_call'), [(limit, 0)])

    def test_what_cannot_be(self):
        for label, changes in (('First day', {'from': 'soon'}), ('must not be before', {'until': '2019-12-31'}), ('Last day', {'until': 'soon'}), ('Limit', {'limit': 'many'}), ('Limit', {'limit': '-1'}),
                               ('Limit', {'limit': '99999999999999999999'}), ('Text', {'text_zh': '说' * 5000})):
            self.secretary.ask('GET', CALLS)
            self.assertEqual(self.press('_open', **{**OPEN, **changes}).status, 422, changes)
            self.assertIn(label, self.secretary.page.xpath('//p[@role="alert"]')[0].text_content())
        self.secretary.ask('GET', CALLS)
        offered = self.secretary.page.xpath('//select[@name="kind"]/option/@value')
        self.assertEqual(offered, [kind for kind in bundles.kinds() if 'web' in bundles.manifest(kind)])
        for kind in ('none', 'monthly-bulletin'):
            self.secretary.ask('GET', CALLS)
            self.assertEqual(self.press('_open', **{**OPEN, 'kind': kind}).status, 404)
        self.open(**{'for': 'invited'})
        for names in ('', ' \n ', '名' * 500, 'x\n' * 1001):
            self.assertEqual(self.press('_invite', names=names).status, 422)
        self.assertIn('1001 names; up to 1000 can be invited at once', self.secretary.text())
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_invitation'), [(0,)])
        self.assertEqual(self.secretary.ask('GET', f'{CALLS}?id=none').status, 404)

    def test_for_secretaries(self):
        self.open()
        address = self.secretary.address
        for name in ('zhao', 'qian'):
            browser = self.office(name)
            self.assertFalse(browser.page.xpath(f'//nav/a[@href="{CALLS}"]'), name)
            token = browser.token()
            self.assertEqual(browser.ask('GET', CALLS).status, 403, name)
            self.assertEqual(browser.post(address, [('_token', token), ('_close', '1'), ('revision', '1')]).status, 403, name)
        forged = [('_token', 'x'), ('_close', '1'), ('revision', '1')]
        self.assertEqual(self.secretary.post(address, forged).status, 403)
        self.assertEqual(self.rows('SELECT closed FROM gw_call'), [(0,)])


if __name__ == '__main__':
    sys.exit(unittest.main())
