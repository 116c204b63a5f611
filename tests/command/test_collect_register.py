"""From a folder of returned forms to a register, in one command."""
import json
import unittest

import openpyxl

from collected_forms import BASE, KIND, CollectTest, person
from harness import BAD_INPUT, BAD_USAGE, DONE, ROOT, gongwen, sample
from returned_forms import pdf_of_data, xlsx_of_data

PAPERS = {kind: sample(ROOT / 'samples' / kind / 'typical.json')
          for kind in ('proposal-information', 'proposal-review', 'justification-report', 'iso-form-4', 'commitment-letter')}
PLACES = {'proposal-information': 'information', 'proposal-review': 'review', 'justification-report': 'report',
          'iso-form-4': 'form_4', 'commitment-letter': 'commitment'}


def paper(kind, part):
    """A paper of the part of a series; the other titles of the sample differ at their ends only."""
    data = json.loads(json.dumps(PAPERS[kind]))
    if kind == 'iso-form-4':
        data['title_en'] += f' {part}'
    else:
        data['title'] = {language: f'{text} {part}' for language, text in data['title'].items()}
    return data


class Register(CollectTest):
    def collect(self, *words):
        return gongwen('--lang', 'zh', '--error-format', 'json', 'collect', *words, '--set', '/date=2030-04-01',
                       cwd=self.folder, environment={'SOURCE_DATE_EPOCH': '1900000000'})

    def roster(self, *more):
        return self.collect(KIND, 'forms', '--register', 'expert-roster', '-o', 'r.json', '-o', 'r.pdf', '-o', 'r.xlsx', *more)

    def read(self, name='r.json'):
        return json.loads((self.folder / name).read_text(encoding='utf-8'))

    def texts(self):
        book = openpyxl.load_workbook(self.folder / 'r.xlsx')
        return [str(c) for row in book.worksheets[0].iter_rows(values_only=True) for c in row if c is not None]

    def test_a_roster_of_applications(self):
        self.put('甲.pdf', pdf_of_data(person('甲示例'), KIND))
        self.put('乙院/乙.xlsx', xlsx_of_data(person('乙示例'), KIND))
        result = self.roster('--roster', 'list.xlsx', '--set', '/round=2030年第一批')
        self.assertEqual(result.status, DONE, result.err)
        self.assertIn('登记表列入 2 项', result.out)
        data = self.read()
        self.assertEqual((data['date'], data['round']), ('2030-04-01', '2030年第一批'))
        self.assertEqual([entry['name_zh'] for entry in data['applications']], ['乙示例', '甲示例'])
        self.assertEqual(data['applications'][1]['groups'], BASE['groups'])
        for name in ('甲示例', '乙示例'):
            self.assertTrue(any(name in text for text in self.texts()))
        self.assertTrue((self.folder / 'r.pdf').read_bytes().startswith(b'%PDF-'))
        self.assertTrue((self.folder / 'list.xlsx').exists())
        # The data is that of the kind.
        self.assertEqual(gongwen('check', 'expert-roster', 'r.json', cwd=self.folder).status, DONE)

    def test_the_same_forms_give_the_same_register(self):
        self.put('甲.pdf', pdf_of_data(person('甲示例'), KIND))
        self.roster()
        before = [(self.folder / name).read_bytes() for name in ('r.json', 'r.pdf', 'r.xlsx')]
        self.roster()
        self.assertEqual(before, [(self.folder / name).read_bytes() for name in ('r.json', 'r.pdf', 'r.xlsx')])

    def test_one_entry_a_person_and_none_of_a_blank_form(self):
        self.put('a.pdf', pdf_of_data(person('甲示例', org_zh='旧单位'), KIND))
        self.put('b.pdf', pdf_of_data(person('甲示例', org_zh='新单位'), KIND))
        gongwen('render', KIND, '--fillable', '-o', 'forms/空表.xlsx', cwd=self.folder)
        result = self.roster()
        self.assert_fails(result, BAD_INPUT, 'intake/nothing-filled-in')
        self.assertEqual([entry['org_zh'] for entry in self.read()['applications']], ['新单位'])

    def test_what_does_not_fit_is_left_out_and_told(self):
        self.put('a.pdf', pdf_of_data(person('甲示例'), KIND))
        bad = person('乙示例')
        del bad['org_zh']
        self.put('b.pdf', pdf_of_data(bad, KIND))
        result = self.roster()
        self.assertEqual(result.status, BAD_INPUT)
        told = [d['message'] for d in result.errors() if d['id'] == 'intake/not-registered']
        self.assertEqual(len(told), 1)
        self.assertIn('b.pdf', told[0])
        self.assertIn('1 项未列入', result.out)
        self.assertEqual([entry['name_zh'] for entry in self.read()['applications']], ['甲示例'])
        self.assertTrue((self.folder / 'r.pdf').exists())
        # A correction mends it.
        self.write('c.csv', '文件,栏目,新值,更正人\nb.pdf,工作单位（中文）,乙院,陈示例\n')
        result = self.roster('--corrections', 'c.csv')
        self.assertEqual(result.status, DONE, result.err)
        self.assertEqual(len(self.read()['applications']), 2)

    def test_faults_of_the_register_name_the_returned_files(self):
        self.put('a.pdf', pdf_of_data(person('甲示例'), KIND))
        self.put('b.pdf', pdf_of_data(person('乙示例', email=person('甲示例')['email']), KIND))
        result = self.roster()
        self.assert_fails(result, BAD_INPUT, 'rules/violated')
        notes = {note['message'] for d in result.errors() for note in d['notes']}  # intake/from-form
        self.assertTrue(any('forms/b.pdf' in text for text in notes), notes)
        self.assertTrue(any('与第1项相同' in d['message'] for d in result.errors()), result.err)
        self.assertTrue((self.folder / 'r.json').exists())
        self.assertFalse((self.folder / 'r.pdf').exists())

    def test_a_former_register_is_gone_on_with(self):
        self.put('a.pdf', pdf_of_data(person('甲示例'), KIND))
        self.put('b.pdf', pdf_of_data(person('乙示例'), KIND))
        self.roster('--set', '/round=第一批')
        data = self.read()
        data['reviews'] = [{'email': person('甲示例')['email'], 'result': '通过'}]
        self.write('former.json', data)
        (self.folder / 'forms/b.pdf').unlink()
        self.put('a2.pdf', pdf_of_data(person('甲示例', org_zh='新单位'), KIND))
        self.put('c.pdf', pdf_of_data(person('丙示例'), KIND))
        result = self.roster('--from', 'former.json')
        self.assertEqual(result.status, DONE, result.err)
        data = self.read()
        self.assertEqual((data['round'], data['reviews'][0]['result']), ('第一批', '通过'))
        self.assertEqual([(entry['name_zh'], entry['org_zh']) for entry in data['applications']],
                         [('甲示例', '新单位'), ('乙示例', BASE['org_zh']), ('丙示例', BASE['org_zh'])])

    def proposals(self, *more):
        return self.collect('--register', 'proposal-register', 'forms', '-o', 'r.json', '-o', 'r.pdf', '-o', 'r.xlsx', *more)

    def test_the_papers_of_proposals_are_joined(self):
        for part in (1, 2):
            for kind in PAPERS:
                if (kind, part) != ('commitment-letter', 2):
                    self.put(f'{part}/{kind}.pdf', pdf_of_data(paper(kind, part), kind))
        result = self.proposals('--roster', 'lists/')
        self.assertNotIn('intake/not-registered', result.err)
        self.assertTrue((self.folder / 'r.pdf').exists(), result.err)
        entries = self.read()['proposals']
        self.assertEqual(len(entries), 2)
        for part, entry in enumerate(entries, 1):
            self.assertTrue(entry['information']['title']['zh'].endswith(f' {part}'))
            self.assertTrue(entry['form_4']['title_en'].endswith(f' {part}'))
        self.assertEqual(set(entries[0]) - {'received'}, set(PLACES.values()))
        self.assertNotIn('commitment', entries[1])
        self.assertEqual(len(list((self.folder / 'lists').iterdir())), 10)

    def test_steps_that_the_secretariat_noted_stay(self):
        self.put('i.pdf', pdf_of_data(paper('proposal-information', 1), 'proposal-information'))
        self.proposals()
        data = self.read()
        data['proposals'][0].update(received='2030-01-08', steps=[{'stage': 'reviewed', 'date': '2030-02-01'}])
        self.write('former.json', data)
        self.put('r.pdf', pdf_of_data(paper('justification-report', 1), 'justification-report'))
        self.proposals('--from', 'former.json')
        entry = self.read()['proposals'][0]
        self.assertEqual(entry['received'], '2030-01-08')
        self.assertEqual(entry['steps'][0]['stage'], 'reviewed')
        self.assertIn('report', entry)

    def test_a_paper_without_its_proposal_is_told(self):
        self.put('i.pdf', pdf_of_data(paper('proposal-information', 1), 'proposal-information'))
        self.put('f.pdf', pdf_of_data(paper('iso-form-4', 3), 'iso-form-4'))
        result = self.proposals()
        told = [d['message'] for d in result.errors() if d['id'] == 'intake/not-registered']
        self.assertEqual(len(told), 1)
        self.assertIn('f.pdf', told[0])
        self.assertEqual(len(self.read()['proposals']), 1)

    def test_what_is_asked_for_in_a_way_that_makes_no_sense(self):
        self.put('a.pdf', pdf_of_data(person('甲示例'), KIND))
        for words, status, told in (((KIND, 'forms', '--register', KIND), BAD_USAGE, 'intake/not-a-register'),
                                    (('opinions', 'forms', '--register', 'expert-roster'), BAD_USAGE, 'intake/not-gathered'),
                                    ((KIND, 'forms', '--register', 'nothing'), BAD_USAGE, 'engine/unknown-kind'),
                                    ((KIND, 'forms', '--register', 'expert-roster', '--set', '/nothing=1'), BAD_USAGE,
                                     'engine/no-such-field'),
                                    ((KIND, 'forms', '--register', 'expert-roster', '--set', 'date'), BAD_USAGE, 'cli/bad-value'),
                                    ((KIND,), BAD_USAGE, 'cli/missing'), (('--all-kinds',), BAD_USAGE, 'cli/missing'),
                                    (('--all-kinds', KIND, 'forms'), BAD_USAGE, 'cli/too-many')):
            with self.subTest(words):
                self.assert_fails(self.collect(*words, '-o', 'x/'), status, told)
                self.assertFalse((self.folder / 'x').exists())
        gongwen('render', KIND, '--fillable', '--force', '-o', 'forms/a.pdf', cwd=self.folder)
        self.assert_fails(self.roster(), BAD_INPUT, 'intake/nothing-filled-in', 'intake/nothing-to-register')


if __name__ == '__main__':
    unittest.main()
