"""Forms as people meet them without script: begun, saved, checked, handed in, gone on with on another device, withdrawn."""
import contextlib
import json
import re
import sqlite3
import subprocess
import sys
import unittest
import urllib.parse

import lxml.html

from harness import ROOT, CommandTest
from postgres_server import Server, tools
from serving import Service, grey_picture, multipart

KINDS = ('commitment-letter', 'expert-application', 'iso-form-4', 'justification-report', 'proposal-information', 'proposal-review')


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
        cookie = answer.headers.get('set-cookie')
        if cookie:
            name, _, value = cookie.partition(';')[0].partition('=')
            self.cookies[name] = value
            self.last_cookie = cookie
        if answer.status == 303:
            return self.ask('GET', answer.headers['location'])
        self.path, self.answer = path, answer
        if answer.headers.get('content-type', '').startswith('text/html'):
            self.page = lxml.html.fromstring(answer.body.decode('utf-8'))
        return answer

    def post(self, path, fields):
        body = urllib.parse.urlencode(fields).encode()
        return self.ask('POST', path, body, {'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin'})

    def hidden(self):
        return [(item.get('name'), item.get('value')) for item in self.page.xpath('//input[@type="hidden"]')]

    def typed(self):
        """What the controls of the page have in them."""
        fields = []
        for item in self.page.xpath('//main//*[starts-with(@name, "/")]'):
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

    def text(self):
        return self.page.text_content()

    def press(self, button, fields=None, value='1'):
        action = self.page.xpath('//form/@action')[0]
        return self.post(action, self.hidden() + (self.typed() if fields is None else fields) + [(button, value)])


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
    """Paragraphs, whose lists become lines of their own in a field for text."""
    if isinstance(value, dict):
        return [f'{value["label"]}：{value["text"]}']
    return [line for inner in value for line in flat(inner)] if isinstance(value, list) else [value]


def written(value):
    if isinstance(value, bool):
        return 'true' if value else 'false'
    return '' if value is None else str(value)


