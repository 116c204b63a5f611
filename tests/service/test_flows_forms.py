"""Ways of those who change forms, as they go them in a browser: from a hint to its day, by the keyboard alone, two at once,
without script, and what becomes of forms that are out."""
import unittest

from changing_form import DATA
from chromium_pages import Chromium
from flows import Flows, each_way
from form_browser import Browser, fields_of
from harness import DONE, gongwen
from test_designer import FORMS, HINTED, DesignerTest
from visitor import Visitor

VISIT = f'{FORMS}/visit'
HINT_ZH, HINT_EN = '/fields/~1name/hint/zh', '/fields/~1name/hint/en'


class FormFlows(Flows, DesignerTest):
    def setUp(self):
        super().setUp()
        self.publisher()

    def start_again(self):
        self.service.__exit__()
        self.start()

    def hint(self):
        return self.draft()[0]['fields']['/name']['hint']['en']

    def publish_now(self, visitor, kind='visit'):
        visitor.follow(f'{FORMS}/{kind}/publish')
        visitor.press('_publish')
        self.assertEqual(visitor.path, f'{FORMS}/{kind}/history')


class Editions(FormFlows):
    @each_way
    def test_a_hint_is_changed_from_tomorrow(self, visitor):
        words = f'写证件上的姓名（{visitor.language}，{visitor.width}）'
        shown = words if visitor.language == 'zh' else f'the name in the document, en, {visitor.width}'
        self.log_in(visitor)
        visitor.go(f'{VISIT}/words')
        visitor.type(HINT_ZH, words)
        visitor.type(HINT_EN, f'the name in the document, {visitor.language}, {visitor.width}')
        visitor.press('_save')
        visitor.follow('/compare')
        visitor.says(words)
        visitor.follow('/publish')
        visitor.tab.run(f'document.querySelector("[name=from]").value = "{self.today(1)}"; 1')
        visitor.type('note', '自明日起')
        visitor.press('_publish')
        visitor.says('自明日起')
        with Chromium() as tab:
            applicant = Visitor(self, tab, visitor.top, visitor.language, visitor.width)
            self.begin_form(applicant, 'visit')
            applicant.says_not(shown)
            # The day has come, as far as a test can wait.
            self.change_rows('DROP TRIGGER IF EXISTS gw_kind_edition_kept')
            self.change_rows('UPDATE gw_kind_edition SET since = 1 WHERE number = (SELECT MAX(number) FROM gw_kind_edition)')
            self.start_again()
            applicant.top = visitor.top = f'http://localhost:{self.service.port}'
            self.begin_form(applicant, 'visit')
            applicant.says(shown)
        visitor.go(f'{VISIT}/history')
        visitor.says('自明日起')

    @each_way
    def test_old_submissions_keep_their_paper_and_drafts_follow_three_editions(self, visitor):
        browser = self.begin()
        browser.press('_submit', fields_of(browser, DATA))
        receipt = browser.path.split('/')[2]
        former = browser.ask('GET', f'/r/{receipt}/document.pdf').body
        [(submission,)] = self.rows('SELECT id FROM gw_submission WHERE draft = ?', receipt)
        draft = self.begin(visitor.language)
        draft.press('_save', fields_of(draft, DATA))
        draft_page = draft.path
        self.log_in(visitor)
        titles = {'zh': f'第{{}}版传真（{visitor.language}，{visitor.width}）', 'en': f'fax of edition {{}} ({visitor.language}, {visitor.width})'}
        for number in (1, 2, 3):
            visitor.go(f'{VISIT}/words')
            for language, title in titles.items():
                visitor.type(f'/fields/~1fax/title/{language}', title.format(number))
            visitor.press('_save')
            self.publish_now(visitor)
        title = titles[visitor.language].format(3)
        self.assertEqual(browser.ask('GET', f'/r/{receipt}/document.pdf').body, former)
        visitor.go(f'/office/s/{submission}')
        visitor.says_not(title)
        with Chromium() as tab:
            applicant = Visitor(self, tab, visitor.top, visitor.language, visitor.width)
            self.become(applicant, draft)
            applicant.go(f'{draft_page}?step=0')
            applicant.says(title)
            self.assertEqual((applicant.value('/fax'), applicant.value('/name')), (DATA['fax'], DATA['name']))
            applicant.press('_submit')
            self.assertTrue(applicant.path.startswith('/r/'), applicant.text())
        [(latest,)] = self.rows('SELECT id FROM gw_submission ORDER BY number DESC LIMIT 1')
        visitor.go(f'/office/s/{latest}')
        visitor.says(title)

    @each_way
    def test_a_copy_becomes_a_form_that_comes_back_from_paper_and_sheet(self, visitor):
        kind = f'visit-{visitor.language}-{visitor.width}'
        titles = {'zh': f'回访登记表（{visitor.language}，{visitor.width}）', 'en': f'Second visit ({visitor.language}, {visitor.width})'}
        self.log_in(visitor)
        visitor.go(FORMS)
        visitor.choose('origin', 'visit')
        copying = 'form:has([name="origin"]) '
        visitor.type('name', kind, copying)
        for language, title in titles.items():
            visitor.type(f'title_{language}', title, copying)
        visitor.press('_copy')
        [(form,)] = self.rows('SELECT form FROM gw_kind_draft WHERE kind = ?', kind)
        self.publish_now(visitor, kind)
        self.wait_until(lambda: Browser(self.service).ask('GET', f'/forms/{kind}').status == 200)
        with Chromium() as tab:
            applicant = Visitor(self, tab, visitor.top, visitor.language, visitor.width)
            self.begin_form(applicant, kind)
            applicant.says(titles[visitor.language])
            applicant.type('/name', '张示例')
            applicant.press('_submit')
            self.assertTrue(applicant.path.startswith('/r/'), applicant.text())
        people = self.people_of(3)
        visitor.go('/office/import')
        visitor.attach('input[type="file"]', *self.returned(kind, form, dict(zip(('pdf', 'xlsx', 'docx'), people))))
        visitor.press('_import')
        self.assertEqual(sorted(self.rows('SELECT person, kind FROM gw_submission WHERE person IN (?, ?, ?)', *people)),
                         sorted((person, kind) for person in people))

    def returned(self, kind, form, people):
        """Files of a form, filled in, by their endings."""
        self.write(f'copies/{kind}/form.json', form)
        for ending, person in people.items():
            path = self.folder / f'{person}.{ending}'
            done = gongwen('render', kind, self.write('data.json', {**DATA, 'name': person}), '--templates', self.folder / 'copies', '--fillable', '-o', path)
            self.assertEqual(done.status, DONE, done.err)
            yield path


