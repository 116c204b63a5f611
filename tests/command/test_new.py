"""Starter data: everything required is there, a check complains about the blanks alone, and about nothing once they
are filled in."""
import json
import re
import unittest

from harness import BAD_ENVIRONMENT, BAD_USAGE, DONE, KIND, CommandTest, gongwen

TYPES = ('ns_plan_issued', 'ns_approved', 'ns_needs', 'ns_kickoff', 'ns_draft_review', 'ns_public_comment',
         'ns_submission_review', 'ns_committee_vote', 'ns_published', 'td_guide', 'is_ballot', 'is_np_approved',
         'is_meeting', 'mt_meeting', 'mt_week', 'mt_training', 'ot_award', 'ot_notice')

MANIFEST = {'kind': 'shapes', 'title': {'zh': '样式', 'en': 'shapes'}, 'version': '1.0', 'language': 'zh-CN',
            'file_name': 'shapes', 'source': {'zh': '无', 'en': 'none'},
            'outputs': {'pdf': {'template': 'document.html', 'styles': []}}}

SHAPES = {
    '$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'object', 'additionalProperties': False,
    'required': ['name', 'free', 'number', 'flag', 'pick', 'titled', 'only', 'given', 'list', 'pair', 'unique', 'person',
                 'form', 'any', 'tree', 'either', 'when', 'maybe', 'true'],
    'properties': {
        'name': {'type': 'string', 'minLength': 2, 'pattern': '^[A-Z]'},
        'free': {'type': 'string'},
        'number': {'type': 'number', 'exclusiveMinimum': 0},
        'flag': {'type': 'boolean'},
        'pick': {'enum': ['a', 'b']},
        'titled': {'oneOf': [{'const': 1, 'x-title': {'zh': '甲', 'en': 'one'}},
                             {'const': 2, 'x-title': {'zh': '乙', 'en': 'two'}}]},
        'only': {'const': 'x'},
        'given': {'type': 'string', 'default': 'preset: "#1"'},
        'list': {'type': 'array', 'items': {'type': 'integer'}},
        'pair': {'type': 'array', 'prefixItems': [{'type': 'string', 'minLength': 1}, {'type': 'integer'}], 'items': False,
                 'minItems': 2},
        'unique': {'type': 'array', 'items': {'enum': ['p', 'q', 'r']}, 'minItems': 2, 'uniqueItems': True},
        'person': {'$ref': '#/$defs/person'},
        'form': {'oneOf': [{'type': 'object', 'required': ['kind', 'place'],
                            'properties': {'kind': {'const': 'meeting'}, 'place': {'type': 'string', 'minLength': 1}}},
                           {'type': 'object', 'required': ['kind', 'code'],
                            'properties': {'kind': {'const': 'paper'}, 'code': {'type': 'integer'}}}]},
        'any': {'anyOf': [{'type': 'string', 'format': 'date'}, {'type': 'null'}]},
        'tree': {'$ref': '#/$defs/node'},
        'either': {'type': 'object', 'additionalProperties': False,
                   'properties': {'left': {'type': 'integer'}, 'right': {'type': 'integer'}},
                   'oneOf': [{'required': ['left']}, {'required': ['right']}]},
        'when': {'type': 'object', 'required': ['state'], 'properties': {'state': {'enum': ['open', 'closed']}},
                 'if': {'properties': {'state': {'const': 'closed'}}, 'required': ['state']},
                 'then': {'required': ['since'], 'properties': {'since': {'type': 'string', 'format': 'date'}}}},
        'maybe': {'type': ['integer', 'null']},
        'true': {'type': 'integer'},
        'extra': {'type': 'string', 'minLength': 1},
        'settings': {'type': 'object', 'properties': {'depth': {'type': 'integer', 'default': 3}}},
        '可选 项': {'type': 'array', 'items': {'$ref': '#/$defs/person'}, 'default': []},
    },
    '$defs': {
        'person': {'type': 'object', 'required': ['mail', 'card'], 'dependentRequired': {'card': ['issuer']},
                   'properties': {'mail': {'type': 'string', 'format': 'email'}, 'card': {'type': 'integer'},
                                  'issuer': {'type': 'integer'}, 'note': {'type': 'string', 'minLength': 1}}},
        'node': {'type': 'object', 'required': ['title', 'parts'],
                 'properties': {'title': {'type': 'string', 'minLength': 1},
                                'parts': {'type': 'array', 'items': {'$ref': '#/$defs/node'}}}},
    },
}

# The dates come after the month, as the rules of the bulletin want it.
EXAMPLES = {'month': '2024-01', 'issue-month': '2024-01', 'date': '2024-02-04', 'email': 'a@b.cn'}


def blanks(value, pointer=''):
    """The pointers of all blanks."""
    if isinstance(value, dict):
        return [p for name, part in value.items() for p in blanks(part, f'{pointer}/{name}')]
    if isinstance(value, list):
        return [p for i, part in enumerate(value) for p in blanks(part, f'{pointer}/{i}')]
    return [pointer] if value in ('', None) else []


