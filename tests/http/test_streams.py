#!/usr/bin/python3
"""Answers in parts, clients that leave during them, Unix sockets, addresses behind proxies."""
import os
import socket
import stat
import subprocess
import tempfile
import time

from http_client import HTTP_ECHO, MEASURES, Checks, Server, read_all, split_answers, wait_until

GET = b'GET /hello HTTP/1.1\r\nHost: a\r\n\r\n'


def request(target, rest=b''):
    return b'GET ' + target + b' HTTP/1.1\r\nHost: a\r\n' + rest + b'\r\n'


def check_streams(checks):
    with Server() as server:
        received, closed = server.ask(request(b'/stream?1000') + GET)
        answers = split_answers(received)
        checks.check(answers[0][2] == b'first\n' + b'part\n' * 1000 and answers[1][2] == b'hello' and not closed, 'a stream of parts')
        checks.check(answers[0][1].get('transfer-encoding') == 'chunked' and 'content-length' not in answers[0][1], f'{answers[0][1]}')
        received, _ = server.ask(request(b'/stream?100000'), half_close=True)
        checks.check(len(split_answers(received)[0][2]) == 500_006, 'a long stream')
        checks.check(not MEASURES or server.memory() < 40_000, f'memory after a long stream: {server.memory()} kB')
        return server.stop()


def check_cut(checks):
    """A stream that its handler gives up never looks whole, also where only the end of the connection ends it."""
    with Server() as server:
        with server.connect() as connection:
            connection.sendall(b'GET /cut HTTP/1.0\r\nHost: a\r\n\r\n')
            try:
                while connection.recv(1000):
                    pass
                checks.check(False, 'a stream of HTTP/1.0 that was cut off looks whole')
            except ConnectionResetError:
                checks.check(True, '')
        received, closed = server.ask(request(b'/cut'))
        checks.check(closed and received.endswith(b'5\r\npart\n\r\n'), f'a stream that was cut off: {received}')
        report = server.stop()
        checks.check(report['gone'] == 0, f'cut off by the handler, and counted as gone: {report}')
        return report


def gone(server):
    return int(split_answers(server.ask(request(b'/gone'))[0])[0][2])


def check_gone(checks, folder):
    with Server('--unix', f'{folder}/gone') as server:
        for expected in (1, 2, 3):
            with server.connect() as connection:
                connection.sendall(request(b'/wait'))
                time.sleep(0.05)
            checks.check(wait_until(lambda: gone(server) == expected), f'{gone(server)} have left a Unix socket, not {expected}')
        with server.connect() as connection:
            connection.sendall(request(b'/wait') + GET)
            time.sleep(0.05)
        checks.check(wait_until(lambda: gone(server) == 4), 'one that sent more has left')
        with server.connect() as connection:
            connection.sendall(request(b'/wait'))
            connection.shutdown(socket.SHUT_WR)
            time.sleep(0.2)
            checks.check(gone(server) == 4, 'one that may still read has left')
        report = server.stop()
        checks.check(report['gone'] >= 4, f'{report}')
    with Server() as server:
        connection = server.connect()
        connection.sendall(request(b'/wait'))
        time.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\x01\0\0\0\0\0\0\0')
        connection.close()
        checks.check(wait_until(lambda: gone(server) == 1), 'a reset is not noticed')
        server.stop()
    return report


def check_unix_sockets(checks, folder):
    path = f'{folder}/socket'
    with Server('--unix', path) as server:
        checks.check(server.address == path, server.address)
        checks.check(stat.S_IMODE(os.stat(path).st_mode) == 0o660, f'mode {oct(os.stat(path).st_mode)}')
        checks.check(server.ask(GET)[0].endswith(b'hello'), 'through a Unix socket')
        with Server('--unix', path) as second:
            checks.check(second.address == 'error 1', f'a second server: {second.address}')
            second.process.stdin.close()
            second.process.wait()
        checks.check(server.ask(GET)[0].endswith(b'hello'), 'after a second server')
        server.process.kill()
        server.process.wait()
    checks.check(os.path.exists(path), 'a killed server leaves its socket')
    with Server('--unix', path) as server:
        checks.check(server.ask(GET)[0].endswith(b'hello'), 'in place of a killed server')
        report = server.stop()
    checks.check(not os.path.exists(path), 'the socket of a server that ended')
    open(path, 'w').write('precious')
    for address, kind in ((path, 2), ('/nowhere/x', 3), ('/' + 'x' * 200, 0)):
        with Server('--unix', address) as server:
            checks.check(server.address == f'error {kind}', f'{address}: {server.address}')
            server.process.stdin.close()
            server.process.wait()
    checks.check(open(path).read() == 'precious', 'a file in the way')
    return report


