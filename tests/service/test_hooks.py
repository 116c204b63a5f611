"""Programs that are told of events: requests and their signatures, receivers that fail, and the page of administrators."""
import base64
import hashlib
import hmac
import http.server
import json
import re
import ssl
import threading
import time
import unittest

from form_browser import InboxTest, hand_in
from harness import DONE, ROOT, gongwen
from mail_server import make_certificate
from test_office import OfficeTest

KIND = 'proposal-review'


class Receiver:
    """An https server. `got` are requests (path, headers, body); `statuses` are its next answers, then 204."""

    def __init__(self, certificate, port=0):
        self.got, self.statuses, self.location = [], [], None
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                receiver.got.append((self.path, dict(self.headers.items()), body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
                if receiver.location:
                    self.send_header('Location', receiver.location)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
        self.server = None

    @property
    def address(self):
        return f'https://127.0.0.1:{self.port}/told'


def signature(secret, headers, body):
    key = base64.b64decode(secret.removeprefix('whsec_'))
    signed = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body
    return 'v1,' + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


class HooksTest(OfficeTest):
    networks = ('--hook-network', '127.0.0.0/8')
    accounts = {'li': 'admin'}

    @property
    def options(self):
        self.certificate, self.authority = make_certificate(self.folder)
        self.receiver = Receiver(self.certificate)
        self.addCleanup(lambda: self.receiver.close())
        return ('--hook-certificates', self.authority, *self.networks)

    def added(self, *events):
        """The office of an administrator, the page of a new program, and its secret."""
        office = self.office('li')
        office.ask('GET', '/office/hooks')
        answer = office.post('/office/hooks', [('_token', office.token()), ('address', self.receiver.address), ('_add', '1'),
                                               *((f'event-{event}', '1') for event in events)])
        self.assertEqual(answer.status, 200, office.text()[:500])
        [(id,)] = self.rows('SELECT id FROM gw_hook')
        return office, f'/office/hooks?id={id}', re.search(r'whsec_[A-Za-z0-9+/=]+', office.text())[0]

    def calls(self):
        return self.rows("SELECT template, state, code FROM gw_outbox WHERE channel = 'hook' ORDER BY event")

    def wait_for(self, *expected):
        self.service.wait_until(lambda: self.calls() == list(expected), 30)

    def due_now(self):
        self.change_rows("UPDATE gw_outbox SET next = 1 WHERE channel = 'hook' AND state = 'due'")

    def act(self, office, page, button, *fields):
        office.ask('GET', page)
        revision = dict(office.hidden()).get('revision', '')
        return office.post(page, [('_token', office.token()), ('revision', revision), *fields, (button, fields[0][1] if button == '_again' else '1')])


class Manual(unittest.TestCase):
    def test_the_manual_names_the_events(self):
        source = (ROOT / 'src/service/inbox/hooks.cpp').read_text('utf-8')
        events = re.findall(r'"(\w+)"', re.search(r'kHookEvents\{(.*?)\};', source, re.DOTALL)[1])
        self.assertIn('accept', events)
        for name in ('SERVICE.md', 'SERVICE.zh.md'):
            [named] = re.findall(r'(`submission\.submit`(?:[,、] ?`\w+`)+)', (ROOT / 'docs' / name).read_text('utf-8'))
            self.assertEqual(re.findall(r'\w+(?=`)', named), events, f'name the events of kHookEvents in docs/{name}')


class Requests(HooksTest):
    def test_a_program_is_told_and_can_check_who_tells_it(self):
        office, page, secret = self.added('submit', 'withdraw')
        browser, data = hand_in(self.service, KIND)
        self.wait_for(('submit', 'sent', 204))
        [(path, headers, body)] = self.receiver.got
        [(id, receipt)] = self.rows('SELECT id, receipt FROM gw_submission')
        told = json.loads(body)
        self.assertEqual({name: told[name] for name in ('type', 'submission', 'receipt', 'state', 'revision')},
                         {'type': 'submission.submit', 'submission': id, 'receipt': receipt, 'state': 'submitted', 'revision': 1})
        self.assertEqual(sorted(told), ['id', 'receipt', 'revision', 'state', 'submission', 'time', 'type'])
        self.assertNotIn(data['leader']['name'].encode(), body)
        self.assertEqual((path, headers['webhook-id'], headers['Content-Type']), ('/told', told['id'], 'application/json'))
        self.assertLess(abs(time.time() - int(headers['webhook-timestamp'])), 60)
        self.assertEqual(headers['webhook-signature'], signature(secret, headers, body))
        # The secret is nowhere but in the program, sealed, and on no page any more.
        self.assertNotIn(secret[10:], str(self.rows('SELECT * FROM gw_hook')))
        office.ask('GET', page)
        self.assertNotIn('whsec_', office.text())
        self.assertIn('taken (204)', office.text())
        self.assertEqual(oct((self.folder / 'state/keys/box').stat().st_mode)[-3:], '600')
        browser.withdraw()
        self.wait_for(('submit', 'sent', 204), ('withdraw', 'sent', 204))

    def test_a_failure_is_tried_again_and_signed_anew(self):
        office, page, secret = self.added()
        self.receiver.statuses = [503]
        hand_in(self.service, KIND)
        self.wait_for(('submit', 'due', 503))
        office.ask('GET', page)
        self.assertIn('failed (503), tried again at', office.text())
        self.assertIn('has failed since', office.text())
        time.sleep(1.1)  # the time of a signature has seconds
        self.due_now()
        self.wait_for(('submit', 'sent', 204))
        first, second = (request[1] for request in self.receiver.got)
        self.assertEqual((first['webhook-id'], self.receiver.got[0][2]), (second['webhook-id'], self.receiver.got[1][2]))
        self.assertNotEqual((first['webhook-timestamp'], first['webhook-signature']), (second['webhook-timestamp'], second['webhook-signature']))
        office.ask('GET', page)
        self.assertNotIn('has failed since', office.text())
        # Sent again by hand.
        [(call,)] = self.rows("SELECT id FROM gw_outbox WHERE channel = 'hook'")
        self.assertEqual(self.act(office, page, '_again', ('_', call)).status, 200)
        self.service.wait_until(lambda: len(self.receiver.got) == 3)
        self.assertEqual(self.receiver.got[2][1]['webhook-id'], first['webhook-id'])

    def test_a_receiver_that_checks_refuses_what_is_old_forged_or_known(self):
        _, _, secret = self.added()
        hand_in(self.service, KIND)
        self.wait_for(('submit', 'sent', 204))
        [(_, headers, body)] = self.receiver.got
        now, seen = int(headers['webhook-timestamp']), set()

        def takes(headers, body, at, secrets=(secret,)):
            """As receivers of Standard Webhooks check: time, signature, then the id."""
            signatures = headers['webhook-signature'].split(' ')
            is_fresh = abs(at - int(headers['webhook-timestamp'])) <= 300
            is_signed = any(hmac.compare_digest(one, signature(known, headers, body)) for one in signatures for known in secrets)
            is_new = headers['webhook-id'] not in seen
            if is_fresh and is_signed:
                seen.add(headers['webhook-id'])
            return is_fresh and is_signed and is_new

        self.assertFalse(takes(headers, body, now + 301), 'an old delivery that somebody repeats')
        self.assertFalse(takes({**headers, 'webhook-timestamp': str(now + 3_600)}, body, now + 3_600), 'with a time of today')
        self.assertFalse(takes(headers, body.replace(b'submitted', b'accepted_'), now), 'with another body')
        self.assertFalse(takes({**headers, 'webhook-id': 'other'}, body, now), 'as another event')
        self.assertTrue(takes(headers, body, now + 10))
        self.assertFalse(takes(headers, body, now + 20), 'the same delivery again within the time')
        seen.clear()
        self.assertFalse(takes(headers, body, now, ('whsec_' + base64.b64encode(b'x' * 32).decode(),)), 'of somebody else')
        # What is sent again after hours is fresh again: a checking receiver takes it, and knows it by its id.
        [(call,)] = self.rows("SELECT id FROM gw_outbox WHERE channel = 'hook'")
        time.sleep(1.1)  # the time of a signature has seconds
        self.change_rows("UPDATE gw_outbox SET state = 'due', next = 1 WHERE channel = 'hook'")
        self.service.wait_until(lambda: len(self.receiver.got) == 2)
        _, again, body = self.receiver.got[1]
        self.assertGreater(int(again['webhook-timestamp']), now)
        self.assertTrue(takes(again, body, int(again['webhook-timestamp'])))
        self.assertEqual(again['webhook-id'], call)

    def test_a_secret_is_changed_without_a_gap(self):
        office, page, secret = self.added()
        self.assertEqual(self.act(office, page, '_renew').status, 200)
        second = re.search(r'whsec_[A-Za-z0-9+/=]+', office.text())[0]
        self.assertNotEqual(second, secret)
        hand_in(self.service, KIND)
        self.wait_for(('submit', 'sent', 204))
        _, headers, body = self.receiver.got[0]
        self.assertEqual(headers['webhook-signature'].split(' '), [signature(one, headers, body) for one in (second, secret)])
        self.change_rows('UPDATE gw_hook SET former_until = 1')
        [(call,)] = self.rows("SELECT id FROM gw_outbox WHERE channel = 'hook'")
        self.act(office, page, '_again', ('_', call))
        self.service.wait_until(lambda: len(self.receiver.got) == 2)
        _, headers, body = self.receiver.got[1]
        self.assertEqual(headers['webhook-signature'], signature(second, headers, body))

    def test_one_that_is_gone_is_switched_off(self):
        office, page, _ = self.added()
        self.receiver.statuses = [410]
        hand_in(self.service, KIND)
        self.wait_for(('submit', 'failed', 410))
        self.service.wait_until(lambda: self.rows('SELECT disabled > 0 FROM gw_hook') == [(1,)])
        hand_in(self.service, KIND)
        self.assertEqual(len(self.calls()), 1)
        office.ask('GET', page)
        self.assertIn('switched off since', office.text())
        self.assertEqual(self.act(office, page, '_enable').status, 200)
        hand_in(self.service, KIND)
        self.service.wait_until(lambda: len(self.receiver.got) == 2)
        self.act(office, page, '_disable')
        self.assertEqual(self.act(office, page, '_remove').status, 200)
        self.assertEqual(self.rows('SELECT * FROM gw_hook'), [])
        self.assertEqual(self.calls(), [])

    def test_three_days_of_failures_switch_off(self):
        _, _, _ = self.added()
        self.receiver.close()
        hand_in(self.service, KIND)
        self.service.wait_until(lambda: self.rows('SELECT failing_since > 0 FROM gw_hook') == [(1,)])
        self.assertEqual(self.rows('SELECT disabled FROM gw_hook'), [(0,)])
        self.change_rows('UPDATE gw_hook SET failing_since = failing_since - 3 * 86400')
        self.due_now()
        self.wait_for(('submit', 'cancelled', 0))
        self.assertIn(('hook.disable', 'failing'), self.rows('SELECT action, result FROM gw_audit'))

    def test_redirects_are_not_followed(self):
        self.added()
        self.receiver.location, self.receiver.statuses = self.receiver.address + '/elsewhere', [302]
        hand_in(self.service, KIND)
        self.wait_for(('submit', 'due', 302))
        self.assertEqual([path for path, _, _ in self.receiver.got], ['/told'])

    def test_addresses_and_roles(self):
        office = self.office('li')
        office.ask('GET', '/office/hooks')
        for address in ('http://registry.example/', 'https://', 'https://user:word@registry.example/', 'ftp://registry.example', 'https://a b'):
            answer = office.post('/office/hooks', [('_token', office.token()), ('address', address), ('_add', '1'), ('event-accept', '1')])
            self.assertEqual(answer.status, 422, address)
            self.assertEqual(office.page.xpath('//input[@name="address"]/@value'), [address])
            self.assertEqual(office.page.xpath('//input[@type="checkbox"][@checked]/@name'), ['event-accept'])
        self.assertEqual(self.rows('SELECT * FROM gw_hook'), [])
        # Two administrators: what the second one has not seen is not overwritten.
        office, page, _ = self.added()
        office.ask('GET', page)
        stale = dict(office.hidden())['revision']
        self.act(office, page, '_renew')
        answer = office.post(page, [('_token', office.token()), ('revision', stale), ('address', 'https://other.example/'), ('_change', '1')])
        self.assertEqual(answer.status, 409)
        self.assertEqual(self.rows('SELECT address FROM gw_hook'), [(self.receiver.address,)])
        self.assertEqual(office.page.xpath('//input[@name="address"]/@value'), ['https://other.example/'])


class OwnNetwork(HooksTest):
    networks = ()

    def test_own_networks_are_not_reached(self):
        self.added()
        hand_in(self.service, KIND)
        self.service.wait_until(lambda: self.rows("SELECT said FROM gw_outbox WHERE channel = 'hook' AND tries = 1") == [('an address of the own network',)], 30)
        self.assertEqual(self.receiver.got, [])


class Options(InboxTest):
    def test_settings_are_checked_at_the_start(self):
        for words, expected in ((('--hook-network', '127.0.0.1/8'), 'cli/serve-bad-network'), (('--hook-certificates', '/none.pem'), 'resources/not-found'),
                                (('--second-factor', 'admin'), 'cli/missing')):
            done = gongwen('serve', '--listen', '127.0.0.1:0', *self.place(), *words)
            self.assertIn(expected, done.err)
            self.assertNotEqual(done.status, DONE)


del OfficeTest, HooksTest

if __name__ == '__main__':
    unittest.main()
