"""Mistakes of people in a hurry, made in the samples by machine: what is reported, and at which place. Each kind is
checked with all its spoilt files in one call."""
import json
import re
import unittest

import bundles
from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen

KINDS = bundles.kinds_with_data()
SAMPLE = {'monthly-bulletin': '2024-02'}

# Spoils one text; None where it cannot be done.
TEXT_MISTAKES = {
    'proofing/half-width-mark': lambda text: spoilt(text, r'(?<=[一-龥])，(?=[一-龥])', ','),
    'proofing/doubled-mark': lambda text: spoilt(text, '，', '，，'),
    'proofing/full-width': lambda text: spoilt(text, r'(?<=[一-龥])(?=[一-龥]{3})', '１'),
    'proofing/bracket-pair': lambda text: spoilt(text, r'(?<=[一-龥])(?=[一-龥]{3})', '（'),
    'proofing/title-in-title': lambda text: spoilt(text, r'(?<=[一-龥])(?=[一-龥]{3})', '《《甲》》'),
    'proofing/date-form': lambda text: spoilt(text, r'(?<=[一-龥])(?=，)', '2024年05月01日'),
    'proofing/document-number': lambda text: spoilt(text, r'(?<=[一-龥])(?=，)', '示网安[2024]02号'),
    'proofing/year-zero': lambda text: spoilt(text, r'(?<=[一-龥])(?=，)', '二零二四年'),
    'proofing/mark-between-titles': lambda text: spoilt(text, r'(?<=[一-龥])(?=，)', '《甲》、《乙》'),
}


def spoilt(text, pattern, replacement):
    changed, count = re.subn(pattern, replacement, text, count=1)
    return changed if count else None


def sample_of(kind):
    path = ROOT / 'samples' / kind / f'{SAMPLE.get(kind, "typical")}.json'
    return json.loads(path.read_text(encoding='utf-8'))


def sentences(value, pointer=''):
    """Pointers of the texts that are sentences in Chinese."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from sentences(member, f'{pointer}/{key}')
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from sentences(item, f'{pointer}/{i}')
    elif isinstance(value, str) and '，' in value and '{' not in value:
        yield pointer


def holder_of(data, pointer):
    *path, last = pointer.split('/')[1:]
    for step in path:
        data = data[int(step) if isinstance(data, list) else step]
    return data, int(last) if isinstance(data, list) else last


def schema_of(kind):
    return bundles.schema(kind)


class Mistakes(CommandTest):
    def check(self, kind, files):
        """The messages of each file, and the status."""
        paths = [self.write(f'{name}.json', data) for name, data in files.items()]
        result = gongwen('--error-format', 'json', 'check', kind, *paths)
        found = {name: set() for name in files}
        for diagnostic in result.diagnostics():
            name = diagnostic.get('data', {}).get('file', '').rsplit('/', 1)[-1].removesuffix('.json')
            found.get(name, set()).add((diagnostic['id'], diagnostic.get('data', {}).get('pointer')))
        return found, result.status

    def test_marks_digits_and_brackets(self):
        """In every sentence of every sample: reported there, and nothing else is."""
        told = 0
        for kind in KINDS:
            files, expected = {}, {}
            for number, (identifier, spoil) in enumerate(TEXT_MISTAKES.items()):
                data = sample_of(kind)
                name = f'{kind}-{number}'
                expected[name] = set()
                for pointer in sentences(data):
                    holder, step = holder_of(data, pointer)
                    text = spoil(holder[step])
                    if text is not None and len(expected[name]) < 12:
                        holder[step] = text
                        expected[name].add((identifier, pointer))
                if expected[name]:
                    files[name] = data
            if not files:
                continue
            found, status = self.check(kind, files)
            self.assertIn(status, (DONE, BAD_INPUT))  # a heading may be too long by now
            for name in files:
                with self.subTest(name):
                    proofed = {row for row in found[name] if row[0].startswith('proofing/')}
                    self.assertEqual(proofed, expected[name])
                    told += len(proofed)
        self.assertGreater(told, 150)

    def test_members_left_out(self):
        """Each member that is required, at the place where it lacks."""
        told = 0
        for kind in KINDS:
            files = {}
            for member in schema_of(kind)['required']:
                data = sample_of(kind)
                del data[member]
                files[member] = data
            found, status = self.check(kind, files)
            self.assertEqual(status, BAD_INPUT)
            for member in files:
                with self.subTest(kind, member=member):
                    self.assertIn(('data/missing-name', f'/{member}'), found[member])
                    told += 1
        self.assertGreater(told, 60)

    def test_names_mistyped(self):
        """A member whose name has a letter too many."""
        for kind in KINDS:
            files = {}
            for member in schema_of(kind)['required']:
                data = sample_of(kind)
                data[member + 'x'] = data.pop(member)
                files[member] = data
            found, status = self.check(kind, files)
            self.assertEqual(status, BAD_INPUT)
            for member in files:
                with self.subTest(kind, member=member):
                    self.assertIn(('data/unknown-name', f'/{member}x'), found[member])

    def test_types_confused(self):
        """A list for a text, and a text for a list, an object or a truth value. A single value is read as a list of one."""
        for kind in KINDS:
            files, places = {}, {}
            for member, value in sample_of(kind).items():
                data = sample_of(kind)
                places[member] = f'/{member}/0' if isinstance(value, list) else f'/{member}'
                data[member] = [] if isinstance(value, str) else '某'
                if isinstance(schema_of(kind)['properties'][member].get('type'), str):
                    files[member] = data
            found, status = self.check(kind, files)
            self.assertEqual(status, BAD_INPUT)
            for member in files:
                with self.subTest(kind, member=member):
                    value = sample_of(kind)[member]
                    if isinstance(value, list) and isinstance(value[0], str):
                        self.assertNotIn('data/wrong-type', {identifier for identifier, _ in found[member]})
                    else:
                        # Numbers of a list that the schema names are reported as choices.
                        told = 'data/not-in-list' if member == 'sdgs' else 'data/wrong-type'
                        self.assertIn((told, places[member]), found[member])


class Samples(CommandTest):
    def test_nothing_is_told_of_the_texts_of_samples(self):
        for kind in KINDS:
            paths = sorted((ROOT / 'samples' / kind).glob('*.json'))
            result = gongwen('--error-format', 'json', 'check', kind, *paths)
            with self.subTest(kind):
                self.assertEqual([d for d in result.diagnostics() if d['id'].startswith('proofing/')], [])


if __name__ == '__main__':
    unittest.main()
