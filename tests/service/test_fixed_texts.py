"""What a form says itself is not written by whoever fills it in: on pages it is shown, what is sent in its place is
ignored, and in files that came back a difference is reported to the office."""
import copy
import json
import re
import unittest

import bundles
from form_browser import fields_of
from harness import sample
from test_imports import KIND, ImportTest
from test_office import SAMPLE

NOTHING = '本人不作任何承诺。'
SCHEMA = bundles.schema(KIND)
OWN = SCHEMA['properties']['commitment']['properties']['text']['default']


class FixedTexts(ImportTest):
    def begin(self):
        from form_browser import Browser
        browser = Browser(self.service)
        browser.ask('GET', f'/forms/{KIND}')
        browser.press('_start', [])
        self.draft = browser.path
        browser.ask('GET', self.draft + '?step=0')
        return browser

    def control(self, browser, pointer):
        [control] = browser.page.xpath(f'//*[@id="f{pointer.replace("/", ".")}"]')
        return control

    def test_pages_show_them_and_take_no_others(self):
        browser = self.begin()
        for pointer, text in (('/commitment/text', OWN), ('/groups/0/tc', 'ISO/IEC JTC1/SC27')):
            control = self.control(browser, pointer)
            self.assertIsNone(control.get('name'))
            self.assertIsNotNone(control.get('readonly'))
            self.assertEqual((control.get('value') or (control.text or '').removeprefix('\n')), text)
        data = {**copy.deepcopy(sample(SAMPLE)), 'commitment': {'text': NOTHING}}
        fields = [*fields_of(browser, data), ('/commitment/text', NOTHING), ('/groups/0/tc', 'ISO/TC 1')]
        browser.press('_save', fields)
        self.assertNotIn(NOTHING, browser.text())
        self.assertEqual(self.control(browser, '/commitment/text').text.strip(), OWN)
        browser.ask('GET', self.draft + '?step=0')
        browser.press('_submit', fields)
        self.assertTrue(browser.path.startswith('/r/'), browser.text()[:600])
        [(stored,)] = self.rows('SELECT json FROM gw_version')
        self.assertNotIn(NOTHING, stored)
        self.assertNotIn('ISO/TC 1', stored)
        page = browser.ask('GET', browser.path + '/document.pdf')
        self.assertTrue(page.body.startswith(b'%PDF'))

    def reviewed(self, office, files, kind=''):
        self.assertEqual(self.upload(office, files, kind=kind).status, 200)
        entered = self.said(office)
        office.ask('GET', office.page.xpath('//td/a/@href')[0])
        return entered, self.said(office)

    @staticmethod
    def said(office):
        return ' '.join(' '.join(item.itertext()) for item in office.page.xpath('//ul[@class="messages"]/li'))

    def test_files_that_differ_are_reported(self):
        office = self.office(language='zh')
        changed = self.data('丁甲', commitment={'text': NOTHING})
        files = {'a.json': (json.dumps(changed).encode(), KIND), 'a.pdf': (self.form('丁乙', commitment={'text': NOTHING}), ''),
                 'a.xlsx': (self.form('丁丙', 'xlsx', commitment={'text': NOTHING}), '')}
        for name, (content, kind) in files.items():
            for said in self.reviewed(office, {name: content}, kind):
                self.assertIn('与表格原有文字不同', said, name)
                self.assertIn(OWN[:10], said, name)
        groups = [{'tc': 'ISO/TC 1', 'wg': 2, 'reason': '长期从事密码算法实现与协议安全测评。'}]
        for said in self.reviewed(office, {'b.json': json.dumps(self.data('丁丁', groups=groups)).encode()}, KIND):
            self.assertIn('ISO/IEC JTC1/SC27', said)

    def test_programs_are_told(self):
        form = self.form('丁甲', commitment={'text': NOTHING})
        read = self.service.ask('POST', '/api/v1/extract?check=1', form, {'Content-Type': 'application/pdf'}).json()
        [said] = [one for one in read['report']['diagnostics'] if one['id'] == 'intake/fixed-text']
        self.assertEqual((said['severity'], said['data']['pointer']), ('warning', '/commitment/text'))
        # What the office writes itself is not compared.
        checked = self.service.post_json(f'/api/v1/kinds/{KIND}/check', self.data('丁甲', commitment={'text': NOTHING})).json()
        self.assertNotIn('intake/fixed-text', [one['id'] for one in checked['diagnostics']])

    def test_files_that_do_not_are_not(self):
        office = self.office(language='zh')
        # Lines may be broken elsewhere in what comes back.
        for name, text in (('甲', OWN), ('乙', OWN[:20] + '\n' + OWN[20:])):
            said = self.reviewed(office, {'a.json': json.dumps(self.data('丁' + name, commitment={'text': text})).encode()}, KIND)
            self.assertNotIn('原有文字', ' '.join(said))
        self.assertNotIn('原有文字', ' '.join(self.reviewed(office, {'a.pdf': self.form('丁丙')})))
        letter = {'org': '示例研究院', 'title': {'zh': '示例提案', 'en': 'Example'}, 'wg': 1, 'leader': '丁甲'}
        self.assertNotIn('原有文字', ' '.join(self.reviewed(office, {'c.json': json.dumps(letter).encode()}, 'commitment-letter')))
        letter['commitments'] = ['不作任何承诺，其余从略。']
        letter['title']['zh'] = '另一提案'
        self.assertIn('原有文字', ' '.join(self.reviewed(office, {'c.json': json.dumps(letter).encode()}, 'commitment-letter')))

    def test_a_correction_keeps_what_was_handed_in(self):
        """The office sees that it differs, and corrects something else."""
        office = self.office(language='zh')
        self.upload(office, {'a.json': json.dumps(self.data('丁甲', commitment={'text': NOTHING})).encode()}, kind=KIND)
        page = office.page.xpath('//td/a/@href')[0]
        office.ask('GET', page + '/correct')
        office.post(page + '/correct', office.hidden() + [('_reason', '电话核实'), ('_go', '1')])
        fields = [(name, '副研究员' if name == '/post_title' else value) for name, value in office.typed()]
        self.assertIn(NOTHING, office.text())
        office.post(page + '/correct', office.hidden() + fields + [('_save', '1')])
        self.assertEqual(office.path, page, office.text()[:600])
        last = json.loads(self.rows('SELECT json FROM gw_version ORDER BY number DESC')[0][0])
        self.assertEqual((last['commitment']['text'], last['post_title']), (NOTHING, '副研究员'))
        self.assertIn('原有文字', self.said(office))


if __name__ == '__main__':
    unittest.main()
