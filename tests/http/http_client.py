"""A client of raw bytes for the server http_echo, and that server as a child process."""
import os
import pathlib
import socket
import subprocess
import sys
import time

HTTP_ECHO = os.environ.get('HTTP_ECHO', 'build/release/bin/http_echo')
# Sanitizers need additional memory and time.
MEASURES = not os.environ.get('HTTP_ECHO_SANITIZED')


servers = set()  # processes of servers that have not ended


def has_work():
    """Whether a server runs or waits for a processor: on a busy machine it is silent although it has more to say."""
    for process in servers:
        for thread in pathlib.Path(f'/proc/{process.pid}/task').glob('*/stat'):
            try:
                if thread.read_text().rpartition(')')[2].split()[0] in 'RD':
                    return True
            except OSError:
                pass  # it has ended
    return False


class Server:
    """`with Server('--limit', 'idle_time=500') as server: server.ask(b'GET …')`"""

    def __init__(self, *arguments, prefix=()):
        self.process = subprocess.Popen([*prefix, HTTP_ECHO, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        servers.add(self.process)
        self.address = self.process.stdout.readline().strip()
        self.report = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def connect(self, timeout=10.0):
        if self.address.startswith('/'):
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(timeout)
            connection.connect(self.address)
            return connection
        host, _, port = self.address.rpartition(':')
        connection = socket.create_connection((host.strip('[]'), int(port)), timeout=timeout)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def ask(self, request, half_close=False):
        """All that comes back until the server closes, or is silent for a moment; after `half_close` it closes in any case."""
        with self.connect() as connection:
            connection.sendall(request)
            if not half_close:
                return read_all(connection)
            connection.shutdown(socket.SHUT_WR)
            return read_all(connection, 30.0)

    def memory(self):
        """Resident kilobytes."""
        with open(f'/proc/{self.process.pid}/status') as status:
            return next(int(line.split()[1]) for line in status if line.startswith('VmRSS'))

    def cpu(self):
        """Seconds of processor time so far."""
        fields = open(f'/proc/{self.process.pid}/stat').read().rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def stop(self):
        """Ends it; `report` has what it counted."""
        if self.process.stdin.closed:
            return self.report
        self.process.stdin.close()
        rest = self.process.stdout.read()
        self.process.wait(30)
        servers.discard(self.process)
        self.process.stdout.close()
        self.report = {line.split()[0]: int(line.split()[1]) for line in rest.splitlines()}
        self.report['status'] = self.process.returncode
        return self.report


def read_all(connection, silence=0.25):
    """What comes until the other end closes or is silent while no server has work; whether it closed is the second
    value. A busy machine may take its time for the first byte."""
    received = bytearray()
    connection.settimeout(max(silence, 5.0))
    end = time.monotonic() + 60
    while True:
        if received:
            connection.settimeout(silence)
        try:
            part = connection.recv(1 << 20)
        except TimeoutError:
            if has_work() and time.monotonic() < end:
                continue
            return bytes(received), False
        except ConnectionResetError:
            return bytes(received), True
        if not part:
            return bytes(received), True
        received += part


def split_answers(received, methods=()):
    """The answers of one connection: [(status, headers, body)]. `methods`: of the requests, for HEAD."""
    answers = []
    while received:
        head, separator, received = received.partition(b'\r\n\r\n')
        assert separator, f'no end of the head: {head[:200]!r}'
        lines = head.decode().split('\r\n')
        version, status = lines[0].split(' ')[:2]
        assert version == 'HTTP/1.1', lines[0]
        headers = {}
        for line in lines[1:]:
            name, colon, value = line.partition(': ')
            assert colon and '\n' not in line and '\r' not in line, line
            assert name.lower() not in headers, f'{name} twice'
            headers[name.lower()] = value
        if int(status) == 100:
            answers.append((100, headers, b''))
            continue
        is_head = len(methods) > len(answers) and methods[len(answers)] == 'HEAD'
        if is_head or status in ('204', '304'):
            body = b''
        elif headers.get('transfer-encoding') == 'chunked':
            body, received = take_chunks(received)
        elif 'content-length' in headers:
            length = int(headers['content-length'])
            body, received = received[:length], received[length:]
            assert len(body) == length, f'{len(body)} of {length} bytes'
        else:
            body, received = received, b''
        answers.append((int(status), headers, body))
    return answers


def take_chunks(received):
    parts = []
    at = 0
    while True:
        line_end = received.index(b'\r\n', at)
        length = int(received[at:line_end], 16)
        start, end = line_end + 2, line_end + 2 + length
        parts.append(received[start:end])
        assert received[end:end + 2] == b'\r\n', received[end:end + 40]
        at = end + 2
        if length == 0:
            return b''.join(parts), received[at:]


def wait_until(condition, seconds=40.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


class Checks:
    """Counts what is wrong and says it."""

    def __init__(self):
        self.done = 0
        self.faults = 0

    def check(self, condition, text):
        self.done += 1
        if not condition:
            self.faults += 1
            print(f'WRONG {text}')

    def end(self, report=None):
        if report is not None:
            self.check(report.get('status') == 0, f'the server ended with {report.get("status")}')
            self.check(report.get('leaked') == 0, f'{report.get("leaked")} descriptors are still open')
        print(f'{self.done} checks, {self.faults} wrong')
        sys.exit(1 if self.faults else 0)
