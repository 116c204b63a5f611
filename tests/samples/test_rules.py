"""The rules of each kind: all samples pass, and each rule has data that it refuses, at the right place."""
import json
import unittest

from harness import BAD_INPUT, DONE, ROOT, CommandTest, changed, gongwen
from samples import SAMPLES, name_of

BULLETIN = ROOT / 'samples/monthly-bulletin'


def put(value, *path):
    """A change that puts a value at a path."""
    def change(data):
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value
    return change


def events_of(name):
    return json.loads((BULLETIN / f'{name}.json').read_text(encoding='utf-8'))['events']


def index_of(kind_of_event):
    """The number of an event in the busy month."""
    return next(i for i, event in enumerate(events_of('2026-09-busy')) if event['type'] == kind_of_event)


ALL = '2026-08-all-events'
NUMBER = {event['id']: i for i, event in enumerate(events_of(ALL))}


def refused(rule, event, path, value, at=None):
    """A case that sets a value of an event in the sample with every type; `at` is blamed, or else the value."""
    steps = [int(step) if step.isdecimal() else step for step in path.split('/')]
    return rule, ALL, put(value, 'events', NUMBER[event], *steps), f'/events/{NUMBER[event]}/{path if at is None else at}'


PUBLISHED, AWARD, NEEDS = index_of('ns_published'), index_of('ot_award'), index_of('ns_needs')

