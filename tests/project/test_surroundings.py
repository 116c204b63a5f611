"""Tests that start other programs give them their own home and faces, so that none depends on the machine."""
import ast
import pathlib
import re
import subprocess
import unittest

import surroundings

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = ROOT / 'tests'
# What looks for faces, settings, profiles or caches.
PROGRAMS = re.compile(r"""['"](?:soffice|chromium(?:-headless-shell)?|node|java|pdfto\w+|pdffonts|pdfsig|mutool|qpdf|rsvg-convert|gs|magick)['"]""")
# They have their own settings, or start nothing that looks for faces.
OTHERS = {'differential/chromium.py', 'differential/printed.py', 'layout/flex_cases/measure.py', 'public_suites/printing.py'}


def imported(path):
    """The names of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def leads_to_surroundings(path, seen=()):
    for name in imported(path):
        if name == 'surroundings':
            return True
        for file in (path.parent / f'{name}.py', TESTS / f'python/{name}.py'):
            if file.is_file() and file not in seen and leads_to_surroundings(file, (*seen, file)):
                return True
    return False


class Surroundings(unittest.TestCase):
    def test_whatever_starts_other_programs_has_them(self):
        starters = [path for path in sorted(TESTS.rglob('*.py')) if PROGRAMS.search(path.read_text(encoding='utf-8'))
                    and 'judges' not in path.parts and str(path.relative_to(TESTS)) not in OTHERS]
        self.assertGreater(len(starters), 30)
        self.assertEqual([str(path.relative_to(TESTS)) for path in starters if not leads_to_surroundings(path)], [])

    def test_faces_are_those_of_the_project(self):
        told = subprocess.run(['fc-list', '--format', '%{file}\n'], capture_output=True, text=True, check=True)
        faces = {pathlib.Path(line).resolve().relative_to(ROOT / 'fonts/source') for line in told.stdout.split('\n') if line}
        self.assertGreater(len(faces), 10)
        for family, file in (('Times New Roman', 'LiberationSerif'), ('Arial', 'LiberationSans'), ('宋体', 'NotoSerifCJK'),
                             ('黑体', 'NotoSansCJK'), ('楷体', 'LXGWWenKai'), ('仿宋', 'FandolFang')):
            with self.subTest(family):
                told = subprocess.run(['fc-match', '--format', '%{file}', family], capture_output=True, text=True, check=True)
                self.assertIn(file, told.stdout)

    def test_nothing_of_the_person(self):
        told = subprocess.run(['sh', '-c', 'echo ~; env'], capture_output=True, text=True, check=True).stdout
        self.assertEqual(told.split('\n')[0], str(surroundings.HOME))
        lines = [line for line in told.split('\n') if line.startswith(('XDG_', 'LANG', 'LC_', 'SAL_'))]
        self.assertEqual([line for line in lines if line != 'LC_ALL=C.UTF-8' and str(surroundings.HOME) not in line], [])


if __name__ == '__main__':
    unittest.main()
