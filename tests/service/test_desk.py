"""The desk: errors of versions in lists, and what the office undoes, replaces and does at once."""
import json
import re
import subprocess
import time
import unittest

from form_browser import PASSWORD, Browser, OfficeBrowser
from chromium_pages import Chromium
from harness import PROGRAM, ROOT
from test_imports import KIND, ImportTest
from test_scans import codes_of

TOO_LONG = {'org_zh': '某' * 61}


class DeskTest(ImportTest):
    def entered(self, name='张示例', **changes):
        """The page of a form that came as data."""
        office = self.office()
        content = json.dumps(self.data(name, **changes)).encode()
        self.assertEqual(self.upload(office, {'form.json': content}, kind=KIND).status, 200, office.text()[:600])
        return office, office.page.xpath('//td/a/@href')[0]

    def wait_for(self, statement, wanted, *values):
        for _ in range(400):
            found = self.rows(statement, *values)
            if found == wanted:
                return
            time.sleep(0.1)
        self.assertEqual(found, wanted)


class Errors(DeskTest):
    def test_lists_mark_forms_with_errors(self):
        office, faulty = self.entered('丁甲', **TOO_LONG)
        self.entered('丁乙')
        self.wait_for('SELECT errors FROM gw_submission ORDER BY number', [(1,), (0,)])
        [(report,)] = self.rows('SELECT report FROM gw_version_check WHERE errors = 1')
        self.assertEqual([one['severity'] for one in json.loads(report)['diagnostics'] if one['severity'] == 'error'], ['error'])
        office.ask('GET', '/office/')
        self.assertEqual(office.page.xpath('//span[@class="state faulty"]/text()'), ['1 to correct'])
        for asked, names in (('1', ['丁甲']), ('0', ['丁乙']), ('', ['丁乙', '丁甲'])):
            office.ask('GET', f'/office/?errors={asked}')
            self.assertEqual(office.page.xpath('//tbody/tr/td[5]/text()'), names)
        # A working copy: it says so on each page, and has no code by which a scan of it would be taken for the form.
        for link, word in ((faulty, '有1处错误，未经核准'), (self.rows_of_links()['丁乙'], '')):
            pdf = self.folder / 'copy.pdf'
            pdf.write_bytes(office.ask('GET', link + '/document.pdf').body)
            text = subprocess.run(['pdftotext', pdf, '-'], capture_output=True, text=True, check=True).stdout
            pages = [page for page in text.split('\f') if page.strip()]
            self.assertEqual([word in ''.join(page.split()) for page in pages], [True] * len(pages))
            self.assertEqual(any(codes_of(pdf.read_bytes(), self.folder)['pages']), not word)
        office.ask('GET', faulty)
        self.assertIn('PDF (working copy)', office.page.xpath('//p[@class="links"]/a/text()'))

    def rows_of_links(self):
        return {person: '/office/s/' + one for one, person in self.rows('SELECT id, person FROM gw_submission')}


class Decisions(DeskTest):
    def status(self):
        return self.rows('SELECT state FROM gw_submission')[0][0]

    def buttons(self, office, minor):
        place = '//section[@class="decision"]//button' + ('[@class="minor"]' if minor else '[not(@class)]')
        return office.page.xpath(place + '/@name')

    def test_the_next_step_stands_out(self):
        office, link = self.entered()
        for button, wanted in ((None, '_review'), ('_review', '_accept')):
            office.ask('GET', link)
            if button:
                office.press_at(link, button)
            self.assertEqual(self.buttons(office, False), [wanted])
        self.assertEqual(office.page.xpath('//p[@class="buttons grave"]/button/@name'), ['_reject'])
        other, faulty = self.entered('丁甲', **TOO_LONG)
        other.ask('GET', faulty)
        other.press_at(faulty, '_review')
        self.assertEqual(self.buttons(other, False), ['_return'])

    def test_a_rejection_asks_for_the_reason_and_keeps_what_was_typed(self):
        office, link = self.entered()
        office.ask('GET', link)
        office.press_at(link, '_reject', [('_remark', '待核实'), ('/org_zh', '名称不全')])
        self.assertEqual(self.status(), 'submitted')
        self.assertIn('Reject ZJ-', office.text())
        self.assertEqual(office.confirm(('_why', ' ')).status, 422)
        self.assertEqual(self.status(), 'submitted')
        # The way back, then forth again.
        form = [(name, value) for name, value in office.hidden() if name != '_token']
        office.post(link, [('_token', office.token()), *form, ('_back', '1')])
        self.assertEqual(office.page.xpath('//textarea[@name="_remark"]')[0].text.strip(), '待核实')
        self.assertEqual(office.page.xpath('//textarea[@name="/org_zh"]')[0].text.strip(), '名称不全')
        office.press_at(link, '_reject')
        self.assertEqual(office.confirm(('_why', '材料与申请方向不符')).status, 200)
        self.assertEqual(self.status(), 'rejected')
        self.assertIn('材料与申请方向不符', office.page.xpath('//table')[-1].text_content())
        self.assertEqual(office.page.xpath('//textarea[@name="_reason"]')[0].text.strip(), '材料与申请方向不符')

    def test_decisions_are_taken_back(self):
        office, link = self.entered()
        for button, *why in (('_accept',), ('_reject', ('_why', '理由一'))):
            office.ask('GET', link)
            office.press_at(link, button)
            if why:
                office.confirm(*why)
            self.assertIn(self.status(), ('accepted', 'rejected'))
            office.ask('GET', link)
            revision = dict(office.hidden())['_revision']
            office.press_at(link, '_reopen')
            self.assertEqual('rosters and registers' in office.text(), button == '_accept')
            self.assertEqual(office.confirm(('_why', '误按')).status, 200)
            self.assertEqual(self.status(), 'in_review')
            self.assertIn('reopened', office.text())
            # An old page decides nothing.
            self.assertEqual(office.post(link, [('_token', office.token()), ('_revision', revision), ('_reopen', '1')]).status, 409)
        # A return by mistake.
        office.press_at(link, '_return', [('_remark', '请补充'), ('_until', '2099-01-01')])
        self.assertEqual(self.status(), 'returned')
        self.assertIn('Recall the return', office.text())
        office.press_at(link, '_reopen')
        office.confirm(('_why', '误退'))
        self.assertEqual(self.status(), 'in_review')
        self.assertEqual(self.rows('SELECT due FROM gw_submission'), [(0,)])
        reviewer = self.office('zhao')
        reviewer.ask('GET', link)
        self.assertFalse(reviewer.page.xpath('//button[@name="_reopen" or @name="_reject"]'))


