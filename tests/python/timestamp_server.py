"""A time-stamp authority (RFC 3161) on this machine: openssl, and a server of HTTP that calls it."""
import http.server
import subprocess
import threading

CONFIGURATION = '''[tsa]
default_tsa = a
[a]
serial = {folder}/tsa.serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/root.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
ess_cert_id_chain = no
'''


class TimestampServer:
    """With tsa.key, tsa.pem and root.pem of the folder."""

    def __init__(self, folder):
        (folder / 'tsa.serial').write_text('01\n')
        (folder / 'tsa.cnf').write_text(CONFIGURATION.format(folder=folder))

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                query = folder / f'{id(self)}.tsq'
                query.write_bytes(self.rfile.read(int(self.headers['Content-Length'])))
                reply = subprocess.run(['openssl', 'ts', '-reply', '-config', folder / 'tsa.cnf', '-section', 'a',
                                        '-queryfile', query], capture_output=True, check=False).stdout
                self.send_response(200)
                self.send_header('Content-Type', 'application/timestamp-reply')
                self.send_header('Content-Length', str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.address = f'http://127.0.0.1:{self.server.server_port}/'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
