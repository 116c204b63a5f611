"""What a program does with submissions: it lists, reads and decides with its key, and no request twice."""
import json
import unittest

from harness import ROOT
from test_office import SAMPLE, OfficeTest


class Programs(OfficeTest):
    """What a program does with submissions, by its key."""

    def key(self, *scopes):
        words = [word for scope in scopes for word in ('--scope', scope)]
        return self.run_gongwen('key', 'add', 'portal', *words, '--state', self.state).stdout.strip()

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
        self.assertNotIn(name, self.service.log.read_text())
        described = self.service.ask('GET', '/api/v1/openapi.json').json()['paths']['/api/v1/submissions/{id}/{action}']['post']['parameters']
        self.assertEqual(next(one['schema']['enum'] for one in described if one['name'] == 'action'), ['review', 'return', 'accept', 'reject', 'assign'])
        self.assertTrue(next(one for one in described if one['name'] == 'If-Match')['required'])

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
        self.assertEqual(one['submission'], other['submission'])
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
        self.assertEqual(send('/api/v1/imports?kind=result-notice', notice, 'application/json').json()['forms'], [{'kind': 'result-notice'}])
        self.assertEqual(send('/api/v1/imports', b'%PDF-1.7 nothing').status, 422)
        self.assertEqual(send('/api/v1/imports', form.read_bytes(), key=self.key('inbox.read')).problem(), 'no-scope')
        self.assertIn(('submission.import', 'known'), self.rows('SELECT action, result FROM gw_audit'))

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