class KeptAnswers(DeskTest):
    """An answer to a button has an address, at which a browser can go back to it."""

    def accepted(self, office, link):
        """The address of the page that asks, since a form with an error is accepted only on purpose."""
        office.ask('GET', link)
        office.press_at(link, '_accept')
        self.assertRegex(office.path, '^/office/shown/')
        return office.path

    def test_it_is_there_for_its_session_alone(self):
        office, link = self.entered('丁甲', org_zh='某' * 61)
        kept = self.accepted(office, link)
        self.assertEqual(office.answer.status, 200)
        text = office.text()
        office.ask('GET', '/office/')
        self.assertEqual(office.ask('GET', kept).status, 200)
        self.assertEqual(office.text(), text)
        for other in (self.office(), self.office('zhao')):
            self.assertEqual(other.ask('GET', kept).status, 410)
            self.assertIn('no longer kept', other.text())
        office.ask('GET', '/office/')
        office.post('/office/logout', [('_token', office.token())])
        self.assertEqual(self.rows('SELECT 1 FROM gw_page'), [])
        # Without a session it is a page like others.
        self.assertEqual(office.ask('GET', kept).status, 200)
        self.assertTrue(office.path.startswith('/office/login'))

    def test_it_goes_with_a_submission_that_is_removed(self):
        office, link = self.entered('丁甲', org_zh='某' * 61)
        kept = self.accepted(office, link)
        office.ask('GET', link)
        office.press_at(link, '_remove')
        self.assertIn('丁甲', ''.join(html for html, in self.rows('SELECT html FROM gw_page')))
        office.confirm()
        self.assertEqual(self.rows('SELECT 1 FROM gw_submission'), [])
        self.assertEqual(self.rows('SELECT 1 FROM gw_page'), [])
        self.assertEqual(office.ask('GET', kept).status, 410)

    def test_secrets_are_not_kept(self):
        office, link = self.entered('丁甲')
        office.ask('GET', link)
        office.post(link + '/link', [('_token', office.token()), ('_link', '1')])
        self.assertEqual(office.path, link + '/link')
        code = office.page.xpath('//main')[0].text_content().split('#')[1].split()[0]
        for html, in self.rows('SELECT html FROM gw_page'):
            self.assertNotIn(code, html)


class EnteredByMistake(DeskTest):
    def form(self, office):
        return office.page.xpath('//form[.//button[@name="_remove"]]')

    def remove(self, office, link, *fields):
        form = self.form(office)[0]
        hidden = [(item.get('name'), item.get('value')) for item in form.xpath('.//input[@type="hidden"]')]
        return office.post(link, [*hidden, *fields, ('_remove', '1')])

    def test_a_wrong_file_is_removed(self):
        office, link = self.entered('丁甲')
        self.entered('丁乙')
        [(receipt,)] = self.rows("SELECT receipt FROM gw_submission WHERE person = '丁甲'")
        office.ask('GET', link)
        self.assertIn('Entered by mistake', office.text())
        self.remove(office, link)
        self.assertIn(f'Remove {receipt}?', office.text())
        self.assertEqual(len(self.rows('SELECT 1 FROM gw_submission')), 2, 'nothing is done before the answer')
        # The way back.
        back = [(name, value) for name, value in office.hidden() if name != '_token']
        office.post(link, [('_token', office.token()), *back, ('_back', '1')])
        self.remove(office, link)
        office.confirm()
        self.assertEqual(self.rows('SELECT person FROM gw_submission'), [('丁乙',)])
        for table in ('gw_version', 'gw_event', 'gw_version_check'):
            self.assertEqual(self.rows(f'SELECT 1 FROM {table} WHERE submission = ?', link.split('/')[-1]), [], table)
        self.assertEqual(office.ask('GET', link).status, 404)
        self.assertEqual(self.rows("SELECT who, result FROM gw_audit WHERE action = 'submission.remove'"), [('wang', receipt)])
        # The same file is a new form, with another number.
        _, again = self.entered('丁甲')
        self.assertNotEqual(again, link)
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_submission WHERE receipt = ?', receipt), [(0,)])

    def test_only_who_entered_it_and_before_anybody_decides(self):
        office, link = self.entered('丁甲')
        [(name,)] = self.rows('SELECT entered_by FROM gw_submission')
        others = self.office('zhao')
        others.ask('GET', link)
        self.assertFalse(self.form(others))
        self.assertEqual(others.post(link, [*others.hidden(), ('_remove', 'sure')]).status, 403)
        office.ask('GET', link)
        office.press_at(link, '_review')
        self.assertTrue(self.form(office), 'a review decides nothing')
        stale = office.page
        office.press_at(link, '_accept')
        self.assertFalse(self.form(office))
        # Taken back, it has a history that others know of.
        office.press_at(link, '_reopen')
        office.confirm(('_why', '误按'))
        self.assertFalse(self.form(office))
        office.page = stale
        self.assertEqual(self.remove(office, link).status, 409)
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_submission'), [(1,)])
        self.assertTrue(name)

    def test_after_two_hours_it_stays(self):
        office, link = self.entered('丁甲')
        self.change_rows('UPDATE gw_submission SET created = created - 7190')
        office.ask('GET', link)
        self.assertTrue(self.form(office))
        self.change_rows('UPDATE gw_submission SET created = created - 20')
        self.assertEqual(self.remove(office, link).status, 409)
        self.assertFalse(self.form(office))

    def test_what_an_applicant_handed_in_stays(self):
        office, link = self.entered('丁甲')
        self.change_rows("UPDATE gw_submission SET entered_by = ''")
        office.ask('GET', link)
        self.assertFalse(self.form(office))


