"""The office's pages as people meet them without script: login, the list, review, remarks, decision, forms that came by
mail, rosters, documents; and what strangers, other sites and lesser accounts must not reach."""
import base64
import contextlib
import io
import json
import pathlib
import re
import sqlite3
import subprocess
import unittest

import openpyxl

from form_browser import PASSWORD, Browser, InboxTest, OfficeBrowser
import bundles
from harness import PROGRAM, ROOT
from serving import Service, children_of, multipart

SAMPLE = ROOT / 'samples/expert-application/typical.json'


class OfficeTest(InboxTest):
    options = ()
    accounts = {'li': 'admin', 'wang': 'secretary', 'zhao': 'reviewer', 'qian': 'viewer'}

    def setUp(self):
        super().setUp()
        self.state = self.folder / 'state'
        self.add_accounts()
        self.service = Service('--forms', '--office', *self.place(), *self.options).__enter__()
        self.addCleanup(self.service.__exit__)

    def office(self, name='wang', language='en'):
        browser = OfficeBrowser(self.service, language)
        self.assertEqual(browser.login(name, next='/office/').status, 200)
        return browser

    def imported(self, browser, path=SAMPLE, kind='expert-application'):
        """The page of a submission that came as a PDF."""
        form = self.folder / 'form.pdf'
        self.run_gongwen('render', kind, path, '--fillable', '--force', '-o', form)
        browser.ask('GET', '/office/import')
        answer = browser.upload('/office/import', 'file', '表.pdf', form.read_bytes())
        self.assertEqual(answer.status, 200, answer.body)
        return browser.page.xpath('//td/a/@href')[0]

    def run_gongwen(self, *words):
        done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done


