"""Batches whose documents go into storage that speaks S3: the same documents and manifest as in a folder, whoever dies."""
import json
import os
import signal
import subprocess
import time
from unittest import mock

import queue_servers
import s3_server
import s3rver
from batches import KIND, lines
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, PROGRAM, ROOT, CommandTest, gongwen
from queued_batches import Workers, letters

PREFIX = '公文 2024/三月+a'
PLACE = f's3://documents/{PREFIX}'
STATE = f'{PREFIX}/.gongwen-batch/'
CLAIM = STATE + 'claim.json'
MANIFEST = f'{PREFIX}/manifest.jsonl'
SECRETS = (s3_server.ACCESS_KEY, s3_server.SECRET_KEY)


def without_times(text):
    return [{name: value for name, value in json.loads(line).items() if name != 'milliseconds'} for line in text.splitlines()]


class OutputTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.store = self.make_store()
        self.addCleanup(self.store.close)
        patch = mock.patch.dict(os.environ, self.store.environment())
        patch.start()
        self.addCleanup(patch.stop)
        self.data = self.folder / 'letters.jsonl'

    def make_store(self):
        return s3_server.Server()

    def write(self, records):
        self.data.write_text(lines(records), 'utf-8')

    def words(self, *options, out=PLACE):
        return ['batch', KIND, self.data, '-o', out, '--format', 'pdf', *options]

    def batch(self, *options, **more):
        return gongwen(*self.words(*options), **more)

    def start(self, *options, **more):
        process = subprocess.Popen([PROGRAM, '--lang', 'en', *map(str, self.words(*options))], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, **more)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def documents(self):
        """By their names, without the manifest."""
        return {key[len(PREFIX) + 1:]: bytes(body) for key, body in dict(self.store.objects).items()
                if key.startswith(PREFIX) and not key.startswith(STATE) and key != MANIFEST}

    def count_puts(self):
        return sum(command == 'PUT' and key.endswith('.pdf') for command, key in list(self.store.requests))

    def make_folder(self, *options):
        """The same in a folder."""
        return gongwen(*self.words(*options, out=self.folder / 'local'))

    def check_same(self):
        """As in the folder; nothing else is left."""
        local = {path.name: path.read_bytes() for path in (self.folder / 'local').iterdir()}
        manifest = local.pop('manifest.jsonl').decode('utf-8')
        self.assertEqual(self.documents(), local)
        self.assertEqual(without_times(self.store.objects[MANIFEST].decode('utf-8')), without_times(manifest))
        self.assertEqual([key for key in self.store.objects if key.startswith(STATE)], [])


