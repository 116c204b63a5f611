"""The annual review: index, statistics and important events of a year, from the store of the bulletin. Each number is
counted again here from the facts."""
import collections
import datetime
import json
import shutil
import subprocess
import unittest

import openpyxl

import needs
from facts import EVENT, PROJECT, FactsTest, index_of, two_years
from harness import BAD_INPUT, ROOT, gongwen

NOW = '2030-01-15T02:00:00Z'
YEAR = '2027'
MONTHS = [f'{YEAR}-{month:02}' for month in range(1, 13)]
BY_EVENTS = {'ns_draft_review': 'draft_review', 'ns_public_comment': 'public_comment', 'ns_submission_review': 'submission_review',
             'ns_committee_vote': 'committee_vote', 'ns_submitted': 'submitted', 'ns_terminated': 'terminated', 'ns_published': 'published'}
IN_RESEARCH = ['started', 'working_draft', 'draft_review', 'public_comment', 'comments_handled', 'submission_review', 'committee_vote',
               'submitted']
MEETINGS = ('mt_meeting', 'mt_training', 'mt_week', 'is_meeting')


def month_of(record):
    return record.get('period') or record['dates'][-1][:7]


def stages_at(facts, last_day):
    """By plan number: the stage on a day, and since when."""
    told = collections.defaultdict(list)
    for project in facts['projects']:
        for entry in project.get('stages', []):
            told[project['plan_number']].append((entry['date'], entry['stage']))
    for event in facts['events']:
        for standard in event.get('standards', []):
            if event['type'] in BY_EVENTS and 'plan_number' in standard:
                told[standard['plan_number']].append((event['dates'][-1], BY_EVENTS[event['type']]))
    reached = {}
    for plan, entries in told.items():
        past = sorted(entry for entry in entries if entry[0] <= last_day)
        if past:
            reached[plan] = past[-1][1], past[-1][0]
    return reached


def rows_of(sheet):
    """Rows below the head, which is below the caption."""
    return [list(row) for row in sheet.iter_rows(min_row=3, values_only=True) if any(cell is not None for cell in row)]


