"""The program that reads what comes from outside, gongwen-reader: without it nothing of that is read, and everything else
works."""
import json
import os
import pathlib
import shutil
import subprocess
import unittest

import harness
from harness import BAD_ENVIRONMENT, DONE, sample
from returned_forms import pdf_of_data, xlsx_of_data
from test_extract import KIND, SAMPLES, ExtractTest


class WithoutReader(ExtractTest):
    def setUp(self):
        super().setUp()
        self.alone = self.folder / 'alone'
        (self.alone / 'bin').mkdir(parents=True)
        (self.alone / 'share').mkdir()
        self.program = self.alone / 'bin/gongwen'
        shutil.copy(harness.PROGRAM, self.program)
        share = pathlib.Path(harness.PROGRAM).resolve().parents[1] / 'share/gongwen'
        (self.alone / 'share/gongwen').symlink_to(share)
        self.data = sample(SAMPLES[0])
        self.forms = self.folder / 'forms'
        self.forms.mkdir()
        for name, content in (('甲.pdf', pdf_of_data(self.data, KIND)), ('乙.xlsx', xlsx_of_data(self.data, KIND))):
            (self.forms / name).write_bytes(content)

    def run_alone(self, *words, status):
        done = subprocess.run([str(self.program), '--error-format', 'json', *map(str, words)], capture_output=True, timeout=120,
                              env={**os.environ, 'LC_ALL': 'C.UTF-8'}, check=False)
        told = done.stderr.decode()
        self.assertEqual(done.returncode, status, told)
        # Beside reports in JSON, some commands say how many forms there were.
        reports = [json.loads(line) for line in told.splitlines() if line.startswith('{')]
        return [d for report in reports for d in report['diagnostics'] if d['severity'] == 'error']

    def put_reader(self, script):
        reader = self.alone / 'libexec/gongwen/gongwen-reader'
        reader.parent.mkdir(parents=True, exist_ok=True)
        reader.write_text(script)
        reader.chmod(0o755)

    def test_a_missing_reader_is_named(self):
        errors = self.run_alone('extract', self.forms / '甲.pdf', self.forms / '乙.xlsx', '-o', self.folder, status=BAD_ENVIRONMENT)
        self.assertEqual([d['id'] for d in errors], ['intake/no-reader'] * 2)
        for error, name in zip(errors, ('甲.pdf', '乙.xlsx')):
            self.assertIn(name, error['message'])
            self.assertIn(f'{self.alone}/libexec/gongwen/gongwen-reader', error['message'])
        for words in (('collect', KIND, self.forms, '-o', self.folder / 'r.xlsx'), ('check', KIND, self.forms / '乙.xlsx'),
                      ('batch', KIND, self.forms / '乙.xlsx', '-o', self.folder),
                      ('import', harness.ROOT / 'docs/examples/registration.docx', 'registration', '-o', self.folder)):
            with self.subTest(words[0]):
                self.assertIn('intake/no-reader', {d['id'] for d in self.run_alone(*words, status=BAD_ENVIRONMENT)})

    def test_what_is_not_foreign_needs_no_reader(self):
        path = self.write('data.json', self.data)
        self.assertEqual(self.run_alone('extract', path, '--kind', KIND, status=DONE), [])
        self.assertEqual(self.run_alone('render', KIND, path, '-o', self.folder / 'a.pdf', status=DONE), [])

    def test_a_reader_that_does_not_answer(self):
        self.put_reader('#!/bin/sh\nkill -SEGV $$\n')
        errors = self.run_alone('extract', self.forms / '甲.pdf', status=BAD_ENVIRONMENT)
        self.assertEqual([d['id'] for d in errors], ['intake/reader-ended'])
        self.assertIn('signal 11', errors[0]['message'])
        self.put_reader('#!/bin/sh\nexit 127\n')
        self.assertEqual([d['id'] for d in self.run_alone('extract', self.forms / '甲.pdf', status=BAD_ENVIRONMENT)],
                         ['intake/no-reader'])

    def test_a_reader_by_hand_says_what_it_is(self):
        reader = pathlib.Path(harness.PROGRAM).resolve().parents[1] / 'libexec/gongwen/gongwen-reader'
        for words in ((), ('x',), ('1',), ('1', '2')):
            done = subprocess.run([str(reader), *words], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=20)
            self.assertEqual(done.returncode, 2)
            self.assertIn(b'started by gongwen', done.stderr)


if __name__ == '__main__':
    unittest.main()
