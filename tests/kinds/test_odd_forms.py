"""Forms in one file that are odd: each is refused at its place in form.json, or made in all media without a message about
the program's own templates."""
import json
import unittest

from harness import BAD_INPUT, DONE, CommandTest, gongwen


def words(text):
    return {'zh': text, 'en': text}


TEXT = {'title': words('甲')}
YES_NO = {'title': words('乙'), 'type': 'yes-no'}
LIST = {'title': words('表'), 'rows': [0, 3]}


def list_row(*members):
    return {'list': '/l', 'columns': [{'of': member, 'span': 4 // len(members)} for member in members]}


def cells(*pointers):
    return [{'cells': list(pointers)}]


# Fields, rows of the paper, other members of the form.
REFUSED = {
    'data/too-few-members': ({}, cells('/a'), {}),
    'data/too-few-items': ({'/a': {**TEXT, 'options': []}}, cells('/a'), {}),
    'data/repeated-item': ({'/a': {**TEXT, 'options': ['一', '一']}}, cells('/a'), {}),
    'data/too-many-items': ({'/l': LIST, **{f'/l/*/c{i}': TEXT for i in range(30)}},
                            [{'list': '/l', 'columns': [{'of': f'c{i}', 'span': 1} for i in range(30)]}], {}),
    'data/above-maximum': ({'/l': {**LIST, 'rows': [0, 100_000]}, '/l/*/a': TEXT}, [list_row('a')], {}),
    'data/bad-name': ({'/a~1b': TEXT}, cells('/a~1b'), {}),
    'data/missing-name': ({'/a': {'like': '/b'}, '/b': {'like': '/a'}}, cells('/a', '/b'), {}),
    'engine/form-show-if': ({'/a': {**YES_NO, 'show_if': {'/b': True}}, '/b': {**YES_NO, 'show_if': {'/a': True}}},
                            cells('/a', '/b'), {}),
    'engine/form-twice': ({'/a': TEXT}, cells('/a') + cells('/a'), {}),
    'engine/form-not-on-paper': ({'/a': TEXT, '/b': TEXT}, cells('/a'), {}),
    'engine/form-unknown-field': ({'/a': TEXT}, cells('/a', '/zz'), {}),
    'engine/form-taken-name': ({'/for': TEXT}, cells('/for'), {}),
    'engine/form-too-wide': ({'/a': TEXT}, [{'cells': ['/a'], 'spans': [9]}], {}),
    'engine/form-limits': ({'/l': {**LIST, 'rows': [5, 2]}, '/l/*/a': TEXT}, [list_row('a')], {}),
    'engine/form-list-in-list': ({'/l': LIST, '/l/*/m': LIST, '/l/*/m/*/a': TEXT}, [list_row('m')], {}),
    'engine/form-no-columns': ({'/l': LIST}, [{'list': '/l'}], {}),
    'sheet/name-character': ({'/a': TEXT}, cells('/a'), {'sheet': '甲/乙'}),
}

MADE = {
    'one-option': ({'/a': {**TEXT, 'options': ['仅此']}}, cells('/a')),
    'many-fields': ({f'/f{i}': TEXT for i in range(200)}, [{'cells': [f'/f{i}', f'/f{i + 1}']} for i in range(0, 200, 2)]),
    'like-itself': ({'/a': {**TEXT, 'like': '/a'}}, cells('/a')),
    'marks': ({'/a': {'title': words('"{{ 1 / 0 }}" {% raw %} \\ <b>')}}, cells('/a')),
    'long-in-a-cell': ({'/a': {**TEXT, 'type': 'long'}}, cells('/a')),
}


class OddForms(CommandTest):
    def make(self, name, fields, rows, sheet='某表', **more):
        folder = self.folder / 'own' / name
        folder.mkdir(parents=True)
        paper = [{'sheet': sheet, 'columns': [26, 54, 26, None], 'rows': rows}]
        made = {'form': 1, 'kind': name, 'version': '1.0', 'title': words('某表'), 'source': words('自拟'), 'fields': fields,
                'paper': paper, **more}
        (folder / 'form.json').write_text(json.dumps(made, ensure_ascii=False), 'utf-8')
        return ['--error-format', 'json', '--templates', self.folder / 'own']

    def test_forms_that_cannot_be_are_refused_at_their_place(self):
        for number, (message, (fields, rows, more)) in enumerate(REFUSED.items()):
            name = f'odd-{number}'
            options = self.make(name, fields, rows, **more)
            with self.subTest(message):
                result = gongwen(*options, 'form', 'check', name)
                self.assertEqual(result.status, BAD_INPUT, result.err)
                first = result.diagnostics()[0]
                self.assertEqual(first['id'], message)
                self.assertIn('form.json', json.dumps(first))

    def test_limits_of_a_text(self):
        options = self.make('limits', {'/a': {**TEXT, 'min': 10, 'max': 2}}, cells('/a'))
        result = gongwen(*options, 'form', 'check', 'limits')
        self.assertEqual([one['id'] for one in result.diagnostics()], ['engine/form-limits'])

    def test_forms_that_can_be_are_made(self):
        for name, (fields, rows) in MADE.items():
            options = self.make(name, fields, rows)
            outputs = [word for end in ('pdf', 'xlsx') for word in ('-o', self.folder / f'{name}.{end}')]
            for words_of in (['render', name, *outputs, '--force'], ['render', name, '--fillable', *outputs, '--force']):
                with self.subTest(name, words=words_of):
                    result = gongwen(*options, *words_of)
                    self.assertEqual(result.status, DONE, result.err)
                    self.assertEqual(result.errors(), [])


if __name__ == '__main__':
    unittest.main()
