"""Logging in with OpenID Connect: the whole way with a small provider, what goes wrong on it, keys that change, accounts
that are connected and disconnected, and what the pages look like."""
import base64
import ctypes
import functools
import hashlib
import http.client
import http.server
import json
import os
import re
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse

import needs
from chromium_pages import Chromium
from form_browser import PASSWORD, OfficeBrowser
from harness import BAD_USAGE, ROOT, gongwen
from mail_server import make_certificate
from serving import Service, free_port
import test_office
from test_second_factor import PAGE as FACTOR_PAGE
from test_second_factor import code_of

ANSWER = '/office/oidc/answer'
SECRET = 'a secret: with & marks'


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


KEYS = tempfile.TemporaryDirectory(prefix='gongwen-oidc-')


@functools.cache
class Key:
    """Of RSA, with which openssl signs."""

    def __init__(self, name):
        self.file, self.name = f'{KEYS.name}/{name}.pem', name
        subprocess.run(['openssl', 'genrsa', '-out', self.file, '2048'], check=True, capture_output=True)
        modulus = subprocess.run(['openssl', 'rsa', '-in', self.file, '-noout', '-modulus'], check=True, capture_output=True, text=True).stdout
        self.public = {'kty': 'RSA', 'use': 'sig', 'kid': name, 'n': base64url(bytes.fromhex(modulus.strip().removeprefix('Modulus='))), 'e': 'AQAB'}

    def sign(self, text):
        return subprocess.run(['openssl', 'dgst', '-sha256', '-sign', self.file], input=text.encode(), check=True, capture_output=True).stdout


class Provider:
    """It lets in `person` at once. Tests set what it says: members of claims, of the head, of discovery; what a browser is
    sent back with; the status of its answers."""

    def __init__(self, certificate=None):
        self.certificate = certificate
        self.keys = [Key('first')]
        self.person, self.secret, self.way, self.basic = 'u-17', SECRET, 'basic', None
        self.claims, self.head, self.discovery, self.back, self.tokens = {}, {}, {}, {}, {}
        self.status, self.asked, self.codes, self.forms = 200, [], {}, []
        self.spoil = lambda token: token
        self.open()

    def open(self, port=0):
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, value, status=200, headers=()):
                body = json.dumps(value).encode()
                self.send_response(status)
                for name, content in (('Content-Type', 'application/json'), ('Content-Length', str(len(body))), *headers):
                    self.send_header(name, content)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                address = urllib.parse.urlsplit(self.path)
                query = dict(urllib.parse.parse_qsl(address.query))
                provider.asked.append(address.path)
                if provider.status != 200:
                    self.answer({}, provider.status)
                elif address.path == '/.well-known/openid-configuration':
                    self.answer(provider.description())
                elif address.path == '/keys':
                    self.answer({'keys': [key.public for key in provider.keys]})
                elif address.path == '/login':
                    self.answer({}, 302, [('Location', provider.let_in(query))])
                else:
                    self.answer({}, 404)

            def do_POST(self):
                provider.asked.append(self.path)
                form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers['Content-Length'])).decode()))
                provider.forms.append(form)
                provider.basic = self.headers.get('Authorization')
                value, status = provider.redeem(form)
                self.answer(value, status)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler)
        self.port = self.server.server_address[1]
        self.address = f'{"https" if self.certificate else "http"}://127.0.0.1:{self.port}'
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
        self.server = None

    def description(self):
        ways = {'basic': 'client_secret_basic', 'post': 'client_secret_post', 'none': 'none'}
        return {'issuer': self.address, 'authorization_endpoint': self.address + '/login?realm=office', 'token_endpoint': self.address + '/token',
                'jwks_uri': self.address + '/keys', 'token_endpoint_auth_methods_supported': [ways[self.way]], **self.discovery}

    def let_in(self, query):
        """The address to which the browser goes back."""
        self.query = query
        code = base64url(os.urandom(12))
        self.codes[code] = query
        return query['redirect_uri'] + '?' + urllib.parse.urlencode({'code': code, 'state': query['state'], **self.back})

    def redeem(self, form):
        if self.status != 200:
            return {}, self.status
        if self.tokens:
            return self.tokens, 400
        query = self.codes.pop(form.get('code', ''), None)
        if query is None:
            return {'error': 'invalid_grant'}, 400
        challenge = base64url(hashlib.sha256(form['code_verifier'].encode()).digest())
        if (query['code_challenge'], query['code_challenge_method'], form['redirect_uri']) != (challenge, 'S256', query['redirect_uri']):
            return {'error': 'invalid_grant'}, 400
        said = {'basic': self.basic, 'post': (form.get('client_id'), form.get('client_secret')), 'none': (form.get('client_id'), self.basic)}[self.way]
        pair = urllib.parse.quote_plus('gongwen') + ':' + urllib.parse.quote_plus(self.secret)
        expected = {'basic': 'Basic ' + base64.b64encode(pair.encode()).decode(), 'post': ('gongwen', self.secret), 'none': ('gongwen', None)}[self.way]
        if said != expected:
            return {'error': 'invalid_client'}, 401
        access = base64url(os.urandom(12))
        return {'access_token': access, 'token_type': 'Bearer', 'id_token': self.token(query, access)}, 200

    def token(self, query, access):
        now = int(time.time())
        claims = {'iss': self.address, 'sub': self.person, 'aud': 'gongwen', 'iat': now, 'exp': now + 300, 'nonce': query['nonce'],
                  'at_hash': base64url(hashlib.sha256(access.encode()).digest()[:16]), **self.claims}
        head = {'alg': 'RS256', 'kid': self.keys[-1].name, **self.head}
        text = base64url(json.dumps(head).encode()) + '.' + base64url(json.dumps(claims).encode())
        return self.spoil(text + '.' + base64url(self.keys[-1].sign(text)))


