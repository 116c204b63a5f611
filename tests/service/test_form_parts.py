"""The designer and forms that are no table of rows: letters, boxes and reports are changed by the same buttons."""
import json
import os
import unittest

from chromium_pages import Chromium
from test_designer import FORMS, DesignerTest, texts_of

LETTER, REPORT, BOXES = 'commitment-letter', 'justification-report', 'iso-form-4'


class Parts(DesignerTest):
    def open(self, office, kind, page='fields', query=''):
        answer = office.ask('GET', f'{FORMS}/{kind}/{page}{query}')
        self.assertEqual(answer.status, 200, office.text())

    def post(self, office, kind, *fields, page='fields'):
        seen = dict(office.hidden())
        return office.post(f'{FORMS}/{kind}/{page}', [('_token', seen['_token']), ('_revision', seen['_revision']), *fields])

    def edit(self, office, kind, order):
        self.open(office, kind)
        self.assertIn(order, office.page.xpath('//button[@name="_edit"]/@value'))
        self.assertEqual(self.post(office, kind, ('_edit', order)).status, 200, office.text())

    def changed(self, kind):
        return json.loads(self.rows(f"SELECT form FROM gw_kind_draft WHERE kind = '{kind}'")[0][0])

    def is_whole(self, office, kind):
        """The draft is a form of which everything can be made."""
        self.open(office, kind, 'publish')
        self.assertIn('All checks passed', office.text(), office.page.xpath('//main')[0].text_content())


