"""A command that is to end early: --timeout, Ctrl-C; and what the environment says of dates."""
import signal
import subprocess
import time
import unittest

from harness import BAD_ENVIRONMENT, BAD_USAGE, DONE, KIND, PROGRAM, SAMPLE, CommandTest, gongwen


def long_page():
    return '<!DOCTYPE html><html lang="zh-CN"><title>示例</title><table>' + '<tr><td>一<td>二<td>三</tr>' * 60_000 + '</table>'


class Timeout(CommandTest):
    def setUp(self):
        super().setUp()
        self.page = self.write('page.html', long_page())
        self.write('page.pdf', 'as it was')

    def unchanged(self):
        self.assertEqual((self.folder / 'page.pdf').read_text(encoding='utf-8'), 'as it was')
        self.assertEqual({path.name for path in self.folder.iterdir()}, {'page.html', 'page.pdf'})

    def test_a_command_ends_after_the_time_that_it_has(self):
        result = gongwen('typeset', 'page.html', '-o', 'page.pdf', '--timeout', '0.3', '--lang', 'en', cwd=self.folder)
        self.assertEqual(result.status, BAD_ENVIRONMENT)
        self.assertIn('not finished in the given time', result.err)
        self.assertNotIn('page.pdf  ', result.out)
        self.unchanged()

    def test_every_command_that_makes_something_has_it(self):
        for words in (('render', KIND, SAMPLE, '-o', 'a.pdf'), ('check', KIND, SAMPLE), ('check', '--values-only', KIND, SAMPLE),
                      ('extract', *[SAMPLE] * 3000, '--json'), ('batch', KIND, SAMPLE, '-o', '.'), ('typeset', 'page.html', '-o', 'b.pdf')):
            with self.subTest(words[0]):
                result = gongwen(*words, '--timeout', '0.001', '--error-format', 'json', cwd=self.folder)
                self.assertEqual(result.status, BAD_ENVIRONMENT, result.err)
                self.assertIn('engine/deadline-passed', str(result.out) + result.err)
                self.assertFalse(list(self.folder.glob('*.pdf'))[1:])
        self.assertEqual(gongwen('render', KIND, SAMPLE, '-o', 'a.pdf', '--timeout', '600', cwd=self.folder).status, DONE)

    def test_times_that_are_none_are_refused(self):
        for word in ('0', '-1', '5s', 'nan', 'inf', '1e9', 'soon'):
            with self.subTest(word):
                result = gongwen('check', KIND, SAMPLE, f'--timeout={word}', '--error-format', 'json')
                self.assertEqual(result.status, BAD_USAGE)
                self.assertIn('cli/bad-timeout', result.err)
        self.assertEqual(gongwen('list', '--timeout', '5').status, BAD_USAGE)

    def test_a_signal_ends_the_work_and_leaves_the_files_alone(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                process = subprocess.Popen([PROGRAM, 'typeset', 'page.html', '-o', 'page.pdf', '--lang', 'en'], cwd=self.folder,
                                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                self.addCleanup(process.kill)
                time.sleep(0.5)
                process.send_signal(number)
                begin = time.monotonic()
                _, err = process.communicate(timeout=60)
                self.assertLess(time.monotonic() - begin, 10)
                self.assertEqual(process.returncode, 128 + number, err)
                self.assertIn('cancelled', err)
                self.unchanged()


class Dates(CommandTest):
    """A page without a date has that of SOURCE_DATE_EPOCH, where that is a number."""

    def made(self, epoch):
        self.write('page.html', '<!DOCTYPE html><html lang="zh-CN"><title>示例</title><p>示例')
        environment = {} if epoch is None else {'SOURCE_DATE_EPOCH': epoch}
        result = gongwen('typeset', 'page.html', '-o', 'page.pdf', cwd=self.folder, environment=environment)
        self.assertEqual(result.status, DONE, result.err)
        return (self.folder / 'page.pdf').read_bytes()

    def test_only_numbers_count(self):
        self.assertIn(b'2024-03-15T00:00:05', self.made('1710460805'))
        self.assertIn(b'1970-01-01T00:00:00', self.made('0'))
        usual = self.made(None)
        for epoch in ('', 'soon', '12x', '1.5', ' 12', '99999999999999999999'):
            with self.subTest(epoch):
                self.assertEqual(self.made(epoch), usual)


if __name__ == '__main__':
    unittest.main()
