"""Scans where something goes wrong: pages that cannot be drawn, workers without time, two people at once, what is damaged."""
import contextlib
import io
import json
import os
import pathlib
import re
import signal
import subprocess
import threading
import time
import unittest
import urllib.parse
import zipfile

from form_browser import Browser, FormsTest, OfficeBrowser, hand_in
from harness import PROGRAM, ROOT, CommandTest
from scanned_pages import jpeg, printed, printed_blank, scan
from serving import Service, UnixConnection, children_of, multipart
from test_office import OfficeTest
from test_scans import KIND, READER, document_of, send_scan

SAME_SITE = {'Sec-Fetch-Site': 'same-origin'}


def endless_pdf(pages, endless):
    """A PDF whose page of this number nobody can draw within a year: forms of forms of forms."""
    objects = {1: b'<</Type/Catalog/Pages 2 0 R>>'}
    page_ids = [20 + 2 * number for number in range(pages)]
    objects[2] = b'<</Type/Pages/Count %d/Kids[%s]>>' % (pages, b' '.join(b'%d 0 R' % one for one in page_ids))
    for level in range(9):
        content = b'0 0 9 9 re f' if level == 0 else b'/F Do ' * 20
        inner = b'' if level == 0 else b'/Resources<</XObject<</F %d 0 R>>>>' % (2 + level)
        objects[3 + level] = b'<</Type/XObject/Subtype/Form/BBox[0 0 99 99]%s/Length %d>>stream\n%s\nendstream' % (inner, len(content), content)
    for number, one in enumerate(page_ids, 1):
        content = b'/F Do' if number == endless else b''
        objects[one] = b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]/Resources<</XObject<</F 11 0 R>>>>/Contents %d 0 R>>' % (one + 1)
        objects[one + 1] = b'<</Length %d>>stream\n%s\nendstream' % (len(content), content)
    written, places = b'%PDF-1.7\n', {}
    for number, content in sorted(objects.items()):
        places[number] = len(written)
        written += b'%d 0 obj\n%s\nendobj\n' % (number, content)
    table = b''.join(b'%d 1\n%010d 00000 n \n' % (number, place) for number, place in sorted(places.items()))
    return written + b'xref\n%strailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n' % (table, max(places) + 1, len(written))


