"""Scans of signed documents: codes on printed pages, read again and matched to their submissions."""
import io
import json
import pathlib
import re
import subprocess
import unittest
import zipfile

from PIL import Image

import needs
from form_browser import Browser, FormsTest, hand_in
from harness import PROGRAM, ROOT
from scanned_pages import blotted, blurred, jpeg, noisy, photographed, png, printed, printed_blank, scan, stamped, turned
from serving import multipart
from test_office import OfficeTest

KIND = 'commitment-letter'
READER = pathlib.Path(PROGRAM).parent.parent / 'libexec/gongwen/gongwen-scans'


def codes_of(content, folder):
    """What the program finds on each page."""
    path = folder / 'scan'
    path.write_bytes(content)
    done = subprocess.run([READER, 'codes', path, '60'], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def document_of(browser):
    """The PDF of what was handed in, and its receipt number."""
    page = '/r/' + browser.path.split('/')[2]
    pdf = browser.ask('GET', page + '/document.pdf').body
    browser.ask('GET', page)
    return pdf, re.search(r'[A-Z]{2,4}-\d{4}-\d{6}-\d', browser.text()).group()


def send_scan(browser, content, name='scan.pdf'):
    """To the attachment of the submission that is open."""
    address = re.match(r'/[dr]/[^/]+', browser.path).group() + '/files'
    browser.ask('GET', address)
    fields = [('_token', None, None, dict(browser.hidden())['_token'].encode())]
    body, media_type = multipart([*fields, ('file', name, 'application/octet-stream', content)])
    return browser.ask('POST', address + '/stamped', body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'})


class Codes(FormsTest):
    def test_pages_say_whose_they_are(self):
        browser, _ = hand_in(self.service, KIND)
        pdf, receipt = document_of(browser)
        sha256 = browser.page.xpath('//dd')[-1].text_content().strip()
        found = codes_of(pdf, self.folder)
        count = len(found['pages'])
        self.assertEqual(found, {'pages': [[f'GW1:{receipt}:{sha256[:12].upper()}:{n}/{count}'] for n in range(1, count + 1)], 'cut': False})
        # It is not part of the text.
        path = self.write('document.pdf', pdf)
        self.assertNotIn(receipt, subprocess.run(['pdftotext', path, '-'], stdout=subprocess.PIPE, check=True).stdout.decode())
        # A draft has none.
        draft = self.begin(KIND)
        draft.press('_save', self.fields_of(draft, json.loads((ROOT / f'samples/{KIND}/typical.json').read_text('utf-8'))))
        preview = draft.ask('GET', draft.path + '/preview.pdf')
        self.assertEqual(preview.status, 200)
        self.assertEqual([page for page in codes_of(preview.body, self.folder)['pages'] if page], [])

    @needs.time
    def test_bad_scans_are_read(self):
        browser, _ = hand_in(self.service, KIND)
        pdf, _ = document_of(browser)
        expected = codes_of(pdf, self.folder)['pages'][0]
        page, finer = printed(pdf)[0], printed(pdf, 200)[0]
        scans = {'turned by 3°': turned(page, 3), 'upside down': turned(page, 180), 'landscape': turned(page, 90), 'noisy': noisy(page),
                 'blurred': blurred(page), 'stamped': stamped(finer), 'blotted': blotted(page), 'turned and stamped': turned(stamped(finer), -2),
                 'photographed': photographed(finer)}
        for name, picture in scans.items():
            self.assertEqual(codes_of(jpeg(picture), self.folder)['pages'], [expected], name)
        self.assertEqual(codes_of(jpeg(page, gray=True), self.folder)['pages'], [expected])
        self.assertEqual(codes_of(png(page), self.folder)['pages'], [expected])
        self.assertEqual(codes_of(jpeg(printed(pdf, 120)[0], 60), self.folder)['pages'], [expected])
        self.assertEqual(codes_of(scan([noisy(turned(page, 180)), turned(page, 2)]), self.folder)['pages'], [expected, expected])

    def test_files_that_are_no_scans(self):
        for content in (b'', b'nothing', b'%PDF-1.7 nothing', b'\x89PNG\r\n\x1a\n' + bytes(40), b'\xff\xd8\xff\xe0' + bytes(100)):
            self.assertEqual(codes_of(content, self.folder), {'error': 'unreadable'}, content[:10])
        huge = bytearray(png(turned(printed_blank(), 0)))
        huge[16:24] = (30000).to_bytes(4, 'big') * 2
        self.assertEqual(codes_of(bytes(huge), self.folder), {'error': 'too-large'})
        done = subprocess.run([READER, 'pages', self.folder / 'scan', '1'], stdout=subprocess.PIPE, check=False)
        self.assertEqual((done.returncode, done.stdout), (1, b''))


class Applicants(FormsTest):
    def test_a_whole_scan(self):
        browser, _ = hand_in(self.service, KIND)
        pdf, _ = document_of(browser)
        pages = [stamped(page) for page in printed(pdf)]
        answer = send_scan(browser, scan(pages))
        self.assertEqual(answer.status, 200)
        self.assertIn(f'共{len(pages)}页，页码齐全', browser.text())

    def test_pages_that_are_missing(self):
        browser, _ = hand_in(self.service, KIND)
        pdf, _ = document_of(browser)
        pages = printed(pdf)
        send_scan(browser, jpeg(pages[0]), 'a.jpg')
        self.assertIn(f'缺第{2 if len(pages) == 2 else f"2–{len(pages)}"}页（共{len(pages)}页）', browser.text())
        # The whole takes its place.
        send_scan(browser, pdf)
        self.assertIn('页码齐全', browser.text())
        self.assertNotIn('缺第', browser.text())

    def test_nothing_to_be_read_is_taken(self):
        browser, _ = hand_in(self.service, KIND)
        answer = send_scan(browser, jpeg(printed_blank()), 'a.jpg')
        self.assertEqual(answer.status, 200)
        self.assertIn('由工作人员核对', browser.text())
        self.assertIn('未识别到页面上的二维码', browser.text())
        # So is what cannot be read at all, of a type that is taken.
        self.assertEqual(send_scan(browser, b'%PDF-1.4 nothing').status, 200)
        self.assertIn('未能识别扫描件，文件已收到，由工作人员核对', browser.text())
        self.assertNotIn('未识别到', browser.text())
        stored = self.stored_files()
        self.assertEqual(stored['attachment:stamped'][1], b'%PDF-1.4 nothing')
        self.assertEqual(json.loads(stored['scan:stamped'][1]).get('read', False), False)

    def test_pages_of_somebody_else_are_refused(self):
        mine, _ = hand_in(self.service, KIND)
        theirs, data = hand_in(self.service, KIND)
        pdf, receipt = document_of(theirs)
        before = self.stored_files()
        own = printed(document_of(mine)[0])
        answer = send_scan(mine, scan([own[0], printed(pdf)[1]]))
        self.assertEqual(answer.status, 422)
        self.assertIn('另一份材料', mine.text())
        self.assertNotIn(receipt, mine.text())
        self.assertNotIn(data['leader'], mine.text())
        self.assertEqual(self.stored_files(), before)
        # A draft is nobody's yet.
        draft = self.begin(KIND)
        self.assertEqual(send_scan(draft, pdf).status, 422)
        self.assertIn('另一份材料', draft.text())

    def test_a_scan_can_be_removed(self):
        browser, _ = hand_in(self.service, KIND)
        send_scan(browser, document_of(browser)[0])
        browser.press('_remove', [])
        self.assertEqual(self.stored_files(), {})
        self.assertNotIn('页码', browser.text())


class Paper(FormsTest):
    """Those who have nothing but the paper."""

    def send(self, content, name='scan.pdf', **headers):
        browser = Browser(self.service)
        browser.ask('GET', '/forms/scans')
        self.assertEqual(browser.answer.status, 200)
        body, media_type = multipart([('file', name, 'application/octet-stream', content)])
        browser.ask('POST', '/forms/scans', body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin', **headers})
        return browser

    def test_the_start_of_a_form_leads_there(self):
        for kind, leads in ((KIND, True), ('iso-form-4', False)):
            answer = self.service.ask('GET', f'/forms/{kind}')
            self.assertEqual(b'href="/forms/scans?lang=' in answer.body, leads, kind)

    def test_the_code_finds_the_submission(self):
        person, data = hand_in(self.service, KIND)
        pdf, receipt = document_of(person)
        paper = scan(printed(pdf))
        browser = self.send(paper)
        self.assertEqual(browser.answer.status, 200)
        self.assertIn(receipt, browser.text())
        self.assertNotIn(data['leader'], browser.text())
        person.ask('GET', person.path + '/files')
        self.assertIn('页码齐全', person.text())
        self.assertIn('scan.pdf', person.text())
        # The same again adds nothing, and another one takes the place of none.
        self.send(paper)
        self.assertEqual(len([slot for slot in self.stored_files() if slot.startswith('attachment:')]), 1)
        self.send(jpeg(printed(pdf)[0]), 'b.jpg')
        self.assertEqual(set(self.stored_files()), {'attachment:stamped', 'attachment:stamped--2', 'scan:stamped', 'scan:stamped--2'})
        person.ask('GET', person.path)
        self.assertIn('b.jpg', person.text())
        self.assertEqual(person.ask('GET', person.path + '/stamped--2').headers['content-type'], 'image/jpeg')

    def test_strangers_learn_nothing(self):
        person, _ = hand_in(self.service, KIND)
        other, _ = hand_in(self.service, KIND)
        pdf, receipt = document_of(person)
        forged = self.folder / 'forged.pdf'
        said = set()
        texts = [f'GW1:{receipt}:000000000000', 'GW1:CN-2026-999999-9:0123456789AB', 'GW1:' + receipt, 'HELLO']
        for text in texts:
            done = subprocess.run([PROGRAM, 'render', KIND, ROOT / f'samples/{KIND}/typical.json', '-o', forged, '--page-code', text], check=False,
                                  capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            browser = self.send(forged.read_bytes())
            said.add((browser.answer.status, browser.text()))
        # Two documents at once, and a page of nobody.
        for content in (scan([printed(pdf)[0], printed(document_of(other)[0])[0]]), jpeg(printed_blank())):
            browser = self.send(content)
            said.add((browser.answer.status, browser.text()))
        self.assertEqual(len(said), 1, said)
        self.assertEqual(next(iter(said))[0], 422)
        self.assertEqual(self.stored_files(), {})
        # Once it is withdrawn it takes none.
        person.ask('GET', '/r/' + person.path.split('/')[2] + '/withdraw')
        person.press('_withdraw', [])
        self.assertEqual({(browser.answer.status, browser.text()) for browser in [self.send(pdf)]}, said)

    def test_the_language_stays(self):
        browser = Browser(self.service)
        browser.ask('GET', f'/forms/{KIND}?lang=en')
        browser.ask('GET', browser.page.xpath('//a[contains(text(), "scan")]/@href')[0])
        self.assertIn('Scan or photograph all pages', browser.text())
        body, media_type = multipart([('file', 'a.pdf', 'application/pdf', document_of(hand_in(self.service, KIND)[0])[0])])
        browser.ask('POST', browser.page.xpath('//form/@action')[0], body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'})
        self.assertIn('The scan was received', browser.text())
        self.assertEqual(browser.page.xpath('//a/@href')[-1], '/forms/scans?lang=en')

    def test_files_that_are_no_scans(self):
        for content, words in ((b'nothing', 'PDF、JPEG、PNG'), (b'', '文件是空的'), (b'%PDF-1.7' + bytes(20 << 20), '20 MB')):
            browser = self.send(content)
            self.assertEqual(browser.answer.status, 422)
            self.assertIn(words, browser.page.xpath('//*[@role="alert"]')[0].text_content())

    def test_there_is_a_limit(self):
        body, media_type = multipart([('file', 'a.jpg', 'image/jpeg', b'nothing')])
        sent = {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'}
        statuses = [self.service.ask('POST', '/forms/scans', body, sent, tcp=True).status for _ in range(21)]
        self.assertEqual(statuses, [422] * 20 + [429])
        self.assertEqual(self.service.ask('POST', '/forms/scans', body, {**sent, 'Sec-Fetch-Site': 'cross-site'}).status, 403)


class Office(OfficeTest):
    def person(self):
        browser, _ = hand_in(self.service, KIND)
        pdf, receipt = document_of(browser)
        return browser, pdf, receipt

    def upload(self, browser, files):
        parts = [('_token', None, None, browser.token().encode())]
        parts += [('file', name, 'application/octet-stream', content) for name, content in files]
        body, media_type = multipart(parts)
        browser.ask('GET', '/office/scans')
        return browser.ask('POST', '/office/scans', body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'})

    def table(self, browser):
        return [[cell.text_content() for cell in row.xpath('td')] for row in browser.page.xpath('//tbody/tr')]

    def submission(self, browser, receipt):
        browser.ask('GET', '/office/')
        browser.ask('GET', browser.page.xpath(f'//a[text()="{receipt}"]/@href')[0])
        return browser.text()

    def test_a_stack_is_taken_apart(self):
        (_, first, a), (_, second, b), (_, third, c) = self.person(), self.person(), self.person()
        one, two, three = printed(first), printed(second), printed(third)
        office = self.office()
        office.ask('GET', '/office/scans')
        stack = scan([two[1], one[0], turned(one[1], 180), printed_blank(), two[0]])
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, 'w') as archive:
            archive.writestr('c/1.jpg', jpeg(three[0]))
            archive.writestr('c/notes.txt', 'no scan')
        answer = self.upload(office, [('stack.pdf', stack), ('c.zip', packed.getvalue()), ('d.docx', b'PK nothing')])
        self.assertEqual(answer.status, 200, answer.body)
        rows = self.table(office)
        self.assertEqual(sorted(row[:4] for row in rows), sorted([
            ['stack.pdf', '2–3', 'added to the submission', a], ['stack.pdf', '1, 5', 'added to the submission', b],
            ['stack.pdf', '4', 'no code found', ''], ['c/1.jpg', 'all', 'added to the submission', c],
            ['c/notes.txt', 'all', 'neither PDF, JPEG nor PNG; not kept', ''], ['d.docx', 'all', 'neither PDF, JPEG nor PNG; not kept', '']]))
        self.assertIn('all 2 pages', self.submission(office, a))
        self.assertIn('all 2 pages', self.submission(office, b))
        self.assertIn('page(s) 2 of 2 missing', self.submission(office, c))
        # Parts have the pages of their submission, and no others.
        link = self.submission(office, a) and next(one for one in office.page.xpath('//a/@href') if one.endswith('/files/stamped'))
        part = self.write('part.pdf', office.ask('GET', link).body)
        self.assertIn(b'Pages:           2', subprocess.run(['pdfinfo', part], stdout=subprocess.PIPE, check=True).stdout)
        subprocess.run(['qpdf', '--check', part], stdout=subprocess.PIPE, check=True)
        # The same again adds nothing.
        office.ask('GET', '/office/scans')
        self.upload(office, [('stack.pdf', stack)])
        self.assertEqual(sorted({row[2] for row in self.table(office)}), ['already there', 'no code found'])
        self.assertEqual(len(self.rows("SELECT slot FROM gw_file WHERE owner = 'scans'")), 1)
        actions = [action for action, in self.rows("SELECT action FROM gw_audit WHERE action LIKE 'scan.%'")]
        self.assertEqual((actions.count('scan.add'), actions.count('scan.keep')), (5, 2))

    @needs.time
    def test_pages_that_are_beside_each_other(self):
        (_, first, a), (_, second, b) = self.person(), self.person()
        one, two = printed(first), printed(second)
        both = Image.new('RGB', (2 * one[0].width, one[0].height), 'white')
        both.paste(one[0], (0, 0))
        both.paste(two[0], (one[0].width, 0))
        office = self.office()
        self.upload(office, [('both.jpg', jpeg(both)), ('both.pdf', scan([both, one[1]]))])
        # Whoever got it would see the page of the other.
        self.assertEqual([row[:4] for row in self.table(office)],
                         [['both.jpg', 'all', 'the pages could not be separated', ''], ['both.pdf', 'all', 'the pages could not be separated', '']])
        for receipt in (a, b):
            self.assertNotIn('both', self.submission(office, receipt))

    @needs.time
    def test_pages_without_codes_stay_together(self):
        _, pdf, receipt = self.person()
        one, blank = printed(pdf), printed_blank()
        office = self.office()
        self.upload(office, [('a.pdf', scan([one[0], blank, blank, one[1], blank])), ('b.pdf', scan([blank] * 3))])
        self.assertEqual([row[:4] for row in self.table(office)], [
            ['a.pdf', '1, 4', 'added to the submission', receipt], ['a.pdf', '2–3', 'no code found', ''], ['a.pdf', '5', 'no code found', ''],
            ['b.pdf', 'all', 'no code found', '']])
        self.assertEqual(len(self.rows("SELECT slot FROM gw_file WHERE owner = 'scans'")), 3)

    def test_what_nobody_has_is_matched_by_hand(self):
        _, pdf, receipt = self.person()
        office = self.office()
        office.ask('GET', '/office/scans')
        page = jpeg(printed_blank())
        self.upload(office, [('a.jpg', page), ('b.pdf', b'%PDF-1.4 nothing')])
        self.assertEqual([row[2] for row in self.table(office)], ['no code found', 'not read'])
        office.ask('GET', '/office/scans')
        links = [office.page.xpath(f'//td/a[text()="{name}"]/@href')[0] for name in ('a.jpg', 'b.pdf')]
        self.assertEqual([office.ask('GET', link).body for link in links], [page, b'%PDF-1.4 nothing'])
        office.ask('GET', '/office/scans')
        token = office.token()
        settle = lambda **fields: office.post('/office/scans', [('_token', token), *fields.items()])
        chosen = links[0].rsplit('/', 1)[1]
        wrong = settle(scan=chosen, receipt='CN-2026-000009-9', _assign='1')
        self.assertEqual(wrong.status, 422)
        self.assertIn('No submission has this receipt number', office.text())
        self.assertEqual(settle(scan=chosen, receipt=f' {receipt.lower()} ', _assign='1').status, 200)
        self.assertEqual([row[0] for row in self.table(office)], ['b.pdf'])
        self.assertEqual(settle(scan=chosen, receipt=receipt, _assign='1').status, 422)
        self.assertIn('no code found', self.submission(office, receipt))
        office.ask('GET', '/office/scans')
        settle(scan=links[1].rsplit('/', 1)[1], _discard='1')
        self.assertEqual(self.table(office), [])
        self.assertEqual(self.rows("SELECT slot FROM gw_file WHERE owner LIKE 'scans%'"), [])
        self.assertEqual([action for action, in self.rows("SELECT action FROM gw_audit WHERE action IN ('scan.assign', 'scan.discard')")],
                         ['scan.assign', 'scan.discard'])

    @needs.time
    def test_pages_of_an_older_version(self):
        person, pdf, receipt = self.person()
        office = self.office()
        self.submission(office, receipt)
        address = office.path
        office.press_at(address, '_return', [('_remark', '请核对'), ('_until', '2099-01-01'), ('_note', '')])
        draft = '/d/' + person.path.split('/')[2]
        person.ask('GET', draft + '?step=0')
        send_scan(person, pdf)
        self.assertIn('修改之前', person.text())
        person.ask('GET', draft + '?step=0')
        fields = [(name, '李示例' if name == '/leader' else value) for name, value in person.typed()]
        person.press('_submit', fields)
        self.assertTrue(person.path.startswith('/r/'), person.text())
        self.assertIn('pages of version 1, printed before the last change', self.submission(office, receipt))
        person.ask('GET', person.path + '/files')
        self.assertIn('修改之前', person.text())
        # The new version, sent by the office, is reported beside it.
        new, _ = document_of(person)
        office.ask('GET', '/office/scans')
        self.upload(office, [('new.pdf', new), ('old.pdf', pdf)])
        self.assertEqual([row[2] for row in self.table(office)], ['added to the submission', 'already there'])
        self.assertIn('all 2 pages; pages of version 1', self.submission(office, receipt))

    def test_only_secretaries(self):
        for name, status in (('zhao', 403), ('wang', 200), ('li', 200)):
            self.assertEqual(self.office(name).ask('GET', '/office/scans').status, status, name)


class ForPrograms(OfficeTest):
    def key(self, *scopes):
        words = [word for scope in scopes for word in ('--scope', scope)]
        return self.run_gongwen('key', 'add', 'portal', *words, '--state', self.state).stdout.strip()

    def test_scans_are_added(self):
        person, _ = hand_in(self.service, KIND)
        pdf, receipt = document_of(person)
        key = self.key('inbox.read', 'inbox.write')
        send = lambda content, media_type='application/pdf', key=key: self.service.ask(
            'POST', '/api/v1/scans', content, {'Authorization': f'Bearer {key}', 'Content-Type': media_type})
        first, again = (send(pdf).json()['scans'] for _ in range(2))
        self.assertEqual([(one['file'], one['pages'], one['outcome'], one['submission']['receipt']) for one in first],
                         [('scan.pdf', [], 'added', receipt)])
        self.assertEqual(again[0]['outcome'], 'known')
        blank = send(jpeg(printed_blank()), 'image/jpeg').json()['scans'][0]
        self.assertEqual((blank['outcome'], 'submission' in blank, bool(blank['id'])), ('no-code', False, True))
        body, media_type = multipart([('a', 'a.pdf', 'application/pdf', pdf), ('b', 'b.txt', 'text/plain', b'x')])
        self.assertEqual([one['outcome'] for one in send(body, media_type).json()['scans']], ['known', 'no-scan'])
        self.assertEqual(send(pdf, key=self.key('inbox.read')).problem(), 'no-scope')
        self.assertEqual(send(pdf, 'text/plain').problem(), 'unsupported-type')
        self.assertEqual(self.service.ask('POST', '/api/v1/scans', b'', {'Authorization': f'Bearer {key}', 'Content-Type': 'image/png'}).problem(), 'no-data')
        who = [name for name, in self.rows("SELECT who FROM gw_audit WHERE action = 'scan.add'")]
        self.assertTrue(all(name.startswith('key:') for name in who), who)


if __name__ == '__main__':
    unittest.main()
