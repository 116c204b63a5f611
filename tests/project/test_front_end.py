"""The check of the sources by another front end (scripts/check_front_end.py, for all modules in scripts/lint) finds what stops
other machines and later headers, and complains of nothing in a small module.

Usage: test_front_end.py BUILD-FOLDER"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import needs

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = sys.argv[1]

FAULTS = {
    'char has a sign': 'bool wrong(const char* p) { const char c = *p; return c < 0; }',
    'a name of the library': """#include <string>
        namespace { std::string quoted(std::string_view text) { return std::string(text); } }
        std::string both(const std::string& text) { return "a " + quoted(text); }""",
    'a member without a value': 'struct Pair { int one; int two; }; extern const Pair pair; const Pair pair{1};',
}
SOUND = 'int sound(int number) { return number + 1; }\n'


def check(*words):
    return subprocess.run([sys.executable, ROOT / 'scripts/check_front_end.py', *words], capture_output=True, text=True, check=False)


class FrontEnd(unittest.TestCase):
    def probe(self, text):
        """What the check says of a build folder with this source alone."""
        with tempfile.TemporaryDirectory(prefix='gongwen-front-') as folder:
            source = pathlib.Path(folder) / 'src/probe/probe.cpp'
            source.parent.mkdir(parents=True)
            source.write_text(text, encoding='utf-8')
            commands = [{'file': str(source), 'directory': folder, 'command': 'g++ -std=c++20 -Wall -c probe.cpp -o probe.o'}]
            (pathlib.Path(folder) / 'compile_commands.json').write_text(json.dumps(commands), encoding='utf-8')
            return check(folder)

    def test_faults_are_found(self):
        for name, text in FAULTS.items():
            with self.subTest(name):
                found = self.probe(text)
                self.assertEqual(found.returncode, 1, found.stdout)
                self.assertIn('probe.cpp', found.stdout)

    def test_what_is_sound_passes(self):
        found = self.probe(SOUND)
        self.assertEqual((found.returncode, found.stdout), (0, ''))
        self.assertEqual(check(BUILD, 'package').stdout, '')


if __name__ == '__main__':
    needs.leave('clang++')
    unittest.main(argv=sys.argv[:1])
