"""Corrections that are published unattended or left alone, the marks of editions, withdrawn issues, and projects that are
renamed after an issue has named them."""
import json
import re
import shutil
import subprocess
import unittest

from facts import PROJECT, FactsTest, index_of, tree_of
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, ROOT, gongwen

MONTHS = ('2025-01', '2025-02')
SECRET = '示例手机号13900000000'
DECISION = ('--reason', '示例理由', '--by', '李示例')


def meeting(period, id='a'):
    return {'id': id, 'type': 'mt_meeting', 'dates': [f'{period}-20'], 'name': f'示例{int(period[5:])}月会议', 'place': '示例市',
            'participants': 10}


class EditionsTest(FactsTest):
    def setUp(self):
        super().setUp()
        self.site = self.folder / 'site'
        self.facts = self.filled({'events': [meeting(month) for month in MONTHS]})

    def run_at(self, day, *words, status=0):
        words = ['publish', 'monthly-bulletin', '--store', self.facts, '-o', self.site, '--now', day, *words]
        result = gongwen(*words)
        if status is not None:
            self.assertEqual(result.status, status, result.err + result.out)
        return result

    def catch_up(self, day, *words, **options):
        return self.run_at(day, '--catch-up', '--due-day', '10', *words, **options)

    def set(self, value, record='2025-01/a', type='event'):
        self.store('edit', self.facts, type, record, '--set', value, '--reason', '试')

    def ids(self, result):
        return [line.split('[')[1].split(']')[0] for line in result.err.splitlines() if '[' in line.split(':')[0]]

    def editions(self, period='2025-01'):
        return {one['period']: one['edition'] for one in index_of(self.site)['issues']}.get(period)

    def data(self, period='2025/01'):
        return json.loads((self.site / period / 'data.json').read_text(encoding='utf-8'))

    def text_of(self, path):
        made = subprocess.run(['pdftotext', '-layout', str(self.site / path), '-'], stdout=subprocess.PIPE, check=True)
        return re.sub(r'\s', '', made.stdout.decode('utf-8'))

    def verify(self, status=0):
        result = gongwen('publish', '-o', self.site, '--verify')
        self.assertEqual(result.status, status, result.err + result.out)
        return result


class Corrections(EditionsTest):
    def test_a_correction_waits_until_its_facts_stay_the_same(self):
        self.catch_up('2025-02-10', '--corrections', '2')
        self.set('/participants=11')
        result = self.catch_up('2025-02-11', '--corrections', '2')
        self.assertEqual(self.ids(result), ['publish/correction-waits'])
        self.assertIn('10 → 11', result.err)
        self.assertIn('2025-02-13', result.err)
        self.set('/participants=12')
        report, metrics = self.folder / 'report', self.folder / 'metrics'
        result = self.catch_up('2025-02-13', '--corrections', '2', '--report', report, '--metrics', metrics)
        self.assertIn('2025-02-15', result.err)
        told = json.loads(report.read_text(encoding='utf-8'))['changed']
        self.assertEqual([(one['period'], one['since'][:10], len(one['changes'])) for one in told], [('2025-01', '2025-02-13', 1)])
        self.assertIn('gongwen_publish_issues_changed 1\n', metrics.read_text(encoding='utf-8'))
        self.assertEqual(self.editions(), 1)
        self.assertIn('corrected, edition 2', self.catch_up('2025-02-15', '--corrections', '2').out)
        self.assertEqual(self.catch_up('2025-02-16', '--corrections', '2').err, '')

    def test_changes_that_were_undone_are_new_when_they_come_again(self):
        self.catch_up('2025-02-10')
        for day, participants in (('2025-02-11', 11), ('2025-02-12', 10), ('2025-02-20', 11)):
            self.set(f'/participants={participants}')
            result = self.catch_up(day, '--corrections', '5')
            self.assertEqual(self.ids(result), [] if participants == 10 else ['publish/correction-waits'])
        self.assertIn('2025-02-25', result.err)

    def test_an_issue_is_left_as_it_is_until_its_facts_change_further(self):
        self.catch_up('2025-02-10')
        self.set('/participants=11')
        self.run_at('2025-02-11', '--period', '2025-01', '--leave', status=BAD_USAGE)
        self.assertIn('left as it is, 1 field', self.run_at('2025-02-11', '--period', '2025-01', '--leave', *DECISION).out)
        self.assertEqual(self.catch_up('2025-02-12').err, '')
        self.assertEqual(self.catch_up('2025-02-20', '--corrections', '0').out, 'nothing is due\n')
        self.set('/participants=12')
        self.assertEqual(self.ids(self.catch_up('2025-02-21')), ['publish/changed-facts'])
        self.assertEqual(self.editions(), 1)

    def test_an_issue_whose_facts_are_all_gone_is_told_until_somebody_decides(self):
        self.catch_up('2025-02-10')
        self.store('remove', self.facts, 'event', '2025-01/a', '--reason', '试')
        report, metrics = self.folder / 'report', self.folder / 'metrics'
        for day in ('2025-02-11', '2025-02-12'):
            result = self.catch_up(day, '--report', report, '--metrics', metrics)
            self.assertEqual(self.ids(result), ['publish/facts-gone'])
            told = json.loads(report.read_text(encoding='utf-8'))['changed']
            self.assertEqual([(one['period'], one['since'][:10], one['changes']) for one in told], [('2025-01', '2025-02-11', [])])
            self.assertIn('gongwen_publish_issues_changed 1\n', metrics.read_text(encoding='utf-8'))
        self.run_at('2025-02-13', '--period', '2025-01', '--leave', *DECISION)
        self.assertEqual(self.catch_up('2025-02-14', '--metrics', metrics).err, '')
        self.assertIn('gongwen_publish_issues_changed 0\n', metrics.read_text(encoding='utf-8'))


