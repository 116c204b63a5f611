"""Batches whose documents workers of other machines make: the same files and the same manifest as on one machine. All in
one program, since a broker takes seconds to start. What is killed at random and comes back is in test_chaos.py."""
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest
from unittest import mock

import amqp_cut
import needs
import rabbitmq_server
import s3_server
from PIL import Image
from batches import KIND, entries, letter
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, PROGRAM, ROOT, CommandTest, gongwen, sample
from kills import KILL_AT
from queued_batches import QueueTest, Workers, files, letters

sys.path.insert(0, str(ROOT / 'tests' / 'service'))
from test_jobs import EPOCH, JobTest, children_of, command_of  # noqa: E402
from test_jobs import letters as job_letters  # noqa: E402

QUEUE_PROGRAM = os.environ.get('GONGWEN_TEST_QUEUE_PROGRAM')
LIAR = pathlib.Path(PROGRAM).resolve().parent / 'queue_liar'


class FunctionsTest(unittest.TestCase):
    """The functions of a queue: task_queue_test.cpp."""

    @needs.only_with('the tests of the queue')
    def test_all(self):
        environment = {**os.environ, 'GONGWEN_TEST_QUEUE': rabbitmq_server.server().address()}
        done = subprocess.run([QUEUE_PROGRAM, '--gtest_filter=TaskQueueTest.*'], env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stdout.decode('utf-8', 'replace'))
        self.assertNotIn(b'SKIPPED', done.stdout)


class SameTest(QueueTest):
    """Nobody dies."""

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

    def test_an_interrupted_batch_leaves_no_work(self):
        data = self.inputs(letters(100))
        with self.start_batch(data, 'remote') as batch:
            time.sleep(1)  # nobody works; all is sent
            batch.send_signal(signal.SIGINT)
            self.assertEqual(batch.wait(30), 130)
        self.workers.start()
        # What comes next does not wait for what nobody wants.
        few = self.inputs(letters(3))
        self.assertEqual(gongwen(*self.queued(few, 'few')).status, DONE)
        self.check_objects_gone()

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
        with self.start_batch(data, 'remote', stderr=subprocess.PIPE) as batch:
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


class DyingTest(QueueTest):
    """Whoever dies or is away for a while."""

    def waiting(self):
        """Tasks that nobody has, as a worker would say."""
        return rabbitmq_server.server().waiting('gongwen.tasks')

    def test_a_task_whose_answer_was_not_taken_is_made_again(self):
        """The connection ends with the answer on its way: a task that was acknowledged before its answer would be lost."""
        data = self.inputs(letters(8))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        with amqp_cut.CutBeforePublish(rabbitmq_server.server().port) as relay:
            workers = Workers(self, relay.address(), self.objects)
            workers.start()
            with self.start_batch(data, 'remote') as batch:
                self.assertEqual(batch.wait(120), DONE)
            self.assertTrue(relay.cut.is_set())
        self.check_equal('remote')
        self.wait_until(lambda: not self.stored())

    def test_workers_that_are_killed(self):
        data = self.inputs(letters(150))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        for _ in range(2):
            self.workers.start()
        out = self.folder / 'remote'
        with self.start_batch(data, 'remote') as batch:
            for count in (5, 60):
                self.wait_until(lambda least=count: len(list(out.glob('*.pdf'))) >= least)
                self.workers.kill(self.workers.processes[0])
                self.workers.start()
            self.assertEqual(batch.wait(60), DONE)
        self.check_equal('remote')
        # Tasks that were made twice have their documents removed twice.
        self.wait_until(lambda: not self.stored())

    def test_a_batch_that_is_killed_goes_on(self):
        data = self.inputs(letters(60))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        self.workers.start()
        out = self.folder / 'remote'
        with self.start_batch(data, 'remote') as batch:
            self.wait_until(lambda: len(list(out.glob('*.pdf'))) >= 5)
            batch.kill()
        done = gongwen(*self.queued(data, 'remote', '--resume'))
        self.assertEqual(done.status, DONE, done.err)
        self.check_equal('remote')

    @needs.long(os.environ.get('QUEUE_WAITS') == 'all')
    def test_a_broker_that_is_restarted(self):
        data = self.inputs(letters(80))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        self.workers.start()
        broker = rabbitmq_server.server()
        with self.start_batch(data, 'remote') as batch:
            self.wait_until(lambda: list((self.folder / 'remote').glob('*.pdf')))
            broker.stop()
            broker.start()
            self.assertEqual(batch.wait(100), DONE)
        self.check_equal('remote')
        self.assertIn('queue-lost', self.workers.events())
        self.wait_until(lambda: not self.stored())

    def test_the_next_node_of_a_cluster(self):
        user, place = self.address.split('@')
        self.address = f'{user}@127.0.0.1:1,{place}'
        self.workers.start()
        self.assertEqual(gongwen(*self.queued(self.inputs(letters(3)), 'remote')).status, DONE)

    def test_a_worker_ends_with_what_it_has(self):
        data = self.inputs(letters(60))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        first = self.workers.start()
        with self.start_batch(data, 'remote') as batch:
            while not (self.folder / 'remote').exists() or not list((self.folder / 'remote').glob('*.pdf')):
                time.sleep(0.01)
            first.terminate()
            self.assertEqual(first.wait(60), DONE)
            self.workers.start()
            self.assertEqual(batch.wait(60), DONE)
        self.check_equal('remote')

    def test_a_worker_that_cannot_work_leaves_tasks_to_others(self):
        """As one whose disk is full: nothing can be put where it has its own files."""
        data = self.inputs(letters(30))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        self.workers.start(environment={'TMPDIR': str(self.folder / 'nothing')})
        with self.start_batch(data, 'remote') as batch:
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


    def test_a_worker_that_is_killed_while_it_puts_a_document_there(self):
        """Before each change of the file system: the store has whole documents and nothing else."""
        data = self.inputs(letters(1))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        wanted = {entry['hash'] for record in entries(self.folder / 'local') for entry in record['outputs']}
        killed = 0
        for number in range(2, 6):
            worker = self.workers.start(environment={'LD_PRELOAD': KILL_AT, 'KILL_AT': str(number), 'ASAN_OPTIONS': 'verify_asan_link_order=0'})
            out = f'remote{number}'
            with self.start_batch(data, out) as batch:
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
        self.assertGreater(killed, 1)


