#!/usr/bin/python3
"""Requests as nobody should send them, each with the answer it must get, and those that must be understood."""
from http_client import Checks, Server, read_all, split_answers

H = b'Host: a\r\n'
CL = b'Content-Length: '
TE = b'Transfer-Encoding: '
CHUNKED = TE + b'chunked\r\n\r\n'
HIDDEN = b'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n'


def get(rest=b'', target=b'/hello', version=b'1.1'):
    return b'GET ' + target + b' HTTP/' + version + b'\r\n' + rest + b'\r\n'


def post(rest):
    return b'POST /echo HTTP/1.1\r\n' + H + rest


# name → (request, status). All of them end the connection.
REFUSED = {
    # Host
    'no Host': (get(), 400),
    'two Hosts': (get(H + H), 400),
    'two different Hosts': (get(H + b'Host: b\r\n'), 400),
    'empty Host': (get(b'Host: \r\n'), 400),
    'Host with a path': (get(b'Host: a/b\r\n'), 400),
    'Host with a user': (get(b'Host: u@a\r\n'), 400),
    'Host with two names': (get(b'Host: a, b\r\n'), 400),
    'Host with a bad port': (get(b'Host: a:8o\r\n'), 400),
    'Host with an open bracket': (get(b'Host: [::1\r\n'), 400),
    'Host with brackets around a name': (get(b'Host: [a]\r\n'), 400),
    # Framing
    'length and chunked': (post(CL + b'6\r\n' + CHUNKED + b'0\r\n\r\nX') + HIDDEN, 400),
    'chunked and length': (post(TE + b'chunked\r\n' + CL + b'6\r\n\r\n0\r\n\r\nX') + HIDDEN, 400),
    'length that hides a request': (post(CL + b'%d\r\n' % (5 + len(HIDDEN)) + CHUNKED + b'0\r\n\r\n' + HIDDEN), 400),
    'gzip': (post(TE + b'gzip\r\n\r\nxx'), 501),
    'gzip and length': (post(TE + b'gzip\r\n' + CL + b'2\r\n\r\nxx'), 400),
    'xchunked': (post(TE + b'xchunked\r\n\r\n0\r\n\r\n'), 501),
    'xchunked and length': (post(TE + b'xchunked\r\n' + CL + b'5\r\n\r\n0\r\n\r\n'), 400),
    'gzip, chunked': (post(TE + b'gzip, chunked\r\n\r\n0\r\n\r\n'), 501),
    'chunked, gzip': (post(TE + b'chunked, gzip\r\n\r\n0\r\n\r\n'), 501),
    'chunked, chunked': (post(TE + b'chunked, chunked\r\n\r\n0\r\n\r\n'), 501),
    'chunked, identity': (post(TE + b'chunked, identity\r\n\r\n0\r\n\r\n'), 501),
    'identity': (post(TE + b'identity\r\n\r\n'), 501),
    'empty coding': (post(TE + b'\r\n\r\n'), 501),
    'chunked twice': (post(TE + b'chunked\r\n' + CHUNKED + b'0\r\n\r\n'), 400),
    'chunked and gzip apart': (post(TE + b'chunked\r\n' + TE + b'gzip\r\n\r\n0\r\n\r\n'), 400),
    'chunked in quotes': (post(TE + b'"chunked"\r\n\r\n0\r\n\r\n'), 501),
    'chunked with a parameter': (post(TE + b'chunked;q=1\r\n\r\n0\r\n\r\n'), 501),
    'vertical tab before chunked': (post(TE + b'\x0bchunked\r\n\r\n0\r\n\r\n'), 400),
    'a blank before the colon of a coding': (post(b'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n'), 400),
    'chunked in HTTP/1.0': (b'POST /echo HTTP/1.0\r\n' + H + CHUNKED + b'0\r\n\r\n', 400),
    'lengths in a list': (post(CL + b'5,5\r\n\r\nhello'), 400),
    'lengths in a list with a blank': (post(CL + b'5, 5\r\n\r\nhello'), 400),
    'different lengths in a list': (post(CL + b'5,6\r\n\r\nhello'), 400),
    'different lengths': (post(CL + b'5\r\n' + CL + b'6\r\n\r\nhello'), 400),
    'the same length twice': (post(CL + b'5\r\n' + CL + b'5\r\n\r\nhello'), 400),
    'a signed length': (post(CL + b'+5\r\n\r\nhello'), 400),
    'a negative length': (post(CL + b'-5\r\n\r\nhello'), 400),
    'a hexadecimal length': (post(CL + b'0x5\r\n\r\nhello'), 400),
    'a length with a fraction': (post(CL + b'5.0\r\n\r\nhello'), 400),
    'an empty length': (post(CL + b'\r\n\r\n'), 400),
    'a length with letters': (post(CL + b'5a\r\n\r\nhello'), 400),
    'a length in two words': (post(CL + b'5 5\r\n\r\nhello'), 400),
    'a length beyond 64 bits': (post(CL + b'18446744073709551621\r\n\r\nhello'), 400),
    'a length above the limit': (post(CL + b'67108865\r\n\r\n'), 413),
    'a length near 64 bits': (post(CL + b'18446744073709551615\r\n\r\n'), 413),
    # Chunks
    'an extension of a chunk': (post(CHUNKED + b'5;a=b\r\nhello\r\n0\r\n\r\n'), 400),
    'a bare extension': (post(CHUNKED + b'5;a\r\nhello\r\n0\r\n\r\n'), 400),
    'an extension of the last chunk': (post(CHUNKED + b'5\r\nhello\r\n0;a\r\n\r\n'), 400),
    'LF within an extension': (post(CHUNKED + b'5;a\nxx\r\nhello\r\n0\r\n\r\n'), 400),
    'a blank behind the size': (post(CHUNKED + b'5 \r\nhello\r\n0\r\n\r\n'), 400),
    'a blank before the size': (post(CHUNKED + b' 5\r\nhello\r\n0\r\n\r\n'), 400),
    'a size with 0x': (post(CHUNKED + b'0x5\r\nhello\r\n0\r\n\r\n'), 400),
    'a negative size': (post(CHUNKED + b'-5\r\nhello\r\n0\r\n\r\n'), 400),
    'no size': (post(CHUNKED + b'\r\nhello\r\n0\r\n\r\n'), 400),
    'a size that is none': (post(CHUNKED + b'x\r\nhello\r\n0\r\n\r\n'), 400),
    'a size beyond 64 bits': (post(CHUNKED + b'10000000000000005\r\nhello\r\n0\r\n\r\n'), 400),
    'a size above the limit': (post(CHUNKED + b'fffffffffffffff\r\nhello'), 413),
    'a size of many zeros': (post(CHUNKED + b'0' * 100 + b'5\r\nhello\r\n0\r\n\r\n'), 400),
    'a size without end': (post(CHUNKED + b'0' * 5000), 400),
    'a chunk that ends without CRLF': (post(CHUNKED + b'5\r\nhelloX\r\n0\r\n\r\n'), 400),
    'a chunk that ends with LF': (post(CHUNKED + b'5\r\nhello\n0\r\n\r\n'), 400),
    'a size that ends with LF': (post(CHUNKED + b'5\nhello\r\n0\r\n\r\n'), 400),
    'a size that ends with CR': (post(CHUNKED + b'5\rhello\r\n0\r\n\r\n'), 400),
    'a field behind the last chunk': (post(CHUNKED + b'0\r\nX: 1\r\n\r\n'), 400),
    'a length behind the last chunk': (post(CHUNKED + b'0\r\nContent-Length: 1\r\n\r\n'), 400),
    # Lines
    'a folded line': (get(H + b'X: a\r\n b\r\n'), 400),
    'a folded line with a tab': (get(H + b'X: a\r\n\tb\r\n'), 400),
    'a blank before the first header': (get(b' X: a\r\n' + H), 400),
    'LF at the end of a line': (b'GET /hello HTTP/1.1\r\nHost: a\nX: b\r\n\r\n', 400),
    'LF at the end of the request line': (b'GET /hello HTTP/1.1\nHost: a\r\n\r\n', 400),
    'only LF': (b'GET /hello HTTP/1.1\nHost: a\n\n', 400),
    'LF in the empty line': (b'GET /hello HTTP/1.1\r\nHost: a\r\n\n', 400),
    'a bare CR in a value': (get(H + b'X: a\rb\r\n'), 400),
    'a bare CR in a name': (get(H + b'X\rY: a\r\n'), 400),
    'a CR before CRLF': (get(H + b'X: a\r\r\n'), 400),
    'a bare CR in the request line': (get(H, b'/he\rllo'), 400),
    'NUL in a value': (get(H + b'X: a\0b\r\n'), 400),
    'NUL in a name': (get(H + b'X\0: a\r\n'), 400),
    'NUL in the target': (get(H, b'/a\0b'), 400),
    'a control character in a value': (get(H + b'X: a\x01b\r\n'), 400),
    'a blank before the colon': (get(b'Host : a\r\n'), 400),
    'a tab before the colon': (get(b'Host\t: a\r\n'), 400),
    'no colon': (get(H + b'X\r\n'), 400),
    'no name': (get(H + b': x\r\n'), 400),
    'a name with a blank': (get(H + b'X Y: x\r\n'), 400),
    'a name with brackets': (get(H + b'X(1): x\r\n'), 400),
    'a name that is not ASCII': (get(H + b'\xc3\xa9: x\r\n'), 400),
    'two types of content': (get(H + b'Content-Type: a/b\r\nContent-Type: c/d\r\n'), 400),
    'two authorizations': (get(H + b'Authorization: a\r\nAuthorization: b\r\n'), 400),
    'two sites': (get(H + b'Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\n'), 400),
    'two schemes of a proxy': (get(H + b'X-Forwarded-Proto: http\r\nX-Forwarded-Proto: https\r\n'), 400),
    'two keys of one request': (get(H + b'Idempotency-Key: a\r\nIdempotency-Key: b\r\n'), 400),
    # The request line
    'no method': (b' /hello HTTP/1.1\r\n' + H + b'\r\n', 400),
    'no version': (b'GET /hello\r\n' + H + b'\r\n', 400),
    'two blanks': (b'GET  /hello HTTP/1.1\r\n' + H + b'\r\n', 400),
    'a blank in the target': (b'GET /a b HTTP/1.1\r\n' + H + b'\r\n', 400),
    'a blank at the end': (b'GET /hello HTTP/1.1 \r\n' + H + b'\r\n', 400),
    'a tab in the line': (b'GET\t/hello HTTP/1.1\r\n' + H + b'\r\n', 400),
    'a method with a bracket': (b'G(T /hello HTTP/1.1\r\n' + H + b'\r\n', 400),
    'an unknown method': (b'BREW /hello HTTP/1.1\r\n' + H + b'\r\n', 501),
    'a method in small letters': (b'get /hello HTTP/1.1\r\n' + H + b'\r\n', 501),
    'TRACE': (b'TRACE / HTTP/1.1\r\n' + H + b'\r\n', 501),
    'CONNECT': (b'CONNECT a:80 HTTP/1.1\r\n' + H + b'\r\n', 400),
    'HTTP/2': (b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505),
    'HTTP/0.9': (get(H, version=b'0.9'), 505),
    'HTTP/1.2': (get(H, version=b'1.2'), 505),
    'http/1.1 in small letters': (b'GET /hello http/1.1\r\n' + H + b'\r\n', 400),
    'a version of two digits': (b'GET /hello HTTP/1.10\r\n' + H + b'\r\n', 400),
    'bytes of TLS': (b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'\0' * 40, 400),
    'two empty lines first': (b'\r\n\r\n' + get(H), 400),
    # The target
    'no slash': (get(H, b'hello'), 400),
    'an asterisk': (get(H, b'*'), 400),
    'an encoded NUL': (get(H, b'/a%00b'), 400),
    'an encoded slash': (get(H, b'/a%2Fb'), 400),
    'an encoded backslash': (get(H, b'/a%5cb'), 400),
    'a backslash': (get(H, b'/a\\b'), 400),
    'above the root': (get(H, b'/../etc/passwd'), 400),
    'above the root, encoded': (get(H, b'/%2e%2e/etc/passwd'), 400),
    'above the root later': (get(H, b'/a/../../b'), 400),
    'two slashes': (get(H, b'//evil/x'), 400),
    'half a triple': (get(H, b'/a%4'), 400),
    'no hexadecimal digits': (get(H, b'/a%zz'), 400),
    'not UTF-8': (get(H, b'/%ff'), 400),
    'an overlong slash': (get(H, b'/%c0%af'), 400),
    'a surrogate': (get(H, b'/%ed%a0%80'), 400),
    'bytes that are not encoded': (get(H, '/公'.encode()), 400),
    'a fragment': (get(H, b'/a#b'), 400),
    'an encoded line end': (get(H, b'/a%0d%0aX:1'), 400),
    'another scheme': (get(H, b'ftp://a/hello'), 400),
    'the absolute form with a user': (get(H, b'http://u@a/hello'), 400),
    'the absolute form without host': (get(H, b'http:///hello'), 400),
    # Sizes
    'a long target': (get(H, b'/' + b'a' * 4200), 414),
    'a long target without end': (b'GET /' + b'a' * 5000, 414),
    'a long header': (get(H + b'X: ' + b'a' * 17000 + b'\r\n'), 431),
    'a long header without end': (b'GET / HTTP/1.1\r\nX: ' + b'a' * 17000, 431),
    'many headers': (get(H + b'X: 1\r\n' * 101), 431),
    'many bytes in many headers': (get(H + (b'X: ' + b'a' * 400 + b'\r\n') * 60), 431),
    # Expectations
    'an unknown expectation': (post(b'Expect: wonders\r\n' + CL + b'1\r\n\r\nx'), 417),
    'an expectation of too much': (post(b'Expect: 100-continue\r\n' + CL + b'99999999\r\n\r\n'), 413),
    'an expectation that is refused': (b'POST /plan/refuse HTTP/1.1\r\n' + H + b'Expect: 100-continue\r\n' + CL +
                                       b'5\r\n\r\n', 401),
    'a body where none is wanted': (b'POST /plan/none HTTP/1.1\r\n' + H + CL + b'5\r\n\r\nhello', 413),
    'chunks where no body is wanted': (b'POST /plan/none HTTP/1.1\r\n' + H + CHUNKED + b'5\r\nhello\r\n0\r\n\r\n', 413),
    'chunks above the limit': (b'POST /plan/memory HTTP/1.1\r\n' + H + CHUNKED + (b'100\r\n' + b'x' * 256 + b'\r\n') * 4, 413),
}