class OidcBrowser(OfficeBrowser):
    """Follows to the provider, and back."""
    provider = None
    stays = False  # at the provider

    def ask(self, method, path, body=None, headers=None):
        if self.provider and path.startswith(self.provider.address):
            self.sent_to = path
            if self.stays:
                return None
            way = {'timeout': 30}
            if self.provider.certificate:
                way['context'] = ssl._create_unverified_context()  # pylint: disable=protected-access
            connection = (http.client.HTTPSConnection if self.provider.certificate else http.client.HTTPConnection)('127.0.0.1', self.provider.port, **way)
            connection.request('GET', path.removeprefix(self.provider.address))
            self.back = connection.getresponse().headers['Location']
            connection.close()
            path = self.back[self.back.index('/office/'):]
        return super().ask(method, path, body, headers)


class OidcTest(test_office.OfficeTest):
    accounts = {'li': 'admin', 'wang': 'secretary'}
    more = ()
    settings = {}

    def written(self, **changes):
        settings = {'issuer': self.provider.address, 'client_id': 'gongwen', 'secret_file': 'secret.txt', 'name': {'zh': '统一认证', 'en': 'Single sign-on'},
                    'scopes': ['openid', 'profile'], 'address': 'http://127.0.0.1', **self.settings, **changes}
        file = self.folder / 'oidc.json'
        file.write_text(json.dumps({name: value for name, value in settings.items() if value is not None}), 'utf-8')
        return file

    @property
    def options(self):
        (self.folder / 'secret.txt').write_text(SECRET + '\n', 'utf-8')
        self.provider = Provider()
        self.addCleanup(lambda: self.provider.close())
        return ('--oidc', self.written(), *self.more)

    def browser(self, language='en'):
        browser = OidcBrowser(self.service, language)
        browser.provider = self.provider
        return browser

    def at_provider(self, browser=None, next_page='/office/import', language='en'):
        """Presses the link of the page of the login, as far as it leads."""
        browser = browser or self.browser(language)
        browser.ask('GET', '/office/login?' + urllib.parse.urlencode({'next': next_page}))
        [link] = browser.page.xpath('//a[@class="button"]/@href')
        browser.ask('GET', link)
        return browser

    def office(self, name='wang', language='en'):
        browser = self.browser(language)
        self.assertEqual(browser.login(name, next='/office/').status, 200)
        return browser

    def bind(self, name='wang', subject='u-17'):
        self.change_rows('INSERT INTO gw_binding VALUES (?, ?, ?, 1)', self.provider.address, subject, name)

    def press_own(self, office, button, password=PASSWORD):
        office.ask('GET', '/office/sessions')
        return office.post('/office/sessions', [('_token', office.token()), ('now', password), (button, '1')])

    def is_in(self, browser):
        return browser.ask('GET', '/office/').status == 200 and browser.path == '/office/'

    def audit(self, action='login.oidc'):
        return self.rows('SELECT object, result FROM gw_audit WHERE action = ? ORDER BY number', action)

    def assert_refused(self, browser, status, words, reason=None):
        """On the page of the login, which still takes the password."""
        self.assertEqual(browser.answer.status, status, browser.text()[:500])
        self.assertIn(words, browser.text())
        self.assertEqual(len(browser.page.xpath('//input[@type="password"]')), 1)
        if reason:
            self.assertEqual(self.audit()[-1], ('provider', reason))
        self.assertFalse(self.is_in(browser))