class Letters(Parts):
    def test_paragraphs_are_listed_moved_and_deleted(self):
        office = self.publisher()
        self.open(office, LETTER)
        self.assertNotIn('drawn by its bundle', office.text())
        text = office.page.xpath('//form[@class="paper"]')[0].text_content()
        self.assertIn('（以下简称“我单位”）', text)
        self.assertNotIn('/org', text)
        self.edit(office, LETTER, 'part-down /paper/0/text/1')
        form = self.changed(LETTER)
        self.assertIn('lines', form['paper'][0]['text'][1])
        # The name of a text goes with the words.
        self.assertEqual(form['text_ids']['words.1-3-2'], 'text.opening')
        self.is_whole(office, LETTER)
        self.edit(office, LETTER, 'delete-part /paper/0/text/3')
        self.assertNotIn('text.commitments', self.changed(LETTER)['text_ids'].values())
        self.is_whole(office, LETTER)
        self.open(office, LETTER)
        self.post(office, LETTER, ('_undo', '1'))
        self.post(office, LETTER, ('_undo', '1'))
        self.assertEqual(self.changed(LETTER)['text_ids']['words.1-2-2'], 'text.opening')
        self.assertIn('text.commitments', self.changed(LETTER)['text_ids'].values())

    def test_fields_that_are_nowhere_else_go_with_their_paragraph(self):
        office = self.publisher()
        self.edit(office, LETTER, 'delete-part /paper/0/text/0')
        form = self.changed(LETTER)
        self.assertNotIn('/addressee', form['fields'])
        self.assertIn('/org', form['fields'], 'it is below the letter, too')
        self.assertNotIn('addressee', json.dumps(form['text_ids']))
        self.is_whole(office, LETTER)

    def test_a_field_comes_into_a_sentence_and_a_blank_shows_another_one(self):
        office = self.publisher()
        query = '?part=%2Fpaper%2F0%2Ftext%2F1'
        self.open(office, LETTER, query=query)
        words = office.page.xpath('//textarea[@name="words"]')[0].text.strip()
        self.assertRegex(words, r'^\{[^/{}]+\}（以下简称')
        changed = words.replace('网络安全', '{提案负责人}负责的网络安全')
        self.assertEqual(self.post(office, LETTER, ('_words', '/paper/0/text/1'), ('words', changed), ('insert', '')).status, 200, office.text())
        self.assertIn('{/leader}负责的', self.changed(LETTER)['paper'][0]['text'][1]['words'])
        self.is_whole(office, LETTER)
        # Chosen from a list, without typing a brace.
        self.open(office, LETTER, query=query)
        typed = office.page.xpath('//textarea[@name="words"]')[0].text.strip()
        self.post(office, LETTER, ('_words', '/paper/0/text/1'), ('words', typed), ('insert', '/wg'))
        self.assertTrue(self.changed(LETTER)['paper'][0]['text'][1]['words'].endswith('{/wg}'))
        self.is_whole(office, LETTER)
        shown = texts_of(office.ask('GET', f'{FORMS}/{LETTER}/form.pdf').body)
        self.assertIn('负责的网络安全', shown.replace(' ', '').replace('\n', ''))

    def test_bad_blanks_are_named_and_what_was_typed_stays(self):
        office = self.publisher()
        for words, said in (('{没有此栏}承诺', '“{没有此栏}” names no field'), ('{/none}', '“{/none}” names no field'), ('承诺{', 'names no field'),
                            ('  ', 'Write the words'), ('长' * 4001, 'at most 4000')):
            self.open(office, LETTER, query='?part=%2Fpaper%2F0%2Ftext%2F3')
            answer = office.post(f'{FORMS}/{LETTER}/fields?part=%2Fpaper%2F0%2Ftext%2F3',
                                 [('_token', office.token()), ('_revision', '0'), ('_words', '/paper/0/text/3'), ('words', words), ('insert', '')])
            self.assertEqual(answer.status, 422)
            self.assertIn(said, office.text())
            self.assertEqual((office.page.xpath('//textarea[@name="words"]')[0].text or '').strip(), words.strip())
        for at in ('/paper/0/text/9', '/paper/0/text/2', '/fields/~1org', '/kind', '', '/paper/0/text/-1'):
            self.open(office, LETTER)
            self.assertEqual(self.post(office, LETTER, ('_words', at), ('words', 'x'), ('insert', '')).status, 422, at)
            self.assertEqual(self.post(office, LETTER, ('_edit', f'delete-part {at}')).status == 422, at != '/paper/0/text/2', at)
            if at == '/paper/0/text/2':
                self.open(office, LETTER)
                self.post(office, LETTER, ('_discard', '1'))
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_kind_draft'), [(0,)])

    def test_paragraphs_and_fields_are_added(self):
        office = self.publisher()
        self.open(office, LETTER)
        self.assertEqual(self.post(office, LETTER, ('new_words', '我单位派{提案负责人}参会。'), ('words_after', '/paper/0/text/2'), ('_add_words', '1')).status, 200)
        form = self.changed(LETTER)
        self.assertEqual(form['paper'][0]['text'][3], {'words': '我单位派{/leader}参会。'})
        self.assertEqual(form['text_ids']['words.1-5'], 'text.commitments')
        self.open(office, LETTER)
        self.post(office, LETTER, ('new_zh', '联系电话'), ('new_en', 'telephone'), ('new_type', 'phone'), ('new_after', '/leader'), ('_add', '1'))
        self.assertEqual(self.changed(LETTER)['paper'][0]['text'][2]['lines'][-1], '/telephone')
        self.open(office, LETTER)
        self.post(office, LETTER, ('new_zh', '说明'), ('new_en', 'remarks'), ('new_type', 'text'), ('new_after', ''), ('_add', '1'))
        self.assertEqual(self.changed(LETTER)['paper'][0]['text'][-2], {'lines': ['/remarks']}, 'before the signature')
        self.is_whole(office, LETTER)


