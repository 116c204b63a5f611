"""Jobs: batches have the documents of the command, continue after kills with the same bytes, and are accessible to
nobody else."""
import csv
import io
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import unittest
import urllib.parse
import zipfile

import needs
from harness import ROOT, CommandTest, gongwen
from serving import Service, children_of, grey_picture, multipart

KIND = 'commitment-letter'
BATCHES = f'/api/v1/kinds/{KIND}/batches'
LINES = 'application/x-ndjson'
EPOCH = {'SOURCE_DATE_EPOCH': '1700000000'}
FAULTY = 17
PATIENCE = 300  # seconds, on a machine that is busy with much else


def letter(number):
    return {'org': f'示例研究院{number}', 'title': {'zh': f'示例{number}', 'en': f'Example {number}'},
            'wg': 7 if number % 100 == FAULTY else 1 + number % 5, 'leader': '甲'}


def letters(count, first=1):
    return ''.join(json.dumps(letter(number), ensure_ascii=False) + '\n' for number in range(first, first + count)).encode()


def without_times(manifest):
    lines = [json.loads(line) for line in manifest.decode().splitlines()]
    return [{name: value for name, value in line.items() if name != 'milliseconds'} for line in lines]


def events_in(text):
    """(name, id, data) of each event; comments are left out."""
    for block in text.split('\n\n')[:-1]:
        fields = dict(line.split(': ', 1) for line in block.splitlines() if line and not line.startswith(':'))
        if 'event' in fields:
            yield fields['event'], int(fields['id']), json.loads(fields['data'])


def jobs_in(state):
    """Names of the folders, also of those that are on their way out."""
    return [name for name in os.listdir(state / 'jobs') if name != '.lock']


class JobTest(CommandTest):
    options = ()
    open_api = True

    def setUp(self):
        super().setUp()
        self.state = self.folder / 'state'
        self.enter()

    def enter(self):
        self.service = Service('--state', self.state, *self.options, environment=EPOCH, open_api=self.open_api).__enter__()
        self.addCleanup(self.service.__exit__)

    def start(self, body, query='?format=pdf', media_type=LINES, **headers):
        sent = {'Content-Type': media_type, **{name.replace('_', '-'): value for name, value in headers.items()}}
        return self.service.ask('POST', BATCHES + query, body, sent)

    def started(self, *arguments, **options):
        answer = self.start(*arguments, **options)
        self.assertEqual(answer.status, 202, answer.body)
        self.assertEqual(answer.headers['location'], f'/api/v1/jobs/{answer.json()["id"]}')
        return answer.headers['location']

    def job(self, address, **headers):
        answer = self.service.ask('GET', address, headers=headers)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def wait_for(self, address, *states):
        self.service.wait_until(lambda: self.job(address)['state'] in states, PATIENCE)
        return self.job(address)

    def ended(self, address):
        return self.wait_for(address, 'done', 'failed', 'stopped')

    def by_the_command(self, body, *options, name='records.jsonl'):
        """Documents by their names, and the manifest without times, of `gongwen batch` in one thread."""
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / name).write_bytes(body)
            out = pathlib.Path(folder) / 'out'
            gongwen('batch', KIND, name, '-o', 'out', '--quiet', *(options or ('--format', 'pdf')), cwd=folder, environment=EPOCH)
            manifest = (out / 'manifest.jsonl').read_bytes()
            return {path.name: path.read_bytes() for path in out.iterdir() if path.name != 'manifest.jsonl'}, without_times(manifest)

    def of_the_job(self, address):
        manifest = without_times(self.service.ask('GET', f'{address}/manifest').body)
        archive = zipfile.ZipFile(io.BytesIO(self.service.ask('GET', f'{address}/files.zip').body))
        self.assertIsNone(archive.testzip())
        return {name: archive.read(name) for name in archive.namelist()}, manifest

    def process_of_job(self):
        """The number of the process of the job at work; those of the workers are started with the service."""
        found = []

        def look():
            found[:] = [pid for pid in children_of(self.service.process.pid) if b'job:' in command_of(pid)]
            return found
        self.service.wait_until(look, PATIENCE)
        return found[0]

    def job_folder(self, address):
        return self.state / 'jobs' / address.rsplit('/', 1)[1]


def command_of(pid):
    try:
        return pathlib.Path(f'/proc/{pid}/cmdline').read_bytes()
    except OSError:
        return b''


