"""Approval by a second person, holding back and releasing at an hour, dry runs, events that are left out or carried over."""
import json
import unittest

from facts import index_of
from harness import BAD_INPUT, BAD_USAGE, gongwen
from test_record import RecordTest, meeting


class ApprovalTest(RecordTest):
    def decide(self, day, period, *words, by, status=0):
        return self.run_at(day, '--period', period, *words, '--by', by, status=status)

    def nightly(self, day, *words, **options):
        return self.catch_up(day, '--needs-approval', '--by', 'night', *words, **options)

    def published(self):
        return [one['period'] for one in index_of(self.site)['issues']] if (self.site / 'index.json').exists() else []


class Approval(ApprovalTest):
    def test_nothing_is_published_before_a_second_person_has_approved_it(self):
        first = self.nightly('2025-02-10T01:00:00Z')
        self.assertIn('2025-01: waits for approval, asked for by night at 2025-02-10T01:00:00Z', first.out)
        self.assertEqual(self.published(), [])
        # The next night does not ask again, and a run without the option waits, too.
        self.assertIn('asked for by night at 2025-02-10', self.nightly('2025-02-11').out)
        self.assertIn('asked for by night at 2025-02-10', self.catch_up('2025-02-12').out)
        self.assertEqual(self.ids(self.decide('2025-02-12', '2025-01', '--approve', by='night', status=BAD_INPUT)), ['publish/second-person'])
        self.assertIn('approved by Li Example', self.decide('2025-02-13', '2025-01', '--approve', by='Li Example').out)
        self.assertIn('2025-01: number 1 of 2025 published', self.nightly('2025-02-14').out)
        self.assertEqual(self.numbers(), [('2025-01', 1, '2025-02-14', 1)])
        # A correction is approved as well.
        self.store('edit', self.facts, 'event', '2025-01/a', '--set', '/participants=12', '--reason', '试', '--by', 'Wang Example')
        waits = self.run_at('2025-02-15', '--period', '2025-01', '--needs-approval', '--by', 'night')
        self.assertIn('2025-01: waits for approval', waits.out)
        refused = self.decide('2025-02-16', '2025-01', '--approve', by='Wang Example', status=BAD_INPUT)
        self.assertEqual(self.ids(refused), ['publish/own-change'])
        self.decide('2025-02-16', '2025-01', '--approve', by='Li Example')
        self.assertIn('corrected, edition 2', self.run_at('2025-02-17', '--period', '2025-01', '--needs-approval').out)

    def test_a_name_that_is_written_otherwise_is_no_second_person(self):
        self.decide('2025-02-10', '2025-01', '--ask-approval', by='Zhang San')
        for name in ('Zhang San ', '　Zhang San', 'Zhang\u200b San', 'zhang san', 'Ｚｈａｎｇ San'):
            refused = self.decide('2025-02-11', '2025-01', '--approve', by=name, status=BAD_INPUT)
            self.assertEqual(self.ids(refused), ['publish/second-person'], name)
        self.decide('2025-02-11', '2025-01', '--approve', by='Li Example')

    def test_an_approval_is_for_the_data_that_was_shown(self):
        self.nightly('2025-02-10')
        self.decide('2025-02-11', '2025-01', '--approve', by='Li Example')
        self.store('edit', self.facts, 'event', '2025-01/a', '--set', '/participants=12', '--reason', '试', '--by', 'Wang Example')
        night = self.nightly('2025-02-12')
        self.assertEqual(self.ids(night), ['publish/approval-void'])
        self.assertIn('asked for by night at 2025-02-12', night.out)
        self.assertEqual(self.published(), [])
        # What was asked for is not what there is.
        self.store('edit', self.facts, 'event', '2025-01/a', '--set', '/participants=13', '--reason', '试', '--by', 'Wang Example')
        self.assertEqual(self.ids(self.decide('2025-02-13', '2025-01', '--approve', by='Li Example', status=BAD_INPUT)), ['publish/not-asked'])
        self.decide('2025-02-13', '2025-01', '--ask-approval', by='Wang Example')
        self.decide('2025-02-13', '2025-01', '--approve', by='Li Example')
        self.assertIn('number 1 of 2025 published', self.nightly('2025-02-14').out)

    def test_what_is_sent_back_waits_until_it_has_changed(self):
        self.nightly('2025-02-10')
        self.decide('2025-02-11', '2025-01', '--send-back', by='Li Example', status=BAD_USAGE)
        self.decide('2025-02-11', '2025-01', '--send-back', '--reason', '缺地点', by='Li Example')
        night = self.nightly('2025-02-12')
        self.assertIn('2025-01: sent back by Li Example', night.out)
        self.assertIn('缺地点', night.out)
        self.store('edit', self.facts, 'event', '2025-01/a', '--set', '/place=另一示例市', '--reason', '试')
        self.assertIn('waits for approval, asked for by night at 2025-02-13', self.nightly('2025-02-13').out)

    def test_a_run_asks_once_and_its_command_hears_of_it_once(self):
        log = self.folder / 'log'
        after = f'cat >> {log}'
        self.nightly('2025-02-10', '--run-after', after)
        self.nightly('2025-02-11', '--run-after', after)
        lines = log.read_text(encoding='utf-8').splitlines()
        self.assertEqual(len(lines), 1)
        month = json.loads(lines[0])['months'][0]
        self.assertEqual((month['outcome'], month['standing']['state'], month['standing']['by']), ('waiting', 'asked', 'night'))

    def test_later_months_wait_and_the_run_says_so(self):
        night = self.nightly('2025-04-10')
        self.assertIn('2025-02: waits for 2025-01\n2025-03: waits for 2025-01\n', night.out)
        self.decide('2025-04-11', '2025-01', '--approve', by='Li Example')
        self.assertIn('2025-02: waits for approval', self.nightly('2025-04-12').out)
        self.assertEqual(self.published(), ['2025-01'])


