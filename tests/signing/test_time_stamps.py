"""Authorities for time stamps that answer wrongly, late, too much or not at all, and what is sent to whom."""
import os
import ssl
import threading
import time

import forged_cms
import harness
from forged_cms import Forger, StampServer, give, granted, refused
from signing_files import SigningTest, unittest

STAMPING = 'keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n'


class StampTest(SigningTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority.add('tsa', STAMPING)
        cls.tsa = Forger(cls.authority.folder, 'tsa', 'issuer')

    def setUp(self):
        super().setUp()
        self.path = self.document()
        self.out = self.folder / 'out.pdf'

    def good(self, query):
        return granted(self.tsa.token(query.imprint, nonce=query.nonce))

    def ask(self, url, *options, status=harness.BAD_ENVIRONMENT, environment=None):
        return self.sign(self.path, '--timestamp', url, '--timestamp-timeout', '1', *options, out=self.out, status=status,
                         environment=environment)

    def refuse(self, server, message, *options, because=''):
        """Nothing is written, and the message is there in both languages."""
        self.ask(server.url, *options)
        self.assertIn(f'error[{message}]', self.result.err)
        self.assertIn(because, self.result.err)
        self.assertIn(server.url, self.result.err)
        self.assertFalse(self.out.exists())
        self.assertEqual(self.files(), ['data.json', 'result-notice.pdf'])
        chinese = harness.gongwen('--lang', 'zh', 'sign', self.path, '-o', self.out, *self.authority.key(), '--timestamp',
                                  server.url, '--timestamp-timeout', '1', *options).err
        self.assertRegex(chinese.replace(server.url, ''), rf'\[{message}\].*[一-鿿]')


class Tokens(StampTest):
    def test_13_a_good_token_is_taken(self):
        server = StampServer(self, self.good)
        self.ask(server.url, status=harness.DONE)
        self.assertEqual(len(server.requests), 1)
        self.assert_openssl_valid(self.out.read_bytes())

    def test_13_token_over_another_imprint(self):
        server = StampServer(self, lambda query: granted(self.tsa.token(bytes(32), nonce=query.nonce)))
        self.refuse(server, 'sign/timestamp-imprint')

    def test_13_token_with_another_nonce_or_none(self):
        for nonce in (b'\1\2\3\4\5\6\7\10', None):
            with self.subTest(nonce):
                server = StampServer(self, lambda query, n=nonce: granted(self.tsa.token(query.imprint, nonce=n)))
                self.refuse(server, 'sign/timestamp-nonce')

    def test_13_token_that_answered_an_earlier_request(self):
        kept = []

        def replay(query):
            kept.append(self.good(query))
            return kept[0]
        server = StampServer(self, replay)
        self.ask(server.url, status=harness.DONE)
        self.out.unlink()
        # The signature by ECDSA is another one each time, so the old token is over other data.
        self.refuse(server, 'sign/timestamp-imprint')

    def test_13_token_under_another_policy(self):
        server = StampServer(self, self.good)
        self.refuse(server, 'sign/timestamp-policy', '--timestamp-policy', '1.2.3.4.2')
        self.ask(server.url, '--timestamp-policy', '1.2.3.4.1', status=harness.DONE)
        self.assertEqual(forged_cms.Query(server.requests[-1][2]).policy, forged_cms.oid('1.2.3.4.1')[2:])

    def test_13_expired_authority(self):
        self.authority.add_dated('old-tsa', STAMPING, '20200101000000Z', '20210101000000Z')
        old = Forger(self.authority.folder, 'old-tsa')
        server = StampServer(self, lambda query: granted(old.token(query.imprint, nonce=query.nonce)))
        self.refuse(server, 'sign/timestamp-not-taken', because='expired on 2021-01-01')

    def test_13_authority_that_is_not_yet_valid(self):
        self.authority.add_dated('new-tsa', STAMPING, '20900101000000Z', '20910101000000Z')
        new = Forger(self.authority.folder, 'new-tsa')
        server = StampServer(self, lambda query: granted(new.token(query.imprint, nonce=query.nonce)))
        self.refuse(server, 'sign/timestamp-not-taken', because='is valid from 2090-01-01')

    def test_13_certificate_that_is_not_for_time_stamps(self):
        signer = Forger(self.authority.folder, 'p256')
        server = StampServer(self, lambda query: granted(signer.token(query.imprint, nonce=query.nonce)))
        self.refuse(server, 'sign/timestamp-not-taken', because='is not for this purpose')

    def test_13_authority_that_is_not_trusted(self):
        server = StampServer(self, self.good)
        self.refuse(server, 'sign/timestamp-not-taken', '--trust', self.authority.folder / 'p384.pem', because='which is not trusted')

    def test_13_token_with_a_wrong_signature(self):
        def spoil(query):
            token = bytearray(self.good(query))
            token[-3] ^= 1
            return bytes(token)
        self.refuse(StampServer(self, spoil), 'sign/timestamp-not-taken', because='was not made by the key')

    def test_13_authority_that_refuses(self):
        server = StampServer(self, lambda query: refused('no more today\x1b[31m'))
        self.refuse(server, 'sign/timestamp-refused')
        self.assertIn('no more today?[31m', self.result.err)

    def test_13_garbage(self):
        for body in (b'', b'<html>', bytes(100), os.urandom(3000), granted(b''), granted(b'\x30\x80'), granted(forged_cms.oid('1.2'))):
            with self.subTest(body[:10]):
                self.refuse(StampServer(self, lambda query, b=body: b), 'sign/timestamp-malformed')

    def test_13_level_lta_keeps_nothing_when_its_second_time_stamp_fails(self):
        answers = []

        def once(query):
            answers.append(query)
            return self.good(query) if len(answers) == 1 else refused('enough')
        server = StampServer(self, once)
        folder = self.authority.folder
        self.authority.publish()
        self.ask(server.url, '--level', 'lta', '--trust', folder / 'root.pem', '--crl', folder / 'root.crl', '--crl',
                 folder / 'issuer.crl')
        self.assertIn('sign/timestamp-refused', self.result.err)
        self.assertFalse(self.out.exists())


class Connections(StampTest):
    def test_13_server_that_hangs(self):
        done = threading.Event()
        self.addCleanup(done.set)
        server = StampServer(self, answer_as=lambda handler, body: done.wait(20))
        started = time.monotonic()
        self.refuse(server, 'sign/timestamp-timeout')
        self.assertLess(time.monotonic() - started, 10)

    def test_13_server_that_answers_a_byte_at_a_time(self):
        def drip(handler, body):
            handler.send_response(200)
            handler.send_header('Content-Length', '60000')
            handler.end_headers()
            for _ in range(200):
                handler.wfile.write(b'0')
                handler.wfile.flush()
                time.sleep(0.1)
        self.refuse(StampServer(self, answer_as=drip), 'sign/timestamp-timeout')

    def test_13_server_that_answers_too_much(self):
        sent = []

        def flood(handler, body):
            handler.send_response(200)
            handler.end_headers()
            for _ in range(2000):
                handler.wfile.write(bytes(65536))
                sent.append(65536)
        self.refuse(StampServer(self, answer_as=flood), 'sign/timestamp-too-long')
        self.assertLess(sum(sent), 32 << 20)

    def test_13_redirects_are_not_followed(self):
        other = StampServer(self, self.good)
        for status in (301, 302, 303, 307, 308):
            with self.subTest(status):
                server = StampServer(self, answer_as=lambda handler, body, s=status: give(handler, b'', s, Location=other.url))
                self.refuse(server, 'sign/timestamp-unreachable')
                self.assertIn(f'HTTP {status}', self.result.err)
        self.assertEqual(other.requests, [])

    def test_13_other_answers_of_http(self):
        for status in (204, 401, 407, 500):
            with self.subTest(status):
                server = StampServer(self, answer_as=lambda handler, body, s=status: give(handler, b'', s))
                self.refuse(server, 'sign/timestamp-unreachable')

    def test_13_nobody_listens(self):
        self.ask('http://127.0.0.1:9/')
        self.assertIn('sign/timestamp-unreachable', self.result.err)

    def test_13_proxies_of_the_environment_get_nothing(self):
        server, other = StampServer(self, self.good), StampServer(self, self.good)
        names = ('http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY', 'https_proxy', 'HTTPS_PROXY')
        self.ask(server.url, status=harness.DONE, environment={name: other.url for name in names})
        self.assertEqual((len(server.requests), other.requests), (1, []))

    def test_13_a_proxy_that_was_asked_for_gets_the_request(self):
        proxy = StampServer(self, self.good)
        self.ask('http://stamps.example/', '--timestamp-proxy', proxy.url, status=harness.DONE,
                 environment={'no_proxy': '*'})
        self.assertEqual([path for path, _, _ in proxy.requests], ['http://stamps.example/'])

    def test_13_a_server_with_an_unknown_certificate_gets_nothing(self):
        folder = self.authority.folder
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / 'p256.pem', folder / 'p256.key')
        server = StampServer(self, self.good, context=context)
        self.ask(server.url)
        self.assertIn('sign/timestamp-unreachable', self.result.err)
        self.assertEqual(server.requests, [])

    def test_13_only_the_digest_is_sent(self):
        server = StampServer(self, self.good)
        self.ask(server.url, status=harness.DONE)
        (path, headers, body), = server.requests
        self.assertEqual((path, headers['User-Agent']), ('/stamp', 'gongwen'))
        self.assertLess(len(body), 80)
        self.assertEqual(set(headers), {'Host', 'User-Agent', 'Content-Type', 'Accept', 'Content-Length'})

    def test_13_other_addresses_and_policies_are_refused_before_the_key_is_opened(self):
        for url, options, message in (('ftp://127.0.0.1/', [], 'sign/timestamp-address'), ('127.0.0.1', [], 'sign/timestamp-address'),
                                      ('file:///etc/passwd', [], 'sign/timestamp-address'),
                                      ('http://name:geheim@127.0.0.1/', [], 'sign/timestamp-address'),
                                      ('http://127.0.0.1/', ['--timestamp-proxy', 'http://n:geheim@h/'], 'sign/timestamp-address'),
                                      ('http://127.0.0.1/', ['--timestamp-policy', 'best'], 'sign/timestamp-bad-policy')):
            with self.subTest(url):
                result = harness.gongwen('sign', self.path, '-o', self.out, '--key', 'none.key', '--timestamp', url, *options)
                self.assertEqual(result.status, harness.BAD_USAGE, result.err)
                self.assertIn(message, result.err)
                self.assertNotIn('geheim', result.err)

    def test_options_of_time_stamps_need_an_address(self):
        for options in (['--timestamp-policy', '1.2.3'], ['--timestamp-proxy', 'http://h/'], ['--timestamp-timeout', '3']):
            self.sign(self.path, *options, out=self.out, status=harness.BAD_USAGE)
        for wrong in ('0', '-1', 'x', '99999'):
            self.sign(self.path, '--timestamp', 'http://127.0.0.1:9/', '--timestamp-timeout', wrong, out=self.out,
                      status=harness.BAD_USAGE)

    def test_22_a_batch_goes_on_after_a_document_without_time_stamp(self):
        answers = []

        def every_second(query):
            answers.append(query)
            return refused('busy') if len(answers) == 2 else self.good(query)
        server = StampServer(self, every_second)
        others = [self.folder / f'{number}.pdf' for number in range(3)]
        for other in others:
            os.link(self.path, other)
        result = harness.gongwen('sign', *others, '-o', self.folder / 'out', *self.authority.key(), '--timestamp', server.url)
        self.assertEqual(result.status, harness.BAD_ENVIRONMENT, result.err)
        self.assertEqual(sorted(path.name for path in (self.folder / 'out').iterdir()), ['0.pdf', '2.pdf'])
        self.assertIn('1.pdf', result.err)


if __name__ == '__main__':
    unittest.main()
