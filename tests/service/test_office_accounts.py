"""Accounts on the office's pages: opened, changed and disabled by administrators; one-time passwords and what follows them."""
import re
import sys
import unittest

from form_browser import PASSWORD, OfficeBrowser
from test_office import OfficeTest

OWN = 'entirely different words 5'


class Accounts(OfficeTest):
    def admin(self):
        browser = self.office('li')
        browser.ask('GET', '/office/accounts')
        return browser

    def add(self, admin, name, role='viewer', title='孙某'):
        return admin.post('/office/accounts', [('_token', admin.token()), ('name', name), ('title', title), ('role', role), ('_add', '1')])

    def change(self, admin, name, button, **fields):
        return admin.post(f'/office/accounts?name={name}', [('_token', admin.token()), (button, '1'), *fields.items()])

    @staticmethod
    def given_password(browser):
        return re.search(r'\b[a-z2-7]{4}(-[a-z2-7]{4}){3}\b', browser.text()).group(0)

    def audited(self):
        return self.rows('SELECT who, action, object, result FROM gw_audit ORDER BY number')

    def test_for_administrators_alone(self):
        for name in ('wang', 'zhao', 'qian'):
            browser = self.office(name)
            self.assertFalse(browser.page.xpath('//nav/a[@href="/office/accounts"]'), name)
            token = browser.token()
            self.assertEqual(browser.ask('GET', '/office/accounts').status, 403, name)
            self.assertEqual(browser.ask('GET', '/office/accounts?name=li').status, 403, name)
            for path in ('/office/accounts', '/office/accounts?name=qian'):
                fields = [('_token', token), ('name', 'new'), ('role', 'admin'), ('_add', '1'), ('_role', '1'), ('_reset', '1')]
                self.assertEqual(browser.post(path, fields).status, 403, (name, path))
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_account'), [(4,)])
        self.assertEqual(self.rows("SELECT role FROM gw_account WHERE name = 'qian'"), [('viewer',)])

    def test_from_the_account_to_the_own_password(self):
        admin = self.admin()
        self.assertTrue(admin.page.xpath('//nav/a[@href="/office/accounts"][@aria-current]'))
        self.assertEqual(self.add(admin, 'sun', 'reviewer').status, 200)
        given = self.given_password(admin)
        admin.ask('GET', '/office/accounts?name=sun')
        self.assertNotIn(given, admin.text(), 'it is shown once')
        browser = OfficeBrowser(self.service, 'en')
        self.assertEqual(browser.login('sun', 'not this one 1234').status, 403)
        self.assertEqual(browser.login('sun', given).status, 200)
        # There is no session before the password is one's own.
        self.assertNotIn('__Host-s', browser.cookies)
        browser.ask('GET', '/office/')
        self.assertTrue(browser.path.startswith('/office/login'))
        browser.login('sun', given)
        for wrong, status in ((given, 422), ('short', 422), ('aaaaaaaaaaaaaaaa', 422)):
            self.assertEqual(browser.post('/office/login', self.with_new(browser, wrong)).status, status, wrong)
            self.assertTrue(browser.page.xpath('//p[@role="alert"]'), wrong)
        self.assertEqual(browser.post('/office/login', self.with_new(browser, OWN)).status, 200)
        self.assertTrue(browser.page.xpath('//p[@role="status"]'))
        self.assertEqual(OfficeBrowser(self.service).login('sun', given).status, 403)
        self.assertEqual(browser.login('sun', OWN, next='/office/').status, 200)
        self.assertEqual(browser.path, '/office/')
        self.assertIn('孙某', browser.text())
        self.assertEqual([row for row in self.audited() if row[2] == 'account:sun'],
                         [('li', 'account.add', 'account:sun', 'role:reviewer'), ('', 'login', 'account:sun', 'refused'),
                          ('sun', 'account.password', 'account:sun', 'ok'), ('', 'login', 'account:sun', 'refused'),
                          ('sun', 'login', 'account:sun', 'ok')])
        self.assertFalse(self.rows("SELECT * FROM gw_audit WHERE object LIKE ? OR result LIKE ?", f'%{given}%', f'%{given}%'))

    @staticmethod
    def with_new(browser, password):
        """The page with the password typed that is to be one's own."""
        return browser.hidden() + [('new', password), ('_password', '1')]

    def test_a_new_password_needs_the_present_one(self):
        admin = self.admin()
        self.add(admin, 'sun')
        self.given_password(admin)
        forged = [('name', 'sun'), ('password', 'not this one 1234'), ('new', OWN)]
        self.assertEqual(OfficeBrowser(self.service).post('/office/login', forged).status, 403)
        self.assertEqual(OfficeBrowser(self.service).login('sun', OWN).status, 403)
        # Whoever has a password already changes it elsewhere.
        browser = OfficeBrowser(self.service)
        browser.login('qian', PASSWORD, new=OWN, next='/office/')
        self.assertEqual(browser.path, '/office/')
        self.assertEqual(OfficeBrowser(self.service).login('qian', PASSWORD).status, 200)

    def test_reset_and_disabled_at_once(self):
        admin, browser = self.admin(), self.office('qian')
        admin.ask('GET', '/office/accounts?name=qian')
        self.assertEqual(self.change(admin, 'qian', '_reset').status, 200)
        first = self.given_password(admin)
        browser.ask('GET', '/office/')
        self.assertTrue(browser.path.startswith('/office/login'), 'sessions end')
        self.assertEqual(OfficeBrowser(self.service).login('qian').status, 403)
        self.change(admin, 'qian', '_reset')
        self.assertNotEqual(self.given_password(admin), first)
        self.assertEqual(OfficeBrowser(self.service).login('qian', first).status, 403)
        browser = self.office('zhao')
        self.assertEqual(self.change(admin, 'zhao', '_disable').status, 200)
        browser.ask('GET', '/office/')
        self.assertTrue(browser.path.startswith('/office/login'))
        self.assertEqual(OfficeBrowser(self.service).login('zhao').status, 403)
        self.assertEqual(self.change(admin, 'zhao', '_enable').status, 200)
        self.assertEqual(OfficeBrowser(self.service).login('zhao').status, 200)
        self.assertEqual([row[1] for row in self.audited() if row[2] == 'account:zhao' and row[0] == 'li'], ['account.disable', 'account.enable'])

    def test_over_after_a_week(self):
        admin = self.admin()
        self.add(admin, 'sun')
        given = self.given_password(admin)
        kept = self.rows("SELECT password_hash FROM gw_account WHERE name = 'sun'")[0][0]
        self.assertNotIn(given, kept)
        self.set_hash('sun', re.sub(r'\d{10}', '1700000000', kept, count=1))
        self.assertEqual(OfficeBrowser(self.service).login('sun', given).status, 403)
        self.set_hash('sun', kept)
        self.assertEqual(OfficeBrowser(self.service).login('sun', given).status, 200)

    def set_hash(self, name, text):
        self.change_rows('UPDATE gw_account SET password_hash = ? WHERE name = ?', text, name)

    def test_roles_count_at_once(self):
        admin, browser = self.admin(), self.office('qian')
        self.assertEqual(browser.ask('GET', '/office/audit').status, 403)
        self.assertEqual(self.change(admin, 'qian', '_role', role='admin').status, 200)
        self.assertEqual(browser.ask('GET', '/office/audit').status, 200)
        self.assertEqual(self.change(browser, 'li', '_role', role='viewer').status, 200)
        self.assertEqual(admin.ask('GET', '/office/accounts').status, 403)
        for role in ('', 'owner', 'admin '):
            browser.ask('GET', '/office/accounts')
            self.assertEqual(self.change(browser, 'li', '_role', role=role).status, 404, role)

    def test_nobody_takes_the_own_rights_away(self):
        admin = self.admin()
        admin.ask('GET', '/office/accounts?name=li')
        self.assertFalse(admin.page.xpath('//main//form'))
        for button in ('_role', '_disable', '_reset'):
            self.assertEqual(self.change(admin, 'li', button, role='viewer').status, 422, button)
        self.assertEqual(self.rows("SELECT role, disabled FROM gw_account WHERE name = 'li'"), [('admin', 0)])

    def test_bad_input(self):
        admin = self.admin()
        for name in ('', ' ', '.', 'a\nb', '名' * 34):
            self.assertEqual(self.add(admin, name).status, 422, repr(name))
        # Blanks around a name are no part of it.
        self.assertEqual(self.add(admin, ' zhou ').status, 200)
        self.assertEqual(self.rows("SELECT name FROM gw_account WHERE name LIKE '%zhou%'"), [('zhou',)])
        self.assertEqual(self.add(admin, 'sun', 'owner').status, 404, 'what the page does not offer')
        admin.ask('GET', '/office/accounts')
        self.assertEqual(self.add(admin, 'wang').status, 409)
        self.assertEqual(admin.page.xpath('//input[@name="name"]/@value'), ['wang'], 'what was typed is kept')
        self.assertEqual(admin.ask('GET', '/office/accounts?name=nobody').status, 404)
        self.assertEqual(admin.ask('GET', '/office/accounts/li').status, 404)
        admin.ask('GET', '/office/accounts')
        self.assertEqual(admin.post('/office/accounts', [('name', 'sun'), ('role', 'viewer'), ('_add', '1')]).status, 403, 'without the token')
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_account'), [(5,)])
        # Anything else that can be typed is a name, and is shown as it is.
        admin.ask('GET', '/office/accounts')
        self.assertEqual(self.add(admin, '<b>孙&"', title='<i>').status, 200)
        admin.ask('GET', '/office/accounts')
        self.assertIn('<b>孙&"', admin.text())
        self.assertFalse(admin.page.xpath('//td//b | //td//i'))
        admin.ask('GET', admin.page.xpath('//td/a[contains(., "孙")]/@href')[0])
        self.assertEqual(admin.page.xpath('//h1')[0].text_content(), '<b>孙&"')


class Proxied(OfficeTest):
    options = ('--user-header', 'X-Remote-User', '--trusted-proxy', '192.0.2.0/24')

    def test_accounts_have_no_passwords(self):
        li = {'X-Remote-User': 'li', 'Sec-Fetch-Site': 'same-origin'}
        browser = OfficeBrowser(self.service)
        browser.ask('GET', '/office/accounts', None, li)
        body = f'_token={browser.token()}&name=sun&title=&role=viewer&_add=1&_reset=1'.encode()
        browser.ask('POST', '/office/accounts', body, {**li, 'Content-Type': 'application/x-www-form-urlencoded'})
        self.assertFalse(browser.page.xpath('//button[@name="_reset"]'))
        self.assertTrue(browser.page.xpath('//button[@name="_disable"]'))
        self.assertEqual(self.rows("SELECT password_hash FROM gw_account WHERE name = 'sun'"), [('',)])
        self.assertEqual(self.service.ask('GET', '/office/', None, {'X-Remote-User': 'sun'}).status, 200)


if __name__ == '__main__':
    sys.exit(unittest.main())
