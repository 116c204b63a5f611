"""Editions that are signed before they are published: what readers get, what stops a run, what stays unknown to others.
Signatures are judged by pdfsig, keys on a token are those of SoftHSM."""
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import threading
import time
import unittest
import zipfile

import needs
from facts import FactsTest, index_of, tree_of
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, PROGRAM, gongwen
from signing_files import SigningTest, run
from time_authority import TimeAuthority

JULY = ('--period', '2026-07')
MODULE = '/usr/lib/softhsm/libsofthsm2.so'
PIN = 'geheim-2468'


class SignedTest(FactsTest, SigningTest):
    """A small store, and settings that sign with a key in a file."""

    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'

    def settings(self, **more):
        folder = self.authority.folder
        values = {'key': str(folder / 'p256.key'), 'certificate': str(folder / 'p256.pem'),
                  'chain': [str(self.authority.issuer)], 'trust': [str(self.authority.root)]}
        values.update(more)
        return self.write('signing.json', {name: value for name, value in values.items() if value is not None})

    def publish_signed(self, *options, status=DONE, store=None, **more):
        return self.publish(store or self.small_store(), self.site, *JULY, '--sign', self.folder / 'signing.json', *options,
                            status=status, **more)

    def slow_authority(self):
        """An authority for time that lets the program wait: an event when it was asked, one that lets it refuse, its address."""
        asked = threading.Event()
        seen = threading.Event()

        class Slow(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                asked.set()
                seen.wait(20)
                try:
                    self.send_error(503)
                except OSError:
                    pass  # nobody waits any more

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Slow)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return asked, seen, f'http://127.0.0.1:{server.server_port}/'

    def assert_nothing_published(self, before=None):
        tree = {key: value for key, value in tree_of(self.site).items() if not key.endswith('refused-pin')}
        self.assertEqual(tree, before or {})


