"""Ways between applicants, their mailboxes and the desk, as people go them in a browser: forms that come back corrected,
parcels of files, decisions that are reopened, records and lists."""
import io
import json
import re
import subprocess
import unittest

import openpyxl

from chromium_pages import Chromium
from flows import Flows, each_way
from form_browser import PASSWORD
from test_imports import KIND, ImportTest, archive_of
from test_left_out import BAD
from test_mail_links import LinksTest
from test_office import SAMPLE
from test_office_facts import FactsTest
from test_second_factor import PAGE as FACTOR
from test_second_factor import FactorTest, code_of
from visitor import Visitor


class MailFlows(Flows, LinksTest):
    def fill(self, visitor):
        """The page of all steps, as far as a form needs it to be handed in; the address of who fills it in."""
        browser, fields, email = self.begin(visitor.language)
        email = f'leader{next(Flows.people)}@example.org'
        fields = [(name, email if name == '/leader/email' else value) for name, value in fields]
        browser.press('_save', fields)
        self.become(visitor, browser)
        visitor.go(f'{self.draft}?step=0')
        self.assertEqual(visitor.value('/leader/email'), email)
        return email

    def wait_for_mail(self, email, count):
        def mails():
            return [message for _, recipients, message in self.server.mails if recipients == [email]]
        self.service.wait_until(lambda: len(mails()) >= count, 30)
        return mails()[count - 1]

    def link_in(self, message):
        [path] = re.findall(r'https://forms\.example(/resume/\S+)', message.get_body(('plain',)).get_content())
        return path


