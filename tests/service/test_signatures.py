"""Signatures in the service: what the office publishes is signed by the worker that has the store, and returned forms show
who signed them."""
import io
import json
import pathlib
import unittest

import pikepdf

from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, CommandTest, gongwen
from serving import Service, children_of
from signed_files import Authority, SignedFile
from signing_files import SigningTest, run
from test_office import SAMPLE, OfficeTest
from test_office_facts import Facts

PIN = 'geheim-2468'


class Publications(SigningTest, OfficeTest):
    """An office that publishes with a key whose password is in a file."""

    def setUp(self):
        CommandTest.setUp(self)
        self.state = self.folder / 'state'
        self.store = self.folder / 'facts.db'
        self.site = self.folder / 'site'
        self.run_gongwen('store', 'init', self.store)
        self.add_account('wang', 'secretary')
        run('openssl', 'pkcs8', '-topk8', '-in', self.authority.folder / 'p256.key', '-passout', f'pass:{PIN}', '-out',
            self.folder / 'locked.key')
        self.write('pin', PIN + '\n')
        self.write('signing.yaml', f'key: locked.key\ncertificate: {self.authority.folder}/p256.pem\n'
                                   f'trust: [{self.authority.root}]\nchain: [{self.authority.issuer}]\nreason: 发布\n')

    def options(self):
        return ('--office', '--state', self.state, '--store', self.store, '--site', self.site, '--sign',
                self.folder / 'signing.yaml', '--secret-file', self.folder / 'pin')

    def start(self, **more):
        self.service = Service(*self.options(), **more).__enter__()
        self.addCleanup(self.service.__exit__)

    enter = Facts.enter

    def publish(self, office):
        self.enter(office, 'event', type='mt_meeting', dates=['2024-02-20'], name='示例工作组会议', place='示例市', participants='42')
        office.ask('GET', '/office/facts/issue?period=2024-02&_=')
        office.post('/office/facts/issue', office.hidden() + [('_publish', '1')])

    def test_the_office_publishes_what_is_signed(self):
        self.start(environment={'GONGWEN_SECRET': 'another-9999'})
        office = self.office()
        self.publish(office)
        self.assertEqual(office.answer.status, 200, office.text())
        self.assertIn('Signed as 示例单位p256', office.text())
        served = self.service.ask('GET', '/site/2024/02/bulletin.pdf')
        self.assertEqual(served.status, 200)
        path = self.write('served.pdf', served.body)
        self.assert_pdfsig_valid(path)
        page = self.service.ask('GET', '/site/2024/02/').body.decode()
        self.assertIn('PDF已签名：示例单位p256', page)
        self.assert_no_secret()

    def assert_no_secret(self):
        """In arguments, environments and the log of the service and of all that it started."""
        family = {self.service.process.pid}
        for _ in range(3):
            for pid in list(family):
                family.update(children_of(pid))
        self.assertGreater(len(family), 2)
        shown = self.service.log.read_bytes()
        for pid in family:
            for name in ('cmdline', 'environ'):
                try:
                    shown += pathlib.Path(f'/proc/{pid}/{name}').read_bytes()
                except OSError:
                    pass
        for secret in (PIN, 'another-9999'):
            self.assertNotIn(secret.encode(), shown)

    def test_a_wrong_password_publishes_nothing(self):
        self.write('pin', 'wrong')
        self.start()
        office = self.office()
        self.publish(office)
        self.assertEqual(office.answer.status, 422)
        self.assertIn('password', office.text())
        self.assertFalse(list(self.site.glob('**/*.pdf')))
        self.assertNotIn('locked.key', self.service.log.read_text())

    def test_the_configuration_is_shown_without_secrets(self):
        shown = gongwen('serve', *self.options(), '--show-config')
        self.assertEqual(shown.status, 0, shown.err)
        self.assertEqual(json.loads(shown.out)['signing'], {
            'settings': str(self.folder / 'signing.yaml'), 'key': str(self.folder / 'locked.key'),
            'secretFile': str(self.folder / 'pin'), 'level': 'b', 'certify': 'none', 'timestamp': '', 'warnDays': 30})
        self.assertNotIn(PIN, shown.out)

    def test_what_is_wrong_with_the_settings_is_said_at_the_start(self):
        (self.folder / 'pin').unlink()
        self.assertEqual(gongwen('serve', *self.options(), '--show-config').status, BAD_ENVIRONMENT)
        self.write('pin', PIN)
        self.write('signing.yaml', 'key: locked.key\npassword: 1\n')
        result = gongwen('serve', *self.options(), '--show-config')
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('signing.yaml', result.err)
        self.assertEqual(gongwen('serve', '--secret-file', 'pin', '--show-config').status, BAD_USAGE)
        self.assertEqual(gongwen('serve', '--sign', 'x', '--show-config').status, BAD_USAGE)


