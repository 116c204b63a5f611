"""Jobs: batches have the documents of the command, go on after kills with the same bytes, and are there for nobody else."""
import csv
import http.client
import io
import json
import os
import pathlib
import signal
import sqlite3
import sys
import tempfile
import time
import unittest
import zipfile

from harness import ROOT, CommandTest, gongwen
from serving import Service, children_of, multipart

KIND = 'commitment-letter'
BATCHES = f'/api/v1/kinds/{KIND}/batches'
LINES = 'application/x-ndjson'
EPOCH = {'SOURCE_DATE_EPOCH': '1700000000'}
FAULTY = 17


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
    for block in text.split('\n\n'):
        fields = dict(line.split(': ', 1) for line in block.splitlines() if line and not line.startswith(':'))
        if 'event' in fields:
            yield fields['event'], int(fields['id']), json.loads(fields['data'])


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

    def wait_for(self, address, *states, seconds=90):
        self.service.wait_until(lambda: self.job(address)['state'] in states, seconds)
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
        self.service.wait_until(look)
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


def main():
    unittest.main(argv=sys.argv[:1] + sys.argv[1:])


if __name__ == '__main__':
    main()
