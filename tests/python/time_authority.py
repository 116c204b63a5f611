"""A time-stamp authority (RFC 3161) of the test on this machine, by openssl, and the revocation lists that long-term
signatures need."""
import http.server
import subprocess
import threading

from signing_files import run

CONFIGURATION = '''[tsa]
default_tsa = a
[a]
serial = {folder}/tsa.serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/{issuer}.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
ess_cert_id_chain = no
'''


class TimestampServer:
    """With tsa.key and tsa.pem of the folder, which the issuer signed. Keeps what it was asked."""

    def __init__(self, folder, issuer='root'):
        (folder / 'tsa.serial').write_text('01\n')
        (folder / 'tsa.cnf').write_text(CONFIGURATION.format(folder=folder, issuer=issuer))
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                asked.append(self.rfile.read(int(self.headers['Content-Length'])))
                query = folder / f'{id(self)}.tsq'
                query.write_bytes(asked[-1])
                reply = subprocess.run(['openssl', 'ts', '-reply', '-config', folder / 'tsa.cnf', '-section', 'a',
                                        '-queryfile', query], capture_output=True, check=False).stdout
                self.send_response(200)
                self.send_header('Content-Type', 'application/timestamp-reply')
                self.send_header('Content-Length', str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self._server.server_port}/'
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class TimeAuthority(TimestampServer):
    """Its certificate is one of `authority`, whose issuers list what they have revoked: nothing."""

    def __init__(self, authority):
        folder = authority.folder
        authority.add('tsa', 'keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n')
        self.crls = []
        for issuer in ('root', 'issuer'):
            (folder / f'{issuer}.db').write_text('')
            (folder / 'crl.cnf').write_text(f'[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/{issuer}.db\n'
                                            'default_md=sha256\ndefault_crl_days=3650\n')
            self.crls.append(folder / f'{issuer}.crl')
            run('openssl', 'ca', '-gencrl', '-config', folder / 'crl.cnf', '-keyfile', folder / f'{issuer}.key', '-cert',
                folder / f'{issuer}.pem', '-out', self.crls[-1])
        super().__init__(folder, 'issuer')
