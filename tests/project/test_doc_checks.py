"""The checks of the documentation find what they are for: documents that drift apart, and Chinese with half-width marks."""
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'scripts'))

import check_chinese  # noqa: E402
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


class Chinese(unittest.TestCase):
    def found(self, text, name='page.zh.md', reader=check_chinese.document_texts):
        with tempfile.TemporaryDirectory(dir=ROOT / 'build' if (ROOT / 'build').exists() else ROOT) as folder:
            path = pathlib.Path(folder) / name
            path.write_text(text, encoding='utf-8')
            return list(check_chinese.findings(path, reader))

    def test_right_punctuation_passes(self):
        for text in ('数据格式，共 3 项（见上）。', '加 `--state DIR` 后，', '`应为整数,现为`', '```\n应为整数,现为\n```', 'GB/T 9704：版心', '见 [说明](a.md)。'):
            with self.subTest(text):
                self.assertEqual(self.found(text), [])

    def test_mistakes_are_found(self):
        for text in ('位于 最外层', '，位于 最外层', '，最外层 （位于', '应为整数,现为', '应为(整数', '例如:一', '打开PDF', 'PDF文件'):
            with self.subTest(text):
                self.assertTrue(self.found(text))

    def test_messages_and_titles_are_read(self):
        for text, name, reader, count in (('T(A, "x, y", "甲 乙")', 'a.def', check_chinese.literal_texts, 1),
                                          ('// "甲 乙"\nf("a, b");', 'a.cpp', check_chinese.literal_texts, 0),
                                          ('{"x-title": {"zh": "甲,乙", "en": "a, b"}}', 'a.json', check_chinese.template_texts, 1)):
            with self.subTest(name):
                self.assertEqual(len(self.found(text, name, reader)), count)


if __name__ == '__main__':
    unittest.main()
