"""`--json`: what a command did, for programs."""
import hashlib
import json
import unittest

from harness import BAD_INPUT, BAD_USAGE, DONE, KIND, ROOT, SAMPLE, CommandTest, gongwen

PAGE = '<!DOCTYPE html><html lang="zh"><head><title>便条</title></head><body><p>明天开会。</p></body></html>'


class Results(CommandTest):
    def result(self, *words, status=DONE):
        done = gongwen(*words, '--json', cwd=self.folder)
        self.assertEqual((done.status, done.err), (status, ''), done.out)
        self.assertEqual(done.out.count('\n'), 1)
        result = json.loads(done.out)
        self.assertEqual(result['status'], status)
        self.assertEqual({'diagnostics', 'errors', 'warnings'} - set(result), set())
        return result

    def check_file(self, told, name, form):
        path = self.folder / name
        self.assertEqual(told['path'], name)
        self.assertEqual(told['format'], form)
        self.assertEqual(told['bytes'], path.stat().st_size)
        self.assertEqual(told['sha256'], hashlib.sha256(path.read_bytes()).hexdigest())
        self.assertGreater(told['pages' if form == 'pdf' else 'sheets'], 0)

    def test_render(self):
        result = self.result('render', KIND, SAMPLE, '-o', 'a.pdf', '-o', 'a.xlsx')
        self.assertEqual(result['kind'], KIND)
        self.check_file(result['files'][0], 'a.pdf', 'pdf')
        self.check_file(result['files'][1], 'a.xlsx', 'xlsx')

    def test_render_into_a_folder(self):
        for told in self.result('render', KIND, SAMPLE, '-o', './')['files']:
            self.check_file(told, told['path'], told['format'])

    def test_a_failure(self):
        self.write('bad.json', {})
        result = self.result('render', KIND, 'bad.json', '-o', 'a.pdf', status=BAD_INPUT)
        self.assertEqual(result['files'], [])
        self.assertGreater(result['errors'], 0)
        self.assertEqual(self.files(), ['bad.json'])

    def test_typeset(self):
        self.write('a.html', PAGE)
        self.check_file(self.result('typeset', 'a.html', '-o', 'a.pdf')['files'][0], 'a.pdf', 'pdf')

    def test_check(self):
        result = self.result('check', KIND, SAMPLE)
        self.assertEqual(result['data'], [{'path': str(SAMPLE)}])
        self.write('set/opinions.json', {})
        self.assertIn('data', json.loads(gongwen('check', '--document-set', 'set', '--json', cwd=self.folder).out))

    def test_collect(self):
        kind = 'commitment-letter'
        sample = ROOT / f'samples/{kind}/typical.json'
        gongwen('render', kind, sample, '-o', self.folder / 'form.pdf', '--fillable', '--attach-data')
        (self.folder / 'forms').mkdir()
        (self.folder / 'form.pdf').rename(self.folder / 'forms/form.pdf')
        result = self.result('collect', kind, 'forms', '-o', 'a.xlsx', '-o', 'a.pdf', '--data', 'data')
        self.check_file(result['files'][0], 'a.xlsx', 'xlsx')
        self.check_file(result['files'][1], 'a.pdf', 'pdf')
        self.assertEqual(result['kinds'], [{'kind': kind, 'forms': 1, 'units': 1}])
        self.assertEqual([result[name] for name in ('forms', 'withErrors', 'blank', 'otherKinds')], [1, 0, 0, 0])

    def test_extract(self):
        gongwen('new', KIND, '-o', self.folder / 'a.xlsx', '--from', SAMPLE)
        told = self.result('extract', 'a.xlsx')['files'][0]
        self.assertEqual((told['input'], told['kind'], told['ok']), ('a.xlsx', KIND, True))
        self.assertEqual(told['data'], json.loads(SAMPLE.read_text(encoding='utf-8')))
        (self.folder / 'out').mkdir()
        # What is kept as evidence is the hash of the file that came, not that of the data.
        came = (self.folder / 'a.xlsx').read_bytes()
        self.assertEqual((told['bytes'], told['sha256']), (len(came), hashlib.sha256(came).hexdigest()))
        told = self.result('extract', 'a.xlsx', '-o', 'out')['files'][0]
        written = (self.folder / told['path']).read_bytes()
        self.assertEqual((told['bytes'], told['sha256']), (len(came), hashlib.sha256(came).hexdigest()))
        self.assertEqual((told['data_bytes'], told['data_sha256']), (len(written), hashlib.sha256(written).hexdigest()))
        self.assertNotIn('data', told)

    def test_two_results_on_one_output(self):
        self.write('a.html', PAGE)
        for words in (['render', KIND, SAMPLE, '--format', 'pdf'], ['typeset', 'a.html']):
            done = gongwen('--error-format', 'json', *words, '-o', '-', '--json', cwd=self.folder)
            self.assert_fails(done, BAD_USAGE, 'cli/two-results')


class PlacesOfData(CommandTest):
    def test_faults_of_writing_are_placed_in_the_data(self):
        bad = self.write('bad.json', '{"year": 2024,}')
        yaml = self.write('bad.yaml', 'year: [2024\n')
        for path in (bad, yaml):
            [error] = gongwen('--error-format', 'json', 'check', KIND, path).errors()
            self.assertNotIn('template', error)
            self.assertEqual((error['data']['file'], error['data']['line'] > 0), (str(path), True))
        lines = self.write('list.jsonl', '{"a": 1,}\n')
        done = gongwen('--error-format', 'json', 'batch', KIND, lines, '-o', self.folder, '--format', 'pdf')
        told = json.loads(done.err.splitlines()[0])
        self.assertEqual(told['diagnostics'][0]['data']['file'], str(lines))


if __name__ == '__main__':
    unittest.main()
