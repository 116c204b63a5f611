"""A year's statistics from twelve bulletins: the rows of their sheets 数据 are put below each other by copy and paste, in
the first month's workbook. Its formulas, calculated by LibreOffice, tell what is counted here from the data."""
import collections
import datetime
import json
import random
import re
import subprocess
import unittest

import openpyxl

from facts import two_years
from harness import ROOT, CommandTest, gongwen

BULLETIN = ROOT / 'samples/monthly-bulletin'
PARTS = json.loads((ROOT / 'templates/monthly-bulletin/schema.json').read_text(encoding='utf-8'))['$defs']
TYPES = PARTS['event']['properties']['type']['enum']
TITLES = {**{name: PARTS[name]['x-title']['zh'] for name in TYPES}, 'free': '其他事项'}
YEAR = 2026
DATA, LISTS, AWARDS, EXPERTS = '数据', '标准清单', '奖项清单', '专家清单'


def sample(name):
    return json.loads((BULLETIN / f'{name}.json').read_text(encoding='utf-8'))


def in_month(data, month):
    """The sample of August as of another month."""
    def moved(match):
        months = int(match[1]) * 12 + int(match[2]) - 1 + month - 8
        return f'"{months // 12}-{months % 12 + 1:02}-{min(int(match[3]), 28):02}"'
    data = json.loads(re.sub(r'"(\d{4})-(\d\d)-(\d\d)"', moved, json.dumps(data, ensure_ascii=False).replace('2026年8月"', f'2026年{month}月"')))
    return {**data, 'issue': month, 'total_issue': 109 + month, 'period': f'{YEAR}-{month:02}'}


def varied(data, chance):
    """Some of its events, with other numbers."""
    data['events'] = [event for event in data['events'] if chance.random() < .6] or data['events'][:1]
    ids = {event['id'] for event in data['events']}
    data['events'] = [event for event in data['events'] if event.get('about', event['id']) in ids]
    for event in data['events']:
        for member in ('participants', 'delegates', 'members'):
            if member in event:
                event[member] = chance.randint(1, 900)
        votes = [standard['result'] for standard in event.get('standards', []) if 'result' in standard]
        for result in votes + ([event['ballot']] if 'ballot' in event else []):
            result.update(in_favour=chance.randint(50, 90), against=chance.randint(0, 20), abstained=chance.randint(0, 5), **({'passed': True} if 'passed' in result else {}))
        for award in event.get('awards', []):
            award['count'] = chance.randint(1, 30)
        for group in event.get('groups', []):
            group.update({name: chance.randint(0, {'count': 10, 'joined': 5, 'left': 5}[name]) + (5 if name == 'count' else 0)
                          for name in ('count', 'joined', 'left') if name in group})
        event.pop('count', None)
    return with_annexes(data)


def with_annexes(data):
    """With the projects and documents that its events are about."""
    named = {standard.get('plan_number') for event in data['events'] for standard in event.get('standards', [])}
    data['projects'] = [project for project in data['projects'] if project['plan_number'] in named]
    if not any(event['type'] == 'is_ballot' for event in data['events']):
        data['ballots'] = []
    return data


def generated(facts, month):
    """A month of the made-up facts of two years."""
    period = f'2027-{month:02}'
    events = [{name: value for name, value in event.items() if name != 'period'} for event in facts['events']
              if event.get('period') == period or event.get('dates', [''])[0].startswith(period)]
    members = ('plan_number', 'title', 'scope')
    projects = [{name: project[name] for name in members} for project in facts['projects']]
    ballots = [{name: value for name, value in ballot.items() if name != 'period'} for ballot in facts['ballots'] if ballot['period'] == period]
    data = {'year': YEAR, 'issue': month, 'total_issue': 109 + month, 'period': period, 'issue_date': '2028-02-01', 'events': events,
            'projects': projects, 'ballots': ballots}
    return json.loads(json.dumps(with_annexes(data), ensure_ascii=False).replace('2027', str(YEAR)).replace('2028', '2027'))


def twelve_months():
    chance = random.Random(260)
    facts = two_years(12)
    whole = sample('2026-08-all-events')
    for month in range(1, 13):
        if month in (8, 9, 10):
            yield sample({8: '2026-08-all-events', 9: '2026-09-busy', 10: '2026-10-charts'}[month])
        elif month > 10:
            yield generated(facts, month)
        else:
            yield varied(in_month(whole, month), chance)


def entries_of(event, data):
    """The standards that an event lists."""
    if event['type'] == 'is_ballot':
        return [ballot for ballot in data['ballots'] if ballot['reference'] in event.get('references', [ballot['reference']])]
    return event.get('standards', event.get('plans', event.get('documents', [event['standard']] if 'standard' in event else [])))


def votes_of(event):
    return [event['ballot']] if 'ballot' in event else [standard['result'] for standard in event.get('standards', []) if 'result' in standard]


