"""Batches whose documents workers make: the same files and the same manifest as on one machine, whoever dies.

QUEUE_KILLS=100 kills as many workers as that during one batch; otherwise 6. With it there is a cluster of three brokers,
too, and QUEUE_LETTERS=100000 says what it must survive; otherwise 5,000."""
import contextlib
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import time
import unittest

import queue_servers
import rabbitmq_server
from PIL import Image
from batches import KIND, entries, letter
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, PROGRAM, ROOT, CommandTest, gongwen, sample
from kills import KILL_AT
from queued_batches import QueueTest, files, letters

KILLS = int(os.environ.get('QUEUE_KILLS', '6'))
LETTERS = int(os.environ.get('QUEUE_LETTERS', '5000'))


class QueueBatches:
    """What is the same for all servers."""

    def test_the_same_files_and_manifest(self):
        data = self.inputs([*letters(30), {'no': 'letter'}, *letters(3)])
        local = gongwen(*self.words(data, 'local'))
        self.workers.start()
        self.workers.start()
        remote = gongwen(*self.queued(data, 'remote'))
        self.assertEqual((remote.status, remote.out), (local.status, local.out), remote.err)
        self.assertEqual(remote.status, BAD_INPUT)
        self.assertEqual(remote.err, local.err)
        self.check_equal('remote')
        self.check_objects_gone()

    def test_ofd_with_its_pdf(self):
        self.workers.start()
        done = self.check_same(KIND, self.inputs(letters(8)), '--format', 'ofd,pdf')
        self.assertEqual(done.status, DONE, done.err)
        self.assertEqual(sum(name.endswith('.ofd') for name in files(self.folder / 'remote')), 8)

    def test_warnings(self):
        """Workers make documents whose data is warned about; those of documents are made again where the batch runs."""
        title = {'zh': '示例提案,有半角标点', 'en': 'Example proposal'}
        warned = [letter(90, title=title), letter(91, title={**title, 'en': 'Muchtoolong' * 12})]
        data = self.inputs([*letters(3), *warned, *letters(3)])
        self.workers.start()
        for options in ([], ['--strict']):
            with self.subTest(options=options):
                shutil.rmtree(self.folder / 'local', ignore_errors=True)
                shutil.rmtree(self.folder / 'remote', ignore_errors=True)
                done = self.check_same(KIND, data, '--format', 'pdf', *options)
                self.assertIn('proofing/half-width-mark', done.err)

    def test_files_beside_the_data(self):
        """Photos of the same name in several folders are several photos."""
        expert = sample(ROOT / 'samples/expert-application/typical.json')
        for folder, colour in (('one', 'red'), ('two', 'navy')):
            (self.folder / folder).mkdir()
            Image.new('RGB', (295, 413), colour).save(self.folder / folder / 'photo.jpg')
            for number in range(3):
                data = {**expert, 'name_zh': f'示例{folder}{number}', 'photo': 'photo.jpg'}
                (self.folder / folder / f'{number}.json').write_text(json.dumps(data, ensure_ascii=False), 'utf-8')
        missing = self.folder / 'two/missing.json'
        missing.write_text(json.dumps({**expert, 'photo': 'nobody.jpg'}, ensure_ascii=False), 'utf-8')
        self.workers.start()
        inputs = [self.folder / folder / f'{number}.json' for folder in ('one', 'two') for number in range(3)]
        done = self.check_same('expert-application', *inputs, '--format', 'pdf,xlsx')
        self.assertEqual(done.status, DONE, done.err)
        shutil.rmtree(self.folder / 'local')
        shutil.rmtree(self.folder / 'remote')
        self.assertNotEqual(self.check_same('expert-application', *inputs, missing, '--format', 'pdf').status, DONE)

    def test_tables(self):
        """Rows of several tables; the same columns in another order."""
        columns = ['org', '/title/zh', '/title/en', 'wg', 'leader']
        tables = []
        for number, order in enumerate((columns, list(reversed(columns)))):
            rows = [{'org': f'示例单位{number}-{row}', '/title/zh': f'示例提案{row}', '/title/en': f'Example {row}', 'wg': '3',
                     'leader': '某某'} for row in range(7)]
            text = '\n'.join([','.join(order), *(','.join(row[name] for name in order) for row in rows)]) + '\n'
            tables.append(self.folder / f'table{number}.csv')
            tables[-1].write_text(text, 'utf-8')
        self.workers.start()
        done = self.check_same(KIND, *tables, '--format', 'pdf')
        self.assertEqual(len(files(self.folder / 'remote')), 14, done.err)

    def test_files_per_page_and_pruning(self):
        data = self.inputs(letters(4))
        self.workers.start()
        self.check_same(KIND, data, '--format', 'png', '--dpi', '40', '--prune')
        before = len(files(self.folder / 'remote'))
        self.assertEqual(self.check_same(KIND, data, '--format', 'png', '--dpi', '40', '--prune').status, DONE)
        data = self.inputs(letters(2))
        self.check_same(KIND, data, '--format', 'png', '--dpi', '40', '--prune')
        self.assertEqual(len(files(self.folder / 'remote')), before / 2)

    def test_workers_that_are_killed(self):
        data = self.inputs(letters(100 * KILLS))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        for _ in range(3):
            self.workers.start()
        random.seed(24)
        with subprocess.Popen([PROGRAM, '--quiet', *map(str, self.queued(data, 'remote'))]) as batch:
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
            with subprocess.Popen([PROGRAM, '--quiet', *map(str, self.queued(data, 'remote', '--resume'))]) as batch:
                end = time.monotonic() + 60
                before = len(list(out.glob('*.pdf'))) if out.exists() else 0
                while batch.poll() is None and time.monotonic() < end and (
                        not out.exists() or len(list(out.glob('*.pdf'))) < before + 5):
                    time.sleep(0.01)
                batch.kill()
        done = gongwen(*self.queued(data, 'remote', '--resume'))
        self.assertEqual(done.status, DONE, done.err)
        self.check_equal('remote')

    def test_an_interrupted_batch_leaves_no_work(self):
        data = self.inputs(letters(100))
        with subprocess.Popen([PROGRAM, '--quiet', *map(str, self.queued(data, 'remote'))]) as batch:
            time.sleep(1.5)  # nobody works; all is sent
            batch.send_signal(signal.SIGINT)
            self.assertEqual(batch.wait(30), 130)
        self.assertFalse((self.folder / 'remote/.gongwen-run').exists())
        self.workers.start()
        time.sleep(2)
        self.check_objects_gone()
        # What comes next does not wait for what nobody wants.
        few = self.inputs(letters(3))
        self.assertEqual(gongwen(*self.queued(few, 'few')).status, DONE)

    def test_a_worker_that_is_not_the_same_refuses(self):
        data = self.inputs(letters(3))
        self.workers.start(environment={'SOURCE_DATE_EPOCH': '1700000000'})
        refused = gongwen(*self.queued(data, 'remote'))
        self.assertEqual(refused.status, BAD_ENVIRONMENT)
        self.assertIn('engine/worker-refused', refused.err)
        self.assertIn('options', refused.err)
        self.assertEqual([path.name for path in (self.folder / 'remote').glob('*.pdf')], [])

    def test_a_document_that_no_worker_survives(self):
        """Here somebody ends each process that makes documents, as a document might."""
        data = self.inputs(letters(2))
        worker = self.workers.start()
        with subprocess.Popen([PROGRAM, '--lang', 'en', *map(str, self.queued(data, 'remote'))], stderr=subprocess.PIPE) as batch:
            children = pathlib.Path(f'/proc/{worker.pid}/task')
            end = time.monotonic() + 90
            while batch.poll() is None and time.monotonic() < end:
                time.sleep(0.005)
                for listing in children.glob('*/children'):
                    with contextlib.suppress(OSError):
                        for child in listing.read_text().split():
                            os.kill(int(child), signal.SIGKILL)
            if batch.poll() is None:
                batch.kill()
            err = batch.stderr.read().decode('utf-8')
        self.assertEqual(batch.returncode, BAD_ENVIRONMENT, err)
        self.assertIn('engine/batch-crashed', err)
        self.assertIn('signal 9', err)
        self.assertIn('task-dead', self.workers.events())
        self.wait_until(lambda: not self.stored())
        # The worker has survived.
        self.assertEqual(gongwen(*self.queued(data, 'again')).status, DONE)

    def test_metrics(self):
        address = self.folder / 'metrics.sock'
        self.workers.start(metrics=address)
        self.assertEqual(gongwen(*self.queued(self.inputs([*letters(5), {'no': 'letter'}]), 'remote')).status, BAD_INPUT)

        def values():
            connection = http.client.HTTPConnection('localhost')
            connection.sock = socket.socket(socket.AF_UNIX)
            with contextlib.closing(connection):
                connection.sock.connect(str(address))
                connection.request('GET', '/metrics')
                text = connection.getresponse().read().decode('ascii')
            return dict(line.rsplit(' ', 1) for line in text.splitlines() if not line.startswith('#'))
        self.wait_until(lambda: values()['gongwen_worker_busy'] == values()['gongwen_queue_tasks_waiting'] == '0')
        found = values()
        self.assertEqual(found['gongwen_worker_records_total{end="answered"}'], '6')
        self.assertGreater(int(found['gongwen_worker_tasks_total{end="answered"}']), 0)
        self.assertEqual(found['gongwen_worker_processes'], '1')
        self.assertEqual(found['gongwen_worker_connected'], '1')
        taken = gongwen('worker', '--queue', self.address, '--objects', self.objects, '--metrics', address)
        self.assertEqual(taken.status, BAD_ENVIRONMENT)
        self.assertIn('cli/serve-in-use', taken.err)

    def test_a_worker_ends_with_what_it_has(self):
        data = self.inputs(letters(60))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        first = self.workers.start()
        with subprocess.Popen([PROGRAM, '--quiet', *map(str, self.queued(data, 'remote'))]) as batch:
            while not (self.folder / 'remote').exists() or not list((self.folder / 'remote').glob('*.pdf')):
                time.sleep(0.01)
            first.terminate()
            self.assertEqual(first.wait(60), DONE)
            self.workers.start()
            self.assertEqual(batch.wait(60), DONE)
        self.check_equal('remote')

    def test_a_store_that_comes_back(self):
        """As a share that is not mounted for a while: the worker keeps its tasks and continues."""
        data = self.inputs(letters(40))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        worker = self.workers.start()
        self.wait_until(lambda: 'started' in self.workers.events())
        worker.send_signal(signal.SIGSTOP)
        with subprocess.Popen([PROGRAM, '--quiet', *map(str, self.queued(data, 'remote'))]) as batch:
            self.wait_until((self.folder / 'remote/.gongwen-run').exists)
            self.break_store()
            worker.send_signal(signal.SIGCONT)
            self.wait_until(lambda: 'object-store-failed' in self.workers.events(), self.store_patience)
            self.assertIsNone(batch.poll())
            self.mend_store()
            self.assertEqual(batch.wait(120), DONE)
        self.check_equal('remote')
        self.check_objects_gone()

    def test_a_worker_that_cannot_work_leaves_tasks_to_others(self):
        """As one whose disk is full: nothing can be put where it has its own files."""
        data = self.inputs(letters(30))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        self.workers.start(environment={'TMPDIR': str(self.folder / 'nothing')})
        with subprocess.Popen([PROGRAM, '--quiet', *map(str, self.queued(data, 'remote'))]) as batch:
            self.wait_until(lambda: 'no-process' in self.workers.events())
            self.workers.start()
            self.assertEqual(batch.wait(60), DONE)
        self.check_equal('remote')
        self.check_objects_gone()

    def test_a_store_that_takes_nothing(self):
        self.objects = self.no_store()
        failed = gongwen('worker', '--queue', self.address, '--objects', self.objects)
        self.assertEqual(failed.status, BAD_ENVIRONMENT)
        self.assertIn('engine/objects-failed', failed.err)
        failed = gongwen(*self.queued(self.inputs(letters(1)), 'remote'))
        self.assertEqual(failed.status, BAD_ENVIRONMENT)
        self.assertIn('engine/objects-failed', failed.err)