# name → (request, what the text of /echo has). All of them leave the connection open.
UNDERSTOOD = {
    'plain': (get(H, b'/echo'), ['GET /echo', 'host a', 'header host: a']),
    'no Host in HTTP/1.0': (get(b'', b'/echo', b'1.0'), ['GET /echo']),
    'a host with a port': (get(b'Host: Example.ORG:8080\r\n', b'/echo'), ['host example.org:8080']),
    'an IPv6 host': (get(b'Host: [::1]:80\r\n', b'/echo'), ['host [::1]:80']),
    'blanks around a value': (get(H + b'X: \t a \t\r\n', b'/echo'), ['header x: a']),
    'an empty value': (get(H + b'X:\r\n', b'/echo'), ['header x: ']),
    'bytes above ASCII in a value': (get(H + 'X: 公文\r\n'.encode(), b'/echo'), ['header x: 公文']),
    'one empty line first': (b'\r\n' + get(H, b'/echo'), ['GET /echo']),
    'an encoded path': (get(H, '/%E5%85%AC/%61%20b'.encode()), ['GET /公/a b']),
    'dots': (get(H, b'/a/./b/../c'), ['GET /a/c']),
    'dots at the end': (get(H, b'/a/b/..'), ['GET /a/']),
    'encoded dots': (get(H, b'/a/%2e%2E/c'), ['GET /c']),
    'decoded once': (get(H, b'/a%2541'), ['GET /a%41']),
    'a query': (get(H, b'/echo?a=%E5&b=/?:@{}|'), ['query a=%E5&b=/?:@{}|']),
    'the absolute form': (get(b'Host: other\r\n', b'http://Example.org:80/echo?x'), ['GET /echo', 'query x', 'host example.org:80']),
    'the absolute form without path': (get(H, b'http://b?x'), ['GET /', 'host b', 'query x']),
    'an asterisk of OPTIONS': (b'OPTIONS * HTTP/1.1\r\n' + H + b'\r\n', ['OPTIONS *']),
    'a length': (post(CL + b'5\r\n\r\nhello'), ['body hello']),
    'a length with zeros': (post(CL + b'005\r\n\r\nhello'), ['body hello']),
    'a length of nothing': (post(CL + b'0\r\n\r\n'), ['body \n']),
    'chunks': (post(CHUNKED + b'5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n'), ['body hello world']),
    'chunks with capital letters': (post(TE + b'Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n'), ['body 0123456789']),
    'chunks of nothing': (post(CHUNKED + b'0\r\n\r\n'), ['body \n']),
    'a body of GET': (b'GET /echo HTTP/1.1\r\n' + H + CL + b'2\r\n\r\nhi', ['body hi']),
    'a body in a file': (b'POST /plan/spool HTTP/1.1\r\n' + H + CL + b'3\r\n\r\nabc',
                         ['file 3 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad']),
    'no body in a file': (b'POST /plan/spool HTTP/1.1\r\n' + H + b'\r\n', ['file none']),
}