class YearTest(FactsTest):
    def setUp(self):
        super().setUp()
        self.site = self.folder / 'years'

    def review(self, store, *arguments, status=0, now=NOW, site=None):
        result = gongwen('publish', 'annual-review', '--store', store, '-o', site or self.site, '--now', now, *arguments)
        self.assertEqual(result.status, status, result.err + result.out)
        return result

    def data(self, year=YEAR):
        return json.loads((self.site / year / 'data.json').read_text(encoding='utf-8'))

    def pages(self):
        words = ['pdftotext', '-layout', str(self.site / YEAR / 'annual-review.pdf'), '-']
        return subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout.decode('utf-8')

    @needs.time
    def test_a_year_is_summed_up_as_the_records_say(self):
        facts = two_years(14)
        store = self.filled(facts)
        bulletin = self.folder / 'bulletin'
        self.publish(store, bulletin, '--catch-up')
        self.review(store, '--period', YEAR)
        data = self.data()
        events = [event for event in facts['events'] if month_of(event)[:4] == YEAR]
        self.assertEqual(collections.Counter((fact['month'], fact['id']) for fact in data['facts']),
                         collections.Counter((month_of(event), event['id']) for event in events))
        self.assertEqual([issue['period'] for issue in data['issues']], MONTHS)
        published = {issue['period']: issue for issue in index_of(bulletin)['issues']}
        for issue in data['issues']:
            self.assertEqual({name: published[issue['period']][name] for name in issue}, issue)
        reached = stages_at(facts, f'{YEAR}-12-31')
        self.assertEqual({project['plan_number']: (project['stage'], project['date']) for project in data['projects']},
                         {plan: found for plan, found in reached.items() if found[0] in IN_RESEARCH or found[1][:4] == YEAR})

        book = openpyxl.load_workbook(self.site / YEAR / 'annual-review.xlsx', data_only=True)
        by_type = collections.defaultdict(collections.Counter)
        for event in events:
            by_type[event['type']][month_of(event)] += 1
        table = sorted(row[1:] for row in rows_of(book['统计 事项类型']))
        self.assertEqual(table, sorted([counts[month] for month in MONTHS] + [counts.total()] for counts in by_type.values()))
        by_month = rows_of(book['统计 各月事项'])
        self.assertEqual([row[-1] for row in by_month], [sum(month_of(event) == month for event in events) for month in MONTHS])
        self.assertEqual([sum(row[1:-1]) for row in by_month], [row[-1] for row in by_month])
        counted = collections.Counter(stage for stage, _ in reached.values() if stage in IN_RESEARCH)
        self.assertEqual([row[1] for row in rows_of(book['统计 标准阶段'])], [counted[stage] for stage in IN_RESEARCH if counted[stage]])
        self.assertEqual([row[1] for row in rows_of(book['统计 国际投票'])],
                         [sum(ballot['period'] == month for ballot in facts['ballots']) for month in MONTHS])
        met = [event for event in events if event['type'] in MEETINGS]
        self.assertEqual([row[1:] for row in rows_of(book['统计 会议活动'])],
                         [[sum(month_of(event) == month for event in met),
                           sum(event.get('participants', 0) for event in met if month_of(event) == month)] for month in MONTHS])
        pages = self.pages()
        self.assertIn(f'报告事项{len(events)}项', pages.replace('\n', '').replace(' ', ''))
        self.assertIn(f'在研国家标准项目{counted.total()}项', pages.replace('\n', '').replace(' ', ''))

        occurs = collections.defaultdict(list)
        for number, month in enumerate(MONTHS, 1):
            issue = json.loads((bulletin / month.replace('-', '/') / 'data.json').read_text(encoding='utf-8'))
            plans = {project['plan_number'] for project in issue.get('projects', [])}
            for event in issue['events']:
                plans |= {plan['plan_number'] for plan in event.get('plans', [])}
            for plan in plans:
                occurs[plan].append(str(number))
        index = rows_of(book['国家标准项目索引'])
        self.assertEqual({row[1]: row[3] for row in index if row[3]}, {plan: f'第{"、".join(issues)}期' for plan, issues in occurs.items()})
        self.assertEqual([row[1] for row in index], sorted(set(occurs) | {plan for plan in reached if reached[plan][1][:4] <= YEAR}))

        self.assertIn('is as it was', self.review(store, '--period', YEAR, now='2030-01-16').out)
        verified = gongwen('publish', '-o', self.site, '--verify')
        self.assertEqual((verified.status, verified.out), (0, '2027, edition 1: as published, not signed\n'))

    def test_a_record_says_what_is_important_and_what_comes_first(self):
        later = {**EVENT, 'id': 'meeting-0911', 'dates': ['2026-09-11'], 'name': '虚构研讨会'}
        store = self.filled({'events': [EVENT, later], 'projects': [PROJECT], 'annual_reviews': [
            {'period': '2026', 'overview': ['这一年风平浪静。'], 'important': ['2026-09/meeting-0911']}]})
        result = self.review(store, '--period', '2026', '--error-format', 'json')
        # Nothing was published: the contents and the index lack both months.
        self.assertEqual([one['id'] for one in json.loads(result.err)['diagnostics']].count('rules/doubtful'), 2, result.err)
        self.assertEqual((self.data('2026')['important'], self.data('2026')['issues']), (['2026-09/meeting-0911'], []))
        sheet = openpyxl.load_workbook(self.site / '2026/annual-review.xlsx')['重要事项']
        self.assertEqual(rows_of(sheet), [[datetime.datetime(2026, 9, 11), datetime.datetime(2026, 9, 11), None, '虚构研讨会', '9月']])
        self.store('edit', store, 'annual_review', '2026', '--set', '/important/0=2026-09/nothing', '--reason', '试')
        result = self.review(store, '--period', '2026', '--error-format', 'json', status=BAD_INPUT)
        self.assertIn('rules/violated', [one['id'] for one in result.errors()])

    def test_years_are_due_after_their_end_and_corrected_like_months(self):
        store = self.filled({'events': [EVENT, {**EVENT, 'id': 'early', 'dates': ['2025-03-04']}], 'projects': [PROJECT]})
        self.publish(store, self.folder / 'bulletin', '--catch-up', now='2027-01-10')
        self.assertIn('2025: number 1', self.review(store, '--catch-up', '--due-day', '20', now='2027-01-19').out)
        self.assertIn('2026: number 1', self.review(store, '--catch-up', '--due-day', '20', now='2027-01-20').out)
        self.store('edit', store, 'event', '2026-07/meeting-0710', '--set', '/participants=13', '--reason', '试')
        self.assertIn('corrected, edition 2', self.review(store, '--period', '2026', now='2027-01-21').out)

    def test_an_event_that_states_its_month_is_of_the_year(self):
        undated = {'id': 'free-1', 'type': 'free', 'period': '2026-12', 'heading': '虚构的岁末事项', 'body': ['无事。'], 'date_text': '岁末'}
        store = self.filled({'events': [undated]})
        self.review(store, '--period', '2026')
        self.assertEqual([(fact['id'], fact['month']) for fact in self.data('2026')['facts']], [('free-1', '2026-12')])
        listed = self.store('list', store, '--period', '2026').out
        self.assertIn('2026-12/free-1', listed)

    def test_what_is_withdrawn_is_not_in_the_index(self):
        store = self.filled({'events': [EVENT, {**EVENT, 'id': 'meeting-0911', 'dates': ['2026-09-11']}], 'projects': [PROJECT]})
        bulletin = self.folder / 'bulletin'
        self.publish(store, bulletin, '--catch-up', now='2026-10-10')
        withdrawn = gongwen('publish', 'monthly-bulletin', '--store', store, '-o', bulletin, '--withdraw', '2026-07', '--reason', '试', '--now',
                            '2026-10-11')
        self.assertEqual(withdrawn.status, 0, withdrawn.err)
        self.review(store, '--period', '2026')
        self.assertEqual([issue['period'] for issue in self.data('2026')['issues']], ['2026-09'])
        # Published again, it is there again.
        self.publish(store, bulletin, '--period', '2026-07', now='2026-10-12')
        self.review(store, '--period', '2026')
        self.assertEqual([(issue['period'], issue['edition']) for issue in self.data('2026')['issues']], [('2026-07', 2), ('2026-09', 1)])

    def test_the_bulletin_is_meant_where_no_kind_is_named_and_records_are_not_made_of_a_review(self):
        store = self.filled({'events': [EVENT], 'projects': [PROJECT]})
        result = gongwen('publish', '--store', store, '-o', self.folder / 'bulletin', '--period', '2026-07', '--now', NOW)
        self.assertEqual(result.status, 0, result.err)
        self.assertEqual(index_of(self.folder / 'bulletin')['kind'], 'monthly-bulletin')
        self.review(store, '--period', '2026')
        result = gongwen('store', 'import', store, self.write('review.json', self.data('2026')))
        self.assertNotEqual(result.status, 0)
        checked = gongwen('store', 'check', store)
        self.assertEqual(checked.status, 0, checked.err)

    def test_types_of_kinds_that_are_not_there_are_named(self):
        folder = self.folder / 'own'
        for old, new, message in (('"types_of": ["monthly-bulletin"]', '"types_of": ["monthly-buletin"]', 'store/unknown-periodical'),
                                  ('"kind": "monthly-bulletin"', '"kind": "daily-bulletin"', 'store/unknown-periodical'),
                                  ('"of": "event"', '"of": "incident"', 'engine/unknown-record-type')):
            with self.subTest(new):
                shutil.rmtree(folder, ignore_errors=True)
                shutil.copytree(ROOT / 'templates/annual-review', folder / 'annual-review')
                path = folder / 'annual-review/template.json'
                text = path.read_text(encoding='utf-8')
                self.assertIn(old, text)
                path.write_text(text.replace(old, new), encoding='utf-8')
                result = gongwen('store', 'describe', 'event', '--templates', folder, '--error-format', 'json')
                self.assert_fails(result, BAD_INPUT, message)