class PostgresBatches(QueueBatches, QueueTest):
    server = 'postgresql'

    def run_sql(self, statement):
        return queue_servers.server('postgresql').query(self.address, statement)

    def lie(self, records):
        """Answers each task with these records: as somebody would who may write into the queue."""
        for line in self.run_sql("WITH gone AS (DELETE FROM gongwen_message WHERE queue = 'gongwen.tasks' RETURNING body) "
                                 'SELECT body FROM gone').splitlines():
            task = json.loads(line)
            answer = {'v': task['v'], 'task': task['task'], 'worker': 'liar:1', 'refused': '',
                      'records': records([record['n'] for record in task['records']])}
            self.run_sql("INSERT INTO gongwen_message (queue, body) VALUES ('gongwen.results.{}', '{}')".format(
                task['run'], json.dumps(answer).replace("'", "''")))

    def test_a_worker_that_is_killed_while_it_puts_a_document_there(self):
        """Before each change of the file system: the store has whole documents and nothing else."""
        data = self.inputs(letters(1))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        wanted = {entry['hash'] for record in entries(self.folder / 'local') for entry in record['outputs']}
        killed = 0
        for number in range(1, 7):
            worker = self.workers.start(environment={'LD_PRELOAD': KILL_AT, 'KILL_AT': str(number), 'ASAN_OPTIONS': 'verify_asan_link_order=0'})
            out = f'remote{number}'
            with subprocess.Popen([PROGRAM, '--quiet', *map(str, self.queued(data, out))]) as batch:
                self.wait_until(lambda pair=(worker, batch): any(process.poll() is not None for process in pair))
                killed += worker.poll() is not None
                left = {path.name for path in self.stored()}
                self.workers.kill(worker)
                rest = self.workers.start()
                self.assertEqual(batch.wait(60), DONE)
            self.assertLessEqual(left, wanted, number)
            self.check_equal(out)
            self.check_objects_gone()
            self.workers.kill(rest)
        self.assertGreater(killed, 2)

    def test_why_a_document_was_not_made(self):
        data = self.inputs(letters(3))
        reasons = dict(zip((1, 2, 3), (('signal 11', 'engine/batch-crashed'), ('late: 5 min', 'engine/batch-late'),
                                       ('workers: 20', 'engine/batch-workers-failed'))))
        with subprocess.Popen([PROGRAM, '--lang', 'en', *map(str, self.queued(data, 'remote'))], stderr=subprocess.PIPE) as batch:
            while batch.poll() is None:
                with contextlib.suppress(subprocess.CalledProcessError):  # before there are tables
                    self.lie(lambda numbers: [{'n': number, 'status': 'crashed', 'reason': reasons[number][0]} for number in numbers])
                time.sleep(0.05)
            err = batch.stderr.read().decode('utf-8')
        self.assertEqual(batch.returncode, BAD_ENVIRONMENT)
        for reason, code in reasons.values():
            self.assertIn(code, err)
            self.assertIn(reason.split(': ')[-1], err)

    def test_warnings_of_data_need_no_second_document(self):
        """The worker answers with another document here, which would not be used if it were made again."""
        data = self.inputs([letter(1), letter(2, title={'zh': '示例提案,有半角标点', 'en': 'Example'})])
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        first = entries(self.folder / 'local')[0]['outputs'][0]
        (self.objects / first['hash'][:2]).mkdir()

        def answer(numbers):
            (self.objects / first['hash'][:2] / first['hash']).write_bytes((self.folder / 'local' / first['file']).read_bytes())
            return [{'n': number, 'status': 'made', 'name': f'x{number}', 'beside': [], 'microseconds': 1, 'messages': True, 'files': [
                {'format': 'pdf', 'hash': first['hash'], 'bytes': first['bytes'], 'pages': 2, 'page': 0}]} for number in numbers[1:]]
        with subprocess.Popen([PROGRAM, '--lang', 'en', *map(str, self.queued(data, 'remote'))], stderr=subprocess.PIPE) as batch:
            while batch.poll() is None:
                with contextlib.suppress(subprocess.CalledProcessError):  # before there are tables
                    self.lie(answer)
                time.sleep(0.05)
            err = batch.stderr.read().decode('utf-8')
        self.assertEqual(batch.returncode, DONE, err)
        self.assertIn('proofing/half-width-mark', err)
        self.assertIn('letters.jsonl:2', err)
        self.assertEqual((self.folder / 'remote/x2.pdf').read_bytes(), (self.folder / 'local' / first['file']).read_bytes())

    def test_answers_that_are_lies(self):
        """A document is made here when its answer is not what this machine would have made."""
        data = self.inputs(letters(4))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        real = entries(self.folder / 'local')[0]['outputs'][0]
        bad = 'ab' * 16
        secret = self.folder / 'secret.pdf'
        secret.write_bytes(b'mine')

        def pdf(name, size=real['bytes']):
            return [{'format': 'pdf', 'hash': name, 'bytes': size, 'pages': 1, 'page': 0}]

        def made(number, **changes):
            return {'n': number, 'status': 'made', 'name': 'x', 'beside': [], 'microseconds': 1, 'files': pdf(real['hash']), **changes}

        def put(name, content):
            (self.objects / name[:2]).mkdir(exist_ok=True)
            (self.objects / name[:2] / name).write_bytes(content)

        lies = [lambda numbers: [made(number, name='../../x') for number in numbers],
                lambda numbers: [made(number, files=pdf('../secret.pdf', 4)) for number in numbers],
                lambda numbers: [made(number, files=pdf('0' * 32)) for number in numbers],
                lambda numbers: [made(number, files=pdf(bad)) for number in numbers],
                lambda numbers: [made(number, files=[]) for number in numbers],
                lambda numbers: [made(number, files=pdf(real['hash']) * 2) for number in numbers],
                lambda numbers: [made(number + 1000) for number in numbers],
                lambda numbers: [made(number, beside=[{'name': 'x', 'hash': real['hash']}]) for number in numbers],
                lambda numbers: []]
        for index, lie in enumerate(lies):
            put(real['hash'], (self.folder / 'local' / real['file']).read_bytes())
            put(bad, b'x' * real['bytes'])
            with self.subTest(lie=index), subprocess.Popen([PROGRAM, '--quiet', *map(str, self.queued(data, f'remote{index}'))]) as batch:
                end = time.monotonic() + 60
                while batch.poll() is None and time.monotonic() < end:
                    with contextlib.suppress(subprocess.CalledProcessError):  # before there are tables
                        self.lie(lie)
                    time.sleep(0.05)
                self.assertEqual(batch.wait(1), DONE)
                self.check_equal(f'remote{index}')
        self.assertEqual(secret.read_bytes(), b'mine')


