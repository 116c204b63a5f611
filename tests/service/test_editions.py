"""What was handed in under a former edition of a form is shown, printed, compared and listed by that edition."""
import csv
import io
import json
import signal
import subprocess
import unittest

import openpyxl

from changing_form import CARRIED, DATA, FIRST, SECOND, written
from form_browser import Browser, InboxTest, OfficeBrowser, fields_of
from harness import gongwen
from serving import Service


def texts_of(pdf):
    done = subprocess.run(['pdftotext', '-layout', '-', '-'], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def cells_of(book):
    return {str(cell.value) for sheet in openpyxl.load_workbook(io.BytesIO(book)).worksheets for row in sheet.iter_rows() for cell in row if cell.value}


class Editions(InboxTest):
    accounts = {'wang': 'secretary'}

    def setUp(self):
        super().setUp()
        self.own = self.folder / 'own'
        self.publish(FIRST)
        self.add_accounts()
        self.start()

    def start(self):
        self.service = Service('--forms', '--office', '--templates', self.own, *self.place()).__enter__()
        self.addCleanup(self.service.__exit__)

    def publish(self, form):
        self.write('own/visit/form.json', written(form))

    def kept(self):
        return [version for version, in self.rows("SELECT version FROM gw_kind_edition WHERE kind = 'visit' ORDER BY number")]

    def change(self, form=SECOND):
        """The bundle is replaced while the service runs."""
        self.wait_until(lambda: len(self.kept()) == 1 and list((self.folder / 'state/editions/visit').glob('*/template.json')))
        self.publish(form)
        self.service.process.send_signal(signal.SIGHUP)
        self.wait_until(lambda: len(self.kept()) == 2)

    def begin(self, language='zh'):
        browser = Browser(self.service, language)
        self.assertEqual(browser.ask('GET', '/forms/visit').status, 200)
        browser.press('_start', [])
        browser.ask('GET', browser.path + '?step=0')
        return browser

    def handed_in(self, data=None):
        browser = self.begin()
        browser.press('_submit', fields_of(browser, data or DATA))
        self.assertTrue(browser.path.startswith('/r/'), browser.text())
        return browser

    def office(self, language='en'):
        browser = OfficeBrowser(self.service, language)
        self.assertEqual(browser.login('wang', next='/office/').status, 200)
        return browser

    def link(self, office):
        office.ask('GET', '/office/')
        return office.page.xpath('//a[starts-with(@href, "/office/s/")]/@href')[0]

    def test_a_submission_is_shown_by_its_edition(self):
        applicant = self.handed_in()
        receipt = applicant.path
        former = applicant.ask('GET', receipt + '/document.pdf').body
        self.change()
        # The applicant's document is the same to the byte.
        self.assertEqual(applicant.ask('GET', receipt + '/document.pdf').body, former)
        for language, words in (('en', ('fax', 'organisation')), ('zh', ('传真', '单位'))):
            office = self.office(language)
            link = self.link(office)
            self.assertEqual(office.ask('GET', link).status, 200)
            for word in (*words, '010-55', '首次'):
                self.assertIn(word, office.text())
            self.assertNotIn('车牌', office.text())
        self.assertIn('010-55', texts_of(office.ask('GET', link + '/document.pdf').body))
        self.assertIn('传真', cells_of(office.ask('GET', link + '/document.xlsx').body))
        # Also after the service, and so everything that it remembers, is gone.
        self.service.__exit__()
        self.start()
        office = self.office()
        self.assertEqual(office.ask('GET', self.link(office)).status, 200)
        self.assertIn('010-55', office.text())

    def test_the_office_corrects_a_submission_in_its_edition(self):
        self.handed_in()
        self.change()
        office = self.office()
        link = self.link(office)
        office.ask('GET', link + '/correct')
        office.post(link + '/correct', office.hidden() + [('_reason', '来电'), ('_go', '1')])
        fields = [(name, '010-66' if name == '/fax' else value) for name, value in office.typed()]
        self.assertIn(('/fax', '010-66'), fields)
        office.post(link + '/correct', office.hidden() + fields + [('_save', '1')])
        office.ask('GET', link)
        self.assertIn('010-66', office.text())
        self.assertEqual(len(set(self.rows('SELECT edition FROM gw_version'))), 1)
        self.assertEqual(self.rows("SELECT json FROM gw_version WHERE number = 2")[0][0].count('010-66'), 1)

    def test_a_draft_continues_in_the_new_edition(self):
        browser = self.begin()
        browser.press('_save', fields_of(browser, DATA))
        self.change()
        draft = browser.path
        browser.ask('GET', draft + '?step=0')
        typed = dict(browser.typed())
        self.assertEqual((typed['/org'], typed['/reason'], typed['/company/0/name']), ('示例单位', '首次申请', '甲某'))
        self.assertIn('010-55', browser.text(), 'what has no place any more is kept and shown')
        # Nothing changes by looking twice, nor by saving.
        browser.press('_save')
        browser.ask('GET', draft + '?step=0')
        self.assertEqual(dict(browser.typed())['/org'], '示例单位')
        self.assertIn('010-55', browser.text())
        browser.press('_submit')
        self.assertTrue(browser.path.startswith('/r/'), browser.text())
        (json_text, edition), = self.rows('SELECT json, edition FROM gw_version')
        stored = {name: value for name, value in json.loads(json_text).items() if value not in ('', None, [])}
        self.assertEqual(stored, CARRIED)
        self.assertEqual(self.rows("SELECT version FROM gw_kind_edition WHERE hash = ?", edition), [('2.0',)])

    def test_a_returned_submission_is_continued_in_the_new_edition_and_compared(self):
        applicant = self.handed_in()
        self.change()
        (id, receipt), = self.rows('SELECT id, receipt FROM gw_submission')
        done = gongwen('key', 'add', 'portal', '--scope', 'inbox.read', '--scope', 'inbox.write', *self.place())
        self.assertEqual(done.status, 0, done.err)
        sent = {'Authorization': f'Bearer {done.out.strip()}', 'Accept-Language': 'en', 'Content-Type': 'application/json'}
        address = f'/api/v1/submissions/{id}'
        tag = self.service.ask('GET', address, None, sent).headers['etag']
        command = json.dumps({'until': '2099-01-01', 'remarks': [{'pointer': '', 'text': '请补充'}]}).encode()
        answer = self.service.ask('POST', address + '/return', command, {**sent, 'If-Match': tag})
        self.assertEqual(answer.status, 200, answer.body)
        browser = applicant
        browser.ask('GET', f'/d/{applicant.path.split("/")[2]}?step=0')
        self.assertEqual(dict(browser.typed())['/org'], '示例单位')
        browser.press('_submit', [(name, '示A1' if name == '/plate' else value) for name, value in browser.typed()])
        self.assertTrue(browser.path.startswith('/r/'), browser.text())
        self.assertEqual(len(set(self.rows('SELECT edition FROM gw_version'))), 2)
        # Each version has its own document, and its own values.
        for number, inside, not_inside in ((1, '010-55', '车牌'), (2, '车牌', '010-55')):
            document = self.service.ask('GET', f'{address}/versions/{number}.pdf', None, sent)
            self.assertEqual(document.status, 200, document.body)
            self.assertIn(inside, texts_of(document.body))
            self.assertNotIn(not_inside, texts_of(document.body))
        differs = self.service.ask('GET', f'{address}/diff/1/2', None, sent).json()['differences']
        said = {one['pointer']: (one['before'], one['after']) for one in differs}
        self.assertEqual(said['/plate'], ('', '示A1'))
        self.assertEqual(said['/fax'], ('010-55', ''))

    def test_exports_have_submissions_of_both_editions(self):
        self.handed_in()
        self.change()
        self.handed_in({'name': '李示例', 'org': '乙单位', 'reason': '续办', 'plate': '示A1'})
        office = self.office()
        office.ask('GET', '/office/export')
        answer = office.post('/office/export', [('_token', office.token()), ('kind', 'visit'), ('_export', 'roster-xlsx')])
        self.assertEqual(answer.status, 200, answer.body[:500])
        cells = cells_of(answer.body)
        for text in ('张示例', '示例单位', '李示例', '乙单位'):
            self.assertIn(text, cells)
        # The list, too, has each by its edition.
        office.ask('GET', '/office/?kind=visit')
        titles = office.page.xpath('//details[@class="columns"]//input/@value')
        self.assertIn('/plate', titles)
        self.assertNotIn('/fax', titles)
        answer = office.ask('GET', '/office/list.csv?kind=visit&sort=number&columns=%2Fname&columns=%2Forg&columns=%2Fplate')
        self.assertEqual(list(csv.reader(io.StringIO(answer.body.decode('utf-8-sig'))))[1:], [['张示例', '示例单位', ''], ['李示例', '乙单位', '示A1']])
        office.ask('GET', '/office/export')
        # The data of each is as it was handed in.
        answer = office.post('/office/export', [('_token', office.token()), ('kind', 'visit'), ('_export', 'data')])
        self.assertIn('010-55', answer.body.decode())

    def test_an_imported_form_of_a_former_edition_is_read_by_it(self):
        data = self.write('data.json', json.dumps(DATA, ensure_ascii=False))
        sent = self.folder / 'sent.pdf'
        self.assertEqual(gongwen('--templates', self.own, 'render', 'visit', data, '--fillable', '-o', sent).status, 0)
        self.change()
        office = self.office()
        office.ask('GET', '/office/import')
        office.upload('/office/import', 'file', '表.pdf', sent.read_bytes())
        self.assertIn('010-55', office.text(), 'what has no place is told')
        self.assertIn('number plate', office.text(), 'what is new is to be asked')
        (json_text,), = self.rows('SELECT json FROM gw_version')
        self.assertEqual({name: value for name, value in json.loads(json_text).items() if value not in ('', None, [])}, CARRIED)


if __name__ == '__main__':
    unittest.main()
