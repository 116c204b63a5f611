"""Ways through the pages of applicants and of the office, as people go them in a browser."""
import json
import unittest

from chromium_pages import Chromium
from flows import Flows, each_way
from form_browser import PASSWORD, Browser, fields_of, hand_in
from harness import ROOT
from mail_server import MailServer
from test_imports import KIND, ImportTest
from test_mail import MailServiceTest
from visitor import Visitor

LETTER = json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))


class FlowTest(Flows, ImportTest):
    def enter(self, names, **changes):
        """Forms that came by mail; the ids of their submissions."""
        office = self.office()
        files = {f'{number}.json': json.dumps(self.data(name, **changes)).encode() for number, name in enumerate(names)}
        self.assertEqual(self.upload(office, files, kind=KIND).status, 200, office.text())
        return [row[0] for row in self.rows('SELECT id FROM gw_submission ORDER BY number')][-len(names):]


class Applicants(FlowTest):
    @each_way
    def test_back_after_check_and_after_errors_keeps_what_was_typed(self, visitor):
        draft = self.begin_form(visitor, 'commitment-letter')
        visitor.type('/org', '示例　研究院\u3000𠮷')
        visitor.press('_check')
        self.assertTrue(visitor.has('#summary'))
        self.assertEqual(visitor.value('/org'), '示例　研究院\u3000𠮷')
        visitor.click('#summary a', leaves=False)
        visitor.wait('document.activeElement.closest("form") !== null')
        visitor.press('_preview')
        visitor.back()
        self.assertTrue(visitor.has('#summary'))
        self.assertEqual(visitor.value('/org'), '示例　研究院\u3000𠮷')
        visitor.press('_submit')
        self.assertTrue(visitor.has('#summary'))
        visitor.press('_link')
        visitor.back()
        self.assertTrue(visitor.has('#summary'))
        visitor.go(draft + '?step=0')
        self.assertEqual(visitor.value('/org'), '示例　研究院\u3000𠮷')

    @each_way
    def test_the_code_opens_the_form_on_another_device(self, visitor):
        draft = self.begin_form(visitor, 'commitment-letter')
        visitor.type('/org', '示例研究院')
        visitor.press('_save')
        self.assertFalse(visitor.tab.run('document.querySelector("details").open'))
        visitor.click('details summary', leaves=False)
        visitor.wait('document.querySelector("details").open')
        visitor.look()
        code = visitor.tab.run('document.querySelector("details a").href.split("#")[1]')
        self.assertIn(code, visitor.text())
        with Chromium() as other:
            elsewhere = Visitor(self, other, visitor.top, visitor.language, visitor.width)
            elsewhere.go(draft)
            self.assertTrue(elsewhere.path.startswith('/resume/'))
            elsewhere.type('_code', code[:-1] + ('a' if code[-1] != 'a' else 'b'))
            elsewhere.press('_resume')
            self.assertTrue(elsewhere.path.startswith('/resume/'))
            elsewhere.type('_code', code)
            elsewhere.press('_resume')
            elsewhere.go(draft + '?step=0')
            self.assertEqual(elsewhere.value('/org'), '示例研究院')

    @each_way
    def test_a_remark_is_answered_where_it_stands(self, visitor):
        # As handed in and returned; how one gets there is tested elsewhere.
        browser = self.hand_in_letter()
        number = browser.path.split('/')[2]
        self.change_rows("UPDATE gw_submission SET state = 'returned', revision = revision + 1 WHERE draft = ?", number)
        self.change_rows('UPDATE gw_draft SET submission = NULL, revision = revision + 1 WHERE id = ?', number)
        self.change_rows('INSERT INTO gw_remark (submission, number, version, pointer, text, author, created, answer) '
                         "SELECT id, 1, versions, '/org', '请写全称', 'zhao', 1, '' FROM gw_submission WHERE draft = ?", number)
        self.become(visitor, browser)
        visitor.go(f'/r/{number}')
        visitor.follow('/d/')
        visitor.type('_answer-1', '证照上即为此名。\n附件中有复印件。')
        # The script saves it without a button.
        self.service.wait_until(lambda: self.rows('SELECT answer FROM gw_remark WHERE answer <> ?', ''), 30)
        visitor.go(f'/d/{number}?step=0')
        self.assertEqual(visitor.value('_answer-1'), '证照上即为此名。\n附件中有复印件。')
        self.change_rows("UPDATE gw_remark SET answer = ''")

    def hand_in_letter(self):
        """Without a browser."""
        browser = Browser(self.service)
        browser.ask('GET', '/forms/commitment-letter')
        browser.press('_start', [])
        browser.ask('GET', browser.path + '?step=0')
        browser.press('_submit', fields_of(browser, LETTER))
        self.assertTrue(browser.path.startswith('/r/'), browser.text()[:500])
        return browser


