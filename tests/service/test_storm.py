"""Everything at once: documents of all kinds, checks, jobs, a hundred drafts, returned forms, stacks of scans, broken
requests, connections that are cut, and workers that are killed meanwhile. The front answers all of it, no acknowledged draft
is lost, and no worker dies but those that the test kills.

GONGWEN_STORM=120 lasts as many seconds; the suite takes 10. GONGWEN_SEED repeats the choices of a run.
"""
import collections
import contextlib
import json
import os
import random
import signal
import socket
import sys
import threading
import time
import unittest

from form_browser import Browser, hand_in
from harness import ROOT, CommandTest, gongwen
from returned_forms import pdf_of_data, xlsx_of_data, zip_of
from serving import Service, children_of, multipart

SECONDS = int(os.environ.get('GONGWEN_STORM', '10'))
# The suite does the same each time; longer runs try something else.
SEED = int(os.environ.get('GONGWEN_SEED', 20261127 if SECONDS <= 10 else time.time_ns() % 1_000_000))
DRAFTS = 100
FORM_KIND = 'expert-application'
NAME = '/name_zh'
JSON = {'Content-Type': 'application/json'}
FORMATS = ('pdf', 'xlsx', 'svg', 'png', 'ofd', 'ofd&ofd_profile=plain', 'ofd&attach_data=1', 'pdf&fillable=1', 'xlsx&fillable=1', 'pdf&attach_data=1')
# What a client may hear besides what it asked for: the kind has no such format, the data is bad, the service has no room now;
# 500: the worker was killed, and the next one, too.
REFUSED = {400, 404, 406, 413, 415, 422, 429, 503}
KILLED = 500


def samples():
    """The data of all samples that a kind has, by kind."""
    found = {}
    for path in sorted(ROOT.glob('samples/*/*.json')):
        if path.parent.name not in ('bindings', 'store') and path.stat().st_size < 60_000:
            found.setdefault(path.parent.name, []).append(path.read_bytes())
    return found


def bent(chance, content):
    """The same with some bytes changed, left out or doubled."""
    content = bytearray(content)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(content))
        content[at:at + chance.choice((0, 1, 1, 4))] = chance.choice((b'', bytes([chance.randrange(256)]), content[:16], b'\xff' * 4))
    return bytes(content)


