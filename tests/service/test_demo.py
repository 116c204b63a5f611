"""`scripts/demo --serve` as somebody meets it who tries the service out: three addresses that answer, an account that lets in,
and nothing left afterwards."""
import http.client
import json
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import time
import unittest
import urllib.parse

from form_browser import OfficeBrowser
from harness import PROGRAM, ROOT, CommandTest
from serving import Answer, children_of, free_port

SCRIPT = ROOT / 'scripts/serve_demo'
STATES = {'submitted', 'in_review', 'accepted', 'rejected', 'returned'}


class Local:
    """What a browser on this machine asks."""

    def __init__(self, port):
        self.port = port

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection('localhost', self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()


class Demo(CommandTest):
    def start(self, *words):
        process = subprocess.Popen([sys.executable, str(SCRIPT), PROGRAM, *words], bufsize=0, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**os.environ, 'TMPDIR': str(self.folder), 'PYTHONUNBUFFERED': '1'})
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process

    def read_addresses(self, process):
        lines, end = [], time.monotonic() + 60
        while len(lines) < 4:
            ready, _, _ = select.select([process.stdout], [], [], max(0, end - time.monotonic()))
            self.assertTrue(ready, 'it prints nothing')
            line = process.stdout.readline().decode()
            self.assertTrue(line, process.stderr.read() if process.poll() is not None else lines)
            lines.append(line)
        return lines

    def test_three_addresses_answer_until_it_is_ended(self):
        port = free_port()
        process = self.start('--port', str(port))
        forms, office, interface, _ = self.read_addresses(process)
        local = Local(port)
        paths = [urllib.parse.urlsplit(re.search(r'http://localhost\S+', line)[0]).path for line in (forms, office, interface)]
        self.assertEqual([local.ask('GET', paths[0]).status, local.ask('GET', paths[2]).status], [200, 200])
        password = re.search(r'password (\S+)', office)[1]
        browser = OfficeBrowser(local, 'en')
        self.assertEqual(browser.login('demo', password, next=paths[1]).status, 200)
        listed = json.loads(self.inbox('list', '--json'))
        self.assertEqual({one['state'] for one in listed}, STATES)
        self.assertEqual(len(browser.page.xpath('//td/a[starts-with(@href, "/office/s/")]')), len(listed))
        for page, kept in (('facts', '//td/a'), ('calls', '//tbody/tr')):
            browser.ask('GET', f'/office/{page}')
            self.assertTrue(browser.page.xpath(kept), page)
        served = children_of(process.pid)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(40), 0, process.stderr.read())
        self.assertFalse([child for child in served if pathlib.Path(f'/proc/{child}/exe').exists()])
        self.assertEqual(list(self.folder.glob('gongwen-demo-*')), [])

    def inbox(self, *words):
        state = next(self.folder.glob('gongwen-demo-*')) / 'state'
        return subprocess.run([PROGRAM, 'inbox', *words, '--state', state], capture_output=True, text=True, check=True).stdout

    def test_it_ends_by_itself(self):
        process = self.start('--port', str(free_port()), '--seconds', '0.1')
        self.assertEqual(process.wait(90), 0, process.stderr.read())

    def test_an_address_that_is_taken(self):
        port = free_port()
        first = self.start('--port', str(port))
        self.read_addresses(first)
        self.assertEqual(self.start('--port', str(port)).wait(60), 1)
        first.send_signal(signal.SIGTERM)
        self.assertEqual(first.wait(40), 0)

    def test_it_is_what_the_demo_runs(self):
        self.assertIn('exec scripts/serve_demo "$program"', (ROOT / 'scripts/demo').read_text('utf-8'))
        done = subprocess.run([str(ROOT / 'scripts/demo'), '--help'], capture_output=True, text=True, check=True)
        self.assertIn('--serve', done.stdout)


if __name__ == '__main__':
    sys.exit(unittest.main())
