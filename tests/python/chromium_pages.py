"""Pages in Debian's Chromium, driven over a pipe: what they look like, what their scripts do, and what the browser
complains about. It needs nothing but the program."""
import atexit
import base64
import functools
import json
import os
import select
import subprocess
import tempfile

import needs
import surroundings  # noqa: F401  (its faces and its home)
from harness import ROOT
from node_packages import node_packages

SECONDS = 60
SILENCE = 120  # seconds; commands are answered within a few


RULES = 'axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], preload: false})' \
        '.then(found => found.violations.map(one => one.id + ": " + one.nodes[0].html))'


@functools.cache
def axe():
    """The script of axe-core."""
    folder = node_packages(ROOT / 'tests/webform/node', 'webform_node')
    return (folder / 'node_modules/axe-core/axe.min.js').read_text(encoding='utf-8')


def quoted(text):
    """A text in a script."""
    return json.dumps(text)


class Browser:
    """A process of Chromium, which a program of tests starts once."""

    def __init__(self):
        program = needs.find_program('chromium')
        self.folder = tempfile.TemporaryDirectory(prefix='gongwen-chromium-', ignore_cleanup_errors=True)
        there, self.into = os.pipe()
        self.out, back = os.pipe()

        def set_descriptors():
            # The browser reads commands from 3 and writes answers to 4; both may be numbers of other pipes now.
            commands, answers = os.dup2(there, 100), os.dup2(back, 101)
            os.dup2(commands, 3)
            os.dup2(answers, 4)

        self.process = subprocess.Popen(
            [program, '--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe', '--disable-dev-shm-usage',
             f'--user-data-dir={self.folder.name}', 'about:blank'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=set_descriptors, close_fds=False)
        os.close(there)
        os.close(back)
        self.number, self.rest = 0, b''

    def close(self):
        os.close(self.into)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.out)
        self.folder.cleanup()

    def message(self):
        while b'\0' not in self.rest:
            if not select.select([self.out], [], [], SILENCE)[0]:
                raise AssertionError('Chromium says nothing any more')
            more = os.read(self.out, 1 << 20)
            if not more:
                raise AssertionError('Chromium has ended')
            self.rest += more
        text, _, self.rest = self.rest.partition(b'\0')
        return json.loads(text)

    def send(self, command):
        self.number += 1
        os.write(self.into, json.dumps({'id': self.number, **command}).encode() + b'\0')
        return self.number


class Chromium:
    """One tab with its own cookies, from entering to leaving; skips the test where there is no Chromium."""
    browser = None

    def __enter__(self):
        needs.check('chromium')
        if Chromium.browser is None:
            Chromium.browser = Browser()
            atexit.register(Chromium.browser.close)
        self.complaints, self.events, self.session = [], [], None
        self.context = self.ask('Target.createBrowserContext')['browserContextId']
        target = self.ask('Target.createTarget', url='about:blank', browserContextId=self.context)['targetId']
        self.session = self.ask('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.ask(domain + '.enable')
        return self

    def __exit__(self, *_):
        self.session = None
        self.ask('Target.disposeBrowserContext', browserContextId=self.context)

    def take(self):
        """The next message; complaints of the browser are kept."""
        message = self.browser.message()
        if message.get('sessionId', self.session) != self.session:
            return message  # of a tab that is closed
        method, given = message.get('method'), message.get('params', {})
        if method == 'Log.entryAdded' and given['entry']['level'] == 'error':
            self.complaints.append(given['entry']['text'] + ' ' + given['entry'].get('url', ''))
        elif method == 'Runtime.exceptionThrown':
            self.complaints.append(str(given['exceptionDetails'].get('exception', given)))
        elif method == 'Runtime.consoleAPICalled' and given['type'] == 'error':
            self.complaints.append(str(given['args']))
        if method is not None:
            self.events.append(method)
        return message

    def ask(self, method, **given):
        command = {'method': method, 'params': given}
        if self.session:
            command['sessionId'] = self.session
        number = self.browser.send(command)
        while True:
            message = self.take()
            if message.get('id') == number:
                assert 'error' not in message, (method, message)
                return message['result']

    def open(self, address, width=1280, height=900, cookies=None, language='zh'):
        """The page at an address, once it is loaded and its scripts have run."""
        for name, value in (cookies or {}).items():
            self.ask('Network.setCookie', name=name, value=value, url=address, path='/', secure=name.startswith('__Host-'))
        self.ask('Network.setExtraHTTPHeaders', headers={'Accept-Language': language})
        self.ask('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.events.clear()
        self.ask('Page.navigate', url=address)
        self.wait_for('Page.loadEventFired')

    def wait_for(self, event):
        while event not in self.events:
            self.take()
        self.events.remove(event)

    def run(self, script):
        """The value of an expression on the page."""
        result = self.ask('Runtime.evaluate', expression=script, returnByValue=True, awaitPromise=True)
        assert 'exceptionDetails' not in result, result
        return result['result'].get('value')

    def press(self, key):
        """A key that has no character but for Enter, which follows links."""
        for kind in ('keyDown', 'keyUp'):
            self.ask('Input.dispatchKeyEvent', type=kind, key=key, code=key, windowsVirtualKeyCode={'Enter': 13, 'Tab': 9}[key],
                     **({'text': '\r'} if key == 'Enter' and kind == 'keyDown' else {}))

    def style(self, selector, name):
        return self.run(f'getComputedStyle(document.querySelector({quoted(selector)})).getPropertyValue({quoted(name)})')

    def overflow(self):
        """By how many pixels the page is wider than the window."""
        return self.run('document.scrollingElement.scrollWidth - document.documentElement.clientWidth')

    def barriers(self):
        """The rules of axe-core that the page breaks, each with the first element that does. Skips the test without npm."""
        self.run(axe() + '; 1')
        return self.run(RULES)

    def picture(self, path):
        shot = self.ask('Page.captureScreenshot', captureBeyondViewport=True)
        with open(path, 'wb') as file:
            file.write(base64.b64decode(shot['data']))
