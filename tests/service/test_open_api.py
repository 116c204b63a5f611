"""The OpenAPI document against the service: every example is sent, every answer fits the document, and so do its examples; and
what a linter of others says of the document."""
import json
import pathlib
import re
import subprocess
import sys
import unittest
import urllib.parse

import needs
from harness import ROOT, gongwen
from node_packages import node_packages
from serving import multipart
from test_office import OfficeTest

LETTER = {'org': '示例研究院', 'title': {'zh': '示例', 'en': 'Example'}, 'wg': 1, 'leader': '甲'}
# Operations in an order in which each finds what it needs; those that end something come last.
LAST = ('stopJob', 'closeCall', 'putDraft')


def as_text(value):
    """A value of a parameter in an address."""
    return value if isinstance(value, str) else json.dumps(value)


class Document(OfficeTest):
    @property
    def options(self):
        store = self.folder / 'facts.db'
        self.run_gongwen('store', 'init', store)
        return ['--store', store]

    def setUp(self):
        super().setUp()
        words = [word for scope in ('render', 'forms', 'forms.write', 'inbox.read', 'inbox.write', 'records.write') for word in ('--scope', scope)]
        self.key = self.run_gongwen('key', 'add', 'test', *words, *self.place()).stdout.strip()
        self.document = self.ask('GET', '/api/v1/openapi.json').json()

    def ask(self, method, path, body=None, headers=None):
        return self.service.ask(method, path, body, {'Authorization': f'Bearer {self.key}', 'Accept-Language': 'en', **(headers or {})})

    def operations(self):
        found = [(path, method.upper(), operation) for path, item in self.document['paths'].items() for method, operation in item.items()]
        return sorted(found, key=lambda one: one[2]['operationId'] in LAST)

    def check_schema(self, schema, instance, what):
        request = {'schema': {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'components': self.document['components'], **schema},
                   'instance': instance}
        result = gongwen('schema-check', stdin=json.dumps(request).encode())
        self.assertEqual(result.status, 0, (what, instance, result.err[:600]))

    def prepare(self):
        """What the places of paths stand for: a submission with two versions, a call, a job that is over."""
        sent = self.ask('POST', '/api/v1/imports?kind=commitment-letter', json.dumps(LETTER).encode(), {'Content-Type': 'application/json'})
        submission = sent.json()['forms'][0]['submission']['id']
        call = self.ask('POST', '/api/v1/calls', json.dumps({'kind': 'commitment-letter', 'from': '2020-01-01', 'until': '2099-12-31',
                                                             'invitations': ['x']}).encode(), {'Content-Type': 'application/json'}).json()['id']
        job = self.ask('POST', '/api/v1/kinds/commitment-letter/batches?format=pdf', json.dumps(LETTER).encode() + b'\n',
                       {'Content-Type': 'application/x-ndjson'}).headers['location']
        self.service.wait_until(lambda: self.ask('GET', job).json()['state'] == 'done', 60)
        number = self.published('1.1')
        self.change_draft('1.2')
        line = json.loads(self.ask('GET', f'{job}/manifest').body.splitlines()[0])
        return {'submissions': submission, 'calls': call, 'jobs': job.rsplit('/', 1)[1], 'name': line['outputs'][0]['file'],
                'editions': number}

    def change_draft(self, version):
        """Changes the draft of a form; answers the tag of it."""
        address = '/api/v1/kinds/commitment-letter/draft'
        seen = self.ask('GET', address)
        answer = self.ask('PUT', address, json.dumps({**seen.json(), 'version': version}).encode(),
                          {'Content-Type': 'application/json', 'If-Match': seen.headers['etag']})
        self.assertTrue(answer.json()['ok'], answer.body)
        return answer.headers['etag']

    def published(self, version):
        answer = self.ask('POST', '/api/v1/kinds/commitment-letter/draft/publish', json.dumps({'from': '2099-01-01'}).encode(),
                          {'Content-Type': 'application/json', 'If-Match': self.change_draft(version)})
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()['number']

    def values_of(self, path, operation, known):
        """The values of the places; of a place with words all combinations are asked for by the first alone."""
        values = {}
        for parameter in operation['parameters']:
            if parameter['in'] != 'path':
                continue
            name = parameter['name']
            if 'enum' in parameter['schema']:
                values[name] = {'exportSubmissions': 'data.zip'}.get(operation['operationId'], parameter['schema']['enum'][0])
            elif name == 'number' and '/editions/' in path:
                values[name] = known['editions']
            elif name == 'id':
                values[name] = known[path.split('/')[3]]
            else:
                values[name] = parameter.get('example', known.get(name))
                self.check_schema(parameter['schema'], values[name], (operation['operationId'], name))
        return values

    def body_of(self, operation):
        """An example of the body and its type; nothing where there is no body."""
        if 'requestBody' not in operation:
            return None, None
        for media_type, media in operation['requestBody']['content'].items():
            places = media['schema'].get('properties', {})
            if any('x-sample' in place for place in places.values()):
                return multipart([(name, f'{name}.pdf', None, self.ask('GET', place['x-sample']).body) if 'x-sample' in place else
                                  (name, f'{name}.json', None, json.dumps(place['x-value']).encode())
                                  for name, place in places.items() if 'x-sample' in place or 'x-value' in place])
            if media_type == 'multipart/form-data' and 'example' in media:
                return multipart([(name, f'{i}.json', None, text.encode()) for name, texts in media['example'].items()
                                  for i, text in enumerate(texts)])
            if 'example' in media:
                example = media['example']
                self.check_schema(media['schema'], example, operation['operationId'])
                return (example if isinstance(example, str) else json.dumps(example)).encode(), media_type
            if 'x-sample' in media:
                return self.ask('GET', media['x-sample']).body, media_type
        raise AssertionError(f'{operation["operationId"]}: no example of its body')

    def test_statuses_of_conditions_are_described(self):
        answers = {operation['operationId']: set(operation['responses']) for _, _, operation in self.operations()}
        matched = {operation['operationId'] for _, _, operation in self.operations()
                   if any(one['name'] == 'If-Match' for one in operation['parameters'])}
        self.assertEqual(matched, {'putDraft', 'publishDraft', 'replaceSubmission', 'changeSubmission', 'saveRecord', 'changeCall'})
        for name in matched:
            self.assertLessEqual({'412', '428', '422', '507'}, answers[name], name)
        for name, statuses in (('getBlankForm', {'304', '422', '404'}), ('renderDocument', {'412', '422'}), ('listKinds', {'304'}),
                               ('listSubmissions', {'404', '400'}), ('makeLink', {'410', '507'})):
            self.assertLessEqual(statuses, answers[name], name)

    def test_every_type_of_problem_is_in_the_tables(self):
        # In files of pages, the name of a page follows its status.
        sources = '\n'.join(path.read_text() for path in sorted((ROOT / 'src/service').rglob('*.cpp')) if not path.stem.endswith('_page'))
        types = set(re.findall(r'http::status::k[A-Z]\w+,\s*"([a-z-]+)"', sources)) | set(re.findall(r'OrderFault\{"([a-z-]+)"', sources))
        self.assertGreater(len(types), 40)
        for page in ('SERVICE.md', 'SERVICE.zh.md'):
            table = set(re.findall(r'`([a-z-]+)`', '\n'.join(line for line in (ROOT / 'docs' / page).read_text().splitlines() if re.match(r'\| \d{3}', line))))
            self.assertEqual(types - table, set(), page)

    def test_every_example_is_sent_and_every_answer_fits(self):
        known, seen = self.prepare(), set()
        for path, method, operation in self.operations():
            name = operation['operationId']
            address = path.format(**{key: urllib.parse.quote(str(value)) for key, value in self.values_of(path, operation, known).items()})
            query = {one['name']: as_text(one['example']) for one in operation['parameters'] if one['in'] == 'query' and 'example' in one}
            body, media_type = self.body_of(operation)
            headers = {'Content-Type': media_type} if media_type else {}
            if any(one['name'] == 'If-Match' and one.get('required') for one in operation['parameters']):
                headers['If-Match'] = self.ask('GET', address.rsplit('/', 1)[0] if name in ('changeSubmission', 'replaceSubmission', 'publishDraft') else address).headers['etag']
            answer = self.ask(method, address + ('?' + urllib.parse.urlencode(query) if query else ''), body, headers)
            (status, described), = ((status, one) for status, one in operation['responses'].items() if status < '300')
            self.assertEqual(str(answer.status), status, (name, answer.body[:500]))
            # What is described for an ETag that is sent back is what comes, and nothing else is.
            if not any(one['name'] == 'If-Match' for one in operation['parameters']):
                sent_back, foreign = {'If-None-Match': answer.headers.get('etag')}, {'If-Match': '"of another"'}
                conditions = {'304': sent_back, '412': foreign} if method == 'GET' else {'412': sent_back}
                self.assertFalse('etag' not in answer.headers and conditions.keys() & operation['responses'], name)
                for expected, condition in conditions.items() if 'etag' in answer.headers else ():
                    again = self.ask(method, address + ('?' + urllib.parse.urlencode(query) if query else ''), body, {**headers, **condition})
                    self.assertEqual(str(again.status) == expected, expected in operation['responses'], (name, again.status))
            if 'content' not in described:
                self.assertEqual(answer.body, b'', name)
            else:
                given = answer.headers['content-type'].partition(';')[0]
                expected = described['content']
                self.assertTrue(given in expected or 'application/octet-stream' in expected, (name, given))
                if given == 'application/json' and given in expected and 'schema' in expected[given]:
                    self.check_schema(expected[given]['schema'], answer.json(), name)
                    if 'example' in expected[given]:
                        self.check_schema(expected[given]['schema'], expected[given]['example'], f'example of {name}')
            seen.add(name)
        self.assertEqual(len(seen), len(self.operations()))

    def test_main_answers_have_examples(self):
        examples = 0
        for _, _, operation in self.operations():
            for status, answer in operation['responses'].items():
                media = answer.get('content', {}).get('application/json')
                if status < '300' and media is not None and media['schema']:
                    self.assertIn('example', media, operation['operationId'])
                    examples += 1
        self.assertGreater(examples, 10)

    @needs.time
    def test_a_linter_has_nothing_to_say(self):
        folder = node_packages(pathlib.Path(__file__).resolve().parent / 'node', 'service_node', 20)
        path = self.folder / 'openapi.json'
        path.write_text(json.dumps(self.document))
        done = subprocess.run(['node', 'lint.mjs', path], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, ''), done.stdout + done.stderr)


if __name__ == '__main__':
    sys.exit(unittest.main())