class Applicants(MailFlows):
    @each_way
    def test_a_return_comes_by_mail_and_is_answered_under_the_same_number(self, visitor):
        email = self.fill(visitor)
        visitor.press('_mail_code')
        code = re.search(r'\d{6}', self.wait_for_mail(email, 1)['Subject'])[0]
        for _ in range(4):
            visitor.type('_mail_typed', '000000' if code != '000000' else '000001')
            visitor.press('_mail_check')
            self.assertTrue(visitor.has('[name="_mail_typed"]'))
        visitor.type('_mail_typed', code)
        visitor.press('_mail_check')
        self.assertFalse(visitor.has('[name="_mail_code"]'))
        visitor.press('_submit')
        self.assertTrue(visitor.path.startswith('/r/'), visitor.text())
        [(id, receipt)] = self.rows('SELECT id, receipt FROM gw_submission WHERE email = ?', email)
        visitor.says(receipt)
        first = self.link_in(self.wait_for_mail(email, 2))
        with Chromium() as tab:
            secretary = Visitor(self, tab, visitor.top, visitor.language, visitor.width)
            self.log_in(secretary)
            secretary.go(f'/office/s/{id}')
            secretary.type('_remark', '请补充单位全称。')
            secretary.press('_return')
        link = self.link_in(self.wait_for_mail(email, 3))
        # A scanner of mails looks at both links before the person does: nothing is used up by that.
        for path in (first, link):
            self.assertEqual(self.service.ask('GET', path).status, 200)
        with Chromium() as tab:
            person = Visitor(self, tab, visitor.top, visitor.language, visitor.width)
            person.go(link)
            person.press('_open')
            self.assertEqual(person.path, self.draft)
            person.says('请补充单位全称。')
            person.go(f'{self.draft}?step=0')
            person.press('_submit')
            person.says(receipt)
        self.assertEqual(self.rows('SELECT receipt, state, versions FROM gw_submission WHERE email = ?', email), [(receipt, 'submitted', 2)])

    @each_way
    def test_five_wrong_codes_end_a_code(self, visitor):
        email = self.fill(visitor)
        visitor.press('_mail_code')
        code = re.search(r'\d{6}', self.wait_for_mail(email, 1)['Subject'])[0]
        for _ in range(5):
            visitor.type('_mail_typed', '000000' if code != '000000' else '000001')
            visitor.press('_mail_check')
        self.assertFalse(visitor.has('[name="_mail_typed"]'), 'it is no longer valid')
        self.minute_later()
        visitor.press('_mail_code')
        visitor.type('_mail_typed', re.search(r'\d{6}', self.wait_for_mail(email, 2)['Subject'])[0])
        visitor.press('_mail_check')
        self.assertFalse(visitor.has('[name="_mail_code"]'))

    @each_way
    def test_a_form_is_withdrawn_and_its_data_used_again(self, visitor):
        email = self.fill(visitor)
        visitor.press('_submit')
        receipt = visitor.path
        visitor.follow('/withdraw')
        visitor.back()
        visitor.follow('/withdraw')
        visitor.press('_withdraw')
        self.assertEqual(self.rows('SELECT state FROM gw_submission WHERE email = ?', email), [('withdrawn',)])
        visitor.press('_reuse')
        self.assertTrue(visitor.path.startswith('/d/') and visitor.path[3:] not in receipt, visitor.path)
        visitor.go(f'{visitor.path}?step=0')
        self.assertEqual(visitor.value('/leader/email'), email)
        visitor.press('_submit')
        self.assertEqual([state for state, in self.rows('SELECT state FROM gw_submission WHERE email = ? ORDER BY number', email)], ['withdrawn', 'submitted'])

    @each_way
    def test_a_new_link_closes_the_form_on_the_other_device(self, visitor):
        email = self.fill(visitor)
        visitor.press('_submit')
        [(id,)] = self.rows('SELECT id FROM gw_submission WHERE email = ?', email)
        self.change_rows("UPDATE gw_submission SET state = 'returned' WHERE id = ?", id)
        with Chromium() as tab, Chromium() as second:
            secretary = Visitor(self, tab, visitor.top, visitor.language, visitor.width)
            self.log_in(secretary)
            secretary.go(f'/office/s/{id}')
            secretary.press('_link')
            [link] = re.findall(r'/resume/\S+', secretary.text())
            elsewhere = Visitor(self, second, visitor.top, visitor.language, visitor.width)
            elsewhere.go(link)
            elsewhere.wait('!location.pathname.startsWith("/resume/")')
            elsewhere.look()
            self.assertEqual(elsewhere.path.split('/')[2], self.draft.split('/')[2])
            visitor.go(f'{self.draft}?step=0')
            self.assertTrue(visitor.path.startswith('/resume/'), 'closed on the first device')


