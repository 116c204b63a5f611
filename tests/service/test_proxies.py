"""The service behind nginx and Apache as examples/proxy has them: forms are filled in and the office works through
them, and what clients say about themselves is ignored. Skipped where a proxy is not installed (scripts/setup test)."""
import base64
import contextlib
import http.client
import json
import os
import pathlib
import pwd
import socket
import subprocess
import sys
import time
import unittest

import needs
from form_browser import PASSWORD, Browser, hand_in
from harness import PROGRAM, ROOT, CommandTest
from serving import Answer, Service, free_port

ECHO = pathlib.Path(PROGRAM).resolve().parent / 'http_echo'
os.environ.setdefault('HTTP_ECHO', str(ECHO))
sys.path.append(str(ROOT / 'tests/http'))
import http_client  # noqa: E402  pylint: disable=wrong-import-position

EXAMPLES = ROOT / 'examples/proxy'
MODULES = ('authn_core', 'authz_core', 'authn_file', 'authz_user', 'auth_basic', 'headers', 'mpm_event', 'proxy', 'proxy_http')
OFFICE = ('/office/', '/office/audit')
# Ways to write the same address, by which somebody may hope to get past the login.
TRICKS = ('//office/', '/./office/', '/x/../office/', '/%6fffice/', '/office%2f', '/office', '/OFFICE/', '/forms/../office/', '/office/.')


