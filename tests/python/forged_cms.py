"""Signatures and time stamps that no honest program makes: a writer of DER, CMS with any errors, tokens, and a server that
answers like a time-stamp authority, or not at all. Only the signature values themselves are made by openssl."""
import datetime
import http.server
import subprocess
import threading

SEQUENCE, SET, INTEGER, OCTETS, OID, NULL, UTF8, TIME = 0x30, 0x31, 0x02, 0x04, 0x06, 0x05, 0x0c, 0x18
SHA256 = '2.16.840.1.101.3.4.2.1'
DATA = '1.2.840.113549.1.7.1'
SIGNED_DATA = '1.2.840.113549.1.7.2'
TST_INFO = '1.2.840.113549.1.9.16.1.4'
TOKEN = '1.2.840.113549.1.9.16.2.14'
ECDSA = '1.2.840.10045.4.3.2'


def openssl(*words, data=None):
    return subprocess.run(['openssl', *map(str, words)], input=data, capture_output=True, check=True).stdout


def der(tag, *parts):
    body = b''.join(parts)
    size = len(body)
    length = bytes([size]) if size < 0x80 else (lambda raw: bytes([0x80 | len(raw)]) + raw)(
        size.to_bytes((size.bit_length() + 7) // 8, 'big'))
    return bytes([tag]) + length + body


def integer(number):
    return der(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, 'big'))


def oid(text):
    first, second, *rest = map(int, text.split('.'))
    out = b''
    for number in [first * 40 + second, *rest]:
        digits = [number & 0x7f]
        while number := number >> 7:
            digits.append(number & 0x7f | 0x80)
        out += bytes(reversed(digits))
    return der(OID, out)


def read(data):
    """The values in these bytes: pairs of tag and content."""
    values = []
    while data:
        tag, size, at = data[0], data[1], 2
        if size & 0x80:
            at += size & 0x7f
            size = int.from_bytes(data[2:at], 'big')
        values.append((tag, data[at:at + size]))
        data = data[at + size:]
    return values


def digest(data, method='sha256'):
    return openssl('dgst', f'-{method}', '-binary', data=data)


class Forger:
    """Makes CMS with the key `folder/name.key` (P-256) and the certificate `folder/name.pem`, and with those of issuers."""

    def __init__(self, folder, name, *issuers):
        self.key = folder / f'{name}.key'
        self.certificate, *self.issuers = [openssl('x509', '-in', folder / f'{one}.pem', '-outform', 'DER')
                                           for one in (name, *issuers)]
        # Version, serial number, algorithm, issuer.
        parts = read(read(read(self.certificate)[0][1])[0][1])
        self.name = der(SEQUENCE, der(SEQUENCE, parts[3][1]), der(INTEGER, parts[1][1]))

    def ess(self, certificate=None):
        found = der(OCTETS, digest(certificate or self.certificate))
        return der(SEQUENCE, oid('1.2.840.113549.1.9.16.2.47'),
                   der(SET, der(SEQUENCE, der(SEQUENCE, der(SEQUENCE, found)))))

    def attributes(self, content, kind=DATA, ess=None):
        """A content type, a digest and the name of the certificate, as they are signed."""
        return [der(SEQUENCE, oid('1.2.840.113549.1.9.3'), der(SET, oid(kind))),
                der(SEQUENCE, oid('1.2.840.113549.1.9.4'), der(SET, der(OCTETS, digest(content)))),
                self.ess() if ess is None else ess]

    def signer(self, attributes, token=b'', algorithm=ECDSA, digest_oid=SHA256, sign=None):
        members = b''.join(sorted(attributes))
        value = (sign or self.sign)(der(SET, members))
        if callable(token):
            token = token(value)
        unsigned = der(0xa1, der(SEQUENCE, oid(TOKEN), der(SET, token))) if token else b''
        return der(SEQUENCE, integer(1), self.name, der(SEQUENCE, oid(digest_oid)), der(0xa0, members),
                   der(SEQUENCE, oid(algorithm)), der(OCTETS, value), unsigned)

    def sign(self, data):
        return openssl('dgst', '-sha256', '-sign', self.key, data=data)

    def signed_data(self, signers, inside=b'', kind=DATA, certificates=None):
        content = der(SEQUENCE, oid(kind), der(0xa0, der(OCTETS, inside)) if inside else b'')
        listed = b''.join([self.certificate, *self.issuers] if certificates is None else certificates)
        data = der(SEQUENCE, integer(3 if kind != DATA else 1), der(SET, der(SEQUENCE, oid(SHA256))), content,
                   der(0xa0, listed) if listed else b'', der(SET, *signers))
        return der(SEQUENCE, oid(SIGNED_DATA), der(0xa0, data))

    def cms(self, content, **options):
        """A sound signature, unless options of `signer` make it another one."""
        return self.signed_data([self.signer(self.attributes(content), **options)])

    def token(self, imprint, policy='1.2.3.4.1', nonce=None, time=None):
        """A time stamp over a digest."""
        moment = time or datetime.datetime.now(datetime.timezone.utc)
        info = der(SEQUENCE, integer(1), oid(policy),
                   der(SEQUENCE, der(SEQUENCE, oid(SHA256), der(NULL)), der(OCTETS, imprint)), integer(77),
                   der(TIME, moment.strftime('%Y%m%d%H%M%SZ').encode()), b'' if nonce is None else der(INTEGER, nonce))
        return self.signed_data([self.signer(self.attributes(info, TST_INFO))], info, TST_INFO)


class Query:
    """A request for a time stamp."""

    def __init__(self, data):
        parts = read(read(data)[0][1])
        self.imprint = read(parts[1][1])[1][1]
        self.policy = next((content for tag, content in parts if tag == OID), None)
        self.nonce = parts[-2][1]


def granted(token):
    return der(SEQUENCE, der(SEQUENCE, integer(0)), token)


def refused(words):
    return der(SEQUENCE, der(SEQUENCE, integer(2), der(SEQUENCE, der(UTF8, words.encode()))))


class StampServer:
    """Answers requests on this machine with what `answer(Query)` gives; or `answer_as(handler, body)` does all of it."""

    def __init__(self, test, answer=None, answer_as=None, context=None):
        self.requests = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                server.requests.append((self.path, dict(self.headers), body))
                if answer_as:
                    answer_as(self, body)
                else:
                    give(self, answer(Query(body)))

            def do_GET(self):
                server.requests.append((self.path, dict(self.headers), b''))
                self.send_error(404)

            do_CONNECT = do_GET

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # the other side went away

        self._server = Server(('127.0.0.1', 0), Handler)
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        test.addCleanup(self._server.server_close)
        test.addCleanup(self._server.shutdown)
        self.url = f'{"https" if context else "http"}://127.0.0.1:{self._server.server_port}/stamp'


def give(handler, body, status=200, **headers):
    handler.send_response(status)
    for name, value in {'Content-Type': 'application/timestamp-reply', 'Content-Length': str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)