class Editors(FormFlows):
    @each_way
    def test_a_field_is_added_by_the_keyboard_alone(self, visitor):
        self.log_in(visitor)
        visitor.go(f'{VISIT}/fields')
        visitor.write('[name="new_zh"]', '车牌号码')
        visitor.write('[name="new_en"]', 'Number plate')
        visitor.enter_key('button[name="_add"]')
        self.assertIn('/number_plate', self.draft()[0]['fields'])
        self.assertTrue(visitor.tab.run('location.search').endswith('number_plate'))
        for words in ('一', '二', '三', '四'):
            visitor.go(f'{VISIT}/words')
            visitor.write(f'[name="{HINT_EN}"]', words)
            visitor.enter_key('button[name="_save"]:not(.unseen)')
        self.assertEqual(self.hint(), '四')
        for left in ('三', '二', '一', HINTED['fields']['/name']['hint']['en']):
            visitor.enter_key('button[name="_undo"]')
            self.assertEqual(self.hint(), left)
        visitor.enter_key('button[name="_undo"]')
        self.assertNotIn('/number_plate', self.draft()[0]['fields'])
        self.assertFalse(visitor.has('button[name="_undo"]'))
        for _ in range(5):
            visitor.enter_key('button[name="_redo"]')
        self.assertEqual(self.hint(), '四')
        self.assertIn('/number_plate', self.draft()[0]['fields'])
        visitor.press('_discard')

    @each_way
    def test_two_editors_of_one_sentence(self, visitor):
        with Chromium() as tab:
            other = Visitor(self, tab, visitor.top, visitor.language, visitor.width)
            self.log_in(visitor)
            self.log_in(other, 'li')
            visitor.go(f'{VISIT}/words')
            other.go(f'{VISIT}/words')
            visitor.type(HINT_EN, 'of the first')
            visitor.press('_save')
            other.type(HINT_EN, 'of the second')
            other.type('/fields/~1fax/title/zh', '传真号码')
            other.press('_save')
            other.says('of the first')
            self.assertEqual((other.value(HINT_EN), other.value('/fields/~1fax/title/zh')), ('of the second', '传真号码'))
            self.assertEqual(self.hint(), 'of the first')
            other.press('_save')
            self.assertEqual(self.hint(), 'of the second')
            # What the first still sees is no longer so.
            visitor.press('_undo')
            self.assertEqual(self.hint(), 'of the second')
            self.assertEqual(visitor.value(HINT_EN), 'of the second')
            other.press('_discard')

    @each_way
    def test_everything_goes_without_script(self, visitor):
        visitor.forgo_script()
        self.log_in(visitor)
        visitor.go(f'{VISIT}/words')
        visitor.type(HINT_EN, 'without script')
        visitor.press('_save')
        self.assertEqual(self.hint(), 'without script')
        self.assertGreater(visitor.count('section.document img'), 0)
        visitor.follow('/visit/fields')
        before = self.draft()[0]['paper'][0]['rows']
        visitor.press('_edit', 'row-down /paper/0/rows/0')
        self.assertEqual(self.draft()[0]['paper'][0]['rows'], [before[1], before[0], before[2]])
        visitor.follow('/visit/steps')
        visitor.follow('/visit/rules')
        visitor.follow('/visit/look')
        visitor.type('margin', '20')
        visitor.press('_save')
        self.assertEqual(self.draft()[0]['look'], {'margin': 20})
        visitor.press('_undo')
        visitor.follow('/visit/compare')
        visitor.follow('/visit/publish')
        visitor.press('_discard')


if __name__ == '__main__':
    unittest.main()
