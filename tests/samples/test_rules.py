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


def index_of(kind_of_event):
    """The number of an event in the busy month."""
    events = json.loads((BULLETIN / '2026-09-busy.json').read_text(encoding='utf-8'))['events']
    return next(i for i, event in enumerate(events) if event['type'] == kind_of_event)


PUBLISHED, AWARD, NEEDS = index_of('ns_published'), index_of('ot_award'), index_of('ns_needs')

# Rule, sample, change, pointer of the message.
CASES = [
    ('earlier-months', '2026-10-charts', put('2026-10', 'earlier_ballots', -1, 'month'), '/earlier_ballots/8/month'),
    ('earlier-months', '2026-10-charts', put('2026-03', 'earlier_ballots', 0, 'month'), '/earlier_ballots/0/month'),
    ('event-id-unique', '2024-02', put('approved-2024-2', 'events', 1, 'id'), '/events/0/id'),
    ('count-agrees', '2024-02', put(2, 'events', 1, 'count'), '/events/1/count'),
    ('approved-count-agrees', '2024-02', put(18, 'events', 0, 'count'), '/events/0/count'),
    ('approved-something', '2024-02', lambda data: data['events'][0].update(created=0, revised=0, count=0),
     '/events/0/created'),
    ('ballot-count-agrees', '2024-02', put(3, 'events', 3, 'count'), '/events/3/count'),
    ('award-count-agrees', '2026-09-busy', put(1, 'events', AWARD, 'count'), f'/events/{AWARD}/count'),
    ('project-known', '2024-02', put('20990001-T-469', 'events', 2, 'standards', 0, 'plan_number'),
     '/events/2/standards/0/plan_number'),
    ('project-unique', '2024-02', lambda data: data['projects'].append(data['projects'][0]), '/projects/0/plan_number'),
    ('project-has-progress', '2024-02', lambda data: data['events'].pop(2), '/projects/3/plan_number'),
    ('ballot-known', '2024-02', put('ISO/IEC DIS 99999', 'events', 3, 'references', 0), '/events/3/references/0'),
    ('ballot-unique', '2024-02', lambda data: data['ballots'].append(data['ballots'][0]), '/ballots/0/reference'),
    ('ballot-mentioned', '2024-02', lambda data: data['events'].pop(3), '/ballots/0/reference'),
    ('about-known', '2024-02', put('nobody', 'events', 4, 'about'), '/events/4/about'),
    ('dates-ascend', '2024-02', put(['2024-02-19', '2024-02-05'], 'events', 0, 'dates'), '/events/0/dates'),
    ('end-after-start', '2024-02', put('2024-02-03', 'events', 2, 'end'), '/events/2/end'),
    ('deadline-after-date', '2026-09-busy', put('2026-09-08', 'events', NEEDS, 'deadline'), f'/events/{NEEDS}/deadline'),
    ('comment-period', '2024-02', put('2024-04-03', 'events', 2, 'end'), '/events/2/end'),
    ('effective-after-publication', '2026-09-busy', put('2026-01-01', 'events', PUBLISHED, 'standards', 1, 'effective'),
     f'/events/{PUBLISHED}/standards/1/effective'),
    ('date-in-period', '2024-02', put('2024-01-31', 'events', 0, 'dates', 0), '/events/0/dates/0'),
    ('issue-after-period', '2024-02', put('2024-02-29', 'issue_date'), '/issue_date'),
    ('year-agrees', '2024-02', put(2025, 'year'), '/year'),
    ('stage-agrees', '2026-09-busy', put('SR', 'ballots', 2, 'stage'), '/ballots/2/stage'),
    ('project-title-bare', '2024-02', put('《示例》', 'projects', 0, 'title'), '/projects/0/title'),
    ('ballot-title-bare', '2024-02', put('《示例》', 'ballots', 0, 'title_zh'), '/ballots/0/title_zh'),
    ('project-title-blanks', '2024-02', put('网络安全技术　　示例', 'projects', 0, 'title'), '/projects/0/title'),
]


class Rules(CommandTest):
    def findings(self, sample, data):
        """Rule and pointer of each message about a rule."""
        result = gongwen('--error-format', 'json', 'check', sample.parent.name, self.write('data.json', data))
        found = set()
        for diagnostic in result.diagnostics():
            self.assertIn(diagnostic['id'], ('rules/violated', 'rules/doubtful'), diagnostic)
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

    def test_no_rule_is_forgotten(self):
        rules = json.loads((ROOT / 'templates/monthly-bulletin/template.json').read_text(encoding='utf-8'))['rules']
        self.assertEqual({rule['id'] for rule in rules}, {case[0] for case in CASES})

    def test_messages_are_in_both_languages(self):
        path = self.write('data.json', changed(put(18, 'events', 0, 'count'), BULLETIN / '2024-02.json'))
        chinese = gongwen('--lang', 'zh', 'check', 'monthly-bulletin', path)
        self.assertIn('写明18项，制定13项与修订4项合计17项', chinese.err)
        english = gongwen('--lang', 'en', 'check', 'monthly-bulletin', path)
        self.assertIn('the count says 18, but 13 new and 4 revised make 17', english.err)


if __name__ == '__main__':
    unittest.main()