class Holding(ApprovalTest):
    def test_a_held_issue_and_all_later_ones_wait(self):
        self.decide('2025-02-05', '2025-02', '--hold', '--reason', '待核实', by='Li Example')
        night = self.catch_up('2025-04-10')
        self.assertIn('2025-01: number 1 of 2025 published', night.out)
        self.assertIn('2025-02: held by Li Example', night.out)
        self.assertIn('2025-03: waits for 2025-02', night.out)
        self.assertEqual(self.published(), ['2025-01'])
        self.assertEqual(self.ids(self.run_at('2025-04-11', '--period', '2025-02', status=BAD_INPUT)), ['publish/held'])
        self.decide('2025-04-12', '2025-02', '--release', by='Wang Example')
        self.assertEqual(self.ids(self.decide('2025-04-12', '2025-02', '--release', by='Wang Example', status=BAD_INPUT)), ['publish/not-held'])
        self.catch_up('2025-04-13')
        self.assertEqual(self.published(), ['2025-01', '2025-02', '2025-03'])

    def test_an_issue_is_held_until_an_hour(self):
        self.decide('2025-02-05', '2025-01', '--hold', '--until', '2025-02-12T09:00+08:00', by='Li Example')
        self.assertIn('2025-01: held until 2025-02-12T01:00:00Z', self.catch_up('2025-02-12T00:59:59Z').out)
        self.assertIn('published', self.catch_up('2025-02-12T01:00:00Z').out)
        past = self.decide('2025-03-10', '2025-02', '--hold', '--until', '2025-03-01', by='Li Example', status=BAD_INPUT)
        self.assertEqual(self.ids(past), ['publish/hold-past'])

    def test_the_record_of_an_issue_states_when_it_is_released(self):
        self.store('add', self.facts, 'issue', self.write('issue.json', {'period': '2025-01', 'release_at': '2025-02-12T09:00+08:00'}))
        self.assertIn('held until 2025-02-12T01:00:00Z', self.catch_up('2025-02-12T00:59:59Z').out)
        self.assertIn('published', self.catch_up('2025-02-12T01:00:00Z').out)
        for wrong in ('2025-02-12', '12 Feb', '2025-02-12T09:00'):
            self.store('add', self.facts, 'issue', self.write('issue.json', {'period': '2025-01', 'release_at': wrong}), status=BAD_INPUT)


