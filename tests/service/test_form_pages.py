"""What is around the fields of a form, without script: private links, languages, the preview, what the script brings along."""
import contextlib
import json
import re
import sqlite3
import subprocess
import unittest

import lxml.etree

from form_browser import Browser, FormsTest
from harness import ROOT


class FormPages(FormsTest):
    def test_a_new_private_link_shuts_out_who_has_the_former_one(self):
        browser = self.begin('commitment-letter')
        draft = browser.path.split('/')[2]
        cookie = f'__Host-d-{draft}'
        code = browser.cookies[cookie]
        other = Browser(self.service)
        other.ask('GET', f'/resume/{draft}')
        other.press('_resume', [('_code', code)])
        self.assertEqual(other.path, f'/d/{draft}')
        hidden = other.hidden()
        # The button saves what was typed.
        browser.press('_link', [('/org', '示例研究院')])
        self.assertEqual(browser.path, f'/d/{draft}/link')
        self.assertIn(code, browser.text())
        self.assertEqual(browser.post(browser.path, [('_renew', '1')]).status, 403, 'a page of another site')
        browser.ask('GET', f'/d/{draft}/link')
        self.assertEqual(browser.cookies[cookie], code)
        browser.press('_renew', [])
        renewed = browser.cookies[cookie]
        self.assertNotEqual(renewed, code)
        self.assertIn('Max-Age', browser.last_cookie)
        self.assertEqual((browser.answer.status, browser.path), (200, f'/d/{draft}/link'))
        self.assertIn(renewed, browser.text())
        self.assertNotIn(code, browser.text())
        self.assertIn(f'/resume/{draft}#{renewed}', browser.page.xpath('//main//a/@href'))
        # The other device sees and changes nothing any more, by page or by script, and the old code opens nothing.
        revision = dict(hidden)['_revision']
        self.assertEqual(self.put(other, [*hidden, ('/org', 'x')], revision, f'/d/{draft}').status, 404)
        self.assertEqual(other.post(f'/d/{draft}', [*hidden, ('/org', 'x'), ('_save', '1')]).status, 404)
        other.ask('GET', f'/d/{draft}')
        self.assertEqual(other.path, f'/resume/{draft}')
        self.assertEqual(other.press('_resume', [('_code', code)]).status, 404)
        self.assertEqual(other.press('_resume', [('_code', renewed)]).status, 200)
        self.assertIn(('/org', '示例研究院'), other.typed())
        # Both have the same link now: whoever makes another one keeps the form.
        other.ask('GET', f'/d/{draft}/link')
        other.press('_renew', [('_public', '1')])
        self.assertNotIn('Max-Age', other.last_cookie)
        browser.ask('GET', f'/d/{draft}')
        self.assertEqual(browser.path, f'/resume/{draft}')
        with contextlib.closing(sqlite3.connect(self.folder / 'state/inbox.db')) as database:
            noted = database.execute("SELECT who, object FROM gw_audit WHERE action = 'draft.link'").fetchall()
            self.assertEqual(noted, [(f'draft:{draft}', draft)] * 2)
            self.assertEqual(database.execute('SELECT COUNT(*) FROM gw_audit WHERE object LIKE ?', (f'%{renewed}%',)).fetchone(), (0,))

    def test_the_receipt_has_a_new_private_link_as_well(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        browser, _ = self.hand_in('commitment-letter', data)
        receipt = browser.path
        other = Browser(self.service)
        other.cookies = dict(browser.cookies)
        browser.press('_link', [])
        self.assertEqual(browser.path, receipt + '/link')
        browser.press('_renew', [])
        self.assertEqual(browser.ask('GET', receipt).status, 200)
        self.assertEqual(browser.path, receipt)
        for path in (receipt, receipt + '/document.pdf', receipt + '/data.json', receipt + '/link'):
            other.ask('GET', path)
            self.assertTrue(other.path.startswith('/resume/'), path)

    def test_pages_around_the_form_change_their_language(self):
        def other():
            return browser.page.xpath('//a[text()="English" or text()="中文"]/@href')[0]

        browser, stranger = self.begin('commitment-letter'), Browser(self.service)
        draft = browser.path.split('/')[2]
        code = browser.cookies[f'__Host-d-{draft}']
        for path in (f'/resume/{draft}', '/forms/scans'):
            for reader, lang in ((stranger, 'zh'), (Browser(self.service, 'en'), 'en')):
                browser, expected = reader, lang
                browser.ask('GET', path)
                self.assertEqual(browser.page.get('lang'), expected)
                browser.ask('GET', other())
                self.assertEqual(browser.page.get('lang'), 'en' if expected == 'zh' else 'zh', path)
                browser.ask('GET', other())
                self.assertEqual(browser.page.get('lang'), expected, 'and back')
        # What is wrong is said in the language of the page, not of the browser.
        browser.ask('GET', f'/resume/{draft}?lang=zh')
        browser.press('_resume', [('_code', 'wrong')])
        self.assertEqual((browser.answer.status, browser.page.get('lang')), (404, 'zh'))
        browser.press('_resume', [('_code', code)])
        self.assertEqual(browser.path, f'/d/{draft}')

    def test_the_receipt_changes_its_language_and_loses_no_answer(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))
        browser, _ = self.hand_in('commitment-letter', data)
        receipt = browser.path
        for lang in ('en', 'zh', 'en'):
            browser.press('_language', [], lang)
            self.assertEqual((browser.answer.status, browser.page.get('lang')), (200, lang))
            browser.ask('GET', receipt)
            self.assertEqual(browser.page.get('lang'), lang, 'also afterwards')
        self.assertIn('Receipt number', browser.text())
        browser.press('_language', [], 'fr')
        self.assertEqual(browser.page.get('lang'), 'en')
        self.assertEqual(browser.post(receipt, [('_language', 'zh')]).status, 403, 'a page of another site')
        with contextlib.closing(sqlite3.connect(self.folder / 'state/inbox.db')) as database, database:
            database.execute("UPDATE gw_submission SET state = 'returned'")
            database.execute("INSERT INTO gw_remark (submission, version, number, pointer, text, author, created) SELECT id, 1, 1, '/org', '请改', 'wang', 1 FROM gw_submission")
        browser.ask('GET', receipt)
        browser.press('_language', [('_answer-1', '已改<b>')], 'zh')
        self.assertEqual([item.text.strip() for item in browser.page.xpath('//textarea[@name="_answer-1"]')], ['已改<b>'])
        # The first button sends the answers.
        self.assertEqual(browser.page.xpath('(//form//button)[1]/@name'), ['_answer'])
        # One that was decided has nothing else to press.
        with contextlib.closing(sqlite3.connect(self.folder / 'state/inbox.db')) as database, database:
            database.execute("UPDATE gw_submission SET state = 'rejected'")
        browser.ask('GET', receipt)
        self.assertEqual(browser.page.xpath('//button/@name'), ['_link', '_language'])

    def test_the_preview_has_the_pages_and_the_pdf(self):
        browser = self.begin('expert-application', language='en')
        data = json.loads((ROOT / 'samples/expert-application/typical.json').read_text('utf-8'))
        fields = self.fields_of(browser, data)
        draft = browser.path
        browser.press('_preview', fields)
        self.assertEqual((browser.path, browser.answer.status), (draft + '/preview', 200))
        self.assertIn("img-src 'self'", browser.answer.headers['content-security-policy'])
        links = browser.page.xpath('//main//a/@href')
        self.assertEqual(links, [draft + '/preview.pdf', draft])
        pictures = browser.page.xpath('//main//img')
        pdf = self.write('preview.pdf', browser.ask('GET', draft + '/preview.pdf').body)
        pages = int(re.search(r'Pages:\s+(\d+)', subprocess.run(['pdfinfo', pdf], stdout=subprocess.PIPE, check=True).stdout.decode())[1])
        self.assertEqual([(item.get('src'), item.get('alt')) for item in pictures],
                         [(f'{draft}/preview/{n}.svg', f'Page {n} of {pages}') for n in range(1, pages + 1)])
        texts = ''
        for item in pictures:
            picture = browser.ask('GET', item.get('src'))
            self.assertEqual((picture.status, picture.headers['content-type'], picture.headers['cache-control']), (200, 'image/svg+xml', 'no-store'))
            texts += ''.join(lxml.etree.fromstring(picture.body).itertext())
        self.assertIn(data['name_zh'], re.sub(r'\s', '', texts))
        for name in ('0.svg', f'{pages + 1}.svg', 'x.svg', '1.png', '1', ''):
            self.assertEqual(browser.ask('GET', f'{draft}/preview/{name}').status, 404, name)
        stranger = self.begin('commitment-letter')
        stranger.ask('GET', f'{draft}/preview/1.svg')
        self.assertTrue(stranger.path.startswith('/resume/'))
        # What has errors has no preview.
        browser.ask('GET', draft + '?step=0')
        browser.press('_preview', [(name, '' if name == '/email' else value) for name, value in fields])
        self.assertEqual(browser.answer.status, 422)
        self.assertTrue(browser.page.xpath('//*[@role="alert"]'))
        self.assertEqual(browser.ask('GET', f'{draft}/preview/1.svg').status, 422)

    def test_pages_with_script_bring_the_next_row_along(self):
        browser = self.begin('expert-application')
        shown = len({name.split('/')[2] for name, _ in browser.typed() if name.startswith('/work_history/')})
        template = next(one for one in browser.templates if one.get('data-list') == '/work_history')
        self.assertEqual(template.get('data-row'), str(shown))
        names = template.xpath('.//@name')
        self.assertIn(f'/work_history/{shown}/org', names)
        self.assertEqual([name for name in names if not name.startswith((f'/work_history/{shown}/', '_delete', '_up'))], [])
        self.assertFalse(browser.page.xpath('//@maxlength'), 'nothing that is pasted is cut')
        self.assertEqual(browser.page.xpath('//*[@name="/name_zh"]/@data-characters'), ['20'])
        # A full list has none.
        browser.press('_save', [(f'/groups/{row}/wg', '1') for row in range(5)])
        self.assertNotIn('/groups', [one.get('data-list') for one in browser.templates])

    def test_a_private_link_leads_to_the_draft(self):
        browser = self.begin('commitment-letter')
        link = browser.page.xpath('//a[contains(@href, "/resume/")]')[0]
        draft = browser.path.split('/')[2]
        code = browser.cookies[f'__Host-d-{draft}']
        self.assertEqual(link.get('href'), f'/resume/{draft}#{code}')
        self.assertTrue(link.text_content().endswith(link.get('href')))
        other = Browser(self.service)
        other.ask('GET', f'/resume/{draft}')
        # The script posts what is after #; without it there is the field.
        self.assertTrue(other.page.xpath('//script[@src="/assets/form.js"]'))
        self.assertTrue(other.page.xpath('//input[@id="_code"]'))
        self.assertIn("script-src 'self'", other.answer.headers['content-security-policy'])
        script = other.ask('GET', '/assets/form.js')
        self.assertEqual((script.status, script.headers['content-type']), (200, 'text/javascript; charset=utf-8'))
        for word in (b'eval', b'innerHTML', b'localStorage', b'new Function', b'document.write', b'http:', b'https:'):
            self.assertNotIn(word, script.body)
        self.assertLessEqual(len(script.body.splitlines()), 330)

    def test_the_language_is_that_of_the_draft(self):
        start = Browser(self.service)
        start.ask('GET', '/forms/commitment-letter')
        start.ask('GET', start.page.xpath('//a[text()="English"]/@href')[0])
        self.assertEqual(start.page.get('lang'), 'en')
        start.press('_start', [])
        self.assertEqual((start.path[:3], start.page.get('lang')), ('/d/', 'en'))
        browser = self.begin('expert-application', in_steps=True)
        browser.press('_step', [('/name_zh', '张三')], '2')
        browser.press('_language', [('/email', 'a@b.cn')], 'en')
        self.assertEqual(browser.page.get('lang'), 'en')
        self.assertEqual((dict(browser.typed())['/email'], browser.address), ('a@b.cn', browser.path + '?step=2'))
        self.assertIn('Next', browser.text())
        # Also where the browser prefers another one, until it is changed back.
        browser.ask('GET', browser.path)
        self.assertEqual((browser.page.get('lang'), dict(browser.typed())['/name_zh']), ('en', '张三'))
        browser.press('_language', None, 'zh')
        self.assertEqual(browser.page.get('lang'), 'zh')
        browser.press('_language', None, 'fr')
        self.assertEqual(browser.page.get('lang'), 'zh')


if __name__ == '__main__':
    unittest.main()
