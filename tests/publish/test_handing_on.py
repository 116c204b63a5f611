"""What is published is handed on to targets, again and again until it is done, and to nobody twice."""
import fcntl
import json
import os
import shutil
import subprocess
import unittest

import needs
import s3_server
import smtp_server
from facts import FactsTest
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, PROGRAM, gongwen

MONTHS = ('2025-01', '2025-02', '2025-03', '2025-04')
DECISION = ('--reason', '示例理由', '--by', '李示例')


def meeting(period, id='a'):
    return {'id': id, 'type': 'mt_meeting', 'dates': [f'{period}-20'], 'name': f'示例{int(period[5:])}月会议', 'place': '示例市'}


def files_of(folder):
    """What readers of a folder get, links followed."""
    found = {}
    for root, folders, files in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if not name.startswith('.')]
        for name in files:
            if not name.startswith('.'):
                path = os.path.join(root, name)
                with open(path, 'rb') as file:
                    found[os.path.relpath(path, folder)] = file.read()
    return found


class HandOnTest(FactsTest):
    location = 'facts.db'

    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'
        self.facts = self.filled({'events': [meeting(month) for month in MONTHS]}, self.location)
        self.report = self.folder / 'report.json'
        self.metrics = self.folder / 'gongwen.prom'

    def targets(self, *targets, **more):
        return self.write('hand-on.json', {'targets': list(targets), **more})

    def run_at(self, day, *words, status=0, **options):
        words = (*words, '--report', self.report, '--metrics', self.metrics)
        return self.publish(self.facts, self.site, *words, now=day, status=status, **options)

    def catch_up(self, day, *words, **options):
        return self.run_at(day, '--catch-up', '--due-day', '10', *words, **options)

    def only(self, day, settings, *words, **options):
        return self.run_at(day, '--hand-on', settings, '--only-hand-on', *words, **options)

    def handed_on(self):
        told = json.loads(self.report.read_text(encoding='utf-8')).get('handed_on', [])
        return [(one['target'], one['period'], one['edition'], one['state']) for one in told]

    def metric(self, name):
        for line in self.metrics.read_text(encoding='utf-8').splitlines():
            if line.startswith(name + ' '):
                return line.split()[-1]
        return None

    def calls(self, name='calls'):
        path = self.folder / name
        return [json.loads(line) for line in path.read_text(encoding='utf-8').splitlines()] if path.exists() else []

    def counting(self, name='calls'):
        """A command that fails while there is a file `down`."""
        return f'cat >> {self.folder}/{name}; test ! -e {self.folder}/down'