class Batches(JobTest):
    def test_the_documents_and_the_manifest_of_the_command(self):
        body = letters(300)
        address = self.started(body)
        job = self.ended(address)
        self.assertEqual((job['state'], job['status'], job['made'], job['failed'], job['skipped'], job['of'], job['share']),
                         ('done', 1, 297, 3, 0, 300, 1))
        documents, manifest = self.by_the_command(body)
        made, told = self.of_the_job(address)
        self.assertEqual(told, manifest)
        self.assertEqual(made, documents)
        failed = [line for line in told if line['status'] == 'failed']
        self.assertEqual([line['input'] for line in failed], ['records.jsonl:17', 'records.jsonl:117', 'records.jsonl:217'])
        self.assertEqual(failed[0]['report']['diagnostics'][0]['id'], 'data/not-in-list')

    def test_lists_and_tables(self):
        values = [json.loads(line) for line in letters(4).splitlines()]
        body = json.dumps(values).encode()
        address = self.started(body, '', 'application/json')
        self.assertEqual(self.ended(address)['made'], 4)
        self.assertEqual(self.of_the_job(address), self.by_the_command(body, '--jobs', '1', name='records.json'))
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(['org', '/title/zh', '/title/en', 'wg', 'leader'])
        writer.writerows([one['org'], one['title']['zh'], one['title']['en'], one['wg'], one['leader']] for one in values)
        body = table.getvalue().encode()
        address = self.started(body, media_type='text/csv')
        self.assertEqual(self.ended(address)['made'], 4)
        self.assertEqual(self.of_the_job(address), self.by_the_command(body, name='records.csv'))

    def test_one_document_without_waiting(self):
        data = json.dumps(letter(1)).encode()
        headers = {'Content-Type': 'application/json', 'Prefer': 'wait=5, respond-async'}
        address = f'/api/v1/kinds/{KIND}/render'
        answer = self.service.ask('POST', f'{address}?attach_data=1', data, headers)
        self.assertEqual((answer.status, answer.headers['preference-applied']), (202, 'respond-async'))
        job = self.ended(answer.headers['location'])
        self.assertEqual((job['state'], job['made'], job['of']), ('done', 1, 1))
        (_, document), = self.of_the_job(answer.headers['location'])[0].items()
        at_once = self.service.ask('POST', f'{address}?attach_data=1', data, {'Content-Type': 'application/json'})
        self.assertEqual((at_once.status, len(at_once.body)), (200, len(document)))
        page = self.service.ask('POST', f'{address}?format=svg&page=2', data, headers)
        self.assertEqual((page.status, page.problem()), (400, 'no-effect'))

    def test_files_beside_the_data(self):
        sample = json.loads((ROOT / 'samples/expert-application/typical.json').read_text('utf-8'))
        photo = grey_picture(30, 40)
        body, media_type = multipart([('data', None, 'application/json', json.dumps({**sample, 'photo': 'photo.png'}).encode()),
                                      ('file', 'photo.png', None, photo)])
        answer = self.service.ask('POST', '/api/v1/kinds/expert-application/render', body, {'Content-Type': media_type, 'Prefer': 'respond-async'})
        self.assertEqual(answer.status, 202, answer.body)
        job = self.ended(answer.headers['location'])
        self.assertEqual((job['state'], job['made']), ('done', 1), job)
        line, = self.of_the_job(answer.headers['location'])[1]
        self.assertEqual([one['file'] for one in line['beside']], ['photo.png'])

    def test_records_cannot_name_files_of_others(self):
        sample = json.loads((ROOT / 'samples/expert-application/typical.json').read_text('utf-8'))
        secret = self.write('photo.png', grey_picture(30, 40))
        for name in (str(secret), '../../../../photo.png', '../job.json'):
            answer = self.service.ask('POST', '/api/v1/kinds/expert-application/batches?format=pdf',
                                      json.dumps({**sample, 'photo': name}).encode(), {'Content-Type': LINES})
            job = self.ended(answer.headers['location'])
            self.assertEqual((job['made'], job['failed']), (0, 1), name)

    def test_refused_at_once(self):
        self.assertEqual(self.start(b'').problem(), 'no-data')
        self.assertEqual(self.start(b'x', media_type='text/plain').problem(), 'unsupported-type')
        body, media_type = multipart([('data', None, LINES, letters(1))])
        self.assertEqual(self.start(body, media_type=media_type).problem(), 'unsupported-type')
        self.assertEqual(self.start(letters(1), '?format=odt').problem(), 'bad-parameter')
        self.assertEqual(self.start(letters(1), '?dpi=100').problem(), 'no-effect')
        self.assertEqual(self.start(letters(1), '?output=/tmp').problem(), 'unknown-parameter')
        unknown = self.service.ask('POST', '/api/v1/kinds/no-such-kind/batches', letters(1), {'Content-Type': LINES})
        self.assertEqual((unknown.status, unknown.problem()), (404, 'unknown-kind'))
        self.assertEqual(jobs_in(self.state), [])

    def test_records_that_cannot_be_read(self):
        job = self.ended(self.started(b'{"org": \n{}\n'))
        self.assertEqual((job['state'], job['made'], job['failed']), ('done', 0, 2))
        address = self.started('什么,都,没有\n1,2,3\n'.encode(), media_type='text/csv', Accept_Language='en')
        self.assertEqual(self.ended(address)['failed'], 1)
        line, = self.of_the_job(address)[1]
        self.assertEqual((line['input'], line['report']['diagnostics'][0]['id']), ('records.csv', 'data/table-unknown-column'))
        # What the manifest could not be written to.
        address = self.started(letters(3000))
        waiting = self.started(letters(1))
        out = self.job_folder(waiting) / 'out'
        shutil.rmtree(out)
        out.write_bytes(b'')
        self.service.ask('DELETE', address)
        job = self.ended(waiting)
        self.assertEqual((job['state'], job['reason'], job['status']), ('failed', 'environment', 3))
        self.assertEqual(job['report']['diagnostics'][0]['severity'], 'error')
        self.assertNotIn(str(self.state), json.dumps(job))

    def test_manifest_and_metrics_say_how_far_it_is(self):
        address = self.started(letters(5))
        self.ended(address)
        self.started(letters(3000))
        self.service.wait_until(lambda: self.service.metrics()['gongwen_jobs{state="running"}'] == 1)
        self.assertEqual(self.service.metrics()['gongwen_jobs{state="done"}'], 1)
        self.assertEqual(self.service.metrics()['gongwen_jobs_ended_total{state="done"}'], 1)
        slow = self.started(letters(5))
        self.assertEqual(self.job(slow)['state'], 'queued')
        self.assertEqual(self.service.ask('GET', f'{slow}/manifest').body, b'')
        self.assertEqual(self.service.ask('GET', f'{slow}/files.zip').problem(), 'not-over')

    def test_answers_are_as_described(self):
        document = self.service.ask('GET', '/api/v1/openapi.json').json()
        path = document['paths']['/api/v1/jobs/{id}']
        self.assertEqual(sorted(path), ['delete', 'get'])
        schema = {**path['get']['responses']['200']['content']['application/json']['schema'], 'components': document['components']}
        for body in (letters(1), letters(2, FAULTY)):
            job = self.ended(self.started(body))
            request = {'schema': {'$schema': 'https://json-schema.org/draft/2020-12/schema', **schema}, 'instance': job}
            result = gongwen('schema-check', stdin=json.dumps(request).encode())
            self.assertEqual(result.status, 0, result.err)

    def test_the_process_of_a_job_is_confined(self):
        self.started(letters(3000))
        status = pathlib.Path(f'/proc/{self.process_of_job()}/status')
        self.service.wait_until(lambda: 'Seccomp:\t2' in status.read_text())
        self.assertIn('NoNewPrivs:\t1', status.read_text())