def check_refusals(checks, server):
    for name, (request, status) in REFUSED.items():
        received, closed = server.ask(request)
        answers = split_answers(received)
        checks.check([answer[0] for answer in answers] == [status], f'{name}: {[answer[0] for answer in answers]}, not {status}')
        checks.check(closed, f'{name}: the connection is still open')
        if answers:
            headers = answers[0][1]
            checks.check(headers['content-type'] == 'application/problem+json', f'{name}: {headers}')
            checks.check(headers.get('connection') == 'close', f'{name}: {headers}')


def check_refusals_byte_by_byte(checks, server):
    """What was refused whole is refused in pieces too, and no earlier byte is taken for more than it is."""
    for name, (request, status) in REFUSED.items():
        if len(request) > 400:
            continue
        with server.connect() as connection:
            try:
                for at in range(len(request)):
                    connection.sendall(request[at:at + 1])
            except (BrokenPipeError, ConnectionResetError):
                pass
            try:
                statuses = [answer[0] for answer in split_answers(read_all(connection)[0])]
            except OSError:
                statuses = [status]
            checks.check(statuses in ([status], []), f'{name}, in pieces: {statuses}, not {status}')


def check_understood(checks, server):
    for name, (request, expected) in UNDERSTOOD.items():
        answers = split_answers(server.ask(request)[0])
        text = answers[0][2].decode() if answers else ''
        checks.check(len(answers) == 1 and answers[0][0] == 200, f'{name}: {[answer[0] for answer in answers]} {text}')
        for line in expected:
            checks.check(line in text, f'{name}: no {line!r} in {text!r}')


