"""The words of the page: forms with random wrong entries say exactly what `gongwen check --for applicant` says of the same data.

Each run has 24 forms; GONGWEN_FORMS=200 has as many. GONGWEN_SEED repeats a run.
"""
import copy
import json
import os
import random
import time
import unittest

from form_browser import Browser, fields_of, hand_in
from harness import CommandTest, gongwen
from serving import Service

FORMS = int(os.environ.get('GONGWEN_FORMS', '24'))
# The suite does the same each time; longer runs try something else.
SEED = int(os.environ.get('GONGWEN_SEED', 20261127 if FORMS <= 24 else time.time_ns() % 1_000_000))
KINDS = ('commitment-letter', 'expert-application', 'iso-form-4', 'justification-report', 'proposal-information', 'proposal-review')
# What somebody may type into any field; in most of them it is wrong.
WRONG = ('x', '长' * 3000, 'x@', 'a@b.cn', '2024-13', '２０２４年２月', '2024年2月30日', '<b>', '12345678901234567890', '张𬱖', '=1+1', '-3', '1.5', '是',
         'perhaps', '010-1234', 'https://例.cn', '{{ 7 * 7 }}', '\u202ex', '甲；乙')


def places(value, pointer=()):
    """All members and items within a value, and the values themselves."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in members:
        yield (*pointer, name), inner
        yield from places(inner, (*pointer, name))


class Messages(CommandTest):
    def test_the_page_says_what_the_check_says(self):
        chance = random.Random(SEED)
        with Service('--forms', '--state', self.folder / 'state') as service:
            whole = {}
            for kind in KINDS:
                browser, _ = hand_in(service, kind)
                whole[kind] = browser.ask('GET', browser.path + '/data.json').json()
            seen = set()
            for number in range(FORMS):
                kind = KINDS[number % len(KINDS)]
                data = self.spoilt(whole[kind], chance)
                said = self.said_by_page(service, kind, data)
                expected = self.said_by_check(kind, data)
                self.assertEqual(said, expected, f'GONGWEN_SEED={SEED}, form {number}: {kind} {json.dumps(data, ensure_ascii=False)[:3000]}')
                seen.update(said)
            self.assertGreater(len(seen), 15, 'hardly anything was wrong')

    def spoilt(self, whole, chance):
        """The data with a few wrong or missing entries."""
        data = copy.deepcopy(whole)
        for _ in range(chance.randrange(1, 6)):
            found = [(pointer, value) for pointer, value in places(data) if not isinstance(value, (dict, list)) and not isinstance(pointer[-1], int)]
            pointer, _ = chance.choice(found)
            around = data
            for name in pointer[:-1]:
                around = around[name]
            # No form has an object without any value, and where all of it is missing the page names its parts.
            if chance.random() < 0.35 and len(around) > 1:
                del around[pointer[-1]]
            else:
                around[pointer[-1]] = chance.choice(WRONG)
        return data

    def said_by_page(self, service, kind, data):
        """Errors and doubts in the list before the form."""
        browser = Browser(service)
        browser.ask('GET', f'/forms/{kind}')
        browser.press('_start', [])
        browser.ask('GET', browser.path + '?step=0')
        # The defaults of the page are not what this person wants.
        browser.press('_check', fields_of(browser, data))
        self.assertIn(browser.answer.status, (200, 422))
        errors = [('error', item.text_content().strip()) for item in browser.page.xpath('//*[@role="alert"]//li')]
        doubts = [('warning', item.text_content().strip()) for item in browser.page.xpath('//*[@role="status"]//li')]
        self.assertEqual(browser.answer.status, 422 if errors else 200)
        return sorted(errors + doubts)

    def said_by_check(self, kind, data):
        path = self.write('data.json', data)
        done = gongwen('--lang', 'zh', '--error-format', 'json', 'check', kind, path, '--for', 'applicant')
        # The command lays the document out as well, and may have doubts about its pages; a form is about values.
        of_values = [one for one in done.diagnostics() if one['id'].partition('/')[0] in ('data', 'rules', 'intake', 'proofing')]
        return sorted((one['severity'], one['applicant']) for one in of_values if one['severity'] != 'note')


if __name__ == '__main__':
    unittest.main()