class Files(JobTest):
    def test_ranges_tags_and_names(self):
        address = self.started(letters(1))
        self.ended(address)
        (name, document), = self.of_the_job(address)[0].items()
        file = f'{address}/files/{urllib.parse.quote(name)}'
        answer = self.service.ask('GET', file)
        self.assertEqual((answer.status, answer.body, answer.headers['content-type']), (200, document, 'application/pdf'))
        self.assertTrue(answer.headers['content-disposition'].startswith('attachment; '))
        self.assertEqual((answer.headers['x-content-type-options'], answer.headers['cache-control']), ('nosniff', 'no-store'))
        part = self.service.ask('GET', file, headers={'Range': 'bytes=5-9'})
        self.assertEqual((part.status, part.body), (206, document[5:10]))
        same = self.service.ask('GET', file, headers={'If-None-Match': answer.headers['etag']})
        self.assertEqual((same.status, same.body), (304, b''))
        head = self.service.ask('HEAD', file)
        self.assertEqual((head.status, head.headers['content-length'], head.body), (200, str(len(document)), b''))
        self.assertEqual(self.service.ask('HEAD', f'{address}/files.zip').status, 200)

    def test_names_lead_nowhere_else(self):
        address = self.started(letters(1))
        self.ended(address)
        secret = self.job_folder(address) / 'job.json'
        documents = self.job_folder(address) / 'out/files'
        (documents / 'link.pdf').symlink_to(secret)
        (documents / '.hidden.pdf').write_bytes(b'x')
        os.mkfifo(documents / 'pipe.pdf')
        for name in ('../job.json', '..%2F..%2Fjob.json', '%2e%2e/%2e%2e/job.json', '..', '.', '%2F' + str(secret).replace('/', '%2F'),
                     'link.pdf', '.hidden.pdf', 'pipe.pdf', 'missing.pdf', 'a%00b', '%5C', 'manifest.jsonl', '..%5cjob.json'):
            answer = self.service.ask('GET', f'{address}/files/{name}')
            self.assertIn(answer.status, (400, 404), name)
            self.assertNotIn(b'"order"', answer.body)
        for name in ('..', '.', '%2e%2e', '..%2f..', '.new-x', '*'):
            self.assertIn(self.service.ask('GET', f'/api/v1/jobs/{name}').status, (400, 404, 405), name)
        self.assertEqual(len(self.of_the_job(address)[0]), 1)
        documents.rename(documents.parent / 'others')
        documents.symlink_to(documents.parent / 'others')
        self.assertEqual(self.of_the_job(address)[0], {})

    def test_an_archive_of_many_and_large_ones(self):
        address = self.started(letters(1))
        self.ended(address)
        large = os.urandom(3_000_000)
        (self.job_folder(address) / 'out/files/large.pdf').write_bytes(large)
        for number in range(200):
            (self.job_folder(address) / f'out/files/{number}.pdf').write_bytes(b'%d' % number)
        documents = self.of_the_job(address)[0]
        self.assertEqual((len(documents), documents['large.pdf'], documents['199.pdf']), (202, large, b'199'))


