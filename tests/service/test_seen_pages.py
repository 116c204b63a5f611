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
from seen_pages import WIDTHS, Looker
from serving import Service

HERE = pathlib.Path(__file__).resolve().parent
# Those that meet pages; service.seen_pages in scripts/test looks at what the first ones meet.
FEW = (('desk', 'Bulk', 'EnteredByMistake', 'Decisions'), ('form_pages',))
ALL = ('desk', 'office', 'office_accounts', 'office_calls', 'office_facts', 'office_issues', 'office_words', 'record_forms', 'forms', 'form_pages',
       'form_files', 'form_messages', 'calls', 'mail', 'mail_links', 'hooks', 'imports', 'scans', 'second_factor', 'signatures', 'overview', 'oidc',
       'designer', 'new_forms', 'form_parts', 'rule_examples', 'editions', 'left_out', 'shown_fields', 'fixed_texts', 'hostile_texts', 'harm', 'site')

# Forms that answer a button at its own address: a browser that goes back to one asks whether to send everything again.
DIRECT = {
    # The password is not sent twice; what was typed before the session ended stays in the page.
    '/office/login': (200, 422),
    # A secret is shown once, and is not kept.
    '/office/accounts': (200, 422), '/office/hooks': (200, 422), '/office/sessions': (200, 422), '/office/second-factor': (200, 422),
    '/office/calls': (200,), '/office/s/0/link': (200,),
    # An answer, a picture, a file or an address of an applicant that is refused, and so is not stored.
    '/d/0': (422, 507), '/r/0': (200, 422), '/d/0/files/stamped': (422,), '/r/0/files/stamped': (422,), '/forms/mail': (422,), '/forms/scans': (422,),
    # What was typed before a draft was opened again. /r/0 above: the receipt in another language, with answers that are not sent yet.
    '/resume/0': (200,)}
# Nothing was done: somebody may not, or too often, something has changed, or the service cannot.
REFUSED = (400, 401, 403, 404, 409, 410, 413, 429, 500, 503)


class SeenPages(CommandTest):
    def look_at(self, programs, is_whole=False):
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
            for i, page in enumerate(pages):
                checked = WIDTHS if is_whole else WIDTHS[i % 2:][:1]
                faults += [f'{page["path"]} ({page["status"]}, {page["language"]}): {fault}' for fault in tab.faults(page, checked)]
        self.assertEqual(faults, [])
        direct = {(page['posted'], page['status']) for page in pages
                  if page['posted'] and page['status'] not in REFUSED and '<form' in page['html']}
        self.assertEqual([one for one in sorted(direct) if one[1] not in DIRECT.get(one[0], ())], [])
        return pages

    def test_pages_of_some_tests(self):
        self.assertGreater(len(self.look_at(FEW)), 30)

    @needs.long(os.environ.get('SEEN_PAGES') == 'all')
    def test_pages_of_all_tests(self):
        pages = self.look_at([(name,) for name in ALL], is_whole=True)
        self.assertGreater(len(pages), 500)
        self.assertEqual({page['language'] for page in pages}, {'zh', 'en'})


if __name__ == '__main__':
    unittest.main()
