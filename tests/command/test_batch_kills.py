"""A batch that is killed at any moment: what is there is whole, and --resume ends with the files of an undisturbed run.

BATCH_KILLS=200 kills as many runs as that at random, and one before each change of the folder; otherwise 8, and one
before each nineteenth, of which the first depends on BATCH_SEED."""
import os
import random
import shutil
import signal
import subprocess
import time
import unittest

import needs
from batches import KIND, batch, contents, entries, letter, lines
from harness import PROGRAM, CommandTest
from kills import count_changes, killed_at, state_of

KILLS = int(os.environ.get('BATCH_KILLS', '8'))
EACH = 1 if KILLS >= 200 else 19
# The suite does the same each time; longer runs try something else.
SEED = int(os.environ.get('BATCH_SEED', 20261127 if KILLS <= 8 else time.time_ns() % 1_000_000))
BAD_RECORD = 1  # the status of all these runs: one record fails


class BatchKills(CommandTest):
    def setUp(self):
        super().setUp()
        self.whole = self.folder / 'whole'

    def check(self, result, what, out):
        self.assertEqual(result.status, BAD_RECORD, f'{what}\n{result.out}{result.err}\n{self.state(out)}')

    def state(self, out):
        return state_of(out, out / 'manifest.jsonl')

    def check_equal(self, out, what):
        """The files and the manifest are those of the undisturbed run."""
        expected, found = contents(self.whole), contents(out)
        wrong = sorted(name for name in {*expected, *found} if expected.get(name) != found.get(name))
        self.assertEqual(wrong, [], f'{what}\n{self.state(out)}')
        self.assertEqual(entries(out), entries(self.whole), f'{what}\n{self.state(out)}')

    def check_files(self, out, allowed, what):
        """Each file that can be seen is one of those that may be there, and not a part of one."""
        for name, value in contents(out).items():
            if not name.startswith('.gongwen-batch-'):
                self.assertIn(value, allowed.get(name, ()), f'{what}: {name}\n{self.state(out)}')

    def kill_before_each_change(self, before, words, allowed):
        """`before` is the folder as each of the runs finds it."""
        out = self.folder / 'out'
        run = ['batch', KIND, *words, '--jobs', '1', '-o', 'out']
        shutil.copytree(before, out)
        changes = count_changes(run, self.folder, self.folder / 'note')
        self.check_equal(out, 'nothing was killed')
        self.assertGreater(changes, 30)
        for number in range(1 + SEED % EACH, changes + 1, EACH):
            shutil.rmtree(out)
            shutil.copytree(before, out)
            what = f'BATCH_SEED={SEED}, killed before change {number} of {changes}'
            self.assertTrue(killed_at(number, run, self.folder), what)
            self.check_files(out, allowed, what)
            # Also the run that continues is killed.
            again = ['--resume', *(word for word in words if word != '--resume')]
            killed_at(number // 2 + 1, ['batch', KIND, *again, '--jobs', '1', '-o', 'out'], self.folder)
            self.check_files(out, allowed, what + ', and again')
            self.check(batch(*again, '-o', 'out', cwd=self.folder), what, out)
            self.check_equal(out, what)

    def allowed(self, *folders):
        found = {}
        for folder in folders:
            for name, value in contents(folder).items():
                found.setdefault(name, set()).add(value)
        return found

    @needs.only_with('the library that kills')
    @needs.time
    def test_kills_before_each_change(self):
        records = [letter(n) for n in range(6)] + [letter(1), letter(2, wg=9)]
        self.write('list.jsonl', lines(records))
        self.whole.mkdir()
        batch('list.jsonl', '-o', 'whole', cwd=self.folder)
        empty = self.folder / 'empty'
        empty.mkdir()
        self.kill_before_each_change(empty, ['list.jsonl'], self.allowed(self.whole))

    @needs.only_with('the library that kills')
    def test_kills_before_each_change_of_a_run_that_replaces(self):
        before = self.folder / 'before'
        before.mkdir()
        self.write('list.jsonl', lines([letter(n) for n in range(8)]))
        batch('list.jsonl', '-o', 'before', cwd=self.folder)
        # Two as they were, two that have changed, one that fails, and the files of four that are gone.
        self.write('list.jsonl', lines([letter(0), letter(1), letter(2, leader='乙'), letter(3, leader='丙'), letter(9, wg=9)]))
        shutil.copytree(before, self.whole)
        batch('list.jsonl', '-o', 'whole', '--resume', cwd=self.folder)
        self.kill_before_each_change(before, ['list.jsonl', '--resume'], self.allowed(before, self.whole))

    def start(self, *arguments):
        return subprocess.Popen([PROGRAM, 'batch', KIND, *map(str, arguments), '-o', 'out'], cwd=self.folder,
                                env={**os.environ, 'LC_ALL': 'C.UTF-8'}, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def wait_until_written(self, process, size):
        """Until the manifest has so many bytes, whatever else the machine does; or the run has ended."""
        path = self.folder / 'out/manifest.jsonl'
        while process.poll() is None and (not path.exists() or path.stat().st_size < size):
            time.sleep(0.001)

    @needs.time
    def test_kills_at_random(self):
        chance = random.Random(SEED)
        records = [letter(n % 40, leader='某' * (n % 7 + 1)) for n in range(60)] + [letter(1)] * 3
        records[10] = letter(10, wg=9)  # one that fails
        self.write('list.jsonl', lines(records))
        self.whole.mkdir()
        out = self.folder / 'out'
        out.mkdir()
        batch('list.jsonl', '--jobs', 2, '-o', 'whole', cwd=self.folder)
        length = (self.whole / 'manifest.jsonl').stat().st_size
        killed = turn = 0
        # On a busy machine a run may end before it is killed: it does not count.
        while killed < KILLS:
            turn += 1
            self.assertLess(turn, KILLS * 20, f'BATCH_SEED={SEED}: {killed} of {turn} runs could be killed')
            process = self.start('list.jsonl', '--jobs', 2, *(['--resume'] if turn % 4 else []))
            size = chance.random() * length
            self.wait_until_written(process, size)
            time.sleep(chance.random() * 0.005)
            process.kill()
            killed += process.wait() == -signal.SIGKILL
            what = f'BATCH_SEED={SEED}, turn {turn}, killed at {size:.0f} bytes of the manifest'
            self.check_files(out, self.allowed(self.whole), what)
            if turn % 4 == 3 or killed == KILLS:
                self.check(batch('list.jsonl', '--resume', '-o', 'out', cwd=self.folder), what, out)
                self.check_equal(out, what)


if __name__ == '__main__':
    unittest.main()
