"""What operators of the service have: whether it is ready, limits of keys, the inputs of requests that made workers crash, the
audit in the log, and all limits in one place."""
import json
import os
import re
import signal
import sqlite3
import stat
import sys
import threading
import time
import unittest

from harness import BAD_ENVIRONMENT, BAD_USAGE, ROOT, CommandTest, gongwen
from serving import Service, grey_picture, multipart

RENDER = '/api/v1/kinds/expert-application/render'
DATA = (ROOT / 'samples/expert-application/stress.json').read_bytes()


def lines_of(service, event):
    found = (json.loads(line) for line in service.log.read_text().splitlines() if line.startswith('{'))
    return [line for line in found if line.get('event') == event]


class Readiness(CommandTest):
    def test_ready_is_when_the_database_can_be_written(self):
        state = self.folder / 'state'
        with Service('--state', state) as service:
            self.assertEqual(service.ask('GET', '/ready').json(), {'status': 'ready'})
            holder = sqlite3.connect(state / 'inbox.db', isolation_level=None)
            holder.execute('BEGIN EXCLUSIVE')
            time.sleep(1.1)  # what was found before counts for a second
            begin = time.monotonic()
            refused = service.ask('GET', '/ready')
            self.assertLess(time.monotonic() - begin, 10)
            self.assertEqual((refused.status, refused.problem(), refused.headers['retry-after']), (503, 'no-database', '2'))
            self.assertEqual(service.ask('GET', '/health').json(), {'status': 'ok'})
            holder.execute('ROLLBACK')
            service.wait_until(lambda: service.ask('GET', '/ready').status == 200, 10)
            holder.close()

    def test_nobody_is_ready_without_a_free_worker(self):
        with Service(workers=1) as service:
            self.assertEqual(service.ask('GET', '/ready').status, 200)
            os.kill(service.workers()[0], signal.SIGSTOP)
            threading.Thread(target=lambda: service.post_json(RENDER, DATA), daemon=True).start()
            service.wait_until(lambda: service.ask('GET', '/ready').status == 503)
            self.assertEqual(service.ask('GET', '/ready').problem(), 'busy')
            self.assertEqual(service.ask('GET', '/health').status, 200)
            os.kill(service.workers()[0], signal.SIGCONT)
            service.wait_until(lambda: service.ask('GET', '/ready').status == 200)