class LiarTest(QueueTest):
    """Somebody else than a worker answers tasks: tests/queue/liar.cpp."""

    def lie(self, batch, records, times=1):
        """Answers each task of a batch with these records, until the batch ends."""
        with subprocess.Popen([LIAR, self.address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding='utf-8') as liar:
            while batch.poll() is None:
                line = liar.stdout.readline()
                answer = ''
                if line.strip():
                    task = json.loads(line)
                    answer = json.dumps({'v': task['v'], 'task': task['task'], 'worker': 'liar:1', 'refused': '',
                                         'records': records([record['n'] for record in task['records']])})
                liar.stdin.write(('2' if times == 2 else '') + answer + '\n')
                liar.stdin.flush()
            liar.stdin.close()
            liar.stdout.read()

    def test_why_a_document_was_not_made(self):
        data = self.inputs(letters(3))
        reasons = dict(zip((1, 2, 3), (('signal 11', 'engine/batch-crashed'), ('late: 5 min', 'engine/batch-late'),
                                       ('workers: 20', 'engine/batch-workers-failed'))))
        with self.start_batch(data, 'remote', stderr=subprocess.PIPE) as batch:
            self.lie(batch, lambda numbers: [{'n': number, 'status': 'crashed', 'reason': reasons[number][0]} for number in numbers])
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
        with self.start_batch(data, 'remote', stderr=subprocess.PIPE) as batch:
            self.lie(batch, answer, times=2)
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
            with self.subTest(lie=index), self.start_batch(data, f'remote{index}') as batch:
                self.lie(batch, lie, times=1 + index % 2)
                self.assertEqual(batch.wait(60), DONE)
                self.check_equal(f'remote{index}')
        self.assertEqual(secret.read_bytes(), b'mine')



PLACE = 's3://documents/公文 2024'
SECRETS = (s3_server.ACCESS_KEY, s3_server.SECRET_KEY, 'geheim')



class StorageTest(QueueTest):
    """Documents come through storage that speaks S3."""

    def setUp(self):
        self.store = s3_server.Server()
        self.addCleanup(self.store.close)
        patch = mock.patch.dict(os.environ, self.store.environment())
        patch.start()
        self.addCleanup(patch.stop)
        super().setUp()

    store_patience = 90

    def make_store(self):
        self.objects = PLACE

    def stored(self):
        return list(self.store.objects)

    def test_the_same_files_and_manifest(self):
        SameTest.test_the_same_files_and_manifest(self)
        keys = {key for command, key in self.store.requests if command == 'PUT'}
        self.assertEqual(len(keys), 30)  # letters that are the same have one object
        for key in keys:
            self.assertRegex(key, r'^公文 2024/[0-9a-f]{32}$')

    def test_transfers_that_go_wrong(self):
        """A document that was changed on its way is made here; one that was cut off is asked for again."""
        data = self.inputs(letters(12))
        self.assertEqual(gongwen(*self.words(data, 'local')).status, DONE)
        for kind, method, times in (('wrong', 'GET', 3), ('cut', 'GET', 2), ('gone', 'PUT', 1), ('busy', None, 2)):
            with self.subTest(kind=kind, method=method):
                self.workers.close()
                self.workers.start()
                self.wait_until(lambda: 'started' in self.workers.events())
                self.store.trouble(kind, method, times)
                out = f'{kind}-{method}'
                done = gongwen(*self.queued(data, out))
                self.assertEqual(done.status, DONE, done.err)
                self.check_equal(out)
                self.assertEqual([one for one in self.store.troubles if one[2]], [])
                self.assertNotIn('object-store-failed', self.workers.events())

    @staticmethod
    def children(process):
        found = []
        with contextlib.suppress(OSError):
            for task in os.listdir(f'/proc/{process.pid}/task'):
                with open(f'/proc/{process.pid}/task/{task}/children', encoding='ascii') as children:
                    found += children.read().split()
        return found

    def test_processes_that_draw_have_no_keys(self):
        """Neither in their environment nor in their command line."""
        data = self.inputs(letters(60))
        worker = self.workers.start()
        with open(f'/proc/{worker.pid}/cmdline', 'rb') as text:
            own = text.read()
        seen = []
        with subprocess.Popen([PROGRAM, '--quiet', *map(str, self.queued(data, 'remote'))]) as batch:
            while batch.poll() is None:
                for child in self.children(worker):
                    with contextlib.suppress(OSError):
                        # Until it has called exec(), a child has the worker's command line and environment.
                        command = pathlib.Path(f'/proc/{child}/cmdline').read_bytes()
                        if command not in (b'', own):
                            seen += [command, pathlib.Path(f'/proc/{child}/environ').read_bytes()]
                time.sleep(0.02)
        self.assertEqual(batch.returncode, DONE)
        self.assertTrue(any(b'task:' in text for text in seen))
        for text in seen:
            for secret in SECRETS:
                self.assertNotIn(secret.encode('utf-8'), text)



SECRET = 'geheim'


class QueuedJobs(JobTest):
    def setUp(self):
        self.address = rabbitmq_server.server().address()
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
        found = [pid for pid in children_of(self.service.process.pid) if b'job:' in command_of(pid)]
        return found[0] if found else None

    def test_the_documents_of_the_command(self):
        body = job_letters(200)
        address = self.started(body)
        self.service.wait_until(lambda: self.job(address)['state'] == 'running', 60)
        self.worker()
        self.worker()
        job = self.ended(address)
        self.assertEqual((job['state'], job['status'], job['made'], job['failed'], job['of']), ('done', 1, 198, 2, 200))
        self.assertIn('workers', job)
        self.check_documents(address, body)
        self.service.wait_until(lambda: not self.stored(), 60)

    def test_a_stopped_job_leaves_nothing(self):
        self.worker()
        address = self.started(job_letters(1_000))
        self.service.wait_until(lambda: self.job(address)['made'] > 50, 120)
        self.assertEqual(self.service.ask('DELETE', address).status, 204)
        self.assertEqual(self.job(address)['state'], 'stopped')
        self.service.wait_until(lambda: self.job_process() is None, 60)
        # The task that the worker was at ends, and its documents go.
        self.service.wait_until(lambda: not self.stored(), 60)
        self.service.wait_until(lambda: [path.name for path in self.job_folder(address).rglob('*') if path.is_file()] == ['job.json'])

    def test_the_process_of_a_job_is_confined(self):
        """It has connections and keys, but neither in its command line nor in its environment."""
        self.worker()
        address = self.started(job_letters(2_000))
        self.service.wait_until(lambda: self.job(address)['made'] > 50, 120)
        process = self.job_process()
        self.assertNotIn(b'amqp:', command_of(process))
        self.assertEqual(pathlib.Path(f'/proc/{process}/environ').read_bytes(), b'')
        self.assertIn('Seccomp:\t2', pathlib.Path(f'/proc/{process}/status').read_text('ascii'))
        self.service.ask('DELETE', address)


class MissingQueue(JobTest):
    """A queue that is away when the job comes."""
    options = ('--queue', f'amqp://gongwen:{SECRET}@127.0.0.1:1/documents', '--objects', '/tmp')

    def test_it_waits(self):
        address = self.started(job_letters(10))
        self.service.wait_until(lambda: self.job(address).get('reason') == 'environment', 60)
        job = self.job(address)
        self.assertEqual(job['state'], 'queued')
        self.assertIn('engine/queue-failed', [one['id'] for one in job['report']['diagnostics']])
        self.assertNotIn(SECRET, str(job))
        self.assertGreaterEqual(self.service.metrics()['gongwen_jobs_postponed_total'], 1)
        self.assertEqual(self.service.ask('DELETE', address).status, 204)
        self.assertEqual(self.job(address)['state'], 'stopped')


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
