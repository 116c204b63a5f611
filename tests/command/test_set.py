"""check --document-set: documents that belong together, each by its kind and all against one another."""
import json
import shutil
import unittest

import needs
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, ROOT, CommandTest, changed, gongwen

KINDS = ('proposal-information', 'proposal-review', 'justification-report', 'iso-form-4', 'commitment-letter')


def path_of(kind):
    return ROOT / 'samples' / kind / 'typical.json'


def put(value, *path):
    def change(data):
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value
    return change


# Rule, severity, kind that is changed, its change, pointer there, the other kind, pointer there.
CASES = [
    ('same-leader', 'warning', 'justification-report', put('李样本', 'leader', 'name'), '/leader/name',
     'proposal-information', '/leader/name'),
    ('same-leader', 'warning', 'commitment-letter', put('李样本', 'leader'), '/leader', 'proposal-information', '/leader/name'),
    ('same-leader-address', 'warning', 'iso-form-4', put('li@example.com', 'project_leader', 'email'),
     '/project_leader/email', 'proposal-information', '/leader/email'),
    ('same-chinese-title', 'warning', 'proposal-review', put('网络安全　另一提案', 'title', 'zh'), '/title/zh',
     'proposal-information', '/title/zh'),
    ('same-english-title', 'warning', 'iso-form-4', put('Cybersecurity — Another title', 'title_en'), '/title_en',
     'proposal-information', '/title/en'),
    ('same-answer-on-patents', 'error', 'proposal-review', lambda data: data.update(patents=True, patent_annex='专利清单.pdf'),
     '/patents', 'justification-report', '/patents'),
    ('same-surname', 'warning', 'iso-form-4', put('Ms Shili WANG', 'project_leader', 'name'), '/project_leader/name',
     'proposal-information', '/leader/name'),
    ('same-organisation', 'warning', 'commitment-letter', put('某某大学', 'org'), '/org', 'proposal-information', '/proposer'),
    ('same-phone', 'warning', 'proposal-review', put('13900000000', 'leader', 'phone'), '/leader/phone',
     'proposal-information', '/leader/phone'),
    ('same-document-type', 'warning', 'proposal-review', put('TS', 'document'), '/document', 'iso-form-4', '/deliverable'),
    ('same-first-meeting', 'warning', 'justification-report', put('2026-02', 'milestones', 0, 'month'), '/milestones/0/month',
     'iso-form-4', '/first_meeting'),
    ('same-working-draft', 'warning', 'justification-report', put('2026-05', 'milestones', 1, 'month'), '/milestones/1/month',
     'iso-form-4', '/target_wd'),
    ('same-committee-draft', 'warning', 'justification-report', put('2027-02', 'milestones', 2, 'month'), '/milestones/2/month',
     'iso-form-4', '/target_cd'),
    ('same-dis', 'warning', 'justification-report', put('2027-11', 'milestones', 3, 'month'), '/milestones/3/month',
     'iso-form-4', '/target_dis'),
    ('same-publication', 'warning', 'justification-report', put('2029-01', 'milestones', 4, 'month'), '/milestones/4/month',
     'iso-form-4', '/target_pub'),
    ('same-post', 'warning', 'justification-report', put('工程师', 'leader', 'post'), '/leader/post', 'proposal-review', '/leader/post'),
    ('same-committee', 'warning', 'proposal-review', put('IEC/TC 65', 'committee'), '/committee', 'justification-report', '/committee'),
    ('same-working-group', 'warning', 'commitment-letter', put(4, 'wg'), '/wg', 'proposal-information', '/wg'),
]