class TheWholeWay(OidcTest):
    def test_an_account_is_connected_by_its_owner_and_logs_in(self):
        office = self.office()
        self.assertEqual(self.press_own(office, '_oidc_bind', 'not this one 1234').status, 403)
        self.assertEqual(self.rows('SELECT * FROM gw_binding'), [])
        self.press_own(office, '_oidc_bind')
        self.assertEqual(office.path, '/office/oidc/connect')
        [link] = office.page.xpath('//p[@class="links"]//a[1]/@href')
        self.assertTrue(link.startswith(self.provider.address + '/login?realm=office&'))
        office.ask('GET', link)
        self.assertEqual(office.path, '/office/sessions')
        self.assertIn('connected with Single sign-on (identifier u-17)', office.text())
        self.assertEqual(self.rows('SELECT issuer, subject, account FROM gw_binding'), [(self.provider.address, 'u-17', 'wang')])
        # From another browser, to the page that was wanted.
        browser = self.at_provider()
        self.assertEqual((browser.answer.status, browser.path), (200, '/office/import'))
        query = self.provider.query
        self.assertEqual({name: query[name] for name in ('response_type', 'client_id', 'redirect_uri', 'scope', 'code_challenge_method')},
                         {'response_type': 'code', 'client_id': 'gongwen', 'redirect_uri': 'http://127.0.0.1' + ANSWER, 'scope': 'openid profile',
                          'code_challenge_method': 'S256'})
        self.assertGreaterEqual(min(len(query[name]) for name in ('state', 'nonce', 'code_challenge')), 43)
        self.assertGreaterEqual(len(self.provider.forms[-1]['code_verifier']), 43)
        self.assertEqual(browser.cookies['__Host-o'], '-', 'it is taken back')
        # What the provider says of itself, and its keys, are kept.
        self.assertEqual(sorted(self.provider.asked), sorted(['/.well-known/openid-configuration', '/keys', '/login', '/token', '/login', '/token']))
        self.assertEqual(self.audit('account.oidc'), [('account:wang', 'refused'), ('account:wang', 'bound')])
        self.assertEqual(self.audit(), [('account:wang', 'ok')])
        office = self.office('li')
        office.ask('GET', '/office/audit')
        for words in ('Login by the sign-in service', 'Connection with the sign-in service', 'connected'):
            self.assertIn(words, office.text())
        # Nothing of it is in the log or the database, and the process that answers has no secret.
        log = self.service.log.read_text()
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(browser.back).query)['code'][0]
        for text in (SECRET, code, query['state'], query['nonce'], self.provider.forms[-1]['code_verifier']):
            self.assertNotIn(text, log)
        try:
            memory = open(f'/proc/{self.service.process.pid}/mem', 'rb', 0)
        except PermissionError:
            return  # systems that let nobody but root look
        with memory, open(f'/proc/{self.service.process.pid}/maps', encoding='ascii') as maps:
            found = 0
            for line in maps:
                place, rights = line.split()[:2]
                if not rights.startswith('rw'):
                    continue
                begin, end = (int(number, 16) for number in place.split('-'))
                memory.seek(begin)
                try:
                    part = memory.read(end - begin)
                except OSError:
                    continue
                found += part.count(b'u-17')
                self.assertNotIn(SECRET.encode(), part)
            self.assertGreater(found, 0)

    def test_the_cookie_is_for_us_alone_and_for_ten_minutes(self):
        browser = self.browser()
        browser.stays = True
        self.at_provider(browser)
        for flag in ('__Host-o=', 'HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=600'):
            self.assertIn(flag, browser.last_cookie)
        value = base64.b64decode(browser.cookies['__Host-o'])
        for text in (urllib.parse.parse_qs(urllib.parse.urlsplit(browser.sent_to).query)['state'][0].encode(), b'/office/import'):
            self.assertNotIn(text, value)

    def test_next_leads_nowhere_else(self):
        self.bind()
        for page in ('https://example.com/', '//example.com', '/office/..//x', '/forms/x', '/office/' + 'a' * 1_000):
            self.assertEqual(self.at_provider(next_page=page).path, '/office/', page)

    def test_nobody_gets_an_account_by_logging_in_there(self):
        browser = self.at_provider()
        self.assert_refused(browser, 403, 'give an administrator this identifier: u-17')
        self.assertEqual(self.audit(), [('account', 'unknown')])
        browser = self.at_provider(language='zh')
        self.assertIn('把这个标识告诉管理员：u-17', browser.text())

    def test_administrators_connect_and_disconnect_accounts(self):
        office = self.office('li')
        page = '/office/accounts?name=wang'
        for subject, status in (('', 422), ('a b', 422), ('a' * 256, 422), ('张', 422), (' u-17 ', 200)):
            office.ask('GET', page)
            office.post(page, [('_token', office.token()), ('subject', subject), ('_oidc_bind', '1')])
            self.assertEqual(office.answer.status, status, subject)
            if status == 422 and subject:
                self.assertEqual(office.page.xpath('//input[@name="subject"]/@value'), [subject])
        self.assertIn('Connected with Single sign-on: u-17', office.text())
        # One identity has one account.
        test_office.OfficeTest.add_account(self, 'sun', 'viewer')
        other = '/office/accounts?name=sun'
        office.ask('GET', other)
        office.post(other, [('_token', office.token()), ('subject', 'u-17'), ('_oidc_bind', '1')])
        self.assertEqual(office.answer.status, 409)
        self.assertIn('connected with the account wang already', office.text())
        browser = self.at_provider()
        self.assertTrue(self.is_in(browser))
        office.ask('GET', page)
        office.press_at(page, '_oidc_unbind')
        self.assertIn('Not connected with Single sign-on', office.text())
        self.assertFalse(self.is_in(browser), 'sessions end with it')
        self.assert_refused(self.at_provider(), 403, 'Nobody here is connected')
        self.assertEqual(self.audit('account.oidc'), [('account:wang', 'bound'), ('account:wang', 'unbound')])

    def test_an_identity_of_a_colleague_is_not_taken(self):
        self.bind('li')
        office = self.office()
        self.press_own(office, '_oidc_bind')
        office.ask('GET', office.page.xpath('//p[@class="links"]//a[1]/@href')[0])
        self.assertEqual(office.answer.status, 409)
        self.assertIn('connected with another account already', office.text())
        self.assertEqual(self.rows('SELECT account FROM gw_binding'), [('li',)])

    def test_the_owner_disconnects_and_is_out_everywhere(self):
        self.bind()
        office = self.office()
        other = self.at_provider()
        self.assertTrue(self.is_in(other))
        self.assertEqual(self.press_own(office, '_oidc_unbind', 'not this one 1234').status, 403)
        self.press_own(office, '_oidc_unbind')
        self.assertEqual(office.path, '/office/login')
        self.assertFalse(self.is_in(other))
        self.assertEqual(self.rows('SELECT * FROM gw_binding'), [])
        self.assertTrue(self.is_in(self.office()))

    def test_an_account_without_password_stays_connected(self):
        self.run_gongwen('account', 'add', 'sun', '--role', 'viewer', '--no-password', *self.place())
        self.bind('sun')
        browser = self.at_provider()
        browser.ask('GET', '/office/sessions')
        self.assertIn('only an administrator can disconnect it', browser.text())
        self.assertEqual(browser.page.xpath('//button[@name="_oidc_unbind"]'), [])

    def test_another_person_who_logged_in_meanwhile_is_not_connected(self):
        office = self.office()
        self.press_own(office, '_oidc_bind')
        link = office.page.xpath('//p[@class="links"]//a[1]/@href')[0]
        office.cookies['__Host-s'] = self.office('li').cookies['__Host-s']
        office.ask('GET', link)
        self.assertEqual(office.answer.status, 403)
        self.assertIn('no longer logged in', office.text())
        self.assertEqual(self.rows('SELECT * FROM gw_binding'), [])

    def test_a_disabled_account_is_told_so(self):
        self.bind()
        self.change_rows("UPDATE gw_account SET disabled = 1 WHERE name = 'wang'")
        self.assert_refused(self.at_provider(), 403, 'Your account is disabled')
        self.assertEqual(self.audit(), [('account:wang', 'disabled')])

    def test_the_second_factor_is_asked_for_only_where_it_is_demanded(self):
        office = self.office()
        office.ask('GET', FACTOR_PAGE)
        secret = re.search(r'into the app: ([A-Z2-7 ]+)', office.text())[1].replace(' ', '')
        office.press_at(FACTOR_PAGE, '_set', [('code', code_of(secret))])
        self.bind()
        self.assertEqual(self.at_provider().path, '/office/import')
        self.change_rows("UPDATE gw_account SET factor_needed = 1 WHERE name = 'wang'")
        browser = self.at_provider()
        self.assertIn('six digits', browser.text())
        self.assertNotIn('__Host-s', browser.cookies)
        browser.post('/office/login', browser.hidden() + [('code', code_of(secret, 1)), ('_factor', '1')])
        self.assertEqual(browser.path, '/office/import')
        self.assertEqual(self.audit(), [('account:wang', 'ok')] * 2)
        # Without one, it is set up first.
        self.change_rows("UPDATE gw_account SET factor = '' WHERE name = 'wang'")
        self.assertEqual(self.at_provider().path, FACTOR_PAGE)

    def test_what_was_typed_when_the_session_ended_is_kept(self):
        self.bind()
        browser = self.office()
        browser.ask('GET', '/office/sessions')
        token = browser.token()
        self.change_rows('DELETE FROM gw_session')
        browser.post('/office/import', [('_token', token), ('note', 'half a page')])
        self.assertEqual(browser.answer.status, 401)
        self.assertEqual(browser.page.xpath('//a[@class="button"]/@target'), ['_blank'])
        kept = browser.hidden()
        browser.post('/office/login', [*kept, ('_logged_in', '1')])
        self.assertEqual(browser.answer.status, 403)
        self.assertIn('You have not logged in yet', browser.text())
        kept = browser.hidden()
        # In another tab, with the same cookies.
        self.at_provider(browser)
        browser.post('/office/login', [*kept, ('_logged_in', '1')])
        self.assertEqual(browser.answer.status, 200)
        self.assertIn(('note', 'half a page'), browser.hidden())


