"""Runs that are killed at random moments, each followed by a run to the end: the files are those of an undisturbed run.

GONGWEN_KILLS=200 kills as often at random, and once before each change of the site; the suite kills 5 times, and before
each 43rd change, of which the first depends on GONGWEN_SEED. What a reader sees in between is always whole.
"""
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import unittest

import needs
from facts import NOW, FactsTest, index_of, tree_of, two_years
from harness import DONE, PROGRAM, gongwen
from kills import count_changes, killed_at, state_of

KILLS = int(os.environ.get('GONGWEN_KILLS', '5'))
EACH = 1 if KILLS >= 200 else 43
SEED = int(os.environ.get('GONGWEN_SEED', '20261126'))


def copy_store(facts, site):
    """A separate store for a site, since the store remembers what was published."""
    own = site.with_name(site.name + '-facts' + facts.suffix)
    if facts.is_dir():
        shutil.rmtree(own, ignore_errors=True)
        shutil.copytree(facts, own)
    else:
        shutil.copyfile(facts, own)
    return own


class KillsTest(FactsTest):
    def begin(self, facts, site, *words):
        words = words or ['--catch-up']
        command = [PROGRAM, 'publish', 'monthly-bulletin', '--store', str(facts), '-o', str(site), '--now', NOW, *words]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def check_whole(self, site, what):
        """Whatever the kill left, a reader finds every issue that the archive names."""
        if not (site / 'index.json').exists():
            return
        what = f'{what}\n{state_of(site)}'
        for issue in index_of(site)['issues']:
            folder = site / issue['path']
            self.assertTrue((folder / 'bulletin.pdf').read_bytes().rstrip().endswith(b'%%EOF'), what)
            self.assertTrue((folder / 'bulletin.xlsx').read_bytes().startswith(b'PK'), what)
            self.assertIn(f'第{issue["issue"]}期', (folder / 'index.html').read_text(encoding='utf-8'), what)

    def check_equal(self, site, expected, what):
        found = tree_of(site)
        wrong = sorted(name for name in {*expected, *found} if expected.get(name) != found.get(name))
        self.assertEqual(wrong, [], f'{what}\n{state_of(site)}')

    def finish(self, facts, site, expected, what, *words):
        """A run to the end; it may report anything but errors."""
        result = gongwen('publish', 'monthly-bulletin', '--store', facts, '-o', site, '--now', NOW, *words)
        self.assertEqual(result.status, DONE, f'{what}\n{result.out}{result.err}\n{state_of(site)}')
        self.check_equal(site, expected, what)

    def kill_before_each_change(self, facts, before, *words):
        """`before` is the site as each of the runs finds it, or None; `facts` the store."""
        whole, site = self.folder / 'whole', self.folder / 'site'
        own = copy_store(facts, site)

        def begin(place):
            shutil.rmtree(place, ignore_errors=True)
            if before is not None:
                shutil.copytree(before, place, symlinks=True)
            copy_store(facts, site)

        def run(place):
            return ['publish', 'monthly-bulletin', '--store', own, '-o', place, '--now', NOW, *words]

        begin(whole)
        self.publish(own, whole, *words)
        expected = tree_of(whole)
        begin(site)
        changes = count_changes(run(site), self.folder, self.folder / 'note')
        self.check_equal(site, expected, 'nothing was killed')
        self.assertGreater(changes, 30)
        for number in range(1 + SEED % EACH, changes + 1, EACH):
            begin(site)
            what = f'GONGWEN_SEED={SEED}, killed before change {number} of {changes}'
            self.assertTrue(killed_at(number, run(site), self.folder), what)
            self.check_whole(site, what)
            # Also the run that continues is killed.
            killed_at(number // 2 + 1, run(site), self.folder)
            self.check_whole(site, what + ', and again')
            self.finish(own, site, expected, what, *words)

    @needs.only_with('the library that kills')
    def test_kills_before_each_change(self):
        self.kill_before_each_change(self.filled(two_years(2)), None, '--catch-up')

    @needs.only_with('the library that kills')
    def test_kills_before_each_change_of_a_correction(self):
        facts, before = self.filled(two_years(2)), self.folder / 'before'
        self.publish(facts, before, '--catch-up')
        self.store('edit', facts, 'event', '2027-01/meeting-2027-01', '--set', '/place=更正城', '--reason', '更正')
        self.kill_before_each_change(facts, before, '--period', '2027-01')

    def test_killed_runs_leave_no_trace(self):
        facts = self.filled(two_years(6))
        whole = self.folder / 'whole'
        start = time.monotonic()
        self.publish(copy_store(facts, whole), whole, '--catch-up')
        duration = time.monotonic() - start
        expected = tree_of(whole)
        chance = random.Random(SEED)
        killed, site, own, turn, what = 0, None, None, 0, ''
        while killed < KILLS:
            # A few kills fall into the same site before it is finished.
            if site is None or turn % 4 == 0:
                if site is not None:
                    self.finish(own, site, expected, what, '--catch-up')
                site = self.folder / f'site-{turn}'
                own = copy_store(facts, site)
            turn += 1
            process = self.begin(own, site)
            wait = chance.random() * duration / 2
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            killed += process.returncode == -signal.SIGKILL
            what = f'GONGWEN_SEED={SEED}, turn {turn}, killed after {wait:.4f} s of {duration:.4f}'
            self.check_whole(site, what)
        self.finish(own, site, expected, what, '--catch-up')

    def test_killed_corrections_leave_no_trace(self):
        facts = self.filled(two_years(2))
        before, whole = self.folder / 'before', self.folder / 'whole'
        self.publish(facts, before, '--catch-up')
        self.store('edit', facts, 'event', '2027-01/meeting-2027-01', '--set', '/place=更正城', '--reason', '更正')
        words = ['--period', '2027-01']
        shutil.copytree(before, whole, symlinks=True)
        self.publish(copy_store(facts, whole), whole, *words)
        expected = tree_of(whole)
        chance = random.Random(SEED)
        for turn in range(max(4, KILLS // 10)):
            site = self.folder / f'site-{turn}'
            shutil.copytree(before, site, symlinks=True)
            own = copy_store(facts, site)
            process = self.begin(own, site, *words)
            wait = chance.random() * 0.2
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            what = f'GONGWEN_SEED={SEED}, turn {turn}, killed after {wait:.4f} s'
            self.check_whole(site, what)
            self.finish(own, site, expected, what, *words)


if __name__ == '__main__':
    sys.exit(unittest.main())