class Set(CommandTest):
    def fill(self, *kinds):
        for kind in kinds or KINDS:
            shutil.copy(path_of(kind), self.folder / f'{kind}.json')

    def check(self, *options):
        return gongwen('--error-format', 'json', *options, 'check', '--document-set', self.folder)

    def set_findings(self, result):
        return [d for d in result.diagnostics() if d['id'].startswith('rules/set-')]

    def test_a_set_that_agrees(self):
        self.fill()
        result = gongwen('check', '--document-set', self.folder)
        self.assertEqual((result.status, result.err), (DONE, ''))
        self.assertIn('5 files, no errors', result.out)
        for kind in KINDS:
            self.assertIn(f'{kind}.json  {kind}\n', result.out)

    @needs.time
    def test_each_rule_names_both_places(self):
        for rule, severity, kind, change, pointer, other_kind, other_pointer in CASES:
            with self.subTest(rule, kind=kind):
                self.fill()
                self.write(f'{kind}.json', changed(change, path_of(kind)))
                result = self.check()
                [found] = self.set_findings(result)
                self.assertEqual(found['severity'], severity)
                self.assertEqual(found['id'], 'rules/set-violated' if severity == 'error' else 'rules/set-doubtful')
                self.assertEqual(found['hint'].split('`')[1], rule)
                self.assertEqual(found['data']['pointer'], pointer)
                self.assertEqual(found['data']['file'], str(self.folder / f'{kind}.json'))
                [note] = found['notes']
                self.assertTrue(note['message'].startswith('the other document has '), note)  # rules/set-other
                self.assertEqual(note['data']['pointer'], other_pointer)
                self.assertEqual(note['data']['file'], str(self.folder / f'{other_kind}.json'))
                self.assertEqual(result.status, BAD_INPUT if severity == 'error' else DONE)
                self.assertEqual(self.check('--strict').status, BAD_INPUT)

    def test_no_rule_is_forgotten(self):
        rules = json.loads((ROOT / 'templates/shared/sets/international-proposal.json').read_text(encoding='utf-8'))['rules']
        self.assertEqual({rule['id'] for rule in rules}, {case[0] for case in CASES})

    def test_both_languages(self):
        self.fill()
        self.write('iso-form-4.json', changed(put('Other', 'title_en'), path_of('iso-form-4')))
        chinese = gongwen('--lang', 'zh', 'check', '--document-set', self.folder)
        self.assertIn('英文名称为“Other”，《ISO/IEC JTC1/SC27国际标准提案信息表》中为', chinese.err)
        self.assertIn('另一份文件中为', chinese.err)
        english = gongwen('--lang', 'en', 'check', '--document-set', self.folder)
        self.assertIn('the English title is "Other" here, but', english.err)
        self.assertIn('note: the other document has', english.err)

    def test_each_document_is_checked_by_its_kind(self):
        self.fill()
        self.write('commitment-letter.json', changed(put('', 'org'), path_of('commitment-letter')))
        result = self.check()
        self.assert_fails(result, BAD_INPUT, 'data/text-empty')
        self.assertEqual(result.errors()[0]['data']['pointer'], '/org')

    def test_the_surname_in_form_4_is_held_against_any_other_document(self):
        self.write('iso-form-4.json', changed(put('Ms Shili WANG', 'project_leader', 'name'), path_of('iso-form-4')))
        for kind, pointer in (('proposal-review', '/leader/name'), ('justification-report', '/leader/name'),
                              ('commitment-letter', '/leader')):
            with self.subTest(kind):
                self.fill(kind)
                [found] = [d for d in self.set_findings(self.check()) if d['hint'].split('`')[1] == 'same-surname']
                self.assertEqual((found['data']['pointer'], found['notes'][0]['data']['pointer']), ('/project_leader/name', pointer))
                (self.folder / f'{kind}.json').unlink()

    def test_documents_that_are_not_there_agree(self):
        self.fill('proposal-information', 'iso-form-4')
        result = gongwen('check', '--document-set', self.folder)
        self.assertEqual((result.status, result.err), (DONE, ''))
        self.assertIn('missing: proposal-review, justification-report, commitment-letter', result.out)

    def test_the_kind_may_stand_anywhere_in_the_name(self):
        shutil.copy(path_of('iso-form-4'), self.folder / '附件5 iso-form-4 v2.json')
        result = gongwen('check', '--document-set', self.folder)
        self.assertIn('附件5 iso-form-4 v2.json  iso-form-4', result.out)

    def test_the_kind_by_the_schema(self):
        shutil.copy(path_of('commitment-letter'), self.folder / '承诺书.json')
        result = gongwen('check', '--document-set', self.folder)
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('承诺书.json  commitment-letter', result.out)

    def test_a_kind_that_is_not_clear(self):
        self.write('something.json', {'a': 1})
        self.assert_fails(self.check(), BAD_INPUT, 'engine/kind-unclear')

    def test_a_file_that_cannot_be_read(self):
        self.write('something.json', '{')
        result = self.check()
        self.assertEqual(result.status, BAD_INPUT)
        self.assertTrue(result.errors()[0]['id'].startswith('data/'))

    def test_two_of_a_kind(self):
        self.fill()
        shutil.copy(path_of('commitment-letter'), self.folder / 'commitment-letter-2.json')
        self.assert_fails(self.check(), BAD_INPUT, 'engine/two-of-a-kind')

    def test_yaml_and_other_files(self):
        self.fill('proposal-information')
        self.write('commitment-letter.yaml', json.dumps(json.loads(path_of('commitment-letter').read_text(encoding='utf-8')),
                                                        ensure_ascii=False))
        self.write('note.txt', 'nothing')
        result = gongwen('check', '--document-set', self.folder)
        self.assertEqual((result.status, result.err), (DONE, ''))
        self.assertIn('2 files, no errors', result.out)

    def test_no_folder(self):
        self.assert_fails(self.check(), BAD_ENVIRONMENT, 'engine/no-data-files')
        result = gongwen('--error-format', 'json', 'check', '--document-set', self.folder / 'nowhere')
        self.assert_fails(result, BAD_ENVIRONMENT, 'engine/no-data-files')

    def test_usage(self):
        self.fill()
        self.assertEqual(gongwen('check', 'iso-form-4', '--document-set', self.folder).status, BAD_USAGE)
        self.assertEqual(gongwen('check', '--document-set', self.folder, '--table', '/a=b.csv').status, BAD_USAGE)
        self.assertEqual(gongwen('check').status, BAD_USAGE)
        self.assertEqual(gongwen('check', 'iso-form-4').status, BAD_USAGE)
        unknown = gongwen('--error-format', 'json', 'check', '--document-set', self.folder, '--profile', 'nothing')
        self.assert_fails(unknown, BAD_USAGE, 'engine/unknown-profile')

    def test_rules_of_a_set_are_checked(self):
        """A custom folder with a set that has every error that is reported."""
        rule = {'id': 'same', 'values': [{'kind': 'a', 'at': '/x'}, {'kind': 'b', 'at': '/y'}],
                'message': {'zh': '{{ value', 'en': 'x'}}
        self.write('own/shared/sets/mine.json', {'title': {'zh': '一', 'en': 'one'}, 'kinds': ['a', 'b'], 'rules': [rule, rule]})
        self.fill('iso-form-4')
        result = gongwen('--error-format', 'json', '--templates', self.folder / 'own', 'check', '--document-set', self.folder)
        self.assertEqual(result.status, BAD_INPUT)
        self.assertIn('rules/repeated-id', {d['id'] for d in result.errors()})
        self.assertTrue(any(d['id'].startswith('templating/') for d in result.errors()))


if __name__ == '__main__':
    unittest.main()
