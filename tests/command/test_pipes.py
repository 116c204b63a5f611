"""Results in pipes: the standard output, named pipes, and readers that go away."""
import hashlib
import json
import os
import subprocess
import threading
import unittest

from harness import BAD_USAGE, DONE, KIND, PROGRAM, ROOT, SAMPLE, CommandTest, gongwen

PAGE = '<!DOCTYPE html><html lang="zh"><head><title>便条</title></head><body><p>明天开会。</p></body></html>'


def run(*words, stdin=b'', **options):
    """The bytes of the standard output."""
    return subprocess.run([PROGRAM, *map(str, words)], input=stdin, capture_output=True, timeout=60, check=False,
                          **options)


class StandardOutput(CommandTest):
    def test_render(self):
        for form in ('pdf', 'xlsx'):
            path = self.folder / f'a.{form}'
            self.assertEqual(gongwen('render', KIND, SAMPLE, '-o', path).status, DONE)
            for name in ('-', '/dev/stdout'):
                done = run('render', KIND, SAMPLE, '-o', name, '--format', form, cwd=self.folder)
                self.assertEqual((done.returncode, done.stdout), (DONE, path.read_bytes()), done.stderr)
        self.assertEqual(self.files(), ['a.pdf', 'a.xlsx'])

    def test_render_beside_a_file(self):
        done = run('render', KIND, SAMPLE, '-o', '-', '--format', 'pdf', '-o', 'b.pdf', cwd=self.folder)
        self.assertEqual(done.stdout, (self.folder / 'b.pdf').read_bytes())
        self.assertIn(b'b.pdf  ', done.stderr)

    def test_the_format_must_be_named(self):
        result = gongwen('--error-format', 'json', 'render', KIND, SAMPLE, '-o', '-')
        self.assert_fails(result, BAD_USAGE, 'engine/format-needed')

    def test_a_failure_writes_nothing(self):
        done = run('render', KIND, '-', '-o', '-', '--format', 'pdf', stdin=b'{}')
        self.assertEqual((done.returncode, done.stdout), (1, b''))

    def test_typeset(self):
        done = run('typeset', '-', '-o', '-', stdin=PAGE.encode(), cwd=self.folder)
        self.assertEqual(done.returncode, DONE, done.stderr)
        self.assertTrue(done.stdout.startswith(b'%PDF-'))
        self.assertEqual(self.files(), [])

    def test_new(self):
        done = run('new', KIND, '-o', '-', '--format', 'xlsx', cwd=self.folder)
        self.assertTrue(done.stdout.startswith(b'PK'))
        self.assertEqual(run('new', KIND, '-o', '-').stdout, run('new', KIND).stdout)
        self.assertEqual(self.files(), [])

    def collect(self, *words, kind='expert-application'):
        return run('collect', kind, 'forms', *words, cwd=self.folder, env={**os.environ, 'LC_ALL': 'C.UTF-8',
                                                                           'SOURCE_DATE_EPOCH': '1900000000'})

    def test_collect(self):
        (self.folder / 'forms').mkdir()
        for name, kind in (('b.pdf', 'expert-application'), ('c.pdf', 'commitment-letter')):
            sample = ROOT / 'samples' / kind / 'typical.json'
            made = gongwen('-q', 'render', kind, sample, '--fillable', '--field-font', 'none', '-o', self.folder / 'forms' / name)
            self.assertEqual(made.status, DONE, made.err)
        register = ('--register', 'expert-roster')
        for form, more in (('xlsx', ()), ('pdf', ()), ('xlsx', register), ('pdf', register), ('json', register)):
            with self.subTest(form=form, more=more):
                into_file = self.collect(*more, '-o', f'r.{form}')
                self.assertEqual(into_file.returncode, DONE, into_file.stderr)
                done = self.collect(*more, '-o', '-', '--format', form)
                self.assertEqual((done.returncode, done.stdout), (DONE, (self.folder / f'r.{form}').read_bytes()), done.stderr)
                self.assertIn(b'1 form of 1 applicant', done.stderr)
        both = self.collect(*register, '-o', 'r.pdf', '--roster', '-', '--format', 'pdf')
        self.assertTrue(both.stdout.startswith(b'%PDF-'), both.stderr)
        self.assertEqual(self.files(), ['forms/b.pdf', 'forms/c.pdf', 'r.json', 'r.pdf', 'r.xlsx'])

    def test_collect_with_several_results(self):
        self.write('forms/a.txt', 'x')
        register = ('--register', 'expert-roster')
        for words, told in ((('-o', '-'), 'engine/format-needed'), (('-o', '-', '-o', '/dev/stdout', '--format', 'pdf'), 'cli/two-results'),
                            ((*register, '-o', '-', '--roster', '-', '--format', 'pdf'), 'cli/two-results'),
                            (('-o', '-', '--format', 'json'), 'cli/bad-choice'),
                            (('-o', 'a.pdf', '--format', 'xlsx'), 'cli/other-format'),
                            (('-o', '-', '--format', 'pdf', '--json'), 'cli/two-results')):
            with self.subTest(words):
                done = self.collect('--error-format', 'json', *words)
                self.assertEqual((done.returncode, done.stdout), (BAD_USAGE, b''), done.stderr)
                self.assertEqual([d['id'] for d in json.loads(done.stderr)['diagnostics']], [told])
        several = self.collect('--error-format', 'json', '-o', '-', '--format', 'pdf', kind='expert-application,needs-notice')
        [refusal] = json.loads(several.stderr)['diagnostics']
        self.assertEqual((several.returncode, refusal['id']), (BAD_USAGE, 'intake/folder-needed'))
        self.assertIn('`-`', refusal['message'])

    def test_extract(self):
        self.assertEqual(gongwen('new', KIND, '-o', self.folder / 'a.xlsx', '--from', SAMPLE).status, DONE)
        done = run('extract', 'a.xlsx', '-o', '-', cwd=self.folder)
        self.assertEqual(json.loads(done.stdout), json.loads(SAMPLE.read_text(encoding='utf-8')))
        self.assertEqual(self.files(), ['a.xlsx'])

    def test_appending(self):
        """What the shell appends to keeps what it has."""
        log = self.folder / 'log'
        log.write_bytes(b'before\n')
        with log.open('ab') as file:
            subprocess.run([PROGRAM, 'typeset', '-', '-o', '/dev/stdout'], input=PAGE.encode(), stdout=file, check=True)
        alone = subprocess.run([PROGRAM, 'typeset', '-', '-o', '-'], input=PAGE.encode(), stdout=subprocess.PIPE, check=True)
        self.assertEqual(log.read_bytes(), b'before\n' + alone.stdout)