class WhatGoesWrong(OidcTest):
    def test_tokens_are_refused_each_for_its_reason(self):
        self.bind()
        failed, clock = 'did not confirm who you are', 'The clocks of Single sign-on and of this service differ'
        now = int(time.time())
        cases = [({'nonce': 'other'}, {}, failed, 'wrong-nonce'), ({'aud': 'another'}, {}, failed, 'wrong-audience'),
                 ({'aud': ['gongwen', 'b']}, {}, failed, 'wrong-party'), ({'azp': 'another'}, {}, failed, 'wrong-party'),
                 ({'iss': 'https://login.example'}, {}, failed, 'wrong-issuer'), ({'at_hash': 'AAAA'}, {}, failed, 'wrong-access-hash'),
                 ({'exp': now - 3_600}, {}, clock, 'expired'), ({'iat': now + 3_600, 'exp': now + 7_200}, {}, clock, 'early'),
                 ({'sub': ''}, {}, failed, 'no-subject'), ({}, {'alg': 'none'}, failed, 'wrong-algorithm'), ({}, {'alg': 'HS256'}, failed, 'wrong-algorithm'),
                 ({}, {'kid': 'another'}, failed, 'unknown-key')]
        for claims, head, words, reason in cases:
            self.provider.claims, self.provider.head = claims, head
            browser = self.at_provider()
            self.assert_refused(browser, 403, words, reason)
        self.provider.claims, self.provider.head = {}, {}
        self.provider.spoil = lambda token: token[:-8] + 'AAAAAAAA'
        self.assert_refused(self.at_provider(), 403, failed, 'wrong-signature')
        self.provider.spoil = lambda token: 'x' * 100_000
        self.at_provider()
        self.provider.spoil = lambda token: token
        self.assertEqual(self.at_provider().path, '/office/import')
        # The password goes on from there, to the page that was wanted.
        self.provider.claims = {'nonce': 'other'}
        browser = self.at_provider(language='zh')
        self.assertIn('统一认证未能确认您的身份', browser.text())
        browser.post('/office/login', [*browser.hidden(), ('name', 'wang'), ('password', PASSWORD)])
        self.assertEqual(browser.path, '/office/import')

    def test_the_login_is_cancelled(self):
        self.bind()
        for error, status, words in (('access_denied', 403, 'was cancelled'), ('server_error', 503, 'cannot be reached'),
                                     ('invalid_scope', 403, 'did not confirm'), ('<script>', 403, 'did not confirm')):
            self.provider.back = {'error': error, 'code': '', 'error_description': 'x'}
            self.assert_refused(self.at_provider(), status, words, 'error' if '<' in error else error)
        self.provider.back = {'code': ''}
        self.assert_refused(self.at_provider(), 403, 'did not confirm', 'no-code')

    def test_an_answer_counts_once_and_for_the_browser_that_asked(self):
        self.bind()
        browser = self.browser()
        browser.stays = True
        self.at_provider(browser)
        kept = browser.cookies['__Host-o']
        browser.stays = False
        browser.ask('GET', browser.sent_to)
        self.assertTrue(self.is_in(browser))
        path = browser.back[browser.back.index('/office/'):]
        replayed = self.browser()
        replayed.cookies['__Host-o'] = kept
        replayed.ask('GET', path)
        self.assert_refused(replayed, 403, 'has been used already', 'wrong-state')
        self.assertEqual(self.provider.asked.count('/token'), 1)
        # Of another browser, with its own cookie, without any, and with one that was changed.
        stranger = self.browser()
        stranger.stays = True
        self.at_provider(stranger)
        fresh = self.provider.let_in(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.browser_there().sent_to).query)))
        stranger.ask('GET', fresh[fresh.index('/office/'):])
        self.assert_refused(stranger, 403, 'start it again here', 'wrong-state')
        for cookie in (None, 'AAAA', kept[:-6] + 'AAAAAA'):
            other = self.browser()
            if cookie:
                other.cookies['__Host-o'] = cookie
            other.ask('GET', fresh[fresh.index('/office/'):])
            self.assert_refused(other, 403, 'start it again here', 'late')
        self.assertEqual(self.provider.asked.count('/token'), 1)

    def browser_there(self):
        browser = self.browser()
        browser.stays = True
        return self.at_provider(browser)

    def test_after_ten_minutes_it_starts_again(self):
        self.bind()
        browser = self.browser_there()
        sodium = ctypes.CDLL('libsodium.so.23')
        key = base64.b64decode((self.folder / 'state/keys/box').read_text())
        sealed = base64.b64decode(browser.cookies['__Host-o'])
        text = ctypes.create_string_buffer(len(sealed) - 40)
        self.assertEqual(sodium.crypto_secretbox_open_easy(text, sealed[24:], ctypes.c_ulonglong(len(sealed) - 24), sealed[:24], key), 0)
        attempt = json.loads(text.raw)
        self.assertLessEqual(abs(attempt['until'] - time.time() - 600), 60)
        for until, path in ((int(time.time()) - 1, None), (int(time.time()) + 300, '/office/import')):
            plain = json.dumps({**attempt, 'until': until}).encode()
            box = ctypes.create_string_buffer(len(plain) + 16)
            sodium.crypto_secretbox_easy(box, plain, ctypes.c_ulonglong(len(plain)), sealed[:24], key)
            browser.cookies['__Host-o'] = base64.b64encode(sealed[:24] + box.raw).decode()
            browser.stays = False
            browser.ask('GET', browser.sent_to)
            if path:
                self.assertEqual(browser.path, path)
            else:
                self.assert_refused(browser, 403, 'longer than ten minutes', 'late')

    def test_the_provider_is_away_and_comes_back(self):
        self.bind()
        port = self.provider.port
        self.provider.close()
        browser = self.at_provider()
        self.assert_refused(browser, 503, 'Single sign-on cannot be reached at the moment')
        self.assertTrue(self.is_in(self.office()), 'the password is taken meanwhile')
        self.provider.open(port)
        self.service.wait_until(lambda: self.at_provider().path == '/office/import')
        # Away between leaving and coming back.
        for status, words in ((500, 'cannot be reached'), (503, 'cannot be reached')):
            browser = self.browser_there()
            answer = self.provider.let_in(dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(browser.sent_to).query)))
            self.provider.status = status
            browser.ask('GET', answer[answer.index('/office/'):])
            self.assert_refused(browser, 503, words, 'unreachable')
            self.provider.status = 200
        self.assertIn('"event":"oidc"', self.service.log.read_text().replace('": "', '":"'))

    def test_the_provider_refuses_us(self):
        self.bind()
        self.provider.secret = 'changed'
        self.assert_refused(self.at_provider(), 403, 'did not confirm', 'invalid_client')
        self.provider.secret = SECRET
        for tokens, reason in (({'error': 'Bad Words ' * 20}, 'no-tokens'), ({'error': 'invalid_grant'}, 'invalid_grant')):
            self.provider.tokens = tokens
            self.assert_refused(self.at_provider(), 403, 'did not confirm', reason)
        self.assertIn('invalid_client', self.service.log.read_text())
        self.assertNotIn(SECRET, self.service.log.read_text())

    def test_another_issuer_is_not_taken(self):
        self.bind()
        self.provider.back = {'iss': 'https://login.example'}
        self.assert_refused(self.at_provider(), 403, 'did not confirm', 'wrong-issuer')
        self.provider.back = {'iss': self.provider.address}
        self.assertEqual(self.at_provider().path, '/office/import')
        for number, discovery in enumerate(({'issuer': self.provider.address + '/'}, {'token_endpoint': 'http://login.example/token'},
                                            {'authorization_endpoint': 'https://a.example/#x'}, {'jwks_uri': None})):
            self.provider.discovery = discovery
            self.service.process.send_signal(1)
            browser = self.browser()
            self.service.wait_until(lambda b=browser: self.at_provider(b).answer.status == 503)
            self.assert_refused(browser, 503, 'cannot be reached')
        self.assertEqual(number, 3)
        # One that says it in each answer must do so.
        self.provider.discovery, self.provider.back = {'authorization_response_iss_parameter_supported': True}, {}
        browser = self.browser()
        self.service.wait_until(lambda: self.at_provider(browser).answer.status == 403)
        self.assert_refused(browser, 403, 'did not confirm', 'wrong-issuer')

    def test_keys_change(self):
        self.bind()
        self.assertEqual(self.at_provider().path, '/office/import')
        self.provider.keys.append(Key('second'))
        self.assertEqual(self.at_provider().path, '/office/import')
        self.assertEqual(self.provider.asked.count('/keys'), 2)
        # At most once a minute: whoever sends unknown keys makes no traffic.
        self.provider.keys.append(Key('third'))
        for _ in range(3):
            self.assert_refused(self.at_provider(), 403, 'did not confirm', 'unknown-key')
        self.assertEqual(self.provider.asked.count('/keys'), 2)
        self.assertEqual(self.provider.asked.count('/.well-known/openid-configuration'), 1)

    def test_guesses_are_limited_like_passwords(self):
        statuses = []
        for _ in range(32):
            statuses.append(self.service.ask('GET', ANSWER + '?state=a&code=b', tcp=True).status)
        self.assertEqual((statuses[0], statuses[-1]), (403, 429))
        self.assertEqual(self.service.ask('GET', '/office/oidc', tcp=True).status, 429)
        self.assertIn(('provider', 'refused'), self.audit('guessing'))


