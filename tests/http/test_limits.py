#!/usr/bin/python3
"""Slow clients, many clients, clients that leave: limits of time and number, memory, descriptors."""
import resource
import signal
import socket
import time

from http_client import MEASURES, Checks, Server, read_all, split_answers, wait_until

GET = b'GET /hello HTTP/1.1\r\nHost: a\r\n\r\n'


def request(target, rest=b'', method=b'GET'):
    return method + b' ' + target + b' HTTP/1.1\r\nHost: a\r\n' + rest + b'\r\n'


def seconds_until_closed(connection, patience=30.0):
    start = time.monotonic()
    received, closed = read_all(connection, patience)
    return received, time.monotonic() - start if closed else None


def check_slow_head(checks):
    with Server('--limit', 'head_time=1200', '--limit', 'linger_time=100', '--limit', 'idle_time=700') as server:
        with server.connect() as connection:
            received, seconds = seconds_until_closed(connection)
            checks.check(received == b'' and seconds and 0.65 < seconds < 30, f'idle from the start: {received} {seconds}')
        with server.connect() as connection:
            connection.sendall(GET)
            received, seconds = seconds_until_closed(connection)
            checks.check(received.endswith(b'hello') and seconds and 0.65 < seconds < 30, f'idle: {seconds}')
        with server.connect() as connection:
            start = time.monotonic()
            try:
                for byte in GET * 10:
                    connection.sendall(bytes([byte]))
                    time.sleep(0.06)
            except OSError:
                pass
            seconds = time.monotonic() - start
            checks.check(1.1 < seconds < 30, f'a head of single bytes lived {seconds} s')
        with server.connect() as connection:
            connection.sendall(GET[:20])
            received, _ = seconds_until_closed(connection)
            checks.check(split_answers(received)[0][0] == 408, f'half a head: {received}')
        report = server.stop()
        checks.check(report['slow-head'] == 2, f'slow heads: {report}')
    return report


def check_slow_body(checks):
    with Server('--limit', 'body_rate_after=400', '--limit', 'body_time=1200', '--limit', 'linger_time=100') as server:
        with server.connect() as connection:
            connection.sendall(request(b'/echo', b'Content-Length: 100000\r\n', b'POST') + b'x' * 100)
            received, seconds = seconds_until_closed(connection)
            checks.check(split_answers(received)[0][0] == 408 and 0.3 < seconds < 30, f'a body that stops: {seconds} {received}')
        with server.connect() as connection:
            connection.sendall(request(b'/echo', b'Content-Length: 100000000\r\n', b'POST')[:-2] + b'\r\n')
            received, _ = seconds_until_closed(connection)
            checks.check(split_answers(received)[0][0] == 413, f'a body that is too long: {received}')
        with server.connect() as connection:
            start = time.monotonic()
            connection.sendall(request(b'/echo', b'Content-Length: 60000000\r\n', b'POST'))
            try:
                while time.monotonic() - start < 40:
                    connection.sendall(b'z' * 20000)
                    time.sleep(0.05)
            except OSError:
                pass
            checks.check(1.1 < time.monotonic() - start < 40, 'a body that takes longer than it may')
        report = server.stop()
        checks.check(report['slow-body'] == 2, f'slow bodies: {report}')
    # As much as passes the rate of 1 kB/s even if the machine stops for ten seconds.
    with Server('--limit', 'body_rate_after=400', '--limit', 'body_time=60000') as server:
        with server.connect() as connection:
            connection.sendall(request(b'/echo', b'Content-Length: 200000\r\n', b'POST'))
            for _ in range(10):
                connection.sendall(b'y' * 20000)
                time.sleep(0.07)
            checks.check(split_answers(read_all(connection)[0])[0][0] == 200, 'a body that is fast enough')
        server.stop()
    return report


