#!/usr/bin/env python3
"""docs/LIBRARY.md: its programs are built and run against the installed tree, and its table has every option."""
import re
import shutil
import unittest

import needs
from installed import PREFIX, ROOT, InstalledTest, environment, pkg_config, run

DOCUMENT = (ROOT / 'docs/LIBRARY.md').read_text(encoding='utf-8')
SAMPLE = ROOT / 'samples/commitment-letter/typical.json'
COMPILERS = {'c': ['cc', '-std=c99', '-Wall', '-Wextra', '-pedantic', '-Werror'],
             'cpp': ['g++', '-std=c++20', '-Wall', '-Wextra', '-Werror']}
READ = re.compile(r'(?:options|reader)\.(?:flag|text|number|count|texts|choice|choices|pairs|values|counts|is_given)\(\s*"([a-z-]+)"')
READ_BY_NAME = re.compile(r'read_(?:language|outputs)\((?:options|reader), "([a-z-]+)"')


def blocks(language):
    return re.findall(rf'^```{language}\n(.*?)^```$', DOCUMENT, re.DOTALL | re.MULTILINE)


class Programs(InstalledTest):
    def setUp(self):
        super().setUp()
        shutil.copy(SAMPLE, self.folder / 'letter.json')

    def build_and_run(self, language, program):
        source = self.folder / f'program.{language}'
        source.write_text(program, encoding='utf-8')
        run(*COMPILERS[language], source, '-o', self.folder / 'program', *pkg_config('--cflags', '--libs'),
            f'-Wl,-rpath,{PREFIX}/lib')
        return run('./program', cwd=self.folder)

    def letter(self):
        """The letter as the command makes it."""
        run(PREFIX / 'bin/gongwen', 'render', 'commitment-letter', 'letter.json', '-o', 'expected.pdf', cwd=self.folder)
        return (self.folder / 'expected.pdf').read_bytes()

    @needs.time
    def test_cpp(self):
        rendering, check = blocks('cpp')
        self.build_and_run('cpp', rendering)
        self.assertEqual((self.folder / 'letter.pdf').read_bytes(), self.letter())
        self.assertIn(b'<svg', (self.folder / 'letter1.svg').read_bytes())
        self.assertRegex(self.build_and_run('cpp', check).stdout, r'"/\w+": ".*[一-龥]')

    def test_c(self):
        program, = blocks('c')
        self.build_and_run('c', program)
        self.assertEqual((self.folder / 'commitment-letter.pdf').read_bytes(), self.letter())

    def test_python(self):
        program, = blocks('python')
        path = self.folder / 'program.py'
        path.write_text(program, encoding='utf-8')
        result = run('/usr/bin/python3', path, cwd=self.folder,
                     env=environment(PYTHONPATH=str(PREFIX / 'lib/python3/dist-packages')))
        self.assertRegex(result.stdout, r'(?m)^/\w+ .*[一-龥]')
        self.assertEqual((self.folder / 'letter.pdf').read_bytes(), self.letter())


class Options(unittest.TestCase):
    def test_the_table_has_every_option_and_no_other(self):
        sources = ''.join(path.read_text(encoding='utf-8') for path in (ROOT / 'src/capi').rglob('*.cpp'))
        read = set(READ.findall(sources)) | set(READ_BY_NAME.findall(sources))
        table = DOCUMENT.partition('## Options')[2].partition('## Reports')[0]
        listed = {name for row in re.findall(r'^\| (`[^|]+) \|', table, re.MULTILINE)
                  for name in re.findall(r'`([a-z-]+)`', row)}
        self.assertGreater(len(read), 40)
        self.assertEqual(read, listed)

    def test_every_function_is_listed(self):
        header = (PREFIX / 'include/gongwen/gongwen.h').read_text(encoding='utf-8')
        declared = set(re.findall(r'^GW_API [^;]*?\b(gw_\w+)\(', header, re.MULTILINE))
        table = DOCUMENT.partition('| function |')[2].partition('\n\n')[0]
        self.assertEqual(declared, set(re.findall(r'`(gw_\w+)`', table)))


if __name__ == '__main__':
    unittest.main()