class OtherClients(OidcTest):
    def again(self, way, **settings):
        self.service.__exit__()
        self.provider.way = way
        self.service = Service('--office', *self.place(), '--oidc', self.written(**settings)).__enter__()
        self.addCleanup(self.service.__exit__)

    def test_with_the_secret_in_the_form_and_without_any(self):
        self.bind()
        self.again('post')
        self.assertEqual(self.at_provider().path, '/office/import')
        self.assertIsNone(self.provider.basic)
        self.again('none', secret_file=None)
        self.assertEqual(self.at_provider().path, '/office/import')

    def test_a_provider_is_trusted_by_an_authority_of_ones_own_only(self):
        certificate, authority = make_certificate(self.folder)
        self.provider.close()
        self.provider = Provider(certificate)
        self.bind()
        self.again('basic')
        self.assert_refused(self.at_provider(), 503, 'cannot be reached')
        self.again('basic', certificates=str(authority))
        self.assertEqual(self.at_provider().path, '/office/import')

    def test_a_credential_that_is_not_there_is_told_in_the_log(self):
        self.again('basic', secret_file=None, credential='oidc')
        self.assert_refused(self.at_provider(), 503, 'cannot be reached')
        self.assertIn('secret cannot be read', self.service.log.read_text())


class Settings(OidcTest):
    def start(self, *words):
        return gongwen('--error-format', 'json', 'serve', *words)

    def test_faults_are_told_at_the_start_with_their_place(self):
        cases = [({'issuer': 'http://login.example'}, 'data/pattern-mismatch'), ({'issuer': 'https://login.example/?a'}, 'data/pattern-mismatch'),
                 ({'address': 'https://forms.example/office'}, 'data/pattern-mismatch'), ({'address': 'http://forms.example'}, 'data/pattern-mismatch'),
                 ({'name': {'zh': '统一认证'}}, 'data/missing-name'), ({'client_id': None}, 'data/missing-name'), ({'secret': 'x'}, 'data/unknown-name'),
                 ({'scopes': 'profile'}, 'data/wrong-type'), ({'secret_file': 'none.txt'}, 'resources/not-found'), ({'certificates': 'none.pem'}, 'resources/not-found')]
        for changes, id in cases:
            result = self.start('--office', *self.place(), '--show-config', '--oidc', self.written(**changes))
            self.assertNotEqual(result.status, 0, changes)
            self.assertEqual({d['id'] for d in result.errors()}, {id}, changes)
            if id.startswith('data/'):
                self.assertTrue(result.errors()[0]['data'].get('line'), result.errors())
        file = self.written()
        self.assert_fails(self.start('--office', '--oidc', file), BAD_USAGE, 'cli/missing')
        self.assert_fails(self.start(*self.place(), '--oidc', file), BAD_USAGE, 'cli/missing')
        self.assert_fails(self.start('--office', *self.place(), '--oidc', file, '--user-header', 'X-Remote-User'), BAD_USAGE, 'cli/serve-two-logins')
        shown = self.start('--office', *self.place(), '--show-config', '--oidc', file)
        self.assertEqual(json.loads(shown.out)['oidc']['answers'], 'http://127.0.0.1' + ANSWER)
        self.assertNotIn(SECRET, shown.out)

    def test_the_examples_of_the_guide_are_good_settings(self):
        for guide in ('OPERATING.md', 'OPERATING.zh.md'):
            [example] = re.findall(r'```yaml\n(issuer:.*?)```', (ROOT / 'docs' / guide).read_text('utf-8'), re.S)
            file = self.folder / 'guide.yaml'
            file.write_text(example, 'utf-8')
            shown = self.start('--office', *self.place(), '--show-config', '--oidc', file)
            self.assertEqual(shown.status, 0, shown.err)
            self.assertEqual(json.loads(shown.out)['oidc']['answers'], 'https://forms.example.org' + ANSWER)

    def test_without_settings_there_is_no_such_page(self):
        self.service.__exit__()
        self.service = Service('--office', *self.place()).__enter__()
        self.addCleanup(self.service.__exit__)
        office = self.office('li')
        for path in ('/office/oidc', ANSWER, '/office/oidc/connect'):
            self.assertEqual(office.ask('GET', path).status, 404)
        for path in ('/office/login', '/office/sessions', '/office/accounts?name=wang'):
            office.ask('GET', path)
            self.assertNotIn('oidc', office.answer.body.decode())


