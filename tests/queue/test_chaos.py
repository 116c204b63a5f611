"""Batches over workers while workers, brokers and storage are killed, restarted or cut off at random, for minutes: only in
`scripts/test --all`. QUEUE_KILLS says how many workers are killed, QUEUE_LETTERS what a cluster of three brokers must survive."""
import os
import random
import signal
import subprocess
import time
import unittest
from unittest import mock

import needs
import rabbitmq_server
import s3rver
from harness import BAD_ENVIRONMENT, DONE, PROGRAM, gongwen
from queued_batches import QueueTest, letters

import test_machines
import test_storage
from test_machines import PLACE

KILLS = int(os.environ.get('QUEUE_KILLS', '20'))
LETTERS = int(os.environ.get('QUEUE_LETTERS', '5000'))


class Chaos:
    """What is the same for all stores."""

    def test_workers_that_are_killed(self):
        data = self.inputs(letters(100 * KILLS))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        for _ in range(3):
            self.workers.start()
        random.seed(24)
        with self.start_batch(data, 'remote') as batch:
            for _ in range(KILLS):
                time.sleep(random.uniform(0.05, 0.6))
                if batch.poll() is not None:
                    break
                self.workers.kill(random.choice(self.workers.processes))
                self.workers.start()
            self.assertEqual(batch.wait(240), DONE)
        self.check_equal('remote')
        # Tasks that were made twice have their documents removed twice.
        self.wait_until(lambda: not self.stored())

    def test_a_batch_that_is_killed_goes_on(self):
        data = self.inputs(letters(120))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        self.workers.start()
        out = self.folder / 'remote'
        for _ in range(2):
            with self.start_batch(data, 'remote', '--resume') as batch:
                end = time.monotonic() + 60
                before = len(list(out.glob('*.pdf'))) if out.exists() else 0
                while batch.poll() is None and time.monotonic() < end and (
                        not out.exists() or len(list(out.glob('*.pdf'))) < before + 5):
                    time.sleep(0.01)
                batch.kill()
        done = gongwen(*self.queued(data, 'remote', '--resume'))
        self.assertEqual(done.status, DONE, done.err)
        self.check_equal('remote')

    def test_a_store_that_comes_back(self):
        """As a share that is not mounted for a while: the worker keeps its tasks and continues."""
        data = self.inputs(letters(40))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        worker = self.workers.start()
        self.wait_until(lambda: 'started' in self.workers.events())
        worker.send_signal(signal.SIGSTOP)
        with self.start_batch(data, 'remote') as batch:
            self.wait_until(lambda: self.waiting() > 0)
            self.break_store()
            worker.send_signal(signal.SIGCONT)
            self.wait_until(lambda: 'object-store-failed' in self.workers.events(), self.store_patience)
            self.assertIsNone(batch.poll())
            self.mend_store()
            self.assertEqual(batch.wait(120), DONE)
        self.check_equal('remote')
        self.check_objects_gone()

    def waiting(self):
        return rabbitmq_server.server().waiting('gongwen.tasks')


class FolderChaos(Chaos, QueueTest):
    def test_a_broker_that_loses_its_power(self):
        data = self.inputs(letters(150))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        self.workers.start()
        broker = rabbitmq_server.server()
        with self.start_batch(data, 'remote') as batch:
            self.wait_until(lambda: list((self.folder / 'remote').glob('*.pdf')))
            broker.kill()
            broker.start()
            self.assertEqual(batch.wait(300), DONE)
        self.check_equal('remote')
        self.assertIn('queue-lost', self.workers.events())


