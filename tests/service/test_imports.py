"""Forms that came by mail, as a secretary enters them: archives, several files at once, files with no form, and what is
wrong with them in words; for programs the same."""
import copy
import io
import json
import unittest
import zipfile

from harness import sample
from returned_forms import xlsx_of_data
from serving import multipart
from test_office import SAMPLE, OfficeTest
from word_forms import expert_form

KIND = 'expert-application'


def archive_of(files):
    """Names and bytes as a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


class ImportTest(OfficeTest):
    def data(self, name, **changes):
        return {**copy.deepcopy(sample(SAMPLE)), 'name_zh': name, 'email': f'{abs(hash(name)) % 10**8}@example.com', **changes}

    def form(self, name, ending='pdf', **changes):
        path = self.folder / f'form.{ending}'
        self.run_gongwen('render', KIND, self.write('data.json', self.data(name, **changes)), '--fillable', '--force', '-o', path)
        return path.read_bytes()

    def upload(self, office, files, **fields):
        """Several files at once."""
        office.ask('GET', '/office/import')
        parts = [('_token', None, None, office.token().encode()), *[(n, None, None, v.encode()) for n, v in fields.items()],
                 *[('file', name, 'application/octet-stream', content) for name, content in files.items()]]
        body, media_type = multipart(parts)
        return office.ask('POST', '/office/import', body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'})

    @staticmethod
    def table(office):
        return [[cell.text_content() for cell in row.xpath('td')] for row in office.page.xpath('//tbody/tr')]

    def receipts(self):
        return [row[0] for row in self.rows_of_inbox()]

    def rows_of_inbox(self):
        return self.rows('SELECT receipt, person FROM gw_submission ORDER BY number')


class Page(ImportTest):
    def test_an_archive_is_taken_apart(self):
        office = self.office()
        first = self.form('丁甲')
        files = {'甲.pdf': first, '表/乙.xlsx': self.form('丁乙', 'xlsx'), '丙.docx': expert_form(self.data('丁丙')).bytes(),
                 '说明.txt': '请查收'.encode()}
        answer = self.upload(office, {'一批.zip': archive_of(files)})
        self.assertEqual(answer.status, 200, office.text()[:900])
        rows = self.table(office)
        self.assertEqual({row[0] for row in rows}, {'一批.zip/甲.pdf', '一批.zip/表/乙.xlsx', '一批.zip/丙.docx', '一批.zip/说明.txt'})
        self.assertEqual({row[2] for row in rows if row[2]}, {'丁甲', '丁乙', '丁丙'})
        [unread] = [row for row in rows if row[0].endswith('.txt')]
        self.assertIn('Nothing could be read', unread[3])
        self.assertIn('说明.txt', ' '.join(office.page.xpath('//ul[@class="messages"]/li/text()')))
        self.assertEqual(len(self.receipts()), 3)
        # The same again, in another archive, and by itself.
        self.upload(office, {'二批.zip': archive_of({'x.pdf': first, 'y.pdf': first})})
        self.upload(office, {'甲.pdf': first})
        self.assertEqual(len(self.receipts()), 3)
        self.assertIn('already imported', self.table(office)[0][3])
        self.assertEqual({row[0] for row in self.rows('SELECT source FROM gw_version')}, {'pdf', 'xlsx', 'docx'})

    def test_several_files_are_taken_at_once(self):
        office = self.office()
        office.ask('GET', '/office/import')
        self.assertTrue(office.page.xpath('//input[@name="file"][@multiple]'))
        answer = self.upload(office, {'甲.pdf': self.form('丁甲'), '乙.pdf': self.form('丁乙'), '坏.pdf': b'%PDF-1.7 nothing'})
        self.assertEqual(answer.status, 200)
        self.assertEqual([row[1] for row in self.rows_of_inbox()], ['丁甲', '丁乙'])
        self.assertIn('坏.pdf', [row[0] for row in self.table(office)])
        # An empty file is one that was chosen, and names of Windows may have 255 characters.
        self.upload(office, {'空.pdf': b''})
        self.assertIn('空.pdf', [row[0] for row in self.table(office)])
        self.assertEqual(self.upload(office, {'长' * 250 + '.pdf': b'%PDF-1.7 nothing'}).status, 422)
        self.assertRegex(self.table(office)[0][0], r'^长+\.pdf$')
        self.assertEqual(self.upload(office, {'长' * 300 + '.pdf': b'%PDF-1.7 nothing'}).status, 422)
        self.assertIn('too long', office.text())
        # Two files of one name.
        office.ask('GET', '/office/import')
        body, media_type = multipart([('_token', None, None, office.token().encode()),
                                      ('file', '表.pdf', 'application/pdf', self.form('丁丙')), ('file', '表.pdf', 'application/pdf', self.form('丁丁'))])
        office.ask('POST', '/office/import', body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'})
        self.assertEqual([row[1] for row in self.rows_of_inbox()], ['丁甲', '丁乙', '丁丙', '丁丁'])

    def test_an_archive_of_data_has_the_kind_that_was_chosen(self):
        office = self.office()
        files = {f'{name}.json': json.dumps(self.data(name)).encode() for name in ('丁甲', '丁乙')}
        self.assertEqual(self.upload(office, {'a.zip': archive_of(files)}, kind=KIND).status, 200)
        self.assertEqual(sorted(row[1] for row in self.rows_of_inbox()), ['丁乙', '丁甲'])
        self.assertEqual({row[0] for row in self.rows('SELECT source FROM gw_version')}, {'json'})

    def test_an_archive_in_an_archive_and_a_damaged_one(self):
        office = self.office()
        inner = archive_of({'甲.pdf': self.form('丁甲')})
        self.assertEqual(self.upload(office, {'outer.zip': archive_of({'inner.zip': inner})}).status, 200)
        self.assertEqual([row[0] for row in self.table(office)], ['outer.zip/inner.zip/甲.pdf'])
        answer = self.upload(office, {'broken.zip': inner[:-40]})
        self.assertEqual(answer.status, 422)
        self.assertIn('broken.zip', office.text())
        self.assertEqual(len(self.receipts()), 1)

    def test_messages_are_in_words(self):
        office = self.office(language='zh')
        data = self.data('丁乙', org_zh='某' * 61)
        self.upload(office, {'丁乙.json': json.dumps(data).encode()}, kind=KIND)
        said = ' '.join(' '.join(item.itertext()) for item in office.page.xpath('//ul[@class="messages"]/li'))
        self.assertIn('工作单位', said)
        self.assertIn('丁乙.json', said)
        for strange in ('/org', 'org_zh', '`'):
            self.assertNotIn(strange, said)
        self.upload(office, {'丁丙.xlsx': xlsx_of_data(self.data('丁丙', org_zh='某' * 61), KIND)})
        self.assertRegex(' '.join(' '.join(item.itertext()) for item in office.page.xpath('//ul[@class="messages"]/li')), '[A-Z][0-9]+')

    def test_the_history_names_who_entered_it(self):
        office = self.office(language='zh')
        self.upload(office, {'a.json': json.dumps(self.data('丁甲')).encode()}, kind=KIND)
        office.ask('GET', office.page.xpath('//td/a/@href')[0])
        [event] = [[cell.text_content() for cell in row.xpath('td')] for row in office.page.xpath('//section[h2/@id="history"]//tr')]
        self.assertEqual(event[1:], ['wang某', '录入', '数据（JSON）'])


class Program(ImportTest):
    def test_archives_and_several_files(self):
        pdf = self.form('丁甲')
        archive = archive_of({'甲.pdf': pdf, '乙.pdf': self.form('丁乙'), '注.txt': b'-'})
        answer = self.service.ask('POST', '/api/v1/imports', archive, {'Content-Type': 'application/zip'})
        self.assertEqual(answer.status, 200, answer.body[:600])
        self.assertEqual([(form['file'], form['new']) for form in answer.json()['forms']], [('form.zip/乙.pdf', True), ('form.zip/甲.pdf', True)])
        self.assertEqual(answer.json()['unread'], ['form.zip/注.txt'])
        self.assertGreater(answer.json()['report']['errors'], 0)
        parts, media_type = multipart([('a', '甲.pdf', 'application/pdf', pdf), ('b', '丙.pdf', 'application/pdf', self.form('丁丙'))])
        answer = self.service.ask('POST', '/api/v1/imports', parts, {'Content-Type': media_type})
        self.assertEqual([(form['file'], form['new']) for form in answer.json()['forms']], [('甲.pdf', False), ('丙.pdf', True)])
        read = self.service.ask('POST', '/api/v1/extract?check=1', archive, {'Content-Type': 'application/zip'})
        self.assertEqual(read.status, 200, read.body[:600])
        self.assertEqual([file['data']['name_zh'] for file in read.json()['files'] if 'data' in file], ['丁乙', '丁甲'])
        data = archive_of({f'{name}.json': json.dumps(self.data(name)) for name in ('甲', '乙')})
        read = self.service.ask('POST', f'/api/v1/extract?kind={KIND}', data, {'Content-Type': 'application/zip'})
        self.assertEqual(sorted(file['data']['name_zh'] for file in read.json()['files']), ['乙', '甲'])

    def test_what_has_no_form_is_refused(self):
        answer = self.service.ask('POST', '/api/v1/imports', archive_of({'a.txt': b'-'}), {'Content-Type': 'application/zip'})
        self.assertEqual((answer.status, answer.problem()), (422, 'unreadable'))
        self.assertTrue(answer.json()['report']['diagnostics'])
        self.assertEqual(self.receipts(), [])


if __name__ == '__main__':
    unittest.main()
