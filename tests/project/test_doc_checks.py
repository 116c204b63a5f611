"""The checks of the documentation find what they are for: documents that drift apart, and refused words."""
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'scripts'))

import check_words  # noqa: E402
import doc_names  # noqa: E402
import doc_pairs  # noqa: E402

ENGLISH = '''# Title

[中文](X.zh.md)

| a | b |
|---|---|
| c | d |

## One

```console
$ gongwen list
kinds
```

```
gongwen extract zhang.pdf --check    # also checks
```

## Two
'''
CHINESE = '''# 标题

[English](X.md)

| 甲 | 乙 |
|---|---|
| 丙 | 丁 |

## 一

```console
$ gongwen --lang zh list
文种
```

```
gongwen extract 张某.pdf --check    # 同时检查
```

## 二
'''


class Pairs(unittest.TestCase):
    def differences(self, chinese):
        return list(doc_pairs.check_pair(ENGLISH, chinese, 'X'))

    def test_translations_agree(self):
        self.assertEqual(self.differences(CHINESE), [])

    def test_each_difference_is_found(self):
        for old, new in [('## 二\n', ''), ('## 二', '### 二'), ('| 丙 | 丁 |\n', ''), ('zh list', 'zh describe'), (' --check', ''),
                         ('[English](X.md)', ''), ('```console', '```sh'), ('## 二', '<img src="a.png" width="5%" alt="图">\n\n## 二')]:
            with self.subTest(old=old, new=new):
                self.assertIn(old, CHINESE)
                self.assertTrue(self.differences(CHINESE.replace(old, new, 1)))

    def test_links_lead_to_the_language_of_the_reader(self):
        path = ROOT / 'docs/CLI.zh.md'
        self.assertEqual(list(doc_pairs.check_languages(path, '[模板](TEMPLATES.zh.md)')), [])
        self.assertTrue(list(doc_pairs.check_languages(path, '[模板](TEMPLATES.md)')))
        self.assertTrue(list(doc_pairs.check_languages(ROOT / 'docs/CLI.md', '[forms](FORMS.zh.md)')))

    def test_anchors_lead_to_headings(self):
        path = ROOT / 'docs/CLI.zh.md'
        self.assertEqual(list(doc_pairs.check_anchors(path, '[校对](CLI.zh.md#校对)')), [])
        self.assertTrue(list(doc_pairs.check_anchors(path, '[校对](CLI.zh.md#没有这一节)')))


class Names(unittest.TestCase):
    def test_files_of_the_module_pass(self):
        text = '`document.h`, `detail/yaml_events.cpp`, `schema/validate.h`, `include/gongwen/engine.h`, `name.json`'
        self.assertEqual(list(doc_names.check_readme_names('data', text)), [])

    def test_names_that_the_module_does_not_have_are_found(self):
        for name in ('no_such_file.h', 'detail/document.h', 'validate.h', 'ument.h', 'schema/no_such_file.cpp'):
            with self.subTest(name):
                self.assertEqual(len(list(doc_names.check_readme_names('data', f'see `{name}`'))), 1)

    def test_functions_of_a_table_are_in_the_files_of_their_row(self):
        row = '| read JSON | `read_json`, `Document`, `Value::parent` | `readers.h`, `document.h` |'
        self.assertEqual(list(doc_names.check_readme_calls('data', row)), [])
        for call in ('no_such_function', 'no_such_function(text)', 'Value::no_such_member'):
            with self.subTest(call):
                row = f'| read JSON | `read_json`, `{call}` | `readers.h`, `document.h` |'
                self.assertEqual(len(list(doc_names.check_readme_calls('data', row))), 1)

    def test_places_and_cases_of_the_table_of_keywords_exist(self):
        head = '| clause | part | state | place | case |\n'
        self.assertEqual(list(doc_names.check_conformance_names(
            head + '| 6.1.1 | `type` | done | `detail/evaluation.cpp` | type, enum |')), [])
        for row in ('| 6.1.1 | `type` | done | `detail/gone.cpp` | type |', '| 6.1.1 | `type` | done | | type, gone |'):
            with self.subTest(row):
                self.assertEqual(len(list(doc_names.check_conformance_names(head + row))), 1)

    def test_libraries_are_used_in_the_modules_that_are_named(self):
        row = '| PCRE2 | libpcre2-dev | 10.42 | BSD | `src/{}` | static |'
        allowed = 'pcre2                schema      ^pcre2\\.h$\nboost                data        ^boost/\n'
        self.assertEqual(list(doc_names.check_library_modules(row.format('schema'), allowed)), [])
        self.assertEqual(len(list(doc_names.check_library_modules(row.format('data'), allowed))), 1)

    def test_comments_name_files_that_exist(self):
        files = {'/src/data/document.h', '/src/data/read_json.cpp'}
        for line in ('// see data/document.h, read_json.cpp', 'f();  // document.h: `Value`', '#include "gone.h"', '// <gone.h>',
                     '// *_test.cpp, detail/*.h'):
            with self.subTest(line):
                self.assertEqual(list(doc_names.check_comment_names('a.h', line, files)), [])
        for line in ('// see gone.h', '/// In text/document.h.', 'f();  // gone.cpp'):
            with self.subTest(line):
                self.assertEqual(len(list(doc_names.check_comment_names('a.h', line, files))), 1)

    def test_each_line_of_the_checklist_has_tests_with_its_number(self):
        lines = [f'| {line} | what | *Samples* |' for line in range(1, 44)] + ['| 44 45 | what | `text_width_test.cpp`; also `test_store.py` |']
        samples, widths = ROOT / 'tests/command/test_ofd_samples.py', ROOT / 'tests/ofd/text_width_test.cpp'
        tests = {samples: set(range(1, 44)), widths: {44, 45}}
        self.assertEqual(list(doc_names.check_checklist('\n'.join(lines), tests)), [])
        self.assertEqual(len(list(doc_names.check_checklist('\n'.join(lines[:-1]), tests))), 4)  # named nowhere; not tested
        for path, changed in ((samples, set(range(2, 44))), (samples, {*range(1, 45)}), (widths, {45})):
            with self.subTest(path.name, changed=len(changed)):
                self.assertEqual(len(list(doc_names.check_checklist('\n'.join(lines), {**tests, path: changed}))), 1)
        self.assertEqual(doc_names.lines_tested_in(widths), {14})

    def test_names_without_a_folder_are_beside_those_with_one(self):
        for line in ('`src/data/document.h`, `readers.h` beside it', '`src/data`: `readers.h`'):
            self.assertEqual(list(doc_names.check_architecture_names(line)), [])
        for line in ('`src/schema/schema.h`, `readers.h` beside it', '`src/data/document.h`\n`readers.h`', '`src/data/gone.h`'):
            with self.subTest(line):
                self.assertEqual(len(list(doc_names.check_architecture_names(line))), 1)