class RabbitBatches(QueueBatches, QueueTest):
    server = 'rabbitmq'
    # What has nothing to do with who brings the tasks: once is enough but for long runs.
    if KILLS <= 6:
        test_ofd_with_its_pdf = None
        test_warnings = None
        test_files_beside_the_data = None
        test_tables = None
        test_files_per_page_and_pruning = None
        test_a_worker_that_is_not_the_same_refuses = None
        test_a_store_that_comes_back = None

    def restart(self, end):
        data = self.inputs(letters(150))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        self.workers.start()
        broker = queue_servers.server('rabbitmq')
        with subprocess.Popen([PROGRAM, '--quiet', *map(str, self.queued(data, 'remote'))]) as batch:
            while not (self.folder / 'remote').exists() or not list((self.folder / 'remote').glob('*.pdf')):
                time.sleep(0.01)
            end(broker)
            broker.start()
            self.assertEqual(batch.wait(300), DONE)
        self.check_equal('remote')
        self.assertIn('queue-lost', self.workers.events())

    def test_a_broker_that_is_restarted(self):
        self.restart(lambda broker: broker.stop())

    def test_the_next_node_of_a_cluster(self):
        user, place = self.address.split('@')
        self.address = f'{user}@127.0.0.1:1,{place}'
        self.workers.start()
        self.assertEqual(gongwen(*self.queued(self.inputs(letters(3)), 'remote')).status, DONE)

    @unittest.skipUnless(KILLS > 6, 'takes minutes')
    def test_a_broker_that_loses_its_power(self):
        """One that has no others beside it loses queues that it has just made."""
        self.restart(lambda broker: broker.kill())