class ChartsOfTheBulletinTest(FactsTest):
    """Charts count what their titles say."""

    def test_projects_by_stage_are_all_that_are_worked_on(self):
        facts = two_years(8)
        facts['issues'] = [{'period': '2027-08', 'charts': ['standards-by-stage', 'ballots-by-month']}]
        store = self.filled(facts)
        site = self.folder / 'site'
        self.publish(store, site, '--catch-up')
        data = json.loads((site / '2027/08/data.json').read_text(encoding='utf-8'))
        counted = collections.Counter(stage for stage, _ in stages_at(facts, '2027-08-31').values() if stage in IN_RESEARCH)
        self.assertGreater(counted.total(), len(data['projects']))
        self.assertEqual({row['stage']: row['count'] for row in data['project_stages']}, dict(counted))
        words = ['pdftotext', '-layout', str(site / '2027/08/bulletin.pdf'), '-']
        text = subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout.decode('utf-8')
        self.assertIn('2027年8月末在研标准项目所处阶段', text.replace(' ', ''))
        ballots = collections.Counter(ballot['period'] for ballot in facts['ballots'])
        first = min(ballots)
        self.assertEqual([(row['month'], row['count']) for row in data['earlier_ballots']],
                         [(month, ballots[month]) for month in MONTHS[:7] if month >= first])

    def test_months_without_ballots_are_columns_too(self):
        ballot = {'reference': 'ISO/IEC CD 99100', 'title_en': 'Sample', 'title_zh': '网络安全　示例邮筒', 'content': '虚构。'}
        told = {'id': 'ballots', 'type': 'is_ballot', 'date_text': '三月', 'count': 1}
        store = self.filled({'events': [{**told, 'period': '2026-03'}], 'issues': [{'period': '2026-03', 'charts': ['ballots-by-month']}],
                             'ballots': [{**ballot, 'period': '2025-01'}, {**ballot, 'period': '2025-12'}, {**ballot, 'period': '2026-03'}]})
        self.publish(store, self.folder / 'site', '--period', '2026-03')
        data = json.loads((self.folder / 'site/2026/03/data.json').read_text(encoding='utf-8'))
        self.assertEqual([row['month'] for row in data['earlier_ballots']],
                         [f'2025-{month:02}' for month in range(4, 13)] + ['2026-01', '2026-02'])
        self.assertEqual([row['count'] for row in data['earlier_ballots']], [0] * 8 + [1, 0, 0])


if __name__ == '__main__':
    unittest.main()
