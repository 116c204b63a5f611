"""How messages are printed: of several files, with ranges, with what --verbose adds."""
import json
import unittest

from harness import BAD_ENVIRONMENT, BAD_INPUT, DONE, KIND, SAMPLE, CommandTest, changed, gongwen, sample


class SeveralFiles(CommandTest):
    def test_all_problems_by_file_and_line(self):
        def spoil(data):
            data['year'] = 'x'
            data['events'][0]['created'] = 'y'
        one = self.write('z.json', changed(spoil))
        broken = self.write('m.json', '{"year": 2024,}')
        two = self.write('a.json', changed(spoil))
        result = gongwen('--error-format', 'json', 'check', KIND, one, SAMPLE, broken, two)
        self.assertEqual(result.status, BAD_INPUT)
        places = [(d['data']['file'], d['data']['line']) if 'data' in d else (d['template'], d['line'])
                  for d in result.errors()]
        self.assertEqual([p[0] for p in places], [str(one)] * 2 + [str(broken)] + [str(two)] * 2)
        for path in (one, two):
            lines = [line for name, line in places if name == str(path)]
            self.assertEqual(lines, sorted(lines))
        text = gongwen('check', KIND, one, SAMPLE, broken, two)
        self.assertTrue(text.err.splitlines()[-1].startswith('5 errors, '), text.err)
        self.assertEqual(text.out, '')

    def test_at_most_fifty_are_shown(self):
        def spoil(data):
            data['projects'] = [{'plan_number': 'x', 'title': '题目', 'scope': '范围'}] * 40
        paths = [self.write(f'{i}.json', changed(spoil)) for i in range(2)]
        result = gongwen('check', KIND, *paths)
        self.assertEqual(result.err.count('error['), 50)
        self.assertEqual(result.err.splitlines()[-1], '80 errors, 0 warnings; not shown: 30 errors, 0 warnings (--all-messages shows all)')
        everything = gongwen('--all-messages', 'check', KIND, *paths)
        self.assertEqual(everything.err.count('error['), 80)
        self.assertEqual(everything.err.splitlines()[-1], '80 errors, 0 warnings')
        told = json.loads(gongwen('--error-format', 'json', 'check', KIND, *paths).err)
        self.assertEqual(len(told['diagnostics']), 80)

    def test_same_file_twice(self):
        bad = self.write('bad.json', changed(lambda d: d.update(year='x')))
        self.assertEqual(len(gongwen('--error-format', 'json', 'check', KIND, bad, bad).errors()), 1)
        self.assertEqual(gongwen('check', KIND, SAMPLE, SAMPLE).out, f'{SAMPLE}: no errors\n')

    def test_missing_file_among_good_ones(self):
        bad = self.write('bad.json', changed(lambda d: d.update(year='x')))
        result = gongwen('--error-format', 'json', 'check', KIND, SAMPLE, self.folder / 'none.json', bad)
        self.assert_fails(result, BAD_ENVIRONMENT, 'resources/not-found', 'data/wrong-type')


