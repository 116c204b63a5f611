"""Values keep their origin: whatever a template does with a value, the document's tree says which value of the data a
text comes from, or what holds the several that it comes from, and so do messages from deep in the layout."""
import json
import re
import shutil
import unittest

from harness import BAD_INPUT, DONE, ROOT, CommandTest, gongwen, sample

KIND = 'meeting-notice'
PICTURE = 'drawing.svg'

DATA = {
    'name': '示例会议', 'date': '2030-04-18', 'place': '示例市', 'issuer': '示例秘书处',
    'agenda': ['甲议题', '乙议题'],
    'invited': [{'name': '张三', 'organization': '示例所'}],
}

HEAD = '''<!DOCTYPE html>
<html lang="zh-CN"><head><title>t</title></head><body>
{% macro show(x) %}<i>{{ x }}</i>{% endmacro %}{% macro twice(x) %}{{ show(x) }}{% endmacro %}
'''

# What a template writes, and the pointer of its last text: of several values, of what holds them; none where no value made
# it.
CASES = [
    ('{{ name }}', '/name'),
    ('{{ name|upper|trim|replace("示", "例")|default("x") }}', '/name'),
    ('{{ name|truncate(3, true, "") }}{{ "" }}', '/name'),
    ('{{ date|cn_date }}', '/date'),
    ('{{ name[0:2] }}', '/name'),
    ('{{ name.strip().replace("会", "") }}', '/name'),
    ('{{ "《" ~ name ~ "》" }}', '/name'),
    ('{{ "%s号"|format(name) }}', '/name'),
    ('{{ name if name else place }}', '/name'),
    ('{% set n = name %}{{ n }}', '/name'),
    ('{% set ns = namespace(v=name) %}{{ ns.v }}', '/name'),
    ('{% with n = name %}{{ n }}{% endwith %}', '/name'),
    ('{% set block %}块{{ name }}{% endset %}{{ block }}', '/name'),
    ('{% filter upper %}{{ name }}{% endfilter %}', '/name'),
    ('{{ show(name) }}', '/name'),
    ('{{ twice(name) }}', '/name'),
    ('{% for a in agenda|sort|reverse %}{{ a }}{% endfor %}', '/agenda/1'),
    ('{% for a in agenda|map("upper") %}{{ a }}{% endfor %}', '/agenda/1'),
    ('{% for p in invited|selectattr("name") %}{{ p.name }}{% endfor %}', '/invited/0/name'),
    ('{{ invited|map(attribute="name")|first }}', '/invited/0/name'),
    ('{{ [name]|join("、") }}', '/name'),
    ('{{ invited|join("、", attribute="name") }}', '/invited/0/name'),
    ('{{ ["《" ~ name ~ "》"]|enumerate_cn }}', '/name'),
    ('{{ agenda|enumerate_cn }}', '/agenda'),
    ('{{ agenda|length|cn_number }}', '/agenda'),
    ('{{ name ~ place }}', ''),
    ('{{ [name, place]|join("、") }}', ''),
    ('{{ invited[0].name ~ "（" ~ invited[0].organization ~ "）" }}', '/invited/0'),
    ('{{ invited[0].name + invited[0].organization }}', '/invited/0'),
    ('{{ "%s（%s）"|format(invited[0].name, invited[0].organization) }}', '/invited/0'),
    ('{{ agenda[0].replace("甲", agenda[1]) }}', '/agenda'),
    ('{{ agenda|join("；") }}', '/agenda'),
    ('{{ [invited[0].name, invited[0].organization]|enumerate_cn }}', '/invited/0'),
    ('{{ agenda[0] ~ invited[0].name }}', ''),
    ('{% set block %}{{ invited[0].name }}：{{ invited[0].organization }}{% endset %}{{ block }}', '/invited/0'),
    ('{{ "字" }}', None),
]