class Log(CommandTest):
    """The file of --log, what its lines say, and how it is rotated."""

    def lines(self, path):
        return [json.loads(line) for line in path.read_text('utf-8').splitlines()]

    def serve(self, *options):
        return gongwen('serve', '--listen', self.folder / 'a.sock', *options)

    def test_a_file_of_its_own(self):
        path = self.folder / 'service.log'
        with Service('--log', path) as service:
            known = service.ask('GET', '/health', headers={'X-Request-Id': 'of-the-proxy-1'})
            self.assertEqual(known.headers['x-request-id'], 'of-the-proxy-1')
            named = service.ask('GET', '/health', headers={'X-Request-Id': 'of-a-client'}, tcp=True).headers['x-request-id']
            self.assertRegex(named, '^[0-9a-z]{16}$')
            service.wait_until(lambda: named in path.read_text('utf-8'))
            self.assertEqual(service.log.read_text(), '')
        self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o777, 0o640 & ~self.mask())
        lines = [line for line in self.lines(path) if line['event'] == 'request']
        self.assertEqual([line['request'] for line in lines], ['of-the-proxy-1', named])
        for line in lines:
            self.assertEqual(list(line)[:4], ['time', 'level', 'event', 'request'])
            self.assertEqual(line['level'], 'info')
        # Another service goes on at the end.
        with Service('--log', path) as service:
            service.ask('GET', '/health')
            service.wait_until(lambda: len(self.lines(path)) > len(lines))
        self.assertEqual(self.lines(path)[:len(lines)], lines)

    @staticmethod
    def mask():
        mask = os.umask(0)
        os.umask(mask)
        return mask

    def test_it_is_rotated(self):
        path, former = self.folder / 'service.log', self.folder / 'service.log.1'
        with Service('--log', path) as service:
            service.ask('GET', '/health?1')
            service.wait_until(lambda: self.lines(path))
            path.rename(former)
            service.process.send_signal(signal.SIGUSR1)
            service.wait_until(path.exists)
            service.ask('GET', '/kinds')
            service.wait_until(lambda: self.lines(path))
            self.assertEqual([line['path'] for line in self.lines(path)], ['/kinds'])
            self.assertEqual([line['path'] for line in self.lines(former)], ['/health'])
            # What cannot be opened does not end the log.
            path.rename(former)
            path.mkdir()
            service.process.send_signal(signal.SIGUSR1)
            service.wait_until(lambda: len(self.lines(former)) == 2)
            line = self.lines(former)[1]
            self.assertEqual((line['level'], line['event']), ('error', 'log-not-opened'))
            service.ask('GET', '/health')
            service.wait_until(lambda: len(self.lines(former)) == 3)

    def test_a_signal_without_a_file_ends_nothing(self):
        with Service() as service:
            service.process.send_signal(signal.SIGUSR1)
            self.assertEqual(service.ask('GET', '/health').status, 200)

    def test_levels_say_who_must_look(self):
        state = self.folder / 'state'
        with Service('--state', state) as service:
            holder = sqlite3.connect(state / 'inbox.db', isolation_level=None)
            holder.execute('BEGIN EXCLUSIVE')
            refused = service.ask('GET', '/ready')
            holder.execute('ROLLBACK')
            holder.close()
            self.assertEqual(refused.status, 503)
            missing = service.ask('GET', '/api/v1/nothing')
            service.wait_until(lambda: len(lines_of(service, 'request')) == 2)
            levels = {line['request']: line['level'] for line in lines_of(service, 'request')}
        self.assertEqual(levels, {refused.headers['x-request-id']: 'warning', missing.headers['x-request-id']: 'info'})

    def test_what_cannot_be_written(self):
        run = self.serve('--log', self.folder / 'missing/service.log')
        self.assertEqual(run.status, BAD_ENVIRONMENT)
        self.assertIn('resources/unwritable', run.err)
        run = self.serve('--log', self.folder / 'service.log', '--no-log')
        self.assertEqual(run.status, BAD_USAGE)
        self.assertIn('cli/no-effect', run.err)
        self.assertFalse((self.folder / 'service.log').exists())


class Keys(CommandTest):
    def key(self, state):
        return gongwen('key', 'add', 'a', '--scope', 'render', '--state', state).out.strip()

    def test_a_key_asks_so_often_and_others_are_not_held_up(self):
        state = self.folder / 'state'
        keys = [self.key(state) for _ in range(2)]
        with Service('--state', state, '--key-rate', '20', open_api=False) as service:
            def ask(key):
                return service.ask('GET', '/api/v1/kinds', headers={'Authorization': f'Bearer {key}'})
            statuses = [ask(keys[0]).status for _ in range(24)]
            self.assertEqual(statuses[:20], [200] * 20)
            refused = ask(keys[0])
            self.assertEqual((refused.status, refused.problem(), refused.headers['retry-after']), (429, 'too-many-requests', '3'))
            self.assertEqual(ask(keys[1]).status, 200)
            self.assertEqual(service.ask('GET', '/health').status, 200)

    def test_keys_are_not_tried_out(self):
        state = self.folder / 'state'
        key = self.key(state)
        with Service('--state', state, open_api=False) as service:
            def ask(given, **options):
                return service.ask('GET', '/api/v1/kinds', headers={'Authorization': f'Bearer {given}'}, **options)
            statuses = [ask('gw_wrong', tcp=True).status for _ in range(31)]
            self.assertEqual((statuses[:30], statuses[30]), ([401] * 30, 429))
            # Nobody else is held up: those who come over the socket have no address.
            self.assertEqual(ask(key).status, 200)

    def test_what_is_not_a_rate(self):
        for rate in ('0', '-1', 'many', '1000001'):
            self.assert_fails(gongwen('--error-format', 'json', 'serve', '--key-rate', rate, '--show-config'), BAD_USAGE, 'cli/bad-value')
        self.assertEqual(json.loads(gongwen('serve', '--key-rate', '7', '--show-config').out)['requests']['perKey'], {'count': 7, 'seconds': 60})


