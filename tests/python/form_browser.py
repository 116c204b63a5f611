"""Pages of forms as people meet them without script, and a service that has them."""
import contextlib
import json
import re
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
import urllib.parse

import lxml.html

import seen_pages
from harness import PROGRAM, ROOT, CommandTest
from serving import Service, multipart

PASSWORD = 'correct horse staple 9'


class Browser:
    """A jar of cookies and the page that is open."""

    def __init__(self, service, language='zh'):
        self.service, self.language, self.cookies = service, language, {}
        self.files = False

    def ask(self, method, path, body=None, headers=None):
        sent = {'Accept-Language': self.language, **(headers or {})}
        if self.cookies:
            sent['Cookie'] = '; '.join(f'{name}={value}' for name, value in self.cookies.items())
        answer = self.service.ask(method, path, body, sent)
        for cookie in answer.cookies:
            name, _, value = cookie.partition(';')[0].partition('=')
            self.cookies[name] = value
            self.last_cookie = cookie
        if answer.status == 303:
            location, _, self.fragment = answer.headers['location'].partition('#')
            return self.ask('GET', location)
        self.path, _, self.query = path.partition('?')
        self.answer = answer
        self.address = path
        if answer.headers.get('content-type', '').startswith('text/html'):
            seen_pages.keep(path, answer, self.language, method == 'POST')
            self.page = lxml.html.fromstring(answer.body.decode('utf-8'))
            # Rows for the script to copy are not part of the form.
            self.templates = self.page.xpath('//template')
            for template in self.templates:
                template.drop_tree()
        return answer

    def post(self, path, fields):
        body = urllib.parse.urlencode(fields).encode()
        return self.ask('POST', path, body, {'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin'})

    def hidden(self):
        return [(item.get('name'), item.get('value')) for item in self.page.xpath('//input[@type="hidden"]')]

    def typed(self):
        """What the controls of the page have in them."""
        fields = []
        for item in self.page.xpath('//main//*[starts-with(@name, "/")][not(@type="hidden")]'):
            name = item.get('name')
            if item.tag == 'select':
                fields += [(name, option.get('value')) for option in item.xpath('.//option[@selected]')][:1] or [(name, '')]
            elif item.tag == 'textarea':
                fields.append((name, (item.text or '').removeprefix('\n')))
            elif item.get('type') in ('radio', 'checkbox'):
                if item.get('checked') is not None:
                    fields.append((name, item.get('value')))
            elif item.get('type') != 'file':
                fields.append((name, item.get('value')))
        return fields

    def ticked(self):
        """The rows of a table that are ticked."""
        return [(box.get('name'), box.get('value')) for box in self.page.xpath('//td/input[@type="checkbox"][@checked]')]

    def text(self):
        return self.page.text_content()

    def press(self, button, fields=None, value='1'):
        action = self.page.xpath('//form/@action')[0]
        return self.post(action, self.hidden() + (self.typed() if fields is None else fields) + [(button, value)])

    def withdraw(self):
        """From the page of the receipt, which asks first."""
        self.ask('GET', self.path + '/withdraw')
        self.press('_withdraw', [])


class OfficeBrowser(Browser):
    """On the pages of the office."""

    def login(self, name, password=PASSWORD, **fields):
        return self.post('/office/login', [('name', name), ('password', password), *fields.items()])

    def token(self):
        return dict(self.hidden())['_token']

    def upload(self, path, field, name, content, fields=()):
        parts = [('_token', None, None, self.token().encode()), *[(n, None, None, v.encode()) for n, v in fields],
                 (field, name, 'application/octet-stream', content)]
        body, media_type = multipart(parts)
        return self.ask('POST', path, body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'})

    def press_at(self, path, button, fields=()):
        """A button of the page of a submission."""
        return self.post(path, self.hidden() + list(fields) + [(button, '1')])

    def confirm(self, *fields):
        """Presses the first button of a page that asks before a decision."""
        form = self.page.xpath('//main//form[.//button]')[0]
        button = form.xpath('.//button')[0]
        hidden = [(item.get('name'), item.get('value')) for item in form.xpath('.//input[@type="hidden"]')]
        return self.post(form.get('action'), hidden + list(fields) + [(button.get('name'), button.get('value'))])


def leaves(value, pointer=''):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f'{pointer}/{name}')
    elif isinstance(value, list) and value and isinstance(value[0], dict) and set(value[0]) == {'label', 'text'}:
        # A career, which is one text: a line for each.
        yield pointer, flat(value)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, inner in enumerate(value):
            yield from leaves(inner, f'{pointer}/{index}')
    else:
        yield pointer, value


def flat(value):
    """Paragraphs, whose lists become separate lines in a field for text."""
    if isinstance(value, dict):
        return [f'{value["label"]}：{value["text"]}']
    return [line for inner in value for line in flat(inner)] if isinstance(value, list) else [value]


def written(value):
    if isinstance(value, bool):
        return 'true' if value else 'false'
    return '' if value is None else str(value)