class EndedSessions(DeskTest):
    def test_a_remark_outlives_the_session(self):
        office, link = self.entered('丁甲')
        office.ask('GET', link)
        text = '请核对第三项。' * 300
        hidden = office.hidden()
        self.change_rows('DELETE FROM gw_session')
        answer = office.post(link, [*hidden, ('/org_zh', text), ('_until', '2099-01-01'), ('_return', '1')])
        self.assertEqual(answer.status, 401)
        self.assertIn('What you typed is kept', office.text())
        self.assertEqual(self.login(office, 'wrong wrong wrong').status, 403)
        self.assertEqual(self.login(office).status, 200)
        self.assertIn('has not been sent yet', office.text())
        office.confirm()
        self.assertEqual(office.path, link)
        self.assertEqual(self.rows('SELECT text FROM gw_remark'), [(text,)])
        self.assertEqual(self.rows('SELECT state FROM gw_submission'), [('returned',)])

    def test_only_what_the_service_has_sealed_is_sent(self):
        office, link = self.entered('丁甲')
        office.ask('GET', link)
        hidden = office.hidden()
        self.change_rows('DELETE FROM gw_session')
        office.post(link, [*hidden, ('_remark', '原文'), ('_until', '2099-01-01'), ('_return', '1')])
        kept = [(name, value.replace('%E5%8E%9F', '%E5%81%87') if name == '_kept' else value) for name, value in office.hidden()]
        self.assertNotEqual(kept, office.hidden())
        office.post('/office/login', [*kept, ('name', 'wang'), ('password', PASSWORD)])
        self.assertEqual(office.path, '/office/')
        # Without a session there is none to go on with; and passwords are not kept.
        stranger = OfficeBrowser(self.service, 'en')
        stranger.post('/office/sessions', [('_password', '1'), ('now', 'my old password'), ('new', 'x')])
        self.assertNotIn('my old password', stranger.page.xpath('string(//body)') + str(stranger.hidden()))

    @staticmethod
    def login(office, password=PASSWORD):
        return office.post('/office/login', [*office.hidden(), ('name', 'wang'), ('password', password)])

    def test_a_form_outlives_its_cookie(self):
        browser = Browser(self.service, 'zh')
        browser.ask('GET', '/forms/commitment-letter')
        browser.press('_start', [])
        draft = browser.path
        code = re.search(r'resume/[^#"]+#([a-z2-7]+)', browser.answer.body.decode())[1]
        hidden = browser.hidden()
        browser.cookies.clear()
        answer = browser.post(draft, [*hidden, ('/org', '某某研究院'), ('_save', '1')])
        self.assertEqual(answer.status, 404)
        self.assertIn('您填写的内容都在', browser.text())
        browser.press('_resume', [('_code', 'wrong')])
        self.assertEqual(browser.answer.status, 404)
        browser.press('_resume', [('_code', code)])
        self.assertIn('尚未保存', browser.text())
        browser.press('_again', [])
        self.assertEqual(browser.path, draft)
        self.assertIn('某某研究院', self.rows('SELECT entries FROM gw_draft')[0][0])


