"""Storage that speaks as much of S3 as the program does, for tests: it checks every signature, and can misbehave.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html"""
import datetime
import hashlib
import hmac
import http.server
import re
import ssl
import threading
import time
import urllib.parse

ACCESS_KEY, SECRET_KEY, REGION = 'AKIAEXAMPLE', 'geheim/+example', 'test-1'
MAX_SKEW = 15 * 60
AUTHORIZATION = re.compile(r'AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?'
                           r'Signature=([0-9a-f]{64})')


def quote(text, safe=''):
    return urllib.parse.quote(text, safe=safe + '-._~')


def canonical_query(query):
    pairs = [part.partition('=')[::2] for part in query.split('&') if part]
    return '&'.join(f'{name}={value}' for name, value in sorted(
        (quote(urllib.parse.unquote(name)), quote(urllib.parse.unquote(value))) for name, value in pairs))


def hmac_of(key, text):
    return hmac.new(key, text.encode('utf-8'), hashlib.sha256).digest()


def signature(handler, secret, date, region, names):
    """What the signature of a request must be."""
    path, _, query = handler.path.partition('?')
    headers = ''.join(f'{name}:{" ".join(handler.headers.get(name, "").split())}\n' for name in names)
    request = '\n'.join([handler.command, quote(urllib.parse.unquote(path), '/'), canonical_query(query), headers, ';'.join(names),
                         handler.headers['x-amz-content-sha256']])
    scope = f'{date}/{region}/s3/aws4_request'
    text = '\n'.join(['AWS4-HMAC-SHA256', handler.headers['x-amz-date'], scope, hashlib.sha256(request.encode('utf-8')).hexdigest()])
    key = ('AWS4' + secret).encode('utf-8')
    for part in (date, region, 's3', 'aws4_request'):
        key = hmac_of(key, part)
    return hmac_of(key, text).hex()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    timeout = 60
    # An answer is sent at once and in one piece.
    disable_nagle_algorithm = True
    wbufsize = 65_536

    def log_message(self, *_):
        pass

    def answer(self, status, body=b'', length=None, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), value)
        if status != 204:
            self.send_header('Content-Length', len(body) if length is None else length)
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(body)

    def refuse(self, status, code):
        # A service quotes what it was sent; messages of the program must not.
        self.answer(status, f'<?xml version="1.0"?>\n<Error><Code>{code}</Code><Message>{ACCESS_KEY} {SECRET_KEY}</Message></Error>'.encode())

    def problem(self, body):
        """Status and code of what is wrong with the signature."""
        parsed = AUTHORIZATION.fullmatch(self.headers.get('Authorization', ''))
        if not parsed:
            return 403, 'AccessDenied'
        key, date, region, names, given = parsed.groups()
        names = names.split(';')
        store = self.server.store
        stated = datetime.datetime.strptime(self.headers['x-amz-date'], '%Y%m%dT%H%M%SZ').replace(tzinfo=datetime.timezone.utc)
        if abs((stated.timestamp() + store.skew) - time.time()) > MAX_SKEW:
            return 403, 'RequestTimeTooSkewed'
        if key != ACCESS_KEY:
            return 403, 'InvalidAccessKeyId'
        if region != REGION:
            return 400, 'AuthorizationHeaderMalformed'
        unsigned = [name for name in self.headers if name.lower().startswith('x-amz-') and name.lower() not in names]
        if unsigned or 'host' not in names or names != sorted(names) or not self.headers['x-amz-date'].startswith(date):
            return 403, 'SignatureDoesNotMatch'
        if self.headers.get('x-amz-content-sha256') != hashlib.sha256(body).hexdigest():
            return 400, 'XAmzContentSHA256Mismatch'
        if self.headers.get('x-amz-security-token', '') != store.token:
            return 400, 'ExpiredToken'
        right = hmac.compare_digest(given, signature(self, SECRET_KEY, date, region, names))
        return None if right else (403, 'SignatureDoesNotMatch')

    def handle_request(self):
        store = self.server.store
        length = int(self.headers.get('Content-Length') or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        path, _, query = self.path.partition('?')
        bucket, _, key = urllib.parse.unquote(path).lstrip('/').partition('/')
        with store.lock:
            store.requests.append((self.command, key))
        problem = self.problem(body)
        time.sleep(store.delay)
        if problem:
            self.refuse(*problem)
        elif not store.misbehaves(self, key):
            if bucket != store.bucket:
                self.refuse(404, 'NoSuchBucket')
            elif not key or query:
                self.refuse(501, 'NotImplemented')
            else:
                getattr(self, 'object_' + self.command.lower())(store.objects, key, body)

    do_GET = do_HEAD = do_PUT = do_DELETE = do_POST = handle_request

    def facts_of(self, key):
        """Headers of an object."""
        facts = self.server.store.facts[key]
        return {'ETag': facts['version'], 'Last_Modified': self.date_time_string(facts['time']), 'Content_Type': facts['type'],
                **({'x-amz-meta-gongwen-hash': facts['hash']} if facts['hash'] else {})}

    def object_get(self, objects, key, _):
        part = re.fullmatch(r'bytes=(\d+)-(\d+)', self.headers.get('Range', ''))
        if key in objects and part:
            self.answer(206, objects[key][int(part[1]):int(part[2]) + 1], **self.facts_of(key))
        elif key in objects:
            self.answer(200, objects[key], **self.facts_of(key))
        elif self.server.store.may_list:
            self.refuse(404, 'NoSuchKey')
        else:
            self.refuse(403, 'AccessDenied')

    def object_head(self, objects, key, _):
        if key in objects:
            self.answer(200, length=len(objects[key]), **self.facts_of(key))
        else:
            self.answer(404)

    def object_put(self, objects, key, body):
        store = self.server.store
        condition = next((name for name in ('If-None-Match', 'If-Match') if name in self.headers), None)
        if condition and store.conditions == 'unknown':
            self.refuse(501, 'NotImplemented')
            return
        with store.lock:
            version = store.facts[key]['version'] if key in objects else None
            is_met = {'If-None-Match': version is None, 'If-Match': version == self.headers.get('If-Match')}.get(condition, True)
            if is_met or store.conditions != 'known':
                store.put(key, body, self.headers.get('Content-Type'), self.headers.get('x-amz-meta-gongwen-hash', ''))
                is_met = True
        if is_met:
            self.answer(200, ETag=store.facts[key]['version'])
        else:
            self.refuse(412, 'PreconditionFailed')

    def object_delete(self, objects, key, _):
        objects.pop(key, None)
        self.answer(204)


class Server:
    """One bucket on loopback, whose objects are in `objects` by their keys."""

    def __init__(self, bucket='documents', certificate=None):
        self.bucket, self.objects, self.requests = bucket, {}, []
        self.facts = {}  # what is known of each object, by its key
        self.versions = 0
        self.conditions = 'known'  # of PUT; or 'unknown', 'ignored'
        self.lock = threading.Lock()
        self.skew = 0  # seconds that this clock is ahead of others
        self.token = ''
        self.may_list = True  # otherwise nobody hears that an object is missing
        self.delay = 0  # seconds before each answer
        self.troubles = []  # [kind, method or None, how often]
        self.certificate = certificate  # file with a certificate and its key
        self.connections = 0
        self.http = None
        self.port = 0
        self.start()

    def start(self):
        store = self

        class Listener(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_):
                """Clients are killed."""

            def get_request(self):
                connection, address = super().get_request()
                store.connections += 1
                store.open.append(connection)
                return connection, address

        self.open = []
        self.http = Listener(('127.0.0.1', self.port), Handler)
        self.http.store = self
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.port = self.http.server_port
        threading.Thread(target=self.http.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True).start()

    def stop(self):
        """With all connections."""
        self.http.shutdown()
        self.http.server_close()
        for connection in self.open:
            try:
                connection.shutdown(2)
            except OSError:
                pass

    def close(self):
        self.stop()

    def environment(self, **changes):
        scheme = 'https' if self.certificate else 'http'
        return {'AWS_ENDPOINT_URL': f'{scheme}://127.0.0.1:{self.port}', 'AWS_REGION': REGION, 'AWS_ACCESS_KEY_ID': ACCESS_KEY,
                'AWS_SECRET_ACCESS_KEY': SECRET_KEY, 'AWS_SESSION_TOKEN': '', 'AWS_CA_BUNDLE': '', 'AWS_ENDPOINT_URL_S3': '',
                'no_proxy': '127.0.0.1', **changes}

    def put(self, key, body, media_type='application/octet-stream', digest=''):
        """As somebody else would, too."""
        self.versions += 1
        self.facts[key] = {'version': f'"{self.versions}"', 'time': time.time(), 'type': media_type, 'hash': digest}
        self.objects[key] = body

    def trouble(self, kind, method=None, times=1):
        """From now on, `times` requests: busy, cut, wrong, redirect, silent."""
        with self.lock:
            self.troubles.append([kind, method, times])

    def misbehaves(self, handler, key):
        """Whether the request was answered badly."""
        with self.lock:
            found = next((one for one in self.troubles if one[1] in (None, handler.command) and one[2] > 0), None)
            if found is None:
                return False
            found[2] -= 1
        kind = found[0]
        whole = self.objects.get(key, b'x' * 1000)
        if kind == 'busy':
            handler.refuse(503, 'SlowDown')
        elif kind == 'full':
            handler.refuse(507, 'XMinioStorageFull')
        elif kind == 'denied':
            handler.refuse(403, 'AccessDenied')
        elif kind == 'wrong':
            handler.answer(200, bytes(byte ^ 1 for byte in whole))
        elif kind == 'long':
            handler.answer(200, whole + b'x')
        elif kind == 'redirect':
            handler.answer(307, b'<Error><Code>TemporaryRedirect</Code></Error>', Location=f'http://localhost:{self.port}/elsewhere')
        elif kind == 'cut':
            handler.answer(200, whole[:len(whole) // 2], length=len(whole))
            handler.close_connection = True
        elif kind == 'gone':
            handler.close_connection = True
        elif kind == 'silent':
            time.sleep(25)
            handler.close_connection = True
        return True
