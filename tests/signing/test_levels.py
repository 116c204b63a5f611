"""Levels with time stamps, against a time-stamp authority of the test on this machine."""
import http.server
import subprocess
import threading
import time

import pikepdf

import harness
from signing_files import SigningTest, run, unittest

CONFIGURATION = '''[tsa]
default_tsa = a
[a]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/issuer.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
ess_cert_id_chain = no
'''


class Levels(SigningTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.authority.folder
        cls.authority.add('tsa', 'keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n')
        (folder / 'serial').write_text('01\n')
        (folder / 'tsa.cnf').write_text(CONFIGURATION.format(folder=folder))
        for issuer in ('root', 'issuer'):
            (folder / f'{issuer}.db').write_text('')
            (folder / 'ca.cnf').write_text(f'[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/{issuer}.db\n'
                                           'default_md=sha256\ndefault_crl_days=3650\n')
            run('openssl', 'ca', '-gencrl', '-config', folder / 'ca.cnf', '-keyfile', folder / f'{issuer}.key', '-cert',
                folder / f'{issuer}.pem', '-out', folder / f'{issuer}.crl')

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

        cls.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)

    def level(self, name, *options, **more):
        folder = self.authority.folder
        return self.sign(self.document(), '--level', name, '--timestamp',
                         f'http://127.0.0.1:{self.server.server_port}/', *options, clock=str(int(time.time()) + 5),
                         **more)

    def long_term(self):
        folder = self.authority.folder
        return ['--trust', folder / 'root.pem', '--crl', folder / 'root.crl', '--crl', folder / 'issuer.crl']

    def test_02_level_t_is_an_archive_file(self):
        self.check_levels(('t', 1))

    def test_02_levels_lt_and_lta_are_archive_files(self):
        self.check_levels(('lt', 1), ('lta', 2))

    def check_levels(self, *levels):
        for name, signatures in levels:
            with self.subTest(name):
                path = self.level(name, *(self.long_term() if name != 't' else []))
                self.assert_archive(path)
                self.assert_qpdf_sound(path)
                self.assert_openssl_valid(path.read_bytes(), 0)
                with pikepdf.open(path) as pdf:
                    self.assertEqual(len(pdf.Root.AcroForm.Fields), signatures)
                    self.assertEqual('/DSS' in pdf.Root, name != 't')
                    if name != 't':
                        self.assertEqual(len(pdf.Root.DSS.CRLs), 2)
                        self.assertGreaterEqual(len(pdf.Root.DSS.Certs), 3)
                    if name == 'lta':
                        self.assertEqual(str(pdf.Root.AcroForm.Fields[-1].V.SubFilter), '/ETSI.RFC3161')

    def test_levels_lt_needs_the_data_for_validation(self):
        self.level('lt', status=harness.BAD_INPUT, out=self.folder / 'out.pdf')
        self.assertIn('pdf-sign/no-validation', self.result.err)
        self.assertFalse((self.folder / 'out.pdf').exists())


if __name__ == '__main__':
    unittest.main()