class Events(JobTest):
    def listen(self, address, last=None):
        """The answer, whose stream has not been read."""
        connection = self.service.connection()
        self.addCleanup(connection.close)
        connection.request('GET', f'{address}/events', headers={} if last is None else {'Last-Event-ID': str(last)})
        return connection.getresponse()

    def read_some(self, answer, count):
        text = ''
        while len(list(events_in(text))) < count:
            line = answer.readline().decode()
            if not line:
                break
            text += line
        return list(events_in(text))

    @needs.time
    def test_progress_comes_one_after_the_other_and_goes_on(self):
        address = self.started(letters(1500))
        stream = self.listen(address)
        self.assertEqual((stream.status, stream.headers['Content-Type'], stream.headers['X-Accel-Buffering']),
                         (200, 'text/event-stream', 'no'))
        first = self.read_some(stream, 5)
        self.assertEqual({name for name, _, _ in first}, {'progress'})
        ids = [number for _, number, _ in first]
        self.assertEqual(ids, sorted(set(ids)))
        made = [data['made'] for _, _, data in first]
        self.assertEqual(made, sorted(made))
        stream.close()
        later = list(events_in(self.listen(address, ids[-1]).read().decode()))
        self.assertGreater(later[0][1], ids[-1])
        self.assertEqual([name for name, _, _ in later], ['progress'] * (len(later) - 1) + ['end'])
        name, number, data = later[-1]
        self.assertEqual((data['state'], data['status'], data['made'], data['failed'], data['share']), ('done', 1, 1485, 15, 1))
        # A late client gets the end at once; one that has it gets 204.
        self.assertEqual(list(events_in(self.listen(address).read().decode())), [later[-1]])
        self.assertEqual(self.listen(address, number).status, 204)

    def test_who_waits_in_the_queue_is_told_at_once(self):
        self.started(letters(3000))
        (name, _, data), = self.read_some(self.listen(self.started(letters(1))), 1)
        self.assertEqual((name, data['state'], data['made']), ('progress', 'queued', 0))

    def test_a_service_that_ends_ends_its_streams(self):
        stream = self.listen(self.started(letters(5000)))
        self.read_some(stream, 1)
        begin = time.monotonic()
        self.service.process.send_signal(signal.SIGTERM)
        self.assertNotIn('event: end', stream.read().decode())
        self.service.process.wait(20)
        self.assertLess(time.monotonic() - begin, 15)

    def test_the_end_of_a_stopped_job(self):
        address = self.started(letters(3000))
        stream = self.listen(address)
        self.read_some(stream, 1)
        self.assertEqual(self.service.ask('DELETE', address).status, 204)
        events = list(events_in(stream.read().decode()))
        self.assertEqual((events[-1][0], events[-1][2]['state']), ('end', 'stopped'))


