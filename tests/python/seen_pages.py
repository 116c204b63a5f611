"""Pages that tests have met, kept for looking at them in a browser: GONGWEN_SEEN names the folder, and without it nothing is
kept. Of pages that differ in ids, numbers and words of people alone, the first one is kept."""
import base64
import collections
import hashlib
import json
import os
import pathlib
import re
import urllib.parse

from chromium_pages import Chromium

FOLDER = os.environ.get('GONGWEN_SEEN')
IDS = re.compile(r'[a-z0-9]{16,}|\d+')
ELEMENT = re.compile(r'<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)')
LOOK = re.compile(r'(?:class|type|role|hidden|open|required|aria-invalid)(?:="[^"]*")?')
WIDTHS = (390, 1280)
# In place of pictures of pages, which the service that shows the style sheets does not have.
PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='


def shape(html):
    """The elements of a page with what decides how they look; of rows of a table or a list, one."""
    kept = collections.deque(maxlen=12)
    elements = []
    for name, attributes in ELEMENT.findall(html):
        one = ' '.join([name, *LOOK.findall(attributes)])
        if one not in kept:
            elements.append(one)
        kept.append(one)
    return '\n'.join(elements)


def keep(path, answer, language, posts):
    if not FOLDER:
        return
    html = answer.body.decode('utf-8')
    place = IDS.sub('0', path.partition('?')[0])
    name = hashlib.sha256(f'{place} {answer.status} {language} {posts}\n{shape(html)}'.encode()).hexdigest()[:16]
    target = pathlib.Path(FOLDER) / f'{name}.json'
    if not target.exists():
        kept = {'path': path.partition('#')[0], 'status': answer.status, 'language': language, 'posted': place if posts else '',
                'policy': answer.headers['content-security-policy'], 'html': html}
        target.write_text(json.dumps(kept), 'utf-8')


class Looker(Chromium):
    """A browser that gets a page from the folder, and what belongs to it from a service."""

    def __init__(self, service):
        self.service, self.page = service, None

    def __enter__(self):
        super().__enter__()
        self.ask('Fetch.enable', patterns=[{'urlPattern': '*'}])
        return self

    def take(self):
        message = super().take()
        if message.get('method') == 'Fetch.requestPaused' and message.get('sessionId') == self.session:
            self.fulfil(message['params'])
        return message

    def fulfil(self, given):
        address = urllib.parse.urlsplit(given['request']['url'])
        status, headers, body = 200, {'Content-Type': 'image/png'}, PIXEL
        if given['resourceType'] == 'Document':
            headers = {'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': self.page['policy']}
            body = base64.b64encode(self.page['html'].encode()).decode()
        elif given['resourceType'] in ('Stylesheet', 'Script'):
            found = self.service.ask('GET', address.path + ('?' + address.query if address.query else ''))
            status, headers, body = found.status, {'Content-Type': found.headers['content-type']}, base64.b64encode(found.body).decode()
        given = {'requestId': given['requestId'], 'responseCode': status, 'body': body,
                 'responseHeaders': [{'name': name, 'value': value} for name, value in headers.items()]}
        # Not asked: the answer of the browser comes in between others.
        self.browser.send({'method': 'Fetch.fulfillRequest', 'sessionId': self.session, 'params': given})

    def faults(self, page, checked=WIDTHS):
        """What is wrong with a page at any width, in words; axe-core, which takes most of the time, looks at those of `checked`."""
        self.page = page
        found = []
        for width in WIDTHS:
            self.complaints.clear()
            self.open('http://forms.example' + page['path'], width=width, language=page['language'])
            found += [f'{width}: {one}' for one in (self.barriers() if width in checked else []) + self.complaints]
            if self.overflow() > 0:
                found.append(f'{width}: wider than the window by {self.overflow()} px')
        return found