class Parcels(Flows, ImportTest):
    def entered(self, person, **changes):
        """The id and the receipt of a form that came by mail."""
        office = self.office()
        self.upload(office, {'a.json': json.dumps(self.data(person, **changes)).encode()}, kind=KIND)
        [found] = self.rows('SELECT id, receipt FROM gw_submission WHERE person = ?', person)
        return found

    def returned(self, visitor, id, remark='请更正单位。'):
        visitor.go(f'/office/s/{id}')
        visitor.type('_remark', remark)
        visitor.press('_return')
        self.assertEqual(self.standing(id), ('returned', 1))

    def standing(self, id):
        return self.rows('SELECT state, versions FROM gw_submission WHERE id = ?', id)[0]

    def kept(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def enter(self, visitor, *paths):
        visitor.go('/office/import')
        visitor.attach('input[type="file"]', *paths)
        visitor.press('_import')

    @each_way
    def test_a_corrected_file_is_the_next_version(self, visitor):
        [person] = self.people_of(1)
        id, receipt = self.entered(person)
        self.log_in(visitor)
        self.returned(visitor, id)
        # The form to correct, as it is sent to the applicant: its stamp has the number.
        office = self.office()
        sent = self.kept('sent.pdf', office.ask('GET', f'/office/s/{id}/form.pdf').body)
        self.assertIn(receipt, self.run_gongwen('extract', sent, '--json').stdout)
        self.enter(visitor, self.kept(f'{receipt}.pdf', self.form(person, org_zh='某某大学')))
        visitor.says(receipt)
        self.assertEqual(self.standing(id), ('submitted', 2))
        visitor.go(f'/office/s/{id}')
        visitor.follow('/diff/1/2')
        visitor.says('某某大学')

    @each_way
    def test_a_sheet_without_a_number_is_proposed_and_declined(self, visitor):
        [person] = self.people_of(1)
        id, receipt = self.entered(person)
        self.log_in(visitor)
        self.returned(visitor, id)
        self.enter(visitor, self.kept('表.xlsx', self.form(person, 'xlsx', org_zh='某某大学')))
        visitor.says(receipt)
        self.assertEqual(self.standing(id), ('returned', 1), 'nothing was decided yet')
        visitor.choose('_as-0', 'new')
        visitor.press('_decide')
        self.assertEqual(self.standing(id), ('returned', 1))
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_submission WHERE person = ?', person), [(2,)])
        # Taken as the version this time.
        self.enter(visitor, self.kept('又.xlsx', self.form(person, 'xlsx', org_zh='某某学院')))
        visitor.choose('_as-0', 'version')
        visitor.press('_decide')
        self.assertEqual(self.standing(id), ('submitted', 2))

    @each_way
    def test_a_parcel_of_sixty_files(self, visitor):
        people = self.people_of(58)
        known = self.form(people[0])
        files = {f'{number:02}-{person}.json': json.dumps(self.data(person)).encode() for number, person in enumerate(people[1:], 1)}
        for ending in ('pdf', 'xlsx'):
            [more] = self.people_of(1)
            files[f'{more}.{ending}'] = self.form(more, ending)
        self.enter_known(known)
        parcel = {**files, '已有.pdf': known, '坏.pdf': b'%PDF-1.7 nothing', '坏.xlsx': b'PK\x03\x04 nothing', '说明.txt': '请查收。'.encode()}
        self.log_in(visitor)
        before = self.rows('SELECT COUNT(*) FROM gw_submission')[0][0]
        visitor.go('/office/import')
        visitor.choose('kind', KIND)
        visitor.attach('input[type="file"]', self.kept('六十份.zip', archive_of(parcel)))
        visitor.press('_import')
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_submission')[0][0] - before, len(files), visitor.text()[:2000])
        for name in parcel:
            visitor.says(name)
        rows = visitor.tab.run('[...document.querySelectorAll("tbody tr td:first-child")].map(one => one.textContent)')
        self.assertEqual(sorted(rows), sorted(f'六十份.zip/{name}' for name in parcel))
        # The whole parcel once more, by mistake: nothing is doubled.
        visitor.go('/office/import')
        visitor.choose('kind', KIND)
        visitor.attach('input[type="file"]', self.kept('六十份.zip', archive_of(parcel)))
        visitor.press('_import')
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_submission')[0][0] - before, len(files))

    def enter_known(self, content):
        office = self.office()
        self.assertEqual(self.upload(office, {'已有.pdf': content}).status, 200, office.text())

    @each_way
    def test_the_register_asks_about_forms_with_errors_and_says_who_is_left_out(self, visitor):
        good, bad = self.people_of(2)
        number = 10 * next(Flows.people)
        for person, more in ((good, {}), (bad, BAD)):
            id, _ = self.entered(person, **more, mobile=f'138{number:08}')
            number += 1
            self.change_rows("UPDATE gw_submission SET state = 'accepted' WHERE id = ?", id)
        self.service.wait_until(lambda: not self.rows('SELECT 1 FROM gw_submission WHERE errors < 0'), 60)
        [receipt] = [row[0] for row in self.rows('SELECT receipt FROM gw_submission WHERE person = ?', bad)]
        self.log_in(visitor)
        visitor.go('/office/export')
        visitor.choose('kind', KIND)
        visitor.choose('state', 'accepted')
        visitor.press('_export', 'register-pdf')
        visitor.says(receipt)
        fields = visitor.tab.run('[...document.querySelector("form:has([name=_without])").elements].map(one => [one.name, one.value])')
        office = self.office(language=visitor.language)
        self.become_office(office, visitor)
        made = office.post('/office/export', [(name, value) for name, value in fields if name])
        text = subprocess.run(['pdftotext', '-layout', '-', '-'], input=made.body, stdout=subprocess.PIPE, check=True).stdout.decode()
        self.assertIn(good, text.replace(' ', ''))
        self.assertIn(receipt, text)
        self.assertIn('未列入', text)
        self.change_rows("UPDATE gw_submission SET state = 'rejected'")

    def become_office(self, office, visitor):
        """Without a browser, in the session of the one who has one: a download has no page."""
        for cookie in visitor.tab.ask('Network.getAllCookies')['cookies']:
            office.cookies[cookie['name']] = cookie['value']


class Records(Flows, FactsTest):
    @each_way
    def test_an_event_with_three_projects_and_an_import_with_differences(self, visitor):
        self.log_in(visitor)
        start = next(Flows.people) * 10
        numbers = [f'2024{start + index:04}-T-469' for index in range(3)]
        visitor.go('/office/facts/record?type=event&member=type&decides=ns_draft_review')
        visitor.type('/dates/0', '2024年2月5日')
        for index, number in enumerate(numbers):
            if not visitor.has(f'[name="/standards/{index}/plan_number"]'):
                visitor.click('button[name="_add"][value^="/standards"]')
            visitor.type(f'/standards/{index}/plan_number', number)
            visitor.press('_make', f'project /standards/{index}/plan_number')
            self.assertEqual(visitor.value('/plan_number'), number)
            visitor.type('/title', f'网络安全技术　示例设备{number[4:8]}安全要求')
            visitor.type('/scope', '适用于虚构场景。')
            visitor.press('_save')
            self.assertIn(number, visitor.value(f'/standards/{index}/plan_number'))
            self.assertEqual(visitor.value('/dates/0'), '2024年2月5日')
        visitor.type('_reason', '例会')
        visitor.press('_save')
        listed = self.run_gongwen('store', 'list', self.store).stdout
        for number in numbers:
            self.assertIn(number, listed)
        # A table with two that are known, one of them changed, and a new one.
        new = f'2024{start + 5:04}-T-469'
        path = self.folder / 'projects.csv'
        rows = [(numbers[0], '适用于虚构场景。'), (numbers[1], '适用于另一虚构场景。'), (new, '适用于新场景。')]
        path.write_text('plan_number,title,scope\n' + ''.join(f'{number},网络安全技术　示例设备{number[4:8]}安全要求,{scope}\n' for number, scope in rows), 'utf-8')
        visitor.go('/office/facts')
        visitor.choose('type', 'project', 'form:has([type="file"]) ')
        visitor.attach('input[type="file"]', path)
        visitor.press('_upload')
        visitor.says('适用于另一虚构场景。')
        self.assertEqual(visitor.count('input[name="_row"]:checked'), 2)
        visitor.click(f'input[name="_row"][value$="{new}"]', leaves=False)
        visitor.type('_reason', '核对')
        visitor.press('_commit')
        listed = self.run_gongwen('store', 'list', self.store).stdout
        self.assertNotIn(new, listed)
        self.assertIn('适用于另一虚构场景。', self.run_gongwen('store', 'show', self.store, 'project', numbers[1]).stdout)

    @each_way
    def test_an_accepted_form_in_the_records_is_reopened(self, visitor):
        [person] = self.people_of(1)
        office = self.office()
        data = {**json.loads(SAMPLE.read_text('utf-8')), 'name_zh': person, 'email': f'{next(Flows.people)}@example.org'}
        office.ask('GET', '/office/import')
        office.upload('/office/import', 'file', '表.json', json.dumps(data).encode(), [('kind', KIND)])
        page = office.page.xpath('//td/a/@href')[0]
        self.log_in(visitor)
        visitor.go(page)
        visitor.press('_accept')
        visitor.click(f'form[action="{page}/record"] button')
        visitor.says(person)
        visitor.press('_enter')
        self.assertEqual(visitor.path, page)
        [key] = re.findall(r'person (person-\d+)', self.run_gongwen('store', 'list', self.store).stdout)[-1:]
        visitor.press('_reopen')
        visitor.says(key)
        visitor.press('_back')
        self.assertEqual(self.rows('SELECT state FROM gw_submission WHERE person = ?', person), [('accepted',)])
        visitor.press('_reopen')
        visitor.type('_why', '单位有变')
        visitor.press('_reopen')
        self.assertEqual(self.rows('SELECT state FROM gw_submission WHERE person = ?', person), [('in_review',)])
        self.assertIn(person, self.run_gongwen('store', 'show', self.store, 'person', key).stdout, 'records do not change by themselves')


class Overview(Flows, ImportTest):
    @each_way
    def test_from_the_first_page_to_the_statistics(self, visitor):
        people = self.people_of(30)
        office = self.office()
        files = {f'{person}.json': json.dumps(self.data(person, **(BAD if number % 10 == 0 else {}))).encode() for number, person in enumerate(people)}
        self.assertEqual(self.upload(office, {'三十份.zip': archive_of(files)}, kind=KIND).status, 200, office.text()[:500])
        self.service.wait_until(lambda: not self.rows('SELECT 1 FROM gw_submission WHERE errors < 0'), 60)
        self.log_in(visitor)
        visitor.click('ul.cards a[href*="errors"]')
        bad = self.rows('SELECT COUNT(*) FROM gw_submission WHERE errors > 0')[0][0]
        self.assertEqual(visitor.count('tbody tr'), bad)
        visitor.follow('/office/searches')
        visitor.type('name', '有误的')
        visitor.press('_save')
        visitor.go('/office/')
        self.assertGreater(visitor.count('tbody tr'), bad)
        visitor.click('nav.searches a[href*="errors"]')
        self.assertEqual(visitor.count('tbody tr'), bad)
        address = visitor.tab.run('document.querySelector("a[href*=\'list.xlsx\']").getAttribute("href")')
        for cookie in visitor.tab.ask('Network.getAllCookies')['cookies']:
            office.cookies[cookie['name']] = cookie['value']
        sheet = openpyxl.load_workbook(io.BytesIO(office.ask('GET', address).body)).active
        self.assertEqual(sheet.max_row - 1, bad)
        visitor.follow('/office/statistics')
        self.assertTrue(visitor.has('svg'))
        visitor.says(str(self.rows('SELECT COUNT(*) FROM gw_submission')[0][0]))
        self.change_rows('DELETE FROM gw_search')


class Logins(Flows, FactorTest):
    @each_way
    def test_a_second_factor_is_set_up_used_and_lost(self, visitor):
        self.change_rows("UPDATE gw_account SET factor = ''")
        self.change_rows('DELETE FROM gw_recovery')
        self.log_in(visitor)
        visitor.go('/office/sessions')
        visitor.follow(FACTOR)
        secret = re.search(r'\b[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}\b', visitor.text())[0].replace(' ', '')
        used = code_of(secret)
        visitor.type('code', used)
        visitor.press('_set')
        recovery = re.findall(r'\b[a-z2-7]{5}-[a-z2-7]{5}\b', visitor.text())
        self.assertEqual(len(recovery), 10)
        for code, goes_in in ((used, False), (code_of(secret, 1), True), (recovery[0], True), (recovery[0], False)):
            with Chromium() as tab:
                again = Visitor(self, tab, visitor.top, visitor.language, visitor.width)
                again.go('/office/')
                again.type('name', 'wang')
                again.type('password', PASSWORD)
                again.press_key('[name="password"]')
                again.type('code', code)
                again.press('_factor')
                again.go('/office/')
                self.assertEqual(again.path == '/office/', goes_in, code)


if __name__ == '__main__':
    unittest.main()