class Replacing(DeskTest):
    def returned(self, office, link):
        office.ask('GET', link)
        office.press_at(link, '_return', [('_remark', '请更正单位'), ('_until', '2099-01-01')])
        self.assertEqual(self.rows('SELECT state FROM gw_submission WHERE id = ?', link.split('/')[-1]), [('returned',)])

    def replaced(self, office, link, name, content):
        office.ask('GET', link)
        [form] = office.page.xpath('//form[contains(@action, "/replace")]')
        revision = form.xpath('.//input[@name="_revision"]/@value')[0]
        return office.upload(link + '/replace', 'file', name, content, [('_revision', revision)])

    def versions(self):
        return self.rows('SELECT receipt, state, versions FROM gw_submission ORDER BY number')

    def test_a_corrected_file_is_the_next_version(self):
        office, link = self.entered('丁甲')
        self.returned(office, link)
        answer = self.replaced(office, link, '更正.pdf', self.form('丁甲', org_zh='某某大学'))
        self.assertEqual(answer.status, 200, office.text()[:600])
        self.assertTrue(office.path.endswith('/diff/1/2'), office.path)
        self.assertIn('某某大学', office.text())
        [(_, state, versions)] = self.versions()
        self.assertEqual((state, versions), ('submitted', 2))
        # The same again, a form of another kind, something that is none.
        self.assertEqual(self.replaced(office, link, '更正.pdf', self.form('丁甲', org_zh='某某大学')).status, 422)
        self.assertIn('data of the last version', office.text())
        self.assertEqual(self.replaced(office, link, 'x.pdf', b'no form').status, 422)
        office.ask('GET', link)
        self.assertIn('corrected file entered', office.text())
        self.assertEqual(len(self.versions()), 1)

    def test_files_are_matched_by_their_receipt_number(self):
        office, link = self.entered('丁甲')
        self.returned(office, link)
        receipt = self.versions()[0][0]
        # The form to correct, as the applicant gets it by mail: its stamp has the number.
        for number, ending in enumerate(('pdf', 'xlsx', 'docx'), 2):
            office.ask('GET', link)
            sent = office.ask('GET', f'{link}/form.{ending}').body
            path = self.folder / f'sent.{ending}'
            path.write_bytes(sent)
            done = subprocess.run([PROGRAM, 'extract', path, '--json'], capture_output=True, text=True, check=False)
            self.assertEqual(json.loads(done.stdout)['files'][0].get('receipt'), receipt, done.stdout[:300] + done.stderr[:300])
        answer = self.upload(office, {f'{receipt} 改.pdf': self.form('丁甲', org_zh='某某大学')})
        self.assertEqual(answer.status, 200)
        self.assertIn(f'Entered as version 2 of {receipt}', office.text())
        [(_, state, versions)] = self.versions()
        self.assertEqual((state, versions), ('submitted', 2))
        # A wrong check digit names nothing.
        wrong = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)
        self.upload(office, {f'{wrong}.pdf': self.form('丁乙')})
        self.assertEqual(len(self.versions()), 2)

    def test_a_name_is_only_a_proposal(self):
        office, link = self.entered('丁甲')
        self.returned(office, link)
        receipt = self.versions()[0][0]
        files = {'a.pdf': self.form('丁甲', org_zh='某某大学'), 'b.pdf': self.form('丁乙')}
        self.upload(office, files)
        self.assertIn(f'may be a new version of {receipt}', office.text())
        self.assertEqual([row[2] for row in self.versions()], [1, 1], 'only the stranger was entered')
        for choice, wanted in (('version', [2, 1]), ('new', [2, 1, 1])):
            if choice == 'new':
                self.returned(office, link)
                self.upload(office, {'c.pdf': self.form('丁甲', org_zh='某某学院')})
            # A page that somebody has changed is refused.
            form = office.page.xpath('//form[.//button[@name="_decide"]]')[0]
            hidden = [(item.get('name'), item.get('value')) for item in form.xpath('.//input[@type="hidden"]')]
            forged = [(name, value.replace('某某', '他人') if name == '_form-0' else value) for name, value in hidden]
            office.post('/office/import', [*forged, ('_as-0', choice), ('_decide', '1')])
            self.assertIn('has expired', office.text())
            office.post('/office/import', [*hidden, ('_as-0', choice), ('_decide', '1')])
            self.assertEqual([row[2] for row in self.versions()], wanted, office.text()[:600])

    def test_the_applicant_gets_a_link(self):
        office, link = self.entered('丁甲')
        office.ask('GET', link)
        first = self.new_link(office, link)
        applicant = Browser(self.service, 'zh')
        self.open_link(applicant, first)
        self.assertIn('已提交', applicant.text())
        self.assertIn('丁甲', applicant.text())
        self.returned(office, link)
        applicant.ask('GET', applicant.path)
        self.assertEqual(applicant.page.xpath('//a[@class="link button"]/text()'), ['修改后重新提交'])
        self.assertFalse(applicant.page.xpath('//button[not(@class)]'), 'nothing else stands out')
        # A new link ends the former one, also where the form is open.
        second = self.new_link(office, link)
        applicant.ask('GET', first.split('#')[0].replace('resume', 'd'))
        self.assertIn('resume', applicant.path)
        other = Browser(self.service, 'zh')
        self.open_link(other, first)
        self.assertIn('续填码有误', other.text())
        self.open_link(other, second)
        other.ask('GET', other.path.replace('/r/', '/d/') + '?step=0')
        self.assertEqual(other.page.xpath('//input[@name="/name_zh"]/@value'), ['丁甲'])
        other.press('_submit')
        self.assertTrue(other.path.startswith('/r/'), other.text()[:900])
        self.assertEqual([(state, versions) for _, state, versions in self.versions()], [('submitted', 2)])

    def new_link(self, office, link):
        office.ask('GET', link)
        office.post(link + '/link', [('_token', office.token()), ('_link', '1')])
        [address] = [text for text in office.page.xpath('//td/text()') if '/resume/' in text]
        self.assertRegex(address, r'^https?://')
        self.assertTrue(office.page.xpath('//a[starts-with(@href, "mailto:")]'))
        return '/resume/' + address.split('/resume/')[1]

    @staticmethod
    def open_link(browser, link):
        path, code = link.split('#')
        browser.ask('GET', path)
        return browser.press('_resume', [('_code', code)])