class Editions(SignedTest):
    def test_an_edition_is_signed_and_other_programs_call_it_valid(self):
        self.settings(reason='发布', location='示例市')
        result = self.publish_signed('--metrics', self.folder / 'metrics')
        self.assertRegex((self.folder / 'metrics').read_text(), r'\ngongwen_publish_certificate_expires_timestamp_seconds 2\d{9}\n')
        self.assertIn('2026-07: signed as 示例单位p256', result.out)
        path = self.site / '2026/07/bulletin.pdf'
        self.assertIn('Total document signed', self.assert_pdfsig_valid(path))
        self.assert_openssl_valid(path.read_bytes())
        self.assert_qpdf_sound(path)
        self.assert_archive(path)
        edition = index_of(self.site)['issues'][0]['editions'][0]
        self.assertEqual(edition['signature'], {
            'signer': '示例单位p256', 'time': '2030-01-15T10:00:00+08:00', 'time_from': 'computer', 'date': '2030-01-15',
            'level': 'B-B'})
        page = (self.site / '2026/07/index.html').read_text(encoding='utf-8')
        self.assertIn('PDF已签名：示例单位p256 · 2030年1月15日 · 签名计算机的时间', page)
        verified = gongwen('verify', path, '--trust', self.authority.root, '--at', '2030-01-16')
        self.assertIn('not valid' if verified.status == BAD_INPUT else '', verified.out)
        self.assertNotEqual(verified.status, BAD_INPUT, verified.out)

    def test_the_ofd_file_names_the_pages_that_were_signed(self):
        self.settings()
        self.publish_signed('--ofd')
        folder = self.site / '2026/07'
        with zipfile.ZipFile(folder / 'bulletin.ofd') as package:
            named = re.search(rb'Name="PDF-SHA-256">([0-9a-f]{64})<', package.read('OFD.xml')).group(1).decode()
        signed = (folder / 'bulletin.pdf').read_bytes()
        # Of the file as it was before the signature, which is its first part.
        ends = [match.end() for match in re.finditer(rb'%%EOF\n', signed)]
        self.assertIn(named, [hashlib.sha256(signed[:end]).hexdigest() for end in ends[:-1]])

    def test_a_seal_is_put_on_the_last_page_and_on_the_edges(self):
        self.seal()
        self.settings(seal='seal.png', place={'page': 'last', 'x': 120, 'y': 150}, riding=True, certify='no-changes')
        self.publish_signed()
        path = self.site / '2026/07/bulletin.pdf'
        self.assert_pdfsig_valid(path)
        self.assert_archive(path)
        import pikepdf
        with pikepdf.open(path) as pdf:
            kinds = [str(one.Subtype) for one in pdf.pages[-1].Annots]
            self.assertIn('/Widget', kinds)
            self.assertIn('/Stamp', kinds)
            self.assertIn('/DocMDP', pdf.Root.Perms)

    @needs.time
    def test_a_time_stamp_is_the_time_of_signing_and_all_that_is_sent(self):
        server = TimeAuthority(self.authority)
        self.addCleanup(server.close)
        now = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 5))
        store = self.small_store()
        for level, count in (('t', 1), ('lt', 1), ('lta', 2)):
            with self.subTest(level):
                server.asked.clear()
                self.site = self.folder / level
                self.settings(timestamp=server.url, level=level, crl=[str(path) for path in server.crls])
                self.publish_signed(store=store, now=now)
                path = self.site / '2026/07/bulletin.pdf'
                self.assertEqual(len(server.asked), count)
                self.assertLess(max(map(len, server.asked)), 200)  # a digest
                self.assert_openssl_valid(path.read_bytes(), 0)
                self.assert_archive(path)
                signature = index_of(self.site)['issues'][0]['editions'][0]['signature']
                self.assertEqual((signature['time_from'], signature['level']), ('token', f'B-{level.upper()}'))
                self.assertIn('时间戳时间', (self.site / '2026/07/index.html').read_text(encoding='utf-8'))
                verified = gongwen('publish', '-o', self.site, '--verify', '--sign', self.folder / 'signing.json')
                self.assertIn('(time stamp), valid\n', verified.out)

    def test_an_authority_is_reached_by_a_proxy_and_asked_for_a_policy(self):
        server = TimeAuthority(self.authority)
        self.addCleanup(server.close)
        store = self.small_store()
        options = {'timestamp': 'http://authority.example/', 'timestamp_proxy': server.url, 'timestamp_timeout': 5}
        self.settings(timestamp_policy='1.2.3.4.1', **options)
        self.publish_signed(store=store)
        self.assertEqual(len(server.asked), 1)
        self.assertIn(bytes([6, 4, 0x2a, 3, 4, 1]), server.asked[0])  # the policy
        self.site = self.folder / 'other'
        self.settings(timestamp_policy='1.2.3.4.9', **options)
        result = self.publish_signed('--error-format', 'json', store=store, status=BAD_ENVIRONMENT)
        self.assertTrue(any(one['id'].startswith('sign/timestamp-') for one in result.errors()), result.err)
        self.assert_nothing_published()

    def test_yaml_settings_have_paths_from_their_own_folder(self):
        self.write('conf/p.pem', (self.authority.folder / 'p256.pem').read_bytes())
        self.write('conf/p.key', (self.authority.folder / 'p256.key').read_bytes())
        path = self.write('conf/signing.yaml', 'key: p.key\ncertificate: p.pem\n')
        self.publish(self.small_store(), self.site, *JULY, '--sign', path)
        self.assertIn('Signature is Valid', run('pdfsig', self.site / '2026/07/bulletin.pdf', check=False).stdout.decode())

    def test_the_same_facts_keep_the_signature_and_ask_for_no_key(self):
        self.settings()
        store = self.small_store()
        self.publish_signed(store=store)
        before = tree_of(self.site)
        (self.folder / 'signing.json').write_text(json.dumps({'p12': '/nowhere.p12'}))
        result = self.publish_signed(store=store, now='2030-01-16')
        self.assertIn('is as it was', result.out)
        self.assertEqual(tree_of(self.site), before)

    def test_a_correction_is_signed_and_the_former_edition_keeps_its_signature(self):
        self.settings()
        store = self.small_store()
        self.publish_signed(store=store)
        first = (self.site / '2026/07/bulletin.pdf').read_bytes()
        self.store('edit', store, 'event', '2026-07/meeting-0710', '--set', '/participants=43', '--reason', '试')
        self.publish_signed(store=store, now='2030-01-16')
        self.assertEqual((self.site / '2026/07/1/bulletin.pdf').read_bytes(), first)
        self.assertNotEqual((self.site / '2026/07/bulletin.pdf').read_bytes(), first)
        self.assert_pdfsig_valid(self.site / '2026/07/bulletin.pdf')
        self.assert_pdfsig_valid(self.site / '2026/07/1/bulletin.pdf')

    def test_missed_months_are_signed_with_one_login(self):
        log = self.token_settings()
        facts = self.filled({'events': [{'id': f'm-{month}', 'type': 'mt_meeting', 'dates': [f'2026-{month:02}-10'],
                                         'name': '示例会议', 'participants': 9} for month in (3, 5, 9)]})
        self.publish(facts, self.site, '--catch-up', '--sign', self.folder / 'signing.json', environment=log)
        for month in ('03', '05', '09'):
            self.assert_pdfsig_valid(self.site / f'2026/{month}/bulletin.pdf')

    def test_a_preview_asks_for_no_secret_and_says_what_is_wrong(self):
        self.settings(key=str(self.folder / 'no.key'))
        store = self.small_store()
        result = self.publish_signed('--preview', store=store)
        self.assertIn('would be number 1', result.out)
        self.settings(seal='no.png')
        self.assertIn('no.png', self.publish_signed('--preview', store=store, status=BAD_ENVIRONMENT).err)
        self.assertFalse(self.site.exists())

    # What stops a run.

    def token_settings(self, pin=PIN, **more):
        """A token with one key; the environment in which it is found."""
        needs.check('softhsm2')
        (self.folder / 'tokens').mkdir()
        (self.folder / 'hsm.conf').write_text(f'directories.tokendir = {self.folder}/tokens\nobjectstore.backend = file\n')
        environment = {'SOFTHSM2_CONF': str(self.folder / 'hsm.conf')}
        env = {**os.environ, **environment}
        key = self.folder / 'k8.pem'
        run('openssl', 'pkcs8', '-topk8', '-nocrypt', '-in', self.authority.folder / 'p256.key', '-out', key)
        for words in (['softhsm2-util', '--init-token', '--free', '--label', 'office', '--so-pin', '12345678', '--pin', PIN],
                      ['softhsm2-util', '--import', key, '--token', 'office', '--label', 'seal', '--id', '01', '--pin', PIN]):
            subprocess.run([str(word) for word in words], env=env, check=True, stdout=subprocess.DEVNULL)
        self.write('pin', pin + '\n')
        self.settings(key=None, pkcs11={'module': MODULE, 'token': 'office', 'label': 'seal'}, secret_file='pin', **more)
        return environment

    def test_a_wrong_pin_is_tried_once_and_not_again_the_next_night(self):
        environment = self.token_settings(pin='9999-wrong')
        store = self.small_store()
        result = self.publish_signed('--error-format', 'json', store=store, status=BAD_ENVIRONMENT, environment=environment)
        self.assert_fails(result, BAD_ENVIRONMENT, 'sign/token-wrong-pin')
        self.assert_nothing_published()
        self.assertNotIn('9999', result.err + result.out)
        # The right PIN is not tried, either: nobody has said that it is another one.
        self.write('pin', PIN)
        for _ in range(2):
            result = self.publish_signed('--error-format', 'json', store=store, status=BAD_ENVIRONMENT,
                                         environment=environment)
            self.assert_fails(result, BAD_ENVIRONMENT, 'publish/pin-refused')
        self.assert_nothing_published()
        self.assertNotIn(PIN, (self.site / '.gongwen/refused-pin').read_text())
        self.publish_signed('--try-pin', store=store, environment=environment)
        self.assert_pdfsig_valid(self.site / '2026/07/bulletin.pdf')
        self.assertFalse((self.site / '.gongwen/refused-pin').exists())

    def test_in_a_run_of_many_months_a_wrong_pin_is_tried_once(self):
        environment = self.token_settings(pin='9999-wrong')
        facts = self.filled({'events': [{'id': f'm-{month}', 'type': 'mt_meeting', 'dates': [f'2026-{month:02}-10'],
                                         'name': '示例会议', 'participants': 9} for month in (3, 5, 9)]})
        result = self.publish(facts, self.site, '--catch-up', '--sign', self.folder / 'signing.json', '--error-format',
                              'json', status=BAD_ENVIRONMENT, environment=environment)
        self.assertEqual([one['id'] for one in result.errors()], ['sign/token-wrong-pin'])

    def test_without_a_pin_nothing_is_tried(self):
        environment = self.token_settings(pin='')
        result = self.publish_signed('--error-format', 'json', status=BAD_ENVIRONMENT, environment=environment)
        self.assert_fails(result, BAD_ENVIRONMENT, 'sign/token-needs-pin')
        self.assertFalse((self.site / '.gongwen/refused-pin').exists())

    def test_certificates_that_expired_or_will_soon(self):
        self.settings()
        store = self.small_store()
        result = self.publish_signed('--error-format', 'json', store=store, status=BAD_ENVIRONMENT, now='2041-01-01',
                                     environment={'SOURCE_DATE_EPOCH': '2240611200'})  # later than that
        self.assert_fails(result, BAD_ENVIRONMENT, 'publish/certificate-expired')
        result = self.publish_signed('--error-format', 'json', store=store, status=BAD_ENVIRONMENT, now='2026-08-15')
        self.assert_fails(result, BAD_ENVIRONMENT, 'publish/certificate-not-yet')
        self.assert_nothing_published()
        self.settings(warn_days=3650)
        result = self.publish_signed(store=store)
        self.assertEqual(result.err.count('publish/certificate-expires'), 1, result.err)
        strict = self.folder / 'strict'
        result = self.publish(store, strict, *JULY, '--sign', self.folder / 'signing.json', '--strict')
        self.assertIn('warning[publish/certificate-expires]', result.err)
        self.assert_pdfsig_valid(strict / '2026/07/bulletin.pdf')
        self.settings(warn_days=0)
        self.assertNotIn('certificate-expires', self.publish_signed(store=store, now='2030-01-16').err)

    def test_a_strict_run_publishes_nothing_that_it_calls_an_error(self):
        """Nobody could sign a certified document without fields."""
        self.settings(certify='fill')
        store = self.small_store()
        result = self.publish_signed('--strict', store=store, status=BAD_INPUT)
        self.assertIn('error[pdf-sign/no-further-field]', result.err)
        self.assert_nothing_published()
        self.publish_signed(store=store)

    def test_the_key_is_missing_or_of_another_certificate(self):
        store = self.small_store()
        for key, status in ((self.folder / 'no.key', BAD_ENVIRONMENT), (self.authority.folder / 'rsa.key', BAD_INPUT)):
            self.settings(key=str(key))
            result = self.publish_signed(store=store, status=status)
            self.assertIn('nothing published', result.out)
            self.assert_nothing_published()

    def test_a_certificate_that_the_settings_do_not_trust_is_not_published(self):
        run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout',
            self.folder / 'other.key', '-out', self.folder / 'other.pem', '-days', '3650', '-subj', '/CN=Other')
        self.settings(trust=['other.pem'])
        result = self.publish_signed('--error-format', 'json', status=BAD_INPUT)
        self.assertIn('publish/signature-unsound', [one['id'] for one in result.errors()])
        self.assert_nothing_published()

    def test_an_authority_for_time_that_does_not_answer(self):
        self.settings(timestamp='http://127.0.0.1:9/', level='t')
        result = self.publish_signed('--error-format', 'json', status=BAD_ENVIRONMENT)
        self.assert_fails(result, BAD_ENVIRONMENT, 'sign/timestamp-unreachable')
        self.assert_nothing_published()
        self.assertIn('时间戳机构', self.publish_signed('--lang', 'zh', store=self.folder / 'facts.db',
                                                        status=BAD_ENVIRONMENT).err)

    def test_a_failed_signature_leaves_the_site_as_it_was(self):
        store = self.small_store()
        self.publish(store, self.site, *JULY)
        before = tree_of(self.site)
        self.store('edit', store, 'event', '2026-07/meeting-0710', '--set', '/participants=43', '--reason', '试')
        self.settings(timestamp='http://127.0.0.1:9/')
        self.publish_signed(store=store, status=BAD_ENVIRONMENT, now='2030-01-16')
        self.assertEqual(tree_of(self.site), before)

    def test_a_run_that_is_killed_while_it_signs_leaves_the_site_as_it_was(self):
        asked, seen, url = self.slow_authority()
        store = self.small_store()
        self.publish(store, self.site, *JULY)
        before = tree_of(self.site)
        self.store('edit', store, 'event', '2026-07/meeting-0710', '--set', '/participants=43', '--reason', '试')
        self.settings(timestamp=url)
        words = [PROGRAM, 'publish', 'monthly-bulletin', '--store', store, '-o', self.site, *JULY, '--now', '2030-01-16', '--sign',
                 self.folder / 'signing.json']
        process = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.assertTrue(asked.wait(30))
        process.kill()
        process.wait()
        seen.set()
        self.assertEqual(tree_of(self.site), before)
        self.settings()
        self.publish_signed(store=store, now='2030-01-16')
        self.assert_pdfsig_valid(self.site / '2026/07/bulletin.pdf')

    def test_the_second_reader_must_find_the_same_signatures(self):
        """A reader that finds none: a program in its place that leaves them out."""
        build = pathlib.Path(PROGRAM).parent.parent
        other = self.folder / 'installed'
        (other / 'bin').mkdir(parents=True)
        shutil.copytree(build / 'libexec', other / 'libexec', symlinks=True)
        os.symlink(build / 'share', other / 'share')
        shutil.copy2(PROGRAM, other / 'bin/gongwen')
        real = other / 'libexec/gongwen/gongwen-verify'
        real.rename(real.with_name('real-verify'))
        real.write_text('#!/usr/bin/python3\nimport json, subprocess, sys\n'
                        f'done = subprocess.run(["{real.with_name("real-verify")}"], stdin=sys.stdin, stdout=subprocess.PIPE)\n'
                        'read = json.loads(done.stdout)\nread["signatures"] = []\nprint(json.dumps(read))\n')
        real.chmod(0o755)
        self.settings()
        store = self.small_store()
        words = [other / 'bin/gongwen', 'publish', 'monthly-bulletin', '--store', store, '-o', self.site, *JULY, '--now',
                 '2030-01-15', '--sign', self.folder / 'signing.json']
        done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={**os.environ, 'LC_ALL': 'C.UTF-8'}, check=False)
        self.assertEqual(done.returncode, BAD_INPUT, done.stderr)
        self.assertIn(b'publish/second-reader-differs', done.stderr)
        self.assertIn(b'Signatures', done.stderr)
        self.assert_nothing_published()

    def test_settings_that_cannot_be_followed(self):
        store = self.small_store()
        cases = (({'p12': 'a.p12'}, 'publish/sign-one-key'), ({'key': None, 'certificate': None}, 'publish/sign-one-key'),
                 ({'certificate': None}, 'publish/sign-needs'), ({'riding': True}, 'publish/sign-needs'),
                 ({'level': 't'}, 'publish/sign-needs'), ({'pin': '1234'}, 'data/unknown-name'),
                 ({'seal': 's.png', 'field': 'seal', 'place': {'page': 1, 'x': 1, 'y': 1}}, 'publish/sign-one-place'),
                 ({'timestamp_proxy': 'http://x'}, 'publish/sign-needs'),
                 ({'timestamp': 'ftp://x'}, 'data/pattern-mismatch'), ({'level': 'x'}, 'data/not-in-list'))
        for values, message in cases:
            with self.subTest(values):
                self.settings(**values)
                result = self.publish_signed('--error-format', 'json', store=store, status=BAD_INPUT)
                self.assertIn(message, [one['id'] for one in result.errors()], result.err)
                self.assertIn('signing.json', result.err)
        self.publish(store, self.site, *JULY, '--try-pin', status=BAD_USAGE)
        self.publish(store, self.site, *JULY, '--secret-file', 'x', status=BAD_USAGE)
        self.assertFalse(self.site.exists())


