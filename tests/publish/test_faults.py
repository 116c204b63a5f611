"""What happens at night: full disks, folders that may not be written, clocks set back, two runs at once, damage."""
import fcntl
import json
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
import unittest

import needs
from facts import NOW, FactsTest, index_of, tree_of, two_years
from harness import BAD_ENVIRONMENT, BAD_INPUT, PROGRAM, ROOT, gongwen

CATCH_UP = ('--catch-up',)


class FaultsTest(FactsTest):
    def setUp(self):
        super().setUp()
        self.facts = self.filled(two_years(6))
        self.site = self.folder / 'site'

    def failing(self, *identifiers, arguments=CATCH_UP, now='2030-01-16', **options):
        result = gongwen('publish', 'monthly-bulletin', '--store', self.facts, '-o', self.site, '--now', now, *arguments,
                         '--error-format', 'json', **options)
        self.assert_fails(result, BAD_ENVIRONMENT, *identifiers)
        return result

    def test_a_full_disk_keeps_the_old_state(self):
        """A limit on file sizes stands for the disk: each file of a month meets it in turn."""
        self.publish(self.facts, self.site, '--period', '2027-01')
        before = tree_of(self.site)
        for limit in (36_000, 50_000, 65_000):
            with self.subTest(limit):
                self.failing('publish/unwritable',
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
                self.assertEqual(tree_of(self.site), before)
        self.publish(self.facts, self.site, *CATCH_UP)
        self.assertEqual(len(index_of(self.site)['issues']), 6)

    def test_nothing_is_published_without_the_second_reader(self):
        """A program that was installed without it, or with one that is broken."""
        self.publish(self.facts, self.site, '--period', '2027-01')
        before = tree_of(self.site)
        alone = self.folder / 'alone/bin/gongwen'
        alone.parent.mkdir(parents=True)
        shutil.copy(PROGRAM, alone)
        words = [alone, 'publish', 'monthly-bulletin', '--store', self.facts, '-o', self.site, '--now', NOW, '--catch-up',
                 '--error-format', 'json']
        share = {**os.environ, 'GONGWEN_SHARE': str(ROOT)}

        def ids(status):
            done = subprocess.run(list(map(str, words)), env=share, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertEqual(tree_of(self.site), before)
            return {d['id'] for d in json.loads(done.stderr)['diagnostics']}

        self.assertIn('publish/no-second-reader', ids(BAD_ENVIRONMENT))
        reader = self.folder / 'alone/libexec/gongwen/gongwen-verify'
        reader.parent.mkdir(parents=True)
        reader.write_text('#!/bin/sh\nexit 127\n')
        reader.chmod(0o755)
        self.assertIn('publish/no-second-reader', ids(BAD_ENVIRONMENT))
        reader.write_text('#!/bin/sh\nkill -SEGV $$\n')
        self.assertIn('publish/second-reader-failed', ids(BAD_INPUT))

    @needs.only_with('root')
    def test_a_small_file_system_keeps_the_old_state(self):
        disk = self.folder / 'disk'
        disk.mkdir()
        if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=1500k', 'tmpfs', str(disk)], stderr=subprocess.DEVNULL).returncode:
            needs.lacking('mounts')
        self.addCleanup(subprocess.run, ['umount', str(disk)], check=True)
        self.site = disk / 'site'
        self.failing('publish/unwritable')
        published = [i['period'] for i in index_of(self.site)['issues']]
        self.assertGreater(len(published), 0)
        self.assertLess(len(published), 6)
        for period in published:
            self.assertTrue((self.site / period.replace('-', '/') / 'bulletin.pdf').read_bytes().startswith(b'%PDF'))
        before = tree_of(self.site)
        self.failing('publish/unwritable')
        self.assertEqual(tree_of(self.site), before)
        subprocess.run(['mount', '-o', 'remount,size=20m', str(disk)], check=True)
        self.publish(self.facts, self.site, *CATCH_UP, now='2030-01-17')
        self.assertEqual(len(index_of(self.site)['issues']), 6)

    def test_a_full_disk_keeps_the_store(self):
        for name in ('facts.db', 'folder'):
            location = self.filled(two_years(2), name) if name == 'folder' else self.facts
            before = self.store('export', location).out
            more = self.write('more.json', two_years(12, seed=2))
            result = gongwen('store', 'import', location, more, '--error-format', 'json',
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000)))
            self.assert_fails(result, BAD_ENVIRONMENT, 'store/unusable')
            self.assertEqual(self.store('export', location).out, before)

    def as_nobody(self):
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)

    def test_a_folder_that_may_not_be_written_is_told(self):
        self.folder.chmod(0o755)
        self.facts.chmod(0o644)
        self.site.mkdir()
        self.site.chmod(0o555)
        if not os.access(PROGRAM, os.X_OK):
            needs.lacking('a program for others')
        self.failing('publish/unwritable', preexec_fn=self.as_nobody)
        self.assertEqual(list(self.site.iterdir()), [])

    def test_facts_may_be_read_by_who_cannot_write_them(self):
        folder = self.filled(two_years(2), 'folder')
        self.folder.chmod(0o755)
        for location in (self.facts, folder):
            result = gongwen('store', 'export', location, preexec_fn=self.as_nobody)
            self.assertEqual(result.status, 0, result.err)
            self.assertIn('events', json.loads(result.out))

    def test_a_clock_that_is_set_back_publishes_nothing(self):
        self.publish(self.facts, self.site, '--period', '2027-01')
        before = tree_of(self.site)
        self.failing('publish/clock-behind', now='2029-12-31')
        self.assertEqual(tree_of(self.site), before)

    def test_two_runs_at_once_give_what_one_would(self):
        other = self.folder / 'other'
        self.publish(self.facts, other, *CATCH_UP)
        runs = [threading.Thread(target=self.publish, args=(self.facts, self.site, *CATCH_UP)) for _ in range(3)]
        for run in runs:
            run.start()
        for run in runs:
            run.join()
        self.assertEqual(tree_of(self.site), tree_of(other))

    def test_a_run_that_does_not_end_is_named(self):
        self.publish(self.facts, self.site, '--period', '2027-01')
        with open(self.site / '.gongwen/lock', 'w', encoding='utf-8') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.write('process 4711 on example')
            lock.flush()
            begin = time.monotonic()
            result = self.failing('publish/locked')
            self.assertGreater(time.monotonic() - begin, 9)
            self.assertIn('process 4711 on example', result.err)
        self.publish(self.facts, self.site, *CATCH_UP)

    def test_a_dead_holders_note_does_not_matter(self):
        self.publish(self.facts, self.site, '--period', '2027-01')
        (self.site / '.gongwen/lock').write_text('process 4711 on example', encoding='utf-8')
        self.publish(self.facts, self.site, *CATCH_UP)

    def test_a_damaged_store_publishes_nothing(self):
        self.publish(self.facts, self.site, '--period', '2027-01')
        before = tree_of(self.site)
        whole = self.facts.read_bytes()
        self.facts.write_bytes(whole[:8192] + bytes(4096) + whole[12288:])
        self.failing('store/damaged')
        self.assertEqual(tree_of(self.site), before)

    def test_a_damaged_archive_publishes_nothing(self):
        self.publish(self.facts, self.site, '--period', '2027-01')
        path = (self.site / 'index.json').resolve()
        whole = path.read_text(encoding='utf-8')
        for text in (whole[:100], '{}', whole.replace('"edition": 1', '"edition": "one"')):
            path.write_text(text, encoding='utf-8')
            self.failing('publish/damaged-site')
        path.unlink()
        self.failing('publish/damaged-site')

    def test_a_site_that_lost_its_present_release_is_not_cleared(self):
        self.publish(self.facts, self.site, *CATCH_UP)
        (self.site / '.gongwen/current').unlink()
        before = tree_of(self.site)
        self.failing('publish/damaged-site')
        self.assertEqual(tree_of(self.site), before)
        (self.site / '.gongwen/current').symlink_to('releases/000099')
        self.failing('publish/damaged-site')

    def test_pages_of_others_are_left_alone(self):
        for name in ('index.html', '2027/readme.txt'):
            path = self.write(f'site/{name}', 'mine')
            self.failing('publish/not-a-site')
            self.assertEqual(path.read_text(encoding='utf-8'), 'mine')
            path.unlink()
        (self.site / '2027').rmdir()
        self.write('site/robots.txt', 'mine')
        self.publish(self.facts, self.site, *CATCH_UP)
        self.assertEqual((self.site / 'robots.txt').read_text(encoding='utf-8'), 'mine')

    def test_a_missing_edition_is_told_when_it_is_needed(self):
        self.publish(self.facts, self.site, '--period', '2027-01')
        (self.site / '.gongwen/editions/2027-01-1/data.json').unlink()
        self.failing('publish/damaged-site', arguments=('--period', '2027-01'))

    def test_one_bad_month_holds_up_those_after_it(self):
        """Numbers go up by time, so a month that fails must not be overtaken."""
        self.store('edit', self.facts, 'event', '2027-03/meeting-2027-03', '--set', '/dates=["2027-03-05","2027-03-01"]',
                   '--reason', '试')
        result = gongwen('publish', 'monthly-bulletin', '--store', self.facts, '-o', self.site, '--now', '2030-01-15',
                         '--catch-up', '--error-format', 'json')
        self.assert_fails(result, 1, 'rules/violated')
        self.assertEqual([i['period'] for i in index_of(self.site)['issues']], ['2027-01', '2027-02'])


if __name__ == '__main__':
    sys.exit(unittest.main())
