"""The manual pages: one for each command in both languages, without pandoc, and fit for groff.

Usage: test_man.py PROGRAM"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import needs

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'scripts'))

from man_roff import roff_of  # noqa: E402

PROGRAM = sys.argv.pop(1)


class Blocks(unittest.TestCase):
    def test_prose_and_code(self):
        self.assertEqual(roff_of('# NAME\n\na - b\n\n# X\n\n.first `--all` **strong** *word* [text](a.md#b)\n\nsecond\\n\n'),
                         '.SH "NAME"\na - b\n.SH "X"\n\\&.first \\fB\\-\\-all\\fR \\fBstrong\\fR \\fIword\\fR text\n.PP\nsecond\\en\n')

    def test_lists_and_definitions(self):
        self.assertEqual(roff_of('# X\n\n- one\n  more\n- two\n\n`-o FILE`\n\n:   writes\n'),
                         '.SH "X"\n.IP \\(bu 2\none\nmore\n.IP \\(bu 2\ntwo\n.TP\n\\fB\\-o FILE\\fR\nwrites\n')

    def test_code_blocks(self):
        self.assertEqual(roff_of('## X\n\n```\n# a "b"\n\n.c\\d\n```\n'),
                         '.SS "X"\n.\n.in +4n\n.nf\n# a "b"\n\n\\&.c\\ed\n.fi\n.in\n')

    def test_chinese_lines_may_break(self):
        self.assertEqual(roff_of('# X\n\n# Y\n\n甲乙（丙），`-a`丁\n').splitlines()[-1], '甲\\:乙\\:（丙），\\:\\fB\\-a\\fR丁')


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='gongwen-man-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        subprocess.run([sys.executable, '-B', ROOT / 'scripts/make_man', '--version', '9.8.7', cls.folder], check=True)

    def test_every_command_has_its_page(self):
        listed = subprocess.run([PROGRAM, '--help'], stdout=subprocess.PIPE, env={'LC_ALL': 'C.UTF-8'}, check=True).stdout.decode()
        commands = re.findall(r'^  ([a-z-]+) ', listed.split('Commands:', 1)[1], re.MULTILINE)
        self.assertGreater(len(commands), 25)
        for folder in ('man1', 'zh_CN/man1'):
            pages = {path.name for path in (self.folder / folder).iterdir()}
            self.assertEqual(pages, {'gongwen.1', *(f'gongwen-{command}.1' for command in commands)})
        self.assertTrue((self.folder / 'man1/gongwen-check.1').read_text().startswith('.TH "GONGWEN-CHECK" "1" "" "gongwen 9.8.7" "gongwen manual"\n'))

    def test_groff_reads_them(self):
        """A page whose lines it cannot break makes groff run without end."""
        needs.check('groff')
        for path in sorted(self.folder.rglob('gongwen*.1')):
            if path.parent.parent.name == 'zh_CN' or path.name == 'gongwen.1':
                done = subprocess.run(['groff', '-K', 'utf8', '-man', '-Tutf8', '-ww', '-z', path], stderr=subprocess.PIPE, timeout=60, check=False)
                # Chinese lines have no blanks to widen; groff 1.23 says so in spite of `.ad l`.
                faults = [line for line in done.stderr.decode().splitlines() if not re.search('(break|adjust) line', line)]
                self.assertEqual((done.returncode, faults), (0, []), path.name)


if __name__ == '__main__':
    unittest.main()
