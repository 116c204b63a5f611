"""Conditions on fields of a form (`show_if`), and the examples that the program makes for each rule."""
import copy
import json
import pathlib
import sys
import unittest

import needs
from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen

sys.path.insert(0, str(ROOT / 'tests/service'))
from test_shown_fields import FORM, pair  # noqa: E402


class Conditions(CommandTest):
    def check(self, form, data):
        self.write('own/visit/form.json', json.dumps(form, ensure_ascii=False))
        path = self.write('data.json', json.dumps(data, ensure_ascii=False))
        return gongwen('--error-format', 'json', '--templates', self.folder / 'own', 'check', 'visit', path)

    def said(self, data, form=FORM):
        result = self.check(form, data)
        return [(d['severity'], d['data']['pointer']) for d in result.diagnostics()]

    def test_rules_of_conditions(self):
        base = {'name': '张示例', 'lodging': True, 'arrival': '2030-05-01'}
        self.assertEqual(self.said(base), [])
        self.assertEqual(self.said({**base, 'lodging': False, 'arrival': None}), [])
        self.assertEqual([severity for severity, _ in self.said({**base, 'arrival': None})], ['error'])
        self.assertEqual(self.said({**base, 'lodging': False}), [('warning', '/arrival')])
        row = {'name': '李示例', 'kind': '其他', 'other': '记者'}
        self.assertEqual(self.said({**base, 'guests': [row]}), [])
        self.assertEqual(self.said({**base, 'guests': [{**row, 'kind': '专家'}]}), [('warning', '/guests/0/other')])
        self.assertEqual([severity for severity, _ in self.said({**base, 'guests': [row, {**row, 'other': ''}]})], ['error'])

    def test_words_of_conditions(self):
        result = self.check(FORM, {'name': '张示例', 'lodging': True})
        self.assertIn('the 到达日期 must be filled in, since the 住宿 is Yes', result.err)

    def test_errors_of_conditions_are_told_at_their_places(self):
        for pointer, condition, id in (('/arrival', {'/lodgin': True}, 'engine/form-unknown-field'), ('/arrival', {'/arrival': 'given'}, 'engine/form-show-if'),
                                       ('/arrival', {'/guests': 'given'}, 'engine/form-show-if'), ('/arrival', {'/guests/*/kind': '专家'}, 'engine/form-show-if')):
            form = copy.deepcopy(FORM)
            form['fields'][pointer]['show_if'] = condition
            with self.subTest(condition=condition):
                result = self.check(form, {'name': '张示例', 'lodging': False})
                self.assertEqual(result.status, BAD_INPUT)
                [error] = [e for e in result.errors() if e['id'] == id]
                self.assertTrue(error['data']['pointer'].startswith('/fields/~1arrival/show_if/'), error)
        form = copy.deepcopy(FORM)
        form['fields']['/lodging']['show_if'] = {'/arrival': 'given'}
        self.assertIn('engine/form-show-if', {e['id'] for e in self.check(form, {'name': '张示例'}).errors()})

    def test_the_field_stands_on_paper_with_its_note_and_comes_back(self):
        self.write('own/visit/form.json', json.dumps(FORM, ensure_ascii=False))
        data = {'name': '张示例', 'lodging': True, 'arrival': '2030-05-01', 'guests': [{'name': '李示例', 'kind': '其他', 'other': '记者'}]}
        path = self.write('data.json', json.dumps(data, ensure_ascii=False))
        own = ['--templates', self.folder / 'own']
        paths = [self.folder / 'a.pdf', self.folder / 'a.xlsx']
        made = gongwen(*own, 'render', 'visit', path, '--fillable', '-o', paths[0], '-o', paths[1])
        self.assertEqual((made.status, made.err), (DONE, ''))
        for one in paths:
            back = gongwen(*own, 'extract', one)
            self.assertEqual({k: v for k, v in json.loads(back.out).items() if v}, data, back.err)
        blank = gongwen(*own, 'render', 'visit', '--format', 'svg', '-o', self.folder / 'blank-{page}.svg')
        self.assertEqual(blank.status, DONE, blank.err)
        web = json.loads(gongwen(*own, 'describe', 'visit', '--form').out)
        [arrival] = [f for step in web['steps'] for group in step['groups'] for f in group['fields'] if f['pointer'] == '/arrival']
        self.assertEqual((arrival['required'], arrival['showIf']), (True, [{'pointer': '/lodging', 'values': ['true']}]))


