"""A running service, and a client that says exactly what a test wants it to say."""
import http.client
import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import tempfile
import time
import zlib

from harness import PROGRAM, check_answer

START_SECONDS = 20


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout=60):
        super().__init__('localhost', timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.cookies = response.headers.get_all('set-cookie') or []
        self.body = response.read()
        check_answer(self.body, self.headers.get('x-gongwen-warnings', '0') != '0')

    def json(self):
        return json.loads(self.body)

    def problem(self):
        """The last part of the member `type` of an error answer."""
        assert self.headers['content-type'] == 'application/problem+json', (self.status, self.headers, self.body[:300])
        problem = self.json()
        assert problem['status'] == self.status
        return problem['type'].removeprefix('/problems/')


class Service:
    """`gongwen serve` on a socket in a separate folder, from entering to leaving."""

    def __init__(self, *options, workers=2, open_api=True, environment=None, addresses=3):
        self.folder = tempfile.TemporaryDirectory(prefix='gongwen-serve-')
        self.socket = pathlib.Path(self.folder.name) / 'http.sock'
        self.log = pathlib.Path(self.folder.name) / 'log.jsonl'
        words = [PROGRAM, '--lang', 'en', 'serve', '--listen', self.socket, '--listen', '127.0.0.1:0', '--metrics', '127.0.0.1:0',
                 '--workers', workers]
        if open_api:
            words.append('--open-api')
        self.expected = addresses
        self.words = [str(word) for word in [*words, *options]]
        self.environment = {**os.environ, 'LC_ALL': 'C.UTF-8', **(environment or {})}

    def __enter__(self):
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, stderr=log, env=self.environment)
        self.addresses = []
        for _ in range(self.expected):
            line = self.process.stdout.readline().decode().strip()
            assert line.startswith('listening on '), (line, self.log.read_text())
            self.addresses.append(line.removeprefix('listening on '))
        self.host, self.port = self.addresses[1].rsplit(':', 1)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
        self.process.stdout.close()
        self.folder.cleanup()

    def connection(self, tcp=False):
        return http.client.HTTPConnection(self.host, int(self.port), timeout=60) if tcp else UnixConnection(self.socket)

    def ask(self, method, path, body=None, headers=None, tcp=False):
        connection = self.connection(tcp)
        try:
            try:
                connection.request(method, path, body=body, headers=headers or {})
            except BrokenPipeError:
                pass  # refused before all of the body had left; the answer is there
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def post_json(self, path, value, headers=None, **options):
        body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        return self.ask('POST', path, body, {'Content-Type': 'application/json', **(headers or {})}, **options)

    def metrics(self):
        """The values by their names with labels."""
        host, port = self.addresses[-1].rsplit(':', 1)
        connection = http.client.HTTPConnection(host, int(port), timeout=10)
        connection.request('GET', '/metrics')
        lines = connection.getresponse().read().decode().splitlines()
        connection.close()
        return {line.rsplit(' ', 1)[0]: float(line.rsplit(' ', 1)[1]) for line in lines if not line.startswith('#')}

    def request_lines(self):
        """The log without the lines of the audit, which say what was done to which job or submission."""
        return [line for line in self.log.read_text().splitlines() if ',"event":"audit",' not in line]

    def workers(self):
        """The numbers of the processes that make documents."""
        return children_of(self.process.pid)

    def wait_until(self, condition, seconds=START_SECONDS):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f'not within {seconds} s; log: {self.log.read_text()[-3000:]}'
            time.sleep(0.02)


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def grey_picture(width, height):
    """A PNG file."""
    def chunk(name, content):
        return struct.pack('>I', len(content)) + name + content + struct.pack('>I', zlib.crc32(name + content))

    rows = (b'\0' + b'\x80' * width) * height
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def children_of(pid):
    try:
        return sorted(int(child) for child in pathlib.Path(f'/proc/{pid}/task/{pid}/children').read_text().split())
    except OSError:
        return []


def multipart(parts):
    """The body of several parts and its type; a part is a name, a file's name or None, a type or None, and bytes."""
    boundary = 'gongwen-boundary-7f3c'
    body = b''
    for name, file_name, media_type, content in parts:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        if file_name is not None:
            body += f'; filename="{file_name}"'.encode()
        if media_type:
            body += f'\r\nContent-Type: {media_type}'.encode()
        body += b'\r\n\r\n' + content + b'\r\n'
    return body + f'--{boundary}--\r\n'.encode(), f'multipart/form-data; boundary={boundary}'
