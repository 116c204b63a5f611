"""What is refused, and how: every wrong request gets a specific error, and none harms the next one."""
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import signal
import socket
import sqlite3
import sys
import time
import unittest

import needs
from harness import ROOT, BAD_ENVIRONMENT, BAD_USAGE, CommandTest, gongwen
from serving import Service, multipart

LETTER = '/api/v1/kinds/commitment-letter'
DATA = (ROOT / 'samples/commitment-letter/typical.json').read_bytes()
LONG = (ROOT / 'samples/expert-application/stress.json').read_bytes()
JSON = {'Content-Type': 'application/json'}


def descriptors(pid):
    return len(os.listdir(f'/proc/{pid}/fd'))


class Requests(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.service = Service().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.service.__exit__()

    def expect(self, status, problem, method, path, body=None, headers=None, **options):
        answer = self.service.ask(method, path, body, headers, **options)
        self.assertEqual((answer.status, answer.problem()), (status, problem), (method, path, answer.body[:300]))
        return answer

    def test_addresses(self):
        self.expect(404, 'not-found', 'GET', '/nowhere')
        self.expect(404, 'not-found', 'GET', '/api/v1/kinds/')
        self.expect(404, 'not-found', 'GET', '/api/v1/kinds/a/b/schema')
        self.expect(404, 'unknown-kind', 'GET', '/api/v1/kinds/nothing/schema')
        # A title is a name for people.
        self.expect(404, 'unknown-kind', 'GET', '/api/v1/kinds/%E6%9C%88%E6%8A%A5/schema')
        for path, allowed in (('/api/v1/kinds', 'GET, HEAD, POST'), (f'{LETTER}/schema', 'GET, HEAD')):
            answer = self.expect(405, 'method-not-allowed', 'DELETE', path)
            self.assertEqual(answer.headers['allow'], allowed)
        answer = self.expect(405, 'method-not-allowed', 'GET', f'{LETTER}/render')
        self.assertEqual(answer.headers['allow'], 'POST')

    def test_parameters(self):
        for query, problem in (('colour=red', 'unknown-parameter'), ('format=doc', 'bad-parameter'),
                               ('fillable=perhaps', 'bad-parameter'), ('page=0', 'bad-parameter'), ('dpi=9', 'bad-parameter'),
                               ('dpi=99999999999999999999999', 'bad-parameter'), ('strict=1&strict=1', 'repeated-parameter'),
                               ('dpi=100', 'no-effect'), ('format=svg&dpi=100', 'no-effect'), ('page=2', 'no-effect'),
                               ('format=xlsx&attach_data=1', 'no-effect'), ('format=png&fillable=1', 'no-effect'),
                               ('format=%zz', 'bad-query'), ('format=%ff', 'bad-query')):
            self.expect(400, problem, 'POST', f'{LETTER}/render?{query}', DATA, JSON)

    def test_a_profile_is_of_pages(self):
        self.expect(400, 'no-effect', 'POST', f'{LETTER}/check?depth=values&profile=gbt9704', DATA, JSON)

    def test_bodies(self):
        self.expect(415, 'unsupported-type', 'POST', f'{LETTER}/render', DATA, {'Content-Type': 'text/plain'})
        self.expect(415, 'unsupported-type', 'POST', f'{LETTER}/render', DATA, {})
        self.expect(400, 'no-data', 'POST', f'{LETTER}/render', b'', JSON)
        self.expect(413, 'body-too-large', 'POST', f'{LETTER}/render', b' ' * (8 * 1024 * 1024 + 1), JSON)
        self.expect(413, 'body-too-large', 'GET', '/api/v1/kinds', b'{}', JSON)

    def test_parts(self):
        for parts, problem in (([('first', None, 'application/json', DATA)], 'no-data-part'),
                               ([('data', None, 'application/json', DATA), ('f', None, None, b'x')], 'bad-file-name'),
                               ([('data', None, 'application/json', DATA), ('f', 'a', None, b''), ('f', 'a', None, b'')],
                                'bad-file-name')):
            body, media_type = multipart(parts)
            self.expect(400, problem, 'POST', f'{LETTER}/render', body, {'Content-Type': media_type})
        self.expect(400, 'bad-parts', 'POST', f'{LETTER}/render', b'--x\r\n', {'Content-Type': 'multipart/form-data; boundary=x'})
        self.expect(400, 'bad-parts', 'POST', f'{LETTER}/render', b'--x--', {'Content-Type': 'multipart/form-data'})

    def test_pages_of_other_sites(self):
        self.expect(403, 'other-site', 'POST', f'{LETTER}/render', DATA, {**JSON, 'Origin': 'https://elsewhere.example'})
        self.expect(403, 'other-site', 'POST', f'{LETTER}/render', DATA, {**JSON, 'Sec-Fetch-Site': 'cross-site'})
        self.expect(401, 'unauthorized', 'GET', '/api/v1/kinds', headers={'Host': 'elsewhere.example'}, tcp=True)
        self.assertEqual(self.service.ask('GET', '/api/v1/kinds', tcp=True).status, 200)

    def test_a_loopback_name_from_elsewhere_opens_nothing(self):
        with Service('--listen', '0.0.0.0:0', '--proxied', addresses=4) as service:
            port = service.addresses[2].rsplit(':', 1)[1]
            # The address by which this machine reaches others. Nothing is sent.
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
                try:
                    way.connect(('192.0.2.1', 9))
                except OSError:
                    needs.lacking('another address')
                own = way.getsockname()[0]
            connection = http.client.HTTPConnection(own, int(port), timeout=20)
            connection.request('GET', '/api/v1/kinds', headers={'Host': 'localhost'})
            self.assertEqual(connection.getresponse().status, 401)
            connection.close()

    def test_the_log_says_where_refused_requests_came_from(self):
        # Other tests of this service are refused over the Unix socket, and their lines may come late.
        def refused():
            lines = [json.loads(line) for line in self.service.log.read_text().splitlines()]
            return [line for line in lines if line.get('status') == 400 and not line.get('path') and line.get('peer') == '127.0.0.0']
        before = len(refused())
        with socket.create_connection((self.service.host, int(self.service.port)), 20) as client:
            client.sendall(b'BAD\r\n\r\n')
            self.assertTrue(client.recv(1000).startswith(b'HTTP/1.1 400 '))
        self.service.wait_until(lambda: len(refused()) == before + 1)

    def test_answers_are_not_kept_or_run(self):
        for answer in (self.service.post_json(f'{LETTER}/render', DATA), self.service.ask('GET', '/nothing')):
            self.assertEqual(answer.headers['x-content-type-options'], 'nosniff')
            self.assertEqual(answer.headers['cache-control'], 'no-store')
            self.assertIn("default-src 'none'", answer.headers['content-security-policy'])

    def test_the_log_says_nothing_of_people(self):
        self.service.post_json('/api/v1/kinds/expert-application/check?profile=gbt9704', LONG)
        self.service.wait_until(lambda: 'expert-application' in self.service.log.read_text())
        lines = [json.loads(line) for line in self.service.log.read_text().splitlines()]
        line = next(line for line in lines if 'expert-application' in line['path'])
        self.assertEqual((line['method'], line['path'], line['status']), ('POST', '/api/v1/kinds/expert-application/check', 200))
        name = json.loads(LONG)['name_zh']
        self.assertNotIn(name, self.service.log.read_text())

    def test_the_log_says_no_address_of_a_draft(self):
        for path in ('/d/7c1f0e5a?a=b', '/%64/7c1f0e5a', '/x/../%72/7c1f0e5a', '/d%2f7c1f0e5a', '//d/7c1f0e5a',
                     '/forms/opinions/calls/7c1f0e5a.ics', '/office/scans/7c1f0e5a', '/api/v1/submissions/7c1f0e5a/versions'):
            self.service.ask('GET', path)
        self.service.ask('GET', '/the-last-one')
        self.service.wait_until(lambda: 'the-last-one' in self.service.log.read_text())
        log = self.service.log.read_text()
        self.assertIn('"path":"/d/"', log)
        self.assertIn('"path":"/forms/opinions/calls/"', log)
        self.assertNotIn('7c1f0e5a', log)

    def test_what_is_refused_says_why(self):
        answer = self.service.ask('GET', '/a%2fb')
        self.assertEqual((answer.status, json.loads(answer.body)['detail']), (400, 'invalid request target'))


class Processes(CommandTest):
    def test_formats_that_a_kind_has_not(self):
        with Service('--templates', ROOT / 'bench/bundles') as service:
            answer = service.post_json('/api/v1/kinds/bench-book/render?format=xlsx', b'{}')
            self.assertEqual((answer.status, answer.problem()), (404, 'no-such-format'))

    def test_without_a_key(self):
        with Service(open_api=False) as service:
            answer = service.post_json(f'{LETTER}/render', DATA)
            self.assertEqual((answer.status, answer.problem()), (401, 'unauthorized'))
            self.assertEqual(answer.headers['www-authenticate'], 'Bearer')
            self.assertEqual(service.ask('GET', '/health').status, 200)
            self.assertEqual(service.ask('GET', '/ready').status, 200)

    def test_keys(self):
        state = self.folder / 'state'

        def key(*words, status=0):
            result = gongwen('key', *words, '--state', state)
            self.assertEqual(result.status, status, result.err)
            return result.out.strip()

        self.assert_fails(gongwen('--error-format', 'json', 'key', 'list', '--state', state), BAD_ENVIRONMENT, 'cli/inbox-unusable')
        render, forms = key('add', '门户', '--scope', 'render'), key('add', 'desk', '--scope', 'forms', '--scope', 'render')
        with Service('--state', state, open_api=False) as service:
            def use(secret, path=f'{LETTER}/render', **headers):
                return service.post_json(path, DATA, {'Authorization': f'Bearer {secret}', **headers})

            self.assertEqual(use(render).status, 200)
            self.assertEqual(use(forms, Host='documents.example').status, 200)
            refused = service.ask('POST', '/api/v1/extract', b'%PDF-', {'Authorization': f'Bearer {render}', 'Content-Type': 'application/pdf'})
            self.assertEqual((refused.status, refused.problem()), (403, 'no-scope'))
            for wrong in ('', 'gw_', render[:-1], render + 'a', "' OR ''='", 'x' * 5000):
                answer = use(wrong)
                self.assertEqual((answer.status, answer.problem()), (401, 'bad-key'), wrong)
            self.assertEqual(service.ask('GET', '/api/v1/kinds', headers={'Authorization': 'Basic YTpi'}).problem(), 'bad-key')
            self.assertEqual(service.ask('GET', '/api/v1/kinds').problem(), 'unauthorized')
            # A page of another site does not get in with a key either: browsers send none by themselves.
            self.assertEqual(use(render, Origin='https://elsewhere.example').problem(), 'other-site')
            # Those of one second are listed by name, otherwise the older one first.
            listed = sorted(json.loads(key('list', '--json')), key=lambda one: one['name'])
            self.assertEqual([(one['name'], one['scopes']) for one in listed], [('desk', ['forms', 'render']), ('门户', ['render'])])
            key('revoke', listed[1]['id'])
            self.assertEqual(use(render).problem(), 'bad-key')
            self.assertEqual(use(forms).status, 200)
        for secret in (render, forms):
            self.assertNotIn(secret.encode(), b''.join(path.read_bytes() for path in state.rglob('*') if path.is_file()))
        self.assert_fails(gongwen('--error-format', 'json', 'key', 'revoke', listed[1]['id'], '--state', state), BAD_USAGE, 'cli/unknown-key')
        self.assert_fails(gongwen('--error-format', 'json', 'key', 'add', 'x', '--state', state), BAD_USAGE, 'cli/missing')
        with contextlib.closing(sqlite3.connect(state / 'inbox.db')) as database, database:
            database.execute("UPDATE gw_meta SET value = '99' WHERE name = 'version'")
        self.assert_fails(gongwen('--error-format', 'json', 'key', 'list', '--state', state), BAD_ENVIRONMENT, 'cli/inbox-newer')
        for path in state.glob('inbox.db-*'):
            path.unlink()
        (state / 'inbox.db').write_bytes(b'x' * 4096)
        self.assert_fails(gongwen('--error-format', 'json', 'serve', '--state', state), BAD_ENVIRONMENT, 'cli/inbox-damaged')
        self.assert_fails(gongwen('--error-format', 'json', 'serve', '--state', '/proc/nothing'), BAD_ENVIRONMENT, 'cli/inbox-unusable')

    def test_a_killed_worker_costs_nobody_the_answer(self):
        with Service(workers=1) as service, concurrent.futures.ThreadPoolExecutor(1) as pool:
            self.assertEqual(service.post_json(f'{LETTER}/render', DATA).status, 200)
            for _ in range(5):
                before = service.workers()
                waiting = pool.submit(service.post_json, '/api/v1/kinds/expert-application/check', LONG)
                service.wait_until(lambda: service.metrics()['gongwen_workers{pool="documents",state="busy"}'] == 1 or waiting.done())
                os.kill(before[0], signal.SIGKILL)
                self.assertEqual(waiting.result().status, 200)
                # It may have answered just before it was killed: then its death is noticed after the answer.
                service.wait_until(lambda: service.workers() not in (before, []))

    def test_a_worker_that_always_dies(self):
        with Service(workers=1) as service, concurrent.futures.ThreadPoolExecutor(2) as pool:
            waiting = pool.submit(service.post_json, '/api/v1/kinds/expert-application/check', LONG)
            while not waiting.done():
                for worker in service.workers():
                    if service.metrics()['gongwen_workers{pool="documents",state="busy"}'] == 1:
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(worker, signal.SIGKILL)
            if waiting.result().status == 500:
                self.assertEqual(waiting.result().problem(), 'failed')
            service.wait_until(lambda: service.ask('GET', '/ready').status == 200)
            self.assertEqual(service.post_json(f'{LETTER}/render', DATA).status, 200)

    def test_what_takes_too_long(self):
        with Service('--timeout', '0.001') as service:
            answer = service.post_json('/api/v1/kinds/expert-application/render', LONG)
            self.assertEqual((answer.status, answer.problem()), (504, 'too-long'))

    def test_too_many_at_once(self):
        with Service(workers=1) as service, concurrent.futures.ThreadPoolExecutor(150) as pool:
            begin = time.monotonic()
            answers = list(pool.map(lambda _: service.post_json('/api/v1/kinds/expert-application/check', LONG), range(150)))
            statuses = {answer.status for answer in answers}
            self.assertLessEqual(statuses, {200, 503})
            self.assertIn(200, statuses)
            for answer in answers:
                if answer.status == 503:
                    self.assertEqual((answer.problem(), answer.headers['retry-after']), ('busy', '2'))
            self.assertLess(time.monotonic() - begin, 60)
            service.wait_until(lambda: service.ask('GET', '/ready').status == 200)

    def test_nothing_is_left_open(self):
        with Service() as service:
            for _ in range(5):
                service.post_json(f'{LETTER}/render', DATA)
            pid = service.process.pid
            before = descriptors(pid), [descriptors(worker) for worker in service.workers()]
            for _ in range(100):
                service.post_json(f'{LETTER}/render', DATA)
                service.post_json(f'{LETTER}/render', b'{}')
            service.wait_until(lambda: descriptors(pid) <= before[0])
            self.assertEqual([descriptors(worker) for worker in service.workers()], before[1])

    def test_the_end_waits_for_answers(self):
        with Service(workers=1) as service, concurrent.futures.ThreadPoolExecutor(4) as pool:
            waiting = [pool.submit(service.post_json, '/api/v1/kinds/expert-application/check', LONG) for _ in range(3)]
            service.wait_until(lambda: service.metrics()['gongwen_tasks_waiting{pool="documents"}'] == 2)
            workers = service.workers()
            service.process.send_signal(signal.SIGTERM)
            self.assertEqual([answer.result().status for answer in waiting], [200, 200, 200])
            self.assertEqual(service.process.wait(30), 0)
            self.assertFalse([worker for worker in workers if pathlib.Path(f'/proc/{worker}/exe').exists()])
            self.assertFalse(service.socket.exists())

    def test_workers_end_with_a_killed_front(self):
        with Service() as service:
            self.assertEqual(service.post_json(f'{LETTER}/render', DATA).status, 200)
            workers = service.workers()
            service.process.kill()
            service.process.wait()
            service.wait_until(lambda: not any(pathlib.Path(f'/proc/{worker}/exe').exists() for worker in workers))

    def test_new_bundles(self):
        bundle = self.folder / 'templates/own-letter'
        gongwen('new-kind', 'own-letter', '-o', self.folder / 'templates')
        self.assertTrue(bundle.is_dir(), list(self.folder.rglob('*')))
        with Service('--templates', self.folder / 'templates') as service:
            before = service.ask('GET', '/api/v1/kinds/own-letter/schema')
            self.assertEqual(before.status, 200)
            schema = json.loads(before.body)
            schema['title'] = 'changed'
            (bundle / 'schema.json').write_text(json.dumps(schema), 'utf-8')
            workers = service.workers()
            service.process.send_signal(signal.SIGHUP)
            service.wait_until(lambda: len(service.workers()) == 2 and not set(service.workers()) & set(workers))
            self.assertEqual(service.ask('GET', '/api/v1/kinds/own-letter/schema').json()['title'], 'changed')

    def test_calls_that_are_wrong(self):
        for words, status, message in ((['--listen', 'here'], BAD_USAGE, 'cli/serve-bad-address'),
                                       (['--listen', '0.0.0.0:0'], BAD_USAGE, 'cli/serve-needs-proxy'),
                                       (['--listen', '[::]:0'], BAD_USAGE, 'cli/serve-needs-proxy'),
                                       (['--workers', '0'], BAD_USAGE, 'cli/serve-bad-number'),
                                       (['--office'], BAD_USAGE, 'cli/missing'),
                                       (['--store', 'facts.db'], BAD_USAGE, 'cli/missing'),
                                       (['--user-header', 'X-Remote-User'], BAD_USAGE, 'cli/missing'),
                                       (['--scan-command', '/bin/true'], BAD_USAGE, 'cli/missing'),
                                       (['--trusted-proxy', '10.0.0.0/40'], BAD_USAGE, 'cli/serve-bad-network'),
                                       (['--listen', '/no/such/folder/s'], BAD_ENVIRONMENT, 'cli/serve-cannot-listen'),
                                       (['--listen', self.write('file', 'kept')], BAD_ENVIRONMENT, 'cli/serve-not-a-socket')):
            self.assert_fails(gongwen('--error-format', 'json', 'serve', *words), status, message)
        self.assertEqual((self.folder / 'file').read_text(), 'kept')
        with Service() as service:
            result = gongwen('--error-format', 'json', 'serve', '--listen', service.socket)
            self.assert_fails(result, BAD_ENVIRONMENT, 'cli/serve-in-use')
            self.assertEqual(service.ask('GET', '/health').status, 200)

    def test_limits_can_be_looked_up(self):
        config = json.loads(gongwen('serve', '--show-config', '--workers', '3').out)
        self.assertEqual((config['work']['workers'], config['bodies']['dataBytes']), (3, 8 * 1024 * 1024))
        self.assertEqual(config['forms']['newDraftsPerAddress'], {'count': 20, 'seconds': 3600})
        self.assertEqual((config['forms']['draftSeconds'], config['office']['sessionIdleSeconds']), (30 * 86400, 1800))
        self.assertEqual(config['office']['wrongPasswordsPerAccountAndAddress'], {'count': 10, 'seconds': 900})


if __name__ == '__main__':
    sys.exit(unittest.main())