class StorageTest(OutputTest):
    def test_the_same_as_in_a_folder(self):
        self.write([*letters(60), {'no': 'letter'}, *letters(3)])
        local = self.make_folder()
        made = self.batch()
        self.assertEqual((made.status, made.out, made.err), (local.status, local.out, local.err))
        self.assertEqual(made.status, BAD_INPUT)
        self.check_same()
        manifest = without_times(self.store.objects[MANIFEST].decode('utf-8'))
        for entry in manifest:
            for output in entry['outputs']:
                facts = self.store.facts[f'{PREFIX}/{output["file"]}']
                self.assertEqual((facts['hash'], facts['type']), (output['hash'], 'application/pdf'))
        self.assertEqual(self.store.facts[MANIFEST]['type'], 'application/x-ndjson')
        self.assertFalse((self.folder / 's3:').exists())

    def test_several_formats_and_pruning(self):
        options = ('--format', 'pdf,png', '--dpi', '40')
        self.write(letters(4))
        words = ['batch', KIND, self.data, *options]
        for out in (self.folder / 'local', PLACE):
            self.assertEqual(gongwen(*words, '-o', out).status, DONE)
        self.check_same()
        self.write(letters(2))
        for prune in ('', '--prune'):
            results = [gongwen(*words, '-o', out, *filter(None, [prune])) for out in (self.folder / 'local', PLACE)]
            self.assertEqual(results[0].out, results[1].out)
            self.assertIn('stale files', results[1].out + results[1].err)
            self.check_same()

    def test_continuing(self):
        """Without reading a document; what others changed or removed is made again."""
        self.write(letters(20))
        self.make_folder()
        self.assertEqual(self.batch().status, DONE)
        before, asked = self.count_puts(), len(self.store.requests)
        again = self.batch('--resume')
        self.assertIn('0 made, 20 skipped', again.out + again.err)
        self.assertEqual(self.count_puts(), before)
        self.assertEqual([key for command, key in self.store.requests[asked:] if command == 'GET' and key.endswith('.pdf')], [])
        keys = sorted(key for key in self.store.objects if key.endswith('.pdf'))
        self.store.put(keys[0], bytes(len(self.store.objects[keys[0]])))
        self.store.put(keys[1], self.store.objects[keys[1]])  # copied by somebody, without its hash
        del self.store.objects[keys[2]]
        again = self.batch('--resume')
        self.assertIn('2 made, 18 skipped', again.out + again.err)
        self.check_same()
        self.write(letters(21))
        self.make_folder()
        self.assertIn('1 made, 20 skipped', (done := self.batch('--resume')).out + done.err)
        self.check_same()

    def test_a_manifest_elsewhere(self):
        self.write(letters(5))
        manifest = self.folder / 'here.jsonl'
        self.assertEqual(self.batch('--manifest', manifest).status, DONE)
        self.assertNotIn(MANIFEST, self.store.objects)
        self.assertEqual(len(manifest.read_text('utf-8').splitlines()), 5)
        again = self.batch('--manifest', manifest, '--resume')
        self.assertIn('0 made, 5 skipped', again.out + again.err)

    def test_a_watched_folder(self):
        folder = self.folder / 'in'
        folder.mkdir()
        words = ['batch', KIND, '--watch', str(folder), '-o', PLACE, '--format', 'pdf']
        with subprocess.Popen([PROGRAM, '--quiet', *words]) as batch:
            self.addCleanup(batch.kill)
            self.wait_until(lambda: CLAIM in self.store.objects)
            (folder / 'new.tmp').write_text(json.dumps(letters(1)[0], ensure_ascii=False), 'utf-8')
            (folder / 'new.tmp').rename(folder / 'new.json')
            self.wait_until(lambda: len(self.documents()) == 1)
            # Known to whoever continues, even if this run is killed.
            self.wait_until(lambda: any(key.startswith(STATE + 'part') for key in list(self.store.objects)))
            batch.send_signal(signal.SIGTERM)
            self.assertEqual(batch.wait(20), DONE)
        self.assertEqual(len(self.store.objects[MANIFEST].splitlines()), 1)


class DeathsTest(OutputTest):
    def parts(self):
        return [key for key in list(self.store.objects) if key.startswith(STATE + 'part')]

    def test_batches_that_are_killed(self):
        """At the start, with documents only, with a part of the manifest; they continue elsewhere."""
        self.write(letters(250))
        self.assertEqual(self.make_folder().status, DONE)
        self.store.delay = 0.2
        moments = (lambda: CLAIM in self.store.objects, lambda: len(self.documents()) > 10, lambda: len(self.parts()) > 0)
        for number, moment in enumerate(moments):
            elsewhere = self.folder / f'machine{number}'
            elsewhere.mkdir()
            process = self.start('--resume', cwd=elsewhere, env={**os.environ, 'TMPDIR': str(elsewhere)})
            self.wait_until(moment)
            process.kill()
            process.wait()
        self.store.delay = 0
        done = self.batch('--resume')
        self.assertEqual(done.status, DONE, done.err)
        self.assertNotIn(' 0 skipped', done.out + done.err)
        self.check_same()

    def test_a_batch_that_is_interrupted(self):
        self.write(letters(120))
        self.make_folder()
        self.store.delay = 0.2
        process = self.start()
        self.wait_until(lambda: len(self.documents()) > 20)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(20), 130)
        # All that was put is in the manifest.
        entries = without_times(self.store.objects[MANIFEST].decode('utf-8'))
        self.assertEqual({entry['outputs'][0]['file'] for entry in entries}, set(self.documents()))
        self.assertNotIn(CLAIM, self.store.objects)
        self.store.delay = 0
        self.assertEqual(self.batch('--resume').status, DONE)
        self.check_same()

    def test_storage_that_is_away_for_a_while(self):
        self.write(letters(80))
        self.make_folder()
        self.store.delay = 0.1
        process = self.start()
        self.wait_until(lambda: len(self.documents()) > 10)
        self.store.stop()
        time.sleep(3)
        self.store.start()
        self.assertEqual(process.wait(60), DONE, process.stderr.read())
        self.check_same()

    def test_storage_that_stays_away(self):
        self.write(letters(80))
        self.make_folder()
        self.store.delay = 0.1
        process = self.start()
        self.wait_until(lambda: len(self.documents()) > 10)
        self.store.stop()
        err = process.communicate(timeout=90)[1].decode('utf-8')
        self.assertEqual(process.returncode, BAD_ENVIRONMENT, err)
        self.assertEqual(err.count('engine/output-failed'), 1, err)
        self.assertIn('--resume', err)
        self.store.start()
        self.store.delay = 0
        done = self.batch('--resume')
        self.assertEqual(done.status, DONE, done.err)
        self.check_same()

    def test_storage_that_refuses(self):
        self.write(letters(60))
        self.make_folder()
        self.store.delay = 0.1
        process = self.start('--resume')
        self.wait_until(lambda: len(self.documents()) > 5)
        self.store.trouble('denied', 'PUT')
        err = process.communicate(timeout=60)[1].decode('utf-8')
        self.assertEqual(process.returncode, BAD_ENVIRONMENT, err)
        self.assertEqual(err.count('engine/output-failed'), 1, err)
        self.assertIn('access denied', err)
        self.assertNotIn(CLAIM, self.store.objects)
        self.store.delay = 0
        self.assertEqual(self.batch('--resume').status, DONE)
        self.check_same()