class Failures(CommandTest):
    def crash(self, service, body, headers):
        for worker in service.workers():
            os.kill(worker, signal.SIGSTOP)
        answers = []
        asking = threading.Thread(target=lambda: answers.append(service.ask('POST', RENDER, body, headers)))
        asking.start()
        end = time.monotonic() + 60
        while not answers and time.monotonic() < end:
            for worker in service.workers():
                try:
                    os.kill(worker, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.01)
        asking.join(60)
        return answers[0]

    def test_the_input_is_kept_under_the_reference_of_the_answer(self):
        kept = self.folder / 'failures'
        data = json.loads(DATA)
        data['photo'] = 'me.png'
        body, media_type = multipart([('data', None, 'application/json', json.dumps(data).encode()), ('file', 'me.png', None, grey_picture(30, 40))])
        with Service('--keep-failures', kept, workers=1) as service:
            self.assertEqual(service.post_json('/api/v1/kinds/commitment-letter/render', b'{}').status, 422)
            self.assertEqual(list(kept.iterdir()), [], 'errors of the data are not failures')
            answer = self.crash(service, body, {'Content-Type': media_type})
            self.assertEqual((answer.status, answer.problem()), (500, 'failed'))
            reference = answer.json()['reference']
            folder = kept / reference
            self.assertEqual(sorted(path.name for path in folder.iterdir()), ['1.json', '2.png', 'task.json'])
            self.assertEqual(json.loads((folder / '1.json').read_bytes()), data)
            self.assertEqual((folder / '2.png').read_bytes(), grey_picture(30, 40))
            task = json.loads((folder / 'task.json').read_text())
            self.assertEqual((task['operation'], task['kind']), ('render', 'expert-application'))
            for path in (kept, *kept.rglob('*')):
                self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path)
            line, = lines_of(service, 'worker-died')
            self.assertEqual((line['reference'], line['operation'], line['kept']), (reference, 'render', True))
            self.assertEqual(service.post_json('/api/v1/kinds/commitment-letter/check', b'{}').status, 200)

    def test_nothing_is_kept_without_the_option(self):
        with Service(workers=1) as service:
            answer = self.crash(service, DATA, {'Content-Type': 'application/json'})
            self.assertEqual(answer.status, 500)
            line, = lines_of(service, 'worker-died')
            self.assertEqual((line['reference'], line['kept']), (answer.json()['reference'], False))
            self.assertNotIn('张', service.log.read_text())

    def test_a_folder_that_cannot_be_used(self):
        self.write('file', 'x')
        result = gongwen('--error-format', 'json', 'serve', '--listen', self.folder / 'a.sock', '--keep-failures', self.folder / 'file/x')
        self.assert_fails(result, BAD_ENVIRONMENT, 'cli/serve-no-failures')


class Audit(CommandTest):
    def test_lines_of_the_audit_are_in_the_log(self):
        state = self.folder / 'state'
        with Service('--state', state) as service:
            started = service.ask('POST', '/api/v1/kinds/commitment-letter/batches?format=pdf', b'{}\n', {'Content-Type': 'application/x-ndjson'})
            self.assertEqual(started.status, 202)
            line, = lines_of(service, 'audit')
            self.assertEqual((line['action'], line['object'], line['result'], line['who']), ('job.start', f'job:{started.json()["id"]}', 'ok', 'program'))
            with sqlite3.connect(state / 'inbox.db') as database:
                kept, = database.execute('SELECT number, hash FROM gw_audit').fetchall()
            self.assertEqual((line['number'], line['hash']), kept)
            # What the database does not take is in the log all the same.
            holder = sqlite3.connect(state / 'inbox.db', isolation_level=None)
            holder.execute('DROP TABLE gw_audit')
            holder.close()
            self.assertEqual(service.ask('DELETE', started.headers['location']).status, 204)
            lost = lines_of(service, 'audit')[-1]
            self.assertEqual((lost['action'], lost['kept']), ('job.stop', False))