class Ranges(CommandTest):
    MANIFEST = {'kind': 'note', 'title': {'zh': '便笺', 'en': 'note'}, 'version': '1.0', 'language': 'zh-CN',
                'file_name': 'note', 'source': {'zh': '无', 'en': 'none'},
                'outputs': {'pdf': {'template': 'document.html', 'styles': ['style.css']}}}
    SCHEMA = {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'object',
              'properties': {'text': {'type': 'string', 'maxLength': 3},
                             'rows': {'type': 'array', 'items': {'type': 'object', 'required': ['n'],
                                                                 'properties': {'n': {'type': 'integer'}}}}}}
    PAGE = '<!DOCTYPE html><html lang="zh-CN"><head><title>便笺</title></head><body><p>{{ text }}</p></body></html>'

    def check(self, data='{"text": "文"}', page=PAGE, style='', manifest=None, name='data.json', more=()):
        self.write('templates/note/template.json', manifest or self.MANIFEST)
        self.write('templates/note/schema.json', self.SCHEMA)
        self.write('templates/note/document.html', page)
        self.write('templates/note/style.css', style)
        path = self.write(name, data)
        result = gongwen('--error-format', 'json', '--templates', self.folder / 'templates', 'check', 'note', path, *more)
        return result.diagnostics()

    def place(self, found, kind):
        """(line, column, end_line, end_column) in the file that is meant."""
        at = found['data'] if kind == 'data' else found
        place = tuple(at[k] for k in ('line', 'column', 'end_line', 'end_column'))
        self.assertLessEqual(place[:2], place[2:])
        return place

    def one(self, identifier, kind, expected, **parts):
        found = [d for d in self.check(**parts) if d['id'] == identifier]
        self.assertEqual(len(found), 1)
        self.assertEqual(self.place(found[0], kind), expected)

    def test_schema(self):
        self.one('data/text-too-long', 'data', (2, 10, 2, 16), data='{\n "text": "一二三四"}')
        self.one('data/wrong-type', 'data', (1, 1, 1, 3), data='[]')

    def test_yaml(self):
        self.one('data/wrong-type', 'data', (2, 1, 2, 5), data='# remark\ntext:\n# more\nrows: []\n', name='data.yaml')
        self.one('data/wrong-type', 'data', (1, 7, 1, 11), data='text: true\n', name='data.yaml')

    def test_syntax_of_data(self):
        self.one('data/json-trailing-comma', 'data', (1, 13, 1, 14), data='{"text": "文",}')

    def test_rules(self):
        rule = {'id': 'text-is-x', 'each': '/text', 'assert': 'item == "x"', 'message': {'zh': '不对', 'en': 'wrong'}}
        found = [d for d in self.check(manifest={**self.MANIFEST, 'rules': [rule]}) if d['id'].startswith('rules/')]
        for diagnostic in found:
            self.place(diagnostic, 'data')
        self.assertTrue(found)

    def test_cells(self):
        csv = self.write('rows.csv', 'n\n1\nx\n')
        found = self.check(more=['--table', f'/rows={csv}'])
        self.assertEqual(len(found), 1)
        at = found[0].get('data', found[0])
        self.assertEqual([at[k] for k in ('line', 'column', 'end_line', 'end_column')], [3, 1, 3, 2])
        self.assertTrue(at.get('file', at.get('template')).endswith('rows.csv'))

    def test_style_sheets(self):
        self.one('css/unknown-property', 'template', (2, 5, 2, 9), style='\np { colr: red }')

    def test_templates(self):
        for page, identifier, length in (('{{ txt }}', 'templating/undefined', 3), ('{% if %}', None, None),
                                         ('<b>', 'dom/not-closed', None)):
            found = self.check(page=self.PAGE.replace('{{ text }}', page))
            self.assertTrue(found)
            for diagnostic in found:
                begin = self.place(diagnostic, 'template')
                if length:
                    self.assertEqual(begin[3] - begin[1], length)

    def test_glyphs_have_both_places(self):
        found = self.check(data='{"text": "\U0002A6A5"}')
        self.assertEqual(self.place(found[0], 'data'), (1, 10, 1, 13))
        self.place(found[0], 'template')


class Verbose(CommandTest):
    def test_defaults_are_told(self):
        data = self.write('data.json', sample())
        result = gongwen('-v', 'check', KIND, data)
        self.assertEqual(result.status, DONE)
        self.assertIn(f'note: {data}: /committee (committee) is not given, so it is "全国网络安全标准化技术委员会"\n', result.err)
        self.assertIn('（委员会名称），取默认值', gongwen('--lang', 'zh', '--verbose', 'check', KIND, data).err)
        told = json.loads(gongwen('-v', '--error-format', 'json', 'check', KIND, data).err)
        self.assertIn({'file': str(data), 'pointer': '/committee', 'value': '全国网络安全标准化技术委员会',
                       'title': {'zh': '委员会名称', 'en': 'committee'}}, told['defaults'])
        rendered = gongwen('-v', 'render', KIND, data, '-o', self.folder / 'a.pdf')
        self.assertIn('note: ', rendered.err)

    def test_only_when_asked_for(self):
        for words in ([], ['-q', '-v'], ['-q']):
            self.assertNotIn('note: ', gongwen(*words, 'check', KIND, SAMPLE).err)
        self.assertNotIn('defaults', json.loads(gongwen('--error-format', 'json', 'check', KIND, SAMPLE).err))


if __name__ == '__main__':
    unittest.main()
