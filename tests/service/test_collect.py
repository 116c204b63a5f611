"""Returned forms that a program has collected: the roster and the result of `gongwen collect`, with what is wrong by file."""
import io
import json
import os
import pathlib
import signal
import sys
import tempfile
import time
import unittest
import urllib.parse
import zipfile

from collected_forms import BASE, KIND, person
from harness import ROOT, gongwen, sample
from serving import multipart
from test_jobs import EPOCH, JobTest

COLLECT = f'/api/v1/kinds/{KIND}/collect'
FOUND = {'张三.pdf': 'used', '李四.xlsx': 'used', '李四.json': 'replaced', '空白.pdf': 'blank', '承诺书.pdf': 'other-kind', '坏.pdf': 'unreadable',
         '信封.zip/王五.json': 'used', '缺项.json': 'used'}


class Collect(JobTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forms = cls.make_forms()

    @staticmethod
    def rendered(kind, data=None, ending='xlsx'):
        with tempfile.TemporaryDirectory() as folder:
            given, stdin = ([], b'') if data is None else (['-'], json.dumps(data).encode())
            result = gongwen('render', kind, *given, '--fillable', '-o', f'form.{ending}', cwd=folder, stdin=stdin)
            assert result.status == 0, result.err
            return (pathlib.Path(folder) / f'form.{ending}').read_bytes()

    @staticmethod
    def make_forms():
        """The files by their names, in the order in which they are sent."""
        def rendered(ending, data=None, kind=KIND):
            return Collect.rendered(kind, data, ending)

        def zipped(name, data):
            archive = io.BytesIO()
            with zipfile.ZipFile(archive, 'w') as file:
                file.writestr(name, json.dumps(data))
            return archive.getvalue()
        letter = {'org': '示例研究院', 'title': {'zh': '示例', 'en': 'Example'}, 'wg': 1, 'leader': '甲'}
        lacking = {name: value for name, value in person('赵六').items() if name != 'email'}
        return {'坏.pdf': b'%PDF-1.7 nothing', '缺项.json': json.dumps(lacking).encode(), '李四.json': json.dumps(person('李四', phone='010-00000001')).encode(),
                '张三.pdf': rendered('pdf', person('张三')), '信封.zip': zipped('王五.json', person('王五')),
                '空白.pdf': rendered('pdf'),
                '承诺书.pdf': rendered('pdf', letter, 'commitment-letter'), '李四.xlsx': rendered('xlsx', person('李四'))}

    def send(self, files, query='', path=COLLECT, beside=(), **headers):
        """`beside`: other parts, each with its name, the name of its file and its content."""
        body, media_type = multipart([*(('forms', name, None, content) for name, content in files),
                                      *((name, file, None, content) for name, file, content in beside)])
        while True:
            self.sent = time.time()
            answer = self.service.ask('POST', path + query, body, {'Content-Type': media_type, **headers})
            if answer.status != 202 or int(self.sent / 60) == int(time.time() / 60):
                return answer
            # Rosters tell the minute in which a file was saved, so all files of a job have to be of one.
            self.service.ask('DELETE', answer.headers['location'])

    def collected(self, files, query='', **options):
        answer = self.send(files, query, **options)
        self.assertEqual(answer.status, 202, answer.body)
        return answer.headers['location'], self.ended(answer.headers['location'])

    def file_of(self, address, name):
        answer = self.service.ask('GET', f'{address}/files/{urllib.parse.quote(name)}')
        self.assertEqual(answer.status, 200, (name, answer.body))
        return answer.body

    def write_forms(self, forms):
        """The files in a folder, as old as those that were sent."""
        for number, (name, content) in enumerate(forms):
            path = self.write(f'forms/{name}', content)
            os.utime(path, ns=(int(self.sent) * 10**9 + number,) * 2)

    def by_collect(self, *options):
        """What the command makes of the files that were sent, in a folder: rosters, and the result as JSON."""
        self.write_forms(self.forms.items())
        done = gongwen('--lang', 'en', 'collect', KIND, 'forms', '-o', 'roster.pdf', '-o', 'roster.xlsx', '--no-links', '--json', *options,
                       cwd=self.folder, environment=EPOCH)
        return {name: (self.folder / name).read_bytes() for name in ('roster.pdf', 'roster.xlsx')}, json.loads(done.out)

    def test_the_roster_and_the_result_of_the_command(self):
        address, job = self.collected(self.forms.items(), **{'Accept-Language': 'en'})
        rosters, told = self.by_collect()
        self.assertEqual((job['work'], job['state'], job['status'], job['share']), ('collect', 'done', told['status'], 1), job)
        self.assertEqual((job['of'], job['failed']), (len(FOUND), told['withErrors']))
        for name, content in rosters.items():
            self.assertEqual(self.file_of(address, name), content, name)
        result = json.loads(self.file_of(address, 'result.json'))
        inputs = result.pop('inputs')
        self.assertEqual(result, told)
        self.assertEqual({one['input'].removeprefix('forms/'): one['use'] for one in inputs}, FOUND)
        self.assertEqual({one['data']['name_zh'] for one in inputs if 'data' in one}, {'张三', '李四', '王五', '赵六'})
        lines = [json.loads(line) for line in self.service.ask('GET', f'{address}/manifest').body.decode().splitlines()]
        problems = {one['input']: [said['id'] for said in one['report']['diagnostics']] for one in lines if 'report' in one}
        self.assertEqual(problems['forms/缺项.json'], ['data/missing-name'])
        self.assertIn('forms/坏.pdf', problems)
        self.assertNotIn('forms/张三.pdf', problems)
        everything = sum(problems.values(), [])
        self.assertLessEqual(set(everything), {said['id'] for said in told['diagnostics']})
        with zipfile.ZipFile(io.BytesIO(self.service.ask('GET', f'{address}/files.zip').body)) as archive:
            self.assertEqual(archive.namelist(), ['result.json', 'roster.pdf', 'roster.xlsx'])

    def test_one_roster_in_the_language_that_was_asked_for(self):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, 'w') as file:
            file.writestr('张三.pdf', self.forms['张三.pdf'])
        answer = self.service.ask('POST', COLLECT + '?format=xlsx&titles=en', archive.getvalue(), {'Content-Type': 'application/zip'})
        self.assertEqual(answer.status, 202, answer.body)
        address = answer.headers['location']
        self.assertEqual(self.ended(address)['state'], 'done')
        roster = self.file_of(address, 'roster.xlsx')
        self.assertEqual(self.service.ask('GET', f'{address}/files/roster.pdf').status, 404)
        self.assertIn(b'PK', roster[:2])
        self.sent = time.time()
        self.assertNotEqual(roster, self.by_collect('--titles', 'en')[0]['roster.xlsx'])

    def check_documents(self, address, names):
        """Those of the job, by the names of the files that the command has made of the same."""
        with zipfile.ZipFile(io.BytesIO(self.service.ask('GET', f'{address}/files.zip').body)) as archive:
            self.assertEqual(archive.namelist(), sorted([*names, 'result.json']))
        for name, path in names.items():
            self.assertEqual(self.file_of(address, name), (self.folder / path).read_bytes(), name)

    def test_a_register_with_all_that_is_given_for_it(self):
        given = {'corrections/更正.csv': 'name,field,old,new,by,date,reason\n'
                                          f'张三,/org_zh,{BASE["org_zh"]},示例大学,陈示例,2026-03-21,来电\n',
                 'expected/名单.csv': '姓名\n张三\n孙七\n'}
        self.sent = time.time()
        self.by_collect()
        earlier = gongwen('collect', KIND, 'forms', '--register', 'expert-roster', '-o', 'from/上次.json', cwd=self.folder, environment=EPOCH)
        self.assertTrue((self.folder / 'from/上次.json').exists(), earlier.err)
        for path, text in given.items():
            self.write(path, text)
        outputs = [word for name in ('register.pdf', 'register.xlsx', 'register.json') for word in ('-o', name)]
        beside = [*((path.split('/')[0], path.split('/')[1], text.encode()) for path, text in given.items()),
                  ('from', '上次.json', (self.folder / 'from/上次.json').read_bytes()), ('set', None, b'/date=2026-03-20')]
        address, job = self.collected(self.forms.items(), '?register=expert-roster', beside=beside, **{'Accept-Language': 'en'})
        self.write_forms(self.forms.items())
        told = gongwen('--lang', 'en', 'collect', KIND, 'forms', '--register', 'expert-roster', *outputs, '--roster', 'roster.pdf', '--roster',
                       'roster.xlsx', '--corrections', 'corrections/更正.csv', '--expected', 'expected/名单.csv', '--from', 'from/上次.json',
                       '--set', '/date=2026-03-20', '--no-links', '--json', cwd=self.folder, environment=EPOCH)
        result = json.loads(told.out)
        self.assertEqual((job['state'], job['status']), ('done', result['status']), job)
        self.check_documents(address, {name: name for name in ('register.json', 'register.pdf', 'register.xlsx', 'roster.pdf', 'roster.xlsx')})
        made = json.loads(self.file_of(address, 'result.json'))
        made.pop('inputs')
        self.assertEqual(made, result)
        found = {said['id'] for said in made['diagnostics']}
        self.assertLessEqual({'intake/corrected', 'intake/not-returned'}, found)
        self.assertEqual(json.loads(self.file_of(address, 'register.json'))['date'], '2026-03-20')

    def test_a_register_of_all_kinds_that_it_gathers(self):
        letter = sample(ROOT / 'samples/commitment-letter/typical.json')
        information = sample(ROOT / 'samples/proposal-information/typical.json')
        forms = {}
        for kind, data in (('commitment-letter', letter), ('proposal-information', information)):
            forms[f'{kind}.xlsx'] = self.rendered(kind, data)

        def by_command():
            self.write_forms(forms.items())
            return gongwen('collect', '--register', 'proposal-register', 'forms', '-o', 'register.pdf', '-o', 'register.xlsx', '-o', 'register.json',
                           '--roster', 'rosters/', '--no-links', '--json', cwd=self.folder, environment=EPOCH)
        address, job = self.collected(forms.items(), '?register=proposal-register', path='/api/v1/kinds/proposal-register/collect')
        self.assertEqual(job['state'], 'done', job)
        done = by_command()
        self.assertEqual(json.loads(done.out)['registered'], 1, done.out)  # both are of the same proposal
        rosters = {path.name: f'rosters/{path.name}' for path in (self.folder / 'rosters').iterdir()}
        self.assertGreater(len(rosters), 2)
        self.check_documents(address, {**{name: name for name in ('register.json', 'register.pdf', 'register.xlsx')}, **rosters})
        address, job = self.collected(forms.items(), '?register=proposal-register&format=pdf', path='/api/v1/kinds/proposal-register/collect')
        by_command()
        self.check_documents(address, {**{name: name for name in ('register.json', 'register.pdf')},
                                       **{name: path for name, path in rosters.items() if name.endswith('.pdf')}})

    def test_what_is_beside_the_forms(self):
        one = [('a.pdf', self.forms['张三.pdf'])]
        for problem, query, beside in (
                ('no-effect', '', [('from', 'x.json', b'{}')]), ('no-effect', '', [('set', None, b'/date=2026-03-20')]),
                ('bad-parameter', '?register=expert-roster', [('set', None, b'date=2026-03-20')]),
                ('bad-parameter', '?register=expert-roster', [('set', None, b'/date')]),
                ('bad-parts', '?register=expert-roster', [('set', None, b'/date=' + b'x' * 5_000)]),
                ('bad-parts', '?register=expert-roster', [('set', None, b'/date=2026-03-20')] * 101),
                ('bad-file-name', '', [('corrections', None, b'')]), ('bad-file-name', '', [('expected', '..', b'')]),
                ('bad-file-name', '', [('expected', 'a.csv', b'x'), ('expected', 'b.csv', b'x')]),
                ('bad-parameter', '?register=commitment-letter', []), ('bad-parameter', '?register=proposal-register', []),
                ('bad-parameter', '?register=no-such-kind', []), ('bad-parameter', '?register=..%2Fx', [])):
            self.assertEqual(self.send(one, query, beside=beside).problem(), problem, (query, beside))
        self.assertEqual(self.send([], beside=[('corrections', 'a.csv', b'name\n')]).problem(), 'no-data')
        # What is wrong in such a file is said of it, as the command does.
        _, job = self.collected(one, beside=[('corrections', '更正.csv', b'nonsense\n1\n')])
        self.assertEqual((job['state'], job['reason']), ('failed', 'bad-input'), job)
        self.assertIn('corrections/更正.csv', json.dumps(job['report'], ensure_ascii=False))

    def test_what_cannot_be_collected(self):
        one = [('a.pdf', self.forms['张三.pdf'])]
        for problem, files in (('no-data', []), ('bad-file-name', [('a.json', b'{}'), ('a.json', b'{}')]), ('bad-file-name', [('.a.json', b'{}')]),
                               ('bad-file-name', [('..', b'{}')])):
            self.assertEqual(self.send(files).problem(), problem, files)
        self.assertEqual(self.send(one, '?format=svg').problem(), 'bad-parameter')
        self.assertEqual(self.send(one, '?profile=x').problem(), 'unknown-parameter')
        self.assertEqual(self.send(one, path='/api/v1/kinds/no-such-kind/collect').problem(), 'unknown-kind')
        self.assertEqual(self.service.ask('POST', COLLECT, b'{}', {'Content-Type': 'application/json'}).problem(), 'unsupported-type')
        # A warning counts where the client says so; a roster there is all the same.
        address, job = self.collected([('b.pdf', b'no form'), *one])
        self.assertEqual((job['state'], job['status'], job['failed']), ('done', 1, 1))
        self.assertEqual(len(self.service.ask('GET', f'{address}/manifest').body.splitlines()), 2)

    def test_after_a_kill_it_is_the_same(self):
        answer = self.send(self.forms.items())
        os.kill(self.process_of_job(), signal.SIGKILL)
        rosters, _ = self.by_collect()
        job = self.ended(answer.headers['location'])
        self.assertEqual(job['state'], 'done', job)
        self.assertEqual(self.file_of(answer.headers['location'], 'roster.xlsx'), rosters['roster.xlsx'])
        self.service.__exit__()
        self.enter()
        self.assertEqual(self.file_of(answer.headers['location'], 'roster.pdf'), rosters['roster.pdf'])