class Office(FlowTest):
    @each_way
    def test_many_are_accepted_get_their_letters_and_are_taken_back(self, visitor):
        ids = self.enter(self.people_of(3))
        self.service.wait_until(lambda: not self.rows('SELECT 1 FROM gw_submission WHERE errors < 0'), 60)
        self.log_in(visitor)
        for one in ids[:2]:
            visitor.tick(f'input[name="_id"][value="{one}"]')
        visitor.choose('_action', 'accept')
        visitor.click('form[action="/office/bulk"] button.minor')
        self.assertEqual(visitor.count('input[name="_row"]:checked'), 2)
        visitor.press('_do')
        self.assertEqual(self.states(ids), ['accepted', 'accepted', 'submitted'])
        # To a form and back: the results are still there.
        visitor.click('tbody a')
        visitor.back()
        self.assertEqual(visitor.count('tbody a'), 2)
        self.assertEqual(visitor.count('input[value="letters"]'), 1)
        # The button downloads, and the page stays.
        visitor.click('form:has(input[value="reopen"]) button[name="_do"]')
        self.assertEqual(self.states(ids), ['in_review', 'in_review', 'submitted'])

    def states(self, ids):
        return [self.rows('SELECT state FROM gw_submission WHERE id = ?', one)[0][0] for one in ids]

    @each_way
    def test_a_form_with_errors_is_accepted_by_somebody_who_has_seen_them(self, visitor):
        [one] = self.enter(self.people_of(1), org_zh='某' * 61)
        self.log_in(visitor)
        visitor.go(f'/office/s/{one}')
        visitor.press('_accept')
        self.assertEqual(self.states([one]), ['submitted'])
        visitor.follow('/office/calls')
        visitor.back()
        visitor.press('_accept')
        self.assertEqual(self.states([one]), ['submitted'], 'not without the tick')
        visitor.tick('input[name="_despite"]')
        visitor.press('_accept')
        self.assertEqual(self.states([one]), ['accepted'])
        visitor.press('_reopen')
        visitor.press('_reopen')
        self.assertEqual(self.states([one]), ['accepted'], 'not without a reason')
        visitor.type('_why', '误按')
        visitor.press('_reopen')
        self.assertEqual(self.states([one]), ['in_review'])

    @each_way
    def test_a_wrong_file_is_entered_and_removed(self, visitor):
        path = self.write('wrong.json', self.data('丁甲'))
        self.log_in(visitor)
        visitor.go('/office/import')
        visitor.choose('kind', KIND)
        visitor.attach('input[type="file"]', path)
        visitor.press('_import')
        visitor.click('td a')
        visitor.back()
        visitor.click('td a')
        visitor.press('_remove')
        visitor.press('_remove')
        self.assertEqual(visitor.path, '/office/')
        self.assertEqual(self.rows("SELECT 1 FROM gw_submission WHERE person = '丁甲'"), [])

    @each_way
    def test_a_remark_outlives_the_session(self, visitor):
        [one] = self.enter(self.people_of(1))
        self.log_in(visitor)
        visitor.go(f'/office/s/{one}')
        text = '请核对第三项。' * 280
        visitor.type('_remark', text)
        self.change_rows('DELETE FROM gw_session')
        visitor.press('_return')
        visitor.type('name', 'wang')
        visitor.type('password', PASSWORD)
        visitor.press_key('[name="password"]')
        self.assertEqual(self.states([one]), ['submitted'])
        visitor.click('main form button')
        self.assertEqual(self.states([one]), ['returned'])
        self.assertEqual(self.rows('SELECT text FROM gw_remark WHERE submission = ?', one), [(text,)])

    @each_way
    def test_a_search_is_kept_and_found_again(self, visitor):
        self.enter(['丁甲', '丁乙'])
        self.log_in(visitor)
        visitor.type('text', '丁乙')
        visitor.press_key('[name="text"]')
        self.assertEqual(visitor.count('tbody tr'), self.found('丁乙'))
        visitor.follow('/office/searches')
        visitor.type('name', '乙')
        visitor.click('main form button')
        visitor.go('/office/')
        visitor.follow('text=%E4%B8%81%E4%B9%99')
        self.assertEqual(visitor.count('tbody tr'), self.found('丁乙'))
        visitor.go('/office/statistics')
        self.change_rows('DELETE FROM gw_search')

    def found(self, name):
        return self.rows('SELECT COUNT(*) FROM gw_submission WHERE person = ?', name)[0][0]