class NamedPipes(CommandTest):
    def test_a_pipe_is_written_into(self):
        pipe = self.folder / 'pipe.pdf'
        os.mkfifo(pipe)
        taken = []
        reader = threading.Thread(target=lambda: taken.append(pipe.read_bytes()))
        reader.start()
        result = gongwen('render', KIND, SAMPLE, '-o', pipe)
        reader.join(timeout=60)
        self.assertEqual(result.status, DONE, result.err)
        self.assertTrue(pipe.is_fifo())
        other = self.folder / 'file.pdf'
        gongwen('render', KIND, SAMPLE, '-o', other)
        self.assertEqual(hashlib.sha256(taken[0]).digest(), hashlib.sha256(other.read_bytes()).digest())

    def test_nothing(self):
        self.assertEqual(gongwen('render', KIND, SAMPLE, '-o', '/dev/null', '--format', 'pdf').status, DONE)


class ReadersThatGoAway(CommandTest):
    def test_head(self):
        for words in (['list'], ['describe', KIND], ['fonts'], ['new', KIND], ['--help'], ['help', 'render'],
                      ['render', KIND, str(SAMPLE), '-o', '-', '--format', 'pdf']):
            with self.subTest(words):
                read, write = os.pipe()
                os.close(read)
                done = subprocess.run([PROGRAM, *words], stdout=write, stderr=subprocess.PIPE, timeout=60, check=False,
                                      env={**os.environ, 'LC_ALL': 'C.UTF-8'})
                os.close(write)
                self.assertEqual(done.returncode, DONE, done.stderr)
                self.assertNotIn(b'unwritable', done.stderr)


class Help(CommandTest):
    def test_help_and_version(self):
        self.assertEqual(gongwen('help').out, gongwen('--help').out)
        self.assertEqual(gongwen('help', 'render').out, gongwen('render', '--help').out)
        self.assertEqual(gongwen('--lang', 'zh', 'help', 'new').out, gongwen('--lang', 'zh', 'new', '--help').out)
        self.assertEqual(gongwen('-V').out, gongwen('--version').out)
        result = gongwen('help', 'rendr')
        self.assertEqual(result.status, BAD_USAGE)
        self.assertIn('did you mean `render`?', result.err)


if __name__ == '__main__':
    unittest.main()
