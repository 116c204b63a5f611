"""What a program does with submissions: it lists, reads and decides with its key, and no request twice."""
import io
import json
import unittest
import zipfile

from harness import ROOT
from test_office import SAMPLE, OfficeTest


class Programs(OfficeTest):
    """What a program does with submissions, by its key."""

    def key(self, *scopes):
        words = [word for scope in scopes for word in ('--scope', scope)]
        return self.run_gongwen('key', 'add', 'portal', *words, *self.place()).stdout.strip()

    def ask_api(self, key, method, path, value=None, **headers):
        sent = {'Authorization': f'Bearer {key}', 'Accept-Language': 'en', **{name.replace('_', '-'): text for name, text in headers.items()}}
        if value is not None:
            sent['Content-Type'] = 'application/json'
        return self.service.ask(method, path, None if value is None else json.dumps(value).encode(), sent)

    def test_list_read_decide(self):
        office = self.office()
        link = self.imported(office)
        name = link.rsplit('/', 1)[1]
        reader, writer = self.key('inbox.read'), self.key('inbox.read', 'inbox.write')
        found = self.ask_api(reader, 'GET', '/api/v1/submissions?state=submitted&text=%E5%BC%A0').json()
        self.assertEqual([one['id'] for one in found['submissions']], [name])
        self.assertEqual(self.ask_api(reader, 'GET', '/api/v1/submissions?state=accepted').json(), {'submissions': []})
        self.assertEqual(self.ask_api(reader, 'GET', '/api/v1/submissions?states=accepted').problem(), 'unknown-parameter')
        one = self.ask_api(reader, 'GET', f'/api/v1/submissions/{name}')
        data = self.ask_api(reader, 'GET', f'/api/v1/submissions/{name}/versions/1').json()
        self.assertEqual(data['name_zh'], json.loads(SAMPLE.read_text())['name_zh'])
        self.assertEqual(self.ask_api(reader, 'GET', f'/api/v1/submissions/{name}/versions/2').status, 404)
        accept = f'/api/v1/submissions/{name}/accept'
        self.assertEqual(self.ask_api(reader, 'POST', accept, {}, If_Match=one.headers['etag']).problem(), 'no-scope')
        self.assertEqual(self.ask_api(writer, 'POST', accept, {}).problem(), 'no-revision')
        self.assertEqual(self.ask_api(writer, 'POST', accept, {}, If_Match='"99"').problem(), 'changed')
        self.assertEqual(self.ask_api(writer, 'POST', accept, [1], If_Match=one.headers['etag']).problem(), 'invalid-data')
        self.assertEqual(self.ask_api(writer, 'POST', f'/api/v1/submissions/{name}/submit', {}, If_Match=one.headers['etag']).status, 404)
        back = f'/api/v1/submissions/{name}/return'
        said = [{'pointer': '/phone', 'text': '请核对'}]
        for id, command in (('no-remark', {'until': '2099-01-01'}), ('no-remark', {'until': '2099-01-01', 'remarks': [{'text': ' '}, {'pointer': 'phone', 'text': 'x'}]}),
                            ('bad-date', {'until': '2001-01-01', 'remarks': said}), ('bad-date', {'until': 'soon', 'remarks': said})):
            self.assertEqual(self.ask_api(writer, 'POST', back, command, If_Match=one.headers['etag']).problem(), id, command)
        assign = back.replace('/return', '/assign')
        self.assertEqual(self.ask_api(writer, 'POST', assign, {'account': 'nobody'}, If_Match=one.headers['etag']).problem(), 'unknown-account')
        done = self.ask_api(writer, 'POST', accept, {'note': '由系统接受'}, If_Match=one.headers['etag'])
        self.assertEqual((done.status, done.json()['state']), (200, 'accepted'))
        self.assertRegex(done.json()['events'][-1]['actor'], '^key:')
        self.assertEqual(self.ask_api(writer, 'POST', back, {'until': '2099-01-01', 'remarks': [{'text': 'x'}]}, If_Match=done.headers['etag']).problem(), 'wrong-state')
        self.assertNotIn(name, '\n'.join(self.service.request_lines()))
        described = self.service.ask('GET', '/api/v1/openapi.json').json()['paths']['/api/v1/submissions/{id}/{action}']['post']['parameters']
        self.assertEqual(next(one['schema']['enum'] for one in described if one['name'] == 'action'), ['review', 'return', 'accept', 'reject', 'assign', 'reopen'])
        self.assertTrue(next(one for one in described if one['name'] == 'If-Match')['required'])

    def test_values_of_another_type_are_no_addresses(self):
        office = self.office()
        name = self.imported(office).rsplit('/', 1)[1]
        reader = self.key('inbox.read')
        for number in ('0', 'x', '1x', '99999999999999999999'):
            for path in (f'versions/{number}', f'versions/{number}.json', f'diff/1/{number}', f'diff/{number}/1'):
                self.assertEqual(self.ask_api(reader, 'GET', f'/api/v1/submissions/{name}/{path}').problem(), 'not-found', path)
            for path in (f'diff/1/{number}', f'diff/{number}/1', f'{number}.svg'):
                self.assertEqual(office.ask('GET', f'/office/s/{name}/{path}').status, 404, path)
        self.assertEqual(self.ask_api(reader, 'GET', f'/api/v1/submissions/{name}/versions/1').status, 200)
        self.assertEqual(office.ask('GET', f'/office/s/{name}/1.svg').status, 200)

    def test_forms_are_entered(self):
        writer = self.key('inbox.read', 'inbox.write')
        form = self.folder / 'form.pdf'
        self.run_gongwen('render', 'expert-application', SAMPLE, '--fillable', '-o', form)

        def send(path, body, media_type='application/pdf', key=writer):
            return self.service.ask('POST', path, body, {'Authorization': f'Bearer {key}', 'Content-Type': media_type})
        first, again = (send('/api/v1/imports', form.read_bytes()) for _ in range(2))
        self.assertEqual((first.status, again.status), (200, 200), first.body)
        [one], [other] = first.json()['forms'], again.json()['forms']
        self.assertEqual((one['kind'], one['new'], other['new']), ('expert-application', True, False))
        # Errors are counted a moment after a form was taken.
        self.assertEqual(*({name: value for name, value in said['submission'].items() if name not in ('errors', 'warnings')} for said in (one, other)))
        self.assertEqual(one['submission']['state'], 'submitted')
        self.assertRegex(one['submission']['receipt'], r'^ZJ-')
        stored = self.ask_api(writer, 'GET', f'/api/v1/submissions/{one["submission"]["id"]}/versions/1').json()
        expected = json.loads(SAMPLE.read_text())
        self.assertEqual({name: stored.get(name) for name in expected}, expected)
        # Data say nothing of their kind; a kind that nobody hands in has no receipts.
        data = SAMPLE.read_bytes()
        self.assertEqual(send('/api/v1/imports', data, 'application/json').problem(), 'unreadable')
        self.assertTrue(send('/api/v1/imports?kind=expert-application', data, 'application/json').json()['forms'][0]['new'])
        notice = (ROOT / 'samples/result-notice/typical.json').read_bytes()
        self.assertEqual(send('/api/v1/imports?kind=result-notice', notice, 'application/json').json()['forms'], [{'file': 'form.json', 'kind': 'result-notice'}])
        self.assertEqual(send('/api/v1/imports', b'%PDF-1.7 nothing').status, 422)
        self.assertEqual(send('/api/v1/imports', form.read_bytes(), key=self.key('inbox.read')).problem(), 'no-scope')
        self.assertIn(('submission.import', 'known'), self.rows('SELECT action, result FROM gw_audit'))

    def test_documents_of_versions_and_what_differs(self):
        office = self.office()
        link = self.imported(office)
        name = link.rsplit('/', 1)[1]
        reader = self.key('inbox.read')
        address = f'/api/v1/submissions/{name}'
        receipt = self.ask_api(reader, 'GET', address).json()['receipt']
        for ending, begin in (('pdf', b'%PDF-'), ('xlsx', b'PK'), ('docx', b'PK'), ('ofd', b'PK')):
            document = self.ask_api(reader, 'GET', f'{address}/versions/1.{ending}')
            self.assertEqual((document.status, document.body[:len(begin)]), (200, begin), document.body[:300])
            self.assertEqual(document.headers['content-disposition'], f'attachment; filename="{receipt}.{ending}"')
            self.assertEqual(document.body, office.ask('GET', f'{link}/document.{ending}').body, 'the bytes that the office gets')
        data = self.ask_api(reader, 'GET', f'{address}/versions/1.json')
        self.assertEqual(data.body, self.ask_api(reader, 'GET', f'{address}/versions/1').body)
        office.ask('GET', f'{link}/correct')
        office.post(f'{link}/correct', office.hidden() + [('_reason', '电话有误')])
        typed = [(field, '010-00000009' if field == '/phone' else value) for field, value in office.typed()]
        self.assertEqual(office.post(f'{link}/correct', office.hidden() + typed + [('_save', '1')]).status, 200)
        differs = self.ask_api(reader, 'GET', f'{address}/diff/1/2').json()
        self.assertEqual([one['pointer'] for one in differs['differences']], ['/phone'], differs)
        self.assertEqual(differs['differences'][0]['after'], '010-00000009')
        self.assertEqual(self.ask_api(reader, 'GET', f'{address}/diff/2/2').json()['differences'], [])
        for missing in ('versions/3.pdf', 'versions/0.pdf', 'versions/1.doc', 'versions/x.pdf', 'versions/.pdf', 'versions/1x', 'diff/1/3', 'diff/1/x'):
            self.assertEqual(self.ask_api(reader, 'GET', f'{address}/{missing}').problem(), 'not-found', missing)
        writer = self.key('render')
        for path in ('versions/1.pdf', 'diff/1/2'):
            self.assertEqual(self.ask_api(writer, 'GET', f'{address}/{path}').problem(), 'no-scope', path)
        self.assertIn(('submission.document', 'ok'), self.rows("SELECT action, result FROM gw_audit WHERE who LIKE 'key:%'"))

    def test_exports(self):
        office = self.office()
        reader = self.key('inbox.read')
        nothing = self.ask_api(reader, 'GET', '/api/v1/exports/data.jsonl')
        self.assertEqual((nothing.status, nothing.problem()), (404, 'no-submissions'))
        link = self.imported(office)
        office.ask('GET', link)
        office.press_at(link, '_accept')
        second = self.imported(office, ROOT / 'samples/commitment-letter/typical.json', 'commitment-letter')
        receipts = [one['receipt'] for one in reversed(self.ask_api(reader, 'GET', '/api/v1/submissions').json()['submissions'])]
        chosen = 'kind=expert-application&state=accepted'
        office.ask('GET', '/office/export')
        token = ('_token', office.token())
        for name in ('roster.pdf', 'roster.xlsx', 'register.pdf', 'register.xlsx'):
            made = self.ask_api(reader, 'GET', f'/api/v1/exports/{name}?{chosen}')
            self.assertEqual(made.status, 200, made.body[:500])
            by_office = office.post('/office/export', [token, ('kind', 'expert-application'), ('state', 'accepted'), ('_export', name.replace('.', '-'))])
            self.assertEqual(made.headers['content-type'], by_office.headers['content-type'])
            self.assertEqual(made.body[:4], by_office.body[:4])
            self.assertLess(abs(len(made.body) - len(by_office.body)), 2000, name)
        lines = [json.loads(line) for line in self.ask_api(reader, 'GET', '/api/v1/exports/data.jsonl').body.decode().splitlines()]
        self.assertEqual([line['receipt'] for line in lines], receipts)
        self.assertEqual(lines[0]['data']['name_zh'], json.loads(SAMPLE.read_text())['name_zh'])
        answer = self.ask_api(reader, 'GET', '/api/v1/exports/data.zip?state=submitted')
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual(archive.namelist(), [f'{receipts[1]}/data.json', 'submissions.jsonl'])
            listed, = archive.read('submissions.jsonl').splitlines()
            self.assertEqual(json.loads(listed)['file'], f'{receipts[1]}/data.json')
            self.assertEqual(json.loads(archive.read(f'{receipts[1]}/data.json')), lines[1]['data'])
        self.assertEqual(self.ask_api(reader, 'HEAD', '/api/v1/exports/data.zip').status, 200)
        for problem, path in (('no-kind', 'roster.pdf'), ('no-register', 'register.pdf?kind=opinions'), ('unknown-kind', 'roster.pdf?kind=none'),
                              ('bad-parameter', 'data.zip?from=soon'), ('unknown-parameter', 'data.zip?before=1'), ('not-found', 'roster.svg?kind=expert-application'),
                              ('no-submissions', 'data.zip?from=2099-01-01')):
            self.assertEqual(self.ask_api(reader, 'GET', f'/api/v1/exports/{path}').problem(), problem, path)
        self.assertEqual(self.ask_api(self.key('forms'), 'GET', '/api/v1/exports/data.zip').problem(), 'no-scope')
        self.assertIn(('kind:expert-application',), self.rows("SELECT object FROM gw_audit WHERE action = 'submission.export' AND who LIKE 'key:%'"))
        self.assertTrue(second)

    def test_a_decision_that_is_sent_again_is_made_once(self):
        name = self.imported(self.office()).rsplit('/', 1)[1]
        key = self.key('inbox.read', 'inbox.write')
        address = f'/api/v1/submissions/{name}'
        seen = {'If_Match': self.ask_api(key, 'GET', address).headers['etag']}
        accept = {'note': '同意'}
        first, again = (self.ask_api(key, 'POST', f'{address}/accept', accept, Idempotency_Key='7f3c', **seen) for _ in range(2))
        self.assertEqual((first.status, again.status, again.body, again.headers['etag']), (200, 200, first.body, first.headers['etag']))
        self.assertEqual(self.ask_api(key, 'POST', f'{address}/accept', accept, Idempotency_Key='7f3d', **seen).problem(), 'changed')
        self.assertEqual(self.ask_api(key, 'POST', f'{address}/accept', {}, Idempotency_Key='7f3c', **seen).problem(), 'idempotency-reuse')
        self.assertEqual(self.ask_api(key, 'POST', f'{address}/review', accept, Idempotency_Key='7f3c', **seen).problem(), 'idempotency-reuse')


if __name__ == '__main__':
    unittest.main()