class Reports(Parts):
    def test_chapters_are_moved_deleted_and_added(self):
        office = self.publisher()
        self.edit(office, REPORT, 'part-down /report/pages/0/chapters/0/texts/0')
        self.edit(office, REPORT, 'part-up /report/cover/rows/1')
        self.edit(office, REPORT, 'part-up /report/pages/1/chapters/2')
        form = self.changed(REPORT)['report']
        self.assertEqual(form['pages'][0]['chapters'][0]['texts'][:2], ['/content', '/purpose'])
        self.assertEqual(form['pages'][1]['chapters'][1]['title'], '提案负责人及主要参加人员')
        self.assertEqual(self.changed(REPORT)['text_ids']['section.7'], 'section.people')
        self.is_whole(office, REPORT)
        self.open(office, REPORT)
        self.post(office, REPORT, ('new_zh', '风险分析'), ('new_en', 'risks'), ('new_type', 'long'), ('new_after', '/industry'), ('_add', '1'))
        self.assertIn('/risks', self.changed(REPORT)['report']['pages'][0]['chapters'][0]['texts'])
        self.open(office, REPORT)
        self.post(office, REPORT, ('new_zh', '是否急需'), ('new_en', 'urgent'), ('new_type', 'yes-no'), ('new_after', '/plan'), ('_add', '1'))
        self.open(office, REPORT)
        self.post(office, REPORT, ('new_zh', '联系邮箱'), ('new_en', 'mail'), ('new_type', 'email'), ('new_after', '/committee'), ('_add', '1'))
        self.assertIn({'cells': ['/mail']}, self.changed(REPORT)['report']['cover']['rows'])
        self.is_whole(office, REPORT)

    def test_a_chapter_goes_with_its_fields(self):
        office = self.publisher()
        self.edit(office, REPORT, 'delete-part /report/pages/0/chapters/0/texts/4')
        self.assertNotIn('/impact', self.changed(REPORT)['fields'])
        self.is_whole(office, REPORT)
        # The last chapters of a page take the page with them.
        for _ in range(3):
            self.edit(office, REPORT, 'delete-part /report/pages/3/chapters/0')
        self.assertEqual(len(self.changed(REPORT)['report']['pages']), 3)
        self.assertNotIn('/authority_opinion', self.changed(REPORT)['fields'])


class Boxes(Parts):
    def test_questions_and_headings_are_moved_deleted_and_added(self):
        office = self.publisher()
        self.edit(office, BOXES, 'part-down /paper/0/boxes/2/box/0')
        self.edit(office, BOXES, 'part-up /paper/0/boxes/6')
        self.is_whole(office, BOXES)
        self.open(office, BOXES)
        self.post(office, BOXES, ('new_words', 'FURTHER QUESTIONS'), ('words_after', '/paper/0/boxes/5/box/0'), ('_add_words', '1'))
        self.open(office, BOXES)
        self.post(office, BOXES, ('new_zh', '预算'), ('new_en', 'budget'), ('new_type', 'text'), ('new_after', '/scope'), ('_add', '1'))
        self.open(office, BOXES)
        self.post(office, BOXES, ('new_zh', '有经费'), ('new_en', 'funded'), ('new_type', 'yes-no'), ('new_after', '/budget'), ('_add', '1'))
        boxes = json.dumps(self.changed(BOXES)['paper'][0]['boxes'])
        for part in ('"section": "FURTHER QUESTIONS"', '{"answer": "/budget"}', '{"choice": "/funded"}'):
            self.assertIn(part, boxes)
        self.is_whole(office, BOXES)

    def test_a_deleted_question_takes_its_fields(self):
        office = self.publisher()
        self.open(office, BOXES)
        self.edit(office, BOXES, 'delete-part /paper/0/boxes/2/box/1')
        self.assertNotIn('/title_fr', self.changed(BOXES)['fields'])
        self.open(office, BOXES, 'words')
        self.assertNotIn('cannot have the id', office.text())


class InABrowser(Parts):
    def test_pages_have_no_barriers(self):
        office = self.publisher()
        top = f'http://{self.service.host}:{self.service.port}'
        shots = os.environ.get('GONGWEN_SHOTS')
        with Chromium() as tab:
            for language, width in (('zh', 390), ('en', 1280)):
                for page in (f'{LETTER}/fields?part=%2Fpaper%2F0%2Ftext%2F1', f'{REPORT}/fields', f'{BOXES}/fields'):
                    tab.open(f'{top}{FORMS}/{page}', cookies={'__Host-s': office.cookies['__Host-s']}, width=width, language=language)
                    with self.subTest(page=page, width=width):
                        self.assertEqual((tab.barriers(), tab.overflow(), tab.complaints), ([], 0, []))
                    if shots:
                        tab.picture(f'{shots}/{width}-{page.partition("?")[0].replace("/", "-")}.png')


if __name__ == '__main__':
    unittest.main()