class Client(threading.Thread):
    """Does one thing again and again until the storm is over; counts what it was answered."""

    def __init__(self, test, number, work):
        super().__init__(daemon=True, name=f'{work} {number}')
        self.test, self.service, self.chance = test, test.service, random.Random(f'{SEED} {work} {number}')
        self.work = getattr(self, work)
        self.answers, self.fault = collections.Counter(), None

    def run(self):
        try:
            while not self.test.over.is_set():
                self.work()
        except Exception as fault:  # pylint: disable=broad-except
            self.fault = fault

    def ask(self, *request, right=(200,), **options):
        answer = self.service.ask(*request, **options)
        self.answers[answer.status] += 1
        assert answer.status in right or answer.status in REFUSED or answer.status == KILLED, (request[:2], answer.status, answer.body[:300])
        return answer

    # What the clients do.

    def document(self):
        kind, data = self.chance.choice(self.test.data)
        if self.chance.random() < 0.3:
            data = bent(self.chance, data)
        if self.chance.random() < 0.3:
            self.ask('POST', f'/api/v1/kinds/{kind}/check?depth={self.chance.choice(("full", "values"))}', data, JSON)
        else:
            self.ask('POST', f'/api/v1/kinds/{kind}/render?format={self.chance.choice(FORMATS)}', data, JSON)

    def job(self):
        kind, data = self.chance.choice(self.test.data)
        lines = b'\n'.join([data.replace(b'\n', b' ')] * 5)
        answer = self.ask('POST', f'/api/v1/kinds/{kind}/batches', lines, {'Content-Type': 'application/x-ndjson'}, right=(202,))
        if answer.status != 202:
            time.sleep(0.2)
            return
        address = answer.headers['location']
        end = time.monotonic() + self.chance.random() * 4
        while time.monotonic() < end and self.ask('GET', address).json()['state'] in ('queued', 'running'):
            time.sleep(0.1)
        self.ask('GET', f'{address}/manifest')
        self.ask('DELETE', address, right=(204,))

    def person(self):
        """Saves one of the drafts, as its page does by itself, checks it, or looks at its preview."""
        draft = self.chance.choice(self.test.drafts)
        with draft.lock:
            browser, draft.turn = draft.browser, draft.turn + 1
            browser.service = PageClient(self)
            if browser.ask('GET', draft.path + '?step=0').status != 200:
                return
            name = f'第{draft.turn}稿'
            fields = [(field, name if field == NAME else value) for field, value in draft.fields]
            choice = self.chance.random()
            if choice < 0.8:
                # Whatever the answer is: a draft that was sent may have been saved.
                button = '_save' if choice < 0.6 else '_check'
                draft.possible = [*draft.possible, name]
                status = browser.post(draft.path, browser.hidden() + fields + [(button, '1')]).status
                if button == '_save' and status == 200:
                    draft.possible = [name]
            else:
                browser.ask('GET', draft.path + '/preview.pdf')

    def form(self):
        """A returned form, whole or damaged, alone or in an archive."""
        name, content = self.chance.choice(self.test.forms)
        if self.chance.random() < 0.5:
            content = bent(self.chance, content)
        address = self.chance.choice(('/api/v1/extract?check=1', '/api/v1/extract', '/api/v1/imports'))
        if self.chance.random() < 0.3:
            name, content = 'a.zip', zip_of({name: content, f'b/{name}': bent(self.chance, content)})
        body, media_type = multipart([('file', name, 'application/octet-stream', content)])
        self.ask('POST', address, body, {'Content-Type': media_type})

    def scan(self):
        name, content = self.chance.choice(self.test.scans)
        if self.chance.random() < 0.4:
            content = bent(self.chance, content)
        body, media_type = multipart([('file', name, 'application/octet-stream', content)])
        self.ask('POST', '/api/v1/scans', body, {'Content-Type': media_type})

    def broken(self):
        """Bytes that are nearly a request, some of them in pieces."""
        kind, data = self.chance.choice(self.test.data)
        head = (f'POST /api/v1/kinds/{kind}/render?format=pdf HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
                f'Cookie: a=b; __Host-s=x\r\nContent-Length: {len(data)}\r\n\r\n').encode()
        sent = bent(self.chance, head) + data[:self.chance.randrange(len(data))]
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(2)
            connection.connect(str(self.service.socket))
            half = self.chance.randrange(len(sent))
            connection.sendall(sent[:half])
            connection.sendall(sent[half:])
            if self.chance.random() < 0.7:
                connection.shutdown(socket.SHUT_WR)
                self.answers[connection.recv(4096)[:12] or b'closed'] += 1
        time.sleep(0.005)

    def cut(self):
        """A request whose client is gone before it is answered, or while it is."""
        kind, data = self.chance.choice(self.test.data)
        head = f'POST /api/v1/kinds/{kind}/render?format=pdf HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n'
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(60)
            connection.connect(str(self.service.socket))
            with contextlib.suppress(OSError):
                connection.sendall(head.encode() + data)
                if self.chance.random() < 0.5:
                    connection.recv(100)
        time.sleep(0.02)

    def killer(self):
        time.sleep(self.chance.random() * 2 * SECONDS / 12)
        children = children_of(self.service.process.pid)
        if children:
            with contextlib.suppress(OSError):
                os.kill(self.chance.choice(children), signal.SIGKILL)
                self.answers['killed'] += 1


class PageClient:
    """What a browser asks, counted like all else; pages may lead to others."""

    def __init__(self, client):
        self.client = client

    def ask(self, method, path, body=None, headers=None):
        return self.client.ask(method, path, body, headers, right=(200, 303))


class Draft:
    def __init__(self, browser):
        self.browser, self.path, self.fields = browser, browser.path, browser.typed()
        self.turn, self.lock = 0, threading.Lock()
        self.possible = [dict(self.fields)[NAME]]  # the last one that was acknowledged, and what was sent after it