def encrypted_zip():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w') as archive:
        archive.writestr('a.jpg', b'nothing')
    content = bytearray(packed.getvalue())
    for mark, place in ((b'PK\x03\x04', 6), (b'PK\x01\x02', 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


# Bytes of a page of endless_pdf, as it is drawn.
PAGE = 1949 * 2923 * 3


def written_by(process):
    try:
        return int(re.search(r'wchar: (\d+)', pathlib.Path(f'/proc/{process}/io').read_text())[1])
    except OSError:
        return 0


@contextlib.contextmanager
def stopped(workers):
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGCONT)


def in_background(work):
    """What it returns comes last into the list."""
    results = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    return thread, results


class Drawing(CommandTest):
    def start(self, content, *seconds):
        path = self.folder / 'scan.pdf'
        path.write_bytes(content)
        return subprocess.Popen([READER, 'codes', path, *map(str, seconds)], stdout=subprocess.PIPE)

    def test_a_drawing_that_ends_early(self):
        program = self.start(endless_pdf(6, 3), 60)
        end = time.monotonic() + 20
        while not (children := children_of(program.pid)) or written_by(children[0]) <= PAGE:
            self.assertLess(time.monotonic(), end)
        os.kill(children[0], signal.SIGKILL)
        # Of the second one the end has not been written yet.
        self.assertEqual(json.loads(program.communicate(timeout=20)[0]), {'pages': [[]], 'cut': True})

    def test_a_page_takes_no_more_than_the_time(self):
        start = time.monotonic()
        program = self.start(endless_pdf(4, 3), 5)
        while not (children := children_of(program.pid)):
            self.assertLess(time.monotonic() - start, 5)
        drawing = children[0]
        self.assertEqual(json.loads(program.communicate(timeout=30)[0]), {'pages': [[]], 'cut': True})
        self.assertLess(time.monotonic() - start, 10)
        self.assertFalse(pathlib.Path(f'/proc/{drawing}').exists())

    def test_a_page_takes_no_more_than_the_time_of_a_page(self):
        program = self.start(endless_pdf(4, 3), 600, 5)
        self.assertEqual(json.loads(program.communicate(timeout=60)[0]), {'pages': [[]], 'cut': True})

    def test_each_page_has_its_time(self):
        """All pages together take longer than one of them may."""
        program = self.start(endless_pdf(3, 0), 600, 10)
        while not (children := children_of(program.pid)):
            self.assertIsNone(program.poll())
        waited = 0
        for page in (0, 1):
            while written_by(children[0]) <= page * PAGE:
                self.assertIsNone(program.poll())
            with stopped(children):
                time.sleep(5.5)
            waited += 5.5
        self.assertGreater(waited, 10)
        self.assertEqual(json.loads(program.communicate(timeout=60)[0]), {'pages': [[], [], []], 'cut': False})

    def test_all_pages(self):
        program = self.start(endless_pdf(4, 0), 60)
        self.assertEqual(json.loads(program.communicate(timeout=60)[0]), {'pages': [[], [], [], []], 'cut': False})


class Applicants(FormsTest):
    def waiting_service(self):
        """Looks at attachments until there is a file `go`."""
        script = self.write('scan', f'#!/bin/sh\ntouch {self.folder}/looking\nwhile [ ! -e {self.folder}/go ]; do sleep 0.05; done\n'.encode())
        script.chmod(0o700)
        service = Service('--forms', '--state', self.folder / 'other', '--scan-command', script).__enter__()
        self.addCleanup(service.__exit__)
        self.service = service

    def post_slowly(self, browser, content=b'%PDF-1.4 stamped'):
        """Sends an attachment to the open page. Returns: when its file is looked at."""
        thread, answers = in_background(lambda: send_scan(browser, content).status)
        self.service.wait_until((self.folder / 'looking').exists)
        return thread, answers

    def other_tab(self, browser):
        tab = Browser(self.service)
        tab.cookies = dict(browser.cookies)
        return tab

    def test_a_draft_that_is_handed_in_meanwhile(self):
        self.waiting_service()
        browser = self.begin(KIND)
        tab = self.other_tab(browser)
        tab.ask('GET', browser.path + '?step=0')
        thread, answers = self.post_slowly(browser)
        data = json.loads((ROOT / f'samples/{KIND}/typical.json').read_text('utf-8'))
        tab.press('_submit', self.fields_of(tab, data))
        self.assertTrue(tab.path.startswith('/r/'), tab.text())
        (self.folder / 'go').touch()
        thread.join()
        self.assertEqual(answers, [409])
        self.assertFalse(list((self.folder / 'other/files').glob('*/*')))

    def test_a_submission_that_is_withdrawn_meanwhile(self):
        self.waiting_service()
        browser, _ = hand_in(self.service, KIND)
        page = browser.path
        tab = self.other_tab(browser)
        tab.ask('GET', page)
        thread, answers = self.post_slowly(browser)
        tab.withdraw()
        (self.folder / 'go').touch()
        thread.join()
        self.assertEqual(answers, [409])
        self.assertFalse(list((self.folder / 'other/files').glob('*/*')))

    def test_paper_of_what_is_withdrawn_meanwhile(self):
        browser, _ = hand_in(self.service, KIND)
        page = browser.path
        pdf, _ = document_of(browser)
        browser.ask('GET', page + '/withdraw')
        asked = urllib.parse.urlencode([*browser.hidden(), ('_withdraw', '1')])
        body, media_type = multipart([('file', 'a.pdf', 'application/pdf', pdf)])
        read = lambda: self.service.metrics().get('gongwen_tasks_total{pool="readers",end="answered"}', 0)
        with stopped(self.service.workers()[:2]):
            thread, answers = in_background(lambda: self.service.ask('POST', '/forms/scans', body, {'Content-Type': media_type, **SAME_SITE}).status)
            # Scans are read by separate workers.
            self.service.wait_until(lambda: read() == 1)
            cookie = '; '.join(f'{name}={value}' for name, value in browser.cookies.items())
            withdrawn = self.service.ask('POST', page + '/withdraw', asked.encode(),
                                         {'Content-Type': 'application/x-www-form-urlencoded', 'Cookie': cookie, **SAME_SITE})
            self.assertEqual(withdrawn.status, 303)
        thread.join()
        self.assertEqual(answers, [409])
        self.assertEqual(self.stored_files(), {})

    def test_scans_of_a_draft_are_limited(self):
        browser = self.begin(KIND)
        picture = jpeg(printed_blank().resize((40, 50)))
        statuses = [send_scan(browser, picture, 'a.jpg').status for _ in range(11)]
        self.assertEqual(statuses, [200] * 10 + [429])

    def test_nobody_has_looked(self):
        # The time of a task is too short for scans.
        with Service('--forms', '--timeout', '2', '--state', self.folder / 'other') as service:
            self.service = service
            browser, _ = hand_in(service, KIND)
            pdf, _ = document_of(browser)
            body, media_type = multipart([('file', 'a.pdf', 'application/pdf', pdf)])
            sent = {'Content-Type': media_type, **SAME_SITE}
            zh = {**sent, 'Accept-Language': 'zh'}
            self.assertIn('稍后重新上传', service.ask('POST', '/forms/scans', body, zh, tcp=True).body.decode())
            # A file that takes all the time of a worker is a try that counts.
            answers = [service.ask('POST', '/forms/scans', body, sent, tcp=True).status for _ in range(20)]
            self.assertEqual(answers, [503] * 19 + [429])
            # What is sent along is taken, and the page says so.
            self.assertEqual(send_scan(browser, pdf).status, 200)
            self.assertIn('未能识别扫描件，文件已收到', browser.text())


class Crowd(FormsTest):
    def test_a_scan_is_read_while_people_keep_all_workers_busy(self):
        data = json.loads((ROOT / 'samples/monthly-bulletin/2024-02.json').read_text('utf-8'))
        over = threading.Event()

        def ask_for_documents():
            while not over.is_set():
                self.service.post_json('/api/v1/kinds/monthly-bulletin/render?format=pdf', data)

        people = [threading.Thread(target=ask_for_documents) for _ in range(8)]
        for person in people:
            person.start()
        try:
            self.service.wait_until(lambda: self.service.metrics()['gongwen_tasks_waiting{pool="documents"}'] > 2)
            answer = self.service.ask('POST', '/api/v1/scans', jpeg(printed_blank()), {'Content-Type': 'image/jpeg'})
        finally:
            over.set()
            for person in people:
                person.join()
        self.assertEqual((answer.status, [one['outcome'] for one in answer.json()['scans']]), (200, ['no-code']), answer.body)


class Office(OfficeTest):
    def person(self):
        browser, _ = hand_in(self.service, KIND)
        pdf, receipt = document_of(browser)
        return browser, pdf, receipt

    def upload(self, browser, files):
        browser.ask('GET', '/office/scans')
        parts = [('_token', None, None, browser.token().encode())]
        body, media_type = multipart(parts + [('file', name, 'application/octet-stream', content) for name, content in files])
        return browser.ask('POST', '/office/scans', body, {'Content-Type': media_type, **SAME_SITE})

    def table(self, browser):
        return [[cell.text_content() for cell in row.xpath('td')] for row in browser.page.xpath('//tbody/tr')]

    def settle(self, browser, scan_id, receipt, button='_assign'):
        return browser.post('/office/scans', [('_token', browser.token()), ('scan', scan_id), ('receipt', receipt), (button, '1')])

    def waiting_scans(self):
        return [slot for slot, in self.rows("SELECT slot FROM gw_file WHERE owner = 'scans' ORDER BY slot")]

    def key(self):
        return self.run_gongwen('key', 'add', 'portal', '--scope', 'inbox.write', '--state', self.state).stdout.strip()

    def test_archives_that_cannot_be_unpacked_are_kept(self):
        office = self.office()
        packed = encrypted_zip()
        answer = self.upload(office, [('a.zip', packed), ('b.zip', b'PK\x03\x04 nothing')])
        self.assertEqual(answer.status, 200)
        self.assertEqual([row[:3] for row in self.table(office)], [['a.zip', 'all', 'not read'], ['b.zip', 'all', 'not read']])
        office.ask('GET', '/office/scans')
        kept = office.ask('GET', office.page.xpath('//td/a[text()="a.zip"]/@href')[0])
        self.assertEqual((kept.body, kept.headers['content-type']), (packed, 'application/zip'))
        # Nobody has seen what is in it.
        _, _, receipt = self.person()
        office.ask('GET', '/office/scans')
        self.assertEqual(self.settle(office, self.waiting_scans()[0], receipt).status, 422)
        self.assertIn('Unpack it', office.text())
        self.assertEqual(len(self.waiting_scans()), 2)

    def test_no_worker_has_time(self):
        _, pdf, receipt = self.person()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, 'w') as archive:
            archive.writestr('a.pdf', pdf)
        headers = {'Authorization': f'Bearer {self.key()}', 'Content-Type': 'application/zip'}
        send = lambda: self.service.ask('POST', '/api/v1/scans', packed.getvalue(), headers)
        office = self.office()
        # The queue is full.
        with stopped(self.service.workers()[:2]), contextlib.ExitStack() as waiting:
            for _ in range(70):
                connection = UnixConnection(self.service.socket)
                waiting.callback(connection.close)
                connection.request('GET', f'/forms/{KIND}')
            self.service.wait_until(lambda: self.service.metrics()['gongwen_tasks_waiting{pool="documents"}'] == 64)
            busy = send()
            self.assertEqual((busy.status, busy.problem(), busy.json()['scans']), (503, 'busy', []))
            self.assertEqual(self.upload(office, [('a.zip', packed.getvalue())]).status, 503)
            self.assertIn('Please upload them again', office.text())
        self.assertEqual(self.waiting_scans(), [])
        self.service.wait_until(lambda: self.service.metrics()['gongwen_tasks_waiting{pool="documents"}'] == 0)
        self.assertEqual([(one['outcome'], one['submission']['receipt']) for one in send().json()['scans']], [('added', receipt)])

    def test_a_stack_waits_for_another(self):
        _, pdf, _ = self.person()
        office = self.office()
        with stopped(self.service.workers()[:2]):
            first, answers = in_background(lambda: self.upload(office, [('a.pdf', pdf)]).status)
            self.service.wait_until(lambda: self.service.metrics()['gongwen_workers{pool="documents",state="busy"}'] == 1)
            other = self.office('li')
            second, others = in_background(lambda: self.upload(other, [('b.jpg', jpeg(printed(pdf)[0]))]).status)
            # Longer than a task waits.
            time.sleep(7)
        first.join()
        second.join()
        self.assertEqual((answers, others), ([200], [200]))
        self.assertEqual([self.table(one)[0][2] for one in (office, other)], ['added to the submission'] * 2)

    def test_two_settle_one_scan(self):
        receipts = [self.person()[2] for _ in range(2)]
        office, other = self.office(), self.office('li')
        self.upload(office, [('a.jpg', jpeg(printed_blank()))])
        for browser in (office, other):
            browser.ask('GET', '/office/scans')
        chosen, = self.waiting_scans()
        with stopped(self.service.workers()[:2]):
            runs = [in_background(lambda browser=browser, receipt=receipt: self.settle(browser, chosen, receipt).status)
                    for browser, receipt in zip((office, other), receipts)]
            time.sleep(2)
        for thread, _ in runs:
            thread.join()
        self.assertEqual(sorted(status for _, statuses in runs for status in statuses), [200, 422])
        late = next(browser for browser in (office, other) if browser.answer.status == 422)
        self.assertIn('has already been added', late.text())
        self.assertEqual(len(self.rows("SELECT slot FROM gw_file WHERE slot LIKE 'attachment:%'")), 1)
        # The same of one that was deleted.
        late.ask('GET', '/office/scans')
        self.upload(office, [('a.jpg', jpeg(printed_blank()))])
        for browser in (office, other):
            browser.ask('GET', '/office/scans')
        chosen, = self.waiting_scans()
        self.assertEqual(self.settle(office, chosen, '', '_discard').status, 200)
        self.assertEqual(self.settle(other, chosen, '', '_discard').status, 422)

    def test_a_mixed_file_is_given_to_nobody(self):
        _, _, receipt = self.person()
        _, _, other = self.person()
        forged = self.folder / 'forged.pdf'
        self.run_gongwen('render', KIND, ROOT / f'samples/{KIND}/typical.json', '-o', forged, '--page-code', f'GW1:{other}:000000000000')
        office = self.office()
        self.upload(office, [('a.pdf', forged.read_bytes())])
        self.assertEqual(self.table(office)[0][2], 'the code is of no submission here')
        chosen, = self.waiting_scans()
        office.ask('GET', '/office/scans')
        self.assertEqual(self.settle(office, chosen, receipt).status, 422)
        self.assertIn('pages of another submission', office.text())
        self.assertEqual(self.waiting_scans(), [chosen])
        self.assertEqual(self.settle(office, chosen, other).status, 200)
        self.assertEqual(self.waiting_scans(), [])

    def test_a_stack_that_cannot_be_taken_apart(self):
        (_, first, a), (_, second, _) = self.person(), self.person()
        stack = scan([printed(first)[0], printed(second)[0]])
        # The tree of pages leads back to its root: pages are drawn, but not copied.
        tree = re.search(rb'(\d+) 0 obj<<(?:(?!endobj).)*?/Kids \[', stack, re.S)
        stack = stack[:tree.end()] + b' %s 0 R ' % tree[1] + stack[tree.end():]
        office = self.office()
        self.upload(office, [('stack.pdf', stack)])
        self.assertEqual([row[:3] for row in self.table(office)],
                         [['stack.pdf', 'all', 'the pages could not be separated']])
        chosen, = self.waiting_scans()
        office.ask('GET', '/office/scans')
        self.assertEqual(self.settle(office, chosen, a).status, 422)
        self.assertIn('Separate the pages', office.text())

    def test_a_withdrawn_submission_takes_no_scans(self):
        person, pdf, receipt = self.person()
        pages = printed(pdf)
        office = self.office()
        self.upload(office, [('a.jpg', jpeg(pages[0]))])
        person.withdraw()
        self.upload(office, [('a.jpg', jpeg(pages[0])), ('b.jpg', jpeg(pages[1]))])
        self.assertEqual([row[2] for row in self.table(office)],
                         ['already there', 'the submission takes no further scans (decided, withdrawn, too many, or a kind without scans)'])
        chosen, = self.waiting_scans()
        office.ask('GET', '/office/scans')
        self.assertEqual(self.settle(office, chosen, receipt).status, 422)
        self.assertIn('takes no further scans', office.text())

    def test_a_damaged_submission_stops_no_stack(self):
        (_, first, a), (_, second, b) = self.person(), self.person()
        office = self.office()
        self.change_rows("UPDATE gw_submission SET state = 'lost' WHERE receipt = ?", a)
        self.upload(office, [('stack.pdf', scan([printed(first)[0], printed(second)[0]]))])
        self.assertEqual(sorted(row[1:4] for row in self.table(office)),
                         [['1', 'the submission could not be read', ''], ['2', 'added to the submission', b]])
        self.assertEqual(len(self.waiting_scans()), 1)

    def test_a_lost_reading_is_noted_again(self):
        _, pdf, receipt = self.person()
        office = self.office()
        files = [('a.pdf', pdf), ('b.jpg', jpeg(printed_blank()))]
        self.upload(office, files)
        self.assertIn('all 2 pages', self.table(office)[0][4])
        self.change_rows("DELETE FROM gw_file WHERE slot LIKE 'scan:%' OR owner = 'scans/readings'")
        self.upload(office, files)
        self.assertEqual(self.table(office)[0][2:4], ['already there', receipt])
        self.assertIn('all 2 pages', self.table(office)[0][4])
        self.assertEqual(len(self.rows("SELECT slot FROM gw_file WHERE owner = 'scans/readings'")), 1)


if __name__ == '__main__':
    unittest.main()