class Looks(OidcTest):
    port = free_port()
    settings = {'address': f'http://127.0.0.1:{port}'}

    @needs.time
    def test_pages_have_no_barriers_and_the_browser_comes_back(self):
        self.service.__exit__()
        self.service = Service('--office', *self.place(), '--oidc', self.written(), '--listen', f'127.0.0.1:{self.port}', addresses=4).__enter__()
        self.addCleanup(self.service.__exit__)
        top = self.settings['address']
        pictures = os.environ.get('OIDC_PICTURES')
        shots = 0
        with Chromium() as tab:
            def check(what):
                nonlocal shots
                shots += 1
                if pictures:
                    tab.picture(f'{pictures}/{what}-{width}.png')
                complaints = [one for one in tab.complaints if 'status of 403' not in one and 'status of 503' not in one]
                self.assertEqual((tab.barriers(), tab.overflow(), complaints), ([], 0, []), (what, language))

            def follow(selector):
                tab.events.clear()
                tab.run(f'document.querySelector({json.dumps(selector)}).click()')
                tab.wait_for('Page.loadEventFired')

            for language, width in (('zh', 390), ('en', 1280)):
                given = {'width': width, 'language': language}
                self.change_rows('DELETE FROM gw_binding')
                tab.ask('Network.clearBrowserCookies')
                tab.open(top + '/office/login?next=/office/import', **given)
                check('login')
                follow('a.button')
                check('unknown')
                # Connecting, in the browser itself: no policy of the pages is in the way.
                office = self.office(language=language)
                tab.open(top + '/office/sessions', cookies={'__Host-s': office.cookies['__Host-s']}, **given)
                check('own')
                tab.run('[...document.querySelectorAll("form")].find(form => form.querySelector("[name=_oidc_bind]")).now.value = ' + json.dumps(PASSWORD))
                follow('[name=_oidc_bind]')
                self.assertEqual(tab.run('location.pathname'), '/office/oidc/connect')
                check('connect')
                follow('.links a')
                self.assertEqual(tab.run('location.pathname'), '/office/sessions')
                check('connected')
                # A login there and back, with the cookies that the browser itself keeps.
                tab.ask('Network.clearBrowserCookies')
                tab.open(top + '/office/login?next=/office/import', **given)
                follow('a.button')
                self.assertEqual(tab.run('location.pathname'), '/office/import')
                office = self.office('li', language)
                tab.open(top + '/office/accounts?name=wang', cookies={'__Host-s': office.cookies['__Host-s']}, **given)
                check('account bound')
                self.change_rows('DELETE FROM gw_binding')
                tab.open(top + '/office/accounts?name=wang', **given)
                check('account free')
                tab.ask('Network.clearBrowserCookies')
                self.provider.back = {'error': 'access_denied', 'code': ''}
                tab.open(top + '/office/oidc', **given)
                check('cancelled')
                self.provider.back = {}
        self.assertEqual(shots, 16)


del OidcTest

if __name__ == '__main__':
    unittest.main()