class Storm(CommandTest):
    CLIENTS = (('document', 6), ('job', 1), ('person', 6), ('form', 3), ('scan', 2), ('broken', 2), ('cut', 2), ('killer', 1))

    def setUp(self):
        super().setUp()
        self.over = threading.Event()
        self.service = Service('--forms', '--office', '--state', self.folder / 'state').__enter__()
        self.addCleanup(self.service.__exit__)
        self.data = [(kind, one) for kind, ones in samples().items() for one in ones]

    def begin_draft(self):
        browser = Browser(self.service)
        browser.ask('GET', f'/forms/{FORM_KIND}')
        browser.press('_start', [])
        browser.ask('GET', browser.path + '?step=0')
        self.assertTrue(browser.path.startswith('/d/'), browser.text())
        return Draft(browser)

    def prepare(self):
        self.drafts = [self.begin_draft() for _ in range(DRAFTS)]
        data = json.loads((ROOT / f'samples/{FORM_KIND}/typical.json').read_text('utf-8'))
        self.write('data.json', data)
        self.forms = [('b.pdf', pdf_of_data(data, FORM_KIND)), ('c.json', (self.folder / 'data.json').read_bytes()), ('d.xlsx', xlsx_of_data(data, FORM_KIND))]
        for name in ('a.pdf', 'a.xlsx'):
            result = gongwen('render', FORM_KIND, 'data.json', '--fillable', '-o', name, cwd=self.folder)
            self.assertEqual(result.status, 0, result.err)
            self.forms.append((name, (self.folder / name).read_bytes()))
        receipt, _ = hand_in(self.service, 'commitment-letter')
        pdf = receipt.ask('GET', '/r/' + receipt.path.split('/')[2] + '/document.pdf').body
        self.scans = [('scan.pdf', pdf), ('scan.pdf', b'%PDF-1.7 nothing'), ('scan.png', b'\x89PNG\r\n\x1a\n' + bytes(40))]

    def test_everything_at_once(self):
        self.prepare()
        clients = [Client(self, number, work) for work, count in self.CLIENTS for number in range(count)]
        for client in clients:
            client.start()
        time.sleep(SECONDS)
        self.over.set()
        for client in clients:
            client.join(120)
        answers = {work: sum((one.answers for one in clients if one.work.__name__ == work), collections.Counter()) for work, _ in self.CLIENTS}
        if os.environ.get('GONGWEN_STORM'):
            print(f'seed {SEED}:', {work: dict(count) for work, count in answers.items()}, file=sys.stderr)
        self.assertEqual([(client.name, client.fault) for client in clients if client.fault], [], f'GONGWEN_SEED={SEED}')
        self.assertIsNone(self.service.process.poll(), self.service.log.read_text()[-2000:])
        self.check_deaths(answers)
        for draft in self.drafts:
            draft.browser.service = self.service
            self.assertEqual(draft.browser.ask('GET', draft.path + '?step=0').status, 200)
            self.assertIn(dict(draft.browser.typed())[NAME], draft.possible, f'GONGWEN_SEED={SEED}')
        kind, data = next((kind, one) for kind, one in self.data if kind == 'commitment-letter')
        self.assertEqual(self.service.ask('POST', f'/api/v1/kinds/{kind}/render?format=pdf', data, JSON).status, 200)
        self.check_end()

    def check_deaths(self, answers):
        """Each death in a task is one of a kill, and so is each answer that says so."""
        killed = answers['killer']['killed']
        crashed = sum(number for name, number in self.service.metrics().items() if name.startswith('gongwen_tasks_total') and 'crashed' in name)
        said = sum(count[KILLED] for count in answers.values())
        self.assertLessEqual(crashed, killed, f'GONGWEN_SEED={SEED}: {answers}')
        self.assertLessEqual(said, killed, f'GONGWEN_SEED={SEED}: {answers}')

    def check_end(self):
        """The front ends when it is asked to, and nothing but lines of its log came from it or its programs."""
        self.service.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.service.process.wait(120), 0, self.service.log.read_text()[-3000:])
        for line in self.service.log.read_text().splitlines():
            self.assertTrue(line.startswith('{'), line)


if __name__ == '__main__':
    unittest.main()