class Commands(HandOnTest):
    def test_a_command_that_failed_is_called_until_it_succeeds(self):
        down = self.write('down', '')
        after = ('--run-after', self.counting())
        self.assertIn('publish/after-failed', self.catch_up('2025-02-10', *after, status=BAD_ENVIRONMENT).err)
        self.assertEqual(self.metric('gongwen_publish_last_run_success'), '0')
        self.assertEqual(self.metric('gongwen_publish_not_handed_on{target="run-after"}'), '1')
        self.assertEqual(self.handed_on(), [('run-after', '2025-01', 1, 'failed')])
        # Nothing is due, and it is called again, with the issue that it has not got.
        self.catch_up('2025-02-11', *after, status=BAD_ENVIRONMENT)
        down.unlink()
        self.catch_up('2025-02-12', *after)
        self.assertEqual([[one['period'] for one in call['months']] for call in self.calls()], [['2025-01']] * 3)
        self.assertEqual((self.metric('gongwen_publish_last_run_success'), self.metric('gongwen_publish_not_handed_on{target="run-after"}'),
                          self.metric('gongwen_publish_hand_on_failures_total{target="run-after"}')), ('1', '0', '2'))
        self.catch_up('2025-02-13', *after)
        self.assertEqual(len(self.calls()), 3)

    def test_a_person_may_give_up(self):
        self.write('down', '')
        after = ('--run-after', self.counting())
        self.catch_up('2025-02-10', *after, status=BAD_ENVIRONMENT)
        self.run_at('2025-02-11', '--give-up', 'run-after', status=BAD_USAGE)
        wrong = self.run_at('2025-02-11', '--give-up', 'else', '--reason', '试', status=BAD_INPUT)
        self.assertIn('known: run-after', wrong.err)
        self.assertIn('publish/unknown-target', wrong.err)
        wrong = self.run_at('2025-02-11', '--give-up', 'run-after', '--period', '2019-01', '--reason', '试', status=BAD_INPUT)
        self.assertIn('publish/no-such-issue', wrong.err)
        self.run_at('2025-02-11', '--give-up', 'run-after', '--period', '2025-01', '--reason', '另行发送', '--by', '示例员')
        self.catch_up('2025-02-12', *after)
        self.assertEqual(len(self.calls()), 1)

    def test_missing_folders_are_told(self):
        after = ('--run-after', self.counting())
        self.catch_up('2025-02-10', *after)
        result = self.catch_up('2025-02-11', *after, '--templates', self.folder / 'nowhere', status=BAD_ENVIRONMENT)
        self.assertIn('cli/no-folder', result.err)
        self.assertEqual(json.loads(self.report.read_text(encoding='utf-8'))['status'], 'failed')
        self.assertEqual(self.metric('gongwen_publish_last_run_success'), '0')
        self.assertEqual(self.calls()[-1]['report']['errors'], 1)
        os.rename(self.facts, self.folder / 'away')
        self.catch_up('2025-02-11', *after, status=BAD_ENVIRONMENT)
        self.assertEqual(len(self.calls()), 3)

    def test_a_target_gets_each_edition_once_and_no_secrets(self):
        settings = self.targets({'name': 'web', 'kind': 'command', 'run': f'env > {self.folder}/env; ' + self.counting()})
        names = ('AWS_SECRET_ACCESS_KEY', 'PGPASSWORD', 'db_password', 'MYSQL_PWD', 'SMTP_PASS', 'Api_Token', 'MAIL_APIKEY', 'KEY_PASSPHRASE')
        environment = {**dict.fromkeys(names, 'geheim'), 'OTHER_STORE': 'postgresql://bulletin:geheim@db.example/x', 'GREETING': 'guten Tag'}
        self.catch_up('2025-02-10', '--hand-on', settings, environment=environment)
        self.assertEqual(self.handed_on(), [('web', '2025-01', 1, 'done')])
        seen = (self.folder / 'env').read_text(encoding='utf-8')
        self.assertIn('guten Tag', seen)
        self.assertNotIn('geheim', seen)
        self.store('edit', self.facts, 'event', '2025-01/a', '--set', '/participants=12', '--reason', '试')
        self.run_at('2025-03-01', '--period', '2025-01', '--hand-on', settings)
        self.only('2025-03-02', settings)
        months = [call['months'] for call in self.calls()]
        self.assertEqual([(one['outcome'], one['edition']) for [one] in months], [('published', 1), ('corrected', 2)])

    def test_a_command_that_hangs_is_ended(self):
        settings = self.targets({'name': 'web', 'kind': 'command', 'run': 'sleep 60 & sleep 60', 'seconds': 1, 'tries_per_day': 1})
        result = self.catch_up('2025-02-10', '--hand-on', settings, status=BAD_ENVIRONMENT)
        self.assertIn('out of time', result.err)
        # Not more often than once a day.
        self.only('2025-02-10', settings, status=BAD_ENVIRONMENT)
        self.assertEqual(self.handed_on(), [('web', '2025-01', 1, 'waiting')])

    def test_reasons_are_in_the_language_of_the_reader(self):
        copy = self.folder / 'copy'
        settings = self.targets({'name': 'share', 'kind': 'folder', 'path': str(copy), 'tries_per_day': 1},
                                {'name': 'web', 'kind': 'command', 'run': r"printf '\346\235\377\n'; exit 3", 'tries_per_day': 1})
        chinese = self.catch_up('2025-02-10', '--hand-on', settings, '--lang', 'zh', status=BAD_ENVIRONMENT)
        self.assertIn(f'：{copy}：没有这个文件夹', chinese.err)
        self.assertIn('：sh：退出状态 3', chinese.err)
        self.assertNotIn('no such folder', chinese.err + self.report.read_text(encoding='utf-8'))
        # What a program says need not be UTF-8. It is not tried again on this day, and the store knows why in both languages.
        english = self.only('2025-02-10', settings, status=BAD_ENVIRONMENT)
        self.assertIn(f'{copy}: there is no such folder', english.err)
        self.assertIn(': sh: exit status 3: \ufffd', english.err)
        self.assertEqual([state for _, _, _, state in self.handed_on()], ['waiting', 'waiting'])

    def test_a_new_target_of_an_old_site_gets_what_comes(self):
        self.catch_up('2025-03-10')
        settings = self.targets({'name': 'web', 'kind': 'command', 'run': self.counting()})
        told = self.only('2025-03-10', settings)
        self.assertIn('web: new; gets what is published after 2025-02', told.out)
        self.assertEqual(self.calls(), [])
        self.catch_up('2025-04-10', '--hand-on', settings)
        self.run_at('2025-04-11', '--hand-on-again', 'web', '--period', '2025-01', '--hand-on', settings)
        self.assertEqual([call['months'][0]['period'] for call in self.calls()], ['2025-03', '2025-01'])
        self.only('2025-04-12', settings)
        self.assertEqual(len(self.calls()), 2)

    def test_what_was_corrected_before_it_was_delivered_is_not_delivered(self):
        down = self.write('down', '')
        settings = self.targets({'name': 'web', 'kind': 'command', 'run': self.counting(), 'for': ['published']})
        self.catch_up('2025-02-10', '--hand-on', settings, status=BAD_ENVIRONMENT)
        self.store('edit', self.facts, 'event', '2025-01/a', '--set', '/participants=12', '--reason', '试')
        self.run_at('2025-02-11', '--period', '2025-01')
        down.unlink()
        self.only('2025-02-12', settings)
        self.assertEqual(self.handed_on(), [('web', '2025-01', 2, 'done')])

    def test_nothing_is_handed_on_that_could_not_be_remembered(self):
        settings = self.targets({'name': 'web', 'kind': 'command', 'run': self.counting()})
        self.catch_up('2025-02-10', '--hand-on', settings)
        script = self.write('lock.py', 'import sqlite3, sys\nbase = sqlite3.connect(sys.argv[1])\n'
                            'base.execute("CREATE TRIGGER no BEFORE INSERT ON gongwen_publication BEGIN SELECT RAISE(FAIL, \'no\'); END")\n'
                            'base.commit()\n')
        self.catch_up('2025-03-10')
        subprocess.run(['/usr/bin/python3', script, self.facts], check=True)
        result = self.only('2025-03-11', settings, status=BAD_ENVIRONMENT)
        self.assertIn('publish/hand-on-not-remembered', result.err)
        self.assertEqual(len(self.calls()), 1)

    def test_one_run_at_a_time_hands_on(self):
        settings = self.targets({'name': 'web', 'kind': 'command', 'run': self.counting()})
        self.catch_up('2025-02-10')
        with open(self.site / '.gongwen/hand-on.lock', 'w', encoding='utf-8') as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            self.assertIn('publish/handing-on', self.only('2025-02-11', settings, status=BAD_ENVIRONMENT).err)