def check_slow_reader(checks):
    with Server('--limit', 'write_time=500', '--limit', 'write_rate=1000000000') as server:
        for target in (b'/size?20000000', b'/file?20000000'):
            with server.connect() as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                connection.sendall(request(target))
                time.sleep(1.2)
                received, closed = read_all(connection)
                checks.check(closed and len(received) < 20000000, f'a slow reader of {target}: {len(received)} {closed}')
        with server.connect() as connection:
            connection.sendall(request(b'/flood'))
            time.sleep(0.3)
            received, closed = read_all(connection)
            checks.check(closed and len(received) < 8_000_000, f'a flood: {len(received)}')
        checks.check(not MEASURES or server.memory() < 60_000, f'memory {server.memory()} kB')
        report = server.stop()
        checks.check(report['slow-reader'] == 3 and report['gone'] == 3, f'slow readers: {report}')
    # As much time as a busy machine needs.
    with Server('--limit', 'write_time=60000', '--limit', 'write_rate=1000000000') as server:
        with server.connect() as connection:
            connection.sendall(request(b'/file?20000000'))
            checks.check(len(split_answers(read_all(connection)[0])[0][2]) == 20000000, 'a fast reader')
        server.stop()
    return report


def check_number(checks):
    with Server('--limit', 'connections=10', '--limit', 'per_address=100') as server:
        held = [server.connect() for _ in range(10)]
        for connection in held:
            connection.sendall(GET)
            read_all(connection, 0.05)
        received, closed = server.ask(GET)
        answer = split_answers(received)[0]
        checks.check(answer[0] == 503 and answer[1]['retry-after'] == '5' and closed, f'one too many: {received}')
        held.pop().close()
        checks.check(wait_until(lambda: split_answers(server.ask(GET)[0])[0][0] == 200), 'after one has left')
        for connection in held:
            connection.close()
        report = server.stop()
    with Server('--limit', 'per_address=3') as server:
        held = [server.connect() for _ in range(3)]
        time.sleep(0.1)
        received, closed = server.ask(GET)
        checks.check(split_answers(received)[0][0] == 429 and closed, f'too many of an address: {received}')
        held.pop().close()
        checks.check(wait_until(lambda: split_answers(server.ask(GET)[0])[0][0] == 200), 'after one of the address has left')
        for connection in held:
            connection.close()
    with Server('--limit', 'per_address=3', '--limit', 'connections=40') as server:
        # All of 127.0.0.0/8 is this machine.
        address = server.address.rpartition(':')
        held = [server.connect() for _ in range(60)]
        time.sleep(0.1)
        with socket.create_connection((address[0], int(address[2])), timeout=10, source_address=('127.0.0.2', 0)) as other:
            other.sendall(GET)
            checks.check(read_all(other)[0].endswith(b'hello'), 'another address beside one that comes too often')
        for connection in held:
            connection.close()
    with Server('--limit', 'per_address=3', '--trust', '127.0.0.0/8') as server:
        held = [server.connect() for _ in range(5)]
        checks.check(split_answers(server.ask(GET)[0])[0][0] == 200, 'a trusted address may have more')
        for connection in held:
            connection.close()
    return report