def filling(field):
    """A value as a person would fill it in."""
    if 'enum' in field:
        return field['enum'][0]
    if 'format' in field:
        return {**EXAMPLES, 'plan-number': '20240123-T-469', 'gb-number': 'GB/T 9704-2012', 'doc-number': '网安字〔2024〕5号',
                'iso-reference': 'ISO/IEC 27001:2022', 'announcement-number': '2024年第1号'}[field['format']]
    types = field['type']
    if 'string' in types:
        return 'Ab' if field.get('maxLength', 99) > 1 else 'A'
    return True if types == ['boolean'] else max(field.get('minimum', 1), 1)


class NewData(CommandTest):
    def bundle(self):
        self.write('templates/shapes/template.json', MANIFEST)
        self.write('templates/shapes/schema.json', SHAPES)
        self.write('templates/shapes/document.html',
                   '<!DOCTYPE html><html lang="zh-CN"><head><title>样</title></head><body><p>文</p></body></html>')
        return ['--templates', self.folder / 'templates']

    def fields(self, kind, *options):
        return {f['pointer']: f for f in json.loads(gongwen(*options, 'describe', kind, '--json').out)}

    def complaints(self, kind, path, *options):
        result = gongwen('--error-format', 'json', *options, 'check', kind, path)
        return sorted(d['data']['pointer'] for d in result.errors()), result

    def fill(self, kind, data, *options):
        """Fills in every blank; blanks of one event get ids that differ."""
        fields = self.fields(kind, *options)
        for pointer in blanks(data):
            at = data
            *path, last = [int(t) if t.isdigit() else t for t in pointer[1:].split('/')]
            for token in path:
                at = at[token]
            field = fields.get(re.sub(r'/\d+', '/*', pointer), {'type': ['string' if at[last] == '' else 'integer']})
            at[last] = 'a' if last == 'id' else filling(field)
        return data

    def assert_complete(self, kind, data, *options, left=()):
        """The required members of everything that is there are there, as far as `describe` knows them."""
        for pointer, field in self.fields(kind, *options).items():
            if not field['required'] or field.get('conditional'):
                continue
            holders = [data]
            *path, last = pointer[1:].split('/')
            for token in path:
                holders = [part for h in holders
                           for part in (h if token == '*' and isinstance(h, list) else [h[token]] if isinstance(h, dict)
                                        and token in h else [])]
            for holder in holders:
                if isinstance(holder, dict) and last != '*':
                    self.assertIn(last, holder, pointer)

    def check_starter(self, kind, *options, words=()):
        text = gongwen(*options, 'new', kind, *words)
        self.assertEqual((text.status, text.err), (DONE, ''))
        data = json.loads(text.out)
        self.assert_complete(kind, data, *options)
        path = self.write('new.json', text.out)
        told, _ = self.complaints(kind, path, *options)
        self.assertEqual(told, sorted(p for p in blanks(data) if p != '/maybe'))
        yaml = gongwen(*options, 'new', kind, '--format', 'yaml', *words)
        self.assertEqual(yaml.status, DONE, yaml.err)
        told_yaml, result = self.complaints(kind, self.write('new.yaml', yaml.out), *options)
        self.assertEqual(told_yaml, told)
        lines = yaml.out.splitlines()
        for found in result.errors():
            name = found['data']['pointer'].rsplit('/', 1)[1]
            self.assertIn(name if not name.isdigit() else '-', lines[found['data']['line'] - 1])
        filled = self.write('filled.json', self.fill(kind, json.loads(text.out), *options))
        _, result = self.complaints(kind, filled, *options)
        # Rules compare the values with one another, which no schema can express.
        self.assertEqual([d for d in result.errors() if not d['id'].startswith('rules/')], [])
        return data, result.status

    def test_monthly_bulletin(self):
        data, status = self.check_starter(KIND)
        self.assertEqual(status, DONE)
        self.assertEqual(list(data), ['year', 'issue', 'period', 'issue_date', 'events'])
        self.assertEqual(data['events'][0]['type'], 'ns_plan_issued')

    def test_each_type_of_event(self):
        for kind in TYPES:
            with self.subTest(kind):
                data, _ = self.check_starter(KIND, words=['--set', '/events/0/type=' + kind, '--set', '/year=2025'])
                self.assertEqual((data['events'][0]['type'], data['year']), (kind, 2025))

    def test_all_shapes_of_schemas(self):
        options = self.bundle()
        data, status = self.check_starter('shapes', *options)
        self.assertEqual(status, DONE)
        self.assertEqual(data['form'], {'kind': 'meeting', 'place': ''})
        self.assertEqual(data['either'], {'left': None})
        self.assertEqual(data['when'], {'state': 'open'})
        self.assertEqual((data['only'], data['given'], data['free']), ('x', 'preset: "#1"', None))
        self.assertEqual((data['pair'], data['list'], data['unique']), (['', None], [None], ['', 'q']))
        self.assertEqual(data['person'], {'mail': '', 'card': None, 'issuer': None})
        self.assertEqual(data['tree'], {'title': '', 'parts': []})
        other, _ = self.check_starter('shapes', *options, words=['--set', '/form/kind=paper', '--set', '/when/state=closed'])
        self.assertEqual((other['form'], other['when']), ({'kind': 'paper', 'code': None}, {'state': 'closed', 'since': ''}))

    def test_all_fields(self):
        options = self.bundle()
        data, _ = self.check_starter('shapes', *options, words=['--all'])
        self.assertEqual((data['extra'], data['settings'], data['either']), ('', {'depth': 3}, {'left': None}))
        self.assertEqual(data['可选 项'][0]['note'], '')
        bulletin = json.loads(gongwen('new', KIND, '--all').out)
        self.assertEqual(bulletin['projects'][0]['progress'], '')
        self.assertNotIn('date_text', bulletin['events'][0])

    def test_remarks(self):
        text = gongwen('--lang', 'zh', 'new', KIND, '--format', 'yaml').out
        for line in ('# 期号：整数，1 至 60', 'issue:', '# 总期号（可选）：整数，至少 1', '#total_issue:',
                     '# 报告月份：年月，同月增发的加 .2 至 .9，如 2024-02', '#committee: "全国网络安全标准化技术委员会"',
                     '    #date_text: ""'):
            self.assertIn(line, text.splitlines())
        self.assertIn('mt_week（标准周活动）', text)
        english = gongwen('new', KIND, '--format', 'yaml').out
        self.assertIn('# issue: a whole number, 1 to 60\n', english)
        self.assertIn('# number since the first issue (optional): a whole number, at least 1\n', english)

    def test_optional_fields_are_taken_by_deleting_the_mark(self):
        options = self.bundle()
        for kind, more in ((KIND, []), ('shapes', options)):
            text = gongwen(*more, 'new', kind, '--format', 'yaml').out
            for _ in range(4):
                text = re.sub(r'(?m)^( *)#(?! )', r'\1', text)
            path = self.write('taken.yaml', text)
            result = gongwen('--error-format', 'json', *more, 'check', kind, path)
            self.assertFalse([d for d in result.errors() if d['id'].startswith('data/yaml')], result.err)

    def test_files(self):
        path = self.folder / 'august.yaml'
        result = gongwen('--lang', 'zh', 'new', KIND, '-o', path)
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('gongwen check', result.out)
        first = path.read_text(encoding='utf-8')
        self.assertIn('issue:', first)
        path.write_text('filled in', encoding='utf-8')
        refused = gongwen('--error-format', 'json', 'new', KIND, '-o', path)
        self.assert_fails(refused, BAD_ENVIRONMENT, 'resources/exists')
        self.assertEqual(path.read_text(encoding='utf-8'), 'filled in')
        self.assertEqual(gongwen('--lang', 'zh', 'new', KIND, '-o', path, '--force').status, DONE)
        self.assertEqual(path.read_text(encoding='utf-8'), first)
        self.assertEqual(self.files(), ['august.yaml'])
        link = self.folder / 'link.json'
        link.symlink_to('nowhere.json')
        self.assert_fails(gongwen('--error-format', 'json', 'new', KIND, '-o', link), BAD_ENVIRONMENT, 'resources/exists')
        missing = gongwen('--error-format', 'json', 'new', KIND, '-o', self.folder / 'no/where/a.json')
        self.assert_fails(missing, BAD_ENVIRONMENT, 'resources/no-folder')

    def refuse(self, identifier, *words):
        result = gongwen('--error-format', 'json', 'new', *words)
        self.assert_fails(result, BAD_USAGE, identifier)
        self.assertEqual(result.out, '')
        return result.errors()[0]

    def test_wrong_words(self):
        self.refuse('engine/unknown-kind', 'monthly-buletin')
        self.refuse('cli/bad-data-file', KIND, '-o', self.folder / 'a.txt')
        self.refuse('cli/bad-value', KIND, '--set', 'year=2024')
        self.refuse('cli/bad-value', KIND, '--set', '/year')
        self.refuse('engine/no-such-field', KIND, '--set', '/yaer=2024')
        self.refuse('engine/no-such-field', KIND, '--set', '/events/0/place=x')
        found = self.refuse('engine/unfit-value', KIND, '--set', '/year=1066')
        self.assertIn('gongwen describe ' + KIND, found['hint'])
        self.refuse('engine/unfit-value', KIND, '--set', '/events/0/type=party')
        self.assertEqual(self.files(), [])

    def test_several_events(self):
        data = json.loads(gongwen('new', KIND, '--set', '/events/0/type=mt_week', '--set',
                                  '/events/1/type=ns_approved').out)
        self.assertEqual([e['type'] for e in data['events']], ['mt_week', 'ns_approved'])
        self.assertIn('created', data['events'][1])


if __name__ == '__main__':
    unittest.main()
