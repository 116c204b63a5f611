"""The checks of the tree find what they are for: includes of missing files, and files that should not be added. Tests that
tables name exist."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'scripts'))

import check_includes  # noqa: E402
import check_template_lengths  # noqa: E402
import check_template_words  # noqa: E402
import check_texts  # noqa: E402
import diagnostics_catalogue  # noqa: E402

GRAPH = {'style': ['base', 'diagnostics'], 'style/': ['css', '.'], 'diagnostics': ['base'], 'base': []}


class Registered(unittest.TestCase):
    def test_every_test_program_is_run(self):
        """A program that its folder does not register never fails."""
        for program in sorted((ROOT / 'tests').rglob('test_*.py')):
            with self.subTest(program.relative_to(ROOT)):
                self.assertRegex((program.parent / 'CMakeLists.txt').read_text(encoding='utf-8'), rf'\b(test_)?{program.stem.removeprefix("test_")}\b')


class Includes(unittest.TestCase):
    def judge(self, header):
        return check_includes.judge_own('style', 'css', header, GRAPH)

    def test_headers_of_modules_above_pass(self):
        for header in ('base/utf8.h', 'style/css/selector.h', 'diagnostics/origin.h'):
            with self.subTest(header):
                self.assertIsNone(self.judge(header))

    def test_names_of_messages_are_there_for_each_module_of_the_catalogue(self):
        self.assertIsNone(self.judge('diagnostics/catalogue/css.h'))
        self.assertIn('there is no', self.judge('diagnostics/catalogue/no_such_module.h'))

    def test_others_are_refused(self):
        self.assertIn('does not name', self.judge('dom/tree.h'))
        self.assertIn('is private', check_includes.judge_own('dom', 'tree.h', 'style/css/detail/grammar.h', {'dom': ['style']}))
        self.assertIn('there is no', self.judge('base/no_such_file.h'))

    def test_what_the_options_say_is_not_asked_of_the_system(self):
        for text in ('std::getenv("HOME")', '::getpwuid_r(user)', 'std::chrono::system_clock::now()', 'installed_folder("x")'):
            with self.subTest(text):
                self.assertEqual(len(list(check_includes.find_outside('src/engine/api/engine.cpp', text))), 1)
        self.assertEqual(list(check_includes.find_outside('src/cli/environment.cpp', 'std::getenv("HOME")')), [])

    def test_steady_clocks_are_for_deadlines(self):
        self.assertEqual(check_includes.find_clocks('src/base/stop_check.h', 'base', 'std::chrono::steady_clock'), [])
        self.assertEqual(len(check_includes.find_clocks('src/base/date.cpp', 'base', 'std::chrono::steady_clock')), 1)


    def test_the_c_interface_lies_over_the_public_headers(self):
        def judge(header):
            return check_includes.judge_own('capi', 'engine.cpp', header, {'capi': ['base', 'engine']})
        for header in ('gongwen/engine.h', 'engine/core/run.h', 'engine/api/result_json.h', 'base/json.h'):
            with self.subTest(header):
                self.assertIsNone(judge(header))
        for header in ('engine/runs/kind_run.h', 'engine/input/read_data.h', 'store/publish/publish_report.h'):
            with self.subTest(header):
                self.assertIn('public headers', judge(header))


class TemplateWords(unittest.TestCase):
    def judge(self, text, suffix='.html'):
        return list(check_template_words.words_of(text, suffix))

    def test_words_are_found_where_people_read_them(self):
        for text, word in (('<p>说明</p>', '说明'), ('{{ "通过" ~ count }}', '通过'), ('<table data-sheet="事项">', '事项'),
                           ('\n<p>{{ a }} Page <b>1</b></p>', 'Page'), ('{% set a = "项" %}', '项')):
            with self.subTest(text):
                self.assertEqual([found for _, found in self.judge(text)], [word])
        self.assertEqual(self.judge('\n@page { @top-left { content: "月报" } }', '.css'), [(2, '月报')])

    def test_texts_comments_and_names_pass(self):
        for text in ('{{ wording("head.name") }}', '{#- 表头 -#}<p class="a">{{ name }}</p>', '<!-- 表头 -->', '<col style="width:3em"/>'):
            with self.subTest(text):
                self.assertEqual(self.judge(text), [])
        self.assertEqual(self.judge('/* 表头 */ td { color: red }', '.css'), [])


class TemplateLengths(unittest.TestCase):
    def judge(self, text):
        return [line for line, _ in check_template_lengths.lengths_of(text)]

    def test_arithmetic_with_lengths_is_found(self):
        for text in ('{{ name | length * 2 }}', '{% set a = 3 + (name | string | length) / 28 %}', '{% set a = rows | map("length") | sum + 1 %}\n',
                     '{{ 2 * name | length }}'):
            with self.subTest(text):
                self.assertEqual(self.judge(text), [1])
        self.assertEqual(self.judge('<p>\n{{ (name | length - 130) / 30 }}'), [2])

    def test_counts_that_only_choose_pass(self):
        for text in ('{% if rows | length <= 4 %}', '{{ rows | length }}', '{#- name | length * 2 -#}'):
            with self.subTest(text):
                self.assertEqual(self.judge(text), [])


class Texts(unittest.TestCase):
    def judge(self, table, words=('CssA', 'CssB')):
        return list(check_texts.judge_texts(diagnostics_catalogue.texts_of('css', table), set(words)))

    def test_a_sound_table_passes(self):
        table = '// CssC\nGONGWEN_TEXT(CssA, "a {0}",\n             "甲 {0}"\n "乙")\nGONGWEN_TEXT(CssB, " ", "")\n'
        self.assertEqual(self.judge(table), [])

    def test_what_is_wrong_with_a_text_is_found(self):
        for table, fault in (('GONGWEN_TEXT(DomA, "a", "甲")', 'begin with Css'),
                             ('GONGWEN_TEXT(CssA, "a", "甲")GONGWEN_TEXT(CssA, "b", "乙")', 'two texts'),
                             ('GONGWEN_TEXT(CssC, "a", "甲")', 'nothing in src/ uses it'),
                             ('GONGWEN_TEXT(CssA, "a", "")', 'no text in one'),
                             ('GONGWEN_TEXT(CssA, "a {0}", "甲 {1}")', 'different arguments')):
            with self.subTest(table):
                self.assertIn(fault, '\n'.join(self.judge(table)))

    def test_texts_and_switches_in_sources_are_found(self):
        for line in ('return "甲";', 'x += chinese ? "a" : b;', 'if (language == diagnostics::Language::English) f();',
                     'y(is_chinese(tag) ? 1 : 2);'):
            with self.subTest(line):
                self.assertEqual(len(list(check_texts.findings(line))), 1)

    def test_comments_and_data_pass(self):
        for line in ('// return "甲";', 'f("a");  // "甲"', 'g("//");', 'Language language = Language::Chinese;',
                     "case U'年': return 1;", 'if (title.chinese.empty()) return;'):
            with self.subTest(line):
                self.assertEqual(list(check_texts.findings(line)), [])


class NamedTests(unittest.TestCase):
    """Of the table of the service: `test_forms.py: test_x`, `test_y` of the same file, `Suite.Name` in C++."""

    def missing(self, text):
        found = []
        for line in text.splitlines():
            if not line.startswith('|') or '`' not in line:
                continue
            file = None
            for named in re.findall(r'`([^`]+)`', line.split('|')[-2]):
                name, _, test = named.rpartition(': ')
                if re.fullmatch(r'[A-Z]\w*\.[A-Z]\w*', named):
                    suite, _, case = named.partition('.')
                    if not re.search(rf'TEST(?:_F)?\({suite}, {case}\)', self.cpp):
                        found.append(named)
                    continue
                if name:
                    files = [path for path in self.python if str(path).endswith('/' + name)]
                    file = self.python[files[0]] if len(files) == 1 else None
                if file is None or f'def {test}(' not in file:
                    found.append(named)
        return found

    def setUp(self):
        folders = [ROOT / 'tests' / name for name in ('service', 'http', 'inbox', 'webform', 'preview')]
        self.python = {path: path.read_text('utf-8') for folder in folders for path in folder.glob('test_*.py')}
        self.cpp = '\n'.join(path.read_text('utf-8') for path in (ROOT / 'tests').glob('*/*_test.cpp'))

    def test_tests_of_the_service_exist(self):
        text = (ROOT / 'tests/service/README.md').read_text('utf-8')
        self.assertGreater(len(re.findall(r'`[^`]+`', text)), 150)
        self.assertEqual(self.missing(text), [])

    def test_missing_ones_are_found(self):
        for named in ('`test_forms.py: test_nothing_of_the_kind`', '`test_no_such_file.py: test_a`', '`DraftsTest.IsNothing`', '`test_of_no_file`'):
            self.assertEqual(len(self.missing(f'| a | {named} |')), 1, named)
        self.assertEqual(self.missing('| a | `test_forms.py: test_every_kind_is_handed_in`, `DraftsTest.AnyTextComesBack` |'), [])


if __name__ == '__main__':
    unittest.main()