class Bulk(DeskTest):
    def post(self, office, *fields):
        office.ask('GET', '/office/')
        return office.post('/office/bulk', [('_token', office.token()), *fields])

    def confirm(self, office, *fields):
        form = office.page.xpath('//form[@action="/office/bulk"]')[0]
        rows = [('_row', value) for value in form.xpath('.//input[@name="_row"][@checked]/@value')]
        hidden = [(item.get('name'), item.get('value')) for item in form.xpath('.//input[@type="hidden"]')]
        return office.post('/office/bulk', [*hidden, *rows, *fields, ('_do', '1')])

    def states(self):
        return [row[0] for row in self.rows('SELECT state FROM gw_submission ORDER BY number')]

    def test_many_are_accepted_and_taken_back(self):
        office = self.office()
        names = {f'{i}.json': self.data(f'丁{i}', **(TOO_LONG if i == 3 else {})) for i in range(6)}
        self.upload(office, {name: json.dumps(data).encode() for name, data in names.items()}, kind=KIND)
        ids = [row[0] for row in self.rows('SELECT id FROM gw_submission ORDER BY number')]
        self.wait_for('SELECT COUNT(*) FROM gw_submission WHERE errors < 0', [(0,)])
        self.post(office, ('_all', '1'), ('_action', 'accept'))
        self.assertIn('5 of 6 forms are ticked', office.text())
        self.assertEqual(self.states(), ['submitted'] * 6, 'nothing is done before the answer')
        self.assertEqual(len(office.page.xpath('//input[@name="_row"]')), 6)
        # Meanwhile a colleague has taken one.
        self.change_rows('UPDATE gw_submission SET revision = revision + 1 WHERE id = ?', ids[0])
        self.assertEqual(self.confirm(office).status, 409)
        self.assertIn('Done: 4 of 5', office.text())
        self.assertEqual(self.states(), ['submitted', 'accepted', 'accepted', 'submitted', 'accepted', 'accepted'])
        self.assertIn('changed meanwhile', office.text())
        # All of it back, with a reason in each history.
        form = office.page.xpath('//form[.//input[@value="reopen"]]')[0]
        hidden = [(item.get('name'), item.get('value')) for item in form.xpath('.//input[@type="hidden"]')]
        office.post('/office/bulk', [*hidden, ('_why', '误操作'), ('_do', '1')])
        self.assertEqual(self.states(), ['submitted', 'in_review', 'in_review', 'submitted', 'in_review', 'in_review'])
        self.assertEqual(self.rows("SELECT COUNT(*) FROM gw_event WHERE action = 'reopen' AND detail = '误操作'"), [(4,)])
        # Ticked by hand, one with errors is accepted.
        self.post(office, ('_id', ids[3]), ('_action', 'accept'))
        value = office.page.xpath('//input[@name="_row"][not(@checked)]/@value')[0]
        self.confirm(office, ('_row', value))
        self.assertEqual(self.states()[3], 'accepted')

    def letters(self, office):
        """The texts of the pages of the PDF that the office got."""
        answer = office.answer
        self.assertEqual(answer.headers['content-type'], 'application/pdf', answer.body[:500])
        pdf = self.folder / 'letters.pdf'
        pdf.write_bytes(answer.body)
        text = subprocess.run(['pdftotext', '-raw', pdf, '-'], capture_output=True, text=True, check=True).stdout
        return [''.join(page.split()) for page in text.split('\f')[:-1]]

    def test_letters_of_many_are_one_file(self):
        office = self.office()
        names = {f'{i}.json': self.data(f'丁{i}') for i in range(5)}
        self.upload(office, {name: json.dumps(data).encode() for name, data in names.items()}, kind=KIND)
        self.wait_for('SELECT COUNT(*) FROM gw_submission WHERE errors < 0', [(0,)])
        found = self.rows('SELECT id, receipt FROM gw_submission ORDER BY number')
        ids, receipts = [row[0] for row in found], [row[1] for row in found]
        self.post(office, *(('_id', one) for one in ids[:2]), ('_action', 'accept'))
        self.confirm(office)
        # From the page of the results.
        form = office.page.xpath('//form[.//input[@value="letters"]]')[0]
        hidden = [(item.get('name'), item.get('value')) for item in form.xpath('.//input[@type="hidden"]')]
        office.post('/office/bulk', [*hidden, ('_do', '1')])
        pages = self.letters(office)
        # Each on a right-hand page of its own.
        self.assertEqual([bool(text) for text in pages[:3]], [True, False, True])
        self.assertIn(receipts[0], ''.join(pages[:2]))
        self.assertIn(receipts[1], ''.join(pages[2:]))
        # One is rejected for a reason, one is returned with a remark; the last one has no result yet.
        link = '/office/s/' + ids[2]
        office.ask('GET', link)
        office.press_at(link, '_reject')
        OfficeBrowser.confirm(office, ('_why', '申请人不符合条件'))
        link = '/office/s/' + ids[3]
        office.ask('GET', link)
        office.press_at(link, '_return', [('/org_zh', '请写全称'), ('_until', '2099-01-01')])
        self.post(office, ('_all', '1'), ('_action', 'letters'))
        self.assertIn('4 of 5 forms are ticked', office.text())
        self.assertEqual(len(office.page.xpath('//input[@name="_row"]')), 4)
        self.confirm(office)
        text = ''.join(self.letters(office))
        self.assertIn('申请人不符合条件', text)
        self.assertIn('请写全称', text)
        self.assertIn('单位', text.partition('请写全称')[0][-80:], 'a remark names its field')
        for receipt in receipts[:4]:
            self.assertIn(receipt, text)
        self.assertNotIn(receipts[4], text)
        self.assertEqual(self.rows("SELECT COUNT(*) FROM gw_audit WHERE action = 'submission.letter' AND result = 'ok'"), [(6,)])
        # Decided otherwise meanwhile: what would be made is shown again.
        self.post(office, ('_id', ids[0]), ('_id', ids[1]), ('_action', 'letters'))
        stale = office.page
        self.post(office, ('_id', ids[0]), ('_action', 'reopen'))
        self.confirm(office, ('_why', '误操作'))
        office.page = stale
        self.confirm(office)
        self.assertIn('1 of 2 forms are ticked', office.text())

    def test_roles_and_assignment(self):
        office, link = self.entered('丁甲')
        one = link.split('/')[-1]
        reviewer = self.office('zhao')
        reviewer.ask('GET', '/office/')
        self.assertEqual(reviewer.page.xpath('//select[@name="_action"]/option/@value'), ['review', 'assign', 'letters'])
        self.assertEqual(self.post(reviewer, ('_id', one), ('_action', 'accept')).status, 403)
        self.post(reviewer, ('_id', one), ('_action', 'assign'), ('_assignee', 'zhao'))
        self.confirm(reviewer)
        self.assertEqual(self.rows('SELECT assignee FROM gw_submission'), [('zhao',)])
        self.assertEqual(self.post(reviewer, ('_id', one), ('_action', 'assign'), ('_assignee', 'nobody')).status, 422)
        self.assertEqual(self.post(reviewer, ('_action', 'review')).status, 422)
        viewer = self.office('qian')
        viewer.ask('GET', '/office/')
        self.assertFalse(viewer.page.xpath('//input[@name="_id"]'))