class Examples(CommandTest):
    """For each rule data that it accepts and data that it refuses, which `check` confirms."""

    def examples(self, kind, *templates):
        found = gongwen('--error-format', 'json', *templates, 'form', 'check', kind, '--json')
        self.assertEqual(found.status, DONE, found.err)
        return json.loads(found.out), {d['id'] for d in found.diagnostics()}

    def confirm(self, kind, examples, *templates):
        for example in examples:
            with self.subTest(example['id']):
                for name, is_refused in (('accepted', False), ('refused', True)):
                    self.assertIsNotNone(example[name], example)
                    path = self.write('data.json', json.dumps(example[name], ensure_ascii=False))
                    result = gongwen('--error-format', 'json', *templates, 'check', kind, path)
                    said = [d for d in result.diagnostics() if d['id'] in ('rules/violated', 'rules/doubtful')]
                    mine = [d for d in said if f"(rule `{example['id']}`)" in d['hint']]
                    self.assertEqual(bool(mine), is_refused, (name, example, said))

    def test_rules_in_words(self):
        say = pair('不合')
        rules = [
            {'if': {'/lodging': True}, 'then': {'/arrival': 'given'}}, {'then': {'/name': {'starts': '张'}}}, {'then': {'/name': {'not_contains': ['，', ' ']}}},
            {'then': {'/name': {'least': 3, 'most': 4}}}, {'then': {'/name': {'script': 'han'}}}, {'then': {'/name': {'not': ['某某', '不详']}}},
            {'then': {'/arrival': {'not_before': '/until'}}}, {'then': {'/arrival': {'after': '/until'}}}, {'then': {'/guests': {'least': 1, 'most': 3}}},
            {'then': {'/guests/*/age': {'least': 18}}}, {'unique': '/guests/*/name'}, {'sorted': '/guests/*/age'},
            {'id': 'own', 'expression': 'item.name != "某某"'}]
        form = copy.deepcopy(FORM)
        del form['fields']['/arrival']['must'], form['fields']['/arrival']['show_if']
        form['fields'].update({'/until': {'title': pair('离开'), 'type': 'date'}, '/guests/*/age': {'title': pair('年龄'), 'type': 'number', 'must': True}})
        form['paper'][0]['rows'][0]['cells'].append('/until')
        form['paper'][0]['rows'][2]['columns'] = [{'of': name, 'span': 1} for name in ('name', 'kind', 'other', 'age')]
        form['web']['steps'][0]['fields'].append('/until')
        form['rules'] = [{'id': f'rule-{i}', **rule, 'say': say} for i, rule in enumerate(rules)]
        self.write('own/visit/form.json', json.dumps(form, ensure_ascii=False))
        own = ('--templates', self.folder / 'own')
        examples, messages = self.examples('visit', *own)
        self.assertEqual(messages, set())
        # Those of `show_if` in the rows come last.
        self.assertEqual(len(examples), len(rules) + 2)
        self.confirm('visit', examples, *own)
        told = gongwen(*own, '--lang', 'zh', 'form', 'check', 'visit')
        self.assertEqual(told.out.count('符合：'), len(examples))

    def test_a_rule_that_nothing_can_break_is_told(self):
        form = {**copy.deepcopy(FORM), 'rules': [{'id': 'never', 'expression': 'item.name == item.name', 'say': pair('不合')}]}
        self.write('own/visit/form.json', json.dumps(form, ensure_ascii=False))
        examples, messages = self.examples('visit', '--templates', self.folder / 'own')
        self.assertEqual(messages, {'engine/form-no-example'})
        self.assertIsNone(examples[0]['refused'])

    @needs.time
    def test_installed_forms(self):
        forms = sorted(path.parent.name for path in (ROOT / 'templates').glob('*/form.json'))
        self.assertIn('proposal-review', forms)
        for kind in forms:
            examples, _ = self.examples(kind)
            self.confirm(kind, [one for one in examples if one['accepted'] and one['refused']])
            self.assertGreaterEqual(sum(1 for one in examples if one['refused']), len(examples) * 2 // 3, kind)


if __name__ == '__main__':
    unittest.main()
