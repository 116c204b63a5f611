"""A batch that is stopped, out of space or not alone: nothing torn, nothing stray, and --resume makes it whole."""
import os
import resource
import signal
import subprocess
import time
import unittest

import needs
from batches import BatchTest, KIND, batch, contents, letter, lines, manifest
from harness import BAD_ENVIRONMENT, DONE, PROGRAM, CommandTest

INTERRUPTED = 130


class BatchEnds(BatchTest):
    def test_an_interrupt_ends_cleanly(self):
        self.write('list.jsonl', lines(letter(n) for n in range(3000)))
        process = self.start('list.jsonl')
        self.wait_until(lambda: any(self.out.glob('*.pdf')), what='the first document')
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=30)[1].decode()
        self.assertEqual(process.returncode, INTERRUPTED, told)
        done = manifest(self.out)
        self.assertLess(len(done), 3000)
        files = {o['file'] for entry in done for o in entry['outputs']}
        self.assertEqual({p.name for p in self.out.iterdir()} - {'manifest.jsonl'}, files)

    def test_an_interrupt_while_the_input_is_waited_for(self):
        process = self.start('-', stdin=subprocess.PIPE)
        process.stdin.write(lines([letter(1)]).encode())
        process.stdin.flush()
        self.wait_until(lambda: any(self.out.glob('*.pdf')), what='the first document')
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=30), 128 + signal.SIGTERM)
        process.stdin.close()
        process.stderr.close()
        self.assertEqual(len(manifest(self.out)), 1)

    def test_two_runs_at_once(self):
        process = self.start('-', stdin=subprocess.PIPE)
        self.wait_until((self.out / 'manifest.jsonl').exists, what='the manifest')
        self.write('a.json', letter(1))
        result = batch('a.json', '-o', 'out', cwd=self.folder)
        self.assertEqual(result.status, BAD_ENVIRONMENT)
        self.assertIn('engine/batch-busy', result.err)
        process.kill()
        process.communicate()
        self.assertEqual(batch('a.json', '-o', 'out', cwd=self.folder).status, DONE)

    def test_a_watched_folder(self):
        (self.folder / 'in').mkdir()
        self.write('in/a.json', letter(1))
        process = self.start('--watch', 'in', '--format', 'pdf')
        self.wait_until(lambda: len(list(self.out.glob('*.pdf'))) == 1, what='what was there')
        self.write('new.json', letter(2)).rename(self.folder / 'in/new.json')
        with open(self.folder / 'in/slow.json', 'w', encoding='utf-8') as slow:
            text = lines([letter(3)])
            slow.write(text[:20])
            slow.flush()
            self.wait_until(lambda: len(list(self.out.glob('*.pdf'))) == 2, what='what was moved in')
            slow.write(text[20:])
        self.wait_until(lambda: len(list(self.out.glob('*.pdf'))) == 3, what='what was written')
        before = contents(self.out)
        self.write('in/a.json', letter(1, leader='乙'))
        self.wait_until(lambda: contents(self.out) != before and not any(self.out.glob('.gongwen*')), what='what was changed')
        self.assertEqual(contents(self.out).keys(), before.keys())
        process.send_signal(signal.SIGTERM)
        told = process.communicate(timeout=30)[1].decode()
        self.assertEqual(process.returncode, DONE, told)
        again = self.start('--watch', 'in', '--format', 'pdf', '--resume')
        after = contents(self.out)
        time.sleep(0.5)
        again.send_signal(signal.SIGINT)
        again.communicate(timeout=30)
        self.assertEqual(again.returncode, DONE)
        self.assertEqual(contents(self.out), after)

    def test_files_that_may_not_grow(self):
        """As on a full disk: the first that cannot be written ends the run, and is all that is reported."""
        self.write('list.jsonl', lines(letter(n) for n in range(40)))
        for jobs in (1, 6):
            for form in ('text', 'json'):
                with self.subTest(jobs=jobs, form=form):
                    result = batch('list.jsonl', '-o', 'out', '--jobs', jobs, '--format', 'pdf', '--error-format', form, cwd=self.folder,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)))
                    self.assertEqual(result.status, BAD_ENVIRONMENT, result.err)
                    told = result.err.count('error[') if form == 'text' else result.err.count('"severity":"error"')
                    self.assertEqual((told, result.err.count('resources/unwritable')), (1, 1), result.err)
                    self.assertEqual([p.name for p in self.out.iterdir() if p.name != 'manifest.jsonl'], [])

    def mount_small_disk(self):
        disk = self.folder / 'disk'
        disk.mkdir()
        mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], capture_output=True, check=False)
        if mounted.returncode != 0:
            needs.lacking('mounts')
        self.addCleanup(subprocess.run, ['umount', disk], check=True)
        return disk

    def test_a_full_disk(self):
        disk = self.mount_small_disk()
        self.write('list.jsonl', lines(letter(n) for n in range(60)))
        result = batch('list.jsonl', '-o', disk, cwd=self.folder)
        self.assertEqual(result.status, BAD_ENVIRONMENT)
        self.assertIn('resources/unwritable', result.err)
        self.assertEqual(result.err.count('error['), 1, 'a full disk is told once, whatever the number of threads and records')
        done = manifest(disk)
        self.assertGreater(len(done), 3)
        for path in disk.iterdir():
            self.assertFalse(path.name.startswith('.gongwen'), path.name)
            if path.suffix == '.pdf':
                self.assertEqual(path.read_bytes()[-6:], b'%%EOF\n', path.name)
        subprocess.run(['mount', '-o', 'remount,size=64m', disk], check=True)
        self.assertEqual(batch('list.jsonl', '--resume', '-o', disk, cwd=self.folder).status, DONE)
        self.assertEqual(batch('list.jsonl', '-o', 'out', cwd=self.folder).status, DONE)
        self.assertEqual(contents(disk), contents(self.out))


if __name__ == '__main__':
    unittest.main()
