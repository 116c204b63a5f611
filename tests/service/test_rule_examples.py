"""Examples beside the rules of a form: data that the program has made up, with which a rule passes and with which it fails."""
import os
import unittest

from changing_form import both
from chromium_pages import Chromium
import test_designer
from test_designer import FORMS, DesignerTest

RULED = {**test_designer.Rules.form, 'rules': [{'if': {'/reason': '续办'}, 'then': {'/fax': 'given'}, 'say': both('续办的应填写传真', 'a renewal needs the fax'), 'id': 'fax'},
                             {'id': 'odd', 'expression': 'item.name is defined', 'at': 'name', 'say': both('总是', 'always')}]}


class Examples(DesignerTest):
    form = RULED

    def open(self, office, kind, query=''):
        answer = office.ask('GET', f'{FORMS}/{kind}/rules{query}')
        self.assertEqual(answer.status, 200, office.text())

    def post(self, office, *fields):
        seen = dict(office.hidden())
        return office.post(f'{FORMS}/visit/rules', [('_token', seen['_token']), ('_revision', seen['_revision']), *fields])

    def test_each_rule_has_one_that_passes_and_one_that_fails(self):
        office = self.office()
        self.open(office, 'visit')
        first, second = [[line.text_content() for line in row.xpath('.//details//li')] for row in office.page.xpath('//tbody/tr')]
        self.assertRegex(first[0], '^Passes: .*reason: ')
        self.assertRegex(first[1], r'^Fails: .*reason: 续办.*fax: \(not filled in\)|^Fails: .*fax: \(not filled in\).*reason: 续办')
        self.assertNotIn('/reason', ' '.join(first))
        self.assertIn('续办', first[0], 'where the rule applies, not where it does not')
        self.assertNotIn('(not filled in)', first[0])
        self.assertIn('Trials found no values that fail', second[1])
        zh = self.office(language='zh')
        self.open(zh, 'visit', '?rule=fax')
        beside = [line.text_content() for line in zh.page.xpath('//ul[@class="examples"]/li')]
        self.assertTrue(any(line.startswith('不符合：') and '续办' in line and '（未填写）' in line for line in beside), beside)

    def test_a_rule_is_tried_before_it_is_saved(self):
        office = self.office()
        self.open(office, 'visit', '?new=order')
        gaps = [('shape', 'order'), ('first', '/day'), ('second', '/until'), ('say_zh', ''), ('say_en', '')]
        self.assertEqual(self.post(office, *gaps, ('_try', '1')).status, 200)
        self.assertEqual(self.rows('SELECT COUNT(*) FROM gw_kind_draft'), [(0,)])
        shown = [line.text_content() for line in office.page.xpath('//section//ul[@class="examples"]/li')]
        self.assertTrue(shown[0].startswith('Passes: ') and shown[1].startswith('Fails: '), shown)
        self.assertIn('day of the visit', shown[1])
        self.assertEqual(office.page.xpath('//select[@name="second"]/option[@selected]/@value'), ['/until'])
        self.assertEqual(self.post(office, *gaps, ('_rule', '1')).status, 200)
        self.assertTrue(office.page.xpath('//section//ul[@class="examples"]/li'))
        # What does not fit is said, as on saving.
        self.assertEqual(self.post(office, ('shape', 'order'), ('first', '/day'), ('second', '/day'), ('_try', '1')).status, 422)

    def test_rules_of_the_forms_of_the_program(self):
        office = self.office()
        found = rules = 0
        for kind in ('expert-application', 'commitment-letter', 'justification-report', 'iso-form-4', 'proposal-information', 'proposal-review'):
            # A busy machine may not find examples in time; what was found late is there when the page is opened again.
            for _ in range(5):
                self.open(office, kind)
                if office.page.xpath('//tbody/tr//details//li'):
                    break
            for row in office.page.xpath('//tbody/tr'):
                lines = [line.text_content() for line in row.xpath('.//details//li')]
                self.assertEqual(len(lines), 2, kind)
                self.assertNotRegex(' '.join(lines), r'(^|\W)/[a-z]')
                rules += 1
                found += all(line.startswith(('Passes', 'Fails')) for line in lines)
        self.assertGreaterEqual(found / rules, 0.85, f'{found} of {rules}')

    def test_rules_made_of_the_same_sentence_have_examples_of_their_own(self):
        office = self.office()
        self.open(office, 'visit', '?new=working_day')
        for field in ('/day', '/until'):
            self.open(office, 'visit', '?new=working-day')
            self.assertEqual(self.post(office, ('shape', 'working-day'), ('field', field), ('say_zh', ''), ('say_en', ''), ('_rule', '1')).status, 200, office.text())
        self.open(office, 'visit')
        shown = [' '.join(line.text_content() for line in row.xpath('.//details//li')) for row in office.page.xpath('//tbody/tr')][-2:]
        self.assertIn('day of the visit', shown[0])
        self.assertNotIn('until', shown[0])
        self.assertNotIn('day of the visit', shown[1])

    def test_pages_have_no_barriers(self):
        office = self.office()
        self.open(office, 'visit', '?new=order')
        self.post(office, ('shape', 'order'), ('first', '/day'), ('second', '/until'), ('say_zh', ''), ('say_en', ''), ('_try', '1'))
        top = f'http://{self.service.host}:{self.service.port}'
        shots = os.environ.get('GONGWEN_SHOTS')
        with Chromium() as tab:
            for language, width in (('zh', 390), ('en', 1280)):
                for name, path in (('tried', office.path), ('rules', f'{FORMS}/expert-application/rules?rule=age')):
                    tab.open(top + path, cookies={'__Host-s': office.cookies['__Host-s']}, width=width, language=language)
                    for fold in range(tab.run('document.querySelectorAll("td details").length')):
                        tab.run(f'document.querySelectorAll("td details")[{fold}].open = true')
                    with self.subTest(page=name, width=width):
                        self.assertEqual((tab.barriers(), tab.overflow(), tab.complaints), ([], 0, []))
                    if shots:
                        tab.picture(f'{shots}/{width}-{name}.png')


if __name__ == '__main__':
    unittest.main()