class Limits(CommandTest):
    """Every limit in the code is shown by `serve --show-config`, or named here with a reason."""
    STRUCTS = {'src/service/http/server.h': ['ServerLimits'], 'src/service/detail/read_request.h': ['BodyLimits'], 'src/service/worker.h': ['WorkerLimits'],
               'src/service/detail/worker_pool.h': ['PoolOptions'], 'src/service/detail/jobs.h': ['JobLimits'], 'src/service/serve.h': ['ServeLimits'],
               'src/service/detail/form_pages.h': ['DraftLimits'], 'src/service/detail/office_pages.h': ['OfficeOptions'],
               'src/service/detail/admission.h': ['ProgramLimits'], 'src/service/detail/failure_store.h': ['FailureLimits']}
    NO_LIMIT = {'confined', 'connects', 'files', 'program', 'arguments', 'successor_arguments', 'rooms', 'timed', 'died', 'scan_command', 'user_header', 'store', 'site', 'signing',
                'secret_file', 'letter_kind', 'needs_approval', 'key_file', 'second_factor'}
    # What a request or an answer consists of, not how much of it there may be; pauses; what one pass of a loop takes.
    INTERNAL = {'kMaxAnswer', 'kMaxBoundary', 'kMaxChunkHead', 'kMaxDocument', 'kMaxDocumentPages', 'kMaxEnding', 'kMaxId', 'kMaxKey', 'kMaxMember',
                'kMaxNumberDigits', 'kMaxOfFile', 'kMaxPieces', 'kMaxPrefix', 'kMaxReadPages', 'kMaxReceivedAtOnce', 'kMaxRefused', 'kMaxRequest',
                'kMaxRows', 'kMaxText', 'kMaxUnconfirmed', 'kMaxWord', 'kMaxAccepted', 'kMax', 'kMaxPassword', 'kMaxAccountName', 'kMaxParts',
                'kMaxTaskFiles', 'kMaxValues', 'kMaxTextBytes', 'kMaxNameBytes', 'kMaxSubmissions', 'kMaxInvitations', 'kMaxRehearsed', 'kMaxValue', 'kMaxSetParts', 'kMaxBeside',
                'kMaxInPage', 'kMaxName', 'kMaxSaid', 'kMaxSenderMessage', 'kMaxFormBytes', 'kMaxFormFields', 'kMaxSentName',
                'kMaxRequestId', 'kMaxShown', 'kMaxFields', 'kMaxFieldBytes', 'kMaxReportParts', 'kMaxGroups'}

    def test_all_are_shown(self):
        config = (ROOT / 'src/service/config_json.cpp').read_text()
        found = 0
        for path, structs in self.STRUCTS.items():
            text = (ROOT / path).read_text()
            for struct in structs:
                body = re.search(r'^struct ' + struct + r' \{\n(.*?)^\};', text, re.DOTALL | re.MULTILINE)[1]
                members = re.findall(r'^  [\w:<>:]+(?: [\w:]+)*? (\w+)(?: =|\{|;)', body, re.MULTILINE)
                self.assertTrue(members, struct)
                for member in members:
                    if member in self.NO_LIMIT and struct not in ('BodyLimits',):
                        continue
                    found += 1
                    self.assertRegex(config, r'\b' + member + r'\b', f'{struct}::{member} is not in --show-config')
        self.assertGreater(found, 50)

    def test_constants_are_shown_or_internal(self):
        config = (ROOT / 'src/service/config_json.cpp').read_text()
        preview = ROOT / 'src/service/preview'  # a program for authors, which operators do not run
        for folder in ('src/service', 'src/service/http'):
            for path in sorted((ROOT / folder).rglob('*')):
                if path.suffix not in ('.h', '.cpp') or path.is_relative_to(preview):
                    continue
                for name in re.findall(r'constexpr [\w:<> ]+ (kMax\w*)\b', path.read_text()):
                    self.assertTrue(name in self.INTERNAL or re.search(r'\b' + name + r'\b', config), f'{path.name}: {name}')

    def test_it_is_an_object_of_numbers(self):
        shown = json.loads(gongwen('serve', '--state', self.folder, '--forms', '--office', '--keep-failures', self.folder / 'f', '--show-config').out)
        self.assertEqual(shown['failures'], {'folder': str(self.folder / 'f'), 'count': 50, 'bytes': 256 << 20, 'taskBytes': 64 << 20})
        self.assertEqual(shown['bodies']['collectedBytes'], 256 << 20)
        for group in ('requests', 'bodies', 'work', 'jobs', 'forms', 'office'):
            for name, value in shown[group].items():
                self.assertTrue(isinstance(value, int) or set(value) == {'count', 'seconds'}, (group, name, value))
        self.assertNotIn('failures', json.loads(gongwen('serve', '--show-config').out))


if __name__ == '__main__':
    sys.exit(unittest.main())
