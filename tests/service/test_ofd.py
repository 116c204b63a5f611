"""OFD over the service: documents, jobs and the office's pages give what the command gives."""
import io
import json
import unittest
import zipfile

import needs
from form_browser import hand_in
from harness import DONE, ROOT, gongwen
from ofd_reader import Document, N
from serving import multipart
from test_jobs import EPOCH, KIND, JobTest, letter, letters
from test_office import OfficeTest

OFD = 'application/ofd'
BULLETIN = ROOT / 'samples/monthly-bulletin/2024-02.json'


class Documents(JobTest):
    def rendered(self, kind, path, *words):
        result = gongwen('render', kind, path, '-o', 'a.ofd', *words, cwd=self.folder, environment=EPOCH)
        self.assertEqual(result.status, DONE, result.err)
        return (self.folder / 'a.ofd').read_bytes()

    def test_a_document_has_the_bytes_of_the_command(self):
        for kind, path in (('monthly-bulletin', BULLETIN), (KIND, ROOT / f'samples/{KIND}/typical.json')):
            answer = self.service.post_json(f'/api/v1/kinds/{kind}/render?format=ofd', path.read_bytes())
            self.assertEqual((answer.status, answer.headers['content-type']), (200, OFD), answer.body[:300])
            self.assertEqual(answer.body, self.rendered(kind, path), kind)

    def test_the_data_go_along(self):
        answer = self.service.post_json('/api/v1/kinds/monthly-bulletin/render?format=ofd&attach_data=1', BULLETIN.read_bytes())
        self.assertEqual(answer.status, 200)
        self.assertIn('Doc_0/Attachs/data.xml', Document(io.BytesIO(answer.body)).names)

    def test_the_profile_is_that_of_the_command(self):
        address = '/api/v1/kinds/monthly-bulletin/render?format=ofd'
        tags = set()
        for profile in ('', 'archive', 'plain'):
            words = ['--ofd-profile', profile] if profile else []
            answer = self.service.post_json(address + (f'&ofd_profile={profile}' if profile else ''), BULLETIN.read_bytes())
            self.assertEqual((answer.status, answer.headers['content-type']), (200, OFD), answer.body[:300])
            self.assertEqual(answer.body, self.rendered('monthly-bulletin', BULLETIN, *words), profile)
            tags.add(answer.headers['etag'])
            again = self.service.post_json(address + '&ofd_profile=plain', BULLETIN.read_bytes(), {'If-None-Match': answer.headers['etag']})
            self.assertEqual(again.status, 412 if profile == 'plain' else 200, profile)
        self.assertEqual(len(tags), 2)

    def test_an_unknown_profile_is_refused(self):
        for query, problem in (('format=ofd&ofd_profile=ofd-x', 'bad-parameter'), ('format=ofd&ofd_profile=', 'bad-parameter'),
                               ('format=pdf&ofd_profile=plain', 'no-effect'), ('ofd_profile=plain', 'no-effect')):
            for what in ('render', 'batches'):
                answer = self.service.post_json(f'/api/v1/kinds/{KIND}/{what}?{query}', letter(1), {'Accept-Language': 'zh'})
                self.assertEqual((answer.status, answer.problem()), (400, problem), (what, query))
                self.assertIn('ofd_profile', answer.json()['title'])

    def test_one_document_without_waiting(self):
        headers = {'Content-Type': 'application/json', 'Prefer': 'respond-async'}
        answer = self.service.ask('POST', f'/api/v1/kinds/{KIND}/render?format=ofd', json.dumps(letter(1)).encode(), headers)
        self.assertEqual(answer.status, 202)
        address = answer.headers['location']
        self.assertEqual(self.ended(address)['made'], 1)
        (name, document), = self.of_the_job(address)[0].items()
        self.assertTrue(name.endswith('.ofd'), name)
        self.assertEqual(Document(io.BytesIO(document)).errors(), [])

    def test_a_batch_has_the_documents_and_the_manifest_of_the_command(self):
        body = letters(40)
        address = self.started(body, '?format=ofd')
        job = self.ended(address)
        self.assertEqual((job['state'], job['made'], job['failed']), ('done', 39, 1))
        documents, manifest = self.by_the_command(body, '--format', 'ofd')
        made, told = self.of_the_job(address)
        self.assertEqual(told, manifest)
        self.assertEqual(made, documents)
        self.assertTrue(all(name.endswith('.ofd') for name in made))

    def test_a_batch_has_the_profile_of_the_command(self):
        body = letters(6)
        address = self.started(body, '?format=ofd&ofd_profile=plain')
        self.ended(address)
        documents, _ = self.by_the_command(body, '--format', 'ofd', '--ofd-profile', 'plain')
        self.assertEqual(self.of_the_job(address)[0], documents)
        self.assertEqual({Document(io.BytesIO(document)).root.get('DocType') for document in documents.values()}, {'OFD'})

    @needs.time
    def test_a_job_continues_after_a_kill(self):
        body = letters(3000)
        address = self.started(body, '?format=ofd')
        self.service.wait_until(lambda: self.job(address)['made'] > 20, 300)
        self.service.process.kill()
        self.service.process.wait()
        self.enter()
        job = self.ended(address)
        self.assertEqual((job['made'] + job['skipped'], job['failed']), (2970, 30))
        self.assertEqual(len(documents := self.of_the_job(address)[0]), 2970)
        self.assertTrue(all(name.endswith('.ofd') for name in documents))
        archive = zipfile.ZipFile(io.BytesIO(self.service.ask('GET', f'{address}/files.zip').body))
        self.assertIsNone(archive.testzip())
        for name in archive.namelist()[::500]:
            self.assertEqual(Document(io.BytesIO(archive.read(name))).errors(), [], name)


