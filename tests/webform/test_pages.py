"""Pages of all forms in Debian's Chromium: the rules of axe-core, sizes of targets, no scrolling sideways; the W3C's checker."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import bundles
import needs
from node_packages import node_packages

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# In long runs all pages; each run has those in Chinese, and in English those with errors.
ALL = os.environ.get('GONGWEN_FORM_PAGES') == 'all'


class PagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        subprocess.run([os.environ['FORM_PAGES'], cls.temporary.name], cwd=ROOT, check=True)
        cls.pages = sorted(pathlib.Path(cls.temporary.name).glob('*.html'))

    def test_every_form_has_its_pages(self):
        kinds = [kind for kind in bundles.kinds() if 'web' in bundles.manifest(kind)]
        self.assertEqual(len(kinds), 6)
        expected = {f'{kind}-{language}-{state}.html' for kind in kinds for language in ('zh', 'en') for state in ('blank', 'faulty', 'step')}
        self.assertEqual({page.name for page in self.pages}, expected)

    @needs.time
    def test_browsers_find_nothing_wrong(self):
        needs.check('chromium')
        folder = node_packages(HERE / 'node', 'webform_node', 20)
        pages = [page for page in self.pages if ALL or '-zh-' in page.name or page.name.endswith('-en-faulty.html')]
        told = subprocess.run(['node', folder / 'look.mjs', '-', *map(str, pages)], capture_output=True, text=True)
        self.assertEqual(told.returncode, 0, told.stderr)
        result = json.loads(told.stdout)
        self.assertEqual(result['pages'], len(pages))
        self.assertEqual(result['found'], [])

    @needs.time
    def test_the_checker_of_the_w3c_has_nothing_to_say(self):
        needs.check('java')
        folder = node_packages(HERE.parent / 'publish/node', 'publish_node')
        told = subprocess.run(['java', '-jar', str(folder / 'node_modules/vnu-jar/build/dist/vnu.jar'), '--format', 'gnu',
                               *map(str, self.pages)], capture_output=True, text=True)
        self.assertEqual((told.returncode, told.stderr), (0, ''))


if __name__ == '__main__':
    unittest.main()
