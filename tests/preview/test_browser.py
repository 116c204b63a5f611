"""The preview in Debian's Chromium: saved changes appear in place, clicks are answered, with script and without."""
import json
import pathlib
import subprocess
import unittest

import needs
from node_packages import node_packages
from test_live import Workbooks

HERE = pathlib.Path(__file__).resolve().parent


class BrowserTest(Workbooks):
    def test_authors_see_what_they_save(self):
        needs.check('chromium')
        folder = node_packages(HERE.parent / 'webform/node', 'webform_node', 20)
        self.write('data.json', {'title': '来信', 'person': {'name': '张三'}, 'lines': ['行'] * 40, 'amount': 3, 'day': '2024-02-19'})
        with self.preview() as preview:
            told = subprocess.run(['node', HERE / 'browser.mjs', folder, preview.address + 'v/data-1/', self.bundle / 'document.html'],
                                  capture_output=True, text=True, timeout=120)
            self.assertEqual(told.returncode, 0, told.stderr)
        seen = json.loads(told.stdout)
        before, after = seen['place']
        self.assertEqual(before, after)
        self.assertEqual(before[:2], [True, 150])
        self.assertEqual(seen['clicked'], ['/title', 1])
        self.assertEqual(seen['stale'][1], 1)
        self.assertGreater(seen['stale'][0], 1)
        self.assertEqual(seen['plain'], '/title')
        self.assertEqual(seen['complaints'], [])
        self.assertEqual(seen['books'][1:], [[True, False], [False, True], [True, False], False])
        self.assertEqual(seen['axe'], [])
        print('saved to seen, milliseconds:', seen['milliseconds'])


if __name__ == '__main__':
    # The cases of the other file are its own.
    unittest.main(defaultTest='BrowserTest.test_authors_see_what_they_save')
