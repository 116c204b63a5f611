"""The same on a PostgreSQL server that the test starts for itself and takes away afterwards."""
import json
import os
import re
import subprocess
import sys
import time
import unittest

import needs
from facts import EVENT, PROJECT, FactsTest, index_of, tree_of, two_years
from harness import BAD_ENVIRONMENT, PROGRAM, ROOT, gongwen
from postgres_server import Server, tools
from test_folder_and_sqlite import Stores


@needs.only_with('postgresql')
class PostgresTest(Stores, FactsTest):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.count = 0

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def place(self, name):
        PostgresTest.count += 1
        return self.server.make(f'test{PostgresTest.count}')

    def store(self, *arguments, **options):
        """Whatever a test does: the password is never shown."""
        result = super().store(*arguments, **options)
        self.assertNotIn('secret', result.out + result.err)
        return result

    def test_passwords_are_not_shown(self):
        location = self.place('empty')
        for words in (('list', location), ('list', 'facts.db', location), ('describe', location), ('show', 'facts.db', 'event',
                      location), ('import', location), ('add', location, 'event', location), (location,)):
            result = gongwen('store', *words)
            self.assertNotEqual(result.status, 0)
            self.assertNotIn('secret', result.out + result.err)
            if words[0] == 'list':
                self.assertIn('tester:***@', result.err)

    def test_what_the_library_says_of_an_address_has_no_password(self):
        for bad in ('postgresql://tester:secret%zz@/x', 'postgresql://tester:sec@secret@/x', 'host=/nowhere password=secret dbname',
                    "dbname=x host=/nowhere password='secret", 'postgresql:///x?host=/nowhere&password=secret&odd=x'):
            with self.subTest(bad):
                result = gongwen('store', 'list', bad, '--error-format', 'json')
                self.assert_fails(result, BAD_ENVIRONMENT, 'store/unusable')
                self.assertNotIn('secret', result.out + result.err)

    def test_no_log_report_or_history_has_the_password(self):
        location = self.begin()
        self.store('import', location, self.write('facts.json', {'events': [EVENT], 'projects': [PROJECT]}))
        self.store('edit', location, 'event', '2026-07/meeting-0710', '--set', '/participants=13', '--reason', f'from {location}')
        self.assertIn('tester:***@', self.store('export', location, '--history').out)
        files = [self.folder / name for name in ('report.json', 'metrics.prom')]
        for words in (('--preview', '--log-format', 'json'), ('--run-after', f'echo {location} >/dev/null; exit 3')):
            result = gongwen('publish', 'monthly-bulletin', '--store', location, '-o', self.folder / 'site', '--period',
                             '2026-07', '--report', files[0], '--metrics', files[1], *words)
            self.assertNotIn('secret', result.out + result.err)
        for path in files:
            self.assertNotIn('secret', path.read_text(encoding='utf-8'))

    def sql(self, location, statement):
        name = location.split('?')[0].rsplit('/', 1)[1]
        return self.server.run('psql', '-h', self.server.folder, '-U', 'tester', '-d', name, '-qAtc', statement).stdout.decode().strip()

    def test_the_first_version_is_brought_up_to_date_and_newer_ones_are_refused(self):
        location = self.begin()
        role = f'reader{PostgresTest.count}'
        self.sql(location, f'DROP TABLE gongwen_store; ALTER TABLE gongwen_history DROP COLUMN author; CREATE ROLE {role} LOGIN; '
                           f'GRANT SELECT ON gongwen_record, gongwen_history TO {role}')
        self.assertEqual(json.loads(self.store('export', location, '--history').out), [])
        self.store('add', location, 'event', self.write('event.json', EVENT), '--by', '张示例')
        self.assertEqual(self.sql(location, 'SELECT version FROM gongwen_store'), '2')
        self.assertEqual(json.loads(self.store('export', location, '--history').out)[0]['by'], '张示例')
        reader = location.replace('tester:secret', role)
        self.store('check', reader)
        # It may read, and not write down what it published.
        self.store('import', location, self.write('more.json', {'events': [EVENT]}))
        result = gongwen('publish', 'monthly-bulletin', '--store', reader, '-o', self.folder / 'by-reader', '--period', '2026-07')
        self.assertEqual((result.status, 'publish/not-remembered' in result.err), (0, True), result.err)
        result = gongwen('publish', 'monthly-bulletin', '--store', location, '-o', self.folder / 'by-reader', '--period', '2026-07')
        self.assertEqual((result.status, result.err), (0, ''))
        self.assertEqual(self.sql(location, 'SELECT period FROM gongwen_publication'), '2026-07')
        result = gongwen('store', 'remove', reader, 'event', '2026-07/meeting-0710', '--reason', 'x', '--error-format', 'json')
        self.assert_fails(result, BAD_ENVIRONMENT, 'store/unusable')
        self.sql(location, 'INSERT INTO gongwen_store VALUES (3)')
        self.assert_fails(gongwen('store', 'list', location, '--error-format', 'json'), BAD_ENVIRONMENT, 'store/newer')

    def test_the_roles_of_the_documentation_can_do_what_they_are_for(self):
        page = (ROOT / 'docs/PUBLISHING.md').read_text(encoding='utf-8')
        first, *others = re.findall(r'```sql\n(.*?)```', page, re.S)
        for statement in filter(None, map(str.strip, first.split(';'))):
            self.server.run('psql', '-h', self.server.folder, '-U', 'tester', '-d', 'postgres', '-qc', statement)
        owner = f'postgresql://gongwen@/bulletin?host={self.server.folder}'
        self.store('init', owner)
        for text in others:
            self.sql(owner.replace('gongwen@', 'tester@'), text)
        self.store('add', owner, 'event', self.write('event.json', EVENT))
        writer, reader = (owner.replace('gongwen@', f'bulletin_{role}@') for role in ('writer', 'reader'))
        self.store('edit', writer, 'event', '2026-07/meeting-0710', '--set', '/participants=14', '--reason', '试')
        self.store('remove', writer, 'event', '2026-07/meeting-0710', '--reason', '试')
        self.store('check', reader)
        result = gongwen('store', 'add', reader, 'event', self.folder / 'event.json', '--error-format', 'json')
        self.assert_fails(result, BAD_ENVIRONMENT, 'store/unusable')
        chinese = (ROOT / 'docs/PUBLISHING.zh.md').read_text(encoding='utf-8')
        for block in re.findall(r'```sql\n(.*?)```', chinese, re.S):
            self.assertIn(block, page)

    def kept(self, database):
        """A database of a role that must give a password, and the environment that has it as the documentation says."""
        page = (ROOT / 'docs/PUBLISHING.md').read_text(encoding='utf-8')
        line, service = re.findall(r'```\n(db\.example:.*?|\[bulletin\].*?)```', page, re.S)
        names = (('gongwen', 'keeper'), ('password', 'geheim'), ('db.example', str(self.server.folder)))
        for documented, own in names:
            line, service = line.replace(documented, own), service.replace(documented, own)
        passwords = self.write('pgpass', line.replace(':bulletin:', ':*:'))
        passwords.chmod(0o600)
        return {'PGSERVICEFILE': str(self.write('pg_service.conf', service.replace('dbname=bulletin', f'dbname={database}'))),
                'PGPASSFILE': str(passwords), 'PATH': f'{tools()}:{os.environ["PATH"]}'}

    def make_keeper(self, *databases):
        as_tester = ('-h', self.server.folder, '-U', 'tester')
        rules = self.server.data / 'pg_hba.conf'
        self.server.run('psql', *as_tester, '-d', 'postgres', '-qc', "CREATE ROLE keeper LOGIN PASSWORD 'geheim'")
        for name in databases:
            self.server.run('createdb', *as_tester, '-O', 'keeper', name)
        rules.write_text('local all keeper scram-sha-256\n' + rules.read_text(encoding='utf-8'), encoding='utf-8')
        self.server.run('pg_ctl', '-D', self.server.data, 'reload')

    def test_the_backup_of_the_documentation_gives_the_same_site(self):
        """Under a password, with dump and restore as they are written there, into another database."""
        self.make_keeper('kept', 'restored')
        page = (ROOT / 'docs/PUBLISHING.md').read_text(encoding='utf-8')
        commands = re.search(r'```sh\n(pg_dump.*?)```', page, re.S)[1].strip().splitlines()
        self.assertEqual([words.split()[0] for words in commands], ['pg_dump', 'pg_restore', 'gongwen'])
        environment = self.kept('kept')
        empty = self.write('empty', '')
        empty.chmod(0o600)
        unknown = gongwen('store', 'list', 'service=bulletin', '--error-format', 'json',
                          environment={**environment, 'PGPASSFILE': str(empty)})
        self.assert_fails(unknown, BAD_ENVIRONMENT, 'store/unusable')
        self.store('init', 'service=bulletin', environment=environment)
        self.store('import', 'service=bulletin', self.write('facts.json', two_years(2)), environment=environment)
        self.store('edit', 'service=bulletin', 'event', '2027-01/meeting-2027-01', '--set', '/place=更正城', '--reason', '更正',
                   environment=environment)
        self.publish('service=bulletin', self.folder / 'site', '--catch-up', environment=environment)
        history = self.store('export', 'service=bulletin', '--history', environment=environment).out
        for command, database in zip(commands, ('kept', 'restored', 'restored')):
            words = command.replace('gongwen ', f'{PROGRAM} ', 1).replace('\'', '')
            environment = self.kept(database)
            made = subprocess.run(words.split(), cwd=self.folder, env={**os.environ, **environment}, capture_output=True, text=True)
            self.assertEqual((made.returncode, made.stderr), (0, ''), command)
        self.assertEqual(self.store('export', 'service=bulletin', '--history', environment=environment).out, history)
        self.publish('service=bulletin', self.folder / 'again', '--catch-up', environment=environment)
        self.assertEqual(tree_of(self.folder / 'again'), tree_of(self.folder / 'site'))

    def test_a_service_file_and_a_password_file_are_followed(self):
        self.server.make('service')
        services = self.write('pg_service.conf', f'[bulletin]\nhost={self.server.folder}\ndbname=service\nuser=tester\n')
        for location in ('postgresql:///?service=bulletin', 'service=bulletin'):
            words = 'init' if location.startswith('postgresql') else 'check'
            self.store(words, location, environment={'PGSERVICEFILE': str(services)})

    def test_an_address_may_be_written_as_settings(self):
        self.server.make('settings')
        location = f'host={self.server.folder} user=tester password=secret dbname=settings'
        self.assertIn('password=*** dbname=settings', self.store('init', location).out)
        self.store('add', location, 'event', self.write('event.json', EVENT))
        self.assertEqual(self.export(location), {'events': [EVENT]})

    def test_a_database_without_tables_is_no_store(self):
        result = gongwen('store', 'list', self.place('empty'), '--error-format', 'json')
        self.assert_fails(result, BAD_ENVIRONMENT, 'store/not-a-store')

    def test_a_server_that_is_not_there_is_told(self):
        result = gongwen('store', 'list', f'postgresql:///x?host={self.folder}', '--error-format', 'json')
        self.assert_fails(result, BAD_ENVIRONMENT, 'store/unusable')

    @needs.time
    def test_a_server_that_goes_away_in_a_transaction_loses_nothing(self):
        location = self.begin()
        self.store('add', location, 'project', self.write('project.json', PROJECT))
        path = self.write('many.json', {'events': [{**EVENT, 'id': f'meeting-{i}'} for i in range(4000)]})
        cut = 0
        for delay in (0.15, 0.3, 0.45, 0.6):
            process = subprocess.Popen([PROGRAM, 'store', 'import', location, str(path), '--error-format', 'json'],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            time.sleep(delay)
            self.server.stop('immediate')
            told = process.communicate(timeout=60)[1].decode()
            self.server.start()
            count = len(self.export(location).get('events', []))
            self.assertEqual(count, 4000 if process.returncode == 0 else 0)
            if process.returncode != 0:
                cut += 1
                self.assertEqual(process.returncode, BAD_ENVIRONMENT, told)
                self.assertTrue('store/lost' in told or 'store/unusable' in told, told)
            else:
                break
        self.assertGreater(cut, 0)
        self.store('check', location)

    def test_a_month_is_published_from_a_server(self):
        location = self.begin()
        self.store('import', location, self.write('facts.json', two_years(2)))
        self.publish(location, self.folder / 'site', '--catch-up')
        self.assertEqual([i['period'] for i in index_of(self.folder / 'site')['issues']], ['2027-01', '2027-02'])


if __name__ == '__main__':
    sys.exit(unittest.main())