class Returned(OfficeTest):
    """Forms that come back signed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()

    def signed(self, name='Ren Yi'):
        """A filled form of another program, with the signature of `name`."""
        self.run_gongwen('render', 'expert-application', SAMPLE, '--fillable', '-o', self.folder / 'form.pdf')
        run('qpdf', '--object-streams=disable', self.folder / 'form.pdf', self.folder / 'plain.pdf')
        data = (self.folder / 'plain.pdf').read_bytes()
        file = SignedFile.of(data)
        number, body = self.field(data, lambda field: field.get('/FT') == '/Sig')
        file.sign(self.authority, name, field=number, body=body[:-2] + b' %s >>')
        return file

    @staticmethod
    def field(data, wanted):
        """The number of the first field that is wanted, and its dictionary as it is written."""
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                for annotation in page.obj.get('/Annots', []):
                    if wanted(annotation):
                        return annotation.objgen[0], annotation.unparse(resolved=True)
        raise KeyError

    def enter(self, office, data):
        office.ask('GET', '/office/import')
        answer = office.upload('/office/import', 'file', '表.pdf', data)
        self.assertEqual(answer.status, 200, answer.body)
        return office.page.xpath('//td/a/@href')[0]

    def test_who_signed_is_in_the_list_on_the_page_in_the_export_and_for_programs(self):
        office = self.office()
        plain = self.imported(office)
        link = self.enter(office, self.signed().data)
        office.ask('GET', '/office/')
        marks = {row.xpath('.//a/@href')[0]: row.xpath('./td[last()]//text()') for row in office.page.xpath('//tbody/tr')}
        self.assertEqual(marks[link], ['signer not verified'])
        self.assertEqual(marks[plain], [])
        office.ask('GET', link)
        self.assertIn('Ren Yi, 2026-11-24T08:00:00+08:00 (time of the signing computer): fits the form', office.text())
        key = self.run_gongwen('key', 'add', 'portal', '--scope', 'inbox.read', '--state', self.state).stdout.strip()
        one = self.service.ask('GET', '/api/v1/submissions/' + link.rsplit('/', 1)[1], headers={'Authorization': f'Bearer {key}'}).json()
        [signature] = one['signatures']
        self.assertEqual((signature['signer'], signature['verdict'], signature['timeFrom'], signature['changed']),
                         ('Ren Yi', 'unknown', 'computer', []))
        office.ask('GET', '/office/export')
        answer = office.post('/office/export', [('_token', office.token()), ('kind', ''), ('state', ''), ('_export', 'data')])
        lines = [json.loads(line) for line in answer.body.decode().splitlines()]
        self.assertEqual(sorted('signatures' in line for line in lines), [False, True])
        self.assertEqual(*[line['data'] for line in lines])

    def test_the_command_lists_and_exports_signatures(self):
        office = self.office()
        self.imported(office)
        self.enter(office, self.signed().data)
        listed = json.loads(self.run_gongwen('inbox', 'list', '--json', *self.place()).stdout)
        exported = [json.loads(line) for line in self.run_gongwen('inbox', 'export', *self.place()).stdout.splitlines()]
        for lines in (listed, exported):
            self.assertEqual([[one['signer'] for one in line.get('signatures', [])] for line in lines], [['Ren Yi'], []])

    def test_with_trusted_certificates_a_known_signer_is_valid(self):
        self.service.__exit__()
        self.service = Service('--forms', '--office', *self.place(), '--trust', self.authority.path('root.pem'), '--crl',
                               self.authority.path('root.crl')).__enter__()
        self.addCleanup(self.service.__exit__)
        office = self.office()
        link = self.enter(office, self.signed().data)
        office.ask('GET', link)
        self.assertIn('(time of the signing computer): valid', office.text())

    def test_a_value_that_was_changed_afterwards_is_named(self):
        office = self.office()
        file = self.signed()
        number, body = self.field(file.data, lambda field: str(field.get('/T', '')) == '/name_en/given')
        self.assertIn(b'(Shili)', body)
        file.update({number: body.replace(b'(Shili)', b'(Shilo)')})
        link = self.enter(office, file.data)
        office.ask('GET', '/office/')
        self.assertIn('changed after signing', office.text())
        office.ask('GET', link)
        self.assertIn('changed after signing: ', office.text())
        self.assertNotIn('/name_en', office.text())

    def test_a_broken_signature_says_why(self):
        office = self.office()
        data = self.signed().data
        at = data.index(b'/Producer') if b'/Producer' in data else len(data) // 4
        broken = data[:at + 1] + bytes([data[at + 1] ^ 1]) + data[at + 2:]
        link = self.enter(office, broken)
        office.ask('GET', '/office/')
        self.assertIn('not valid', office.text())
        office.ask('GET', link)
        self.assertIn('not valid:', office.text())

    def test_an_inbox_of_the_former_version_gets_the_table(self):
        office = self.office()
        link = self.imported(office)
        self.service.__exit__()
        tables = ('signed', 'call', 'invitation', 'called', 'kind_edition', 'version_check', 'link', 'outbox', 'address', 'hook',
                  'code', 'confirmed', 'recovery', 'kind_draft', 'kind_step', 'binding', 'search')
        columns = ('errors', 'warnings', 'email', 'language', 'due', 'entered_by')
        of_account = ('email', 'digest', 'factor', 'factor_step', 'factor_needed')
        for statement in (*(f'DROP TABLE gw_{table}' for table in tables),
                          *(f'DROP INDEX gw_submission_{index}' for index in ('assignee', 'due', 'number', 'errors')),
                          *(f'ALTER TABLE gw_submission DROP COLUMN {column}' for column in columns),
                          *(f'ALTER TABLE gw_account DROP COLUMN {column}' for column in of_account),
                          'ALTER TABLE gw_account DROP COLUMN rights', 'ALTER TABLE gw_remark DROP COLUMN recalled',
                          "UPDATE gw_meta SET value = '1' WHERE name = 'version'"):
            self.change_rows(statement)
        self.service = Service('--forms', '--office', *self.place()).__enter__()
        self.addCleanup(self.service.__exit__)
        office = self.office()
        office.ask('GET', '/office/')
        self.assertIn(link, office.page.xpath('//a/@href'))
        self.enter(office, self.signed().data)
        self.assertEqual(self.rows("SELECT value FROM gw_meta WHERE name = 'version'"), [('8',)])
        self.assertEqual(len(self.rows('SELECT * FROM gw_signed')), 1)


del Facts, OfficeTest, SigningTest

if __name__ == '__main__':
    unittest.main()