class DryRun(ApprovalTest):
    def test_a_dry_run_leaves_files_that_can_be_mailed(self):
        folder = self.folder / 'dry'
        log = self.folder / 'log'
        self.catch_up('2025-03-10', '--preview', '--preview-folder', folder, '--run-after', f'cat > {log}')
        self.assertEqual(sorted(path.name for path in folder.iterdir()), ['2025-01.json', '2025-01.pdf', '2025-02.json', '2025-02.pdf', 'report.json', 'report.txt'])
        self.assertTrue((folder / '2025-02.pdf').read_bytes().startswith(b'%PDF'))
        self.assertIn('2025-02: would be number 2 of 2025', (folder / 'report.txt').read_text(encoding='utf-8'))
        self.assertEqual(json.loads(log.read_text(encoding='utf-8'))['months'][1]['period'], '2025-02')
        self.assertFalse(self.site.exists())


class LeftOut(ApprovalTest):
    def issue(self, **members):
        self.store('import', self.facts, self.write('issue.json', [members]), '--type', 'issue')

    def names(self, period):
        return [event['name'] for event in json.loads((self.site / period.replace('-', '/') / 'data.json').read_text(encoding='utf-8'))['events']]

    def add(self, *events):
        self.store('add', self.facts, 'event', self.write('events.json', list(events)))

    def test_an_event_is_carried_over_once(self):
        self.add(meeting('2025-01', 'b') | {'name': '示例推迟会议'})
        self.issue(period='2025-01', carry_over=['b'], events=['b', 'a'])
        self.catch_up('2025-04-10')
        self.assertEqual([self.names(month) for month in ('2025-01', '2025-02', '2025-03')],
                         [['示例1月会议'], ['示例推迟会议', '示例2月会议'], ['示例3月会议']])

    def test_a_month_whose_only_event_is_carried_over_has_no_issue(self):
        self.add(meeting('2025-04', 'late') | {'name': '示例推迟会议'})
        self.issue(period='2025-04', carry_over=['late'])
        self.catch_up('2025-05-10')
        self.assertEqual(self.published(), ['2025-01', '2025-02', '2025-03'])
        self.catch_up('2025-06-10')
        self.assertEqual(self.numbers()[-1][:2], ('2025-05', 4))

    def test_what_is_left_out_is_open_until_somebody_says_that_it_will_not_appear(self):
        self.add(meeting('2025-01', 'b') | {'name': '示例推迟会议'})
        self.issue(period='2025-01', leave_out=['b'])
        night = self.catch_up('2025-02-10')
        self.assertEqual(self.names('2025-01'), ['示例1月会议'])
        self.assertIn('! left out of their issue, and nobody has said that they will not appear: event 2025-01/b', night.out)
        self.issue(period='2025-01', will_not_appear=['b'])
        night = self.catch_up('2025-02-11')
        self.assertEqual((night.out, night.err), ('nothing is due\n', ''))

    def test_an_unknown_id_is_an_error(self):
        for member in ('leave_out', 'carry_over', 'will_not_appear'):
            self.issue(period='2025-01', **{member: ['no-such']})
            self.assertEqual(self.ids(self.catch_up('2025-02-10', status=BAD_INPUT)), ['publish/unknown-listed'], member)


class OpenPoints(ApprovalTest):
    def test_the_check_of_a_store_shows_what_runs_show(self):
        self.store('add', self.facts, 'event', self.write('late.json', [meeting('2025-05', 'may'), {'id': 'some-day', 'type': 'mt_meeting', 'date_text': '近日', 'name': '示例会议', 'place': '示例市'}]))
        night = self.catch_up('2025-07-10')
        report = self.folder / 'report.json'
        metrics = self.folder / 'metrics'
        self.catch_up('2025-07-11', '--report', report, '--metrics', metrics)
        self.assertIn('! no records and no issue: 2025-04', night.out)
        self.assertEqual(json.loads(report.read_text(encoding='utf-8'))['open']['missing_periods'], ['2025-04'])
        self.assertIn('gongwen_publish_open_records 2', metrics.read_text(encoding='utf-8'))
        check = self.store('check', self.facts)
        self.assertIn('publish/open-records', check.err)
        self.assertIn('events without date and month: undated/some-day', check.err)
        # A month that has no issue on purpose.
        self.store('add', self.facts, 'issue', self.write('issue.json', {'period': '2025-04', 'no_issue': '示例原因'}))
        self.assertNotIn('2025-04', self.catch_up('2025-07-12').out)

    def test_the_check_of_a_store_finds_what_would_stop_a_month(self):
        self.catch_up('2025-02-10')
        self.store('add', self.facts, 'issue', self.write('issue.json', {'period': '2025-03', 'issue': 1}))
        self.assertIn('publish/number-taken', self.store('check', self.facts, status=BAD_INPUT).err)