class Forms(CommandTest):
    def setUp(self):
        super().setUp()
        self.service = Service('--forms', *self.place()).__enter__()
        self.addCleanup(self.service.__exit__)

    def place(self):
        """Where what people hand in is kept; test_postgres.py has another place."""
        return '--state', self.folder / 'state'

    def begin(self, kind, **options):
        browser = Browser(self.service, **options)
        start = browser.ask('GET', f'/forms/{kind}')
        self.assertEqual(start.status, 200, start.body[:300])
        browser.press('_start', [])
        self.assertTrue(browser.path.startswith('/d/'), browser.path)
        self.assertEqual(browser.answer.status, 200)
        return browser

    def fields_of(self, browser, data):
        """What somebody would type who wants to hand in these data: of each control of the page, and of further rows."""
        controls = {}
        for item in browser.page.xpath('//main//*[starts-with(@name, "/")]'):
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

    def hand_in(self, kind, data):
        browser = self.begin(kind)
        fields = self.fields_of(browser, data)
        answer = browser.press('_submit', fields)
        return browser, answer

    def test_every_kind_is_handed_in(self):
        for kind in KINDS:
            data = json.loads((ROOT / f'samples/{kind}/typical.json').read_text('utf-8'))
            browser, answer = self.hand_in(kind, data)
            faults = [item.text_content() for item in browser.page.xpath('//*[@role="alert"]//li')]
            self.assertEqual((answer.status, browser.path[:3], faults), (200, '/r/', []), kind)
            self.assertRegex(browser.text(), r'[A-Z]{1,4}-\d{4}-000001-\d')
            stored = browser.ask('GET', browser.path + '/data.json').json()
            for name, value in stored.items():
                expected = data.get(name)
                if isinstance(expected, list) and isinstance(value, str):
                    # Paragraphs are one text, as a person writes it.
                    value, expected = value.split('\n'), flat(expected)
                self.assertEqual(value, expected, (kind, name))
            draft = browser.path.split('/')[2]
            document = browser.ask('GET', f'/r/{draft}/document.pdf')
            self.assertEqual((document.status, document.body[:5]), (200, b'%PDF-'))
            self.assertIn('attachment', document.headers['content-disposition'])

    def test_faults_stand_at_their_fields_and_nothing_is_lost(self):
        browser = self.begin('expert-application')
        answer = browser.press('_check', [('/name_zh', ' 张三<b>"&'), ('/birth', '19800'), ('/email', 'x@')])
        self.assertEqual(answer.status, 422)
        typed = dict(browser.typed())
        self.assertEqual((typed['/name_zh'], typed['/birth'], typed['/email']), (' 张三<b>"&', '19800', 'x@'))
        for link in browser.page.xpath('//*[@role="alert"]//a/@href'):
            self.assertTrue(browser.page.xpath(f'//*[@id="{link[1:]}"]'), link)
        birth = browser.page.xpath('//*[@name="/birth"]')[0]
        self.assertEqual(birth.get('aria-invalid'), 'true')
        self.assertNotIn('name_zh', browser.text())
        again = browser.ask('GET', browser.path)
        self.assertEqual(dict(browser.typed())['/birth'], '19800')
        self.assertEqual(again.status, 200)

    def test_rows_are_added_and_deleted(self):
        browser = self.begin('expert-application')
        rows = lambda: len({name.split('/')[2] for name, _ in browser.typed() if name.startswith('/work_history/')})
        before = rows()
        browser.press('_add', [('/work_history/0/org', '甲单位')], '/work_history')
        self.assertEqual(rows(), before + 1)
        browser.press('_save', [('/work_history/0/org', '甲单位'), ('/work_history/1/org', '乙单位')])
        browser.press('_delete', None, '/work_history/0')
        self.assertIn(('/work_history/0/org', '乙单位'), browser.typed())

    def test_another_device_goes_on_with_the_code(self):
        browser = self.begin('commitment-letter')
        browser.press('_save', [('/org', '示例研究院')])
        draft = browser.path.split('/')[2]
        code = browser.cookies[f'__Host-d-{draft}']
        self.assertIn(code, browser.text())
        other = Browser(self.service)
        other.ask('GET', f'/d/{draft}')
        self.assertEqual(other.path, f'/resume/{draft}')
        self.assertNotIn('示例研究院', other.text())
        for wrong in ('', 'x', code[:-1], code + 'a'):
            self.assertEqual(other.press('_resume', [('_code', wrong)]).status, 404)
            self.assertEqual(other.cookies, {})
        other.press('_resume', [('_code', f' {code[:10]} {code[10:]}\n')])
        self.assertEqual(other.path, f'/d/{draft}')
        self.assertIn(('/org', '示例研究院'), other.typed())

    def test_of_two_windows_none_writes_over_the_other(self):
        browser = self.begin('commitment-letter')
        stale = browser.hidden()
        browser.press('_save', [('/org', '第一')])
        path = browser.path
        answer = browser.post(path, [*stale, ('/org', '第二'), ('_save', '1')])
        self.assertEqual(answer.status, 409)
        self.assertIn('另一窗口', browser.text())
        # What was typed last is still on the page, and what was saved first is still saved.
        self.assertIn(('/org', '第二'), browser.typed())
        conflicting = browser.page
        browser.ask('GET', path)
        self.assertIn(('/org', '第一'), browser.typed())
        # Whoever has seen both saves what is to stay.
        browser.page = conflicting
        self.assertEqual(browser.press('_save').status, 200)
        browser.ask('GET', path)
        self.assertIn(('/org', '第二'), browser.typed())

    def test_a_second_click_hands_in_nothing_twice(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        browser = self.begin('commitment-letter')
        fields = browser.hidden() + self.fields_of(browser, data) + [('_submit', '1')]
        path = browser.page.xpath('//form/@action')[0]
        browser.post(path, fields)
        first = re.search(r'[A-Z]+-\d{4}-\d{6}-\d', browser.text()).group()
        browser.post(path, fields)
        self.assertEqual(re.search(r'[A-Z]+-\d{4}-\d{6}-\d', browser.text()).group(), first)
        browser.ask('GET', path)
        self.assertTrue(browser.path.startswith('/r/'))

    def test_what_was_handed_in_can_be_withdrawn(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        browser, _ = self.hand_in('commitment-letter', data)
        self.assertIn('已提交', browser.text())
        browser.press('_withdraw', [])
        self.assertIn('已撤回', browser.text())
        self.assertFalse(browser.page.xpath('//button[@name="_withdraw"]'))

    def test_what_is_old_is_removed(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        kept, _ = self.hand_in('commitment-letter', data)
        old, _ = self.hand_in('commitment-letter', data)
        waiting, _ = self.hand_in('commitment-letter', data)
        draft = self.begin('commitment-letter')
        days = json.loads((ROOT / 'templates/commitment-letter/template.json').read_text('utf-8'))['web']['keep_days']
        with contextlib.closing(sqlite3.connect(self.folder / 'state/inbox.db')) as database, database:
            for browser, state in (old, 'accepted'), (waiting, 'submitted'):
                database.execute('UPDATE gw_submission SET changed = changed - ?, state = ? WHERE draft = ?',
                                 (days * 86400 + 1, state, browser.path.split('/')[2]))
            database.execute('UPDATE gw_draft SET expires = 1 WHERE id = ?', (draft.path.split('/')[2],))
        with Service('--forms', '--state', self.folder / 'state') as service:
            for browser in (kept, old, waiting, draft):
                browser.service = service
            service.wait_until(lambda: old.ask('GET', old.path) and old.path.startswith('/resume/'))
            self.assertEqual(draft.ask('GET', draft.path).status, 200)
            self.assertTrue(draft.path.startswith('/resume/'))
            for browser in (kept, waiting):
                self.assertEqual(browser.ask('GET', browser.path).status, 200)
                self.assertTrue(browser.path.startswith('/r/'))

    @unittest.skipUnless(tools(), 'no PostgreSQL here')
    def test_a_database_that_is_restarted(self):
        with Server() as server, Service('--forms', '--state', self.folder / 'other', '--database', server.make('inbox')) as service:
            self.service = service
            browser = self.begin('commitment-letter')
            server.stop()
            self.assertGreaterEqual(browser.ask('GET', browser.path).status, 500)
            server.start()
            self.assertEqual(browser.ask('GET', browser.path).status, 200)
            server.stop()
            server.start()
            browser.press('_save', [('/org', '示例研究院')])
            self.assertEqual(dict(browser.typed())['/org'], '示例研究院')

    def test_other_peoples_forms_stay_closed(self):
        browser = self.begin('commitment-letter')
        browser.press('_save', [('/org', '示例研究院')])
        draft = browser.path.split('/')[2]
        stranger = self.begin('commitment-letter')
        for path in (f'/d/{draft}', f'/r/{draft}', f'/d/{draft}/preview.pdf', f'/r/{draft}/document.pdf', f'/r/{draft}/data.json'):
            self.assertNotIn('示例研究院'.encode(), stranger.ask('GET', path).body)
            self.assertEqual(stranger.path, f'/resume/{draft}')
        answer = stranger.post(f'/d/{draft}', [*browser.hidden(), ('/org', 'x'), ('_save', '1')])
        self.assertEqual(answer.status, 404)
        # Whoever has the cookie but not the page, as a page of another site would, changes nothing.
        for token in ([], [('_token', '')], [('_token', 'x' * 32)]):
            self.assertEqual(browser.post(f'/d/{draft}', [*token, ('_revision', '2'), ('/org', 'x')]).status, 403)
        answer = browser.ask('POST', f'/d/{draft}', b'', {'Origin': 'https://elsewhere.example'})
        self.assertEqual(answer.status, 403)

    def test_pictures_are_kept_and_shown_in_the_document(self):
        browser = self.begin('expert-application')
        picture = (ROOT / 'tests/images').glob('**/*.jpg')
        jpeg = next(picture, None)
        if jpeg is None:
            self.skipTest('no picture among the tests')
        data = json.loads((ROOT / 'samples/expert-application/typical.json').read_text('utf-8'))
        typed = [*browser.hidden(), *self.fields_of(browser, data), ('_save', '1')]
        fields = [(name, None, None, value.encode()) for name, value in typed]
        body, media_type = multipart([*fields, ('/photo', '../我.jpg', 'image/jpeg', jpeg.read_bytes())])
        browser.ask('POST', browser.path, body, {'Content-Type': media_type})
        self.assertEqual(browser.answer.status, 200)
        draft = browser.path
        preview = browser.ask('GET', f'{draft}/preview.pdf')
        self.assertEqual((preview.status, preview.body[:5]), (200, b'%PDF-'))
        path = self.write('preview.pdf', preview.body)
        listed = subprocess.run(['pdfimages', '-list', path], stdout=subprocess.PIPE, check=True).stdout.decode()
        self.assertIn('jpeg', listed)
        browser.ask('GET', draft)
        fields = [(name, None, None, value.encode()) for name, value in [*browser.hidden(), ('_save', '1')]]
        body, media_type = multipart([*fields, ('/photo', 'a.jpg', 'image/jpeg', b'<script>')])
        browser.ask('POST', draft, body, {'Content-Type': media_type})
        self.assertIn('图片须为', browser.text())
        # Another picture takes the place of the first, whatever its type.
        fields = [(name, None, None, value.encode()) for name, value in typed[len(browser.hidden()):] if name != '_save']
        fields += [(name, None, None, value.encode()) for name, value in [*browser.hidden(), ('_save', '1')]]
        body, media_type = multipart([*fields, ('/photo', 'b.png', 'image/png', grey_picture(40, 50))])
        browser.ask('POST', draft, body, {'Content-Type': media_type})
        with contextlib.closing(sqlite3.connect(self.folder / 'state/inbox.db')) as database:
            slots = database.execute('SELECT slot, type, name FROM gw_file').fetchall()
        self.assertEqual(slots, [('picture:/photo', 'image/png', 'b.png')])
        self.assertEqual(browser.ask('GET', f'{draft}/preview.pdf').status, 200)
        browser.ask('GET', draft)
        # A form with faults shows them in place of a preview.
        browser.press('_save', [('/name_zh', '张三')])
        self.assertEqual(browser.ask('GET', f'{draft}/preview.pdf').status, 422)
        self.assertTrue(browser.page.xpath('//*[@role="alert"]'))

    def test_strangers_take_little_memory(self):
        browser = self.begin('commitment-letter')
        draft = browser.path
        big = b'x' * (2 << 20)
        body, media_type = multipart([('/photo', 'a.jpg', 'image/jpeg', big)])
        for path in ('/forms/commitment-letter', draft.replace('/d/', '/resume/'), draft.replace('/d/', '/r/'), '/d/other'):
            self.assertEqual(self.service.ask('POST', path, body, {'Content-Type': media_type}).status, 413, path)
        self.assertEqual(self.service.ask('POST', draft, body, {'Content-Type': media_type}).status, 413)
        self.assertEqual(browser.ask('POST', draft, body, {'Content-Type': media_type}).status, 403)

    def test_who_tries_too_often_waits(self):
        browser = Browser(self.service)
        browser.ask('GET', '/forms/commitment-letter')
        for count in range(25):
            answer = self.service.ask('POST', '/forms/commitment-letter', b'', tcp=True)
            self.assertEqual(answer.status, 303 if count < 20 else 429, count)
        self.assertIn('retry-after', answer.headers)
        draft = self.begin('commitment-letter').path.replace('/d/', '/resume/')
        statuses = [self.service.ask('POST', draft, b'_code=wrong', tcp=True).status for _ in range(32)]
        self.assertEqual(statuses, [404] * 30 + [429] * 2)

    def test_texts_of_people_are_never_markup(self):
        browser = self.begin('commitment-letter', language='en')
        for text in ('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'; DROP TABLE gw_draft; --", '{{ 7 * 7 }}',
                     '\u202e\u0000x'.replace('\u0000', ''), '=HYPERLINK("http://x")'):
            browser.press('_check', [('/org', text), ('/leader', text)])
            self.assertEqual(dict(browser.typed())['/org'], text)
            self.assertFalse(browser.page.xpath('//script|//img'))
        policy = browser.answer.headers['content-security-policy']
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn('unsafe', policy)

    def test_cookies_and_what_is_no_form(self):
        browser = self.begin('commitment-letter')
        for word in ('HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age'):
            self.assertIn(word.lower(), browser.last_cookie.lower())
        self.assertEqual(browser.answer.headers['cache-control'], 'no-store')
        for path in ('/forms/monthly-bulletin', '/forms/nothing', '/forms/', '/d/', '/r/../d', '/resume/%00'):
            self.assertIn(browser.ask('GET', path).status, (400, 404), path)
        self.assertEqual(browser.ask('GET', '/assets/form.css').headers['content-type'], 'text/css; charset=utf-8')
        answer = browser.post(browser.page.xpath('//form/@action')[0] if browser.page.xpath('//form/@action') else '/d/x', [('x' * 70000, '1')])
        self.assertIn(answer.status, (400, 403, 404))


if __name__ == '__main__':
    sys.exit(unittest.main())