@unittest.skipUnless(KILLS > 6, 'takes minutes')
class ClusterBatches(QueueTest):
    """Three brokers, of which one is killed and comes back again and again; a worker dies each second."""

    def make_address(self):
        if rabbitmq_server.program() is None:
            self.skipTest('no rabbitmq here')
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


class QueueOptionsTest(CommandTest):
    def test_addresses(self):
        for options, code in ((('--queue', 'redis://x', '--objects', '.'), 'cli/bad-queue'),
                              (('--queue', 'amqp://x'), 'cli/queue-and-objects'),
                              (('--objects', '.'), 'cli/queue-and-objects')):
            for words in (['batch', KIND, '-', '-o', 'out'], ['worker']):
                refused = gongwen(*words, *options, cwd=self.folder)
                self.assertEqual(refused.status, BAD_USAGE)
                self.assertIn(code, refused.err)

    def test_passwords_are_not_shown(self):
        for words in (['batch', KIND, '-', '-o', 'out'], ['worker']):
            failed = gongwen(*words, '--queue', 'amqp://user:geheim@127.0.0.1:1/x', '--objects', '.', cwd=self.folder, stdin=b'{}')
            self.assertEqual(failed.status, BAD_ENVIRONMENT, failed.err)
            self.assertIn('engine/queue-failed', failed.err)
            self.assertNotIn('geheim', failed.err)

    def test_an_address_from_the_environment(self):
        failed = gongwen('worker', '--objects', '.', cwd=self.folder, environment={'GONGWEN_QUEUE': 'amqp://u:geheim@127.0.0.1:1/x'})
        self.assertEqual(failed.status, BAD_ENVIRONMENT, failed.err)
        self.assertIn('amqp://u:***@127.0.0.1', failed.err)

    def test_options_that_stay_here(self):
        (self.folder / 'in').mkdir()
        (self.folder / 'out').mkdir()
        manifest = self.folder / 'out/manifest.jsonl'
        manifest.write_text('{"input":"x"}\n', 'utf-8')
        for options, code in ((['--watch', 'in'], 'engine/batch-local-option'), (['in', '--limit', 'steps=1000'], 'engine/batch-local-option'),
                              (['in', '--jobs', '2'], 'cli/')):
            refused = gongwen('batch', KIND, *options, '-o', 'out', '--queue', 'amqp://127.0.0.1:1/x', '--objects', '.', cwd=self.folder)
            self.assertEqual(refused.status, BAD_USAGE, refused.err)
            self.assertIn(code, refused.err)
            self.assertEqual(manifest.read_text('utf-8'), '{"input":"x"}\n')


if __name__ == '__main__':
    unittest.main()
