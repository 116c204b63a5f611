"""Warnings about records of a store that somebody has confirmed: known by the record, wherever it comes in the bulletin."""
import json
import sys
import unittest

from facts import EVENT, REVIEW, FactsTest
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, gongwen

JULY = ('--period', '2026-07')
DOUBTFUL = {**EVENT, 'name': '示例,工作组会议'}


class Confirmed(FactsTest):
    def setUp(self):
        super().setUp()
        self.facts = self.filled({'events': [DOUBTFUL]})
        self.site = self.folder / 'site'
        self.file = self.folder / 'confirmed.json'

    def told(self, *words, status=0, period=JULY):
        result = self.publish(self.facts, self.site, *period, '--strict', '--error-format', 'json', *words, status=status)
        report = json.loads(result.err)
        return [d['id'] for d in report['diagnostics']], report.get('confirmed')

    def test_a_month_with_a_confirmed_warning_is_published(self):
        self.assertEqual(self.told(status=BAD_INPUT), (['proofing/half-width-mark'], None))
        self.publish(self.facts, self.site, *JULY, '--preview', '--confirm', self.file)
        [entry] = json.loads(self.file.read_text(encoding='utf-8'))['confirmed']
        self.assertEqual((entry['record'], entry['pointer'], entry['value']),
                         ('event 2026-07/meeting-0710', '/name', '示例,工作组会议'))
        self.assertNotIn('file', entry)
        # An event before it makes it the second of the list.
        self.store('add', self.facts, 'event', self.write('e.json', {**EVENT, 'id': 'first', 'dates': ['2026-07-01']}))
        self.assertEqual(self.told('--confirmed', self.file), ([], 1))
        self.assertTrue((self.site / '2026/07/bulletin.pdf').exists())

    def test_a_changed_record_brings_it_back(self):
        self.publish(self.facts, self.site, *JULY, '--preview', '--confirm', self.file)
        self.store('edit', self.facts, 'event', '2026-07/meeting-0710', '--set', '/name=示例,例会', '--reason', '更正')
        ids, count = self.told('--confirmed', self.file, status=BAD_INPUT)
        self.assertEqual((sorted(ids), count), (['engine/confirmed-unused', 'proofing/half-width-mark'], 0))

    def test_other_months_leave_it_alone(self):
        self.publish(self.facts, self.site, *JULY, '--preview', '--confirm', self.file)
        self.store('add', self.facts, 'event', self.write('e.json', {**EVENT, 'id': 'august', 'dates': ['2026-08-01']}))
        self.assertEqual(self.told('--confirmed', self.file, period=('--period', '2026-08', '--issue', '2')), ([], 0))

    def checked(self, *words):
        """The messages about the records themselves, and how many are confirmed. Of the issues there are errors beside them:
        with an unknown plan they cannot be published."""
        result = gongwen('--error-format', 'json', 'store', 'check', self.facts, *words)
        self.assertEqual(result.status, BAD_INPUT, result.err)
        report = json.loads(result.err)
        told = [d['id'] for d in report['diagnostics'] if d['id'].startswith(('store/', 'engine/'))]
        return told, report.get('confirmed')

    def test_a_warning_of_the_store_itself(self):
        """Two records with the same end of their names, so that a file name would not do."""
        standards = [{'plan_number': '20269009-T-469', 'passed': True}]
        for day in ('2026-07-12', '2026-08-12'):
            review = {**REVIEW, 'dates': [day], 'standards': standards}
            self.store('add', self.facts, 'event', self.write('r.json', review))
        unknown = ['store/unknown-plan'] * 2
        self.assertEqual(self.checked(), (unknown, None))
        self.assertEqual(self.checked('--confirm', self.file, '--by', '张示例'), (unknown, 0))
        entries = json.loads(self.file.read_text(encoding='utf-8'))['confirmed']
        self.assertEqual([(e['record'], e['pointer'], e['by']) for e in entries if e['pointer'] == '/standards/0'],
                         [(f'event 2026-{month}/{REVIEW["id"]}', '/standards/0', '张示例') for month in ('07', '08')])
        # And the mark in the name of the meeting, of which the issue warns.
        self.assertEqual(self.checked('--confirmed', self.file), ([], 3))
        self.store('edit', self.facts, 'event', f'2026-07/{REVIEW["id"]}', '--set', '/standards/0/plan_number=20269010-T-469',
                   '--reason', '更正')
        told, count = self.checked('--confirmed', self.file)
        self.assertEqual((sorted(told), count), (['engine/confirmed-unused', 'store/unknown-plan'], 2))
        self.assertEqual(self.checked('--confirm', self.file, '--prune'), (['store/unknown-plan'], 2))
        # And the mark in the name of the meeting, of which the issue warns.
        self.assertEqual(self.checked('--confirmed', self.file), ([], 3))

    def test_other_actions_confirm_nothing(self):
        for words in (('list', self.facts), ('export', self.facts), ('init', self.folder / 'new')):
            with self.subTest(words[0]):
                result = gongwen('--error-format', 'json', 'store', *words, '--confirm', self.file)
                self.assert_fails(result, BAD_USAGE, 'cli/no-effect')
        self.assertFalse(self.file.exists())

    def test_a_file_that_is_not_there(self):
        result = self.publish(self.facts, self.site, *JULY, '--confirmed', self.file, status=BAD_ENVIRONMENT)
        self.assertIn('confirmed.json', result.err)
        self.assertFalse(self.site.exists())


if __name__ == '__main__':
    sys.exit(unittest.main())
