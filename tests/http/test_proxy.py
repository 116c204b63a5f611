#!/usr/bin/python3
"""Through nginx over a Unix socket, as it is installed: what clients forge does not arrive, streams arrive at once, limits
of addresses do not hit the proxy. Skipped where nginx is not installed (Debian: nginx-light)."""
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'python'))
import needs  # noqa: E402
from http_client import Checks, Server, read_all, split_answers, wait_until

CONFIGURATION = '''
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log warn; worker_processes 1;
{user}
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream front {{ server unix:{folder}/front; keepalive 8; keepalive_timeout 10s; }}
  server {{
    listen unix:{folder}/nginx;
    client_max_body_size 10m;
    location / {{
      proxy_pass http://front;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For 198.51.100.7;
      proxy_set_header X-Remote-User "";
    }}
    location /direct/ {{ proxy_pass http://front/; proxy_request_buffering off; proxy_set_header Host $host; }}
  }}
}}
'''


class Nginx:
    """The proxy before a server, without any file of the system."""

    def __init__(self, program, folder):
        user = 'user root;' if os.geteuid() == 0 else ''
        configuration = pathlib.Path(folder, 'nginx.conf')
        configuration.write_text(CONFIGURATION.format(folder=folder, user=user))
        self.address = f'{folder}/nginx'
        self.errors = pathlib.Path(folder, 'error.log')
        self.process = subprocess.Popen([program, '-p', folder, '-c', str(configuration)], stderr=subprocess.DEVNULL)
        wait_until(lambda: os.path.exists(self.address))

    def connect(self):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(10)
        connection.connect(self.address)
        return connection

    def ask(self, request):
        with self.connect() as connection:
            connection.sendall(request)
            return split_answers(read_all(connection, 1.0)[0])

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def request(target, rest=b'', method=b'GET'):
    return method + b' ' + target + b' HTTP/1.1\r\nHost: gongwen.example\r\nConnection: close\r\n' + rest + b'\r\n'


def check_heads(checks, nginx):
    text = nginx.ask(request(b'/echo', b'X-Remote-User: admin\r\nX-Forwarded-For: 1.2.3.4\r\n'))[0][2].decode()
    checks.check('peer 198.51.100.7 proxy' in text, text)
    checks.check('host gongwen.example' in text, text)
    checks.check('admin' not in text and '1.2.3.4' not in text, f'what a client forged: {text}')


def check_bodies(checks, nginx):
    body = b'x' * 900_000
    for target in (b'/plan/spool', b'/direct/plan/spool'):
        answer = nginx.ask(request(target, b'Content-Length: %d\r\n' % len(body), b'POST') + body)[0]
        checks.check(answer[0] == 200 and b'file 900000 ' in answer[2], f'{target}: {answer[0]}')
        answer = nginx.ask(request(target, b'Content-Length: %d\r\n' % (2 * len(body)), b'POST') + 2 * body)[0]
        checks.check(answer[0] in (413, 502), f'{target}, too long: {answer[0]}')
    chunks = b'Transfer-Encoding: chunked\r\n'
    answer = nginx.ask(request(b'/echo', chunks, b'POST') + b'5\r\nhello\r\n0\r\n\r\n')[0]
    checks.check(b'body hello' in answer[2], f'chunks: {answer}')
    answer = nginx.ask(request(b'/direct/echo', chunks, b'POST') + b'5\r\nhello\r\n0\r\n\r\n')[0]
    checks.check(b'body hello' in answer[2], f'chunks, not buffered: {answer}')
    for size in (0, 1, 100_000, 5_000_000):
        for kind in (b'size', b'file'):
            answer = nginx.ask(request(b'/%s?%d' % (kind, size)))[0]
            checks.check(answer[0] == 200 and len(answer[2]) == size, f'{kind} {size}: {answer[0]} {len(answer[2])}')


def check_events(checks, nginx):
    """The first of three events does not wait for the last, which follows three seconds later."""
    with nginx.connect() as connection:
        connection.sendall(request(b'/events?1500'))
        start = time.monotonic()
        received = b''
        times = []
        while len(times) < 3:
            part = connection.recv(4096)
            if not part:
                break
            received += part
            while received.count(b'data:') > len(times):
                times.append(time.monotonic() - start)
        checks.check(len(times) == 3 and times[2] - times[0] > 0.5, f'events at {times}')


def check_gone(checks, nginx, server):
    connection = nginx.connect()
    connection.sendall(request(b'/wait'))
    time.sleep(0.1)
    connection.close()
    gone = lambda: int(split_answers(server.ask(request(b'/gone'))[0])[0][2])
    checks.check(wait_until(lambda: gone() == 1), 'a client that left the proxy')


def check_many(checks, nginx):
    """More connections than one address may have; and kept ones are used again."""
    held = []
    for _ in range(60):
        connection = nginx.connect()
        connection.sendall(request(b'/later?300'))
        held.append(connection)
    bodies = [split_answers(read_all(connection, 2.0)[0])[0][2] for connection in held]
    checks.check(bodies == [b'later'] * 60, f'60 at once: {set(bodies)}')
    for connection in held:
        connection.close()


def main():
    needs.leave('nginx')
    program = needs.find_program('nginx')
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder, Server('--unix', f'{folder}/front') as server:
        nginx = Nginx(program, folder)
        try:
            check_heads(checks, nginx)
            check_bodies(checks, nginx)
            check_events(checks, nginx)
            check_gone(checks, nginx, server)
            check_many(checks, nginx)
        finally:
            nginx.stop()
        report = server.stop()
        checks.check(report['requests'] > 70 and report['connections'] < report['requests'], f'kept connections: {report}')
        checks.check(report['bad-request'] == 0, f'{report}')
    checks.end(report)


if __name__ == '__main__':
    main()
