"""scripts/check_format.py: what is formatted otherwise is named and mended; without clang-format it is skipped."""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import needs

SCRIPT = Path(__file__).resolve().parents[2] / 'scripts/check_format.py'
SKIPPED = 77


def check(*words, environment=None):
    return subprocess.run([sys.executable, SCRIPT, *words], capture_output=True, text=True, env=environment, check=False)


class Format(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / 'file.cpp'
        self.file.write_text('int  f( ){return 1 ;}\n', encoding='utf-8')

    def test_a_file_is_named_and_mended(self):
        found = check(self.file)
        if found.returncode == SKIPPED:
            needs.lacking('clang-format 14', found.stdout)
        self.assertEqual(found.returncode, 1)
        self.assertIn('file.cpp: not formatted', found.stdout)
        self.assertEqual(check('--fix', self.file).returncode, 0)
        self.assertEqual(self.file.read_text(encoding='utf-8'), 'int f() { return 1; }\n')
        self.assertEqual(check(self.file).returncode, 0)

    def test_without_the_program_it_is_skipped(self):
        found = check(self.file, environment={**os.environ, 'PATH': str(self.file.parent)})
        self.assertEqual(found.returncode, SKIPPED)
        self.assertIn('skipped', found.stdout)


if __name__ == '__main__':
    unittest.main()