def fields_of(browser, data):
    """What somebody would type who wants to hand in these data: of each control of the page, and of further rows."""
    controls = {}
    for item in browser.page.xpath('//main//*[starts-with(@name, "/")][not(@type="hidden")]'):
        controls.setdefault(re.sub(r'/\d+', '/#', item.get('name')), item)
    fields = []
    for pointer, value in leaves(data):
        control = controls.get(re.sub(r'/\d+', '/#', pointer))
        if control is not None and control.tag == 'textarea' and isinstance(value, list):
            value = '\n'.join(flat(value))
        for name, one in ([(pointer, one) for one in value] if isinstance(value, list) else [(pointer, value)]):
            control = controls.get(re.sub(r'/\d+', '/#', name))
            rows = controls.get(re.sub(r'/\d+', '/#', name) + '/#')
            if control is None and rows is not None:
                fields += [(f'{name}/{i}', written(one)) for i, one in enumerate(value)]
                break
            if control is not None and control.get('type') != 'file':
                if control.get('type') == 'checkbox' and isinstance(one, bool):
                    if one:
                        fields.append((name, control.get('value')))
                else:
                    fields.append((name, written(one)))
    return fields


def typed_data(browser, kind):
    """The typical sample of a kind, and what somebody types who hands it in."""
    data = json.loads((ROOT / f'samples/{kind}/typical.json').read_text('utf-8'))
    return data, fields_of(browser, data)


def hand_in(service, kind, picture=None):
    """A person's way from the empty form to the receipt."""
    browser = Browser(service)
    browser.ask('GET', f'/forms/{kind}')
    browser.press('_start', [])
    draft = browser.path
    # All steps on one page.
    browser.ask('GET', draft + '?step=0')
    data, fields = typed_data(browser, kind)
    if picture:
        parts = [(name, None, None, value.encode()) for name, value in [*browser.hidden(), *fields, ('_submit', '1')]]
        body, media_type = multipart([*parts, ('/photo', 'a.png', 'image/png', picture)])
        browser.ask('POST', draft, body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'})
    else:
        browser.press('_submit', fields)
    assert browser.path.startswith('/r/'), (browser.path, browser.text())
    return browser, data


class InboxTest(CommandTest):
    """One with an inbox in a folder; test_postgres.py has another place."""
    accounts = {}  # roles by names
    kept_states = {}  # folders with such accounts, to be copied

    def place(self):
        return '--state', self.folder / 'state'

    def add_account(self, name, role, *options, password=PASSWORD):
        done = subprocess.run([PROGRAM, 'account', 'add', name, '--title', name + '某', '--role', role, *map(str, self.place()), *options],
                              input=password + '\n', text=True, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def make_accounts(self):
        for name, role in self.accounts.items():
            self.add_account(name, role)

    def add_accounts(self):
        """Passwords are hashed slowly, on purpose: the same accounts are made once in a program, and copied."""
        state = self.folder / 'state'
        if not self.accounts or self.place() != ('--state', state):
            return self.make_accounts()
        kept = self.kept_states.get(repr(self.accounts))
        if kept:
            return shutil.copytree(kept.name, state)
        self.make_accounts()
        kept = self.kept_states[repr(self.accounts)] = tempfile.TemporaryDirectory(prefix='gongwen-accounts-')
        unittest.addModuleCleanup(kept.cleanup)
        shutil.copytree(state, kept.name, dirs_exist_ok=True)

    def rows(self, statement, *values):
        with contextlib.closing(sqlite3.connect(self.folder / 'state/inbox.db')) as database:
            return database.execute(statement, values).fetchall()

    def change_rows(self, statement, *values):
        with contextlib.closing(sqlite3.connect(self.folder / 'state/inbox.db')) as database, database:
            database.execute(statement, values)


class FormsTest(InboxTest):
    """A service with pages of forms, and what people do on them."""

    def setUp(self):
        super().setUp()
        self.service = Service('--forms', *self.place()).__enter__()
        self.addCleanup(self.service.__exit__)

    def begin(self, kind, in_steps=False, **options):
        """The page of a new draft: that of all steps, or of the first one."""
        browser = Browser(self.service, **options)
        start = browser.ask('GET', f'/forms/{kind}')
        self.assertEqual(start.status, 200, start.body[:300])
        browser.press('_start', [])
        self.assertTrue(browser.path.startswith('/d/'), browser.path)
        if not in_steps:
            browser.ask('GET', browser.path + '?step=0')
        self.assertEqual(browser.answer.status, 200)
        return browser

    def fields_of(self, browser, data):
        return fields_of(browser, data)

    def hand_in(self, kind, data):
        browser = self.begin(kind)
        fields = self.fields_of(browser, data)
        answer = browser.press('_submit', fields)
        return browser, answer

    def put(self, browser, fields, revision, path=None):
        body = urllib.parse.urlencode(fields).encode()
        headers = {'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin'}
        if revision is not None:
            headers['If-Match'] = f'"{revision}"'
        headers['Cookie'] = '; '.join(f'{name}={value}' for name, value in browser.cookies.items())
        return self.service.ask('PUT', path or browser.path, body, headers)

    def stored_files(self):
        """Type and bytes of all files that drafts and versions have, by slot."""
        with contextlib.closing(sqlite3.connect(self.folder / 'state/inbox.db')) as database:
            rows = database.execute('SELECT slot, type, hash FROM gw_file').fetchall()
        return {slot: (kind, (self.folder / 'state/files' / digest[:2] / digest).read_bytes()) for slot, kind, digest in rows}
