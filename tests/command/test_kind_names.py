"""Kinds by their titles, and data that say themselves of which kind they are."""
import json
import shutil
import signal
import subprocess
import unittest

from harness import BAD_USAGE, DONE, KIND, PROGRAM, ROOT, SAMPLE, CommandTest, changed, gongwen

TITLE = '网络安全标准化工作月报'


class Titles(CommandTest):
    def test_every_command_takes_titles(self):
        english = next(k for k in json.loads(gongwen('list', '--json').out) if k['kind'] == KIND)['title']['en']
        for title in (TITLE, english, english.upper()):
            self.assertEqual(gongwen('check', title, SAMPLE).status, DONE)
        self.assertEqual(gongwen('describe', TITLE).out, gongwen('describe', KIND).out)
        self.assertEqual(gongwen('new', TITLE).out, gongwen('new', KIND).out)
        self.assertEqual(gongwen('dump', TITLE, '--stage=ast').out, gongwen('dump', KIND, '--stage=ast').out)
        result = gongwen('render', TITLE, SAMPLE, '-o', 'a.pdf', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        result = gongwen('batch', TITLE, SAMPLE, '-o', '.', '--format', 'pdf', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)

    def test_publish(self):
        for kind in (KIND, TITLE):
            result = gongwen('publish', kind, '--store', 'no.db', '-o', 'site', '--period', '2025-07', cwd=self.folder)
            self.assertNotIn('cli/', result.err)

    def test_titles_that_are_nearly_right(self):
        for words in ('网络安全标准工作月报', '工作月报', 'monthly-buletin'):
            with self.subTest(words):
                result = gongwen('describe', words)
                self.assertEqual(result.status, BAD_USAGE)
                self.assertIn(f'did you mean `{KIND}`?', result.err)

    def test_without_any_kind_the_folder_is_to_blame(self):
        result = gongwen('describe', KIND, environment={'GONGWEN_SHARE': str(self.folder)})
        self.assertIn('engine/no-kinds', result.err)


class DataWorkbooks(CommandTest):
    def setUp(self):
        super().setUp()
        self.book = self.folder / '八月.xlsx'
        result = gongwen('new', KIND, '-o', self.book, '--from', SAMPLE)
        self.assertEqual(result.status, DONE, result.err)

    def test_render_and_check(self):
        result = gongwen('check', '八月.xlsx', cwd=self.folder)
        self.assertEqual((result.status, result.out), (DONE, '八月.xlsx: no errors\n'), result.err)
        result = gongwen('render', '八月.xlsx', '-o', 'a.pdf', '-o', './', cwd=self.folder)
        self.assertEqual(result.status, DONE, result.err)
        gongwen('render', KIND, SAMPLE, '-o', self.folder / 'b.pdf')
        self.assertEqual((self.folder / 'a.pdf').read_bytes(), (self.folder / 'b.pdf').read_bytes())

    def test_several_kinds_at_once(self):
        other = self.folder / 'other.xlsx'
        sample = ROOT / 'samples/opinions/minimal.json'
        gongwen('new', 'opinions', '-o', other, '--from', sample)
        result = gongwen('check', self.book, other)
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('2 files, no errors', result.out)

    def test_files_that_do_not_say_it(self):
        for words in (['render', SAMPLE, '-o', 'a.pdf'], ['check', SAMPLE], ['batch', SAMPLE, '-o', '.']):
            result = gongwen('--error-format', 'json', *words, cwd=self.folder)
            self.assert_fails(result, BAD_USAGE, 'engine/kind-needed')

    def test_batch(self):
        self.write('in/b.json', SAMPLE.read_bytes())
        shutil.copy(self.book, self.folder / 'in/a.xlsx')
        (self.folder / 'out').mkdir()
        for words in ([KIND, 'in'], ['in'], [KIND, self.book], [self.book]):
            result = gongwen('batch', *words, '-o', 'out', '--format', 'pdf', cwd=self.folder)
            with self.subTest(words):
                self.assertEqual(result.status, DONE, result.err)
                self.assertIn('2 made' if 'in' in words else '1 made', result.out)
        gongwen('render', KIND, SAMPLE, '-o', self.folder / 'b.pdf')
        made = next((self.folder / 'out').glob('*.pdf'))
        self.assertEqual(made.read_bytes(), (self.folder / 'b.pdf').read_bytes())

    def test_faults_in_a_batch_name_cells(self):
        data = changed(lambda d: d['needs'][0].update(action='新建'), ROOT / 'samples/needs-notice/typical.json')
        gongwen('new', 'needs-notice', '-o', self.book, '--from', self.write('bad.json', data), '--force')
        (self.folder / 'out').mkdir()
        result = gongwen('--error-format', 'json', 'batch', 'needs-notice', self.book, '-o', 'out', cwd=self.folder)
        self.assertEqual(result.status, 1)
        [error] = [d for d in json.loads(result.err.splitlines()[0])['diagnostics'] if d['severity'] == 'error']
        self.assertEqual((error['data']['file'], error['data']['cell']), (str(self.book), '需求清单!C2'))

    def test_a_workbook_that_comes_into_a_watched_folder(self):
        (self.folder / 'in').mkdir()
        (self.folder / 'out').mkdir()
        process = subprocess.Popen([PROGRAM, 'batch', KIND, '--watch', 'in', '-o', 'out', '--format', 'pdf'],
                                   cwd=self.folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(process.kill)
        self.wait_until(lambda: (self.folder / 'out/manifest.jsonl').exists())
        shutil.copy(self.book, self.folder / 'later.xlsx')
        (self.folder / 'later.xlsx').rename(self.folder / 'in/later.xlsx')
        self.wait_until(lambda: list((self.folder / 'out').glob('*.pdf')))
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, DONE, err)
        self.assertNotIn(b'stopped before the end', out)


if __name__ == '__main__':
    unittest.main()
