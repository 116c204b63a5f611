"""The interface for programs: documents have the bytes of the command, checks say what it says, forms come back as data."""
import hashlib
import json
import os
import pathlib
import re
import signal
import sys
import unittest
import urllib.parse

import bundles
import foreign_pdfs
from harness import ROOT, CommandTest, gongwen
from serving import Service, grey_picture, multipart

KINDS = ('commitment-letter', 'expert-application', 'iso-form-4', 'justification-report', 'monthly-bulletin', 'needs-notice',
         'opinions', 'proposal-information', 'proposal-review', 'regulations', 'result-notice', 'work-points')
XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
LETTER = '/api/v1/kinds/commitment-letter'


def samples_of(kind):
    return sorted((ROOT / 'samples' / kind).glob('*.json'))


class Api(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.service = Service(environment={'SOURCE_DATE_EPOCH': '1700000000'}).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.service.__exit__()

    def letter(self):
        return json.loads((ROOT / 'samples/commitment-letter/typical.json').read_text('utf-8'))

    def render(self, kind, path, output):
        result = gongwen('render', kind, path, '-o', output, environment={'SOURCE_DATE_EPOCH': '1700000000'})
        self.assertEqual(result.status, 0, result.err)
        return output.read_bytes()

    def test_all_kinds_are_listed(self):
        answer = self.service.ask('GET', '/api/v1/kinds')
        self.assertEqual(answer.status, 200)
        listed = json.loads(gongwen('list', '--json').out)
        self.assertEqual(answer.json()['kinds'], listed)

    def test_a_document_has_the_bytes_of_the_command(self):
        for kind in KINDS:
            path = samples_of(kind)[0]
            answer = self.service.post_json(f'/api/v1/kinds/{kind}/render', path.read_bytes())
            self.assertEqual(answer.status, 200, (kind, answer.body[:500]))
            self.assertEqual(answer.headers['content-type'], 'application/pdf')
            self.assertEqual(answer.body, self.render(kind, path, self.folder / f'{kind}.pdf'), kind)

    def test_a_workbook_has_the_bytes_of_the_command(self):
        path = ROOT / 'samples/expert-application/typical.json'
        answer = self.service.post_json('/api/v1/kinds/expert-application/render?format=xlsx', path.read_bytes())
        self.assertEqual((answer.status, answer.headers['content-type']), (200, XLSX))
        self.assertEqual(answer.body, self.render('expert-application', path, self.folder / 'a.xlsx'))

    def test_other_files_of_a_workbook(self):
        data = (ROOT / 'samples/monthly-bulletin/2024-02.json').read_bytes()
        answer = self.service.post_json('/api/v1/kinds/monthly-bulletin/render?format=ods', data)
        self.assertEqual(answer.headers['content-type'], 'application/vnd.oasis.opendocument.spreadsheet')
        self.assertIn(b'mimetypeapplication/vnd.oasis.opendocument.spreadsheet', answer.body[:100])
        sheets = '/api/v1/kinds/monthly-bulletin/render?format=csv&sheet=' + urllib.parse.quote('目录')
        plain, encoded = (self.service.post_json(sheets + more, data) for more in ('', '&encoding=gb18030'))
        self.assertEqual((plain.status, encoded.body.decode('gb18030')), (200, plain.body.decode('utf-8-sig')))
        self.assertNotEqual(plain.headers['etag'], encoded.headers['etag'])
        self.assertEqual(self.service.post_json('/api/v1/kinds/monthly-bulletin/render?format=xlsx&sheet=a', data).json()['type'].rsplit('/')[-1],
                         'no-effect')

    def test_ofd_is_a_whole_document(self):
        data = (ROOT / 'samples/monthly-bulletin/2024-02.json').read_bytes()
        answer = self.service.post_json('/api/v1/kinds/monthly-bulletin/render?format=ofd', data)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.headers['content-type'], 'application/ofd')
        self.assertTrue(answer.body.startswith(b'PK'))
        for useless in ('page=1', 'fillable=true', 'dpi=100'):
            refused = self.service.post_json(f'/api/v1/kinds/monthly-bulletin/render?format=ofd&{useless}', data)
            self.assertEqual(refused.status, 400, useless)

    def test_pages_as_pictures(self):
        data = samples_of('monthly-bulletin')[0].read_bytes()
        first = self.service.post_json('/api/v1/kinds/monthly-bulletin/render?format=svg', data)
        second = self.service.post_json('/api/v1/kinds/monthly-bulletin/render?format=svg&page=2', data)
        self.assertEqual(first.headers['content-type'], 'image/svg+xml')
        self.assertNotEqual(first.body, second.body)
        pages = int(first.headers['x-gongwen-pages'])
        last = self.service.post_json(f'/api/v1/kinds/monthly-bulletin/render?format=svg&page={pages}', data)
        self.assertEqual(last.status, 200)
        beyond = self.service.post_json(f'/api/v1/kinds/monthly-bulletin/render?format=svg&page={pages + 1}', data)
        self.assertEqual((beyond.status, beyond.problem()), (404, 'no-such-page'))
        small = self.service.post_json('/api/v1/kinds/monthly-bulletin/render?format=png&dpi=20', data)
        self.assertEqual(small.body[:8], b'\x89PNG\r\n\x1a\n')

    def test_a_name_for_the_file(self):
        answer = self.service.post_json(f'{LETTER}/render', self.letter(), {'Accept-Language': 'zh'})
        self.assertIn("filename*=UTF-8''", answer.headers['content-disposition'])

    def test_a_form_comes_back_as_its_data(self):
        path = ROOT / 'samples/expert-application/typical.json'
        for ending, media_type in (('pdf', 'application/pdf'), ('xlsx', XLSX)):
            form = self.service.post_json(f'/api/v1/kinds/expert-application/render?fillable=1&format={ending}', path.read_bytes())
            answer = self.service.ask('POST', '/api/v1/extract?check=1', form.body, {'Content-Type': media_type})
            self.assertEqual(answer.status, 200, answer.body[:500])
            file, = answer.json()['files']
            self.assertEqual(file['kind'], 'expert-application')
            # Of the form that was sent, as evidence of it.
            self.assertEqual((file['bytes'], file['sha256']), (len(form.body), hashlib.sha256(form.body).hexdigest()))
            self.assertEqual(len(file['data_sha256']), 64)
            data = json.loads(path.read_text('utf-8'))
            self.assertEqual({name: data[name] for name in file['data']}, file['data'])
            self.assertEqual(answer.json()['report']['errors'], 0)

    def test_what_is_no_form_is_said(self):
        answer = self.service.ask('POST', '/api/v1/extract', b'%PDF-1.7 nothing', {'Content-Type': 'application/pdf'})
        self.assertEqual((answer.status, answer.problem()), (422, 'unreadable'))
        self.assertTrue(answer.json()['report']['diagnostics'])

    def test_forms_of_others_are_filled_in(self):
        """With the bytes of the command; the parts may come in any order."""
        form = foreign_pdfs.usual_form(self.folder / 'form.pdf')
        values = {'name': '张示例', 'agree': True}
        data = self.write('values.json', values)
        parts = [('data', 'values.json', None, data.read_bytes()), ('form', 'form.pdf', 'application/pdf', form.read_bytes())]

        def fill(parts, query=''):
            body, media_type = multipart(parts)
            return self.service.ask('POST', '/api/v1/fill' + query, body, {'Content-Type': media_type, 'Accept-Language': 'en'})
        for query, words in (('', ()), ('?flatten=1', ('--flatten',))):
            done = gongwen('fill', form, data, '-o', self.folder / 'filled.pdf', '--force', *words)
            self.assertEqual(done.status, 0, done.err)
            answer = fill(parts, query)
            self.assertEqual((answer.status, answer.headers['content-type'], answer.headers['x-gongwen-pages']), (200, 'application/pdf', '1'),
                             answer.body[:500])
            self.assertEqual(answer.body, (self.folder / 'filled.pdf').read_bytes())
        filled = fill([*parts, ('map', 'map.json', None, b'{"code": "/name"}')][1:] + [('data', 'V.YAML', None, b'name: AB12\n')])
        fields = self.service.ask('POST', '/api/v1/fill/fields', filled.body, {'Content-Type': 'application/pdf'}).json()
        self.assertEqual((fields['values']['code'], fields['values']['name']), ('AB12', ''))
        self.assertEqual({field['type'] for field in fields['fields'] if field['name'] == 'agree'}, {'check'})
        for wrong, status, problem in ((parts[:1], 400, 'no-data-part'), (parts[1:], 400, 'no-data-part'), (parts + parts[:1], 400, 'bad-parts'),
                                       ([*parts, ('more', 'a', None, b'')], 400, 'bad-parts'),
                                       ([('data', 'D.JSON', None, b'{"nmae": 1}'), parts[1]], 422, 'invalid-data'),
                                       ([parts[0], ('form', 'f.pdf', None, b'nothing')], 422, 'invalid-data'),
                                       ([parts[0], ('form', 'f.pdf', None, form.read_bytes()[:700])], 422, 'invalid-data')):
            answer = fill(wrong)
            self.assertEqual((answer.status, answer.problem()), (status, problem), answer.body[:500])
            if wrong[0][1] == 'D.JSON':
                self.assertIn(b'D.JSON', answer.body)
        self.assertEqual(self.service.post_json('/api/v1/fill', values).status, 415)

    def test_ofd_files_are_shown(self):
        data = (ROOT / 'samples/monthly-bulletin/2024-02.json').read_bytes()
        ofd = self.service.post_json('/api/v1/kinds/monthly-bulletin/render?format=ofd', data).body

        def convert(query, body=ofd):
            return self.service.ask('POST', '/api/v1/convert' + query, body, {'Content-Type': 'application/ofd'})
        pdf = convert('')
        self.assertEqual((pdf.status, pdf.body[:5], pdf.headers['content-type']), (200, b'%PDF-', 'application/pdf'), pdf.body[:500])
        self.assertIn('filename="document.ofd.pdf"', pdf.headers['content-disposition'])
        text = convert('?format=txt')
        self.assertEqual(text.headers['content-type'], 'text/plain; charset=utf-8')
        self.assertIn('标准', text.body.decode())
        first, second = convert('?format=png&dpi=30'), convert('?format=png&dpi=30&page=2')
        self.assertEqual({first.body[:4], second.body[:4]}, {b'\x89PNG'})
        self.assertNotEqual(first.body, second.body)
        self.assertEqual(convert('?format=svg').headers['content-type'], 'image/svg+xml')
        pages = int(pdf.headers['x-gongwen-pages'])
        self.assertEqual(convert(f'?format=svg&page={pages + 1}').problem(), 'no-such-page')
        for query, problem in (('?page=2', 'no-effect'), ('?dpi=30', 'no-effect'), ('?format=xlsx', 'bad-parameter')):
            self.assertEqual(convert(query).problem(), problem)
        self.assertEqual((convert('', b'PK nothing').status, convert('', b'PK nothing').problem()), (422, 'invalid-data'))

    def test_a_blank_form(self):
        answer = self.service.ask('GET', '/api/v1/kinds/expert-application/blank?fillable=1')
        self.assertEqual((answer.status, answer.body[:5]), (200, b'%PDF-'))
        again = self.service.ask('GET', '/api/v1/kinds/expert-application/blank?fillable=1',
                                 headers={'If-None-Match': answer.headers['etag']})
        self.assertEqual((again.status, again.body), (304, b''))
        head = self.service.ask('HEAD', '/api/v1/kinds/expert-application/blank?fillable=1')
        self.assertEqual((head.status, head.body, head.headers['content-length']), (200, b'', str(len(answer.body))))

    def test_a_check_says_what_the_command_says(self):
        path = self.write('data.json', {'name_zh': '张三', 'birth': '19800'})
        words = ['--lang', 'zh', '--error-format', 'json', 'check', 'expert-application', path.name, '--values-only']
        said = json.loads(gongwen(*words, cwd=self.folder).err)
        answer = self.service.post_json('/api/v1/kinds/expert-application/check?depth=values', path.read_bytes(),
                                        {'Accept-Language': 'zh-CN'})
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.json(), said)
        self.assertGreater(answer.json()['errors'], 5)

    def test_wrong_data_are_refused_with_places(self):
        answer = self.service.post_json(f'{LETTER}/render', b'{\n "org": 1}', {'Accept-Language': 'en'})
        self.assertEqual((answer.status, answer.problem()), (422, 'invalid-data'))
        wrong = [d for d in answer.json()['report']['diagnostics'] if d['data']['pointer'] == '/org']
        self.assertEqual((wrong[0]['data']['line'], wrong[0]['data']['column']), (2, 9))
        broken = self.service.post_json(f'{LETTER}/render', b'{"org": ')
        self.assertEqual((broken.status, broken.problem()), (422, 'invalid-data'))

    def test_the_language_of_the_client(self):
        chinese = self.service.post_json(f'{LETTER}/render', b'{}', {'Accept-Language': 'zh-CN,zh;q=0.9,en;q=0.5'})
        english = self.service.post_json(f'{LETTER}/render', b'{}', {'Accept-Language': 'en-GB'})
        self.assertEqual(chinese.json()['title'], '数据有误')
        self.assertEqual(chinese.headers['content-language'], 'zh')
        self.assertEqual(english.json()['title'], 'The data has errors')

    def test_tags_are_of_the_document(self):
        letter = self.letter()
        first = self.service.post_json(f'{LETTER}/render', letter)
        tag = first.headers['etag']
        same = self.service.post_json(f'{LETTER}/render', letter, {'If-None-Match': tag})
        self.assertEqual((same.status, same.problem()), (412, 'unchanged'))
        for tags in (f'"other", {tag}', f'W/{tag},"gw-0"'):
            same = self.service.post_json(f'{LETTER}/render', letter, {'If-None-Match': tags})
            self.assertEqual((same.status, same.problem()), (412, 'unchanged'), tags)
        for path, data in ((f'{LETTER}/render', {**letter, 'leader': '乙'}), (f'{LETTER}/render?fillable=1', letter)):
            other = self.service.post_json(path, data, {'If-None-Match': tag})
            self.assertEqual(other.status, 200)
            self.assertNotEqual(other.headers['etag'], tag)

    def test_data_with_files_beside_it(self):
        data = json.loads((ROOT / 'samples/expert-application/typical.json').read_text('utf-8'))
        data['photo'] = 'me.png'
        picture = grey_picture(30, 40)
        body, media_type = multipart([('data', None, 'application/json', json.dumps(data).encode()),
                                      ('file', 'me.png', 'image/png', picture)])
        address = '/api/v1/kinds/expert-application/render'
        answer = self.service.ask('POST', address, body, {'Content-Type': media_type})
        self.assertEqual(answer.status, 200, answer.body[:600])
        alone = self.service.post_json(address, data)
        self.assertEqual(alone.status, 422)
        self.assertIn('me.png', json.dumps(alone.json()['report']))

    def test_yaml_and_workbooks_are_data(self):
        answer = self.service.ask('POST', f'{LETTER}/check', gongwen('new', 'commitment-letter', '--format', 'yaml').out.encode(),
                                  {'Content-Type': 'application/yaml'})
        self.assertEqual(answer.status, 200, answer.body[:300])
        self.assertGreater(answer.json()['errors'], 0)

    def test_data_name_nothing_on_the_disk(self):
        data = json.loads((ROOT / 'samples/expert-application/typical.json').read_text('utf-8'))
        picture = ROOT / 'samples/expert-application'
        for name in ('/etc/passwd', '../../../../etc/passwd', str(picture), 'file:///etc/passwd', 'http://127.0.0.1/a.png'):
            answer = self.service.post_json('/api/v1/kinds/expert-application/render', {**data, 'photo': name})
            self.assertEqual((answer.status, answer.problem()), (422, 'invalid-data'), name)
            self.assertNotIn('root:', answer.body.decode())

    def test_the_schema_is_that_of_the_bundle(self):
        for kind in KINDS:
            answer = self.service.ask('GET', f'/api/v1/kinds/{kind}/schema')
            self.assertEqual(answer.body, (bundles.bundle(kind) / 'schema.json').read_bytes(), kind)
        form = self.service.ask('GET', f'{LETTER}/form', headers={'Accept-Language': 'en'})
        self.assertEqual(form.json(), json.loads(gongwen('--lang', 'en', 'describe', 'commitment-letter', '--form', '--json').out))
        fields = self.service.ask('GET', LETTER)
        self.assertEqual(fields.json(), json.loads(gongwen('describe', 'commitment-letter', '--json').out))

    def test_the_description_fits_what_is_answered(self):
        document = self.service.ask('GET', '/api/v1/openapi.json').json()
        self.assertEqual(document['openapi'], '3.1.0')
        answers = {'listKinds': self.service.ask('GET', '/api/v1/kinds'),
                   'checkData': self.service.post_json(f'{LETTER}/check', b'{}'),
                   'getHealth': self.service.ask('GET', '/health'), 'getReadiness': self.service.ask('GET', '/ready')}
        problem = self.service.post_json(f'{LETTER}/render', b'{}')
        said = document['components']['responses']['Problem']['content']['application/problem+json']['schema']
        self.assert_fits(document, said, problem.json())
        for operations in document['paths'].values():
            for operation in operations.values():
                self.assertEqual(operation['responses']['400'], {'$ref': '#/components/responses/Problem'})
                answer = answers.pop(operation['operationId'], None)
                if answer is not None:
                    schema = operation['responses']['200']['content']['application/json']['schema']
                    self.assert_fits(document, schema, answer.json())
        self.assertEqual(answers, {})

    def assert_fits(self, document, schema, instance):
        request = {'schema': {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'components': document['components'],
                              **schema}, 'instance': instance}
        result = gongwen('schema-check', stdin=json.dumps(request).encode())
        self.assertEqual(result.status, 0, result.err[:500])

    def test_a_refusal_says_what_would_do(self):
        def refused(method, path, body=None, media_type='application/json', language='en'):
            answer = self.service.ask(method, path, body, {'Accept-Language': language, **({'Content-Type': media_type} if body else {})})
            return answer.status, answer.problem(), answer.json().get('detail')
        body = json.dumps(self.letter()).encode()
        self.assertEqual(refused('GET', '/api/v1/kinds/comitment-letter'),
                         (404, 'unknown-kind', 'did you mean `commitment-letter`? /api/v1/kinds lists all'))
        self.assertEqual(refused('POST', f'/api/v1/kinds/{urllib.parse.quote("承诺")}/render', body)[1:], ('unknown-kind', None))
        self.assertEqual(refused('POST', f'{LETTER}/render?format=odt', body),
                         (400, 'bad-parameter', 'supported: pdf, xlsx, svg, png, ofd, ods, csv, docx'))
        self.assertEqual(refused('POST', f'{LETTER}/render?format=odt', body, language='zh')[2], '可用：pdf, xlsx, svg, png, ofd, ods, csv, docx')
        self.assertEqual(refused('POST', f'{LETTER}/render?format=png&dpi=1', body)[1:], ('bad-parameter', 'a whole number from 10 to 600'))
        self.assertEqual(refused('POST', f'{LETTER}/render?fillabel=1', body)[1:], ('unknown-parameter', 'did you mean `fillable`?'))
        self.assertEqual(refused('POST', f'{LETTER}/check?zz=1', body)[1:], ('unknown-parameter', 'supported: depth, profile, strict'))
        # What curl sends by default.
        self.assertEqual(refused('POST', f'{LETTER}/render', body, 'application/x-www-form-urlencoded'), (
            415, 'unsupported-type', 'supported: application/json, application/yaml, '
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, multipart/form-data'))
        self.assertIn('/api/v1/openapi.json', refused('GET', '/api/v2/kinds')[2])

    def test_a_format_that_a_kind_lacks_is_refused_with_those_it_has(self):
        kinds = {kind['kind']: kind['outputs'] for kind in self.service.ask('GET', '/api/v1/kinds').json()['kinds']}
        kind = next(name for name, outputs in sorted(kinds.items()) if outputs == ['pdf'])
        answer = self.service.ask('GET', f'/api/v1/kinds/{kind}/blank?format=xlsx', headers={'Accept-Language': 'en'})
        self.assertEqual((answer.status, answer.problem(), answer.json()['detail']), (404, 'no-such-format', 'supported: pdf'))

    def test_the_page_of_the_address_itself_says_what_is_where(self):
        for language, words in (('zh-CN', '程序接口说明'), ('en', 'For programs')):
            answer = self.service.ask('GET', '/', headers={'Accept-Language': language})
            page = answer.body.decode()
            self.assertEqual((answer.status, answer.headers['content-type']), (200, 'text/html; charset=utf-8'))
            self.assertIn(words, page)
            addresses = re.findall(r'href="(/[^"]*)"', page)
            self.assertTrue({'/api/v1/openapi.json', '/health', '/ready', '/assets/form.css'} <= set(addresses), addresses)
            for address in addresses:
                self.assertEqual(self.service.ask('GET', address).status, 200, address)
            self.assertNotIn('/office', page)  # this service has no inbox
        self.assertEqual(self.service.ask('HEAD', '/').body, b'')
        self.assertEqual(self.service.ask('POST', '/', b'x').problem(), 'method-not-allowed')

    def test_odd_characters_come_through(self):
        letter = self.letter()
        for text in ('引号“”‘’"\\', '\u200b零宽', '𬱖𠮷', 'é\u0301', '＜b＞<b>&amp;', '\u202eabc', '１２３'):
            answer = self.service.post_json(f'{LETTER}/render?attach_data=1', {**letter, 'leader': text})
            path = self.write('letter.json', {**letter, 'leader': text})
            local = gongwen('render', 'commitment-letter', path, '-o', self.folder / 'letter.pdf')
            self.assertEqual(answer.status == 200, local.status == 0, (text, answer.body[:300], local.err))


class Rooms(CommandTest):
    def test_each_worker_has_its_own_folder_as_long_as_it_lives(self):
        room = self.folder / 'temporary'
        room.mkdir()
        with Service(environment={'TMPDIR': str(room)}) as service:
            rooms = {path.name for path in room.glob('gongwen-*') if not path.name.startswith('gongwen-serve-')}
            words = set()
            for worker in service.workers():
                line = pathlib.Path(f'/proc/{worker}/cmdline')
                service.wait_until(lambda line=line: b'__worker' in line.read_bytes())
                words.add(line.read_bytes().split(b'\0')[-2].decode().rpartition('/')[2])
            self.assertEqual(len(words), 2)
            self.assertEqual(rooms, words)
            os.kill(service.workers()[0], signal.SIGKILL)
            service.wait_until(lambda: len({path.name for path in room.iterdir()} - rooms) == 1)
            later = {path.name for path in room.iterdir()}
            self.assertEqual(len(later & rooms), 1, 'that of the dead one is gone')
            self.assertEqual(len(later), 2)
        self.assertEqual(list(room.iterdir()), [])


if __name__ == '__main__':
    sys.exit(unittest.main())