class Year(CommandTest):
    def setUp(self):
        super().setUp()
        self.months = list(twelve_months())
        self.events = [(data, event) for data in self.months for event in data['events']]
        self.books = []
        for data in self.months:
            path = self.folder / f'{data["issue"]:02}.xlsx'
            result = gongwen('render', 'monthly-bulletin', self.write(f'{data["issue"]:02}.json', data), '-o', path)
            self.assertEqual(result.status, 0, result.err)
            self.books.append(openpyxl.load_workbook(path))

    def pasted(self):
        """The first month with the rows of all others, calculated."""
        book = self.books[0]
        for other in self.books[1:]:
            for name in (DATA, LISTS, AWARDS, EXPERTS):
                if name in other.sheetnames:
                    if name not in book.sheetnames:
                        book.create_sheet(name).append([cell.value for cell in other[name][1]])
                    self.assertEqual([cell.value for cell in book[name][1]], [cell.value for cell in other[name][1]])
                    for row in other[name].iter_rows(min_row=2, values_only=True):
                        book[name].append(row)
        path = self.folder / 'year.xlsx'
        book.save(path)
        out = self.folder / 'calculated'
        subprocess.run(['soffice', f'-env:UserInstallation=file://{self.folder}/office', '--headless', '--convert-to', 'xlsx', '--outdir', str(out), str(path)],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=120)
        return openpyxl.load_workbook(out / 'year.xlsx', data_only=True)

    def totals(self, events):
        """What the sheets count of some events."""
        found = collections.Counter(事项数=len(events))
        for data, event in events:
            listed = len(entries_of(event, data)) if event['type'] != 'ns_approved' else event['created'] + event['revised']
            found['项数'] += listed
            for head, of in {'下达计划项数': 'ns_plan_issued', '委员投票项数': 'ns_committee_vote', '报批项数': 'ns_submitted',
                             '发布标准项数': 'ns_published', '国际投票项数': 'is_ballot'}.items():
                found[head] += listed if event['type'] == of else 0
            for result in votes_of(event):
                found.update(赞成票=result['in_favour'], 反对票=result['against'], 弃权票=result.get('abstained', 0))
            found['参加人数'] += event.get('participants', 0) if event['type'] != 'ns_pilot' else 0
            found['奖项数'] += sum(award['count'] for award in event.get('awards', []))
            for head, name in {'新增专家数': 'joined', '退出专家数': 'left'}.items():
                found[head] += sum(group.get(name, 0) for group in event.get('groups', []))
        return found

    def test_twelve_bulletins_pasted_below_each_other_are_the_statistics_of_the_year(self):
        book = self.pasted()
        sheet = book['统计 事项类型']
        heads = [cell.value for cell in sheet[2]]
        self.assertEqual(heads, ['类型', '事项数', '项数', '赞成票', '反对票', '弃权票', '参加人数'])
        types = [(name, TITLES[name]) for name in {event['type'] for _, event in self.events}]
        self.assertGreater(len(types), 30)
        counted = {row[0]: dict(zip(heads[1:], row[1:])) for row in sheet.iter_rows(min_row=3, values_only=True)}
        self.assertEqual(list(counted), [*TITLES.values(), '合计'])
        for name, title in types + [(None, '合计')]:
            wanted = self.totals([(data, event) for data, event in self.events if name in (None, event['type'])])
            self.assertEqual(counted[title], {head: wanted[head] for head in heads[1:]}, title)

        sheet = book['统计 各月']
        heads = [cell.value for cell in sheet[2]]
        rows = list(sheet.iter_rows(min_row=3, values_only=True))
        self.assertEqual([row[0] for row in rows], [datetime.datetime(YEAR, month, 1) for month in range(1, 13)] + ['合计'])
        for month, row in enumerate(rows, 1):
            wanted = self.totals([(data, event) for data, event in self.events if month in (data['issue'], 13)])
            self.assertEqual(dict(zip(heads[1:], row[1:])), {head: wanted[head] for head in heads[1:]}, month)

        # A record of each event and each standard, none twice.
        rows = list(book[DATA].iter_rows(min_row=2, max_col=7, values_only=True))
        self.assertEqual([(row[0], row[1], row[3].month, row[6]) for row in rows if row[0]],
                         [(YEAR, data['issue'], data['issue'], id_) for data in self.months for id_ in self.ids(data)])
        listed = collections.Counter((row[1], row[4]) for row in book[LISTS].iter_rows(min_row=2, max_col=9, values_only=True))
        wanted = {(data['issue'], event['id']): len(entries_of(event, data)) for data, event in self.events if entries_of(event, data)}
        self.assertEqual({key: count for key, count in listed.items() if key[0]}, wanted)

    def ids(self, data):
        """Of the events in the order of the parts."""
        section = {'ns': 'standards', 'td': 'standards', 'is': 'international', 'mt': 'meetings', 'ot': 'other', 'fr': 'other'}
        own = {'ns_kickoff': 'meetings'}
        order = ['standards', 'international', 'meetings', 'other']
        return [event['id'] for event in sorted(data['events'], key=lambda event: order.index(
            event.get('section', own.get(event['type'], section[event['type'][:2]]))))]


if __name__ == '__main__':
    unittest.main()