def check_pipelined(checks, server):
    """Requests in one piece are answered in order, also when one of them takes longer or is the last."""
    request = get(H, b'/later?50') + get(H) + post(CL + b'2\r\n\r\nhi') + post(CHUNKED + b'2\r\nho\r\n0\r\n\r\n') + get(H)
    bodies = [answer[2] for answer in split_answers(server.ask(request)[0])]
    checks.check(len(bodies) == 5 and bodies[0] == b'later' and bodies[1] == b'hello' and b'body hi' in bodies[2] and
                 b'body ho' in bodies[3] and bodies[4] == b'hello', f'pipelined: {bodies}')
    received, closed = server.ask(get(H) + get(H + b'Connection: close\r\n') + get(H))
    checks.check(len(split_answers(received)) == 2 and closed, 'a request behind the last one')
    received, closed = server.ask(get(H) * 3000)
    checks.check(len(split_answers(received)) == 3000 and not closed, 'many pipelined requests')
    received, closed = server.ask(get(H) + get() + get(H))
    checks.check([answer[0] for answer in split_answers(received)] == [200, 400] and closed, 'a bad request between good ones')


def check_methods(checks, server):
    received, closed = server.ask(b'HEAD /size?1000 HTTP/1.1\r\n' + H + b'\r\n' + get(H))
    answers = split_answers(received, ['HEAD'])
    checks.check(len(answers) == 2 and answers[0][1]['content-length'] == '1000' and answers[1][2] == b'hello' and not closed,
                 f'HEAD: {received[:300]}')
    for target in (b'/file?9', b'/stream?3', b'/nothing'):
        received, _ = server.ask(b'HEAD ' + target + b' HTTP/1.1\r\n' + H + b'\r\n' + get(H))
        answers = split_answers(received, ['HEAD'])
        checks.check(len(answers) == 2 and answers[1][2] == b'hello', f'HEAD {target}: {received[:300]}')
    answers = split_answers(server.ask(get(H, b'/nothing') + get(H))[0])
    checks.check(answers[0][0] == 204 and 'content-length' not in answers[0][1] and answers[1][2] == b'hello', f'204: {answers}')
    answers = split_answers(server.ask(get(H, b'/split'))[0])
    checks.check('x-evil' not in answers[0][1], 'a header in a header')
    for method in (b'PUT', b'PATCH', b'DELETE', b'OPTIONS'):
        answers = split_answers(server.ask(method + b' /echo HTTP/1.1\r\n' + H + b'\r\n')[0])
        checks.check(answers[0][0] == 200 and answers[0][2].startswith(method), f'{method}: {answers}')


