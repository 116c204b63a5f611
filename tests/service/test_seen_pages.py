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

# Answers to a button without an address of their own: a browser that goes back to one asks whether to send everything again.
DIRECT = {
    # The password is not sent twice; what was typed before the session ended stays in the page.
    '/office/login': (200, 422),
    # A secret is shown once, and is not kept.
    '/office/accounts': (200, 422), '/office/hooks': (200, 422), '/office/sessions': (200, 422), '/office/second-factor': (200, 422),
    '/office/calls': (200,), '/office/s/0/link': (200,),
    # Of applicants: a picture, a file, an address or an answer that is refused, and so is not stored.
    '/d/0': (422,), '/r/0': (422,), '/d/0/files/0': (422,), '/r/0/files/0': (422,), '/forms/mail': (422,), '/forms/scans': (200, 422),
    # Before the answers in another language, which are typed and not sent; and what was typed in a draft that is opened again.
    '/r/0 ': (200,), '/resume/0': (200,)}
# Somebody may not, or too often, or a worker has failed.
REFUSED = (400, 401, 403, 404, 409, 410, 413, 429, 500, 503)


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
