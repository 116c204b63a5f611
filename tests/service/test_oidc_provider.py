"""Logging in at a provider of logins that is certified for OpenID Connect and was not written for these tests, in a browser:
with each algorithm, and with keys that change."""
import json
import subprocess
import unittest

from chromium_pages import Chromium
from flows import Flows
from form_browser import PASSWORD
from harness import ROOT
from node_packages import node_packages
from serving import Service, free_port
from test_office import OfficeTest
from visitor import Visitor

ANSWER = '/office/oidc/answer'
SECRET = 'a secret: with & marks'
PERSON = 'wang-at-the-provider'


class ProviderTest(Flows, OfficeTest):
    accounts = {'li': 'admin', 'wang': 'secretary'}

    def setUp(self):
        self.program = node_packages(ROOT / 'tests/service/node_oidc', 'service_node_oidc') / 'provider.mjs'
        self.port, self.provider_port, self.process = free_port(), free_port(), None
        super().setUp()
        self.service.__exit__()
        self.service = Service('--office', *self.place(), *self.options, '--listen', f'127.0.0.1:{self.port}', addresses=4).__enter__()
        self.addCleanup(self.service.__exit__)
        self.addCleanup(self.stop)
        self.top = f'http://127.0.0.1:{self.port}'

    @property
    def options(self):
        self.write('secret.txt', SECRET + '\n')
        return ('--oidc', self.write('oidc.json', {
            'issuer': f'http://127.0.0.1:{self.provider_port}', 'client_id': 'gongwen', 'secret_file': 'secret.txt',
            'name': {'zh': '统一认证', 'en': 'Single sign-on'}, 'scopes': ['openid', 'profile'], 'address': f'http://127.0.0.1:{self.port}'}))

    def start(self, algorithm):
        self.process = subprocess.Popen(['node', self.program, str(self.provider_port), f'{self.top}{ANSWER}', algorithm], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.assertEqual(self.process.stdout.readline(), 'listening\n')

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process.stdout.close()
        self.process = None

    def at_provider(self, visitor, selector):
        """Follows a link there, logs in, agrees, and comes back."""
        tab = visitor.tab
        self.go_on(tab, selector)
        self.assertEqual(tab.run('location.port'), str(self.provider_port))
        tab.run(f'document.querySelector("[name=login]").value = {json.dumps(PERSON)}; document.querySelector("[name=password]").value = "x"; 1')
        self.go_on(tab, '[type=submit]')
        self.go_on(tab, '[type=submit]')
        self.assertEqual(tab.run('location.port'), str(self.port), tab.run('document.body.innerText'))
        tab.complaints.clear()
        visitor.look()

    @staticmethod
    def go_on(tab, selector):
        tab.events.clear()
        tab.run(f'document.querySelector({json.dumps(selector)}).click()')
        tab.wait_for('Page.loadEventFired')

    def connect_and_log_in(self, algorithm):
        self.start(algorithm)
        with Chromium() as tab:
            visitor = Visitor(self, tab, self.top, 'en')
            self.log_in(visitor)
            visitor.go('/office/sessions')
            tab.run('[...document.querySelectorAll("form")].find(form => form.querySelector("[name=_oidc_bind]")).now.value = ' + json.dumps(PASSWORD))
            self.go_on(tab, '[name=_oidc_bind]')
            self.at_provider(visitor, '.links a')
            self.assertEqual(visitor.path, '/office/sessions')
            visitor.says(PERSON)
        self.assertEqual(self.rows('SELECT subject, account FROM gw_binding'), [(PERSON, 'wang')])
        # A second time it has another key at the same address.
        for _ in range(2):
            with Chromium() as tab:
                visitor = Visitor(self, tab, self.top, 'zh', 390)
                visitor.go('/office/login?next=/office/import')
                self.at_provider(visitor, 'a.button')
                self.assertEqual(visitor.path, '/office/import')
            self.stop()
            self.start(algorithm)

    def test_with_rsa_signatures(self):
        self.connect_and_log_in('RS256')

    def test_with_pss_signatures(self):
        self.connect_and_log_in('PS256')

    def test_with_elliptic_curves(self):
        self.connect_and_log_in('ES256')


if __name__ == '__main__':
    unittest.main()