def check_versions(checks, server):
    for rest in (b'', H, H + b'Connection: keep-alive\r\n'):
        received, closed = server.ask(get(rest, version=b'1.0'))
        checks.check(split_answers(received)[0][0] == 200 and closed, f'HTTP/1.0 {rest}')
    received, closed = server.ask(get(H, b'/stream?3', b'1.0'))
    checks.check(split_answers(received)[0][2] == b'first\npart\npart\npart\n' and closed and b'chunked' not in received,
                 f'a stream of HTTP/1.0: {received}')
    answers = split_answers(server.ask(get(H))[0])
    checks.check(answers[0][1]['date'] == 'Sun, 06 Nov 1994 08:49:37 GMT', 'no date')


def check_expectations(checks, server):
    head = post(b'Expect: 100-continue\r\n' + CL + b'5\r\n\r\n')
    with server.connect() as connection:
        connection.sendall(head)
        received, _ = read_all(connection)
        checks.check(received == b'HTTP/1.1 100 Continue\r\n\r\n', f'expectation: {received}')
        connection.sendall(b'hello')
        received, _ = read_all(connection)
        checks.check(b'body hello' in split_answers(received)[0][2], f'after an expectation: {received}')
    answers = split_answers(server.ask(head + b'hello')[0])
    checks.check([answer[0] for answer in answers] == [200], f'a body that does not wait: {answers}')
    answers = split_answers(server.ask(b'POST /echo HTTP/1.0\r\n' + H + b'Expect: 100-continue\r\n' + CL + b'1\r\n\r\nx')[0])
    checks.check([answer[0] for answer in answers] == [200], f'an expectation of HTTP/1.0: {answers}')


