"""Warnings about records of a store that somebody has confirmed: known by the record, wherever it comes in the bulletin."""
import json
import sys
import unittest

from facts import EVENT, FactsTest
from harness import BAD_ENVIRONMENT, BAD_INPUT

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
        self.assertEqual(self.told('--confirmed', self.file, period=('--period', '2026-08')), ([], 0))

    def test_a_file_that_is_not_there(self):
        result = self.publish(self.facts, self.site, *JULY, '--confirmed', self.file, status=BAD_ENVIRONMENT)
        self.assertIn('confirmed.json', result.err)
        self.assertFalse(self.site.exists())


if __name__ == '__main__':
    sys.exit(unittest.main())
