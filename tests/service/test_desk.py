"""The desk: errors of versions in lists, and what the office undoes, replaces and does at once."""
import json
import subprocess
import time
import unittest

from test_imports import KIND, ImportTest
from test_scans import codes_of

TOO_LONG = {'org': '某' * 61}


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


if __name__ == '__main__':
    unittest.main()
