"""The desk: errors of versions in lists, and what the office undoes, replaces and does at once."""
import json
import subprocess
import time
import unittest

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
            self.assertEqual(office.page.xpath('//tbody/tr/td[3]/text()'), names)
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


if __name__ == '__main__':
    unittest.main()