class Proxy:
    """A proxy before a service, asked from a separate address."""

    def __init__(self, words, port):
        self.port = port
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(('127.0.0.1', port), 1):
                return
            time.sleep(0.05)
        raise RuntimeError(f'{words} does not listen')

    def ask(self, method, path, body=None, headers=None, user=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60, source_address=('127.0.0.2', 0))
        sent = {'Host': 'forms.example.org', **(headers or {})}
        if user:
            sent['Authorization'] = 'Basic ' + base64.b64encode(f'{user}:{PASSWORD}'.encode()).decode()
        try:
            connection.request(method, path, body=body, headers=sent)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def stop(self):
        """A signal that comes while Apache starts may be lost; how it ends is not what is tested here."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class LoggedIn:
    """The same for one user, whom the proxy asks for a password."""

    def __init__(self, proxy, user):
        self.proxy, self.user = proxy, user

    def ask(self, method, path, body=None, headers=None):
        return self.proxy.ask(method, path, body, headers, user=self.user)


def changed(text, *changes):
    for old, new in changes:
        assert old in text, f'the example has no {old}'
        text = text.replace(old, new)
    return text


def without_lines(text, *starts):
    return '\n'.join(line for line in text.splitlines() if not line.strip().startswith(starts))


class ProxyTests:
    """Of each proxy."""

    def setUp(self):
        super().setUp()
        self.state = self.folder / 'state'
        for name, role in (('wang', 'secretary'), ('li', 'admin')):
            subprocess.run([PROGRAM, 'account', 'add', name, '--role', role, '--no-password', '--state', self.state], check=True)
        self.service = Service('--forms', '--office', *self.log_options, '--state', self.state, '--user-header', 'X-Remote-User', open_api=False).__enter__()
        self.addCleanup(self.service.__exit__)
        # Whoever the proxy runs as must reach the socket.
        self.service.socket.chmod(0o666)
        self.service.socket.parent.chmod(0o755)
        self.folder.chmod(0o755)
        users = subprocess.run(['openssl', 'passwd', '-apr1', PASSWORD], capture_output=True, text=True, check=True).stdout.strip()
        self.users = self.write('office.htpasswd', f'wang:{users}\nli:{users}\n')
        self.proxy = self.start(needs.find_program(self.program), self.service.socket)
        self.addCleanup(lambda: self.proxy.stop())

    def log(self):
        return [json.loads(line) for line in self.service.log.read_text('utf-8').splitlines()]

    def state_of_the_first(self):
        listed = subprocess.run([PROGRAM, 'inbox', 'list', '--json', '--state', self.state], check=True, capture_output=True)
        return json.loads(listed.stdout)[0]['state']

    def test_a_form_is_handed_in(self):
        browser, data = hand_in(self.proxy, 'commitment-letter')
        self.assertEqual(browser.ask('GET', browser.path + '/data.json').json()['org'], data['org'])
        self.service.wait_until(lambda: any(line.get('path') == '/r/' for line in self.log()))
        self.assertEqual({line['peer'] for line in self.log() if line['event'] == 'request'}, {self.peer})
        for line in self.log():
            self.assertRegex(line['time'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$')

    def test_the_office_is_let_in_by_the_proxy(self):
        hand_in(self.proxy, 'commitment-letter')
        browser = Browser(LoggedIn(self.proxy, 'wang'), 'en')
        self.assertEqual(browser.ask('GET', '/office/').status, 200)
        link = browser.page.xpath('//a[starts-with(@href, "/office/s/")]/@href')[0]
        browser.ask('GET', link)
        self.assertIn('_token', dict(browser.hidden()))
        browser.post(link, [*browser.hidden(), ('_review', '1')])
        self.assertEqual((browser.answer.status, self.state_of_the_first()), (200, 'in_review'))
        self.assertEqual(Browser(LoggedIn(self.proxy, 'li')).ask('GET', '/office/audit').status, 200)

    def test_what_clients_say_of_themselves_counts_for_nothing(self):
        forged = [{'X-Remote-User': 'li'}, {'x-remote-USER': 'li'}, {'X_Remote_User': 'li'}]
        for path in (*OFFICE, *TRICKS):
            for headers in forged:
                answer = self.proxy.ask('GET', path, None, headers)
                # Whoever asks for the folder without its slash is sent to the folder.
                allowed = (303,) if answer.headers.get('location') == '/office/' else (301, 302, 400, 401, 403, 404)
                self.assertIn(answer.status, allowed, (path, headers))
        # Nor does a user become another one.
        for headers in forged:
            answer = self.proxy.ask('GET', '/office/audit', None, headers, user='wang')
            self.assertEqual(answer.status, 403, headers)
        before = len(self.log())
        self.proxy.ask('GET', '/forms/commitment-letter', None, {'X-Forwarded-For': '192.0.2.9', 'Forwarded': 'for=192.0.2.9'})
        self.service.wait_until(lambda: len(self.log()) > before)
        self.assertNotIn('192.0.2.9', self.service.log.read_text('utf-8'))

    def test_pages_of_other_sites_change_nothing(self):
        for headers in ({'Sec-Fetch-Site': 'cross-site'}, {'Origin': 'https://elsewhere.example'}):
            answer = self.proxy.ask('POST', '/forms/commitment-letter', b'_start=1',
                                    {'Content-Type': 'application/x-www-form-urlencoded', **headers})
            self.assertEqual(answer.status, 403, headers)
        # The proxy is a program of this machine, and opens the interface for nobody.
        self.assertEqual(self.proxy.ask('GET', '/api/v1/kinds').status, 401)

    def test_large_bodies_are_refused_by_the_service(self):
        answer = self.proxy.ask('POST', '/forms/commitment-letter', b'x' * (9 << 20), {'Content-Type': 'application/x-www-form-urlencoded'})
        self.assertEqual(answer.status, 413)

    @needs.only_with('the server of tests/http')
    def test_events_arrive_at_once(self):
        """No page of the service sends events yet; a server on the same transport does."""
        self.proxy.stop()
        front = self.folder / 'front'
        with http_client.Server('--unix', str(front)) as echo:
            front.chmod(0o666)
            self.proxy = self.start(needs.find_program(self.program), front)
            with socket.create_connection(('127.0.0.1', self.proxy.port), 20) as connection:
                connection.sendall(b'GET /events?400 HTTP/1.1\r\nHost: forms.example.org\r\nConnection: close\r\n\r\n')
                times, received = [], b''
                while len(times) < 3 and (part := connection.recv(4096)):
                    received += part
                    times += [time.monotonic()] * (received.count(b'data:') - len(times))
            self.proxy.stop()
            echo.stop()
        self.assertEqual(len(times), 3, received)
        self.assertGreater(times[1] - times[0], 0.2)
        self.assertGreater(times[2] - times[1], 0.2)

    def test_kept_connections_are_used_after_a_pause(self):
        for pause in (0, 0, 11):
            time.sleep(pause)
            for _ in range(5):
                self.assertEqual(self.proxy.ask('GET', '/ready').status, 200)


@needs.only_with('nginx')
class Nginx(ProxyTests, CommandTest):
    program = 'nginx'
    log_options, peer = ('--log-addresses',), '127.0.0.2'

    def start(self, program, front):
        port = free_port()
        example = changed(without_lines((EXAMPLES / 'nginx.conf').read_text('utf-8'), 'ssl_'),
                          ('listen 443 ssl;', f'listen 127.0.0.1:{port};'), ('/run/gongwen/http.sock', str(front)),
                          ('/etc/gongwen/office.htpasswd', str(self.users)))
        user = 'user root;' if os.geteuid() == 0 else ''
        paths = ' '.join(f'{name}_temp_path {self.folder}/{name};' for name in ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
        main = self.write('main.conf', f'daemon off; pid {self.folder}/nginx.pid; error_log {self.folder}/error.log; {user}\n'
                                       f'events {{}}\nhttp {{ access_log off; {paths}\n{example}\n}}\n')
        return Proxy([program, '-p', str(self.folder), '-c', str(main)], port)


@needs.time
@needs.only_with('apache2')
class Apache(ProxyTests, CommandTest):
    program = 'apache2'
    log_options, peer = (), '127.0.0.0'

    def start(self, program, front):
        port = free_port()
        example = changed(without_lines((EXAMPLES / 'apache.conf').read_text('utf-8'), 'SSL'),
                          ('*:443', f'127.0.0.1:{port}'), ('/run/gongwen/http.sock', str(front)),
                          ('/etc/gongwen/office.htpasswd', str(self.users)))
        folder = next(path for path in map(pathlib.Path, ('/usr/lib/apache2/modules', '/usr/lib64/httpd/modules')) if path.is_dir())
        modules = '\n'.join(f'LoadModule {name}_module {folder}/mod_{name}.so' for name in MODULES)
        user = f'User {pwd.getpwnam("nobody").pw_name}\nGroup nogroup\n' if os.geteuid() == 0 else ''
        main = self.write('main.conf', f'ServerRoot {self.folder}\nServerName localhost\nPidFile {self.folder}/apache.pid\n'
                                       f'ErrorLog {self.folder}/error.log\nMutex pthread\nListen 127.0.0.1:{port}\n{modules}\n{user}\n{example}\n')
        return Proxy([program, '-X', '-f', str(main)], port)


if __name__ == '__main__':
    sys.exit(unittest.main())
