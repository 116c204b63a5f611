#!/usr/bin/env python3
"""examples/python: a bulletin from a database, and many letters, with the package of the installed tree."""
import json
import signal
import sqlite3
import subprocess
import time
import unittest

from installed import PREFIX, ROOT, InstalledTest, environment, run

EXAMPLE = PREFIX / 'share/doc/gongwen' / 'examples/python'
SAMPLE = ROOT / 'samples/commitment-letter/typical.json'


ENVIRONMENT = environment(PYTHONPATH=str(PREFIX / 'lib/python3/dist-packages'), PYTHONDONTWRITEBYTECODE='1')


def python(program, *arguments):
    return run('/usr/bin/python3', EXAMPLE / program, *arguments, check=False, env=ENVIRONMENT)


class Bulletin(InstalledTest):
    def setUp(self):
        super().setUp()
        self.database = self.folder / 'facts.db'
        self.change((EXAMPLE / 'facts.sql').read_text(encoding='utf-8'))

    def change(self, statements):
        with sqlite3.connect(self.database) as connection:
            connection.executescript(statements)
        connection.close()

    def bulletin(self):
        return python('bulletin.py', self.database, '2026-11', '11', '2026-12-15', self.folder)

    def test_pages_and_workbook_have_the_facts(self):
        result = self.bulletin()
        self.assertEqual(result.returncode, 0, result.stderr)
        text = run('pdftotext', '-layout', self.folder / '2026-11.pdf', '-').stdout
        for words in ('第11期', '示例工作组第三次全体会议', '关于征集示例项目建议的通知'):
            self.assertIn(words, text.replace(' ', ''))
        self.assertEqual((self.folder / '2026-11.xlsx').read_bytes()[:2], b'PK')

    def test_messages_name_the_row(self):
        self.change("update meeting set participants = -1 where id = 'meeting-1119'")
        result = self.bulletin()
        self.assertEqual(result.returncode, 1)
        self.assertIn('meeting meeting-1119: ', result.stderr)
        self.assertFalse((self.folder / '2026-11.pdf').exists())


class Letters(InstalledTest):
    def test_progress_and_the_record_that_is_wrong(self):
        letter = json.loads(SAMPLE.read_text(encoding='utf-8'))
        lines = [json.dumps({} if i == 4 else dict(letter, org=f'某某单位{i}'), ensure_ascii=False) for i in range(8)]
        records = self.folder / 'letters.jsonl'
        records.write_text('\n'.join(lines), encoding='utf-8')
        for counts in ('7 made, 0 up to date, 1 failed', '0 made, 7 up to date, 1 failed'):
            result = python('letters.py', 'commitment-letter', records, self.folder / 'out')
            self.assertEqual(result.returncode, 1)
            self.assertIn(counts, result.stderr)
            self.assertRegex(result.stderr, r'letters\.jsonl:5: .*[一-龥]')
        self.assertEqual(len(list((self.folder / 'out').glob('*.pdf'))), 7)

    def test_an_interrupted_run_goes_on(self):
        letter = json.loads(SAMPLE.read_text(encoding='utf-8'))
        records = self.folder / 'letters.jsonl'
        records.write_text('\n'.join(json.dumps(dict(letter, org=f'某某单位{i}')) for i in range(400)), encoding='utf-8')
        out = self.folder / 'out'
        words = ['/usr/bin/python3', EXAMPLE / 'letters.py', 'commitment-letter', records, out]
        process = subprocess.Popen(words, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
        while process.poll() is None and len(list(out.glob('*.pdf'))) < 3:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 130, said)
        self.assertNotIn('Traceback', said)
        made = len(list(out.glob('*.pdf')))
        self.assertTrue(0 < made < 400, made)
        again = python('letters.py', 'commitment-letter', records, out)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertRegex(again.stderr, r'\n\d+ made, [1-9]\d* up to date, 0 failed')

    def test_a_wrong_kind(self):
        result = python('letters.py', 'no-such-kind', SAMPLE, self.folder / 'out')
        self.assertEqual(result.returncode, 2)
        self.assertIn('no-such-kind', result.stderr)


if __name__ == '__main__':
    unittest.main()