class Login(OfficeTest):
    def test_pages_need_an_account(self):
        browser = OfficeBrowser(self.service)
        for path in ('/office', '/office/', '/office/import', '/office/audit', '/office/s/abc', '/office/s/abc/data.json'):
            browser.ask('GET', path)
            self.assertTrue(browser.path.startswith('/office/login'), (path, browser.path))
        self.assertEqual(self.service.ask('POST', '/office/export', b'_export=data', {'Sec-Fetch-Site': 'same-origin'}).status, 303)

    def test_pages_name_the_methods_that_they_take(self):
        for method, path, allowed in (('GET', '/office/logout', 'POST'), ('PUT', '/office/', 'GET, HEAD'),
                                      ('POST', '/office/s/abc/data.json', 'GET, HEAD'), ('DELETE', '/office/calls', 'GET, HEAD, POST'),
                                      ('PATCH', '/d/abc', 'GET, HEAD, POST, PUT')):
            answer = self.service.ask(method, path, b'', {'Sec-Fetch-Site': 'same-origin'})
            self.assertEqual((answer.status, answer.headers.get('allow')), (405, allowed), (method, path))
            self.assertIn('text/html', answer.headers['content-type'])
        self.assertEqual(self.service.ask('GET', '/office/none').status, 404)

    def test_wrong_and_right(self):
        browser = OfficeBrowser(self.service, 'en')
        self.assertEqual(browser.login('wang', 'something else entirely').status, 403)
        wrong = browser.text()
        self.assertEqual(browser.login('nobody', 'something else entirely').status, 403)
        self.assertEqual(browser.text(), wrong, 'nobody learns which names there are')
        self.assertEqual(browser.login('wang', next='/office/import').status, 200)
        self.assertEqual(browser.path, '/office/import')
        self.assertRegex(browser.last_cookie, r'^__Host-s=[a-z2-7]{52}; Path=/; Secure; HttpOnly; SameSite=Lax$|^__Host-s=\S+;')
        for flag in ('HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/'):
            self.assertIn(flag, browser.last_cookie)

    def test_a_session_is_new_at_each_login_and_ends(self):
        browser = OfficeBrowser(self.service)
        browser.cookies['__Host-s'] = 'a' * 52
        browser.login('wang')
        first = browser.cookies['__Host-s']
        self.assertNotEqual(first, 'a' * 52)
        browser.login('wang')
        self.assertNotEqual(browser.cookies['__Host-s'], first)
        browser.ask('GET', '/office/')
        browser.press('_', [])
        ended = dict(browser.cookies)
        browser.ask('GET', '/office/')
        self.assertTrue(browser.path.startswith('/office/login'))
        self.assertNotEqual(ended.get('__Host-s'), first)

    def test_next_leads_nowhere_else(self):
        for target in ('https://example.com/', '//example.com/', '/office/..//example.com', '/office/\\example.com', '/forms/x'):
            browser = OfficeBrowser(self.service)
            browser.login('wang', next=target)
            self.assertEqual(browser.path, '/office/', target)

    def processor_time(self):
        """Of all workers, in nanoseconds: other work on the machine hardly affects it."""
        tasks = (task for pid in children_of(self.service.process.pid) for task in pathlib.Path(f'/proc/{pid}/task').iterdir())
        return sum(int((task / 'schedstat').read_text().split()[0]) for task in tasks)

    def test_unknown_names_take_as_long(self):
        times = {'wang': [], 'nobody': []}
        for _ in range(4):
            for name, measured in times.items():
                start = self.processor_time()
                OfficeBrowser(self.service).login(name, 'wrong wrong wrong')
                measured.append(self.processor_time() - start)
        known, unknown = min(times['wang']), min(times['nobody'])
        self.assertGreater(unknown, known * 0.5)
        self.assertLess(unknown, known * 2)

    def test_tries_are_counted(self):
        tcp = OfficeBrowser(self.service)
        statuses = [self.service.ask('POST', '/office/login', b'name=wang&password=wrong+wrong+wrong',
                                     {'Content-Type': 'application/x-www-form-urlencoded'}, tcp=True).status for _ in range(12)]
        self.assertEqual(statuses[:9], [403] * 9)
        self.assertEqual(statuses[-1], 429)
        # A stranger's tries lock out nobody else.
        self.assertEqual(tcp.login('wang').status, 200)

    def test_a_password_is_changed_with_the_present_one(self):
        browser = self.office('qian')
        browser.ask('GET', '/office/sessions')
        form = [('_token', browser.token()), ('_password', '1')]
        new = 'entirely different words 5'
        self.assertEqual(browser.post('/office/sessions', form + [('now', 'not this one 1234'), ('new', new)]).status, 403)
        self.assertEqual(browser.post('/office/sessions', form + [('now', PASSWORD), ('new', 'short')]).status, 422)
        self.assertEqual(browser.post('/office/sessions', form + [('now', PASSWORD), ('new', new)]).status, 200)
        self.assertEqual(OfficeBrowser(self.service).login('qian').status, 403)
        self.assertEqual(OfficeBrowser(self.service).login('qian', new).status, 200)

    def test_disabled_at_once(self):
        browser = self.office('qian')
        self.run_gongwen('account', 'disable', 'qian', *self.place())
        browser.ask('GET', '/office/')
        self.assertTrue(browser.path.startswith('/office/login'))


