"""The second factor of accounts: setting it up, logging in with it, losing it, and roles that need one."""
import base64
import hashlib
import hmac
import json
import pathlib
import re
import struct
import subprocess
import tempfile
import time
import unittest

from form_browser import PASSWORD, OfficeBrowser
from test_office import OfficeTest
from test_scans import codes_of

PAGE = '/office/second-factor'


def code_of(secret, steps=0):
    """As an app shows it now, or some steps of 30 seconds later."""
    mac = hmac.new(base64.b32decode(secret), struct.pack('>Q', int(time.time()) // 30 + steps), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f'{(struct.unpack(">I", mac[at:at + 4])[0] & 0x7fffffff) % 1_000_000:06}'


class FactorTest(OfficeTest):
    accounts = {'li': 'admin', 'wang': 'secretary'}

    def set_up(self, office):
        """Switches it on; returns the secret and the recovery codes."""
        office.ask('GET', PAGE)
        secret = re.search(r'into the app: ([A-Z2-7 ]+)', office.text())[1].replace(' ', '')
        answer = office.press_at(PAGE, '_set', [('code', code_of(secret))])
        self.assertEqual(answer.status, 200, office.text()[:400])
        return secret, re.findall(r'\b[a-z2-7]{5}-[a-z2-7]{5}\b', office.text())

    def begin_login(self, name='wang', **fields):
        office = OfficeBrowser(self.service, 'en')
        self.assertEqual(office.login(name, **fields).status, 200)
        return office

    def type_code(self, office, code):
        return office.post('/office/login', office.hidden() + [('code', code), ('_factor', '1')])

    def is_in(self, office):
        return office.ask('GET', '/office/').status == 200 and office.path == '/office/'


class OfAnAccount(FactorTest):
    def test_from_the_page_of_sessions_to_the_login(self):
        office = self.office('wang')
        office.ask('GET', '/office/sessions')
        self.assertIn(PAGE, office.page.xpath('//a/@href'))
        office.ask('GET', PAGE)
        setup = office.hidden()
        self.assertEqual(office.press_at(PAGE, '_set', [('code', '000000')]).status, 422)
        self.assertIn('Check the clock', office.text())
        # The key stays the same after a wrong code, and is stored by a right one only.
        self.assertEqual(dict(office.hidden())['setup'], dict(setup)['setup'])
        self.assertEqual(self.rows('SELECT factor FROM gw_account'), [('',)] * 2)
        secret, recovery = self.set_up(office)
        self.assertEqual((len(secret), len(recovery), len(set(recovery))), (32, 10, 10))
        stored = str(self.rows('SELECT * FROM gw_account')) + str(self.rows('SELECT * FROM gw_recovery'))
        self.assertFalse([one for one in (secret, *recovery, *(code.replace('-', '') for code in recovery)) if one in stored])
        office.ask('GET', PAGE)
        self.assertNotIn(recovery[0], office.text())
        self.assertIn('Recovery codes left: 10', office.text())
        # The password alone opens nothing, and is not on the page that asks for the code.
        login = self.begin_login(next='/office/import')
        self.assertNotIn(PASSWORD, login.answer.body.decode())
        self.assertNotIn('__Host-s', login.cookies)
        self.assertFalse(self.is_in(login))
        login = self.begin_login(next='/office/import')
        self.assertEqual(self.type_code(login, '000000').status, 403)
        self.assertIn('not right', login.text())
        self.assertEqual(self.type_code(login, code_of(secret, 1)).status, 200)
        self.assertEqual(login.path, '/office/import')
        # A code counts once, and none before it counts any more.
        for code in (code_of(secret, 1), code_of(secret)):
            again = self.begin_login()
            self.assertEqual(self.type_code(again, code).status, 403)
        # Without the app.
        self.assertEqual(self.type_code(again, recovery[3].upper().replace('-', ' ')).status, 200)
        self.assertTrue(self.is_in(again))
        again = self.begin_login()
        self.assertEqual(self.type_code(again, recovery[3]).status, 403)
        self.assertIn(('account.recovery', 'account:wang'), self.rows('SELECT action, object FROM gw_audit'))

    def test_the_picture_has_the_key(self):
        office = self.office('wang')
        office.ask('GET', PAGE)
        [drawing] = office.page.xpath('//main//svg')
        self.assertTrue(drawing.get('aria-label'))
        secret = re.search(r'into the app: ([A-Z2-7 ]+)', office.text())[1].replace(' ', '')
        svg = re.search(r'<svg.*?</svg>', office.answer.body.decode(), re.S)[0].replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="500"')
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + '/a.svg', 'w', encoding='utf-8') as file:
                file.write(svg)
            subprocess.run(['rsvg-convert', folder + '/a.svg', '-o', folder + '/a.png'], check=True)
            read = json.dumps(codes_of(pathlib.Path(folder + '/a.png').read_bytes(), pathlib.Path(folder)))
        self.assertIn(f'"otpauth://totp/gongwen:wang?secret={secret}&issuer=gongwen"', read)

    def test_it_is_changed_with_a_code(self):
        office = self.office('wang')
        secret, recovery = self.set_up(office)
        self.assertEqual(office.press_at(PAGE, '_remove', [('code', '000000')]).status, 403)
        self.assertEqual(office.press_at(PAGE, '_recovery', [('code', recovery[0])]).status, 200)
        fresh = re.findall(r'\b[a-z2-7]{5}-[a-z2-7]{5}\b', office.text())
        self.assertEqual((len(fresh), set(fresh) & set(recovery)), (10, set()))
        self.assertEqual(office.press_at(PAGE, '_remove', [('code', recovery[1])]).status, 403, 'a former one')
        self.assertEqual(office.press_at(PAGE, '_remove', [('code', code_of(secret, 1))]).status, 200)
        self.assertEqual(self.rows("SELECT factor FROM gw_account WHERE name = 'wang'"), [('',)])
        self.assertTrue(self.is_in(self.begin_login()))

    def test_codes_are_not_guessed(self):
        secret, _ = self.set_up(self.office('wang'))
        login = self.begin_login()
        statuses = [self.type_code(login, f'{number:06}').status if login.hidden() else 0 for number in range(10)]
        self.assertEqual(statuses, [403] * 10)
        login = self.begin_login()
        self.assertEqual(self.type_code(login, code_of(secret, 1)).status, 429)
        self.assertIn(('guessing', 'account:wang'), self.rows('SELECT action, object FROM gw_audit'))

    def test_a_setup_of_another_account_is_not_taken(self):
        other = self.office('li')
        other.ask('GET', PAGE)
        setup = dict(other.hidden())['setup']
        secret = re.search(r'into the app: ([A-Z2-7 ]+)', other.text())[1].replace(' ', '')
        office = self.office('wang')
        office.ask('GET', PAGE)
        office.post(PAGE, [('_token', office.token()), ('setup', setup), ('code', code_of(secret)), ('_set', '1')])
        self.assertEqual(self.rows('SELECT factor FROM gw_account'), [('',)] * 2)


class OfARole(FactorTest):
    options = ('--second-factor', 'admin')

    def test_administrators_need_one_and_say_who_else(self):
        office = self.office('li')
        self.assertEqual(office.path, PAGE)
        self.assertIn('Your account needs a second factor', office.text())
        for path in ('/office/', '/office/accounts', '/office/audit'):
            office.ask('GET', path)
            self.assertEqual(office.path, PAGE)
        secret, _ = self.set_up(office)
        self.assertTrue(self.is_in(office))
        office.ask('GET', PAGE)
        self.assertEqual(office.page.xpath('//button[@name="_remove"]'), [])
        wang = self.office('wang')
        self.assertEqual(wang.path, '/office/')
        page = '/office/accounts?name=wang'
        office.ask('GET', page)
        self.assertIn('Second factor: none', office.text())
        office.press_at(page, '_factor_need')
        self.assertIn('needed, not set up yet', office.text())
        wang.ask('GET', '/office/')
        self.assertEqual(wang.path, PAGE)
        self.set_up(wang)
        # The phone is lost: an administrator removes it.
        office.ask('GET', page)
        office.press_at(page, '_factor_remove')
        office.ask('GET', page)
        office.press_at(page, '_factor_free')
        self.assertTrue(self.is_in(self.begin_login()))
        self.assertEqual(sorted(self.rows("SELECT who, result FROM gw_audit WHERE action = 'account.factor'")),
                         [('li', 'free'), ('li', 'needed'), ('li', 'ok'), ('li', 'removed'), ('wang', 'ok')])
        self.assertTrue(secret)


if __name__ == '__main__':
    unittest.main()