class Stops(JobTest):
    def test_nothing_is_left(self):
        address = self.started(letters(3000))
        self.service.wait_until(lambda: self.job(address)['made'] > 20, PATIENCE)
        process = self.process_of_job()
        self.assertEqual(self.service.ask('DELETE', address).status, 204)
        self.assertEqual(command_of(process), b'')
        job = self.job(address)
        self.assertEqual((job['state'], job['made']), ('stopped', 0))
        self.service.wait_until(lambda: os.listdir(self.job_folder(address)) == ['job.json'])
        self.assertEqual(self.service.ask('GET', f'{address}/manifest').body, b'')
        # The next one continues, and one that is over is forgotten.
        self.assertEqual(self.ended(self.started(letters(2)))['state'], 'done')
        self.assertEqual(self.service.ask('DELETE', address).status, 204)
        self.assertEqual(self.service.ask('GET', address).status, 404)
        self.assertEqual(self.service.ask('DELETE', address).status, 404)
        self.service.wait_until(lambda: len(jobs_in(self.state)) == 1)

    def test_one_that_waits(self):
        self.started(letters(3000))
        waiting = self.started(letters(3))
        self.assertEqual(self.service.ask('DELETE', waiting).status, 204)
        self.assertEqual(self.job(waiting)['state'], 'stopped')

    def test_too_many(self):
        answers = [self.start(letters(3000))] + [self.start(letters(1)) for _ in range(18)]
        statuses = [answer.status for answer in answers]
        self.assertEqual(statuses, [202] * statuses.count(202) + [503] * statuses.count(503))
        self.assertGreaterEqual(statuses.count(503), 1)
        self.assertEqual((answers[-1].problem(), answers[-1].headers['retry-after']), ('too-many-jobs', '30'))
        self.assertEqual(len(jobs_in(self.state)), statuses.count(202))

    def test_people_are_answered_meanwhile(self):
        self.started(letters(3000))
        self.process_of_job()
        answer = self.service.post_json(f'/api/v1/kinds/{KIND}/render', letter(1))
        self.assertEqual(answer.status, 200)