# Rule, sample, change, pointer of the message.
CASES = [
    ('earlier-months', '2026-10-charts', put('2026-10', 'earlier_ballots', -1, 'month'), '/earlier_ballots/8/month'),
    ('earlier-months', '2026-10-charts', put('2026-03', 'earlier_ballots', 0, 'month'), '/earlier_ballots/0/month'),
    ('event-id-unique', '2024-02', put('approved-2024-2', 'events', 1, 'id'), '/events/1/id'),
    ('count-agrees', '2024-02', put(2, 'events', 1, 'count'), '/events/1/count'),
    ('approved-count-agrees', '2024-02', put(18, 'events', 0, 'count'), '/events/0/count'),
    ('approved-something', '2024-02', lambda data: data['events'][0].update(created=0, revised=0, count=0),
     '/events/0/created'),
    ('ballot-count-agrees', '2024-02', put(3, 'events', 3, 'count'), '/events/3/count'),
    ('award-count-agrees', '2026-09-busy', put(1, 'events', AWARD, 'count'), f'/events/{AWARD}/count'),
    ('project-known', '2024-02', put('20330001-T-469', 'events', 2, 'standards', 0, 'plan_number'),
     '/events/2/standards/0/plan_number'),
    ('project-unique', '2024-02', lambda data: data['projects'].append(data['projects'][0]), '/projects/4/plan_number'),
    ('project-has-progress', '2024-02', lambda data: data['events'].pop(2), '/projects/3/plan_number'),
    ('ballot-known', '2024-02', put('ISO/IEC DIS 99999', 'events', 3, 'references', 0), '/events/3/references/0'),
    ('ballot-unique', '2024-02', lambda data: data['ballots'].append(data['ballots'][0]), '/ballots/1/reference'),
    ('ballot-mentioned', '2024-02', lambda data: data['events'].pop(3), '/ballots/0/reference'),
    ('about-known', '2024-02', put('nobody', 'events', 4, 'about'), '/events/4/about'),
    ('dates-ascend', '2024-02', put(['2024-02-19', '2024-02-05'], 'events', 0, 'dates'), '/events/0/dates/1'),
    ('end-after-start', '2024-02', put('2024-02-03', 'events', 2, 'end'), '/events/2/end'),
    ('deadline-after-date', '2026-09-busy', put('2026-09-08', 'events', NEEDS, 'deadline'), f'/events/{NEEDS}/deadline'),
    ('comment-period', '2024-02', put('2024-04-03', 'events', 2, 'end'), '/events/2/end'),
    ('comment-not-endless', '2024-02', put('2034-04-04', 'events', 2, 'end'), '/events/2/end'),
    ('act-on-working-day', '2024-02', put('2024-02-25', 'events', 0, 'dates', 0), '/events/0/dates/0'),
    ('kickoff-after-approval', '2024-02', put('2024-02-09', 'events', 4, 'dates', 0), '/events/4/dates'),
    ('date-text-of-month', '2024-02', put('2024年5月', 'events', 3, 'date_text'), '/events/3/date_text'),
    ('award-year', '2024-02', put(2029, 'events', 5, 'award_year'), '/events/5/award_year'),
    ('issue-of-month', '2024-02', put(19, 'issue'), '/issue'),
    ('effective-after-publication', '2026-09-busy', put('2026-01-01', 'events', PUBLISHED, 'standards', 1, 'effective'),
     f'/events/{PUBLISHED}/standards/1/effective'),
    ('date-in-period', '2024-02', put('2024-01-31', 'events', 0, 'dates', 0), '/events/0/dates/0'),
    ('end-in-period', '2026-09-busy', put('2026-10-02', 'events', index_of('mt_meeting'), 'end'), f"/events/{index_of('mt_meeting')}/end"),
    ('issue-after-period', '2024-02', put('2024-02-29', 'issue_date'), '/issue_date'),
    ('issue-not-before-period', '2024-02', put('2024-01-31', 'issue_date'), '/issue_date'),
    ('year-agrees', '2024-02', put(2025, 'year'), '/year'),
    ('stage-known', '2026-09-busy', lambda data: (put('IEC 62443-2-1', 'ballots', 2, 'reference')(data), data['ballots'][2].pop('stage')),
     '/ballots/2/reference'),
    ('stage-agrees', '2026-09-busy', put('SR', 'ballots', 2, 'stage'), '/ballots/2/stage'),
    ('stage-agrees', '2026-09-busy', put('ISO/IEC CD 27090.2', 'ballots', 2, 'reference'), '/ballots/2/stage'),
    ('type-agrees', ALL, lambda data: data['ballots'][0].update(reference='ISO/IEC TR 27103:2018', stage='CD TS'),
     '/ballots/0/stage'),
    ('amendment-agrees', ALL, lambda data: data['ballots'][0].update(reference='ISO/IEC 27103', stage='DAM'),
     '/ballots/0/stage'),
    ('submitter-agrees', ALL, put('expert', 'ballots', 1, 'submitter'), '/ballots/1/submitter'),
    ('project-year', ALL, put('20270301-T-469', 'projects', 7, 'plan_number'), '/projects/7/plan_number'),
    refused('experts-count-agrees', 'experts-0805', 'count', 16),
    refused('experts-joined-within', 'experts-0828', 'groups/1/joined', 23),
    refused('experts-group-once', 'experts-0805', 'groups/1/working_group', 'WG 1'),
    ('annex-exists', '2025-07-quiet', put(2, 'events', 0, 'see_annex'), '/events/0/see_annex'),
    refused('table-row-full', 'meeting-0812', 'body/1/table/rows/0', ['示例一组'], 'body/1/table/rows/0'),
    refused('table-widths-full', 'meeting-0812', 'body/1/table/widths', [1, 2]),
    refused('count-agrees', 'stage-0820', 'count', 4),
    refused('plan-year', 'plans-0803', 'plans/0/plan_number', '20270801-T-469'),
    refused('standard-plan-year', 'terminated-0822', 'standards/0/plan_number', '20271205-T-469'),
    refused('cycle-two-years', 'published-0814', 'standards/0/plan_number', '20230911-T-469'),
    refused('vote-within-members', 'vote-0801', 'members', 83, 'standards/0/result'),
    refused('vote-quorum', 'vote-0801', 'members', 107, 'standards/1/result'),
    refused('vote-majority', 'vote-0801', 'standards/1/result/passed', True),
    refused('vote-majority', 'vote-0801', 'standards/0/result', {'in_favour': 60, 'against': 21, 'passed': True},
            'standards/0/result/passed'),
    refused('review-cycle', 'review-0817', 'standards/1/last_review', 2020, 'standards/1/number'),
    refused('review-cycle', 'review-0817', 'standards/0/number', 'GB/T 98011-2020'),
    refused('amendment-sheet', 'amendment-0818', 'sheet', 3),
    refused('amendment-matters', 'amendment-0818', 'matters', ['甲', '乙', '丙']),
    refused('amendment-comment-period', 'amendment-0818', 'end', '2026-09-14'),
    refused('amendment-effective', 'amendment-0820', 'effective', '2026-08-19'),
    refused('withdrawn-after-announcement', 'withdrawn-0821', 'standards/1/withdrawn', '2026-08-20'),
    refused('announcement-year', 'withdrawn-0821', 'announcement/year', 2025),
    refused('extended-later', 'extended-0822', 'standards/0/due', '2027-03-31', 'standards/0/until'),
    refused('extended-after-date', 'extended-0822', 'standards/1/until', '2026-08-24'),
    refused('foreign-edition-90-days', 'foreign-0825', 'standards/0/chinese_published', '2026-05-26'),
    refused('chinese-edition-first', 'foreign-0825', 'standards/0/chinese_published', '2026-08-26'),
    refused('guide-number', 'guide-0828', 'number', 'TC260-PG-2026A'),
    refused('guide-number', 'guide-0828', 'number', 'TC260-PG-20268a'),
    refused('report-number', 'report-0819', 'number', 'TC260-TR-7-2026'),
    refused('deadline-on-working-day', 'guide-0811', 'deadline', '2026-08-23'),
    refused('deadline-on-working-day', 'guide-0811', 'deadline', '2026-10-02'),
    refused('deadline-in-calendar', 'guide-0811', 'deadline', '2031-08-22'),
    refused('ballot-closes-later', 'np-submitted-0806', 'closing', '2026-08-06'),
    refused('proposal-majority', 'np-approved-0807', 'ballot/against', 13, 'ballot/in_favour'),
    refused('proposal-experts', 'np-approved-0807', 'ballot/experts_from', 4),
    refused('stage-moves', 'stage-0820', 'documents/0/to', '30.60'),
    refused('stage-of-reference', 'stage-0820', 'documents/2/to', '40.00'),
    refused('published-has-no-stage', 'international-0826', 'documents/0/reference', 'ISO/IEC PRF 99090-1:2026'),
    refused('published-has-year', 'international-0826', 'documents/0/reference', 'ISO/IEC 99090-1'),
    refused('published-year-agrees', 'international-0826', 'documents/0/reference', 'ISO/IEC 99090-1:2025'),
    refused('summary-in-two-weeks', 'sc27-0831', 'summary_sent', '2026-09-05'),
    refused('summary-after-meeting', 'sc27-0831', 'summary_sent', '2026-08-20'),
    ('title-separator', '2024-02', put('网络安全技术 示例', 'projects', 0, 'title'), '/projects/0/title'),
    ('title-separator', '2024-02', put('网络安全技术示例要求', 'projects', 0, 'title'), '/projects/0/title'),
    ('heading-count', '2024-02', put('18项网络安全国家标准立项', 'events', 0, 'heading'), '/events/0/heading'),
    ('heading-count', '2024-02', put('十八项网络安全国家标准立项', 'events', 0, 'heading'), '/events/0/heading'),
    ('body-count', '2024-02', put(['本批共18项。'], 'events', 0, 'body'), '/events/0/body/0'),
    ('document-number-year', '2024-02', put('网安字〔2023〕2号', 'events', 0, 'document_number'), '/events/0/document_number'),
    ('needs-year', '2026-09-busy', put(2042, 'events', NEEDS, 'needs_year'), f'/events/{NEEDS}/needs_year'),
    refused('standard-year', 'review-0817', 'standards/0/number', 'GB/T 98011-2033'),
    ('organizer-has-place', '2026-09-busy', put('某某大学', 'events', PUBLISHED, 'organizer'), f'/events/{PUBLISHED}/organizer'),
    ('list-left-out', '2026-09-busy', put(False, 'events', PUBLISHED, 'with_list'), f'/events/{PUBLISHED}/with_list'),
    ('free-date-said', '2025-07-quiet', lambda data: data['events'].append(
        {'type': 'free', 'heading': '示例事项', 'date_text': '近日', 'body': ['示例内容。']}), '/events/3/date_text'),
    ('own-words-references', '2024-02', put(['见{nothing}。'], 'events', 0, 'text'), '/events/0/text/0'),
    ('own-words-references', '2024-02', put(['见{nothing}。'], 'events', 0, 'body'), '/events/0/body/0'),
    ('own-words-marks', '2024-02', put(['示例**甲。'], 'events', 0, 'text'), '/events/0/text/0'),
    ('own-words-count', '2024-02', put(['2月19日，网安字〔2024〕2号文下达18项。'], 'events', 0, 'text'), '/events/0/text'),
    ('own-words-say-all', '2024-02', put(['网安字〔2024〕2号文下达17项，制定13项、修订4项。'], 'events', 0, 'text'), '/events/0/text'),
    ('own-words-annex', '2025-07-quiet', put(['示例。详见附件。'], 'events', 0, 'body'), '/events/0/body/0'),
    ('own-words-annex-number', '2025-07-quiet', put(['示例。详见附件1。'], 'events', 0, 'body'), '/events/0/body/0'),
    ('project-title-blanks', '2024-02', put('网络安全技术　　示例', 'projects', 0, 'title'), '/projects/0/title'),
]