class ClaimsTest(OutputTest):
    """One run at a time."""

    def claim(self, age, turn=1):
        self.store.put(CLAIM, json.dumps({'token': 'other', 'process': 'x 1 2 3', 'turn': turn}).encode('ascii'))
        self.store.facts[CLAIM]['time'] -= age

    def busy(self, result):
        self.assertEqual(result.status, BAD_ENVIRONMENT, result.err)
        self.assertIn('engine/batch-busy', result.err)

    def test_two_at_once(self):
        self.write(letters(60))
        self.make_folder()
        self.store.delay = 0.2
        process = self.start()
        self.wait_until(lambda: len(self.documents()) > 3)
        self.busy(self.batch())
        self.assertEqual(process.wait(60), DONE)
        self.check_same()

    def test_claims_of_other_machines(self):
        """Nobody knows whether their runs are alive; a minute says it."""
        self.write(letters(2))
        self.make_folder()
        self.claim(age=61)
        self.assertEqual(self.batch().status, DONE)
        self.claim(age=57)
        begin = time.monotonic()
        self.assertEqual(self.batch().status, DONE)
        self.assertGreater(time.monotonic() - begin, 1.5)
        self.check_same()
        self.claim(age=30)
        process = self.start()
        self.wait_until(lambda: ('GET', CLAIM) in self.store.requests[-3:])
        time.sleep(0.5)
        self.claim(age=0, turn=2)  # it is renewed
        err = process.communicate(timeout=20)[1].decode('utf-8')
        self.assertEqual(process.returncode, BAD_ENVIRONMENT)
        self.assertIn('engine/batch-busy', err)
        self.assertEqual(json.loads(self.store.objects[CLAIM])['token'], 'other')

    def test_waiting_is_interrupted(self):
        self.write(letters(2))
        self.claim(age=0)
        process = self.start()
        self.wait_until(lambda: ('GET', CLAIM) in self.store.requests)
        process.send_signal(signal.SIGTERM)
        self.assertNotEqual(process.wait(10), DONE)

    def test_a_claim_that_somebody_takes(self):
        """As after a machine was suspended for a minute: the run ends, and leaves the other one's manifest alone."""
        self.write(letters(200))
        self.store.delay = 0.3
        process = self.start()
        self.wait_until(lambda: len(self.documents()) > 3)
        self.claim(age=0)
        self.store.put(MANIFEST, b'others')
        err = process.communicate(timeout=40)[1].decode('utf-8')
        self.assertEqual(process.returncode, BAD_ENVIRONMENT, err)
        self.assertIn('engine/batch-busy', err)
        self.assertEqual(self.store.objects[MANIFEST], b'others')
        self.assertIn(CLAIM, self.store.objects)

    def test_storage_without_conditions(self):
        self.write(letters(3))
        self.make_folder()
        for conditions in ('unknown', 'ignored'):
            self.store.conditions = conditions
            self.assertEqual(self.batch().status, DONE)
            self.check_same()