def check_two_thousand(checks):
    """2,000 idle connections cost little memory and no time."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    checks.check(hard >= 5000, 'the limit of open files is too low for 2,000 connections')
    resource.setrlimit(resource.RLIMIT_NOFILE, (5000, hard))
    with Server('--limit', 'connections=3000', '--limit', 'per_address=3000', '--limit', 'idle_time=60000') as server:
        server.ask(GET)
        before = server.memory()
        held = []
        for _ in range(2000):
            connection = server.connect()
            connection.sendall(GET)
            held.append(connection)
        for connection in held:
            checks.check(connection.recv(1000).endswith(b'hello'), 'an answer to one of 2,000')
        each = (server.memory() - before) / 2000
        checks.check(not MEASURES or each < 8, f'{each} kB for each idle connection')
        cpu = server.cpu()
        time.sleep(1)
        checks.check(not MEASURES or server.cpu() - cpu < 0.05, f'{server.cpu() - cpu} s of processor time in an idle second')
        checks.check(split_answers(server.ask(GET)[0])[0][0] == 200, 'an answer beside 2,000')
        print(f'{each:.2f} kB for each of 2,000 idle connections')
        for connection in held:
            connection.close()
        report = server.stop()
        checks.check(report['connections'] == 2002, f'{report["connections"]} connections')
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return report


def check_no_descriptors(checks):
    """Without descriptors those who come wait; nobody spins."""
    with Server(prefix=('prlimit', '--nofile=20')) as server:
        held = [server.connect() for _ in range(30)]
        time.sleep(0.3)
        cpu = server.cpu()
        time.sleep(0.7)
        checks.check(server.cpu() - cpu < 0.2, f'{server.cpu() - cpu} s of processor time without descriptors')
        for connection in held:
            connection.close()
        checks.check(wait_until(lambda: server.ask(GET)[0].endswith(b'hello')), 'after descriptors have become free')
        report = server.stop()
    return report


def check_leaving(checks):
    """Clients that leave at any moment leave no data."""
    with Server() as server:
        for cut in range(1, len(GET)):
            with server.connect() as connection:
                connection.sendall(GET[:cut])
        for target in (b'/later?20', b'/size?9000000', b'/file?9000000', b'/stream?100000', b'/flood', b'/drop'):
            for reset in (False, True):
                with server.connect() as connection:
                    connection.sendall(request(target))
                    if reset:
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\x01\0\0\0\0\0\0\0')
                    time.sleep(0.01)
        for _ in range(20):
            # sendfile raises SIGPIPE also when it says that a part was sent.
            with server.connect() as connection:
                connection.sendall(request(b'/file?9000000'))
                connection.recv(1000)
        answer = split_answers(server.ask(request(b'/drop'))[0])[0]
        checks.check(answer[0] == 500, f'a request that is dropped: {answer}')
        checks.check(server.ask(GET)[0].endswith(b'hello'), 'after those who left')
        report = server.stop()
        checks.check(report['status'] == 0 and report['leaked'] == 0, f'after those who left: {report}')
    # Ends with requests of every state open.
    with Server() as server:
        held = []
        for part in (b'', GET[:9], request(b'/echo', b'Content-Length: 9\r\n', b'POST'), request(b'/plan/spool', b'Content-Length: 9\r\n', b'POST') + b'x',
                     request(b'/wait'), request(b'/later?5000'), request(b'/size?90000000'), b'BAD\r\n\r\n'):
            held.append(server.connect())
            held[-1].sendall(part)
        time.sleep(0.2)
        report = server.stop()
        checks.check(report['status'] == 0 and report['leaked'] == 0 and report['open'] >= 7, f'the end of a busy server: {report}')
        for connection in held:
            connection.close()
    return report


def check_half_close(checks):
    """Who sends no more may still read."""
    with Server() as server:
        for target, end in ((b'/hello', b'hello'), (b'/later?100', b'later'), (b'/file?300000', b'f' * 300000)):
            received, closed = server.ask(request(target), half_close=True)
            checks.check(split_answers(received)[0][2] == end and closed, f'half closed: {target} {received[:200]}')
        received, closed = server.ask(GET[:-2], half_close=True)
        checks.check(received == b'' and closed, f'half a head and no more: {received}')
        received, closed = server.ask(request(b'/echo', b'Content-Length: 9\r\n', b'POST') + b'x', half_close=True)
        checks.check(received == b'' and closed, f'half a body and no more: {received}')
        received, closed = server.ask(GET * 5, half_close=True)
        checks.check(len(split_answers(received)) == 5 and closed, 'five requests and no more')
        return server.stop()


def check_pipe_signal(checks):
    """The process lives where SIGPIPE would end it: the other checks say so, if it is not ignored from the start."""
    with Server() as server:
        pipe = int(next(line.split()[1] for line in open(f'/proc/{server.process.pid}/status') if line.startswith('SigIgn')), 16)
        checks.check(pipe >> (signal.SIGPIPE - 1) & 1 == 0, 'SIGPIPE is ignored by who started the server: nothing is tested')


def main():
    checks = Checks()
    reports = [check(checks) for check in (check_slow_head, check_slow_body, check_slow_reader, check_number, check_two_thousand,
                                           check_no_descriptors, check_leaving, check_half_close, check_pipe_signal)]
    for report in filter(None, reports):
        checks.check(report['status'] == 0 and report['leaked'] == 0, f'{report}')
    checks.end()


if __name__ == '__main__':
    main()