class Programs(DeskTest):
    SCOPES = ('--scope', 'inbox.read', '--scope', 'inbox.write')

    def setUp(self):
        super().setUp()
        self.key = self.run_gongwen('key', 'add', 'desk', *self.SCOPES, *self.place()).stdout.strip()

    def ask(self, method, path, data=None, revision=None, media_type='application/json'):
        sent = {'Authorization': f'Bearer {self.key}', 'Content-Type': media_type}
        if revision is not None:
            sent['If-Match'] = f'"{revision}"'
        body = data if isinstance(data, bytes) or data is None else json.dumps(data).encode()
        return self.service.ask(method, '/api/v1/submissions' + path, body, sent)

    def test_a_month_by_programs(self):
        _, link = self.entered('丁甲', **TOO_LONG)
        self.entered('丁乙')
        self.wait_for('SELECT COUNT(*) FROM gw_submission WHERE errors < 0', [(0,)])
        one = link.split('/')[-1]
        self.assertEqual([found['person'] for found in self.ask('GET', '?errors=1').json()['submissions']], ['丁甲'])
        seen = self.ask('GET', '/' + one).json()
        self.assertEqual((seen['errors'], seen['entered_by']), (1, 'wang'))
        done = self.ask('POST', f'/{one}/return', {'until': '2099-01-01', 'remarks': [{'text': '请更正'}]}, seen['revision']).json()
        self.assertEqual([found['id'] for found in self.ask('GET', '?due_before=2099-02-01').json()['submissions']], [one])
        self.assertEqual(self.ask('GET', '?due_before=2098-02-01').json()['submissions'], [])
        # A link, then a corrected file under the same number.
        answer = self.ask('POST', f'/{one}/link')
        self.assertRegex(answer.json()['link'], r'^https?://[^/]+/resume/[a-z2-7]+#[a-z2-7]{26}$')
        pdf = self.form('丁甲')
        path, sort = f'/{one}/versions', 'application/pdf'
        self.assertEqual(self.ask('POST', path, pdf, media_type=sort).status, 428)
        self.assertEqual(self.ask('POST', path, pdf, 1, sort).status, 412)
        answer = self.ask('POST', path, pdf, done['revision'], sort)
        self.assertEqual((answer.status, answer.json()['versions'], answer.json()['state']), (200, 2, 'submitted'), answer.body[:400])
        self.assertEqual(answer.headers['etag'], f'"{answer.json()["revision"]}"')
        other = self.folder / 'letter.pdf'
        self.run_gongwen('render', 'commitment-letter', ROOT / 'samples/commitment-letter/typical.json', '--fillable', '-o', other)
        self.assertEqual(self.ask('POST', path, other.read_bytes(), answer.json()['revision'], sort).json()['type'], '/problems/other-form')
        # Rejecting and reopening need a reason.
        for note in ({}, {'note': ' '}):
            self.assertEqual(self.ask('POST', f'/{one}/reject', note, answer.json()['revision']).problem(), 'no-reason')
        self.assertEqual(self.ask('POST', f'/{one}/reject', {'note': {'a': 1}}, answer.json()['revision']).problem(), 'bad-command')
        revision = self.ask('POST', f'/{one}/reject', {'note': '不符合条件'}, answer.json()['revision']).json()['revision']
        self.assertEqual(self.ask('POST', f'/{one}/reopen', {}, revision).json()['type'], '/problems/no-reason')
        self.assertEqual(self.ask('POST', f'/{one}/reopen', {'note': '补交材料'}, revision).json()['state'], 'in_review')

    def test_many_at_once(self):
        for name, more in (('丁甲', {}), ('丁乙', TOO_LONG), ('丁丙', {})):
            self.entered(name, **more)
        ids = [row[0] for row in self.rows('SELECT id FROM gw_submission ORDER BY number')]
        # Without a pause: what the background has not checked yet is checked now.
        answer = self.ask('POST', ':bulk', {'action': 'accept', 'ids': [*ids, 'nobody'], 'revisions': [1, 1, 7, 1]}).json()
        self.assertEqual([one['outcome'] for one in answer['results']], ['done', 'has-errors', 'changed', 'not-found'])
        self.assertEqual((answer['done'], answer['of']), (1, 4))
        answer = self.ask('POST', ':bulk', {'action': 'accept', 'filter': {'state': 'submitted'}, 'despite_errors': True}).json()
        self.assertEqual(answer['done'], 2)
        for bad in ({'action': 'accept'}, {'action': 'return', 'ids': ids}, {'action': 'reopen', 'ids': ids}, {'action': 'accept', 'ids': 'all'},
                    {'action': 'accept', 'ids': ids, 'filter': {}}, {'action': 'assign', 'ids': ids, 'account': 'nobody'},
                    {'action': 'review', 'filter': {'from': 'yesterday'}}, {'action': 'review', 'ids': ids, 'revisions': [1]}):
            self.assertEqual(self.ask('POST', ':bulk', bad).status, 422, bad)

    def test_a_filter_that_is_misspelled_means_nothing(self):
        office, link = self.entered('丁甲')
        self.entered('丁乙', **TOO_LONG)
        self.wait_for('SELECT COUNT(*) FROM gw_submission WHERE errors < 0', [(0,)])
        for wanted, names in (('true', ['丁乙']), ('1', ['丁乙']), ('false', ['丁甲']), ('0', ['丁甲'])):
            self.assertEqual([one['person'] for one in self.ask('GET', '?errors=' + wanted).json()['submissions']], names, wanted)
        order = {'action': 'assign', 'account': 'wang'}
        for bad in ({'filtre': {'state': 'submitted'}}, {'filter': {'kinds': 'expert-application'}}, {'filter': {'kind': 7}}, {'filter': {'state': 'submited'}},
                    {'filter': {'state': ''}}, {'filter': {'errors': True}}, {'filter': {'errors': 'yes'}}, {'filter': {'text': 5}}, {'filter': {'assignee': None}},
                    {'filter': {'before': '3'}}, {'filter': {'page': '2'}}, {'filter': {'From': '2027-01-01'}}, {'filter': ['state']}):
            answer = self.ask('POST', ':bulk', {**order, **bad})
            self.assertEqual((answer.status, answer.problem()), (422, 'bad-command'), (bad, answer.body))
            if isinstance(bad.get('filter'), dict):
                self.assertIn('filter/' + list(bad['filter'])[0], answer.json()['title'])
        self.assertEqual(self.ask('POST', ':bulk', {**order, 'filter': {'kind': 'nope'}}).problem(), 'unknown-kind')
        for answer in (self.ask('POST', ':bulk', {**order, 'filter': {'assignee': 'wnag'}}), self.ask('GET', '?assignee=wnag')):
            self.assertEqual((answer.status, answer.problem()), (404, 'unknown-account'), answer.body)
        self.assertEqual(self.ask('GET', '?assignee=wang').json(), {'submissions': []})
        one = link.split('/')[-1]
        for bad in ({'ids': [one, one]}, *({'ids': [one], 'revisions': [number]} for number in ('1', 1.0, -1, 0, None, 'abc', '1x', 1e3, 2**63))):
            self.assertEqual(self.ask('POST', ':bulk', {**order, **bad}).problem(), 'bad-command', bad)
        self.assertEqual(self.rows("SELECT DISTINCT assignee FROM gw_submission"), [('',)])
        self.assertEqual(self.ask('POST', ':bulk', {**order, 'filter': {'errors': 'false', 'sort': 'person'}}).json()['of'], 1)
        # What somebody does on the page with an address of another program, too.
        self.assertEqual(office.ask('GET', '/office/?state=submited').status, 422)

    def test_kinds_that_do_not_exist_are_said(self):
        self.entered('丁甲')
        top = {'Authorization': f'Bearer {self.key}', 'Accept-Language': 'en'}
        for path in ('submissions', 'statistics', 'calls', 'exports/data.jsonl'):
            answer = self.service.ask('GET', f'/api/v1/{path}?kind=expert-aplication', None, top)
            self.assertEqual((answer.status, answer.problem()), (404, 'unknown-kind'), path)
            self.assertIn('expert-application', answer.json()['detail'])
            self.assertEqual(self.service.ask('GET', f'/api/v1/{path}?kind=expert-application', None, top).status, 200, path)
        self.assertEqual(self.service.ask('GET', '/api/v1/submissions?kind=opinions', None, top).json(), {'submissions': []})
        answer = self.service.ask('GET', '/api/v1/submissions?from=2026-02-31', None, top)
        self.assertEqual((answer.status, answer.json()['title'], answer.json()['detail']),
                         (400, '`2026-02-31` is not a valid value of the parameter `from`', 'write the date as YYYY-MM-DD, such as 2026-12-01'))

    def test_the_list_has_a_second_page(self):
        self.entered('丁甲')
        for number in range(2, 53):
            self.change_rows(f"INSERT INTO gw_submission SELECT 'copy{number}', {number}, 'ZJ-0000-{number:04}', kind, state, revision, versions, "
                             "draft, person, organisation, assignee, created, changed, errors, warnings, email, language, due, entered_by "
                             "FROM gw_submission WHERE number = 1")
        answer = self.ask('GET', '?page=2')
        self.assertEqual((answer.status, answer.headers['x-total']), (200, '52'), answer.body)
        self.assertEqual(len(answer.json()['submissions']), 2)
        self.assertEqual(len(self.ask('GET', '?sort=number&page=1').json()['submissions']), 50)

    def test_more_than_a_thousand_are_not_cut_silently(self):
        office, _ = self.entered('丁甲')
        self.wait_for('SELECT COUNT(*) FROM gw_submission WHERE errors < 0', [(0,)])
        self.change_rows("WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1003) INSERT INTO gw_submission "
                         "SELECT 'copy' || i, i, 'ZJ-0000-' || i, kind, state, revision, versions, draft, person, organisation, assignee, created, changed, "
                         "errors, warnings, email, language, due, entered_by FROM gw_submission, n WHERE number = 1")
        office.ask('GET', '/office/')
        office.post('/office/bulk', [('_token', office.token()), ('_all', '1'), ('_action', 'review')])
        self.assertIn('1003 forms were chosen; at most 1000', office.text())
        answer = self.ask('POST', ':bulk', {'action': 'reopen', 'note': '试', 'filter': {'state': 'submitted'}}).json()
        self.assertEqual((answer['of'], answer['left']), (1000, 3))
        answer = self.ask('POST', ':bulk', {'action': 'reopen', 'note': '试', 'filter': {'text': 'ZJ-0000-7', 'sort': 'number'}}).json()
        self.assertNotIn('left', answer)

    def test_one_of_several_etags_fits(self):
        _, link = self.entered('丁甲')
        path = f'/{link.split("/")[-1]}/review'

        def ask(tags):
            return self.service.ask('POST', '/api/v1/submissions' + path, b'{}', {'Authorization': f'Bearer {self.key}', 'Content-Type': 'application/json', 'If-Match': tags})
        self.assertEqual([ask(tags).status for tags in ('*', '"7", "8"', 'W/"1"', '"7", "1"')], [428, 412, 412, 200])

    def test_a_key_of_a_request_works_or_is_refused(self):
        _, link = self.entered('丁甲')
        one = link.split('/')[-1]

        def ask(path, key, body=b'{}'):
            return self.service.ask('POST', '/api/v1/' + path, body, {'Authorization': f'Bearer {self.key}', 'Content-Type': 'application/json', 'Idempotency-Key': key}).problem()
        for path in ('submissions:bulk', f'submissions/{one}/link', f'submissions/{one}/versions', 'imports', 'scans', 'bounces'):
            self.assertEqual(ask(path, 'k1'), 'no-effect', path)
        for path in (f'kinds/{KIND}/check', f'kinds/{KIND}/draft/check'):
            self.assertNotIn(ask(path, 'k1'), ('no-effect', 'bad-idempotency-key'), path)
        for key in ('a b', 'x' * 129):
            for path in (f'submissions/{one}/review', 'calls'):
                self.assertEqual(ask(path, key), 'bad-idempotency-key', (path, key))

    def test_json_in_utf16_is_refused(self):
        _, link = self.entered('丁甲')
        for path, text in ((f'/{link.split("/")[-1]}/review', '{}'), (':bulk', '{"action": "review", "filter": {}}')):
            answer = self.ask('POST', path, text.encode('utf-16'))
            self.assertEqual((answer.status, answer.problem()), (415, 'unsupported-type'), answer.body)

    def test_a_recalled_return_tells_nobody_anything(self):
        office, link = self.entered('丁甲')
        path = '/' + link.split('/')[-1]

        def act(action, command):
            answer = self.ask('POST', f'{path}/{action}', command, self.ask('GET', path).json()['revision'])
            self.assertEqual(answer.status, 200, answer.body)
        act('return', {'until': '2099-01-01', 'remarks': [{'pointer': '/org_zh', 'text': '误发的意见'}]})
        act('reopen', {'note': '退回有误'})
        act('return', {'until': '2099-01-01', 'remarks': [{'pointer': '/name_zh', 'text': '请写全名'}]})
        self.assertEqual([one['recalled'] for one in self.ask('GET', path).json()['remarks']], [True, False])
        address, code = self.ask('POST', f'{path}/link').json()['link'].split('/resume/')[1].split('#')
        person = Browser(self.service, 'zh')
        person.ask('GET', '/resume/' + address)
        person.press('_resume', [('_code', code)])
        person.ask('GET', person.path.split('?')[0] + '?step=0')
        self.assertIn('请写全名', person.text())
        self.assertNotIn('误发的意见', person.text())
        office.ask('GET', link)
        self.assertEqual([text.strip().split('\n')[0] for text in office.page.xpath('//p[@class="remark"]/text()')],
                         ['Remark by program desk on version 1: 请写全名', 'Remark by program desk on version 1 (recalled): 误发的意见'])
        self.assertNotIn('key:', office.text())
        pdf = self.folder / 'letter.pdf'
        pdf.write_bytes(office.post(link + '/letter', [('_token', office.token()), ('_addressee', '某单位')]).body)
        text = subprocess.run(['pdftotext', pdf, '-'], capture_output=True, text=True, check=True).stdout
        self.assertIn('请写全名', text)
        self.assertNotIn('误发', text)
        admin = self.office('li')
        admin.ask('GET', '/office/audit')
        who = set(admin.page.xpath('//tbody/tr/td[3]/text()'))
        self.assertLessEqual({'program desk', 'wang'}, who)
        self.assertFalse([one for one in who if 'key:' in one])


