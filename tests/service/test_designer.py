"""The designer: an office changes a form in the browser, sees it, publishes it from a day on, and goes back."""
import datetime
import json
import os
import subprocess
import unittest
import urllib.parse

from changing_form import DATA, FIRST, both, written
from chromium_pages import Chromium
from form_browser import Browser, InboxTest, OfficeBrowser, fields_of
from harness import gongwen
from serving import Service

FORMS = '/office/forms'
HINTED = {**FIRST, 'fields': {**FIRST['fields'], '/name': {**FIRST['fields']['/name'], 'hint': both('按证件填写', 'as in the document')}},
          'web': {**FIRST['web'], 'steps': [{'title': both('来访人', 'Visitor'), 'fields': ['/name', '/unit', '/fax']},
                                           {'title': both('事由', 'Reason'), 'fields': ['/reason', '/guests']}]}}


def texts_of(pdf):
    done = subprocess.run(['pdftotext', '-layout', '-', '-'], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


class DesignerTest(InboxTest):
    form = HINTED
    accounts = {'wang': 'secretary', 'li': 'secretary', 'root': 'admin', 'zhao': 'reviewer'}

    def setUp(self):
        super().setUp()
        self.write('own/visit/form.json', written(self.form))
        self.add_accounts()
        self.start()

    def start(self):
        self.service = Service('--forms', '--office', '--templates', self.folder / 'own', *self.place()).__enter__()
        self.addCleanup(self.service.__exit__)

    def office(self, name='wang', language='en'):
        browser = OfficeBrowser(self.service, language)
        self.assertEqual(browser.login(name, next='/office/').status, 200)
        return browser

    def publisher(self):
        """A secretary whom an administrator lets publish forms."""
        admin = self.office('root')
        admin.ask('GET', '/office/accounts?name=wang')
        answer = admin.post('/office/accounts?name=wang', [('_token', admin.token()), ('_give_forms', '1')])
        self.assertIn('may publish forms', admin.text(), answer.status)
        return self.office()

    def page(self, office, page, query=''):
        answer = office.ask('GET', f'{FORMS}/visit/{page}{query}')
        self.assertEqual(answer.status, 200, office.text())
        return answer

    def sent(self, office, page, fields, query='', revision=None):
        """Posts as the page would, on the revision that it showed."""
        seen = dict(office.hidden())
        return office.post(f'{FORMS}/visit/{page}{query}',
                           [('_token', seen['_token']), ('_revision', revision or seen.get('_revision', '0')), *fields])

    def change_hint(self, office, zh='写证件上的姓名', en='the name in the document'):
        self.page(office, 'words')
        answer = self.sent(office, 'words', [('/fields/~1name/hint/zh', zh), ('/fields/~1name/hint/en', en), ('_save', '1')])
        self.assertEqual(answer.status, 200, office.text())

    def change_title(self, office):
        self.page(office, 'words')
        answer = self.sent(office, 'words', [('/fields/~1fax/title/zh', '传真号码'), ('/fields/~1fax/title/en', 'fax number'), ('_save', '1')])
        self.assertEqual(answer.status, 200, office.text())

    def publish(self, office, day=None, note='按新规定', query=''):
        self.page(office, 'publish', query)
        day = day or self.today()
        answer = self.sent(office, 'publish', [('from', day), ('note', note), ('_publish', '1')], query)
        self.assertEqual(answer.status, 200, office.text())

    def today(self, days=0):
        china = datetime.timezone(datetime.timedelta(hours=8))
        return (datetime.datetime.now(china) + datetime.timedelta(days=days)).strftime('%Y-%m-%d')

    def draft(self):
        found = self.rows("SELECT form, revision FROM gw_kind_draft WHERE kind = 'visit'")
        return (json.loads(found[0][0]), found[0][1]) if found else (None, 0)

    def begin(self, language='zh'):
        browser = Browser(self.service, language)
        browser.ask('GET', '/forms/visit')
        browser.press('_start', [])
        browser.ask('GET', browser.path + '?step=0')
        return browser

    def wait_for_page(self, words):
        def has_words():
            return words in self.begin().text()
        self.wait_until(has_words)


class Copies(DesignerTest):
    def copy(self, office, **changes):
        office.ask('GET', FORMS)
        fields = {'origin': 'visit', 'name': 'second-visit', 'title_zh': '回访登记表', 'title_en': 'second visit', **changes}
        return office.post(FORMS, [('_token', office.token()), *fields.items(), ('_copy', '1')])

    def test_a_new_form_begins_as_a_copy(self):
        office = self.publisher()
        self.assertEqual(self.copy(office).status, 200, office.text())
        self.assertEqual(office.path.split('?')[0], f'{FORMS}/second-visit/words')
        self.assertIn('回访登记表', office.text())
        # It is in the list, and nowhere else.
        office.ask('GET', FORMS)
        self.assertIn('not published yet', office.text())
        self.assertEqual(Browser(self.service, 'zh').ask('GET', '/forms/second-visit').status, 404)
        office.ask('GET', f'{FORMS}/second-visit/publish')
        self.assertIn('All checks passed', office.text())
        self.sent_to(office, 'second-visit')
        self.wait_until(lambda: Browser(self.service, 'zh').ask('GET', '/forms/second-visit').status == 200)
        self.assertIn('回访登记表', Browser(self.service, 'zh').ask('GET', '/forms/second-visit').body.decode())
        # The original is what it was.
        self.assertNotIn('回访登记表', self.begin().text())

    def sent_to(self, office, kind):
        seen = dict(office.hidden())
        answer = office.post(f'{FORMS}/{kind}/publish', [('_token', seen['_token']), ('_revision', seen['_revision']),
                                                         ('from', self.today()), ('note', ''), ('_publish', '1')])
        self.assertEqual(answer.status, 200, office.text())

    def test_bad_names_are_refused_and_what_was_typed_stays(self):
        office = self.office()
        for changes, words in (({'name': 'visit'}, 'no other form'), ({'name': '../x'}, 'no other form'), ({'name': 'a--b'}, 'no other form'),
                               # Of a kind that is not made of a form.json, and of a folder that is no kind.
                               ({'name': 'monthly-bulletin'}, 'no other form'), ({'name': 'shared'}, 'no other form'),
                               ({'name': ''}, 'no other form'), ({'name': 'x' * 61}, 'no other form'),
                               ({'title_en': ' '}, 'a title in both languages')):
            self.assertEqual(self.copy(office, **changes).status, 422, changes)
            self.assertIn(words, office.text())
            self.assertEqual(office.page.xpath('//input[@name="title_zh"]/@value'), ['回访登记表'])
        self.assertEqual(self.copy(office, origin='none').status, 404)
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_kind_draft'), [(0,)])
        # Nobody takes the name of a draft.
        self.copy(office)
        self.assertEqual(self.copy(office).status, 422)


class Words(DesignerTest):
    def test_all_sentences_are_listed_in_the_order_of_the_paper(self):
        office = self.office()
        office.ask('GET', FORMS)
        self.assertIn('visit', office.text())
        self.assertIn(f'{FORMS}/visit/words', office.page.xpath('//a/@href'))
        self.page(office, 'words')
        names = office.page.xpath('//textarea/@name')
        for place in ('/title/zh', '/fields/~1name/title/zh', '/fields/~1name/hint/en', '/web/steps/1/title/en', '/paper/0/sheet'):
            self.assertIn(place, names)
        self.assertLess(names.index('/fields/~1name/title/zh'), names.index('/fields/~1fax/title/zh'))
        self.assertIn('no-store', office.answer.headers['cache-control'])
        # A filter and a search.
        self.page(office, 'words', '?text=' + urllib.parse.quote('传真'))
        self.assertEqual(office.page.xpath('//textarea/@name'), ['/fields/~1fax/title/zh', '/fields/~1fax/title/en'])
        self.page(office, 'words', '?show=untranslated')
        self.assertEqual(office.page.xpath('//textarea/@name'), [])

    def test_a_changed_hint_is_seen_at_once_and_by_applicants_once_it_is_published(self):
        office = self.publisher()
        self.change_hint(office)
        self.assertEqual(self.draft()[0]['fields']['/name']['hint'], both('写证件上的姓名', 'the name in the document'))
        self.assertIn('before: 按证件填写', office.text())
        self.page(office, 'words', '?show=changed')
        self.assertEqual(len(office.page.xpath('//textarea')), 2)
        # Nobody but the office knows of it.
        self.assertIn('按证件填写', self.begin().text())
        self.page(office, 'compare')
        self.assertIn('写证件上的姓名', office.text())
        self.page(office, 'publish')
        self.assertIn('All checks passed', office.text())
        self.publish(office)
        self.assertEqual(office.path, f'{FORMS}/visit/history')
        self.assertIn('is published', office.text())
        self.wait_for_page('写证件上的姓名')
        self.assertEqual(self.draft(), (None, 0))
        (number, who, note, since, hash), = self.rows(
            "SELECT number, published_by, note, since, hash FROM gw_kind_edition WHERE published_by <> ''")
        self.assertEqual((who, note), ('wang', '按新规定'))
        lines = self.rows("SELECT who, result FROM gw_audit WHERE action = 'form.publish'")
        self.assertEqual(lines, [('wang', f'{number} {hash}')])
        # Also after the service has been started again.
        self.service.__exit__()
        self.start()
        self.assertIn('写证件上的姓名', self.begin().text())

    def test_two_editors_of_different_sentences_both_succeed(self):
        one, other = self.office(), self.office('li')
        self.page(one, 'words')
        self.page(other, 'words')
        typed = dict(other.typed())
        self.sent(one, 'words', [*one.typed(), ('/fields/~1name/hint/en', 'first'), ('_save', '1')])
        fields = [(name, '传真号码' if name == '/fields/~1fax/title/zh' else value) for name, value in typed.items()]
        answer = self.sent(other, 'words', [*fields, ('_save', '1')])
        self.assertEqual(answer.status, 200, other.text())
        form, revision = self.draft()
        self.assertEqual((form['fields']['/fax']['title']['zh'], revision), ('传真号码', 2))

    def test_the_second_of_two_editors_of_one_sentence_sees_both_wordings(self):
        one, other = self.office(), self.office('li')
        self.page(one, 'words')
        self.page(other, 'words')
        place = '/fields/~1name/hint/en'
        self.sent(one, 'words', [(place, 'of the first'), ('_save', '1')])
        answer = self.sent(other, 'words', [(place, 'of the second'), ('/fields/~1fax/title/zh', '传真号码'), ('_save', '1')])
        self.assertEqual(answer.status, 409)
        self.assertIn('of the first', other.page.xpath('//p[@class="remark"]')[0].text_content())
        typed = dict(other.typed())
        self.assertEqual((typed[place], typed['/fields/~1fax/title/zh']), ('of the second', '传真号码'))
        self.assertEqual(self.draft()[0]['fields']['/name']['hint']['en'], 'of the first')
        # Having seen it, the second one may insist.
        answer = self.sent(other, 'words', [*typed.items(), ('_save', '1')])
        self.assertEqual(answer.status, 200, other.text())
        form = self.draft()[0]
        self.assertEqual((form['fields']['/name']['hint']['en'], form['fields']['/fax']['title']['zh']), ('of the second', '传真号码'))

    def test_changes_are_taken_back_and_made_again(self):
        office = self.office()
        for words in ('first', 'second', 'third'):
            self.change_hint(office, en=words)
        seen = []
        for button in ('_undo', '_undo', '_undo', '_redo', '_redo', '_redo'):
            self.sent(office, 'words', [(button, '1')])
            seen.append(self.draft()[0]['fields']['/name']['hint']['en'])
        self.assertEqual(seen, ['second', 'first', 'as in the document', 'first', 'second', 'third'])
        self.assertFalse(office.page.xpath('//button[@name="_redo"]'))
        # An old page takes nothing back.
        self.assertEqual(self.sent(office, 'words', [('_undo', '1')], revision='2').status, 409)
        self.sent(office, 'words', [('_discard', '1')])
        self.assertEqual(self.draft(), (None, 0))
        self.assertIn('Nothing has been changed', office.text())

    def test_only_words_of_the_form_can_be_changed(self):
        office = self.office()
        self.page(office, 'words')
        self.sent(office, 'words', [('/kind', 'other'), ('/web/receipt', 'XX'), ('/fields/~1name/max', '9'), ('/rules/0/expression', 'x'), ('_save', '1')])
        self.assertEqual(self.draft(), (None, 0))

    def test_hostile_words_stay_words(self):
        office = self.office()
        hostile = '</title><script>alert(1)</script>{{ 7 * 191 }}{% raw %}'
        self.change_hint(office, zh=hostile, en=hostile)
        self.page(office, 'words')
        self.assertFalse(office.page.xpath('//script[contains(text(), "alert")]'))
        self.assertEqual(dict(office.typed())['/fields/~1name/hint/zh'], hostile)
        for page, kind in (('1.svg', 'image/svg+xml'), ('form.pdf', 'application/pdf'), ('web', 'text/html')):
            answer = office.ask('GET', f'{FORMS}/visit/{page}')
            self.assertEqual((answer.status, answer.headers['content-type'].split(';')[0]), (200, kind), page)
            self.assertNotIn(b'1337', answer.body)
            self.assertNotIn(b'<script>alert', answer.body)


class Preview(DesignerTest):
    def test_pages_files_and_steps_are_made_of_the_draft(self):
        office = self.office()
        self.change_hint(office)
        self.page(office, 'words')
        pictures = office.page.xpath('//section[@class="document"]//img/@src')
        self.assertEqual(len(pictures), 1)
        for data in ('typical', 'longest', 'minimal', 'blank'):
            answer = office.ask('GET', f'{FORMS}/visit/1.svg?data={data}')
            self.assertEqual((answer.status, answer.headers['content-type']), (200, 'image/svg+xml'))
        self.assertEqual(office.ask('GET', f'{FORMS}/visit/2.svg').status, 404)
        self.assertEqual(office.ask('GET', f'{FORMS}/visit/form.xlsx').body[:2], b'PK')
        office.ask('GET', f'{FORMS}/visit/web')
        self.assertIn('the name in the document', office.text())
        office.post(f'{FORMS}/visit/web?step=1', [*office.hidden(), ('_next', '2')])
        self.assertEqual(office.query, 'step=2')
        self.assertIn('Reason', office.text())
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_draft'), [(0,)])

    def test_what_is_typed_is_shown_without_being_saved(self):
        office = self.office()
        self.page(office, 'words')
        answer = self.sent(office, 'preview', [('/fields/~1fax/title/zh', '传真号码')])
        of = answer.json()['of']
        before = office.ask('GET', f'{FORMS}/visit/1.svg?data=typical').body
        after = office.ask('GET', f'{FORMS}/visit/1.svg?data=typical&of={of}').body
        self.assertNotEqual(before, after)
        self.assertEqual(self.draft(), (None, 0))

    def test_a_draft_with_errors_is_kept_and_says_what_is_wrong(self):
        office = self.office()
        self.page(office, 'words')
        self.sent(office, 'words', [('/fields/~1name/title/en', ''), ('_save', '1')])
        self.assertEqual(self.draft()[0]['fields']['/name']['title']['en'], '')
        self.assertTrue(office.page.xpath('//ul[@class="messages"]/li[@class="error"]'))
        self.assertIn('cannot be shown', office.text())
        publisher = self.publisher()
        self.page(publisher, 'publish')
        self.assertIn('cannot be published yet', publisher.text())
        self.assertFalse(publisher.page.xpath('//button[@name="_publish"]'))
        self.assertTrue([link for link in publisher.page.xpath('//td/a/@href') if '/words?field=%2Fname' in link])
        answer = self.sent(publisher, 'publish', [('from', self.today()), ('_publish', '1')], revision='1')
        self.assertEqual(answer.status, 422)


class Publishing(DesignerTest):
    def handed_in(self):
        browser = self.begin()
        browser.press('_submit', fields_of(browser, DATA))
        self.assertTrue(browser.path.startswith('/r/'), browser.text())
        return browser

    def test_publishing_needs_the_right(self):
        office = self.office()
        self.change_hint(office)
        self.page(office, 'publish')
        self.assertIn('needs the right', office.text())
        self.assertFalse(office.page.xpath('//button[@name="_publish"]'))
        answer = self.sent(office, 'publish', [('from', self.today()), ('_publish', '1')], revision='1')
        self.assertEqual(answer.status, 403)
        self.assertEqual(self.rows("SELECT COUNT(*) FROM gw_kind_edition WHERE published_by <> ''"), [(0,)])
        reviewer = self.office('zhao')
        self.assertEqual(reviewer.ask('GET', FORMS).status, 403)
        self.assertEqual(Browser(self.service).ask('GET', f'{FORMS}/visit/words').status, 200)  # the login

    def test_a_former_submission_keeps_its_paper_and_rolling_back_restores_the_form(self):
        office = self.publisher()
        applicant = self.handed_in()
        former = applicant.ask('GET', applicant.path + '/document.pdf').body
        draft = self.begin()
        draft.press('_save', fields_of(draft, DATA))
        blank = Browser(self.service).ask('GET', '/forms/visit')
        self.assertEqual(blank.status, 200)
        self.page(office, 'fields', '?field=/fax')
        fields = [('title_zh', '车牌号'), ('title_en', 'number plate'), ('hint_zh', ''), ('hint_en', ''), ('note', ''), ('print', ''),
                  ('type', 'text'), ('must', ''), ('min', ''), ('max', '20'), ('options', ''), ('step', '0'), ('_field', '/fax')]
        answer = self.sent(office, 'fields', fields, '?field=/fax')
        self.assertEqual(answer.status, 200, office.text())
        self.publish(office)
        self.wait_for_page('车牌号')
        receipt = self.rows('SELECT id FROM gw_submission')[0][0]
        self.assertEqual(applicant.ask('GET', applicant.path.rsplit('/', 1)[0] + '/document.pdf').body, former)
        office.ask('GET', f'/office/s/{receipt}')
        self.assertIn('fax', office.text())
        self.assertNotIn('number plate', office.text())
        # A draft of an applicant follows when it is opened.
        draft.ask('GET', draft.path + '?step=0')
        self.assertIn('车牌号', draft.text())
        self.assertEqual(dict(draft.typed())['/fax'], '010-55')
        # Back to the edition that the bundle brought.
        self.page(office, 'history')
        self.assertEqual(len(office.page.xpath('//tbody/tr')), 2)
        again = office.page.xpath('//td/a/@href')
        self.assertEqual(len(again), 1)
        query = '?' + again[0].partition('?')[2]
        self.publish(office, note='有误', query=query)
        self.wait_for_page('传真')
        rows = self.rows('SELECT number, hash, published_by FROM gw_kind_edition WHERE kind = \'visit\' ORDER BY number')
        self.assertEqual([rows[2][0], rows[2][1], rows[2][2]], [rows[0][0] + 2, rows[0][1], 'wang'])

    def test_an_edition_of_a_later_day_waits(self):
        office = self.publisher()
        self.change_hint(office)
        for day in ('2020-01-01', 'soon', ''):
            self.page(office, 'publish')
            answer = self.sent(office, 'publish', [('from', day), ('note', ''), ('_publish', '1')])
            self.assertEqual(answer.status, 422, day)
        self.publish(office, day=self.today(3))
        self.assertIn('planned', office.text())
        self.assertIn('按证件填写', self.begin().text())
        self.assertIsNotNone(self.draft()[0], 'the draft stays until the day')
        # Whatever is published for an earlier day supersedes it.
        self.change_hint(office, zh='再改', en='changed again')
        self.publish(office)
        self.wait_for_page('再改')
        self.page(office, 'history')
        self.assertIn('a later edition came first', office.text())

    def test_an_edition_that_begins_is_used_without_anybody_pressing_a_button(self):
        office = self.publisher()
        self.change_hint(office)
        self.publish(office, day=self.today(1))
        self.service.__exit__()
        (number,), = self.rows("SELECT number FROM gw_kind_edition WHERE published_by <> ''")
        # The day has come, as far as a test can wait.
        self.change_rows('DROP TRIGGER gw_kind_edition_kept')
        self.change_rows('UPDATE gw_kind_edition SET since = 1 WHERE number = ?', number)
        self.start()
        self.assertIn('写证件上的姓名', self.begin().text())


class Fields(DesignerTest):
    def pressed(self, office, edit, at):
        self.page(office, 'fields')
        value = f'{edit} {at}'
        self.assertIn(value, office.page.xpath('//button[@name="_edit"]/@value'))
        answer = self.sent(office, 'fields', [('_edit', value)])
        self.assertEqual(answer.status, 200, office.text())
        return self.draft()[0]['paper'][0]['rows']

    def test_rows_and_cells_are_moved_split_and_joined(self):
        office = self.office()
        rows = FIRST['paper'][0]['rows']
        self.assertEqual(self.pressed(office, 'row-down', '/paper/0/rows/0'), [rows[1], rows[0], rows[2]])
        self.assertEqual(self.pressed(office, 'row-up', '/paper/0/rows/1'), rows)
        self.assertEqual(self.pressed(office, 'cell-right', '/paper/0/rows/0/cells/0')[0], {'cells': ['/unit', '/name']})
        self.assertEqual(self.pressed(office, 'split', '/paper/0/rows/0')[:2], [{'cells': ['/unit']}, {'cells': ['/name']}])
        self.assertEqual(self.pressed(office, 'join', '/paper/0/rows/0')[0], {'cells': ['/unit', '/name']})
        self.pressed(office, 'wider', '/paper/0/rows/0/cells/0')
        self.assertEqual(self.draft()[0]['paper'][0]['columns'], [30, 54, 30, None])
        self.pressed(office, 'narrower', '/paper/0/rows/0/cells/0')
        self.assertEqual(self.draft()[0]['paper'][0]['columns'], [30, 50, 30, None])
        self.page(office, 'fields')
        self.assertTrue(office.page.xpath('//section[@class="document"]//img'))
        # What is not possible is not offered, and refused if it is asked for.
        self.assertNotIn('row-up /paper/0/rows/0', office.page.xpath('//button[@name="_edit"]/@value'))
        for value in ('row-up /paper/0/rows/0', 'row-up /fields', 'delete-row /paper/9/rows/1', 'explode /paper/0', '', 'delete-field /none'):
            self.assertEqual(self.sent(office, 'fields', [('_edit', value)]).status, 422, value)

    def test_a_field_is_added_and_handed_in(self):
        office = self.publisher()
        self.page(office, 'fields')
        new = [('new_zh', '车牌号码'), ('new_en', 'Number plate'), ('new_type', 'text'), ('new_after', '/unit'), ('_add', '1')]
        self.assertEqual(self.sent(office, 'fields', new).status, 200, office.text())
        form = self.draft()[0]
        self.assertEqual(form['paper'][0]['rows'][1], {'cells': ['/number_plate']})
        self.assertIn('/number_plate', form['web']['steps'][0]['fields'])
        self.assertEqual(office.query, 'field=%2Fnumber_plate')
        self.publish(office)
        self.wait_for_page('车牌号码')
        browser = self.begin()
        browser.press('_submit', fields_of(browser, {**DATA, 'number_plate': '示A1'}))
        self.assertTrue(browser.path.startswith('/r/'), browser.text())
        self.assertEqual(json.loads(self.rows('SELECT json FROM gw_version')[0][0])['number_plate'], '示A1')

    def test_a_field_without_titles_is_not_added_and_what_was_typed_stays(self):
        office = self.office()
        self.page(office, 'fields')
        answer = self.sent(office, 'fields', [('new_zh', '车牌'), ('new_en', ' '), ('new_type', 'text'), ('new_after', ''), ('_add', '1')])
        self.assertEqual(answer.status, 422)
        self.assertEqual(office.page.xpath('//input[@name="new_zh"]/@value'), ['车牌'])
        self.assertEqual(self.draft(), (None, 0))

    def test_a_deleted_field_is_nowhere_any_more(self):
        office = self.office()
        self.page(office, 'fields', '?field=/fax')
        self.sent(office, 'fields', [('_edit', 'delete-field /fax')])
        text = json.dumps(self.draft()[0])
        self.assertNotIn('/fax', text)
        self.assertTrue(office.page.xpath('//section[@class="document"]//img'), office.text())

    def test_steps_and_the_look_are_changed(self):
        office = self.office()
        self.page(office, 'steps')
        self.sent(office, 'steps', [('field', '/fax'), ('to', '1'), ('_move', '1')])
        self.assertEqual([step['fields'] for step in self.draft()[0]['web']['steps']], [['/name', '/unit'], ['/reason', '/guests', '/fax']])
        self.sent(office, 'steps', [('_edit', 'step-down /web/steps/0')])
        self.assertEqual(self.draft()[0]['web']['steps'][0]['title']['en'], 'Reason')
        self.sent(office, 'steps', [('title_zh', '其他'), ('title_en', 'Others'), ('_add', '1')])
        self.assertEqual(len(self.draft()[0]['web']['steps']), 3)
        self.page(office, 'look')
        self.assertEqual(self.sent(office, 'look', [('margin', '20'), ('annex', '附件9'), ('height0', '40'), ('_save', '1')]).status, 200)
        form = self.draft()[0]
        self.assertEqual((form['look'], form['annex'], form['paper'][0]['height']), ({'margin': 20}, '附件9', 40))
        self.assertEqual(self.sent(office, 'look', [('margin', '900'), ('annex', ''), ('_save', '1')]).status, 422)
        self.assertEqual(office.page.xpath('//input[@name="margin"]/@value'), ['900'])


class Programs(DesignerTest):
    def setUp(self):
        super().setUp()
        done = gongwen('key', 'add', 'portal', '--scope', 'forms.write', *self.place())
        self.assertEqual(done.status, 0, done.err)
        self.key = done.out.strip()

    def call(self, method, path, body=None, tag=None):
        headers = {'Authorization': f'Bearer {self.key}', 'Accept-Language': 'en'}
        if body is not None:
            headers['Content-Type'] = 'application/json'
            body = json.dumps(body).encode()
        if tag:
            headers['If-Match'] = tag
        return self.service.ask(method, f'/api/v1/kinds/visit/{path}', body, headers)

    def changed(self, **members):
        form = json.loads(self.call('GET', 'draft').body)
        return {**form, **members}

    def test_a_program_changes_checks_and_publishes_a_form(self):
        answer = self.call('GET', 'draft')
        self.assertEqual((answer.status, answer.headers['etag']), (200, '"0"'))
        form = self.changed(annex='附件7')
        self.assertEqual(self.call('PUT', 'draft', form).status, 428)
        self.assertEqual(self.call('PUT', 'draft', form, '"4"').status, 412)
        answer = self.call('PUT', 'draft', form, '"0"')
        self.assertEqual((answer.status, answer.headers['etag'], answer.json()['ok']), (200, '"1"', True), answer.body)
        answer = self.call('POST', 'draft/check')
        self.assertEqual((answer.json()['ok'], answer.json()['flaws']), (True, []))
        self.assertEqual(self.call('POST', 'draft/preview?format=pdf&data=longest').body[:5], b'%PDF-')
        self.assertEqual(self.call('POST', 'draft/publish', {'from': '2020-01-01'}, '"1"').status, 422)
        answer = self.call('POST', 'draft/publish', {'from': self.today(), 'note': '试'}, '"1"')
        self.assertEqual((answer.status, answer.json()['note'], answer.json()['used']), (200, '试', True), answer.body)
        listed = self.call('GET', 'editions').json()['editions']
        self.assertEqual([one['used'] for one in listed], [False, True])
        form = json.loads(self.call('GET', f'editions/{listed[1]["number"]}/form.json').body)
        self.assertEqual(form['annex'], '附件7')
        self.assertEqual(self.call('GET', 'editions/99/form.json').status, 404)
        self.assertEqual(self.rows("SELECT COUNT(*) FROM gw_audit WHERE action LIKE 'form.%'"), [(2,)])

    def test_hostile_drafts_are_refused(self):
        rows = [{'html': 'evil', 'fields': ['/name']}, *FIRST['paper'][0]['rows']]
        hostile = [self.changed(rules=[{'id': 'a', 'expression': 'range(10**9) | list', 'say': both('甲', 'a')}]),
                   self.changed(paper=[{**FIRST['paper'][0], 'rows': rows}]),
                   self.changed(file_name='{{ 7 * 7 }}'),
                   self.changed(kind='commitment-letter'),
                   self.changed(fields={f'/field_{number}': {'title': both('甲', 'a')} for number in range(401)}),
                   self.changed(annex='x' * (257 << 10))]
        for form in hostile:
            answer = self.call('PUT', 'draft', form, '"0"')
            self.assertEqual(answer.status, 422, answer.body[:300])
        deep = '{"a":' * 60 + '1' + '}' * 60
        headers = {'Authorization': f'Bearer {self.key}', 'Content-Type': 'application/json', 'If-Match': '"0"'}
        for body in (deep, '[]', '{', '{"a": 1, "a": 2}'):
            answer = self.service.ask('PUT', '/api/v1/kinds/visit/draft', body.encode(), headers)
            self.assertIn(answer.status, (400, 422), body[:20])
        self.assertEqual(self.draft(), (None, 0))
        # What is no valid form is kept, and cannot be published.
        answer = self.call('PUT', 'draft', self.changed(nonsense=1), '"0"')
        self.assertEqual((answer.status, answer.json()['ok']), (200, False))
        self.assertEqual(self.call('POST', 'draft/publish', {'from': self.today()}, '"1"').status, 422)

    def test_a_key_without_the_scope_may_do_nothing(self):
        done = gongwen('key', 'add', 'other', '--scope', 'render', *self.place())
        self.key = done.out.strip()
        for method, path in (('GET', 'draft'), ('POST', 'draft/check'), ('POST', 'draft/preview')):
            self.assertEqual(self.call(method, path).status, 403, path)


class Rules(DesignerTest):
    form = {**HINTED, 'fields': {**HINTED['fields'], '/day': {'type': 'date', 'title': both('来访日期', 'day of the visit')},
                                 '/until': {'type': 'date', 'title': both('离开日期', 'day of leaving')}},
            'paper': [{**HINTED['paper'][0], 'rows': [*HINTED['paper'][0]['rows'], {'cells': ['/day', '/until']}]}],
            'web': {**HINTED['web'], 'steps': [HINTED['web']['steps'][0], {**HINTED['web']['steps'][1],
                                                                           'fields': [*HINTED['web']['steps'][1]['fields'], '/day', '/until']}]}}

    def add(self, office, shape, *fields):
        self.page(office, 'rules', f'?new={shape}')
        return self.sent(office, 'rules', [('shape', shape), *fields, ('_rule', '1')])

    def sentences(self, office):
        self.page(office, 'rules')
        return [row.text_content() for row in office.page.xpath('//tbody/tr/td[1]')]

    def found(self, **changes):
        """The messages of the page of a new form."""
        browser = Browser(self.service, 'en')
        browser.ask('GET', '/forms/visit?lang=en')
        browser.press('_start', [])
        browser.ask('GET', browser.path + '?step=0')
        browser.press('_check', [(name, value) for name, value in {'/name': '张示例', **changes}.items()])
        return [item.text_content() for item in browser.page.xpath('//div[contains(@class, "summary")]//li')]

    def test_gaps_become_a_rule_that_applicants_meet(self):
        office = self.publisher()
        self.assertEqual(self.sentences(office), [])
        self.add(office, 'given', ('if', '/reason'), ('how', 'is'), ('value', '续办'), ('then', '/fax'), ('then_how', 'given'),
                 ('say_zh', '续办的应填写传真'), ('say_en', 'a renewal needs the fax'))
        self.add(office, 'order', ('first', '/day'), ('second', '/until'))
        self.add(office, 'unique', ('list', '/guests'), ('by1', '/guests/*/who'), ('warns', '1'))
        self.add(office, 'working-day', ('field', '/day'), ('warns', '1'))
        self.assertEqual(self.sentences(office), [
            'If “reason” is “续办”: “fax” must be filled in', 'In this order: “day of the visit”, then “day of leaving”',
            'Rows of “guests” must not repeat in “who”', '“day of the visit” must be a working day'])
        self.assertNotIn('/guests', office.page.xpath('//main')[0].text_content())
        self.page(office, 'compare')
        self.assertIn('“day of the visit” must be a working day (warning)', office.text())
        self.publish(office)
        self.assertEqual(self.found(**{'/reason': '续办'}), ['a renewal needs the fax'])
        self.assertEqual(self.found(**{'/reason': '续办', '/fax': '010-55'}), [])
        self.assertEqual(len(self.found(**{'/day': '2026-12-03', '/until': '2026-12-02'})), 1)
        self.assertEqual(len(self.found(**{'/guests/0/who': '甲某', '/guests/1/who': '甲某'})), 1)
        self.assertEqual(len(self.found(**{'/day': '2026-12-05'})), 1, 'a Saturday')
        self.assertEqual(self.found(**{'/day': '2026-12-03', '/until': '2026-12-04', '/guests/0/who': '甲某', '/guests/1/who': '乙某'}), [])

    def test_a_rule_is_changed_removed_and_taken_back(self):
        office = self.publisher()
        self.add(office, 'limit', ('field', '/name'), ('least', '2'), ('say_zh', '姓名过短'), ('say_en', 'the name is too short'))
        self.page(office, 'rules', '?rule=rule-1')
        self.assertEqual(office.page.xpath('//input[@name="least"]/@value'), ['2'])
        self.assertEqual(office.page.xpath('//select[@name="field"]/option[@selected]/@value'), ['/name'])
        self.sent(office, 'rules', [('shape', 'limit'), ('rule', 'rule-1'), ('field', '/name'), ('least', '3'), ('most', '9'),
                                    ('say_zh', '姓名过短或过长'), ('say_en', 'too short or too long'), ('_rule', '1')])
        self.assertIn('at least 3', self.sentences(office)[0])
        self.publish(office)
        self.page(office, 'rules', '?rule=rule-1')
        self.sent(office, 'rules', [('shape', 'limit'), ('rule', 'rule-1'), ('field', '/name'), ('most', '8'), ('warns', '1'),
                                    ('say_zh', '姓名过长'), ('say_en', 'too long'), ('_rule', '1')])
        self.page(office, 'compare')
        for words in ('at least 3', 'at most 8', 'warning'):
            self.assertIn(words, office.text())
        self.page(office, 'rules', '?rule=rule-1')
        self.sent(office, 'rules', [('rule', 'rule-1'), ('_delete', '1')])
        self.assertEqual(self.sentences(office), [])
        self.sent(office, 'rules', [('_undo', '1')])
        self.assertEqual(len(self.sentences(office)), 1)

    def test_what_does_not_fit_is_said_and_kept(self):
        office = self.publisher()
        for shape, fields, words in (
                ('given', [('if', '/reason'), ('how', 'is'), ('value', '没有'), ('then', '/fax'), ('then_how', 'given')], 'has no option “没有”'),
                ('limit', [('field', '/name'), ('least', '二')], '“二” is not a number'),
                ('limit', [('field', '/name'), ('least', '2')], 'a message in both languages'),
                ('order', [('first', '/day'), ('second', '/day')], 'two different fields'),
                ('order', [('first', '/day'), ('second', '')], 'is not filled in')):
            answer = self.add(office, shape, *fields)
            self.assertEqual(answer.status, 422)
            self.assertIn(words, office.text())
            for name, value in fields:
                shown = office.page.xpath(f'//input[@name="{name}"]/@value|//select[@name="{name}"]/option[@selected]/@value')
                self.assertEqual(shown, [value], (shape, name))
        self.assertEqual(self.sentences(office), [])
        # A colleague has changed the form meanwhile.
        self.page(office, 'rules', '?new=order')
        self.change_hint(self.office('li'))
        answer = office.post(f'{FORMS}/visit/rules', [('_token', office.token()), ('_revision', '0'), ('shape', 'order'), ('first', '/day'),
                                                      ('second', '/until'), ('_rule', '1')])
        self.assertEqual(answer.status, 409)
        self.assertEqual(office.page.xpath('//select[@name="second"]/option[@selected]/@value'), ['/until'])

    def test_a_rule_that_a_colleague_removes_changes_no_other(self):
        office = self.publisher()
        self.add(office, 'order', ('first', '/day'), ('second', '/until'))
        self.add(office, 'working-day', ('field', '/day'))
        other = self.office('li')
        self.page(office, 'rules', '?rule=rule-2')
        self.page(other, 'rules', '?rule=rule-1')
        self.sent(other, 'rules', [('rule', 'rule-1'), ('_delete', '1')])
        late = [('shape', 'working-day'), ('rule', 'rule-2'), ('field', '/until'), ('_rule', '1')]
        answer = office.post(f'{FORMS}/visit/rules', [('_token', office.token()), ('_revision', '2'), *late])
        self.assertEqual((answer.status, office.page.xpath('//input[@name="rule"]/@value')), (409, ['rule-2', 'rule-2']))
        self.sent(office, 'rules', late)
        self.assertEqual(self.sentences(office), ['“day of leaving” must be a working day'])
        # The one that was removed is gone.
        answer = self.sent(office, 'rules', [('shape', 'order'), ('rule', 'rule-1'), ('first', '/day'), ('second', '/until'), ('_rule', '1')])
        self.assertEqual(answer.status, 422)
        self.assertEqual(len(self.sentences(office)), 1)


class PagesThatDoNotFit(DesignerTest):
    def test_what_is_cut_off_is_not_published(self):
        office = self.publisher()
        self.page(office, 'look')
        # Margins that leave less than the columns of the table take.
        self.sent(office, 'look', [('margin', '60'), ('_save', '1')])
        self.page(office, 'publish')
        self.assertIn('something is cut off or lies on something else', office.text())
        self.assertFalse(office.page.xpath('//button[@name="_publish"]'))
        self.page(office, 'look')
        self.sent(office, 'look', [('margin', '20'), ('_save', '1')])
        self.publish(office)


class InABrowser(DesignerTest):
    def test_pages_have_no_barriers_and_follow_what_is_typed(self):
        office = self.publisher()
        self.change_hint(office)
        top = f'http://{self.service.host}:{self.service.port}'
        cookies = {'__Host-s': office.cookies['__Host-s']}
        shots = os.environ.get('GONGWEN_SHOTS')
        with Chromium() as tab:
            for language, width in (('zh', 390), ('en', 1280)):
                for page in ('', '/visit/words', '/visit/fields?field=%2Ffax', '/visit/steps', '/visit/rules', '/visit/rules?new=given', '/visit/look', '/visit/compare',
                             '/visit/publish', '/visit/history'):
                    tab.open(top + FORMS + page, cookies=cookies, width=width, language=language)
                    with self.subTest(page=page, width=width):
                        self.assertEqual((tab.barriers(), tab.overflow(), tab.complaints), ([], 0, []))
                    if shots:
                        tab.picture(f'{shots}/{width}-{page.strip("/").partition("?")[0].replace("/", "-") or "forms"}.png')
            # The hint is not on paper; the title of a field is, and is framed on both pages.
            # Pictures are loaded when they come into sight.
            framed = 'document.querySelector(".pair").scrollIntoView(); new Promise(done => { const look = () => [...document.querySelectorAll("main p")].some(one => /look(s the same| different)/.test(' \
                     'one.textContent)) ? done(document.querySelectorAll(".changed").length) : setTimeout(look, 50); look() })'
            tab.open(f'{top}{FORMS}/visit/compare', cookies=cookies, width=1280, language='en')
            self.assertEqual(tab.run(framed), 0)
            self.change_title(office)
            for width in (390, 1280):
                tab.open(f'{top}{FORMS}/visit/compare', cookies=cookies, width=width, language='en')
                self.assertEqual(tab.run(framed), 2)
                box = tab.run('(([mark, page]) => [(mark.left - page.left) / page.width, mark.width / page.width, mark.height / page.height])('
                              '[document.querySelector(".changed"), document.querySelector(".page img")].map(one => one.getBoundingClientRect()))')
                self.assertTrue(0 <= box[0] < 1 and box[1] < 0.5 and box[2] < 0.1, box)
                self.assertEqual((tab.barriers(), tab.overflow(), tab.complaints), ([], 0, []))
            tab.open(f'{top}{FORMS}/visit/words', cookies=cookies, width=1280, language='en')
            tab.run('const field = document.querySelector("[name=\'/fields/~1fax/title/zh\']"); field.value = "传真号码"; '
                    'field.dispatchEvent(new Event("input", {bubbles: true}))')
            shown = 'new Promise(done => { const look = () => document.querySelector("img[data-live]").src.includes("of=") ' \
                    '? done(true) : setTimeout(look, 50); look() })'
            self.assertTrue(tab.run(shown))
            self.assertEqual(tab.complaints, [])
        self.assertEqual(self.draft()[1], 2, 'nothing was saved')


if __name__ == '__main__':
    unittest.main()