class Secrets(SignedTest):
    def locked_key(self):
        run('openssl', 'pkcs8', '-topk8', '-in', self.authority.folder / 'p256.key', '-passout', f'pass:{PIN}', '-out',
            self.folder / 'locked.key')
        self.settings(key='locked.key')

    def test_the_secret_comes_from_a_file_the_environment_or_a_stream(self):
        self.locked_key()
        store = self.small_store()
        self.write('pin', PIN + '\n')
        for number, (options, more) in enumerate(((['--secret-file', self.folder / 'pin'], {}),
                                                  ([], {'environment': {'GONGWEN_SECRET': PIN}}),
                                                  (['--secret-file', '-'], {'stdin': PIN.encode() + b'\n'}))):
            self.site = self.folder / f'site-{number}'
            result = self.publish_signed(*options, store=store, **more)
            self.assertNotIn(PIN, result.out + result.err)
            self.assert_pdfsig_valid(self.site / '2026/07/bulletin.pdf')

    def test_programs_that_are_started_do_not_get_it(self):
        self.locked_key()
        self.publish_signed('--run-after', f'env > {self.folder}/after', '--report', self.folder / 'report.json',
                            environment={'GONGWEN_SECRET': PIN})
        self.assertNotIn(PIN, (self.folder / 'after').read_text())
        self.assertNotIn(PIN, (self.folder / 'report.json').read_text())

    def test_nobody_sees_it_in_the_system(self):
        """While an authority for time lets the program wait: arguments and environments of it and of all it started."""
        asked, seen, url = self.slow_authority()
        self.locked_key()
        self.settings(key='locked.key', timestamp=url)
        words = [PROGRAM, 'publish', 'monthly-bulletin', '--store', self.small_store(), '-o', self.site, *JULY, '--now',
                 '2030-01-15', '--sign', self.folder / 'signing.json']
        process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   env={**os.environ, 'LC_ALL': 'C.UTF-8', 'GONGWEN_SECRET': PIN})
        self.assertTrue(asked.wait(30))
        shown = b''
        family = {process.pid}
        for _ in range(3):
            for entry in pathlib.Path('/proc').iterdir():
                try:
                    if entry.name.isdigit() and int((entry / 'stat').read_text().rsplit(')', 1)[1].split()[1]) in family:
                        family.add(int(entry.name))
                except OSError:
                    pass
        self.assertGreater(len(family), 1)
        for pid in family:
            for name in ('cmdline', 'environ'):
                try:
                    shown += pathlib.Path(f'/proc/{pid}/{name}').read_bytes()
                except PermissionError:
                    pass  # not shown to anybody
        seen.set()
        out = process.communicate(timeout=60)[0]
        self.assertEqual(process.returncode, BAD_ENVIRONMENT, out)
        self.assertIn(b'publish', shown)
        self.assertNotIn(PIN.encode(), shown)
        self.assertNotIn(PIN.encode(), out)