class Review(OfficeTest):
    def test_from_the_form_to_the_decision(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text())
        office = self.office('wang')
        link = self.imported(office, ROOT / 'samples/commitment-letter/typical.json', 'commitment-letter')
        office.ask('GET', link)
        self.assertIn(data['leader'], office.text())
        self.assertEqual(office.answer.status, 200)
        images = office.page.xpath('//img/@src')
        self.assertTrue(images)
        self.assertEqual(office.ask('GET', images[0]).headers['content-type'], 'image/svg+xml')
        office.ask('GET', link)
        office.press_at(link, '_review')
        self.assertIn('under review', office.text())
        self.assertEqual(office.press_at(link, '_return', [('_until', '2099-01-01')]).status, 422, 'without a remark')
        office.ask('GET', link)
        office.press_at(link, '_accept', [('_note', '材料齐全')])
        self.assertIn('accepted', office.text())
        self.assertIn('材料齐全', office.text())
        # A decision that was taken is not taken again from an old page.
        self.assertEqual(office.press_at(link, '_reject').status, 409)

    def test_remarks_that_were_refused_are_kept(self):
        office, other = self.office('wang'), self.office('zhao')
        link = self.imported(office, ROOT / 'samples/commitment-letter/typical.json', 'commitment-letter')
        office.ask('GET', link)
        typed = [('/org', '请核对单位名称'), ('_remark', '另请补充')]
        for day in ('2001-01-01', '2001-02-31', ''):
            self.assertEqual(office.press_at(link, '_return', typed + [('_until', day)]).status, 422, day)
            self.kept(office, typed)
        other.ask('GET', link)
        other.press_at(link, '_review')
        self.assertEqual(office.press_at(link, '_return', typed + [('_until', '2099-01-01')]).status, 409)
        self.kept(office, typed)
        # From the page as it is now.
        self.assertEqual(office.press_at(link, '_return', typed + [('_until', '2099-01-01')]).status, 200)
        self.assertIn('returned', office.text())

    def kept(self, office, typed):
        for name, value in typed:
            area = office.page.xpath(f'//textarea[@name="{name}"]')[0]
            self.assertEqual(area.text.removeprefix('\n'), value)
        self.assertTrue(office.page.xpath('//textarea[@name="/org"]/parent::details[@open]'))
        self.assertTrue(office.page.xpath('//p[@role="alert"]'))

    def test_two_people_at_once(self):
        one, other = self.office('wang'), self.office('zhao')
        link = self.imported(one)
        one.ask('GET', link)
        other.ask('GET', link)
        one.press_at(link, '_review')
        self.assertEqual(one.answer.status, 200)
        self.assertEqual(other.press_at(link, '_review').status, 409)

    def test_imports_give_the_same_data_and_once(self):
        office = self.office()
        expected = json.loads(SAMPLE.read_text())
        link = self.imported(office)
        stored = json.loads(office.ask('GET', link + '/data.json').body)
        for name, value in expected.items():
            self.assertEqual(stored.get(name), value, name)
        again = self.imported(office)
        self.assertEqual(again, link)
        book = self.folder / 'form.xlsx'
        self.run_gongwen('render', 'expert-application', SAMPLE, '--fillable', '-o', book)
        office.ask('GET', '/office/import')
        office.upload('/office/import', 'file', '表.xlsx', book.read_bytes())
        other = office.page.xpath('//td/a/@href')[0]
        self.assertNotEqual(other, link)
        self.assertEqual(json.loads(office.ask('GET', other + '/data.json').body), stored)
        office.ask('GET', '/office/import')
        self.assertEqual(office.upload('/office/import', 'file', 'x.pdf', b'%PDF-1.7 nothing').status, 422)

    def test_corrections_keep_all_else_and_say_why(self):
        office = self.office()
        link = self.imported(office)
        before = json.loads(office.ask('GET', link + '/data.json').body)
        office.ask('GET', link + '/correct')
        self.assertEqual(office.post(link + '/correct', office.hidden() + [('_reason', ' '), ('_go', '1')]).status, 422)
        office.post(link + '/correct', office.hidden() + [('_reason', '申请人来电'), ('_go', '1')])
        fields = [(name, '010-11112222' if name == '/phone' else value) for name, value in office.typed()]
        office.post(link + '/correct', office.hidden() + fields + [('_save', '1')])
        self.assertEqual(office.path, link, office.text()[:800])
        after = json.loads(office.ask('GET', link + '/data.json').body)
        self.assertEqual(after.pop('phone'), '010-11112222')
        before.pop('phone')
        self.assertEqual(after, before)
        office.ask('GET', link)
        self.assertIn('申请人来电', office.text())
        office.ask('GET', link + '/diff/1/2')
        self.assertEqual(len(office.page.xpath('//tbody/tr')), 1)
        self.assertIn('010-11112222', office.text())

    def test_corrections_show_again_what_was_typed(self):
        office = self.office()
        link = self.imported(office)
        office.ask('GET', link + '/correct')
        office.post(link + '/correct', office.hidden() + [('_reason', '申请人来电'), ('_go', '1')])
        fields = [(name, '010-33334444' if name == '/phone' else value) for name, value in office.typed()]
        # Enter in a text field, a button that is not known here, a picture that is to be removed: nothing typed is lost.
        for button in ('_next', '_remove', '_check'):
            office.post(link + '/correct', office.hidden() + fields + [(button, '/photo')])
            self.assertIn(('/phone', '010-33334444'), office.typed(), button)
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_version'), [(1,)])

    def test_of_two_corrections_none_is_lost(self):
        one, other = self.office('wang'), self.office('li')
        link = self.imported(one)
        for office, phone in (one, '010-11112222'), (other, '010-33334444'):
            office.ask('GET', link + '/correct')
            office.post(link + '/correct', office.hidden() + [('_reason', '申请人来电'), ('_go', '1')])
            office.changed = [(name, phone if name == '/phone' else value) for name, value in office.typed()]
        one.post(link + '/correct', one.hidden() + one.changed + [('_save', '1')])
        self.assertEqual(other.post(link + '/correct', other.hidden() + other.changed + [('_save', '1')]).status, 409)
        self.assertIn(('/phone', '010-33334444'), other.typed())
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_version'), [(2,)])
        other.post(link + '/correct', other.hidden() + other.typed() + [('_save', '1')])
        self.assertEqual(other.path, link)

    def test_pictures_survive_corrections(self):
        picture = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
        data = {**json.loads(SAMPLE.read_text()), 'photo': picture}
        office = self.office()
        office.ask('GET', '/office/import')
        office.upload('/office/import', 'file', '表.json', json.dumps(data).encode(), [('kind', 'expert-application')])
        link = office.page.xpath('//td/a/@href')[0]
        office.ask('GET', link + '/correct')
        office.post(link + '/correct', office.hidden() + [('_reason', '申请人来电'), ('_go', '1')])
        fields = [(name, '010-11112222' if name == '/phone' else value) for name, value in office.typed()]
        office.post(link + '/correct', office.hidden() + fields + [('_save', '1')])
        self.assertEqual(office.path, link, office.text()[:800])
        self.assertEqual(json.loads(office.ask('GET', link + '/data.json').body)['photo'], picture)

    def test_list_and_filter(self):
        office = self.office()
        link = self.imported(office)
        office.ask('GET', '/office/?state=submitted&kind=expert-application&text=%E5%BC%A0')
        self.assertEqual(office.page.xpath('//td/a/@href'), [link])
        office.ask('GET', '/office/?state=accepted')
        self.assertEqual(office.page.xpath('//td/a/@href'), [])
        self.assertEqual(office.ask('GET', '/office/?from=yesterday').status, 422)

    def test_rosters_and_data(self):
        office = self.office()
        link = self.imported(office)
        office.ask('GET', link)
        office.press_at(link, '_accept')
        for what, begin in (('roster-pdf', b'%PDF'), ('roster-xlsx', b'PK')):
            office.ask('GET', '/office/export')
            answer = office.post('/office/export', [('_token', office.token()), ('kind', 'expert-application'), ('state', 'accepted'), ('_export', what)])
            self.assertEqual(answer.status, 200, answer.body[:400])
            self.assertTrue(answer.body.startswith(begin))
        roster = openpyxl.load_workbook(io.BytesIO(self.export(office, 'roster-xlsx').body))
        self.assertFalse([1 for sheet in roster for row in sheet.iter_rows() for cell in row if cell.hyperlink], 'there are no files where it goes')
        answer = self.export(office, 'data', kind='', state='accepted')
        self.assertEqual(answer.headers.get('transfer-encoding'), 'chunked', 'submissions are read while they are sent')
        lines = answer.body.decode().splitlines()
        self.assertEqual(len(lines), 1)
        self.assertEqual(json.loads(lines[0])['data']['name_zh'], json.loads(SAMPLE.read_text())['name_zh'])
        for fields in ({'kind': '', '_export': 'roster-pdf'}, {'from': '2099-01-01'}, {'to': '2001-01-01'}, {'from': 'soon'}, {'state': 'rejected'},
                       {'_export': 'register-pdf', 'kind': 'work-points'}):
            self.assertEqual(self.export(office, **fields).status, 422, fields)
            self.assertTrue(office.page.xpath('//p[@role="alert"]'), fields)
        self.assertEqual(self.export(office, **{'from': '2001-01-01', 'to': '2099-01-01'}).status, 200)

    def export(self, office, what='data', **fields):
        office.ask('GET', '/office/export')
        known = {'kind': 'expert-application', 'state': 'accepted', '_export': what, **fields}
        return office.post('/office/export', [('_token', office.token()), *known.items()])

    def test_a_register_where_the_kind_has_one(self):
        office = self.office()
        self.imported(office, ROOT / 'samples/commitment-letter/typical.json', 'commitment-letter')
        office.ask('GET', '/office/export')
        self.assertTrue(office.page.xpath('//button[@value="register-pdf"]'))
        for kind in ('proposal-information', 'expert-application'):
            self.imported(office, ROOT / f'samples/{kind}/typical.json', kind)
            answer = self.export(office, 'register-pdf', kind=kind, state='submitted')
            self.assertTrue(answer.body.startswith(b'%PDF'), answer.body[:400])
        # The register has what was handed in of a proposal, whichever of its papers is asked for.
        letter = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text())
        book = openpyxl.load_workbook(io.BytesIO(self.export(office, 'register-xlsx', kind='proposal-information', state='submitted').body))
        texts = ' '.join(str(cell.value) for sheet in book for row in sheet for cell in row)
        self.assertIn(letter['title']['zh'], texts)
        self.assertIn(json.loads((ROOT / 'samples/proposal-information/typical.json').read_text())['title']['zh'], texts)
        self.assertEqual(self.export(office, 'register-pdf', kind='monthly-bulletin', state='submitted').status, 422)

    def test_every_kind_is_made_of_its_sample(self):
        office = self.office('qian')
        office.ask('GET', '/office/make')
        kinds = office.page.xpath('//select[@name="kind"]/option/@value')
        self.assertEqual(len(kinds), len(bundles.kinds()))
        token = office.token()
        for kind in kinds:
            body, media_type = multipart([('_token', None, None, token.encode()), ('kind', None, None, kind.encode()), ('format', None, None, b'pdf'),
                                          ('data', 'data.json', 'application/json', sorted((ROOT / 'samples' / bundles.manifest(kind).get('data_of', kind)).glob('*.json'))[0].read_bytes())])
            answer = office.ask('POST', '/office/make', body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'})
            if answer.headers['content-type'] != 'application/pdf':
                # What was noticed is listed, with the document.
                self.assertTrue(office.page.xpath('//ul[@class="messages"]/li[@class="warning"]'), kind)
                [link] = office.page.xpath('//a[@download]')
                kept, _, content = link.get('href').partition(';base64,')
                self.assertEqual((kept, link.get('download')[-4:]), ('data:application/pdf', '.pdf'))
                answer.body = base64.b64decode(content)
            self.assertTrue(answer.body.startswith(b'%PDF'), kind)
        body, media_type = multipart([('_token', None, None, token.encode()), ('kind', None, None, b'work-points'), ('format', None, None, b'pdf'),
                                      ('data', 'data.json', 'application/json', b'{"title": 3}')])
        self.assertEqual(office.ask('POST', '/office/make', body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'}).status, 422)
        self.assertTrue(office.page.xpath('//ul[@class="messages"]/li'))


class Returned(OfficeTest):
    def test_remarks_stand_at_their_fields_and_are_answered(self):
        data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text())
        applicant = Browser(self.service, 'en')
        applicant.ask('GET', '/forms/commitment-letter')
        applicant.press('_start', [])
        draft = applicant.path
        filled = {'/org': data['org'], '/title/zh': data['title']['zh'], '/title/en': data['title']['en'], '/leader': data['leader'], '/wg': str(data['wg'])}
        fields = [(name, filled.get(name, value)) for name, value in applicant.typed()]
        fields += [(name, value) for name, value in filled.items() if name not in dict(fields)]
        applicant.press('_submit', fields)
        self.assertTrue(applicant.path.startswith('/r/'), applicant.text())
        office = self.office()
        office.ask('GET', '/office/')
        link = office.page.xpath('//td/a/@href')[0]
        office.ask('GET', link)
        office.press_at(link, '_return', [('/org', '请与公章<b>一致</b>'), ('_remark', '另请补充'), ('_until', '2099-01-01')])
        self.assertIn('returned', office.text())
        applicant.ask('GET', draft.replace('/d/', '/r/'))
        self.assertIn('请与公章<b>一致</b>', applicant.text())
        answers = [item.get('name') for item in applicant.page.xpath('//textarea[starts-with(@name, "_answer-")]')]
        self.assertEqual(len(answers), 2)
        applicant.post(applicant.page.xpath('//form/@action')[0], applicant.hidden() + [(answers[0], '已按公章更正'), ('_answer', '1')])
        self.assertIn('已按公章更正', applicant.text())
        applicant.ask('GET', draft)
        at_field = applicant.page.xpath('//*[@id="f.org-fault"]')
        self.assertEqual(len(at_field), 1, applicant.text())
        self.assertIn('请与公章<b>一致</b>', at_field[0].text_content())
        changed = [(name, '某某研究院（更正）' if name == '/org' else value) for name, value in applicant.typed()]
        applicant.press('_submit', changed)
        self.assertTrue(applicant.path.startswith('/r/'), applicant.text())
        office.ask('GET', link)
        self.assertIn('某某研究院（更正）', office.text())
        self.assertIn('已按公章更正', office.text())
        office.ask('GET', link + '/diff/1/2')
        self.assertIn('某某研究院（更正）', office.text())


class Corrected(OfficeTest):
    """A form that came from the page of an applicant and was corrected by the office."""

    def setUp(self):
        super().setUp()
        self.data = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text())
        self.applicant = Browser(self.service, 'en')
        self.applicant.ask('GET', '/forms/commitment-letter')
        self.applicant.press('_start', [])
        self.draft = self.applicant.path
        filled = {'/org': self.data['org'], '/title/zh': self.data['title']['zh'], '/title/en': self.data['title']['en'],
                  '/leader': self.data['leader'], '/wg': str(self.data['wg'])}
        self.applicant.press('_submit', [(name, filled.get(name, value)) for name, value in self.applicant.typed() if name not in filled] + list(filled.items()))
        self.clerk = self.office()
        self.clerk.ask('GET', '/office/')
        self.link = self.clerk.page.xpath('//td/a/@href')[0]
        self.clerk.ask('GET', self.link + '/correct')
        self.clerk.post(self.link + '/correct', self.clerk.hidden() + [('_reason', '申请人来电'), ('_go', '1')])
        fields = [(name, '李更正' if name == '/leader' else value) for name, value in self.clerk.typed()]
        self.clerk.post(self.link + '/correct', self.clerk.hidden() + fields + [('_save', '1')])

    def check_the_draft(self):
        self.applicant.ask('GET', self.draft)
        self.assertIn(('/leader', '李更正'), self.applicant.typed())
        self.assertIn(('/org', self.data['org']), self.applicant.typed())

    def test_the_applicant_goes_on_with_what_the_office_has_corrected(self):
        office, link = self.clerk, self.link
        office.ask('GET', link)
        office.press_at(link, '_return', [('_remark', '另请补充'), ('_until', '2099-01-01')])
        # The deadline is that of the draft.
        self.assertFalse(office.page.xpath('//form[contains(@action, "/letter")]//input[@name="_until"]'))
        letter = office.post(f'{link}/letter', [('_token', office.token()), ('_addressee', '某院')])
        self.assertTrue(letter.body.startswith(b'%PDF'), letter.body[-300:])
        self.check_the_draft()

    def test_the_same_when_a_program_returns_it(self):
        key = self.run_gongwen('key', 'add', 'portal', '--scope', 'inbox.read', '--scope', 'inbox.write', *self.place()).stdout.strip()
        path = '/api/v1/submissions/' + self.link.rsplit('/', 1)[1]
        sent = {'Authorization': f'Bearer {key}', 'Content-Type': 'application/json'}
        sent['If-Match'] = self.service.ask('GET', path, None, sent).headers['etag']
        command = json.dumps({'until': '2099-01-01', 'remarks': [{'text': '另请补充'}]}).encode()
        done = self.service.ask('POST', path + '/return', command, sent)
        self.assertEqual((done.status, done.json()['state']), (200, 'returned'))
        self.check_the_draft()


class Letters(OfficeTest):
    def text_of(self, pdf):
        path = self.folder / 'letter.pdf'
        path.write_bytes(pdf)
        done = subprocess.run(['pdftotext', '-raw', path, '-'], capture_output=True, text=True, check=True)
        return ''.join(done.stdout.split())

    def letter(self, office, link, **fields):
        return office.post(f'{link}/letter', [('_token', office.token()), ('_addressee', fields.pop('addressee', '某某研究院'))]
                           + [(f'_{name}', value) for name, value in fields.items()])

    def test_what_was_decided_as_a_document(self):
        office = self.office()
        link = self.imported(office, ROOT / 'samples/commitment-letter/typical.json', 'commitment-letter')
        office.ask('GET', link)
        self.assertFalse(office.page.xpath('//form[contains(@action, "/letter")]'))
        self.assertEqual(self.letter(office, link).status, 404, 'nothing is decided yet')
        office.ask('GET', link)
        receipt = re.search(r'[A-Z]{2,4}-\d{4}-\d{6}-\d', office.text())[0]
        office.press_at(link, '_return', [('/org', '请与公章<b>一致</b>'), ('_remark', '另请补充\n第二行'), ('_until', '2099-01-31')])
        form = office.page.xpath('//form[contains(@action, "/letter")]')[0]
        typed = {item.get('name'): item.get('value') for item in form.xpath('.//input')}
        self.assertNotIn('_until', typed, 'the day was given with the return')
        answer = self.letter(office, link, addressee=typed['_addressee'])
        self.assertEqual(answer.headers['content-type'], 'application/pdf', answer.body[-800:])
        text = self.text_of(answer.body)
        for words in ('退回修改通知书', receipt, '请与公章<b>一致</b>', '另请补充', '第二行', '2099年1月31日', typed['_addressee']):
            self.assertIn(words, text)
        office.ask('GET', link)
        long_name = '另一<b>单位</b>' * 200
        self.assertEqual(self.letter(office, link, addressee=long_name).status, 422)
        self.assertIn(long_name, office.page.xpath('//input[@name="_addressee"]/@value'))
        viewer = self.office('qian')
        viewer.ask('GET', link)
        self.assertFalse(viewer.page.xpath('//form[contains(@action, "/letter")]'))
        self.assertEqual(self.letter(viewer, link).status, 403)
        self.assertTrue(office.page.xpath('//ul[@class="messages"]/li'))
        self.assertTrue(office.page.xpath('//form[contains(@action, "/letter")]'))

    def test_accepted_and_rejected(self):
        office = self.office()
        for kind, button, title, fields in (('commitment-letter', '_accept', '审查通过通知书', {}),
                                            ('expert-application', '_reject', '审查不予通过通知书', {'reason': '材料与申请方向不符。'})):
            link = self.imported(office, ROOT / f'samples/{kind}/typical.json', kind)
            office.ask('GET', link)
            office.press_at(link, button)
            if button == '_reject':
                office.confirm(('_why', '不符合条件'))
            text = self.text_of(self.letter(office, link, **fields).body)
            for words in (title, *fields.values()):
                self.assertIn(words, text)


class Guards(OfficeTest):
    def test_roles(self):
        office = self.office('wang')
        link = self.imported(office)
        for name, may_not in (('qian', ('_review', '_return', '_accept', '_reject', '_assign')), ('zhao', ('_accept', '_reject'))):
            lesser = self.office(name)
            lesser.ask('GET', link)
            hidden = lesser.hidden()
            for button in may_not:
                self.assertEqual(lesser.post(link, hidden + [(button, '1'), ('_remark', 'x'), ('_until', '2099-01-01')]).status, 403, (name, button))
            for path in ('/office/import', '/office/export', '/office/audit', link + '/correct'):
                self.assertEqual(lesser.ask('GET', path).status, 403, (name, path))
        self.assertEqual(self.office('wang').ask('GET', '/office/audit').status, 403)
        self.assertEqual(self.rows('SELECT state FROM gw_submission'), [('submitted',)])

    def test_forged_requests(self):
        office = self.office('wang')
        link = self.imported(office)
        office.ask('GET', link)
        hidden = dict(office.hidden())
        for fields in ([('_accept', '1'), ('_revision', hidden['_revision'])], [('_accept', '1'), ('_revision', hidden['_revision']), ('_token', 'a' * 32)]):
            self.assertEqual(office.post(link, fields).status, 403)
        body = f'_accept=1&_revision={hidden["_revision"]}&_token={hidden["_token"]}'.encode()
        for site in ({'Sec-Fetch-Site': 'cross-site'}, {'Sec-Fetch-Site': 'same-site'}, {'Origin': 'https://example.com'}, {'Origin': 'null'}):
            sent = {'Content-Type': 'application/x-www-form-urlencoded', 'Cookie': f'__Host-s={office.cookies["__Host-s"]}', **site}
            self.assertEqual(self.service.ask('POST', link, body, sent).status, 403, site)
        # The token of another account fits nothing here.
        other = self.office('li')
        other.ask('GET', link)
        self.assertEqual(office.post(link, [('_accept', '1'), ('_revision', hidden['_revision']), ('_token', other.token())]).status, 403)
        self.assertEqual(self.rows('SELECT state FROM gw_submission'), [('submitted',)])

    def test_what_people_typed_is_text(self):
        data = json.loads(SAMPLE.read_text())
        script = '<script>alert(1)</script>"\'&'
        data['org_zh'] = '某院' + script
        data['address_zh'] = script
        path = self.folder / 'hostile.json'
        path.write_text(json.dumps(data, ensure_ascii=False))
        office = self.office('wang')
        office.ask('GET', '/office/import')
        link = self.imported(office, path)
        for page in (link, '/office/', f'/office/?text={script.replace("&", "%26").replace("<", "%3C").replace(">", "%3E")}&kind=%3Cscript%3E', link + '/correct'):
            answer = office.ask('GET', page)
            self.assertNotIn(b'<script>', answer.body, page)
            self.assertIn("default-src 'none'", answer.headers['content-security-policy'])
        office.ask('GET', link)
        office.press_at(link, '_review', [('_note', script)])
        self.assertNotIn(b'<script>', office.answer.body)
        self.assertIn(script, office.text())

    def test_the_log_names_no_submission(self):
        office = self.office('wang')
        link = self.imported(office)
        office.ask('GET', link)
        self.assertNotIn(link.rsplit('/', 1)[1], '\n'.join(self.service.request_lines()))

    def test_audit_finds_changes(self):
        office = self.office('wang')
        link = self.imported(office)
        office.ask('GET', link)
        office.press_at(link, '_accept')
        admin = self.office('li')
        admin.ask('GET', '/office/audit')
        text = admin.text()
        for action in ('Login', 'Entered', 'Accepted', 'Account added', 'account li', 'ZJ-'):
            self.assertIn(action, text)
        self.assertNotIn('张示例', text)
        self.assertFalse(admin.page.xpath('//p[@role="status"]'), 'verified when it is asked for')
        admin.post('/office/audit', admin.hidden() + [('_verify', '1')])
        self.assertTrue(admin.page.xpath('//p[@role="status"]'))
        with contextlib.closing(sqlite3.connect(self.state / 'inbox.db')) as database:
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER {name}')
            database.execute("UPDATE gw_audit SET result = 'refused' WHERE action = 'submission.accept'")
            database.commit()
        self.assertEqual(admin.post('/office/audit', admin.hidden() + [('_verify', '1')]).status, 500)
        self.assertTrue(admin.page.xpath('//p[@role="alert"]'))

    def test_no_token_in_addresses(self):
        office = self.office('li')
        for page in ('/office/', '/office/import', '/office/make', '/office/export', '/office/sessions', '/office/accounts', '/office/audit'):
            office.ask('GET', page)
            self.assertFalse(office.page.xpath('//form[@method="get"]//input[@name="_token"]'), page)
            for form in office.page.xpath('//form[@method="post"]'):
                self.assertEqual(len(form.xpath('.//input[@name="_token"]')), 1, page)
            marks = office.page.xpath('//@id')
            self.assertEqual(len(marks), len(set(marks)), page)
            for described in office.page.xpath('//@aria-describedby'):
                self.assertIn(described, marks, page)


class Proxied(OfficeTest):
    options = ('--user-header', 'X-Remote-User', '--trusted-proxy', '192.0.2.0/24')

    def test_the_header_counts_from_the_proxy_alone(self):
        # The Unix socket is the proxy's; a connection from a loopback address is anybody's.
        self.assertEqual(self.service.ask('GET', '/office/', None, {'X-Remote-User': 'wang'}).status, 200)
        self.assertEqual(self.service.ask('GET', '/office/', None, {'X-Remote-User': 'nobody'}).status, 403)
        for twice in (('wang', 'li'), ('li', 'li')):
            connection = self.service.connection()
            connection.putrequest('GET', '/office/')
            for name in twice:
                connection.putheader('X-Remote-User', name)
            connection.endheaders()
            self.assertIn(connection.getresponse().status, (400, 403), twice)
            connection.close()
        self.assertEqual(self.service.ask('GET', '/office/').status, 403)
        self.assertEqual(self.service.ask('GET', '/office/', None, {'X-Remote-User': 'wang'}, tcp=True).status, 403)
        self.assertEqual(self.service.ask('POST', '/office/login', b'name=wang&password=' + PASSWORD.replace(' ', '+').encode(),
                                          {'Content-Type': 'application/x-www-form-urlencoded'}, tcp=True).status, 403)


if __name__ == '__main__':
    unittest.main()
