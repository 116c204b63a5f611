"""The rules of each form: its samples pass, and each rule, or the schema, refuses what rules/KIND.json does to the
typical sample."""
import itertools
import json
import unittest

import bundles
import needs
from forms import BLANK, HERE, KINDS, documents, sample_path
from harness import BAD_INPUT, DONE, ROOT, CommandTest, changed, gongwen, sample


DOUBTS = ('data/several-names', 'data/name-remark', 'data/several-organisations', 'data/other-language',
          'data/distant-date', 'data/missing-annex')


def cases(kind):
    return json.loads((HERE / 'rules' / f'{kind}.json').read_text(encoding='utf-8'))


def place(data, pointer):
    """What holds the value of a pointer, and the step to it."""
    *path, last = pointer.split('/')[1:]
    for step in path:
        data = data[int(step) if isinstance(data, list) else step]
    return data, int(last) if isinstance(data, list) else last


def text_paths(value, path=()):
    """The paths of all texts in data, as tuples of steps."""
    if isinstance(value, str):
        yield path
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from text_paths(inner, (*path, step))


def change_of(case):
    """`put` sets values, `remove` takes some away."""
    def change(data):
        for pointer, value in case.get('put', {}).items():
            holder, step = place(data, pointer)
            holder[step] = value
        for pointer in case.get('remove', ()):
            holder, step = place(data, pointer)
            del holder[step]
    return change


class Rules(CommandTest):
    def findings(self, kind, data):
        """Rule and pointer of each message about a rule; identifier and pointer of those about doubtful texts."""
        result = gongwen('--error-format', 'json', 'check', kind, self.write('data.json', data))
        found = set()
        for diagnostic in result.diagnostics():
            self.assertIn(diagnostic['id'], ('rules/violated', 'rules/doubtful', 'rules/remark', *DOUBTS), diagnostic)
            rule = diagnostic['id'] if diagnostic['id'] in DOUBTS else diagnostic['hint'].split('`')[1]
            found.add((rule, diagnostic['data']['pointer'], diagnostic['severity']))
        self.assertEqual(result.status, BAD_INPUT if any(f[2] == 'error' for f in found) else DONE)
        return {f[:2] for f in found}

    def test_samples_pass(self):
        for kind in KINDS:
            for name in documents(kind):
                if name != BLANK:
                    with self.subTest(f'{kind}/{name}'):
                        self.assertEqual(self.findings(kind, sample(sample_path(kind, name))), set())

    @needs.time
    def test_each_rule_refuses(self):
        for kind in KINDS:
            for case in (c for c in cases(kind) if 'rule' in c):
                with self.subTest(f'{kind}: {case["rule"]}', case=case):
                    path = sample_path(kind, case.get('sample', 'typical'))
                    found = self.findings(kind, changed(change_of(case), path))
                    self.assertIn((case['rule'], case['at']), found)

    def test_what_is_right_passes(self):
        """What a rule could take for a mistake, and must not."""
        for kind in KINDS:
            for case in (c for c in cases(kind) if 'pass' in c):
                with self.subTest(f'{kind}: {case["pass"]}', case=case):
                    path = sample_path(kind, case.get('sample', 'typical'))
                    self.assertEqual(self.findings(kind, changed(change_of(case), path)), set())

    def test_schema_refuses(self):
        for kind in KINDS:
            for case in (c for c in cases(kind) if 'schema' in c):
                with self.subTest(f'{kind}: {case["schema"]}', case=case):
                    path = sample_path(kind, case.get('sample', 'typical'))
                    data = self.write('data.json', changed(change_of(case), path))
                    result = gongwen('--error-format', 'json', 'check', kind, data)
                    self.assertEqual(result.status, BAD_INPUT)
                    self.assertEqual({d['data']['pointer'] for d in result.errors()}, {case['at']})

    @needs.time
    def test_no_text_is_too_short_or_odd_to_be_judged(self):
        """Each text of the typical sample in turn is one character: rules judge it, or leave it to the schema."""
        for kind in KINDS:
            words = itertools.cycle(('一', 'X', '-', '（'))
            files, patterns = [], set()
            for path in text_paths(sample(sample_path(kind, 'typical'))):
                pattern = tuple('*' if isinstance(step, int) else step for step in path)
                if pattern in patterns:
                    continue
                patterns.add(pattern)
                data = sample(sample_path(kind, 'typical'))
                holder = data
                for step in path[:-1]:
                    holder = holder[step]
                holder[path[-1]] = next(words)
                files.append(self.write(f'{kind}-{len(files)}.json', json.dumps(data, ensure_ascii=False)))
            self.assertGreaterEqual(len(files), 3, kind)
            told = gongwen('--error-format', 'json', 'check', kind, *files).diagnostics()
            self.assertEqual([(kind, d['id'], d['message']) for d in told if d['id'].startswith('templating/')], [])

    def test_no_rule_is_forgotten(self):
        for kind in KINDS:
            with self.subTest(kind):
                rules = bundles.manifest(kind)['rules']
                self.assertEqual({rule['id'] for rule in rules}, {c['rule'] for c in cases(kind) if c.get('rule', DOUBTS[0]) not in DOUBTS})


if __name__ == '__main__':
    unittest.main()