class Verified(SignedTest):
    def setUp(self):
        super().setUp()
        self.settings()
        self.store_path = self.small_store()
        self.publish_signed(store=self.store_path)

    def verify(self, *options, status=DONE):
        result = gongwen('publish', '-o', self.site, '--verify', *options)
        self.assertEqual(result.status, status, result.out + result.err)
        return result

    def test_what_is_as_it_was_published(self):
        sign = ('--sign', self.folder / 'signing.json')
        out = self.verify(*sign).out
        self.assertIn('2026-07, edition 1: as published, signed as 示例单位p256 at 2030-01-15T10:00:00+08:00 (time of the '
                      'signing computer), valid, revocation not checked', out)
        self.assertIn('intact, signer not verified', self.verify().out)
        found = json.loads(self.verify(*sign, '--log-format', 'json').out)
        self.assertEqual([(one['period'], one['edition'], one['ok']) for one in found['editions']], [('2026-07', 1, True)])

    def test_changed_bytes_are_named(self):
        path = self.site / '.gongwen/editions/2026-07-1/bulletin.pdf'
        original = path.read_bytes()
        path.write_bytes(original.replace(b'%PDF-1.7', b'%PDF-1.6', 1))
        result = self.verify('--error-format', 'json', status=BAD_INPUT)
        self.assertIn('publish/file-changed', {one['id'] for one in result.errors()})
        self.assertIn('2026/07/1/bulletin.pdf', result.err)
        path.write_bytes(original)
        self.verify()
        (self.site / '.gongwen/editions/2026-07-1/bulletin.xlsx').unlink()
        self.assertIn('publish/file-missing', self.verify(status=BAD_INPUT).err)

    def test_a_signature_that_does_not_fit_is_found_though_the_list_agrees(self):
        """Whoever can change a file can change index.json, too."""
        path = self.site / '.gongwen/editions/2026-07-1/bulletin.pdf'
        data = bytearray(path.read_bytes())
        data[len(data) // 3] ^= 1
        path.write_bytes(data)
        index = self.site / '.gongwen/current/index.json'
        text = json.loads(index.read_text(encoding='utf-8'))
        import zlib
        for one in text['issues'][0]['editions'][0]['files']:
            if one['name'] == 'bulletin.pdf':
                one['crc32'] = f'{zlib.crc32(data):08x}'
        index.write_text(json.dumps(text), encoding='utf-8')
        result = self.verify('--error-format', 'json', status=BAD_INPUT)
        self.assertIn('publish/signature-invalid', {one['id'] for one in result.errors()})

    def test_another_signer_than_the_list_states(self):
        index = self.site / '.gongwen/current/index.json'
        index.write_text(index.read_text(encoding='utf-8').replace('示例单位p256', '另一单位'), encoding='utf-8')
        result = self.verify('--error-format', 'json', status=BAD_INPUT)
        self.assertEqual({one['id'] for one in result.errors()}, {'publish/other-signer', 'publish/file-changed'})
        [changed] = [one['message'] for one in result.errors() if one['id'] == 'publish/file-changed']
        self.assertIn(f'{self.site}/index.json', changed)  # the list itself

    def test_what_was_not_signed_and_wrong_usage(self):
        shutil.rmtree(self.site)
        self.publish(self.store_path, self.site, *JULY, '--new-site')
        self.assertIn('as published, not signed', self.verify().out)
        self.assertEqual(gongwen('publish', '-o', self.site, '--verify', '--catch-up').status, BAD_USAGE)
        self.assertEqual(gongwen('publish', '-o', self.folder / 'nothing', '--verify').status, BAD_ENVIRONMENT)


if __name__ == '__main__':
    unittest.main()
