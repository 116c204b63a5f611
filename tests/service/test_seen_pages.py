"""Every page that the tests of the service meet, in Debian's Chromium at 390 and 1280 px: no barrier that axe-core finds, nothing
wider than the window, and an empty console, with the policy by which the page came."""
import json
import os
import pathlib
import subprocess
import sys
import unittest

import needs
from harness import CommandTest
from seen_pages import Looker
from serving import Service

HERE = pathlib.Path(__file__).resolve().parent
# Those that meet pages; service.seen_pages in scripts/test looks at what the first ones meet.
FEW = (('desk', 'Bulk', 'EnteredByMistake', 'Decisions'), ('form_pages',))
ALL = ('desk', 'office', 'office_accounts', 'office_calls', 'office_facts', 'office_issues', 'office_words', 'record_forms', 'forms', 'form_pages',
       'form_files', 'form_messages', 'calls', 'mail', 'mail_links', 'hooks', 'imports', 'scans', 'second_factor', 'signatures', 'overview', 'oidc',
       'designer', 'editions', 'left_out', 'shown_fields', 'fixed_texts', 'hostile_texts', 'harm', 'site')


class SeenPages(CommandTest):
    def look_at(self, programs):
        needs.check('chromium')
        seen = self.folder / 'seen'
        seen.mkdir()
        for name, *classes in programs:
            # What these tests find is reported where they run.
            subprocess.run([sys.executable, HERE / f'test_{name}.py', *classes], env={**os.environ, 'GONGWEN_SEEN': str(seen)},
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        pages = [json.loads(path.read_text('utf-8')) for path in sorted(seen.iterdir())]
        faults = []
        with Service('--forms', '--office', '--state', self.folder / 'state') as service, Looker(service) as tab:
            for page in pages:
                faults += [f'{page["path"]} ({page["status"]}, {page["language"]}): {fault}' for fault in tab.faults(page)]
        self.assertEqual(faults, [])
        return pages

    def test_pages_of_some_tests(self):
        self.assertGreater(len(self.look_at(FEW)), 30)

    @needs.long(os.environ.get('SEEN_PAGES') == 'all')
    def test_pages_of_all_tests(self):
        pages = self.look_at([(name,) for name in ALL])
        self.assertGreater(len(pages), 500)
        self.assertEqual({page['language'] for page in pages}, {'zh', 'en'})


if __name__ == '__main__':
    unittest.main()
