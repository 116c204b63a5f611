"""Batches whose documents workers make, for tests: letters, workers, and what must be the same as on one machine."""
import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess

import rabbitmq_server
from batches import KIND, entries, letter
from harness import PROGRAM, CommandTest, gongwen


def letters(count):
    """Different ones, of which some have the same name."""
    return [letter(number, title={'zh': f'示例提案{number % 50}', 'en': f'Example proposal {number % 50}'}) for number in range(count)]


def files(folder):
    """Hashes of them; there may be a hundred thousand."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != 'manifest.jsonl'}


class Workers:
    """Processes of `gongwen worker`; ended with the test."""

    def __init__(self, test, address, objects):
        self.address, self.objects, self.processes = address, objects, []
        self.log = test.folder / 'workers.log'
        test.addCleanup(self.close)

    def start(self, environment=None, **options):
        words = [word for name, value in options.items() for word in (f'--{name}', str(value))]
        with self.log.open('ab') as log:
            self.processes.append(subprocess.Popen(
                [PROGRAM, '--lang', 'en', 'worker', '--queue', self.address, '--objects', self.objects, '--jobs', '1', *words],
                stdout=log, stderr=log, env={**os.environ, **(environment or {})}, start_new_session=True))
        return self.processes[-1]

    def kill(self, process):
        """As when its machine loses its power: with all that it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.processes.remove(process)

    def events(self):
        """What they have logged until now."""
        return [json.loads(line)['event'] for line in self.log.read_text('utf-8').splitlines() if line.startswith('{')]

    def close(self):
        for process in list(self.processes):
            self.kill(process)


class QueueTest(CommandTest):
    """Batches and workers at a broker."""

    def setUp(self):
        super().setUp()
        self.address = self.make_address()
        self.make_store()
        self.workers = Workers(self, self.address, self.objects)

    # The store: a folder. Others say so here (test_machines.py).

    store_patience = 30  # seconds until a worker says that it is away

    def make_store(self):
        self.objects = self.folder / 'objects'
        self.objects.mkdir()

    def stored(self):
        return [path for path in self.objects.rglob('*') if path.is_file()]

    def break_store(self):
        shutil.rmtree(self.objects)
        self.objects.write_bytes(b'')

    def mend_store(self):
        self.objects.unlink()
        self.objects.mkdir()

    def no_store(self):
        return self.folder / 'nowhere'

    @contextlib.contextmanager
    def start_batch(self, data, out, *options, **more):
        """A batch that ends with the block, however this is left."""
        with subprocess.Popen([PROGRAM, '--quiet', '--lang', 'en', *map(str, self.queued(data, out, *options))], **more) as batch:
            try:
                yield batch
            finally:
                batch.kill()

    def make_address(self):
        return rabbitmq_server.server().address()

    def inputs(self, records):
        path = self.folder / 'letters.jsonl'
        path.write_text(''.join(json.dumps(record, ensure_ascii=False) + '\n' for record in records), 'utf-8')
        return path

    def words(self, data, out, *options):
        return ['batch', KIND, data, '-o', self.folder / out, '--format', 'pdf', *options]

    def queued(self, data, out, *options):
        return [*self.words(data, out, *options), '--queue', self.address, '--objects', self.objects]

    def check_equal(self, out, local='local'):
        made, wanted = files(self.folder / out), files(self.folder / local)
        self.assertEqual(made.keys(), wanted.keys())
        self.assertEqual(made, wanted)
        self.assertEqual(entries(self.folder / out), entries(self.folder / local))

    def check_objects_gone(self):
        self.assertEqual(self.stored(), [])

    def check_same(self, *words):
        """As check_equal, of any batch; returns what was printed."""
        local = gongwen('batch', *words, '-o', self.folder / 'local')
        remote = gongwen('batch', *words, '-o', self.folder / 'remote', '--queue', self.address, '--objects', self.objects)
        self.assertEqual((remote.status, remote.out, remote.err), (local.status, local.out, local.err))
        self.check_equal('remote')
        self.check_objects_gone()
        return remote
