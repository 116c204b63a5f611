"""Each requirement for Word files names tests, and they exist."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / 'tests/word/requirements.md'


class Requirements(unittest.TestCase):
    def test_each_has_a_test(self):
        rows = re.findall(r'^\| (\d+) \| [^|]+ \| ([^|]+) \|$', TABLE.read_text(encoding='utf-8'), re.MULTILINE)
        self.assertEqual([int(number) for number, _ in rows], list(range(1, 61)))
        for number, tests in rows:
            for entry in tests.split('; '):
                path, names = re.fullmatch(r'`([\w./]+)` (.+)', entry.strip()).groups()
                source = (ROOT / 'tests' / path).read_text(encoding='utf-8')
                for name in names.split(', '):
                    self.assertRegex(source, rf'\b{re.escape(name)}\b', (number, path))


if __name__ == '__main__':
    unittest.main()