def check_addresses(checks):
    for address, expected in (('127.0.0.1:0', '127.0.0.1:'), ('[::1]:0', '[::1]:'), ('127.0.0.1', 'error 0'), ('localhost:0', 'error 0'),
                              ('127.0.0.1:70000', 'error 0'), ('::1:0', 'error 0'), ('[127.0.0.1]:0', 'error 0'), ('127.0.0.1:', 'error 0'),
                              ('192.0.2.1:0', 'error 3')):
        with Server('--listen', address) as server:
            without_v6 = address.startswith('[::1]') and server.address == 'error 3'
            checks.check(server.address.startswith(expected) or without_v6, f'{address}: {server.address}')
            if not server.address.startswith('error'):
                checks.check(server.ask(GET)[0].endswith(b'hello'), address)
                server.stop()
    with Server() as server, Server('--listen', server.address) as second:
        checks.check(second.address == 'error 1', f'a port that is taken: {second.address}')
        server.stop()


def peer(server, *values):
    rest = b''.join(b'X-Forwarded-For: ' + value.encode() + b'\r\n' for value in values)
    lines = split_answers(server.ask(request(b'/echo', rest))[0])[0][2].decode().splitlines()
    return next(line[5:] for line in lines if line.startswith('peer '))


def check_peers(checks, folder):
    with Server() as server:
        checks.check(peer(server, '1.2.3.4') == '127.0.0.1', 'somebody says who he is')
        server.stop()
    with Server('--trust', '127.0.0.1', '--trust', '10.0.0.0/8') as server:
        for values, expected in ((['1.2.3.4'], '1.2.3.4 proxy'), (['6.6.6.6, 1.2.3.4'], '1.2.3.4 proxy'), (['6.6.6.6', '1.2.3.4'], '1.2.3.4 proxy'),
                                 (['1.2.3.4, 10.1.2.3'], '1.2.3.4 proxy'), (['10.9.9.9, 10.1.2.3'], '10.9.9.9 proxy'),
                                 (['2001:DB8::1'], '2001:db8::1 proxy'), (['1.2.3.4:5555'], '1.2.3.4 proxy'), (['[2001:db8::2]:99'], '2001:db8::2 proxy'),
                                 (['junk, 1.2.3.4'], '1.2.3.4 proxy'), (['1.2.3.4, junk'], ' proxy'), ([], '127.0.0.1 proxy')):
            checks.check(peer(server, *values) == expected, f'{values}: {peer(server, *values)!r}, not {expected!r}')
        server.stop()
    with Server('--unix', f'{folder}/peers') as server:
        checks.check(peer(server, '6.6.6.6, 1.2.3.4') == '1.2.3.4 proxy', 'behind a Unix socket')
        checks.check(peer(server) == ' proxy', 'nobody says who it is')
        server.stop()


def check_end(checks):
    """What is asked is answered before the end; nobody else is taken."""
    with Server() as server:
        slow, idle, half = server.connect(), server.connect(), server.connect()
        idle.sendall(GET)
        read_all(idle, 0.1)
        slow.sendall(request(b'/later?2000'))
        half.sendall(GET[:10])
        time.sleep(0.1)
        server.process.stdin.write('s')
        server.process.stdin.flush()
        received, closed = read_all(idle, 20)
        checks.check(received == b'' and closed, 'an idle connection at the end')
        try:
            server.connect().close()
            checks.check(False, 'somebody was taken at the end')
        except ConnectionRefusedError:
            pass
        half.sendall(GET[10:])
        received, closed = read_all(half, 20)
        checks.check(received.endswith(b'hello') and b'Connection: close' in received and closed, f'half a request at the end: {received}')
        received, closed = read_all(slow, 20)
        checks.check(received.endswith(b'later') and b'Connection: close' in received and closed, f'a slow answer at the end: {received}')
        for connection in (slow, idle, half):
            connection.close()
        checks.check(server.process.wait(20) == 0, 'it does not end by itself')
        return server.stop()


def check_inherited(checks):
    """Sockets of the system's manager of services: number 3, and names of the process in its environment."""
    with socket.socket() as listening:
        listening.bind(('127.0.0.1', 0))
        listening.listen()
        start = f'exec 3<&{listening.fileno()}; LISTEN_PID=$$ LISTEN_FDS=1 exec {HTTP_ECHO} --inherit yes'
        process = subprocess.Popen(['sh', '-c', start], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, pass_fds=[listening.fileno()])
        address = process.stdout.readline().strip()
        checks.check(address == '%s:%d' % listening.getsockname(), f'inherited: {address}')
        with socket.create_connection(listening.getsockname()) as connection:
            connection.sendall(GET)
            checks.check(read_all(connection)[0].endswith(b'hello'), 'through an inherited socket')
        process.communicate()
        checks.check(process.returncode == 0, 'inherited: status')
        other = subprocess.run([HTTP_ECHO, '--inherit', 'yes'], env={'LISTEN_PID': '1', 'LISTEN_FDS': '1'}, stdin=subprocess.DEVNULL, capture_output=True)
        checks.check(other.returncode == 1, 'a socket of another process')


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        reports = [check_streams(checks), check_cut(checks), check_gone(checks, folder), check_unix_sockets(checks, folder)]
        check_addresses(checks)
        check_peers(checks, folder)
        reports.append(check_end(checks))
        check_inherited(checks)
    for report in reports:
        checks.check(report['status'] == 0 and report['leaked'] == 0, f'{report}')
    checks.end()


if __name__ == '__main__':
    main()