class StorageChaos(Chaos, test_machines.StorageTest):
    test_the_same_files_and_manifest = None
    test_transfers_that_go_wrong = None
    test_processes_that_draw_have_no_keys = None

    def break_store(self):
        self.store.stop()

    def mend_store(self):
        self.store.start()

    def test_a_store_that_goes_away_from_the_batch(self):
        """The batch ends after its tries, and says why; it continues with --resume."""
        data = self.inputs(letters(200))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        self.workers.start()
        out = self.folder / 'remote'
        with self.start_batch(data, 'remote', stderr=subprocess.PIPE) as batch:
            self.addCleanup(batch.kill)
            self.wait_until(lambda: out.exists() and len(list(out.glob('*.pdf'))) > 5)
            # The worker makes the rest, which the batch cannot read any more.
            batch.send_signal(signal.SIGSTOP)
            self.wait_until(lambda: len(self.stored()) + len(list(out.glob('*.pdf'))) >= 200)
            self.store.stop()
            batch.send_signal(signal.SIGCONT)
            begin = time.monotonic()
            err = batch.communicate(timeout=120)[1].decode('utf-8')
            seconds = time.monotonic() - begin
        self.assertEqual(batch.returncode, BAD_ENVIRONMENT, err)
        self.assertIn('engine/objects-failed', err)
        self.assertGreater(seconds, 15)
        self.assertLess(seconds, 80)
        self.store.start()
        self.wait_until(lambda: gongwen(*self.queued(data, 'remote', '--resume')).status == DONE)
        self.check_equal('remote')


class StoreFunctions(test_storage.StoreTest):
    def test_a_transfer_that_stalls(self):
        self.store.trouble('silent', 'PUT')
        begin = time.monotonic()
        test_storage.run_functions(self, 'WhatIsLonger*', PLACE)
        self.assertLess(time.monotonic() - begin, 25)


class OtherStorage(QueueTest):
    """Storage that others wrote; it ends when a client does in the middle of a request, so nothing is killed."""

    def make_store(self):
        self.objects = PLACE
        self.store = s3rver.Server()
        self.addCleanup(self.store.close)
        patch = mock.patch.dict(os.environ, self.store.environment())
        patch.start()
        self.addCleanup(patch.stop)

    def stored(self):
        return self.store.objects

    test_the_same_files_and_manifest = test_machines.SameTest.test_the_same_files_and_manifest
    test_files_beside_the_data = test_machines.SameTest.test_files_beside_the_data


class ClusterBatches(QueueTest):
    """Three brokers, of which one is killed and comes back again and again; a worker dies each second."""

    def make_address(self):
        needs.check('rabbitmq')
        self.cluster = rabbitmq_server.Cluster(3)
        self.addCleanup(self.cluster.close)
        return self.cluster.address()

    def test_nodes_and_workers_that_are_killed(self):
        data = self.inputs(letters(LETTERS))
        subprocess.run([PROGRAM, '--quiet', *map(str, self.words(data, 'local'))], check=True)
        random.seed(24)
        for _ in range(3):
            self.workers.start()
        with subprocess.Popen([PROGRAM, '--quiet', *map(str, self.queued(data, 'remote'))]) as batch:
            second, away = 0, None
            while batch.poll() is None:
                time.sleep(1)
                second += 1
                self.workers.kill(random.choice(self.workers.processes))
                self.workers.start()
                if second % 20 == 5:
                    away = random.choice(self.cluster.nodes)
                    away.kill()
                if second % 20 == 10:
                    away.start()
        self.assertEqual(batch.returncode, DONE)
        self.check_equal('remote')


class JobChaos(test_machines.QueuedJobs):
    test_the_documents_of_the_command = None
    test_a_stopped_job_leaves_nothing = None
    test_the_process_of_a_job_is_confined = None

    def test_killed_processes(self):
        body = test_machines.job_letters(700)
        address = self.started(body)
        self.worker()
        self.service.wait_until(lambda: self.job(address)['made'] > 100, 120)
        os.kill(self.job_process(), signal.SIGKILL)
        job = self.ended(address)
        self.assertEqual((job['state'], job['made'] + job['skipped'] + job['failed']), ('done', 700))
        self.check_documents(address, body)

    def test_a_restarted_service(self):
        body = test_machines.job_letters(700)
        address = self.started(body)
        self.worker()
        self.service.wait_until(lambda: self.job(address)['made'] > 100, 120)
        self.service.__exit__()
        self.enter()
        self.assertEqual(self.ended(address)['state'], 'done')
        self.check_documents(address, body)
        self.service.wait_until(lambda: not self.stored(), 60)


if __name__ == '__main__':
    unittest.main()
