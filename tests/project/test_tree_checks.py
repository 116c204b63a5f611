"""The checks of the tree find what they are for: includes of what is not there, and files that should not be added."""
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'scripts'))

import check_includes  # noqa: E402
import check_sizes  # noqa: E402

GRAPH = {'css': ['base', 'diagnostics'], 'diagnostics': ['base'], 'base': []}


class Includes(unittest.TestCase):
    def judge(self, header):
        return check_includes.judge_own('css', 'selector.h', header, GRAPH)

    def test_headers_of_modules_above_pass(self):
        for header in ('base/utf8.h', 'css/selector.h', 'diagnostics/origin.h'):
            with self.subTest(header):
                self.assertIsNone(self.judge(header))

    def test_names_of_messages_are_there_for_each_module_of_the_catalogue(self):
        self.assertIsNone(self.judge('diagnostics/catalogue/css.h'))
        self.assertIn('there is no', self.judge('diagnostics/catalogue/no_such_module.h'))

    def test_others_are_refused(self):
        self.assertIn('does not name', self.judge('dom/tree.h'))
        self.assertIn('is private', check_includes.judge_own('dom', 'tree.h', 'css/detail/grammar.h', {'dom': ['css']}))
        self.assertIn('there is no', self.judge('base/no_such_file.h'))


class Sizes(unittest.TestCase):
    def test_short_files_are_counted_in_the_library_only(self):
        lines = {'src/a/a.h': 29, 'src/a/a.cpp': 30, 'include/b.h': 3, 'tests/c.cpp': 3, 'src/a/d.def': 3}
        self.assertEqual(list(check_sizes.too_many_short_files(lines, 2)), [])
        self.assertEqual(len(list(check_sizes.too_many_short_files(lines, 1))), 1)

    def test_folders_have_a_limit_without_those_inside(self):
        names = [f'src/a/{i}.{kind}' for i in range(check_sizes.MOST_SOURCES // 2) for kind in ('h', 'cpp')]
        names += ['src/a/notes.txt', 'src/a/detail/b.h']
        self.assertEqual(list(check_sizes.crowded_folders(names)), [])
        self.assertEqual(len(list(check_sizes.crowded_folders([*names, 'src/a/c.h']))), 1)


if __name__ == '__main__':
    unittest.main()
