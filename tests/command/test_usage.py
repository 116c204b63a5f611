"""How the command is called: help, languages, wrong words, exit statuses."""
import json
import re
import shlex
import shutil
import unittest

from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, KIND, SAMPLE, CommandTest, gongwen, sample


class Usage(CommandTest):
    def test_help_and_version(self):
        for words in (['--help'], ['render', '--help']):
            result = gongwen(*words)
            self.assertEqual((result.status, result.err), (DONE, ''))
            self.assertIn('Usage', result.out)
        self.assertRegex(gongwen('--version').out, r'^gongwen \d+\.\d+\.\d+\n$')
        self.assertIn('文种', gongwen('--lang', 'zh', '--help').out)

    def test_version_with_features(self):
        text = gongwen('-V', '-v').out
        self.assertEqual(text.splitlines()[0] + '\n', gongwen('--version').out)
        self.assertRegex(text, r'\ncompiler: \w+ \d+')
        self.assertIn('output formats: pdf, xlsx', text)
        self.assertRegex(text, r'\n  harfbuzz [\d.]+: libharfbuzz\.so\.0\n')
        self.assertIn('编译器：', gongwen('--lang', 'zh', '--version', '--verbose').out)
        facts = json.loads(gongwen('--version', '--json').out)
        self.assertEqual(f'gongwen {facts["version"]}\n', gongwen('--version').out)
        self.assertTrue(all(library['found'] for library in facts['loaded']), facts['loaded'])
        self.assertIn('sqlite3', [library['name'] for library in facts['linked']])
        self.assert_fails(gongwen('--error-format', 'json', '--version', '--jsn'), BAD_USAGE, 'cli/unknown-option')

    def test_without_a_command_the_help_is_shown(self):
        self.assertEqual(gongwen().status, BAD_USAGE)

    def test_list(self):
        result = gongwen('list')
        self.assertEqual(result.status, DONE)
        self.assertIn(KIND, result.out)
        self.assertIn('网络安全标准化工作月报', gongwen('list', '--lang', 'zh').out)
        kinds = json.loads(gongwen('list', '--json').out)
        bulletin = next(k for k in kinds if k['kind'] == KIND)
        self.assertEqual(bulletin['title']['zh'], '网络安全标准化工作月报')
        self.assertEqual(bulletin['outputs'], ['pdf', 'xlsx'])

    def refuse(self, identifier, *words):
        result = gongwen('--error-format', 'json', *words)
        self.assert_fails(result, BAD_USAGE, identifier)
        self.assertEqual(result.out, '')

    def test_list_with_words(self):
        names = [line.split()[0] for line in gongwen('list', '月报').out.splitlines()]
        self.assertIn('monthly-bulletin', names)
        self.assertNotIn('opinions', names)
        self.assertEqual(gongwen('list', 'BULLETIN', 'english').out.split()[0], 'english-bulletin')
        none = gongwen('list', '月报', '没有这样的词')
        self.assertEqual((none.status, none.out.count('\n')), (BAD_INPUT, 1))
        self.assertEqual(gongwen('list', '没有这样的词', '--json').out, '[]\n')

    def test_a_document_beside_its_data(self):
        (self.folder / 'may').mkdir()
        shutil.copy(SAMPLE, self.folder / 'may/data.v1.json')
        self.assertEqual(gongwen('render', KIND, 'may/data.v1.json', cwd=self.folder).status, DONE)
        self.assertEqual(gongwen('render', KIND, 'may/data.v1.json', '--format', 'xlsx', cwd=self.folder).status, DONE)
        self.assertEqual(sorted(path.name for path in (self.folder / 'may').iterdir()), ['data.v1.json', 'data.v1.pdf', 'data.v1.xlsx'])
        # There is no such place for the blank document, for data from a pipe, or for data of the same name.
        for words in ((KIND,), (KIND, '-'), (KIND, 'may/data.v1.pdf')):
            result = gongwen('--error-format', 'json', 'render', *words, cwd=self.folder)
            self.assert_fails(result, BAD_USAGE, 'cli/missing')

    # They run until they are stopped, or wait for other machines.
    RUNNING = ('serve', 'worker', 'watch', 'preview')

    def test_examples_are_calls_that_the_command_takes(self):
        names = re.findall(r'^  ([a-z-]+) ', gongwen('--help').out.split('Commands:', 1)[1], re.MULTILINE)
        for name in names:
            text = gongwen(name, '--help').out
            examples = re.findall(r'^  gongwen (.*)$', text.partition('Examples:')[2], re.MULTILINE)
            self.assertTrue(examples, name)
            for example in examples:
                words = shlex.split(example.partition('<')[0])
                with self.subTest(example):
                    self.assertEqual(words[0], name)
                    for word in words[1:]:
                        if word.startswith('-'):
                            self.assertRegex(text, rf'[ ,]{re.escape(word)}[ ,]')
                    if name in self.RUNNING:
                        continue
                    result = gongwen(*words, '--error-format', 'json', cwd=self.folder)
                    ids = re.findall(r'"id":"([^"]*)"', result.err)
                    # There are no submissions yet, the password is empty, and the pages of the manual need not be made.
                    expected = ('cli/inbox-unusable', 'cli/password-short', 'cli/no-manual')
                    self.assertEqual([one for one in ids if one.startswith('cli/') and one not in expected], [], result.err)
        self.assertIn('退出状态', gongwen('--lang', 'zh', 'render', '--help').out)

    def test_unknown_profile(self):
        self.refuse('engine/unknown-profile', 'check', '--profile', 'gbt9705', KIND, SAMPLE)
        self.refuse('engine/unknown-profile', 'typeset', '--profile', 'gbt9705', self.write('a.html', ''), '-o', 'a.pdf')

    def test_wrong_words(self):
        self.refuse('cli/unknown-command', 'rendr')
        self.refuse('cli/unknown-option', 'list', '--jsn')
        self.refuse('cli/missing', 'render', KIND)
        self.refuse('cli/missing', 'render', KIND)
        self.refuse('cli/missing', 'check', KIND)
        self.refuse('cli/too-many', 'describe', KIND, 'more')
        self.refuse('cli/option-too-early', '-o', 'x.pdf', 'render', KIND, SAMPLE)
        self.refuse('cli/second-data', 'render', KIND, SAMPLE, 'other.json', '-o', 'out/')
        self.assertIn('`bash|zsh|fish`', gongwen('completion').err)
        self.assertIn('.ofd', gongwen('render', KIND, SAMPLE, '-o', 'out.doc').err)
        self.refuse('cli/bad-option', 'render', KIND, SAMPLE, '-o')
        self.refuse('cli/bad-choice', '--lang', 'fr', 'list')
        self.refuse('engine/unknown-kind', 'check', 'monthly-buletin', SAMPLE)
        self.refuse('engine/unknown-format', 'render', KIND, SAMPLE, '-o', 'out.doc')
        self.refuse('engine/same-output', 'render', KIND, SAMPLE, '-o', 'a.pdf', '-o', 'a.pdf')
        data = self.write('data.pdf', SAMPLE.read_text(encoding='utf-8'))
        self.refuse('engine/output-is-input', 'render', KIND, data, '-o', data)

    def test_data_in_yaml_without_its_ending(self):
        for text in ('year: 2026\nissue: 1\n', '# 第1期\nyear: 2026\n'):
            self.assert_fails(gongwen('--error-format', 'json', 'check', KIND, self.write('data.txt', text)), 1, 'data/json-expected')
        # What is named so, or begins so, is JSON.
        for name, text in (('data.json', text), ('data.txt', '{year: 2026}')):
            self.assertNotIn('data/json-expected', gongwen('check', KIND, self.write(name, text)).err)

    def test_messages_are_explained_where_people_look(self):
        explained = gongwen('explain', 'data/wrong-type').out
        for words in (('help', 'data/wrong-type'), ('--explain', 'data/wrong-type')):
            result = gongwen(*words)
            self.assertEqual((result.status, result.out), (DONE, explained), result.err)
        self.refuse('cli/unknown-message', 'help', 'data/wrong-typ')

    def test_near_names_are_offered(self):
        self.assertIn('did you mean `render`?', gongwen('rendr').err)
        self.assertIn('did you mean `monthly-bulletin`?', gongwen('check', 'monthly-buletin', SAMPLE).err)
        self.assertIn('是否想写 `--json`', gongwen('--lang', 'zh', 'list', '--jsn').err)

    def test_language_follows_option_then_locale(self):
        chinese = {'LC_ALL': 'zh_CN.UTF-8'}
        self.assertIn('错误', gongwen('rendr', environment=chinese).err)
        self.assertIn('error', gongwen('--lang', 'en', 'rendr', environment=chinese).err)
        self.assertIn('错误', gongwen('rendr', environment={'LC_ALL': '', 'LANG': 'zh_TW.UTF-8'}).err)

    def test_output_that_cannot_be_written(self):
        with open('/dev/full', 'wb') as full:
            import subprocess
            from harness import PROGRAM
            process = subprocess.run([PROGRAM, 'list'], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(process.returncode, BAD_ENVIRONMENT)
        self.assertIn(b'resources/unwritable', process.stderr)

    def test_stages_can_be_looked_at(self):
        tokens = gongwen('dump', KIND, '--stage', 'tokens')
        self.assertEqual(tokens.status, DONE, tokens.err)
        self.assertRegex(tokens.out.splitlines()[0], r'^1:1 ')
        self.assertIn('for', gongwen('dump', KIND, '--stage=ast').out)
        self.assertIn('outline.html', gongwen('dump', KIND, '--stage=program').out)
        tree = gongwen('dump', KIND, SAMPLE, '--stage=dom').out
        self.assertIn('"网安字〔2024〕2号"  data=/events/0/document_number', tree)
        self.assertIn('data-sheet="事项"', gongwen('dump', KIND, SAMPLE, '--stage=dom', '--output=xlsx').out)
        self.refuse('cli/missing', 'dump', KIND)
        self.refuse('cli/bad-choice', 'dump', KIND, '--stage=paint')

    def test_fields_of_a_kind(self):
        text = gongwen('--lang', 'zh', 'describe', KIND).out
        self.assertIn('issue  期号  整数，1 至 60，必填\n', text)
        self.assertRegex(text, r'\n  plan_number  国标计划号  .*必填\n')
        self.assertIn('required', gongwen('--lang', 'en', 'describe', KIND).out)
        fields = {f['pointer']: f for f in json.loads(gongwen('describe', KIND, '--json').out)}
        self.assertEqual(fields['/year'], {'pointer': '/year', 'title': {'zh': '年份', 'en': 'year'}, 'type': ['integer'],
                                           'required': True, 'minimum': 2000, 'maximum': 2100})
        self.assertEqual(fields['/projects/*/plan_number']['format'], 'plan-number')
        self.assertIn('is_ballot', fields['/events/*/type']['enum'])
        self.assertEqual(fields['/issuer']['default'], '全国网络安全标准化技术委员会秘书处')
        self.refuse('engine/unknown-kind', 'describe', 'monthly-buletin')

    def test_lists_from_tables(self):
        data = sample()
        projects = data.pop('projects')
        path = self.write('data.json', data)
        rows = ['国标计划号,项目名称,标准范围'] + ['{plan_number},{title},"{scope}"'.format(**p) for p in projects]
        self.write('projects.csv', ('\r\n'.join(rows) + '\r\n').encode('gb18030'))
        whole, parts = self.folder / 'whole.pdf', self.folder / 'parts.pdf'
        self.assertEqual(gongwen('render', KIND, SAMPLE, '-o', whole).status, DONE)
        table = f'/projects={self.folder / "projects.csv"}'
        result = gongwen('render', KIND, path, '--table', table, '-o', parts)
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(whole.read_bytes(), parts.read_bytes())

        rows[2] = rows[2].replace('20230241-T-469', '2023-241')
        self.write('projects.csv', '\n'.join(rows))
        bad = gongwen('--error-format', 'json', 'check', KIND, path, '--table', table)
        self.assertEqual(bad.status, BAD_INPUT)
        self.assertTrue(bad.errors()[0]['id'].startswith('data/'), bad.err)
        self.assertIn(':3:', gongwen('check', KIND, path, '--table', table).err)
        missing = gongwen('--error-format', 'json', 'check', KIND, path, '--table', '/projects=none.csv')
        self.assert_fails(missing, BAD_ENVIRONMENT, 'resources/not-found')
        for word in ('projects=a.csv', '/projects', '/projects='):
            self.refuse('cli/bad-table', 'check', KIND, path, '--table', word)

    def test_quiet(self):
        result = gongwen('-q', 'render', KIND, SAMPLE, '-o', self.folder / 'a.pdf')
        self.assertEqual((result.status, result.out), (DONE, ''))


if __name__ == '__main__':
    unittest.main()
