"""The checks of the tree find what they are for: includes of what is not there, and files that should not be added."""
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'scripts'))

import check_includes  # noqa: E402

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
        self.assertIn('is private', self.judge(''))
        self.assertIn('there is no', self.judge('base/no_such_file.h'))


if __name__ == '__main__':
    unittest.main()