class Mails(MailServiceTest, FlowTest):
    """What a secretary sees of mail to applicants when servers fail."""
    accounts = {'wang': 'secretary'}
    words = {'zh': {'again': '尚未发出', 'bounced': '没有此邮箱', 'unsure': '邮件服务器没有回答，可能已经送达', 'trouble': '没有发出或不能确定（1）'},
             'en': {'again': 'not taken yet, tried again at', 'bounced': 'the address does not exist or takes no mail',
                    'unsure': 'the server did not answer, it may have arrived', 'trouble': 'failed or unsure (1)'}}

    def due_now(self):
        self.change_rows("UPDATE gw_outbox SET next = 1 WHERE next > 0 AND state IN ('due', 'unsure')")

    def start(self, visitor):
        """A fresh box, and somebody who looks at the page of all mails."""
        self.change_rows('DELETE FROM gw_outbox')
        self.change_rows('DELETE FROM gw_address')
        self.log_in(visitor)
        self.say = self.words[visitor.language]

    def sees(self, visitor, page, *words):
        visitor.go(page)
        for word in words:
            self.assertIn(word, visitor.text())
        self.assertEqual(visitor.tab.barriers(), [])

    @each_way
    def test_a_server_is_down_greylists_and_refuses(self, visitor):
        self.start(visitor)
        self.server.close()
        hand_in(self.service, 'proposal-review')
        self.service.wait_until(lambda: self.rows("SELECT tries FROM gw_outbox WHERE state = 'due'") == [(1,)], 30)
        self.sees(visitor, '/office/mails?show=waiting', self.say['again'])
        self.server = MailServer(port=self.server.port)
        self.addCleanup(self.server.close)
        self.server.at_recipient['*'] = ['451 4.7.1 greylisted', '550 5.1.1 nobody here']
        self.due_now()
        self.service.wait_until(lambda: self.rows("SELECT code FROM gw_outbox WHERE state = 'due'") == [(451,)], 30)
        self.sees(visitor, '/office/mails?show=waiting', self.say['again'])
        self.due_now()
        self.wait_for(('receipt', 'bounced'))
        self.sees(visitor, '/office/mails?show=troubled', self.say['bounced'], '550 5.1.1 nobody here', self.say['trouble'])
        # From there to the form, where the same is said, and it is sent once more when the address works.
        visitor.click('tbody a')
        self.assertIn(self.say['bounced'], visitor.text())
        visitor.press('_again')
        self.wait_for(('receipt', 'sent'))
        self.assertEqual(len(self.server.mails), 1)

    @each_way
    def test_nobody_knows_whether_a_mail_arrived(self, visitor):
        self.start(visitor)
        self.server.after_data['*'] = ['silence']
        before = len(self.server.mails)
        hand_in(self.service, 'proposal-review')
        self.wait_for(('receipt', 'unsure'))
        self.sees(visitor, '/office/mails?show=troubled', self.say['unsure'], self.say['trouble'])
        self.due_now()
        self.wait_for(('receipt', 'sent'))
        self.sees(visitor, '/office/mails?show=troubled')
        self.assertNotIn(self.say['unsure'], visitor.text())
        self.assertEqual(len(set(self.server.ids()[before:])), 1)

    @each_way
    def test_those_who_have_not_answered_are_reminded(self, visitor):
        self.start(visitor)
        self.change_rows("DELETE FROM gw_submission")
        office = self.office()
        hand_in(self.service, 'proposal-review')
        self.wait_for(('receipt', 'sent'))
        self.change_rows('UPDATE gw_address SET verified = 1')  # which may get more than three mails a day
        hand_in(self.service, 'proposal-review')
        first, second = [row[0] for row in self.rows('SELECT id FROM gw_submission ORDER BY number')]
        self.press(office, f'/office/s/{first}', '_return', [('_remark', '请补充'), ('_until', '2099-01-01')])
        visitor.go('/office/')
        for one in first, second:
            visitor.tick(f'input[name="_id"][value="{one}"]')
        visitor.choose('_action', 'remind')
        visitor.click('form[action="/office/bulk"] button.minor')
        self.assertEqual(visitor.count('input[name="_row"]:checked'), 2)
        visitor.press('_do')
        self.assertIn({'zh': '提醒邮件', 'en': 'the reminder leaves at'}[visitor.language], visitor.text())
        self.assertEqual(visitor.tab.barriers(), [])
        self.service.wait_until(lambda: self.rows("SELECT state FROM gw_outbox WHERE template = 'reminder' AND tries > 0") == [('sent',)], 30)


