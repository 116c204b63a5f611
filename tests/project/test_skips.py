"""Tests skip themselves in one way: in Python by tests/python/needs.py, in C++ by tests/support/skips.h, whose lists say what a
machine may lack; and each package of the list is installed by the purpose that it names."""
import os
import pathlib
import re
import unittest

import needs

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = ROOT / 'tests'
WAYS = {'.py': re.compile(r'\bskipTest\b|\bSkipTest\b|\bskip(?:If|Unless)\b|\bunittest\.skip\b|(?:exit\(|return )77\b|^\s*print\(f?.skipped'),
        '.cpp': re.compile(r'\bGTEST_SKIP\b'), '.h': re.compile(r'\bGTEST_SKIP\b')}
LISTS = {TESTS / 'python/needs.py', TESTS / 'support/skips.h', pathlib.Path(__file__).resolve()}


def others():
    """Lines that skip a test in another way."""
    for path in sorted(TESTS.rglob('*')):
        if path.suffix not in WAYS or path in LISTS:
            continue
        for number, line in enumerate(path.read_text('utf-8').splitlines(), 1):
            if WAYS[path.suffix].search(line):
                yield f'{path.relative_to(ROOT)}:{number}: {line.strip()}'


class Skips(unittest.TestCase):
    def test_there_is_no_other_way(self):
        self.assertEqual(list(others()), [])

    def test_other_ways_are_found(self):
        for suffix, line in (('.py', '    @unittest.skipUnless(x, "y")'), ('.py', '    self.skipTest("y")'), ('.py', '    sys.exit(77)'),
                             ('.py', "    raise unittest.SkipTest('y')"), ('.py', "        print('skipped: no x')"),
                             ('.cpp', '  if (x) GTEST_SKIP() << "y";')):
            self.assertTrue(WAYS[suffix].search(line), line)

    def test_what_is_named_is_on_the_list(self):
        known = {**needs.PACKAGES, **needs.CONDITIONS}
        named = []
        for path in TESTS.rglob('*.py'):
            for call in re.findall(r"needs\.(?:only_with|check|leave|skipped|lacking)\(((?:'[^']*'(?:, )?)+)", path.read_text('utf-8')):
                named += re.findall(r"'([^']*)'", call)
        self.assertGreater(len(named), 50)
        self.assertEqual(sorted({name for name in named if name not in known and not name.startswith(' ')}), [])

    def test_purposes_install_what_they_say(self):
        purposes = {line.split()[0] for line in (ROOT / 'scripts/packages.txt').read_text('utf-8').splitlines() if line and line[0] != '#'}
        self.assertEqual({purpose for purpose, _ in needs.PACKAGES.values()} - purposes, set())

    def test_what_was_installed_is_not_missing(self):
        before = os.environ.pop('GONGWEN_SETUP', None)
        try:
            self.assertIn('scripts/setup test', needs.reason('qpdf'))
            os.environ['GONGWEN_SETUP'] = 'build fonts test'
            self.assertRaises(AssertionError, needs.reason, 'qpdf')
            self.assertIn('scripts/setup java', needs.reason('javac'))
            needs.reason('root')
        finally:
            os.environ.pop('GONGWEN_SETUP', None)
            if before is not None:
                os.environ['GONGWEN_SETUP'] = before

    def test_what_is_here_does_not_skip(self):
        self.assertTrue(needs.is_there('root') != needs.is_there('another user than root'))
        here = 'root' if needs.is_there('root') else 'another user than root'
        self.assertRaises(AssertionError, needs.lacking, here)
        needs.check(here)


if __name__ == '__main__':
    unittest.main()
