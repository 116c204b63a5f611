"""Runs that are killed at random moments, each followed by a run to the end: the files are those of an undisturbed run.

GONGWEN_KILLS=200 kills as often; the suite kills 20 times. What a reader sees in between is always whole.
"""
import os
import random
import signal
import subprocess
import sys
import time
import unittest

from facts import NOW, FactsTest, index_of, tree_of, two_years
from harness import PROGRAM

KILLS = int(os.environ.get('GONGWEN_KILLS', '20'))


class KillsTest(FactsTest):
    def begin(self, facts, site):
        words = [PROGRAM, 'publish', 'monthly-bulletin', '--store', str(facts), '-o', str(site), '--catch-up', '--now', NOW]
        return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def check_whole(self, site):
        """Whatever the kill left, a reader finds every issue that the archive names."""
        if not (site / 'index.json').exists():
            return
        for issue in index_of(site)['issues']:
            folder = site / issue['path']
            self.assertTrue((folder / 'bulletin.pdf').read_bytes().rstrip().endswith(b'%%EOF'))
            self.assertTrue((folder / 'bulletin.xlsx').read_bytes().startswith(b'PK'))
            self.assertIn(f'第{issue["issue"]}期', (folder / 'index.html').read_text(encoding='utf-8'))

    def test_killed_runs_leave_no_trace(self):
        facts = self.filled(two_years(6))
        whole = self.folder / 'whole'
        start = time.monotonic()
        self.publish(facts, whole, '--catch-up')
        duration = time.monotonic() - start
        expected = tree_of(whole)
        chance = random.Random(7)
        killed, site, round_ = 0, None, 0
        while killed < KILLS:
            # A few kills fall into the same site before it is finished.
            if site is None or round_ % 4 == 0:
                if site is not None:
                    self.publish(facts, site, '--catch-up')
                    self.assertEqual(tree_of(site), expected)
                site = self.folder / f'site-{round_}'
            round_ += 1
            process = self.begin(facts, site)
            time.sleep(chance.random() * duration / 2)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            killed += process.returncode == -signal.SIGKILL
            self.check_whole(site)
        self.publish(facts, site, '--catch-up')
        self.assertEqual(tree_of(site), expected)

    def test_killed_corrections_leave_no_trace(self):
        facts = self.filled(two_years(2))
        expected = None
        chance = random.Random(11)
        for round_ in range(max(4, KILLS // 10)):
            site = self.folder / f'site-{round_}'
            if round_ == 0:
                first = facts.read_bytes()
            facts.write_bytes(first)
            self.publish(facts, site, '--catch-up')
            self.store('edit', facts, 'event', '2027-01/meeting-2027-01', '--set', '/place=更正城', '--reason', '更正')
            words = ['--period', '2027-01']
            if expected is not None:
                process = subprocess.Popen([PROGRAM, 'publish', 'monthly-bulletin', '--store', str(facts), '-o', str(site),
                                            '--now', NOW, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                time.sleep(chance.random() * 0.4)
                process.send_signal(signal.SIGKILL)
                process.communicate()
                self.check_whole(site)
            self.publish(facts, site, *words)
            expected = expected or tree_of(site)
            self.assertEqual(tree_of(site), expected)


if __name__ == '__main__':
    sys.exit(unittest.main())