class Marks(EditionsTest):
    def test_a_corrected_edition_says_so_in_all_its_files(self):
        self.run_at('2025-02-10', '--period', '2025-01', '--ofd')
        self.assertNotIn('correction', self.data())
        self.set('/participants=11')
        self.run_at('2025-03-01', '--period', '2025-01', '--ofd')
        mark = self.data()['correction']
        self.assertEqual((mark['edition'], mark['date']), (2, '2025-03-01'))
        self.assertEqual([(one['before'], one['after']) for one in mark['changes']], [('10', '11')])
        first, second = self.text_of('2025/01/1/bulletin.pdf'), self.text_of('2025/01/2/bulletin.pdf')
        for words in ('更正，第2版', '2025年3月1日更正', '更正记录'):
            self.assertNotIn(words, first)
            self.assertIn(words, second)
        dates = subprocess.run(['pdfinfo', '-rawdates', str(self.site / '2025/01/2/bulletin.pdf')], stdout=subprocess.PIPE, check=True)
        for name in ('CreationDate:', 'ModDate:'):
            self.assertIn('D:20250301', next(line for line in dates.stdout.decode('utf-8').splitlines() if line.startswith(name)))
        page = (self.site / '2025/01/index.html').read_text(encoding='utf-8')
        self.assertIn('第1期（更正，第2版）.pdf"', page)
        self.assertEqual(page.count('id="corrections"'), 1)
        self.assertNotIn('更正，第2版', (self.site / '2025/01/1/index.html').read_text(encoding='utf-8').split('</ul>')[0])
        # The mark is no fact: nothing is due, and the second correction is compared with the first.
        self.assertEqual(self.catch_up('2025-03-02').err, '')
        self.set('/participants=12')
        self.run_at('2025-03-03', '--period', '2025-01', '--ofd')
        self.assertEqual([(one['before'], one['after']) for one in self.data()['correction']['changes']], [('11', '12')])
        # The data of a correction can be read again, and made again.
        self.store('import', self.facts, self.site / '2025/01/data.json')
        self.verify()
        before = tree_of(self.site / '.gongwen/editions')
        shutil.rmtree(self.site)
        self.run_at('2025-03-04', '--rebuild', '--ofd')
        self.assertTrue(tree_of(self.site / '.gongwen/editions') == before)

    def test_a_data_workbook_of_a_correction_has_its_mark(self):
        self.catch_up('2025-02-10')
        self.set('/participants=11')
        self.run_at('2025-03-01', '--period', '2025-01')
        book = self.folder / 'book.xlsx'
        self.assertEqual(gongwen('new', 'monthly-bulletin', '--from', self.site / '2025/01/data.json', '-o', book).status, 0)
        self.assertEqual(gongwen('check', 'monthly-bulletin', book).status, 0)


