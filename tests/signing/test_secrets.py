"""Passwords and PINs while the program runs: not in its memory after the key was opened, not in core files, not in the
list of processes, not in those that it starts. A time-stamp authority that does not answer holds the program meanwhile."""
import os
import pathlib
import re
import resource
import signal
import subprocess
import threading
import time
import unittest

import harness
import needs
from forged_cms import StampServer
from signing_files import SigningTest, run

SECRET = 'Zq7-sehr-geheim-4711'
SHORT = 'Zq8+kurz'  # strings of this length are copied with their objects


def is_root():
    return os.geteuid() == 0


class Secrets(SigningTest):
    def setUp(self):
        super().setUp()
        folder = self.authority.folder
        self.path = self.document()
        self.key, self.p12 = self.folder / 'locked.key', self.folder / 'locked.p12'
        run('openssl', 'pkcs8', '-topk8', '-in', folder / 'p256.key', '-passout', f'pass:{SECRET}', '-out', self.key)
        run('openssl', 'pkcs12', '-export', '-inkey', folder / 'p256.key', '-in', folder / 'p256.pem', '-passout', f'pass:{SECRET}',
            '-out', self.p12)
        (self.folder / 'pin').write_text(SECRET + '\n')
        self.pem = ['--key', self.key, '--cert', folder / 'p256.pem']
        done = threading.Event()
        self.addCleanup(done.set)
        self.server = StampServer(self, answer_as=lambda handler, body: done.wait(30))

    def start(self, key, *options, variable=False, typed=False, secret=SECRET, **more):
        """The program when it waits for its time stamp."""
        words = [harness.PROGRAM, 'sign', self.path, '-o', self.folder / 'out.pdf', *key, *options, '--timestamp', self.server.url]
        environment = {**os.environ, **({'GONGWEN_SECRET': secret} if variable else {})}
        process = subprocess.Popen([str(word) for word in words], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, **more)
        self.addCleanup(self.end, process)
        process.stdin.write(f'{secret}\n'.encode() if typed else b'')
        process.stdin.close()
        deadline = time.monotonic() + 20
        while not self.server.requests:
            self.assertIsNone(process.poll(), 'it ended before it asked')
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)
        return process

    @staticmethod
    def end(process):
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()

    def memory(self, process):
        """All that the process could write to."""
        found = []
        with open(f'/proc/{process.pid}/maps', encoding='ascii') as maps, open(f'/proc/{process.pid}/mem', 'rb') as memory:
            for line in maps:
                part = re.match(r'([0-9a-f]+)-([0-9a-f]+) (\S+)', line)
                if not part[3].startswith('rw'):
                    continue
                start, end = int(part[1], 16), int(part[2], 16)
                try:
                    memory.seek(start)
                    found.append(memory.read(end - start))
                except OSError:
                    continue
        return b''.join(found)

    @needs.only_with('root')
    def test_18_no_secret_stays_in_memory(self):
        for name, key, options, more in (('file', self.pem, ['--secret-file', self.folder / 'pin'], {}), ('variable', self.pem, [], {'variable': True}),
                                         ('typed', self.pem, [], {'typed': True}), ('PKCS#12', ['--p12', self.p12], [], {'variable': True})):
            with self.subTest(name):
                self.server.requests.clear()
                process = self.start(key, *options, **more)
                memory = self.memory(process)
                # It is its memory: the reason is there, as the name of the file is.
                self.assertIn(b'locked.', memory)
                self.assert_without(memory, SECRET)

    def assert_without(self, memory, secret):
        for part in (secret, secret[1:], secret[:12], secret[4:] if len(secret) > 12 else secret):
            for text in (part.encode(), part.encode('utf-16-be'), part.encode('utf-16-le')):
                self.assertFalse(text in memory, part)

    @needs.only_with('root')
    def test_18_no_short_secret_stays_in_memory(self):
        folder, short = self.authority.folder, self.folder / 'short.p12'
        run('openssl', 'pkcs12', '-export', '-inkey', folder / 'p256.key', '-in', folder / 'p256.pem', '-passout', f'pass:{SHORT}', '-out', short)
        (self.folder / 'short-pin').write_text(SHORT + '\n')
        for name, options, more in (('file', ['--secret-file', self.folder / 'short-pin'], {}), ('variable', [], {'variable': True}),
                                    ('typed', [], {'typed': True})):
            with self.subTest(name):
                self.server.requests.clear()
                process = self.start(['--p12', short], *options, secret=SHORT, **more)
                self.assert_without(self.memory(process), SHORT)

    @needs.only_with('root', 'softhsm2')
    def test_18_no_pin_of_a_token_stays_in_memory(self):
        (self.folder / 'tokens').mkdir()
        configuration = self.write('hsm.conf', f'directories.tokendir = {self.folder}/tokens\n')
        environment = {**os.environ, 'SOFTHSM2_CONF': str(configuration)}
        key = self.folder / 'k8.pem'
        run('openssl', 'pkcs8', '-topk8', '-nocrypt', '-in', self.authority.folder / 'p256.key', '-out', key)
        for words in (['--init-token', '--free', '--label', 'office', '--so-pin', '12345678', '--pin', SHORT],
                      ['--import', key, '--token', 'office', '--label', 'k', '--id', '01', '--pin', SHORT]):
            subprocess.run(['softhsm2-util', *map(str, words)], env=environment, check=True, capture_output=True)
        os.environ['SOFTHSM2_CONF'] = str(configuration)
        self.addCleanup(os.environ.pop, 'SOFTHSM2_CONF')
        process = self.start(['--pkcs11', '/usr/lib/softhsm/libsofthsm2.so', '--cert', self.authority.folder / 'p256.pem'], variable=True,
                             secret=SHORT)
        self.assert_without(self.memory(process), SHORT)

    def test_18_no_secret_in_the_list_of_processes(self):
        for options, more in (([], {'variable': True}), (['--secret-file', self.folder / 'pin'], {})):
            self.server.requests.clear()
            process = self.start(self.pem, *options, **more)
            seen = subprocess.run(['ps', '-ww', '-e', '-o', 'args'], capture_output=True, check=True).stdout
            self.assertIn(b'locked.key', seen)
            self.assertNotIn(SECRET.encode(), seen)
            folder = pathlib.Path(f'/proc/{process.pid}')
            for name in ('cmdline', 'environ'):
                try:
                    self.assertNotIn(SECRET.encode(), (folder / name).read_bytes())
                except PermissionError:
                    pass  # better still

    @needs.only_with('root', 'strace')
    def test_18_programs_that_it_starts_get_no_secret(self):
        """Not even from the environment: a script in place of the reader of files writes down what it has."""
        out = self.folder / 'trace'
        words = ['strace', '-f', '-e', 'trace=execve', '-v', '-s', '9999', '-o', out, harness.PROGRAM, 'sign', self.path, '-o',
                 self.folder / 'out.pdf', *self.pem]
        subprocess.run([str(word) for word in words], env={**os.environ, 'GONGWEN_SECRET': SECRET}, capture_output=True, check=True)
        calls = [line for line in out.read_text().splitlines() if 'execve(' in line]
        self.assertGreaterEqual(len(calls), 1)
        for line in calls[1:]:
            self.assertNotIn(SECRET, line)

    @needs.only_with('root')
    def test_18_others_of_the_same_user_cannot_read_the_memory(self):
        nobody = 65534
        for path in (self.folder, self.authority.folder):
            path.chmod(0o777)
            for one in path.iterdir():
                one.chmod(0o666 if one.is_file() else 0o777)
        if not os.access(harness.PROGRAM, os.X_OK) or subprocess.run([harness.PROGRAM, '--version'], user=nobody, capture_output=True, check=False).returncode:
            needs.lacking('a program for others')
        process = self.start(self.pem, '--secret-file', self.folder / 'pin', user=nobody)
        seen = subprocess.run(['cat', f'/proc/{process.pid}/environ', f'/proc/{process.pid}/mem'], user=nobody, capture_output=True, check=False)
        self.assertEqual(seen.stderr.count(b'Permission denied'), 2, seen.stderr)

    def test_18_no_core_file(self):
        def limits():
            resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        control = subprocess.Popen(['sleep', '20'], preexec_fn=limits, cwd=self.folder)
        control.send_signal(signal.SIGABRT)
        if not os.WCOREDUMP(os.waitpid(control.pid, 0)[1]):
            control.returncode = -signal.SIGABRT
            needs.lacking('core files')
        control.returncode = -signal.SIGABRT
        process = self.start(self.pem, '--secret-file', self.folder / 'pin', preexec_fn=limits, cwd=self.folder)
        process.send_signal(signal.SIGABRT)
        status = os.waitpid(process.pid, 0)[1]
        process.returncode = -signal.SIGABRT
        self.assertTrue(os.WIFSIGNALED(status))
        self.assertFalse(os.WCOREDUMP(status))

    def test_18_no_secret_in_messages(self):
        for words in ([*self.pem], ['--p12', self.p12], ['--pkcs11', '/usr/lib/softhsm/libsofthsm2.so', '--token', 'none']):
            for options in ([], ['--error-format', 'json'], ['-v'], ['--lang', 'zh']):
                for secret in (SECRET, SECRET + 'x'):
                    result = harness.gongwen(*options, 'sign', self.path, '-o', self.folder / 'out.pdf', *words, '--json',
                                             environment={'GONGWEN_SECRET': secret})
                    self.assertNotIn(SECRET, result.out + result.err)
                    self.assertNotIn(SECRET.encode(), (self.folder / 'out.pdf').read_bytes() if (self.folder / 'out.pdf').exists() else b'')


if __name__ == '__main__':
    unittest.main()
