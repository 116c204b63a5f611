"""Prints pages with Chromium, by its remote debugging interface: one browser for all pages.

The browser sees the prepared faces and no others, unhinted, through a separate font configuration.
"""
import base64
import json
import os
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FACES = ROOT / 'fonts/faces'
OPTIONS = ('--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-extensions '
           '--disable-background-networking --disable-component-update --font-render-hinting=none '
           '--remote-debugging-pipe').split()
FONT_CONFIGURATION = '''<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>{faces}</dir><cachedir>{cache}</cachedir>
<alias binding="same"><family>serif</family><prefer><family>Gw Serif</family><family>Gw Song</family></prefer></alias>
<alias binding="same"><family>sans-serif</family><prefer><family>Gw Sans</family><family>Gw Hei</family></prefer></alias>
<alias binding="same"><family>monospace</family><prefer><family>Gw Mono</family><family>Gw Hei</family></prefer></alias>
<match target="font">
<edit name="hinting" mode="assign"><bool>false</bool></edit>
<edit name="hintstyle" mode="assign"><const>hintnone</const></edit>
</match>
</fontconfig>
'''


class Browser:
    """A running Chromium; a context manager."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='gongwen-chromium-', ignore_cleanup_errors=True)
        folder = Path(self.folder.name)
        configuration = folder / 'fonts.conf'
        configuration.write_text(FONT_CONFIGURATION.format(faces=FACES.resolve(), cache=folder / 'cache'), 'utf-8')
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()

        def wire():  # the browser reads commands from 3 and answers on 4
            os.dup2(os.dup(commands), 103)
            os.dup2(os.dup(answers), 104)
            os.dup2(103, 3)
            os.dup2(104, 4)

        self.process = subprocess.Popen(['chromium-headless-shell', *OPTIONS, f'--user-data-dir={folder / "profile"}'],
                                        close_fds=False, preexec_fn=wire, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env={**os.environ, 'FONTCONFIG_FILE': str(configuration)})
        os.close(commands)
        os.close(answers)
        self.buffer = b''
        self.number = 0
        self.session = None
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        self.session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        self.call('Page.enable')
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        os.close(self.commands)
        os.close(self.answers)
        self.folder.cleanup()

    def receive(self):
        while b'\0' not in self.buffer:
            piece = os.read(self.answers, 1 << 16)
            if not piece:
                raise RuntimeError('Chromium has gone')
            self.buffer += piece
        message, self.buffer = self.buffer.split(b'\0', 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if self.session:
            message['sessionId'] = self.session
        os.write(self.commands, json.dumps(message).encode() + b'\0')
        while True:
            answer = self.receive()
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise RuntimeError(f'{method}: {answer["error"]}')
                return answer['result']

    def version(self):
        return self.call('Browser.getVersion')['product']

    def print(self, page, pdf):
        """Writes the print of an HTML file."""
        self.call('Page.navigate', url=Path(page).resolve().as_uri())
        while self.receive().get('method') != 'Page.loadEventFired':
            pass
        self.call('Runtime.evaluate', expression='document.fonts.ready', awaitPromise=True)
        result = self.call('Page.printToPDF', printBackground=True, preferCSSPageSize=True)
        Path(pdf).write_bytes(base64.b64decode(result['data']))