class InFolders(Commands):
    location = 'facts'

    test_nothing_is_handed_on_that_could_not_be_remembered = None  # of SQLite only


class Copies(HandOnTest):
    def test_a_folder_is_a_copy_without_links(self):
        copy = self.folder / 'share' / 'bulletin'
        settings = self.targets({'name': 'share', 'kind': 'folder', 'path': str(copy)})
        result = self.catch_up('2025-02-10', '--hand-on', settings, status=BAD_ENVIRONMENT)
        self.assertIn('mount it', result.err)
        copy.mkdir(parents=True)
        self.only('2025-02-11', settings)
        self.assertEqual(files_of(copy), files_of(self.site))
        self.assertEqual([path for path in copy.rglob('*') if path.is_symlink()], [])
        self.assertEqual(os.listdir(copy.parent), ['bulletin'])
        self.catch_up('2025-03-10', '--hand-on', settings)
        self.assertEqual(files_of(copy), files_of(self.site))
        before = os.stat(copy).st_ino
        self.only('2025-03-11', settings)
        self.assertEqual(os.stat(copy).st_ino, before, 'brought once')
        # The share is gone, and its folder is there.
        shutil.rmtree(copy)
        copy.mkdir()
        self.catch_up('2025-04-10', '--hand-on', settings, status=BAD_ENVIRONMENT)
        self.assertEqual(os.listdir(copy), [])

    def test_a_folder_with_other_files_is_left_alone(self):
        copy = self.folder / 'copy'
        copy.mkdir()
        (copy / 'index.html').write_text('other', encoding='utf-8')
        settings = self.targets({'name': 'share', 'kind': 'folder', 'path': 'copy'})
        self.assertIn('other files', self.catch_up('2025-02-10', '--hand-on', settings, status=BAD_ENVIRONMENT).err)
        self.assertEqual(os.listdir(copy), ['index.html'])

    def test_storage(self):
        store = s3_server.Server()
        self.addCleanup(store.close)
        secret = self.write('secret', s3_server.SECRET_KEY + '\n')
        settings = self.targets({'name': 'web', 'kind': 's3', 'place': 's3://documents/月报', 'endpoint': f'http://127.0.0.1:{store.port}',
                                 'region': s3_server.REGION, 'access_key': s3_server.ACCESS_KEY, 'secret_file': str(secret)})
        self.catch_up('2025-02-10', '--hand-on', settings, environment={'no_proxy': '127.0.0.1'})
        held = {key[len('月报/'):]: body for key, body in store.objects.items() if '/.' not in key}
        self.assertEqual(held, files_of(self.site))
        types = {name: store.facts[f'月报/{name}']['type'] for name in held}
        self.assertEqual((types['index.html'], types['en/feed.xml'], types['favicon.svg']),
                         ('text/html; charset=utf-8', 'application/atom+xml', 'image/svg+xml'))
        self.assertEqual([name for name, type in types.items() if type == 'application/octet-stream'], [])
        # What is there is not sent again, what has gone is removed, and what fails is tried again.
        sent = len([one for one in store.requests if one[0] == 'PUT'])
        self.run_at('2025-02-11', '--take-back')
        self.catch_up('2025-03-10', '--hand-on', settings, environment={'no_proxy': '127.0.0.1'})
        held = {key[len('月报/'):]: body for key, body in store.objects.items() if '/.' not in key}
        self.assertEqual(held, files_of(self.site))
        self.assertGreater(sent, 10)
        store.stop()
        self.store('edit', self.facts, 'event', '2025-01/a', '--set', '/participants=12', '--reason', '试')
        secret.write_text('falsch\n', encoding='utf-8')
        store.start()
        result = self.run_at('2025-03-12', '--period', '2025-01', '--hand-on', settings, status=BAD_ENVIRONMENT,
                             environment={'no_proxy': '127.0.0.1'})
        self.assertIn('the secret key or the region is wrong', result.err)
        self.assertNotIn('falsch', result.err)

    def fake(self, name, script):
        tools = self.folder / 'tools'
        tools.mkdir(exist_ok=True)
        path = tools / name
        path.write_text('#!/bin/sh\n' + script, encoding='utf-8')
        path.chmod(0o755)
        return {'PATH': f'{tools}:/usr/bin:/bin'}

    def test_rsync(self):
        """By a program of this name that does what the real one does with these arguments."""
        copy = self.folder / 'copy'
        copy.mkdir()
        environment = self.fake('rsync', f'printf "%s\\n" "$@" > {self.folder}/words\nwhile [ "$1" != -- ]; do shift; done\n'
                                         f'cp -rL "$2". {copy}\n')
        key, hosts = self.write('key', ''), self.write('hosts', '')
        settings = self.targets({'name': 'web', 'kind': 'rsync', 'place': 'bulletin@web.example:/srv/bulletin', 'key': str(key),
                                 'known_hosts': str(hosts), 'port': 2222})
        self.catch_up('2025-02-10', '--hand-on', settings, environment=environment)
        self.assertEqual(files_of(copy), files_of(self.site))
        words = (self.folder / 'words').read_text(encoding='utf-8').splitlines()
        shell = words[words.index('--rsh') + 1]
        for part in ('BatchMode=yes', 'StrictHostKeyChecking=yes', str(key), str(hosts), 'Port=2222'):
            self.assertIn(part, shell)
        self.assertEqual(words[-1], 'bulletin@web.example:/srv/bulletin')

    @needs.only_with('sftp')
    def test_sftp_by_a_server_behind_a_false_ssh(self):
        sftp = shutil.which('sftp')
        copy = self.folder / 'remote'
        ssh = self.folder / 'tools'
        environment = self.fake('false-ssh', f'exec {needs.SFTP_SERVER}\n')
        self.fake('sftp', f'exec {sftp} -S {ssh}/false-ssh "$@"\n')
        settings = self.targets({'name': 'web', 'kind': 'sftp', 'place': f'bulletin@web.example:{copy}', 'key': 'key', 'known_hosts': 'hosts'})
        self.catch_up('2025-02-10', '--hand-on', settings, environment=environment, status=BAD_ENVIRONMENT)
        copy.mkdir()
        self.only('2025-02-11', settings, environment=environment)
        self.assertEqual(files_of(copy), files_of(self.site))
        self.catch_up('2025-03-10', '--hand-on', settings, environment=environment)
        self.run_at('2025-03-11', '--take-back')
        self.only('2025-03-12', settings, environment=environment)
        self.assertEqual(files_of(copy), files_of(self.site))