class ExtraIssues(ApprovalTest):
    def test_a_month_has_a_second_issue(self):
        self.store('add', self.facts, 'event', self.write('extra.json', [meeting('2025-02', 'special') | {'period': '2025-02.2', 'name': '示例专题会议'}]))
        self.catch_up('2025-04-10')
        self.assertEqual([one[:2] for one in self.numbers()], [('2025-01', 1), ('2025-02', 2), ('2025-02.2', 3), ('2025-03', 4)])
        self.assertTrue((self.site / '2025/02.2/bulletin.pdf').is_file())
        self.assertTrue((self.site / '2025/02/bulletin.pdf').is_file())
        for page in ('index.html', 'feed.xml'):
            self.assertIn('2025/02.2/', (self.site / page).read_text(encoding='utf-8'))
        verified = self.run_verify()
        self.assertIn('2025-02.2, edition 1: as published', verified.out)
        # A correction of it, and the same site again.
        self.store('edit', self.facts, 'event', '2025-02.2/special', '--set', '/participants=12', '--reason', '试')
        self.assertIn('2025-02.2: number 3 of 2025 corrected, edition 2', self.run_at('2025-04-11', '--period', '2025-02.2').out)
        self.assertEqual(self.store('list', self.facts, 'event', '--period', '2025-02').out.count('special'), 0)
        for wrong in ('2025-02.1', '2025-02.10', '2025-02.'):
            self.run_at('2025-04-12', '--period', wrong, status=BAD_USAGE)

    def test_months_after_an_extra_issue_are_published_by_a_strict_run(self):
        self.store('add', self.facts, 'event', self.write('extra.json', [meeting('2025-01', 'special') | {'period': '2025-01.2'}]))
        self.assertEqual(self.catch_up('2025-04-10', '--strict').err, '')
        self.assertEqual([one[:2] for one in self.numbers()], [('2025-01', 1), ('2025-01.2', 2), ('2025-02', 3), ('2025-03', 4)])

    def run_verify(self):
        result = gongwen('publish', '-o', self.site, '--verify')
        self.assertEqual(result.status, 0, result.err)
        return result

    def test_what_is_carried_over_goes_to_the_extra_issue(self):
        self.store('add', self.facts, 'event', self.write('extra.json', [meeting('2025-01', 'b'), meeting('2025-02', 'special') | {'period': '2025-01.2'}]))
        self.store('add', self.facts, 'issue', self.write('issue.json', {'period': '2025-01', 'carry_over': ['b']}))
        self.catch_up('2025-02-10')
        data = json.loads((self.site / '2025/01.2/data.json').read_text(encoding='utf-8'))
        self.assertEqual([event['id'] for event in data['events']], ['b', 'special'])


class FreeSections(ApprovalTest):
    def test_foreword_and_sections_are_on_all_pages(self):
        self.store('add', self.facts, 'issue', self.write('issue.json', {
            'period': '2025-01', 'foreword': ['示例卷首语一段。', {'list': ['示例甲条', '示例乙条']}],
            'free_sections': [{'title': '示例按语', 'place': 'before', 'body': ['示例按语一段。']}, {'title': '示例解读', 'body': ['示例解读一段。']}]}))
        self.catch_up('2025-02-10')
        page = (self.site / '2025/01/index.html').read_text(encoding='utf-8')
        places = [page.rindex(text) for text in ('示例卷首语一段', '示例甲条', '示例按语一段', '示例1月会议', '示例解读一段')]
        self.assertEqual(places, sorted(places))


if __name__ == '__main__':
    unittest.main()