class Looks(DeskTest):
    def test_remarks_stay_in_the_tab(self):
        office, link = self.entered('丁甲')
        address = f'http://{self.service.host}:{self.service.port}{link}'
        cookies = {'__Host-s': office.cookies['__Host-s']}
        write = 'document.getElementById("remark").value = "请补充"; ' \
                'document.getElementById("remark").dispatchEvent(new Event("input", {bubbles: true}))'
        with Chromium() as tab:
            tab.open(address, cookies=cookies)
            tab.run(write)
            tab.open(address, cookies=cookies)
            self.assertEqual(tab.run('document.getElementById("remark").value'), '请补充')
            # Once something was decided, it is not offered again.
            office.ask('GET', link)
            office.press_at(link, '_review')
            tab.open(address, cookies=cookies)
            self.assertEqual(tab.run('document.getElementById("remark").value'), '')
            self.assertEqual(tab.complaints, [])

    def test_pages_have_no_barriers_in_both_languages(self):
        office, faulty = self.entered('丁甲', **TOO_LONG)
        _, link = self.entered('丁乙')
        self.wait_for('SELECT COUNT(*) FROM gw_submission WHERE errors < 0', [(0,)])
        office.ask('GET', link)
        office.press_at(link, '_return', [('_remark', '请更正'), ('_until', '2099-01-01')])
        office.ask('GET', link)
        office.post(link + '/link', [('_token', office.token()), ('_link', '1')])
        [address] = [text for text in office.page.xpath('//td/text()') if '/resume/' in text]
        path, code = address.split('/resume/')[1].split('#')
        person = Browser(self.service, 'zh')
        person.ask('GET', '/resume/' + path)
        person.press('_resume', [('_code', code)])
        top = f'http://{self.service.host}:{self.service.port}'
        with Chromium() as tab:
            def check(what):
                self.assertEqual((tab.barriers(), tab.overflow(), tab.complaints), ([], 0, []), what)

            def press(selector, what):
                tab.run(f'document.querySelector({json.dumps(selector)}).focus()')
                tab.events.clear()
                tab.press('Enter')
                tab.wait_for('Page.loadEventFired')
                check(what)

            for language, width in (('zh', 390), ('en', 1280)):
                given = {'width': width, 'language': language}
                cookies = {'__Host-s': office.cookies['__Host-s']}
                tab.open(top + '/office/', cookies=cookies, **given)
                check('list')
                tab.open(top + '/office/?kind=expert-application&columns=person&columns=%2Fspeciality', cookies=cookies, **given)
                tab.run('document.querySelector("details.columns").open = true')
                check('columns')
                tab.open(top + '/office/searches?query=state%3Dsubmitted', cookies=cookies, **given)
                check('searches')
                tab.open(top + '/office/statistics', cookies=cookies, **given)
                check('statistics')
                tab.open(top + '/office/', cookies=cookies, **given)
                tab.run('document.querySelector("#all").checked = true; document.querySelector("#bulk-action").value = "accept"')
                press('section.decision button', 'many')
                tab.open(top + faulty, cookies=cookies, **given)
                check('with errors')
                press('[name=_accept]', 'accept?')
                tab.open(top + link, cookies=cookies, **given)
                press('[name=_reopen]', 'recall?')
                tab.open(f'{top}/r/{path}', cookies=person.cookies, **given)
                check('receipt')
                tab.open(f'{top}/r/{path}/withdraw', cookies=person.cookies, **given)
                check('withdraw?')


if __name__ == '__main__':
    unittest.main()
