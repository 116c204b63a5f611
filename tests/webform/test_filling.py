"""Forms of a running service, filled in in Debian's Chromium: by keyboard, on a phone, with and without script, with composed
characters, with two tabs, offline and back. FILLING=all: on a desktop and a small phone, too."""
import json
import os
import pathlib
import subprocess
import sys
import unittest

import needs
from harness import ROOT, CommandTest
from node_packages import node_packages
from serving import Service

HERE = pathlib.Path(__file__).resolve().parent


class Filling(CommandTest):
    def fill(self, extent):
        """With a separate service: the number of forms that an address may start is limited."""
        needs.check('chromium')
        folder = node_packages(HERE / 'node', 'webform_node', 20)
        with Service('--forms', '--state', self.folder / 'state') as service:
            told = subprocess.run(['node', folder / 'fill.mjs', f'http://localhost:{service.port}', ROOT / 'samples/expert-application/typical.json',
                                   extent], capture_output=True, text=True)
        self.assertEqual(told.returncode, 0, told.stderr)
        result = json.loads(told.stdout)
        self.assertEqual(result['found'], [], f'{result["found"]} {result["times"]}')

    @needs.time
    def test_people_fill_in_forms(self):
        self.fill('some')

    @needs.long(os.environ.get('FILLING') == 'all')
    def test_on_other_screens(self):
        self.fill('more')


if __name__ == '__main__':
    sys.exit(unittest.main())