class Office(OfficeTest):
    def test_a_submission_and_a_made_document_come_as_ofd(self):
        office = self.office()
        address = self.imported(office)
        office.ask('GET', address)
        links = [one for one in office.page.xpath('//a/@href') if one.endswith('document.ofd')]
        self.assertEqual(len(links), 1)
        answer = office.ask('GET', links[0])
        self.assertEqual((answer.status, answer.headers['content-type']), (200, OFD))
        document = Document(io.BytesIO(answer.body))
        self.assertEqual(document.errors(), [])
        self.assertTrue(document.root.findtext(f'.//{N}Title'))

    def test_documents_are_made_as_ofd(self):
        office = self.office('qian')
        office.ask('GET', '/office/make')
        self.assertIn('ofd', office.page.xpath('//select[@name="format"]/option/@value'))
        token = office.token()
        fields = [('_token', None, None, token.encode()), ('kind', None, None, KIND.encode()), ('format', None, None, b'ofd'),
                  ('data', 'data.json', 'application/json', json.dumps(letter(1)).encode())]
        body, media_type = multipart(fields)
        answer = office.ask('POST', '/office/make', body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'})
        self.assertEqual(answer.headers['content-type'], OFD, answer.body[-600:])
        self.assertEqual(Document(io.BytesIO(answer.body)).errors(), [])


class Attached(OfficeTest):
    """OFD files that are sent along: browsers do not show them, so the office has them as PDF."""

    def sent(self, browser, area, content, attachment='sources'):
        browser.ask('GET', area)
        body, media_type = multipart([('_token', None, None, dict(browser.hidden())['_token'].encode()),
                                      ('file', '标准.ofd', 'application/octet-stream', content)])
        return browser.ask('POST', f'{area}/{attachment}', body, {'Content-Type': media_type, 'Sec-Fetch-Site': 'same-origin'})

    def test_an_attached_file_is_opened_as_pdf(self):
        browser, _ = hand_in(self.service, 'proposal-information')
        area = '/r/' + browser.path.split('/')[2] + '/files'
        result = gongwen('render', 'monthly-bulletin', BULLETIN, '-o', 'a.ofd', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        own = (self.folder / 'a.ofd').read_bytes()
        self.assertEqual(self.sent(browser, area, own, 'stamped').status, 422)  # codes are not read from it
        self.assertEqual(self.sent(browser, area, b'PK\3\4 no OFD').status, 422)
        self.assertEqual(self.sent(browser, area, own).status, 200)
        office = self.office('qian')
        office.ask('GET', '/office/')
        office.ask('GET', next(one for one in office.page.xpath('//a/@href') if one.startswith('/office/s/')))
        links = office.page.xpath('//a/@href')
        kept = next(one for one in links if one.endswith('/files/sources'))
        self.assertEqual(office.ask('GET', kept).body, own)
        shown = next(one for one in links if one.endswith('/files/sources/shown.pdf'))
        answer = office.ask('GET', shown)
        self.assertEqual((answer.status, answer.headers['content-type'], answer.body[:5]), (200, 'application/pdf', b'%PDF-'))
        self.assertNotIn('attachment', answer.headers['content-disposition'])
        self.assertEqual(office.ask('GET', kept.replace('sources', 'stamped') + '/shown.pdf').status, 404)
        # A file that cannot be shown is still there to be saved.
        self.assertEqual(self.sent(browser, area, b'PK\3\4 damaged OFD.xml').status, 200)
        self.assertIn(office.ask('GET', shown).status, (422, 500))
        self.assertEqual(office.ask('GET', kept).body, b'PK\3\4 damaged OFD.xml')


if __name__ == '__main__':
    unittest.main()