class Keys(Collect):
    open_api = False

    def key(self, scope):
        return gongwen('key', 'add', scope, '--scope', scope, '--state', self.state).out.strip()

    def test_the_key_that_started_it_has_it(self):
        forms, render, other = (f'Bearer {self.key(scope)}' for scope in ('forms', 'render', 'forms'))
        one = [('a.pdf', self.forms['张三.pdf'])]
        self.assertEqual(self.send(one).problem(), 'unauthorized')
        self.assertEqual(self.send(one, Authorization=render).problem(), 'no-scope')
        sent = {'Authorization': forms, 'Idempotency-Key': '7f3c'}
        first, again = self.send(one, **sent), self.send(one, **sent)
        self.assertEqual((first.status, again.json()), (202, first.json()))
        address = first.headers['location']
        self.service.wait_until(lambda: self.job(address, Authorization=forms)['state'] == 'done', 60)
        self.assertEqual(self.service.ask('GET', address, headers={'Authorization': other}).problem(), 'not-found')
        self.assertEqual(self.service.ask('GET', address, headers={'Authorization': render}).problem(), 'not-found')
        reader = f'Bearer {self.key("inbox.read")}'
        self.assertEqual(self.service.ask('GET', address, headers={'Authorization': reader}).problem(), 'no-scope')


def load_tests(_loader, _standard, _pattern):
    suite = unittest.TestSuite()
    suite.addTests(Collect(name) for name in ('test_the_roster_and_the_result_of_the_command', 'test_one_roster_in_the_language_that_was_asked_for',
                                              'test_a_register_with_all_that_is_given_for_it', 'test_a_register_of_all_kinds_that_it_gathers',
                                              'test_what_is_beside_the_forms', 'test_what_cannot_be_collected', 'test_after_a_kill_it_is_the_same'))
    suite.addTest(Keys('test_the_key_that_started_it_has_it'))
    return suite


if __name__ == '__main__':
    sys.exit(unittest.main())