class Kills(JobTest):
    @needs.time
    def test_a_process_that_is_killed(self):
        body = letters(800)
        address = self.started(body)
        for made in (20, 150):
            self.service.wait_until(lambda least=made: self.job(address)['made'] + self.job(address)['skipped'] > least, PATIENCE)
            os.kill(self.process_of_job(), signal.SIGKILL)
        job = self.ended(address)
        self.assertEqual((job['state'], job['made'] + job['skipped'], job['failed'], job['of']), ('done', 792, 8, 800))
        self.assertGreater(job['skipped'], 20)
        self.assertEqual(self.of_the_job(address), self.by_the_command(body))

    def test_one_that_always_dies(self):
        address = self.started(letters(3000))
        before = 0
        for _ in range(3):
            process = 0
            while process in (0, before):
                process = self.process_of_job()
            os.kill(process, signal.SIGKILL)
            before = process
        job = self.ended(address)
        self.assertEqual((job['state'], job['reason']), ('failed', 'crashed'))
        self.assertEqual(self.ended(self.started(letters(1)))['state'], 'done')

    @needs.time
    def test_a_service_that_is_killed(self):
        body = letters(800)
        address = self.started(body)
        waiting = self.started(letters(2))
        for made in (20, 150):
            self.service.wait_until(lambda least=made: self.job(address)['made'] + self.job(address)['skipped'] > least, PATIENCE)
            process = self.process_of_job()
            self.service.process.kill()
            self.service.process.wait()
            self.service.wait_until(lambda pid=process: command_of(pid) == b'')
            self.enter()
            stream = self.service.ask('GET', waiting)
            self.assertEqual(stream.json()['state'], 'queued')
        job = self.ended(address)
        self.assertEqual((job['state'], job['made'] + job['skipped'], job['failed'], job['of']), ('done', 792, 8, 800))
        self.assertEqual(self.of_the_job(address), self.by_the_command(body))
        self.assertEqual(self.ended(waiting)['made'], 2)
        # What has ended stays so.
        self.service.process.kill()
        self.service.process.wait()
        self.enter()
        self.assertEqual(self.job(address), job)

    @needs.time
    def test_two_services_of_one_folder(self):
        first = self.service
        address = self.started(letters(300))
        self.enter()
        self.assertEqual(self.start(letters(1)).problem(), 'too-many-jobs')
        second, self.service = self.service, first
        self.assertEqual(self.ended(address)['state'], 'done')
        first.__exit__()
        self.service = second
        self.service.wait_until(lambda: self.service.ask('GET', address).status == 200)
        self.assertEqual(self.job(address)['made'], 297)
        self.assertEqual(self.ended(self.started(letters(1)))['state'], 'done')

    def test_what_was_not_taken_whole_is_removed(self):
        address = self.started(letters(1))
        self.ended(address)
        half = self.state / 'jobs/.new-j-half/data'
        half.mkdir(parents=True)
        (half / 'records.jsonl').write_bytes(letters(1))
        (self.state / 'jobs/strange').mkdir()
        self.service.__exit__()
        self.enter()
        self.service.wait_until(lambda: not half.parent.exists())
        self.assertEqual(self.job(address)['state'], 'done')

    def test_results_are_kept_for_a_day(self):
        old, young = self.started(letters(1)), self.started(letters(1))
        self.ended(old), self.ended(young)
        self.service.__exit__()
        record = self.job_folder(old) / 'job.json'
        job = json.loads(record.read_text())
        record.write_text(json.dumps({**job, 'ended': job['ended'] - 86_401}))
        self.enter()
        self.assertEqual(self.service.ask('GET', old).status, 404)
        self.assertEqual(self.job(young)['state'], 'done')
        self.service.wait_until(lambda: len(jobs_in(self.state)) == 1)


class Owners(JobTest):
    def key(self, *scopes):
        words = [word for scope in scopes for word in ('--scope', scope)]
        return gongwen('key', 'add', 'portal', *words, '--state', self.state).out.strip()

    def test_a_job_is_there_for_its_key_alone(self):
        own, other, poor = ({'Authorization': f'Bearer {self.key(scope)}'} for scope in ('render', 'render', 'forms'))
        self.assertEqual(self.start(letters(1), **poor).problem(), 'no-scope')
        address = self.started(letters(1), **own)
        self.service.wait_until(lambda: self.job(address, **own)['state'] == 'done')
        for method, rest in (('GET', ''), ('DELETE', ''), ('GET', '/events'), ('GET', '/manifest'), ('GET', '/files.zip'), ('GET', '/files/a')):
            answer = self.service.ask(method, address + rest, headers=other)
            self.assertEqual((answer.status, answer.problem()), (404, 'not-found'), rest)
        # A program of this machine, without a key.
        self.assertEqual(self.job(address)['state'], 'done')
        self.assertEqual(self.service.ask('DELETE', address, headers=own).status, 204)
        with sqlite3.connect(self.state / 'inbox.db') as database:
            lines = database.execute("SELECT who, action, object FROM gw_audit WHERE action LIKE 'job.%' ORDER BY number").fetchall()
        self.assertEqual([line[1:] for line in lines], [(action, f'job:{address.rsplit("/", 1)[1]}') for action in ('job.start', 'job.stop')])
        self.assertRegex(lines[0][0], '^key:')
        self.assertNotIn(address.rsplit('/', 1)[1], '\n'.join(self.service.request_lines()))


