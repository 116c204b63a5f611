"""Jobs of the service whose documents workers of a queue make: those of the command, whoever is away or ends."""
import contextlib
import os
import pathlib
import signal
import sys
import time
import unittest

import queue_servers
from harness import ROOT
from queued_batches import Workers

sys.path.insert(0, str(ROOT / 'tests' / 'service'))
from test_jobs import EPOCH, KIND, JobTest, children_of, command_of, letters  # noqa: E402

SECRET = 'geheim'


class QueuedJobs(JobTest):
    server = 'postgresql'

    def setUp(self):
        self.address = queue_servers.address(self.server)
        super().setUp()

    def enter(self):
        self.objects = self.folder / 'objects'
        self.objects.mkdir(exist_ok=True)
        self.options = ('--queue', self.address, '--objects', self.objects)
        self.workers = Workers(self, self.address, self.objects)
        super().enter()

    def stored(self):
        return [path for path in self.objects.rglob('*') if path.is_file()]

    def worker(self):
        return self.workers.start(EPOCH)

    def check_documents(self, address, body):
        documents, manifest = self.by_the_command(body)
        made, said = self.of_the_job(address)
        self.assertEqual(said, manifest)
        self.assertEqual(made, documents)

    def job_process(self):
        """The process of the job, and the one with its connections."""
        found = [pid for pid in children_of(self.service.process.pid) if b'queued-job:' in command_of(pid)]
        return (found[0], children_of(found[0])) if found else (None, [])

    def test_the_documents_of_the_command(self):
        body = letters(200)
        address = self.started(body)
        self.service.wait_until(lambda: self.job(address)['state'] == 'running', 60)
        time.sleep(0.5)
        self.assertEqual(self.job(address)['made'], 0)  # nobody is there
        self.worker()
        self.worker()
        job = self.ended(address)
        self.assertEqual((job['state'], job['status'], job['made'], job['failed'], job['of']), ('done', 1, 198, 2, 200))
        self.assertIn('workers', job)
        self.check_documents(address, body)
        self.service.wait_until(lambda: not self.stored(), 60)

    def test_a_document_alone(self):
        self.worker()
        body = letters(1)
        answer = self.service.ask('POST', f'/api/v1/kinds/{KIND}/render?format=pdf', body,
                                  {'Content-Type': 'application/json', 'Prefer': 'respond-async'})
        self.assertEqual(answer.status, 202, answer.body)
        self.assertEqual(self.ended(answer.headers['location'])['state'], 'done')

    def test_a_stopped_job_leaves_nothing(self):
        self.worker()
        # At various moments of a task, which takes half a second.
        for pause in (0, 0.1, 0.2, 0.3, 0.4):
            address = self.started(letters(1_000))
            self.service.wait_until(lambda job=address: self.job(job)['made'] > 50, 120)
            time.sleep(pause)
            self.assertEqual(self.service.ask('DELETE', address).status, 204)
            self.assertEqual(self.job(address)['state'], 'stopped')
            self.service.wait_until(lambda: self.job_process()[0] is None, 60)
            # The task that the worker was at ends, and its documents go.
            self.service.wait_until(lambda: not self.stored(), 60)
        self.service.wait_until(lambda: [path.name for path in self.job_folder(address).rglob('*') if path.is_file()] == ['job.json'])
        body = letters(10, 5_000)
        other = self.started(body)
        self.assertEqual(self.ended(other)['made'], 10)
        self.check_documents(other, body)

    def test_killed_processes(self):
        """Of the job, then of its connections: others continue."""
        body = letters(700)
        address = self.started(body)
        self.worker()
        self.service.wait_until(lambda: self.job(address)['made'] > 100, 120)
        os.kill(self.job_process()[0], signal.SIGKILL)
        self.service.wait_until(lambda: self.job(address)['skipped'] > 50, 120)
        with contextlib.suppress(IndexError, ProcessLookupError):
            os.kill(self.job_process()[1][0], signal.SIGKILL)
        job = self.ended(address)
        self.assertEqual((job['state'], job['made'] + job['skipped'] + job['failed']), ('done', 700))
        self.check_documents(address, body)

    def test_a_restarted_service(self):
        body = letters(700)
        address = self.started(body)
        self.worker()
        self.service.wait_until(lambda: self.job(address)['made'] > 100, 120)
        self.service.__exit__()
        self.enter()
        self.assertEqual(self.ended(address)['state'], 'done')
        self.check_documents(address, body)
        self.service.wait_until(lambda: not self.stored(), 60)

    def test_the_job_has_neither_keys_nor_connections(self):
        self.worker()
        address = self.started(letters(2_000))
        self.service.wait_until(lambda: self.job(address)['made'] > 50, 120)
        self.service.wait_until(lambda: self.job(address)['workers'] == 1)
        process, relays = self.job_process()
        self.assertEqual(len(relays), 1)
        for pid in (process, *relays):
            self.assertNotIn(b'postgresql:', command_of(pid))
            self.assertEqual(pathlib.Path(f'/proc/{pid}/environ').read_bytes(), b'')
        # One to the service, and one for each of the relay; the relay has a connection besides.
        self.assertEqual(self.sockets_of(process), 10)
        self.assertGreaterEqual(self.sockets_of(relays[0]), 10)
        self.assertNotIn('Seccomp:\t0', pathlib.Path(f'/proc/{process}/status').read_text('ascii'))
        self.service.ask('DELETE', address)

    @staticmethod
    def sockets_of(pid):
        count = 0
        for name in os.listdir(f'/proc/{pid}/fd'):
            with contextlib.suppress(OSError):
                count += os.readlink(f'/proc/{pid}/fd/{name}').startswith('socket:')
        return count


class MissingQueue(JobTest):
    """A queue that is away when the job comes."""
    options = ('--queue', f'amqp://gongwen:{SECRET}@127.0.0.1:1/documents', '--objects', '/tmp')

    def test_it_waits(self):
        address = self.started(letters(10))
        self.service.wait_until(lambda: self.job(address).get('reason') == 'environment', 60)
        job = self.job(address)
        self.assertEqual(job['state'], 'queued')
        self.assertIn('engine/queue-failed', [one['id'] for one in job['report']['diagnostics']])
        self.assertNotIn(SECRET, str(job))
        self.assertGreaterEqual(self.service.metrics()['gongwen_jobs_postponed_total'], 1)
        self.assertEqual(self.service.ask('DELETE', address).status, 204)
        self.assertEqual(self.job(address)['state'], 'stopped')


if __name__ == '__main__':
    unittest.main()