class Rules(CommandTest):
    def findings(self, sample, data):
        """Rule and pointer of each message about a rule."""
        result = gongwen('--error-format', 'json', 'check', sample.parent.name, self.write('data.json', data))
        found = set()
        for diagnostic in result.diagnostics():
            if diagnostic['id'].startswith('proofing/'):
                continue
            self.assertIn(diagnostic['id'], ('rules/violated', 'rules/doubtful', 'rules/remark'), diagnostic)
            found.add((diagnostic['hint'].split('`')[1], diagnostic['data']['pointer'], diagnostic['severity']))
        self.assertEqual(result.status, BAD_INPUT if any(f[2] == 'error' for f in found) else DONE)
        return {f[:2] for f in found}

    def test_samples_pass(self):
        """Even without warnings, but for the stage that the issue of February 2024 itself gives otherwise."""
        for sample in SAMPLES:
            with self.subTest(name_of(sample)):
                expected = {('stage-agrees', '/ballots/0/stage')} if sample.stem == '2024-02' else set()
                self.assertEqual(self.findings(sample, changed(lambda data: None, sample)), expected)

    def test_each_rule_refuses(self):
        for rule, name, change, pointer in CASES:
            with self.subTest(rule):
                sample = BULLETIN / f'{name}.json'
                self.assertIn((rule, pointer), self.findings(sample, changed(change, sample)))

    def test_own_words_that_say_all_pass(self):
        """In words or by names in braces; a list that is printed needs not be said again."""
        texts = {0: ['2月19日，网安字〔2024〕2号文下达十七项，制定13项、修订四项。'], 1: ['{dates}审查{titles}{count}项，见{projects}。'],
                 5: ['2024年2月，经{stages}，评出奖项。']}

        def word(data):
            for i, text in texts.items():
                data['events'][i]['text'] = text
        found = self.findings(BULLETIN / '2024-02.json', changed(word, BULLETIN / '2024-02.json'))
        self.assertEqual(found, {('stage-agrees', '/ballots/0/stage')})

    def test_references_of_every_stage_pass(self):
        for reference, stage in (('ISO/IEC CD 27090.2', 'CD'), ('ISO/IEC WD TS 27103', 'WD'), ('ISO/IEC CD TS 27103', 'CD TS'),
                                 ('ISO/IEC AWI TS 27564', 'AWI'), ('ISO/IEC PRF TS 27022', 'PRF'), ('ISO/IEC DTS 27022', 'DTS'),
                                 ('ISO/IEC TS 27022:2021', 'SR'), ('ISO/IEC TS 27022', 'SR'), ('ISO/IEC 27001:2022/DAM 1', 'DAM'),
                                 ('ISO/IEC 27001:2022/FDAM 1', 'FDAM'), ('ISO/IEC 27001:2022/CD Amd 1', 'CD'),
                                 ('IEC 62443-2-1', 'SR'), ('ISO/IEC/IEEE DIS 15288', 'DIS'), ('ISO/SAE DIS 21434', 'DIS')):
            with self.subTest(reference):
                def refer(data):
                    ballot = data['ballots'][0]
                    for event in data['events']:
                        event['references'] = [reference if old == ballot['reference'] else old
                                               for old in event.get('references', [])] or event.pop('references', None)
                        if event['references'] is None:
                            event.pop('references')
                    ballot.update(reference=reference, stage=stage)
                    ballot.pop('submitter', None)
                sample = BULLETIN / f'{ALL}.json'
                self.assertEqual(self.findings(sample, changed(refer, sample)), set())

    def test_no_rule_is_forgotten(self):
        rules = json.loads((ROOT / 'templates/monthly-bulletin/template.json').read_text(encoding='utf-8'))['rules']
        self.assertEqual({rule['id'] for rule in rules}, {case[0] for case in CASES})

    def test_every_type_has_an_event(self):
        """All types of the schema are in the sample with that name, and each schema of a type is reached."""
        schema = json.loads((ROOT / 'templates/monthly-bulletin/schema.json').read_text(encoding='utf-8'))
        types = schema['$defs']['event']['properties']['type']['enum']
        self.assertEqual({event['type'] for event in events_of(ALL)}, set(types))
        self.assertEqual([branch['then']['$ref'] for branch in schema['$defs']['event']['allOf']],
                         [f'#/$defs/{name}' for name in types])
        files = {path.stem for path in (ROOT / 'templates/monthly-bulletin/events').glob('*.html')}
        self.assertEqual(files, set(types))

    def test_required_data_of_each_type(self):
        """Without a member that its type requires, an event is refused at its place."""
        schema = json.loads((ROOT / 'templates/monthly-bulletin/schema.json').read_text(encoding='utf-8'))
        for i, event in enumerate(events_of(ALL)):
            for member in schema['$defs'][event['type']].get('required', []):
                with self.subTest(event['id'], member=member):
                    data = changed(lambda data: data['events'][i].pop(member), BULLETIN / f'{ALL}.json')
                    result = gongwen('--error-format', 'json', 'check', 'monthly-bulletin', self.write('a.json', data))
                    self.assertEqual(result.status, BAD_INPUT)
                    self.assertIn(f'/events/{i}/{member}', {d['data']['pointer'] for d in result.errors()})

    def test_stage_codes_are_those_of_the_table(self):
        data = changed(put('41.20', 'events', NUMBER['stage-0820'], 'documents', 0, 'to'), BULLETIN / f'{ALL}.json')
        result = gongwen('--error-format', 'json', 'check', 'monthly-bulletin', self.write('a.json', data))
        self.assertEqual([d['data']['pointer'] for d in result.errors()],
                         [f'/events/{NUMBER["stage-0820"]}/documents/0/to'])

    def test_messages_are_in_both_languages(self):
        path = self.write('data.json', changed(put(18, 'events', 0, 'count'), BULLETIN / '2024-02.json'))
        chinese = gongwen('--lang', 'zh', 'check', 'monthly-bulletin', path)
        self.assertIn('写明18项，制定13项与修订4项合计17项', chinese.err)
        english = gongwen('--lang', 'en', 'check', 'monthly-bulletin', path)
        self.assertIn('the count says 18, but 13 new and 4 revised make 17', english.err)


if __name__ == '__main__':
    unittest.main()