class Forms(FlowTest):
    @each_way
    def test_a_hint_is_changed_a_rule_added_compared_and_taken_back(self, visitor):
        self.log_in(visitor)
        visitor.follow('/office/forms')
        visitor.follow('/office/forms/commitment-letter/words')
        name = visitor.tab.run('[...document.querySelectorAll("[name$=\'/hint/zh\']")].map(item => item.name)[0]')
        visitor.type(name, '照公章填写全称')
        visitor.press('_save')
        visitor.follow('/rules')
        visitor.follow('new=given')
        fields = visitor.tab.run('[...document.querySelector("[name=if]").options].map(one => one.value)')
        visitor.choose('if', fields[1])
        visitor.choose('how', 'given')
        visitor.choose('then', fields[2])
        visitor.choose('then_how', 'given')
        visitor.press('_rule')
        self.assertEqual(visitor.value('if'), fields[1], 'without a message it is refused, and kept')
        visitor.type('say_zh', '两栏一并填写')
        visitor.type('say_en', 'fill in both')
        visitor.press('_rule')
        visitor.says('两栏一并填写' if visitor.language == 'zh' else 'fill in both')
        visitor.follow('/compare')
        visitor.says('照公章填写全称')
        visitor.press_key('button[name="_undo"]')
        visitor.press_key('button[name="_undo"]')
        self.assertFalse(visitor.has('button[name="_undo"]'))
        visitor.press_key('button[name="_redo"]')
        visitor.says('照公章填写全称')
        visitor.press('_discard')
        visitor.follow('/publish')
        visitor.follow('/history')


if __name__ == '__main__':
    unittest.main()