class Withdrawn(EditionsTest):
    def setUp(self):
        super().setUp()
        self.store('edit', self.facts, 'event', '2025-01/a', '--set', f'/name={SECRET}', '--reason', '试')
        self.catch_up('2025-03-10')

    def left(self):
        """What of the site still has the secret."""
        found = []
        for path in self.site.rglob('*'):
            if path.is_file() and (SECRET.encode() in path.read_bytes() or path.name.startswith('bulletin.') and '/2025/01/' in str(path)):
                found.append(str(path))
        return found

    def test_nothing_of_a_withdrawn_issue_stays_public(self):
        self.assertNotEqual(self.left(), [])
        self.run_at('2025-03-11', '--withdraw', '2025-01', status=BAD_USAGE)
        metrics = self.folder / 'metrics'
        result = self.run_at('2025-03-11', '--withdraw', '2025-01', *DECISION, '--metrics', metrics)
        self.assertIn('2025-01: number 1 of 2025 withdrawn', result.out)
        self.assertIn('gongwen_publish_issues_withdrawn 1\n', metrics.read_text(encoding='utf-8'))
        self.assertEqual(self.left(), [])
        page = (self.site / '2025/01/index.html').read_text(encoding='utf-8')
        self.assertIn('2025年3月11日撤下', page)
        self.assertIn('示例理由', page)
        self.assertNotIn('李示例', page)
        self.assertIn('已撤下', (self.site / 'feed.xml').read_text(encoding='utf-8'))
        entry = index_of(self.site)['issues'][0]
        self.assertEqual((entry['issue'], entry['editions'][0]['files'][0]['name']), (1, 'bulletin.pdf'))
        self.assertIn('2025-01, edition 1: withdrawn', self.verify().out)
        self.assertEqual(self.catch_up('2025-03-12').out, 'nothing is due\n')
        self.assertEqual(self.ids(self.run_at('2025-03-12', '--withdraw', '2025-01', *DECISION, status=BAD_INPUT)),
                         ['publish/no-such-edition'])
        # A site that is made again is without it, too.
        pages = {name: (self.site / name).read_bytes() for name in ('index.json', 'index.html', 'feed.xml', '2025/01/index.html')}
        shutil.rmtree(self.site)
        self.run_at('2025-03-13', '--rebuild')
        self.assertEqual({name: (self.site / name).read_bytes() for name in pages}, pages)
        self.assertEqual(self.left(), [])
        # The facts are corrected, and the issue is published again by a person: with nothing of what was withdrawn.
        self.set('/name=示例会议')
        self.assertEqual(self.catch_up('2025-03-14').out, 'nothing is due\n')
        self.run_at('2025-03-15', '--period', '2025-01')
        self.assertEqual((self.editions(), self.data()['correction']['changes']), (2, []))
        self.assertEqual([path for path in self.left() if '/1/' in path], [])
        self.assertIn('重新印发', self.text_of('2025/01/bulletin.pdf'))
        self.verify()

    def test_an_older_copy_of_a_site_does_not_bring_it_back(self):
        shutil.copytree(self.site, self.folder / 'copy', symlinks=True)
        self.run_at('2025-03-11', '--withdraw', '2025-01', *DECISION)
        pages = (self.site / 'index.json').read_bytes()
        shutil.rmtree(self.site)
        (self.folder / 'copy').rename(self.site)
        self.assertEqual(self.ids(self.catch_up('2025-03-12', status=BAD_ENVIRONMENT)), ['publish/withdrawn-public'])
        self.run_at('2025-03-12', '--rebuild')
        self.assertEqual((self.site / 'index.json').read_bytes(), pages)
        self.assertEqual(self.left(), [])
        self.catch_up('2025-03-13')

    def test_one_edition_is_withdrawn(self):
        self.set('/name=示例会议')
        self.run_at('2025-03-11', '--period', '2025-01')
        result = self.run_at('2025-03-12', '--withdraw', '2025-01', '--edition', '1', *DECISION)
        self.assertEqual(self.ids(result), ['publish/still-quoted'])
        self.assertTrue((self.site / '2025/01/bulletin.pdf').is_file())
        self.assertFalse((self.site / '2025/01/1/bulletin.pdf').exists())
        for page in ('index.json', '2025/01/index.html', '2025/01/1/index.html', '2025/01/2/index.html'):
            self.assertNotIn(SECRET, (self.site / page).read_text(encoding='utf-8'), page)
        self.verify()
        self.assertEqual(self.catch_up('2025-03-13').err, '')
        stray = self.site / '.gongwen/editions/2025-01-1'
        stray.mkdir()
        (stray / 'data.json').write_text('{}', encoding='utf-8')
        self.verify(BAD_ENVIRONMENT)