class Once(JobTest):
    def count(self):
        return len(jobs_in(self.state))

    def test_the_same_request_makes_one_job(self):
        first = self.start(letters(2), Idempotency_Key='order-1')
        again = self.start(letters(2), Idempotency_Key='order-1')
        self.assertEqual((first.status, again.status, again.body), (202, 202, first.body))
        for name in ('location', 'content-type', 'x-content-type-options', 'cache-control'):
            self.assertEqual(again.headers[name], first.headers[name])
        self.assertEqual(self.count(), 1)
        other = self.start(letters(3), Idempotency_Key='order-1')
        self.assertEqual((other.status, other.problem()), (422, 'idempotency-reuse'))
        self.assertEqual(self.start(letters(2), '', Idempotency_Key='order-1').problem(), 'idempotency-reuse')
        self.assertEqual(self.start(letters(2), Idempotency_Key='order-2').status, 202)
        self.assertEqual(self.start(letters(2)).status, 202)
        self.assertEqual(self.count(), 3)

    def test_keys_that_are_none(self):
        for key in ('', 'a b', 'x' * 129, 'é'):
            answer = self.start(letters(1), Idempotency_Key=key.encode('latin-1'))
            self.assertEqual((answer.status, answer.problem()), (400, 'bad-idempotency-key'), key)
        self.assertEqual(self.start(letters(1), Idempotency_Key='x' * 128).status, 202)

    def test_a_document_without_waiting(self):
        headers = {'Content-Type': 'application/json', 'Prefer': 'respond-async', 'Idempotency-Key': 'a'}
        answers = [self.service.ask('POST', f'/api/v1/kinds/{KIND}/render', json.dumps(letter(1)).encode(), headers) for _ in range(2)]
        self.assertEqual(answers[0].body, answers[1].body)
        self.assertEqual(self.count(), 1)

    def test_after_a_restart_and_for_a_day(self):
        first = self.start(letters(2), Idempotency_Key='order-1')
        with sqlite3.connect(self.state / 'inbox.db') as database:
            self.assertNotIn('order-1', ''.join(database.iterdump()))
        self.service.__exit__()
        self.enter()
        self.assertEqual(self.start(letters(2), Idempotency_Key='order-1').body, first.body)
        with sqlite3.connect(self.state / 'inbox.db') as database:
            database.execute('UPDATE gw_idempotency SET created = created - 86401')
        self.service.ask('DELETE', first.headers['location'])
        self.service.ask('DELETE', first.headers['location'])
        self.assertNotEqual(self.start(letters(2), Idempotency_Key='order-1').body, first.body)

    def test_killed_between_job_and_answer(self):
        """The job is there, and the database does not know what was answered."""
        first = self.start(letters(2), Idempotency_Key='order-1')
        with sqlite3.connect(self.state / 'inbox.db') as database:
            database.execute("UPDATE gw_idempotency SET status = 0, headers = '', body = ''")
        for _ in range(2):
            again = self.start(letters(2), Idempotency_Key='order-1')
            self.assertEqual((again.status, again.json()['id']), (202, first.json()['id']))
            self.service.__exit__()
            self.enter()
        self.assertEqual(self.count(), 1)

    def test_keys_of_programs_are_their_own(self):
        keys = [gongwen('key', 'add', 'portal', '--scope', 'render', '--state', self.state).out.strip() for _ in range(2)]
        answers = [self.start(letters(2), Idempotency_Key='1', Authorization=f'Bearer {key}') for key in keys]
        self.assertEqual(len({answer.json()['id'] for answer in answers}), 2)

    def test_busy_is_not_kept(self):
        self.start(letters(3000))
        while (last := self.start(letters(1))).status == 202:
            pass
        self.assertEqual(last.problem(), 'too-many-jobs')
        self.assertEqual(self.start(letters(1), Idempotency_Key='late').problem(), 'too-many-jobs')
        with sqlite3.connect(self.state / 'inbox.db') as database:
            self.assertEqual(database.execute('SELECT COUNT(*) FROM gw_idempotency').fetchone(), (0,))


class WithoutState(CommandTest):
    def test_there_are_no_jobs(self):
        with Service() as service:
            for method, path in (('POST', BATCHES), ('GET', '/api/v1/jobs/j-1'), ('DELETE', '/api/v1/jobs/j-1')):
                answer = service.ask(method, path, headers={'Content-Type': LINES})
                self.assertEqual((answer.status, answer.problem()), (404, 'not-offered'), path)
            answer = service.post_json(f'/api/v1/kinds/{KIND}/render', letter(1), {'Prefer': 'respond-async', 'Idempotency-Key': 'a'})
            self.assertEqual((answer.status, answer.headers['content-type']), (200, 'application/pdf'))

    def test_limits_are_shown(self):
        shown = json.loads(gongwen('serve', '--show-config').out)
        self.assertEqual((shown['jobs']['running'], shown['jobs']['waiting'], shown['jobs']['keepSeconds']), (1, 16, 86400))
        self.assertEqual(shown['bodies']['recordsBytes'], 64 << 20)


if __name__ == '__main__':
    sys.exit(unittest.main())
