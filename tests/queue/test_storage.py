"""Storage that speaks S3: the functions of such a store when it misbehaves, and what is refused at the start. The storage is
the tests' own (tests/python/s3_server.py)."""
import os
import subprocess
import time
import unittest
from unittest import mock

import needs
import s3_server
from batches import KIND
from harness import BAD_ENVIRONMENT, BAD_USAGE, CommandTest, gongwen

STORE_PROGRAM = os.environ.get('GONGWEN_TEST_QUEUE_PROGRAM')
PLACE = 's3://documents/公文 2024'
SECRETS = (s3_server.ACCESS_KEY, s3_server.SECRET_KEY, 'geheim')


def run_functions(test, only, place):
    """S3StoreTest of s3_store_test.cpp."""
    needs.check('the tests of the queue')
    done = subprocess.run([STORE_PROGRAM, f'--gtest_filter=S3StoreTest.{only}'], env={**os.environ, 'GONGWEN_TEST_STORE': place},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False)
    test.assertEqual(done.returncode, 0, done.stdout.decode('utf-8', 'replace'))
    test.assertNotIn(b'SKIPPED', done.stdout)


class StoreTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.store = s3_server.Server()
        self.addCleanup(self.store.close)
        self.set_environment()

    def set_environment(self, **changes):
        patch = mock.patch.dict(os.environ, self.store.environment(**changes))
        patch.start()
        self.addCleanup(patch.stop)


class RefusalsTest(StoreTest):
    """What is wrong is said at the start, in words, without the keys."""

    address = 'amqp://127.0.0.1:1/nobody'  # storage is tried first

    def refused(self, place, *words, **changes):
        failures = []
        for command in (['worker', '--jobs', '1'], ['batch', KIND, '-', '-o', self.folder / 'out']):
            failed = gongwen(*command, '--queue', self.address, '--objects', place, stdin=b'{}', environment={**self.store.environment(), **changes})
            self.assertEqual(failed.status, BAD_ENVIRONMENT, failed.err)
            self.assertIn('engine/objects-failed', failed.err)
            for word in words:
                self.assertIn(word, failed.err)
            for secret in (*SECRETS, 'falsch'):
                self.assertNotIn(secret, failed.err)
            failures.append(failed.err)
        return failures

    def test_no_bucket(self):
        self.refused('s3://elsewhere/x', 'the bucket does not exist', '404', 'NoSuchBucket', 's3://elsewhere/x')

    def test_keys(self):
        self.refused(PLACE, 'does not know the access key', '403', 'InvalidAccessKeyId', AWS_ACCESS_KEY_ID='falsch')
        self.refused(PLACE, 'the secret key or the region is wrong', '403', 'SignatureDoesNotMatch', AWS_SECRET_ACCESS_KEY='falsch')
        self.refused(PLACE, 'the session token has expired', 'ExpiredToken', AWS_SESSION_TOKEN='falsch')
        self.refused(PLACE, 'AWS_ACCESS_KEY_ID', AWS_SECRET_ACCESS_KEY='')
        self.refused(PLACE, 'another region', 'AuthorizationHeaderMalformed', AWS_REGION='eu-central-1')

    def test_rights(self):
        self.store.may_list = False
        self.refused(PLACE, 'access denied', '403', 'AccessDenied')

    def test_clocks_that_differ(self):
        self.store.skew = 3600
        self.refused(PLACE, 'the clock of this machine differs', '403', 'RequestTimeTooSkewed')

    def test_redirects_are_not_followed(self):
        self.store.trouble('redirect', times=2)
        self.refused(PLACE, '307', 'another region')
        self.assertEqual(len(self.store.requests), 2)

    @needs.long(os.environ.get('QUEUE_WAITS') == 'all')
    def test_nobody_answers(self):
        self.store.stop()
        begin = time.monotonic()
        self.refused(PLACE, 'Failed to connect')
        self.assertLess(time.monotonic() - begin, 30)

    def test_endpoints(self):
        for endpoint in ('storage.example', 'https://user:falsch@storage.example', 'ftp://storage.example'):
            self.refused(PLACE, 'AWS_ENDPOINT_URL', AWS_ENDPOINT_URL=endpoint)

    def test_addresses(self):
        for place in ('s3://', 's3://Documents', 's3://documents/../x', 'https://storage/documents'):
            for words in (['batch', KIND, '-', '-o', 'out'], ['worker']):
                failed = gongwen(*words, '--queue', self.address, '--objects', place, cwd=self.folder)
                self.assertEqual(failed.status, BAD_USAGE, failed.err)
                self.assertIn('cli/bad-objects', failed.err)

    def test_a_place_from_the_environment(self):
        environment = {'GONGWEN_OBJECTS': 's3://elsewhere', 'GONGWEN_QUEUE': self.address}
        for options in ((), ('--queue', self.address)):
            failed = gongwen('worker', *options, environment=environment)
            self.assertEqual(failed.status, BAD_ENVIRONMENT)
            self.assertIn('s3://elsewhere', failed.err)
        # The environment alone sends no batch away.
        data = self.folder / 'letters.jsonl'
        data.write_text('', 'utf-8')
        self.assertNotIn('engine/', gongwen('batch', KIND, data, '-o', self.folder / 'out', environment=environment).err)


class CertificatesTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.address = 'amqp://127.0.0.1:1/nobody'
        self.certificate = self.folder / 'server.pem'
        made = subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=storage', '-addext',
                               'subjectAltName=IP:127.0.0.1', '-keyout', self.certificate, '-out', self.folder / 'ca.pem'],
                              capture_output=True, check=False)
        self.assertEqual(made.returncode, 0, made.stderr)
        with self.certificate.open('ab') as both:
            both.write((self.folder / 'ca.pem').read_bytes())
        self.store = s3_server.Server(certificate=self.certificate)
        self.addCleanup(self.store.close)

    def start(self, **changes):
        return gongwen('batch', KIND, '-', '-o', self.folder / 'out', '--queue', self.address, '--objects', PLACE, stdin=b'',
                       environment=self.store.environment(**changes))

    def test_a_certificate_that_nobody_vouches_for(self):
        failed = self.start()
        self.assertEqual(failed.status, BAD_ENVIRONMENT)
        self.assertIn('certificate', failed.err)
        self.assertEqual(self.store.requests, [])

    def test_certificates_of_the_office(self):
        with mock.patch.dict(os.environ, self.store.environment(AWS_CA_BUNDLE=str(self.folder / 'ca.pem'))):
            run_functions(self, '*', PLACE)
        self.assertGreater(len(self.store.requests), 15)

    def test_the_name_is_checked(self):
        failed = self.start(AWS_CA_BUNDLE=str(self.folder / 'ca.pem'), AWS_ENDPOINT_URL=f'https://localhost:{self.store.port}', no_proxy='localhost')
        self.assertEqual(failed.status, BAD_ENVIRONMENT)
        self.assertIn('engine/objects-failed', failed.err)
        self.assertEqual(self.store.requests, [])


class FunctionsTest(StoreTest):
    """The functions of a store against a service that has its troubles."""

    def run_tests(self, only='*', place=PLACE):
        run_functions(self, only, place)

    def test_all(self):
        self.run_tests()
        self.assertEqual(self.store.objects, {})
        self.run_tests(place='s3://documents')

    def test_a_session(self):
        self.store.token = 'token+/=='
        self.set_environment(AWS_SESSION_TOKEN=self.store.token)
        self.run_tests()

    def test_large_objects_are_put_once(self):
        self.run_tests('WhatWasPut*')
        large = [command for command, _ in self.store.requests].count('HEAD')
        self.assertEqual(large, 2)
        self.assertEqual([command for command, _ in self.store.requests].count('PUT'), 1 + 2 + 2)

    def test_connections_stay_open(self):
        self.run_tests('WhatWasPut*')
        self.assertGreater(len(self.store.requests), 15)
        self.assertEqual(self.store.connections, 1)

    def test_troubles(self):
        for kind, method, times in (('busy', None, 3), ('gone', None, 3), ('gone', 'PUT', 2), ('cut', 'GET', 2), ('busy', 'HEAD', 1),
                                    ('busy', 'DELETE', 2)):
            with self.subTest(kind=kind, method=method):
                self.store.trouble(kind, method, times)
                self.run_tests('WhatWasPut*')
                self.assertEqual([one for one in self.store.troubles if one[2]], [])


if __name__ == '__main__':
    unittest.main()