class Words(unittest.TestCase):
    def found(self, text, name='page.md', reader=check_words.document_texts):
        with tempfile.TemporaryDirectory(dir=ROOT / 'build' if (ROOT / 'build').exists() else ROOT) as folder:
            path = pathlib.Path(folder) / name
            path.write_text(text, encoding='utf-8')
            return list(check_words.findings(path, reader, list(check_words.patterns())))

    def test_plain_text_passes(self):
        for text in ('Invalid data is rejected with the line.', 'There is no sheet.', 'It is no wider than the page.',
                     'At least 1 form, to tell two forms apart.',
                     'The least significant digit.', 'so that there is time', 'a page fault', '0 no errors, 1 errors',
                     'behind a proxy', 'problem+json, a problem type', '`begin` is a name.\n\n```\nfault\n```'):
            with self.subTest(text):
                self.assertEqual(self.found(text), [])
        self.assertEqual(self.found('数据格式，共 3 项（见上）。', 'page.zh.md'), [])

    def test_refused_words_are_found(self):
        for text in ('`x` is no list', 'It stands twice.', 'This is told.', 'Begin here.', 'a sort of error', 'the surroundings',
                     'It goes on.', 'held against the schema', 'Data are read.', '1 forms of 2 applicants'):
            with self.subTest(text):
                self.assertEqual(len(self.found(text)), 1)
        for text in ('按模式检查。', '存入事实库。', '位于 最外层', '，位于 最外层', '应为整数,现为'):
            with self.subTest(text):
                self.assertTrue(self.found(text, 'page.zh.md'))

    def test_comments_are_what_is_after_slashes_outside_of_strings(self):
        for line, count in (('f();  // where it begins', 1), ('f("a");  /// it begins, and stands', 2), ("f('\"');  // begins", 1),
                            ('if (mark == "//") return begin;', 0), ('begin();', 0), ('// from `begin` on', 0),
                            ('// file.begin(3)', 0)):
            with self.subTest(line):
                self.assertEqual(len(self.found(line, 'page.cpp', check_words.comment_texts)), count)

    def test_comments_of_all_languages_are_read(self):
        python = 'told = 1  # told\n\ndef stand():\n    """Plain.\n\n    It stands.\n    """\n    x = "told"\n'
        for name, text, lines in (('page.h', '/// A file of\n/// its own.\nint stand;\n', [1]),
                                  ('page.h', 'int a;  // of\nint b;  // its own\n', []), ('page.py', python, [1, 6]),
                                  ('page.cmake', '# `told` and\n# told\nset(told "x")  # stand\n', [2, 3])):
            with self.subTest(text):
                found = self.found(text, name, check_words.comment_texts)
                self.assertEqual(sorted(int(line.split(':')[1]) for line in found), lines)
        self.assertIsNone(check_words.source_comments.lines_reader(ROOT / 'scripts/refused_words.txt'))


if __name__ == '__main__':
    unittest.main()