class RefusalsTest(OutputTest):
    def refused(self, *words, place=PLACE, **changes):
        self.write(letters(2))
        failed = gongwen(*self.words(out=place), environment={**self.store.environment(), **changes})
        self.assertEqual(failed.status, BAD_ENVIRONMENT, failed.err)
        self.assertIn('engine/output-failed', failed.err)
        for word in words:
            self.assertIn(word, failed.err)
        for secret in (*SECRETS, 'falsch'):
            self.assertNotIn(secret, failed.err)
        self.assertEqual(self.store.objects, {})

    def test_storage_that_cannot_be_used(self):
        self.refused('the bucket does not exist', 's3://elsewhere/x', place='s3://elsewhere/x')
        self.refused('does not know the access key', AWS_ACCESS_KEY_ID='falsch')
        self.refused('the secret key or the region is wrong', AWS_SECRET_ACCESS_KEY='falsch')
        self.refused('AWS_ACCESS_KEY_ID', AWS_SECRET_ACCESS_KEY='')
        self.refused('another region', AWS_REGION='eu-central-1')
        self.store.may_list = False
        self.refused('access denied')

    def test_rights_to_write(self):
        self.store.trouble('denied', 'PUT')
        self.refused('access denied')

    def test_nobody_answers(self):
        self.store.stop()
        self.refused('Failed to connect')

    def test_storage_that_is_full(self):
        self.store.trouble('full', 'PUT', 1_000)
        self.refused('the storage is full')

    def test_addresses(self):
        self.write(letters(1))
        for place in ('s3://', 's3://Documents', 's3://documents/../x', 's3://documents/' + 'x' * 751):
            failed = gongwen(*self.words(out=place), cwd=self.folder)
            self.assertEqual(failed.status, BAD_USAGE, failed.err)
            self.assertIn('cli/bad-output', failed.err)

    def test_other_options_take_no_storage(self):
        letter = ROOT / 'samples/commitment-letter/minimal.json'
        for words in (['render', KIND, letter, '-o', 's3://documents/x.pdf'], ['extract', letter, '-o', 's3://documents/x'],
                      [*self.words(), '--manifest', 's3://documents/m.jsonl'], ['batch', KIND, '--watch', 's3://documents/in', '-o', PLACE]):
            failed = gongwen(*words, cwd=self.folder)
            self.assertEqual(failed.status, BAD_USAGE, failed.err)
            self.assertIn('cli/no-storage', failed.err)
            self.assertEqual(os.listdir(self.folder), [])


class QueueOutputTest(OutputTest):
    """Documents of workers, through the same bucket."""

    def setUp(self):
        super().setUp()
        self.address = queue_servers.address('postgresql')
        self.objects = 's3://documents/work'
        self.workers = Workers(self, self.address, self.objects)

    def words(self, *options, out=PLACE):
        queue = ['--queue', self.address, '--objects', self.objects] if out == PLACE else []
        return [*super().words(*options, out=out), *queue]

    def test_the_same_as_in_a_folder(self):
        self.write([*letters(60), {'no': 'letter'}, *letters(3)])
        local = self.make_folder()
        self.workers.start()
        made = self.batch()
        self.assertEqual((made.status, made.out, made.err), (local.status, local.out, local.err))
        self.check_same()
        again = self.batch('--resume')
        self.assertIn('0 made, 63 skipped', again.out + again.err)
        self.assertEqual([key for key in self.store.objects if key.startswith('work')], [])

    def test_a_batch_that_is_killed(self):
        self.write(letters(100))
        self.make_folder()
        self.workers.start()
        for count in (1, 30):
            process = self.start('--resume')
            self.wait_until(lambda count=count: len(self.documents()) > count)
            process.kill()
            process.wait()
        self.assertIn(f'{PREFIX}/.gongwen-run', self.store.objects)
        done = self.batch('--resume')
        self.assertEqual(done.status, DONE, done.err)
        self.check_same()
        self.wait_until(lambda: [key for key in self.store.objects if key.startswith('work')] == [])


class OthersTest(OutputTest):
    """Storage that others wrote."""

    def make_store(self):
        return s3rver.Server()

    def test_making_and_continuing(self):
        self.write(letters(12))
        self.make_folder()
        self.assertEqual((made := self.batch()).status, DONE, made.err)
        again = self.batch('--resume')
        self.assertIn('0 made, 12 skipped', again.out + again.err)
        self.write(letters(10))
        pruned = self.batch('--resume', '--prune')
        self.assertIn('0 made, 10 skipped', pruned.out + pruned.err)
        self.assertEqual(len(self.store.objects), 11)


if __name__ == '__main__':
    import unittest
    unittest.main()
