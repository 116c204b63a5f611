"""What people type is text, wherever it is shown: scripts in every text field of every form, on all pages of applicants and
of the office; beginnings of formulas in every workbook that leaves the service."""
import io
import json
import re
import unittest
import zipfile

import lxml.etree
import lxml.html
import openpyxl

from form_browser import Browser, OfficeBrowser, fields_of
from harness import ROOT, CommandTest
from serving import Service, multipart
from test_office import OfficeTest

KINDS = ('commitment-letter', 'expert-application', 'iso-form-4', 'justification-report', 'proposal-information', 'proposal-review')
SCRIPT = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>{{ 7 * 7 }}'
# Where there is little room.
SHORT = '<b onclick=x>'
FORMULAS = ('=HYPERLINK("http://x.example","看")', '+1+1', '-2+3', '@SUM(1)', '\t=1+1', '=cmd|\' /C calc\'!A0')


class Texts(OfficeTest):
    def text_fields(self, browser, kind):
        """Names of fields of the sample that are typed freely, with how many characters they take (none: any number)."""
        data = json.loads((ROOT / f'samples/{kind}/typical.json').read_text('utf-8'))
        fields = fields_of(browser, data)
        found = {}
        for item in browser.page.xpath('//main//input[@type="text"][starts-with(@name, "/")] | //main//textarea[starts-with(@name, "/")]'):
            if item.get('readonly') is None:
                found[re.sub(r'/\d+', '/#', item.get('name'))] = int(item.get('data-characters', 0)) or None
        return fields, {name: found[re.sub(r'/\d+', '/#', name)] for name, _ in fields if re.sub(r'/\d+', '/#', name) in found}

    def begin(self, kind):
        browser = Browser(self.service)
        browser.ask('GET', f'/forms/{kind}')
        browser.press('_start', [])
        browser.ask('GET', browser.path + '?step=0')
        return browser

    def hand_in(self, kind, text_for):
        """A form that is handed in with `text_for(name, limit)` in every field that takes it. Returns its browser and names of
        these fields: the others, which want dates, numbers and the like, keep the text of the sample."""
        browser = self.begin(kind)
        fields, free = self.text_fields(browser, kind)
        kept = dict(fields)
        typed = {name: text_for(name, limit) for name, limit in free.items()}
        for _ in range(4):
            browser.press('_submit', [(name, typed.get(name, text)) for name, text in fields])
            if browser.path.startswith('/r/'):
                return browser, sorted(typed)
            self.check_page(browser)
            faulty = {item.get('name') or item.xpath('.//*[@name]/@name')[0] for item in browser.page.xpath('//*[contains(@class, "faulty")]//*[@name][not(@type="hidden")]')}
            rejected = faulty & set(typed)
            self.assertTrue(rejected, (kind, browser.text()[:2000]))
            for name in rejected:
                typed.pop(name)
        raise AssertionError((kind, sorted(set(kept) & set(typed))))

    def check_page(self, browser):
        """No element and no attribute of the page is somebody's text."""
        answer = browser.answer
        self.assertIn(answer.status, (200, 409, 422), (browser.address, answer.body[:300]))
        kind = answer.headers['content-type']
        self.assertTrue(kind.startswith(('text/html', 'image/svg+xml')), (browser.address, kind))
        raw = answer.body.decode('utf-8')
        for mark in ('<script>alert', '<img src=x', '<b onclick'):
            self.assertNotIn(mark, raw, browser.address)
        if 'onerror' in raw:
            self.assertIn('{{ 7 * 7 }}', raw, 'a text that was taken for a template')
        tree = lxml.etree.fromstring(answer.body) if kind.startswith('image') else lxml.html.fromstring(raw)
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            name = lxml.etree.QName(element).localname
            self.assertEqual([one for one in element.attrib if one.lower().startswith('on')], [], browser.address)
            self.assertNotEqual(element.get('src'), 'x')
            if name == 'script':
                self.assertIn((element.get('src'), element.text), (('/assets/form.js', None), ('/office/office.js', None)), browser.address)
        for header in ("default-src 'none'", "frame-ancestors 'none'"):
            self.assertIn(header, answer.headers['content-security-policy'], browser.address)

    def look_at(self, browser, *paths):
        for path in paths:
            browser.ask('GET', path)
            self.check_page(browser)

    def test_drafts_with_scripts_everywhere(self):
        for kind in KINDS:
            browser = self.begin(kind)
            fields, free = self.text_fields(browser, kind)
            hostile = [(name, SCRIPT if name in free else text) for name, text in fields]
            draft = browser.path
            for button in ('_save', '_check', '_preview', '_submit'):
                browser.press(button, hostile)
                self.check_page(browser)
                self.assertTrue(browser.path.startswith('/d/'), (kind, browser.path))
                browser.ask('GET', draft + '?step=0')
            self.assertEqual({text for name, text in browser.typed() if name in free}, {SCRIPT}, kind)
            steps = len(browser.page.xpath('//button[@name="_step"]'))
            self.look_at(browser, *[f'{draft}?step={step}' for step in range(1, max(steps, 2))])
            # What belongs to no field any more is listed as it was typed.
            browser.press('_save', [*hostile, (f'left:/{SCRIPT}', SCRIPT)])
            self.check_page(browser)

    def test_submissions_with_scripts_everywhere(self):
        office = self.office()
        for kind in KINDS:
            browser, names = self.hand_in(kind, lambda name, limit: SCRIPT if limit is None or limit >= len(SCRIPT) else SHORT[:limit])
            self.assertGreater(len(names), 2, kind)
            receipt = browser.path
            self.look_at(browser, receipt, receipt + '/link')
            office.ask('GET', '/office/')
            self.check_page(office)
            link = office.page.xpath('//td/a/@href')[0]
            self.look_at(office, link, link + '/correct', link + '/1.svg')
            office.ask('GET', link + '/correct')
            office.post(link + '/correct', office.hidden() + [('_reason', SCRIPT), ('_go', '1')])
            self.check_page(office)
            changed = [(name, SHORT if name == names[0] else text) for name, text in office.typed()]
            office.post(link + '/correct', office.hidden() + changed + [('_save', '1')])
            self.check_page(office)
            self.assertEqual(office.path, link, kind)
            self.look_at(office, link + '/diff/1/2')
            office.ask('GET', link)
            office.press_at(link, '_return', [(names[0], SCRIPT), ('_remark', SCRIPT), ('_note', SCRIPT), ('_until', '2099-01-01')])
            self.check_page(office)
            browser.ask('GET', receipt)
            self.check_page(browser)
            answers = [item.get('name') for item in browser.page.xpath('//textarea[starts-with(@name, "_answer-")]')]
            self.assertEqual(len(answers), 2, kind)
            browser.press('_answer', [(name, SCRIPT) for name in answers])
            self.check_page(browser)
            self.look_at(browser, receipt.replace('/r/', '/d/'), receipt.replace('/r/', '/d/') + '?step=0')
            self.look_at(office, link, '/office/?text=script')
        self.names_of_files(office)

    def names_of_files(self, office):
        """Also what files and accounts are called."""
        self.add_account('admin', 'admin')
        browser, _ = self.hand_in('commitment-letter', lambda name, limit: SHORT[:limit or 100])
        page = browser.path + '/files'
        browser.ask('GET', page)
        body, media_type = multipart([('_token', None, None, dict(browser.hidden())['_token'].encode()), ('_send', None, None, b'1'),
                                      ('file', SCRIPT.replace('"', '') + '.pdf', 'application/pdf', b'%PDF-1.7\n')])
        browser.ask('POST', page + '/stamped', body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'})
        self.check_page(browser)
        office.ask('GET', '/office/')
        link = office.page.xpath('//td/a/@href')[0]
        self.look_at(office, link, '/office/scans', '/office/import', '/office/make', '/office/export')
        office.ask('GET', '/office/import')
        plain = SCRIPT.replace('"', '')
        for name, content in ((plain + '.pdf', b'%PDF-1.7 nothing'), (plain + '.json', json.dumps({SCRIPT: SCRIPT}).encode())):
            office.upload('/office/import', 'file', name, content, [('kind', 'commitment-letter')])
            self.check_page(office)
            office.ask('GET', '/office/import')
        admin = self.office('admin')
        admin.ask('GET', '/office/accounts')
        admin.post('/office/accounts', [('_token', admin.token()), ('name', SCRIPT), ('title', SCRIPT), ('role', 'viewer'), ('_add', '1')])
        self.check_page(admin)
        self.look_at(admin, '/office/accounts', '/office/audit')


class Workbooks(Texts):
    """No text becomes a formula or a link, and none is cut."""

    test_drafts_with_scripts_everywhere = None
    test_submissions_with_scripts_everywhere = None

    def test_beginnings_of_formulas_stay_texts(self):
        office = self.office()
        stored = {}
        for kind in KINDS:
            turn = iter(FORMULAS * 100)
            browser, names = self.hand_in(kind, lambda name, limit: next(turn)[:limit])
            self.assertGreater(len(names), 2, kind)
            stored[kind] = browser.ask('GET', browser.path + '/data.json').json()
            office.ask('GET', '/office/')
            link = office.page.xpath('//td/a/@href')[0]
            book = office.ask('GET', link + '/document.xlsx')
            self.assertEqual(book.status, 200, (kind, book.body[-500:]))
            self.check_book(book.body, stored[kind], kind)
            office.ask('GET', link)
            office.press_at(link, '_accept')
        for kind, what in (('expert-application', 'roster-xlsx'), ('proposal-information', 'register-xlsx'), ('commitment-letter', 'roster-xlsx')):
            office.ask('GET', '/office/export')
            book = office.post('/office/export', [('_token', office.token()), ('kind', kind), ('state', 'accepted'), ('_export', what)])
            if what == 'register-xlsx':
                # Forms of proposals without information, about which it asks.
                self.assertEqual(book.status, 422)
                self.check_page(office)
                form = office.page.xpath('//form[.//input[@name="_without"]]')[0]
                book = office.post('/office/export', [(item.get('name'), item.get('value')) for item in form.xpath('.//input | .//button')])
            self.assertEqual(book.headers['content-type'], 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', book.body[-500:])
            self.check_book(book.body, None, what)

    def check_book(self, content, data, what):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                part = parts.read(name).decode('utf-8', 'replace')
                for formula in re.findall(r'<f[ >][^<]*<', part):
                    self.assertFalse(re.search(r'x\.example|cmd|1\+1|2\+3', formula), (what, name, formula))
                self.assertNotIn('x.example', part if name.endswith('.rels') else '', (what, name))
                self.assertNotIn('externalLink', name)
        book = openpyxl.load_workbook(io.BytesIO(content))
        texts = []
        for sheet in book:
            for row in sheet:
                for cell in row:
                    if cell.hyperlink is not None:
                        # A roster names the files that it was made of, by our own numbers; addresses are of mail alone.
                        self.assertRegex(cell.hyperlink.target,
                                         r'^(forms/[A-Z]+-\d{4}-\d{6}-\d\.json|mailto:[\w.+-]+@[\w.-]+)$',
                                         (what, cell.coordinate))
                    if isinstance(cell.value, str) and cell.data_type != 'f':
                        texts.append(cell.value)
        together = '\n'.join(texts)
        wanted = [text for text in strings(data) if text.lstrip().startswith(('=', '+', '-', '@'))] if data else FORMULAS[:1]
        self.assertTrue(wanted, what)
        missing = [text for text in wanted if text.strip() not in together]
        self.assertEqual(missing, [], what)


def strings(value):
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [line for line in value.split('\n') if line] if isinstance(value, str) else []


if __name__ == '__main__':
    unittest.main()
