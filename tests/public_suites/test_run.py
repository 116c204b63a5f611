"""The runner of public suites, on a small checkout made here: each verdict, and what is left out."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from PIL import Image

import needs
import printing

HERE = Path(__file__).resolve().parent
HEAD = '<!DOCTYPE html><title>x</title><link rel="{}" href="{}">'
BAR = '<div style="width: {}; height: 40px; background: green"></div>'
PAGES = {
    'css/css-sizing/reference/bar.html': '<!DOCTYPE html><title>x</title>' + BAR.format('80px'),
    'css/css-sizing/reference/nothing.html': '<!DOCTYPE html><title>x</title><p>',
    'css/css-sizing/same.html': HEAD.format('match', 'reference/bar.html') + BAR.format('calc(40px + 40px)'),
    'css/css-sizing/wider.html': HEAD.format('match', '/css/css-sizing/reference/bar.html') + BAR.format('90px'),
    'css/css-sizing/other.html': HEAD.format('mismatch', 'reference/bar.html') + BAR.format('90px'),
    'css/css-sizing/blank.html': HEAD.format('match', 'reference/nothing.html') + '<p>',
    'css/css-sizing/refused.html': HEAD.format('match', 'reference/bar.html') + '<style>html { display: none }</style><p>',
    'css/css-sizing/foreign.html': HEAD.format('match', 'reference/bar.html') + '<p>\U0001bc00',
    'css/css-sizing/script.html': HEAD.format('match', 'reference/bar.html') + '<script>1</script>',
    'css/css-sizing/no-reftest.html': '<!DOCTYPE html><title>x</title><p>a',
    'css/css-sizing/support/part.html': HEAD.format('match', '../reference/bar.html'),
    'css/css-sizing/unsupported.html':
        HEAD.format('match', 'reference/bar.html') + '<style>p { filter: blur(1px) }</style><p>a',
    # The image is smoothed where it is enlarged, which shows its other half beside what covers that.
    'css/css-sizing/covered.html': HEAD.format('match', 'reference/bar.html') +
        '<div style="width: 80px; height: 40px; background: url(support/halves.png)">'
        '<div style="margin-left: 40px; height: 40px; background: green"></div></div>',
    'css/CSS2/box/as-xml.xht':
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>'
        '<link rel="match" href="../../css-sizing/reference/bar.html" />'
        '<style type="text/css"><!-- a comment --><![CDATA[ div > div { width: 80px; height: 40px; background: url("support/no.png") green } ]]>'
        '</style></head><body><div><div /></div></body></html>',
    'css/CSS2/box/drawing.xht':
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:s="http://www.w3.org/2000/svg"><head><title>x</title>'
        '<link rel="match" href="../../css-sizing/reference/bar.html" />'
        '<style type="text/css">@import url("support/block.css");</style>'
        '</head><body><s:svg width="80" height="40"><s:rect width="80" height="40" fill="green"/></s:svg></body></html>',
    'css/CSS2/box/support/block.css': 'svg { display: block }',
}


class Run(unittest.TestCase):
    def run_suite(self, root, *words):
        words = [sys.executable, str(HERE / 'run'), str(root), '--program', os.environ['GONGWEN'], *words]
        return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, timeout=120)

    def test_verdicts(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for path, text in PAGES.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding='utf-8')
            halves = Image.new('RGB', (80, 40), 'green')
            halves.paste('red', (40, 0, 80, 40))
            halves.save(root / 'css/css-sizing/support/halves.png')
            done = self.run_suite(root, '--json', str(root / 'results.jsonl'))
            self.assertEqual(done.returncode, 0, done.stderr)
            lines = (root / 'results.jsonl').read_text(encoding='utf-8').splitlines()
            found = {Path(r['path']).name: (r['verdict'], r['cause']) for r in map(json.loads, lines)}
            self.assertEqual({name: verdict for name, (verdict, _) in found.items()},
                             {'same.html': 'pass', 'wider.html': 'fail', 'other.html': 'pass', 'blank.html': 'blank',
                              'refused.html': 'refused', 'unsupported.html': 'fail', 'foreign.html': 'no face', 'covered.html': 'pass',
                              'as-xml.xht': 'pass', 'drawing.xht': 'pass'})
            self.assertEqual(found['unsupported.html'][1], 'css/unsupported filter')
            self.assertEqual(found['wider.html'][1], 'no message')
            self.assertIn('| `css/CSS2/box` | 2 | 2 | 0 | 0 | 0 | 0 | 100 % |', done.stdout)
            self.assertIn('| `all` | 10 | 5 | 2 | 1 | 1 | 1 | 55 % |', done.stdout)
            sample = self.run_suite(root, '--sample', '2')
            self.assertIn('| `all` | 2 |', sample.stdout)

    @needs.only_with('fc-list')
    def test_weasyprint_has_the_faces_of_the_suites(self):
        face = next((HERE.parents[1] / 'fonts/faces').glob('*.ttf'))
        with tempfile.TemporaryDirectory() as folder:
            own = shutil.copy(face, folder)
            engine = printing.WeasyPrint(Path(folder), folder)
            done = subprocess.run(['fc-list'], env=engine.environment, stdout=subprocess.PIPE, text=True, check=True)
            self.assertIn(own, done.stdout)

    def test_what_is_no_checkout(self):
        with tempfile.TemporaryDirectory() as folder:
            done = self.run_suite(folder)
            self.assertEqual(done.returncode, 1)
            self.assertIn('not a checkout', done.stderr)


if __name__ == '__main__':
    unittest.main()