class Renamed(EditionsTest):
    PLAN = '20269001-T-469'
    NEW = '网络安全技术　更名后的示例安全要求'

    def setUp(self):
        super().setUp()
        review = {'id': 'r', 'type': 'ns_draft_review', 'dates': ['2025-01-12'], 'standards': [{'plan_number': self.PLAN, 'passed': True}]}
        project = {**PROJECT, 'stages': [{'date': '2025-02-12', 'stage': 'working_draft'}]}
        self.store('import', self.facts, self.write('more.json', {'events': [review], 'projects': [project]}))
        self.catch_up('2025-03-10')

    def title(self, period='2025/01'):
        return self.data(period)['projects'][0]['title']

    def test_a_new_name_does_not_rewrite_the_past(self):
        self.set(f'/title={self.NEW}', self.PLAN, 'project')
        self.assertEqual(self.catch_up('2025-03-11', '--corrections', '0').err, '')
        result = self.store('check', self.facts)
        self.assertEqual(self.ids(result).count('publish/renamed'), 1)
        self.assertIn(f'project {self.PLAN} /title (2025-01 … 2025-02)', result.err)
        self.set('/standards/0/passed=false', '2025-01/r')
        self.run_at('2025-03-12', '--period', '2025-01')
        self.assertEqual((self.editions(), self.title()), (2, PROJECT['title']))
        # A mistake in the name is corrected on request, and then it stays corrected.
        result = self.run_at('2025-03-13', '--period', '2025-01', '--preview')
        self.assertIn('publish/kept-values', self.ids(result))
        self.assertIn('/title', result.err)
        self.run_at('2025-03-13', '--period', '2025-01', '--current-records')
        self.assertEqual((self.editions(), self.title()), (3, self.NEW))
        self.assertIn('/title (2025-02)', self.store('check', self.facts).err)
        self.assertIn('as it was', self.run_at('2025-03-14', '--period', '2025-01').out)
        self.assertEqual(self.editions('2025-02'), 1)
        # What is stated for one month holds for it.
        self.set('/months=[{"period":"2025-02","title":"示例当月名称"}]', self.PLAN, 'project')
        self.assertEqual(self.ids(self.catch_up('2025-03-15')), ['publish/changed-facts'])

    def test_other_words_are_no_other_facts(self):
        texts = self.write('texts.json', {'history.working-draft': '示例说法：已形成草案'})
        self.assertEqual(self.catch_up('2025-03-11', '--texts', texts).err, '')
        # Another stage is one, in whatever words.
        self.set('/stages/0/stage=started', self.PLAN, 'project')
        self.assertEqual(self.ids(self.catch_up('2025-03-12', '--texts', texts)), ['publish/changed-facts'])


class Disagreeing(EditionsTest):
    def test_an_event_and_the_stages_of_its_project_do_not_contradict_each_other(self):
        project = {**PROJECT, 'stages': [{'date': '2025-01-12', 'stage': 'draft_review', 'passed': True}]}
        review = {'id': 'r', 'type': 'ns_draft_review', 'dates': ['2025-01-12'],
                  'standards': [{'plan_number': PROJECT['plan_number'], 'passed': False}]}
        self.store('import', self.facts, self.write('more.json', {'events': [review], 'projects': [project]}))
        result = self.store('check', self.facts)
        self.assertIn('store/disagrees', self.ids(result))
        self.assertIn('2025-01/r', result.err)
        self.assertIn('store/disagrees', self.ids(self.run_at('2025-02-10', '--period', '2025-01', '--preview')))
        self.set('/standards/0/passed=true', '2025-01/r')
        self.assertNotIn('store/disagrees', self.ids(self.store('check', self.facts)))


class Options(EditionsTest):
    def test_what_would_change_nothing_is_refused(self):
        for words in (('--period', '2025-01', '--edition', '1'), ('--period', '2025-01', '--corrections', '2'),
                      ('--catch-up', '--current-records'), ('--period', '2025-01', '--reason', 'x'), ('--leave', *DECISION),
                      ('--withdraw', '2025-01', '--catch-up', *DECISION), ('--catch-up', '--corrections', '-1')):
            self.run_at('2025-02-10', *words, status=BAD_USAGE)
        self.assertIn('from 1 to 28', self.run_at('2025-02-10', '--catch-up', '--due-day', '31', status=BAD_USAGE).err)

    def test_a_broken_bundle_is_named_with_file_and_line(self):
        own = self.folder / 'own/monthly-bulletin'
        shutil.copytree(ROOT / 'templates/monthly-bulletin', own)
        (own / 'template.json').write_text('{', encoding='utf-8')
        result = self.run_at('2025-02-10', '--period', '2025-01', '--templates', own.parent, status=None)
        self.assertNotEqual(result.status, 0)
        self.assertIn('template.json:1', result.err)
        self.assertNotIn('publish/unknown-kind', result.err)

    def test_a_time_may_be_that_of_china(self):
        self.run_at('2025-02-10T06:30:00+08:00', '--period', '2025-01')
        self.assertEqual(index_of(self.site)['issues'][0]['published'], '2025-02-09T22:30:00Z')


if __name__ == '__main__':
    unittest.main()