class Mail(HandOnTest):
    def setUp(self):
        super().setUp()
        self.server = smtp_server.Server()
        self.addCleanup(self.server.close)

    def mail(self, **more):
        return self.targets({'name': 'readers', 'kind': 'mail', 'server': f'smtp://127.0.0.1:{self.server.port}', 'tls': 'none',
                             'from': 'office@office.example', 'from_name': '示例秘书处', 'seconds': 20,
                             'to': ['li@example.org', 'wang@example.org', 'zhao@example.org'], **more})

    def received(self):
        return [to for to, _ in self.server.mails]

    def test_each_recipient_gets_the_issue_once(self):
        settings = self.mail()
        self.catch_up('2025-02-10', '--hand-on', settings, '--base-url', 'https://bulletin.example/')
        self.assertEqual(self.received(), ['li@example.org', 'wang@example.org', 'zhao@example.org'])
        to, message = self.server.mails[0]
        self.assertEqual((message['To'], message['From'], message['Subject']),
                         (to, '示例秘书处 <office@office.example>', '网络安全标准化工作月报2025年第1期'))
        self.assertEqual(message['Date'], 'Mon, 10 Feb 2025 12:00:00 +0800')
        plain, html = message.get_body(('plain',)).get_content(), message.get_body(('html',)).get_content()
        self.assertIn('https://bulletin.example/2025/01/', plain)
        self.assertIn('示例1月会议', html)
        attached, = message.iter_attachments()
        self.assertEqual(attached.get_content(), (self.site / '2025/01/bulletin.pdf').read_bytes())
        self.assertEqual(attached.get_filename(), '网络安全标准化工作月报2025年第1期.pdf')
        self.assertEqual(len({mail['Message-ID'] for _, mail in self.server.mails}), 1)
        # Who is added later gets what is published later.
        self.only('2025-02-11', self.mail(to=['li@example.org', 'new@example.org']))
        self.assertEqual(len(self.server.mails), 3)
        stored = self.facts.read_bytes()
        self.assertNotIn(b'li@example.org', stored, 'the ledger, from which nothing is removed, names nobody')

    def test_refusals_concern_one_recipient_and_are_tried_again(self):
        self.server.refused = {'li@example.org': ['451 4.7.1 greylisted', 1], 'wang@example.org': ['550 5.1.1 unknown', 2]}
        settings = self.mail()
        failed = self.catch_up('2025-02-10', '--hand-on', settings, status=BAD_ENVIRONMENT)
        for part in ('publish/not-handed-on', 'li@example.org', '451 4.7.1 greylisted', '550 5.1.1 unknown'):
            self.assertIn(part, failed.err)
        self.assertEqual(self.received(), ['zhao@example.org'])
        stored = self.facts.read_bytes()
        self.assertNotIn(b'example.org', stored, 'the ledger, from which nothing is removed, names nobody')
        self.assertIn('not accepted for 2 recipients'.encode(), stored)
        self.only('2025-02-11', settings, status=BAD_ENVIRONMENT)
        self.assertEqual(self.received(), ['zhao@example.org', 'li@example.org'])
        # The next issue does not wait for one address.
        self.server.refused['wang@example.org'][1] = 99
        self.catch_up('2025-03-10', '--hand-on', settings, status=BAD_ENVIRONMENT)
        self.assertEqual(self.received()[2:], ['li@example.org', 'zhao@example.org'])
        self.run_at('2025-03-11', '--give-up', 'readers', '--reason', '地址已失效')
        self.only('2025-03-12', settings)
        self.assertEqual(len(self.server.mails), 4)

    def test_a_broken_connection_repeats_the_same_message(self):
        self.server.after_data = ['cut']
        settings = self.mail(to=['li@example.org'])
        failed = self.catch_up('2025-02-10', '--hand-on', settings, status=BAD_ENVIRONMENT)
        self.assertIn('same Message-ID', failed.err)
        self.only('2025-02-11', settings)
        (_, first), (_, second) = self.server.mails
        self.assertEqual(first.as_bytes(), second.as_bytes())

    def test_a_server_that_hangs_or_is_down(self):
        self.server.after_data = ['hang']
        settings = self.mail(seconds=1, to=['li@example.org'])
        self.catch_up('2025-02-10', '--hand-on', settings, status=BAD_ENVIRONMENT)
        self.server.stop()
        self.catch_up('2025-03-10', '--hand-on', settings, status=BAD_ENVIRONMENT)
        self.assertEqual(self.metric('gongwen_publish_not_handed_on{target="readers"}'), '2')
        self.assertEqual(self.handed_on(), [('readers', '2025-01', 1, 'failed'), ('readers', '2025-02', 1, 'waiting')])
        self.server.start()
        self.server.mails.clear()
        self.only('2025-03-11', self.mail(to=['li@example.org']))
        self.assertEqual([mail['Subject'][-3:] for _, mail in self.server.mails], ['第1期', '第2期'])

    def test_encryption_is_demanded(self):
        settings = self.mail(tls='required')
        failed = self.catch_up('2025-02-10', '--hand-on', settings, status=BAD_ENVIRONMENT)
        self.assertIn('STARTTLS', failed.err)
        self.assertEqual(self.server.mails, [])

    def test_users_and_certificates(self):
        certificate = self.folder / 'server.pem'
        made = subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=mail', '-addext',
                               'subjectAltName=IP:127.0.0.1', '-keyout', certificate, '-out', self.folder / 'ca.pem'],
                              capture_output=True, check=False)
        self.assertEqual(made.returncode, 0, made.stderr)
        with certificate.open('ab') as both:
            both.write((self.folder / 'ca.pem').read_bytes())
        credentials = self.folder / 'credentials'
        credentials.mkdir()
        (credentials / 'smtp').write_text('geheim\n', encoding='utf-8')
        for implicit in (False, True):
            with self.subTest(implicit=implicit):
                server = smtp_server.Server(str(certificate), implicit, ('bulletin', 'geheim'))
                self.addCleanup(server.close)
                name = f'readers-{int(implicit)}'
                scheme = 'smtps' if implicit else 'smtp'
                settings = self.mail(name=name, server=f'{scheme}://127.0.0.1:{server.port}', tls='required', user='bulletin', credential='smtp',
                                     certificates='ca.pem', to=['li@example.org'])
                environment = {'CREDENTIALS_DIRECTORY': str(credentials)}
                period = MONTHS[int(implicit)]
                self.run_at(f'2025-0{3 + implicit}-10', '--period', period, '--hand-on', settings, environment=environment)
                self.assertEqual((len(server.mails), server.logins), (1, ['bulletin']))

    def test_a_killed_run_loses_nothing(self):
        self.server.after_data = ['hang']
        settings = self.mail(seconds=600, to=['li@example.org'])
        words = [str(word) for word in ('publish', 'monthly-bulletin', '--store', self.facts, '-o', self.site, '--catch-up', '--due-day', '10',
                                        '--now', '2025-02-10', '--hand-on', settings)]
        with subprocess.Popen([PROGRAM, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            self.wait_until(lambda: self.server.mails, what='no mail came')
            run.kill()
        self.catch_up('2025-02-11', '--hand-on', settings)
        (_, first), (_, second) = self.server.mails
        self.assertEqual(first['Message-ID'], second['Message-ID'])
        self.only('2025-02-12', settings)
        self.assertEqual(len(self.server.mails), 2)

    def test_mail_to_operators(self):
        settings = self.write('hand-on.json', {'targets': [], 'messages': {'server': f'smtp://127.0.0.1:{self.server.port}', 'tls': 'none',
                                                                           'from': 'office@office.example', 'to': ['admin@office.example']}})
        result = gongwen('publish', '-o', self.site, '--hand-on', settings, '--message', 'gongwen-publish.service 失败', '--now', '2025-02-10',
                         stdin='Active: failed\n'.encode())
        self.assertEqual((result.status, result.err), (0, ''))
        [(to, message)] = self.server.mails
        self.assertEqual((to, message['Subject']), ('admin@office.example', 'gongwen-publish.service 失败'))
        self.assertEqual(message.get_body(('plain',)).get_content().strip(), 'Active: failed')
        self.server.refused = {'*': ['550 5.1.1 unknown', 1]}
        words = ('publish', '-o', self.site, '--message', 'x', '--now', '2025-02-10', '--hand-on')
        self.assert_fails(gongwen(*words, settings, '--error-format', 'json', stdin=b''), BAD_ENVIRONMENT, 'publish/message-not-sent')
        self.assert_fails(gongwen(*words, self.targets(), '--error-format', 'json', stdin=b''), BAD_INPUT, 'publish/no-messages')

    def test_a_withdrawal_is_handed_on(self):
        (self.folder / 'copy').mkdir()
        mail = json.loads(self.mail(to=['li@example.org']).read_text(encoding='utf-8'))['targets']
        settings = self.targets({'name': 'share', 'kind': 'folder', 'path': 'copy'}, {'name': 'web', 'kind': 'command', 'run': self.counting()}, *mail)
        self.catch_up('2025-02-10', '--hand-on', settings, '--run-after', self.counting('after'))
        self.assertTrue((self.folder / 'copy/2025/01/bulletin.pdf').is_file())
        self.run_at('2025-02-11', '--withdraw', '2025-01', *DECISION, '--hand-on', settings, '--run-after', self.counting('after'))
        self.assertEqual(self.handed_on(), [('share', '2025-01', 1, 'done'), ('web', '2025-01', 1, 'done'), ('readers', '2025-01', 1, 'done')])
        # The copy is without the files, and the command and the mail say what has happened.
        self.assertEqual(files_of(self.folder / 'copy'), files_of(self.site))
        self.assertFalse(list((self.folder / 'copy').rglob('bulletin.*')))
        for calls in (self.calls(), self.calls('after')):
            self.assertEqual([[one['outcome'] for one in call['months']] for call in calls], [['published'], ['withdrawn']])
        (_, first), (_, notice) = self.server.mails
        self.assertEqual(notice['Subject'], first['Subject'] + '（已撤下）')
        self.assertEqual(list(notice.iter_attachments()), [])
        self.assertNotIn('示例1月会议', notice.as_string() + notice.get_body(('plain',)).get_content())
        self.only('2025-02-12', settings)
        self.assertEqual((len(self.server.mails), len(self.calls())), (2, 2))

    def test_what_is_withdrawn_before_it_was_sent_is_not_sent(self):
        self.server.stop()
        settings = self.mail(to=['li@example.org'])
        self.catch_up('2025-02-10', '--hand-on', settings, status=BAD_ENVIRONMENT)
        self.run_at('2025-02-11', '--withdraw', '2025-01', *DECISION)
        self.server.start()
        self.only('2025-02-12', self.mail(to=['li@example.org'], **{'for': ['published', 'corrected']}))
        self.assertEqual(self.server.mails, [])


class Settings(HandOnTest):
    def test_mistakes_are_found_before_anything_is_published(self):
        mail = {'name': 'm', 'kind': 'mail', 'server': 'smtp://mail.example', 'from': 'a@b.example', 'to': ['c@d.example']}
        cases = [('publish/target-needs', {'name': 'x', 'kind': 'folder'}),
                 ('publish/target-unused', {'name': 'x', 'kind': 'folder', 'path': 'a', 'server': 'smtp://a'}),
                 ('publish/target-remote', {'name': 'x', 'kind': 'sftp', 'place': '-oProxyCommand=x:/a', 'key': 'k', 'known_hosts': 'h'}),
                 ('publish/target-remote', {'name': 'x', 'kind': 'rsync', 'place': 'host:relative', 'key': 'k', 'known_hosts': 'h'}),
                 ('publish/target-twice', {'name': 'run-after', 'kind': 'command', 'run': 'true'}),
                 ('publish/target-open-password', {**mail, 'tls': 'none', 'user': 'u', 'secret_file': 's'}),
                 ('publish/target-needs', {**mail, 'user': 'u'}),
                 ('data/', {**mail, 'to': ['a@b.example\r\nBcc: c@d.example']}),
                 ('publish/target-recipient', {**mail, 'to_file': str(self.write('list', '# 名单\nli@example.org\n<x@y>\n'))})]
        for message, target in cases:
            with self.subTest(message, target=target):
                result = gongwen('publish', 'monthly-bulletin', '--store', self.facts, '-o', self.site, '--catch-up', '--now', '2025-02-10',
                                 '--hand-on', self.targets(target))
                self.assertNotEqual(result.status, 0)
                self.assertIn(message, result.err)
                self.assertFalse(self.site.exists())


if __name__ == '__main__':
    unittest.main()