def check_ranges(checks, server):
    cases = [
        (b'', 200, b'0123456789'), (b'Range: bytes=2-4\r\n', 206, b'234'), (b'Range: bytes=7-\r\n', 206, b'789'),
        (b'Range: bytes=-3\r\n', 206, b'789'), (b'Range: bytes=0-0,2-3\r\n', 200, b'0123456789'),
        (b'Range: bytes=10-\r\n', 416, None), (b'If-None-Match: "v1"\r\n', 304, b''), (b'If-Match: "v2"\r\n', 412, None),
        (b'If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n', 304, b''),
        (b'Range: bytes=2-4\r\nIf-Range: "v2"\r\n', 200, b'0123456789'), (b'Range: bytes=2-4\r\nIf-Range: "v1"\r\n', 206, b'234'),
    ]
    for rest, status, body in cases:
        answers = split_answers(server.ask(get(H + rest, b'/static') + get(H))[0])
        checks.check(answers[0][0] == status and (body is None or answers[0][2] == body) and answers[1][2] == b'hello',
                     f'{rest}: {answers}')


def main():
    checks = Checks()
    with Server() as server:
        check_refusals(checks, server)
        check_refusals_byte_by_byte(checks, server)
        check_understood(checks, server)
        check_pipelined(checks, server)
        check_methods(checks, server)
        check_versions(checks, server)
        check_expectations(checks, server)
        check_ranges(checks, server)
        report = server.stop()
    checks.end(report)


if __name__ == '__main__':
    main()