class Origins(CommandTest):
    def setUp(self):
        super().setUp()
        shutil.copytree(ROOT / 'docs/examples/first-bundle' / KIND, self.folder / KIND)

    def run_with(self, data, body, *command):
        self.write(KIND + '/document.html', HEAD + body + '\n</body></html>\n')
        return gongwen('--templates', self.folder, *command, KIND, self.write('data.json', data))

    def test_through_everything_that_templates_do(self):
        body = '\n'.join('<p>%s</p>' % template for template, _ in CASES)
        tree = self.run_with(DATA, body, 'dump', '--stage=dom').out
        paragraphs = re.split(r'\n +p\n', tree)[1:]
        self.assertEqual(len(paragraphs), len(CASES))
        for (template, pointer), paragraph in zip(CASES, paragraphs):
            with self.subTest(template):
                texts = [line for line in paragraph.splitlines() if line.strip().startswith('"') and '\\n' not in line]
                found = re.search(r'  data=(\S*)$', texts[-1])
                self.assertEqual(found.group(1) if found else None, pointer)

    def test_a_message_of_the_layout_names_the_value(self):
        body = '<p>{{ twice("《" ~ name|upper ~ "》") }}</p>'
        result = self.run_with(dict(DATA, name='示例\uE000'), body, '--error-format', 'json', 'check')
        self.assert_fails(result, BAD_INPUT, 'text/missing-glyph')
        self.assertEqual([m['data']['pointer'] for m in result.errors()], ['/name'])

    def test_pictures_beside_one_source_are_not_beside_the_next(self):
        """`check` reads several sources in one run; the standard input lies in no folder."""
        shutil.copy(ROOT / 'tests/images/files' / PICTURE, self.folder / PICTURE)
        data = dict(DATA, place=PICTURE)
        body = '<img src="beside/{{ place }}" alt="图"/>'
        self.assertEqual(self.run_with(data, body, 'check').status, DONE)
        result = gongwen('--error-format', 'json', '--templates', self.folder, 'check', KIND, self.folder / 'data.json', '-',
                         stdin=json.dumps(data).encode())
        self.assertNotEqual(result.status, DONE)
        self.assertEqual(len(result.errors()), 1, result.err)
        self.assertIn(PICTURE, result.err)

    def test_texts_too_long_for_a_cell(self):
        """What looks like an escape takes more room in a cell, of a plain workbook and of one to fill in."""
        kind, id = 'proposal-information', 'sheet/written-text-too-long'
        data = {**sample(ROOT / 'samples' / kind / 'typical.json'), 'content': '_x000D_' * 2_521}
        for options in ([], ['--fillable']):
            with self.subTest(options=options):
                result = gongwen('--error-format', 'json', 'render', kind, self.write('long.json', data), *options, '-o',
                                 self.folder / 'long.xlsx')
                self.assert_fails(result, BAD_INPUT, id)
                self.assertEqual(result.errors()[0]['data']['pointer'], '/content')
                self.assertFalse((self.folder / 'long.xlsx').exists())

    def test_characters_in_a_fallback_face_name_the_field(self):
        """Of every text of a form, whatever control or loop shows it: printed, and in a form to fill in."""
        rare = '龘'
        for kind, least, options in (('expert-application', 12, []), ('proposal-review', 5, []), ('iso-form-4', 5, []),
                                     ('proposal-information', 8, []), ('commitment-letter', 3, ['--fillable'])):
            with self.subTest(kind):
                base = sample(ROOT / 'samples' / kind / 'typical.json')
                leaves = list(texts_of(base))
                records = ''.join(json.dumps(with_text(base, path, rare), ensure_ascii=False) + '\n' for path in leaves)
                out = self.folder / kind
                out.mkdir()
                gongwen('batch', kind, '-', '-o', out, '--format', 'pdf', *options, stdin=records.encode())
                named = 0
                manifest = [json.loads(line) for line in (out / 'manifest.jsonl').read_text(encoding='utf-8').splitlines()]
                self.assertEqual(len(manifest), len(leaves))
                for path, entry in zip(leaves, manifest):
                    told = [d for d in entry.get('report', {}).get('diagnostics', []) if d['id'] == 'text/fallback-face']
                    named += bool(told)
                    pointer = ''.join(f'/{part}' for part in path)
                    expected = {pointer}
                    # What is shown in one text with other values is in what holds all of them.
                    expected.update(pointer[:at] for at, sign in enumerate(pointer) if sign == '/' and at > 0)
                    for note in told:
                        self.assertIn(note.get('data', {}).get('pointer'), expected, (path, note))
                self.assertGreaterEqual(named, least, 'values that schemas take and pages show')


def texts_of(value, path=()):
    """The paths of all texts in data."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from texts_of(item, (*path, key))


def with_text(data, path, more):
    """A copy of the data in which the text at the path has more to it."""
    data = json.loads(json.dumps(data))
    holder = data
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] += more
    return data


if __name__ == '__main__':
    unittest.main()
