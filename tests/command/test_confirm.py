"""Warnings that somebody has looked at and found right: kept in a file, quiet from then on, back when the value changes."""
import json
import sys
import unittest

import openpyxl

from batches import letter, lines
from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, KIND, SAMPLE, ROOT, CommandTest, changed, gongwen, sample

NOTICE = ROOT / 'samples/needs-notice/typical.json'
WHO = {'SOURCE_DATE_EPOCH': '1900000000', 'GONGWEN_BY': '张示例'}
DOUBT = '/ballots/0/stage'


def stage(value):
    return changed(lambda data: data['ballots'][0].update(stage=value))


class Confirming(CommandTest):
    def setUp(self):
        super().setUp()
        self.data = self.write('a.json', sample())
        self.confirmed = self.folder / 'confirmed.json'

    def run_json(self, *words, **options):
        return gongwen('--error-format', 'json', *words, cwd=self.folder, environment=WHO, **options)

    def confirm(self, *words, kind=KIND, data='a.json'):
        result = self.run_json('check', kind, data, '--confirm', 'confirmed.json', *words)
        self.assertEqual(result.status, DONE, result.err)
        return result

    def told(self, *words):
        result = self.run_json(*words)
        report = json.loads(result.err)
        return result.status, [d['id'] for d in report['diagnostics']], report.get('confirmed')

    def entries(self):
        return json.loads(self.confirmed.read_text(encoding='utf-8'))['confirmed']

    def test_the_file_says_what_was_confirmed_when_and_by_whom(self):
        result = self.confirm('--lang', 'zh')
        [entry] = self.entries()
        self.assertIn('ISO/IEC DTR 5891', entry.pop('message'))
        self.assertTrue(entry.pop('arguments'))
        self.assertEqual(entry, {'id': 'rules/doubtful', 'file': 'a.json', 'pointer': DOUBT, 'value': 'DIS', 'by': '张示例',
                                 'time': '2030-03-17T17:46:40Z'})
        # A message says what was confirmed; it is not a failure even of a strict run.
        self.assertEqual([d['severity'] for d in result.diagnostics()], ['warning'])
        self.assertIn('confirmed.json：记入已核对的警告 1 条', result.out)
        self.confirmed.unlink()
        self.confirm('--strict', '--by', '李示例')
        self.assertEqual(self.entries()[0]['by'], '李示例')

    def test_it_is_quiet_from_then_on_in_all_commands(self):
        self.confirm()
        use = ('--confirmed', 'confirmed.json')
        (self.folder / 'out').mkdir()
        for words in (('check', KIND, 'a.json'), ('check', '--values-only', KIND, 'a.json'),
                      ('render', KIND, 'a.json', '-o', 'a.pdf')):
            with self.subTest(words):
                self.assertEqual(self.told('--strict', *words)[:2], (BAD_INPUT, ['rules/doubtful']))
                self.assertEqual(self.told('--strict', *words, *use), (DONE, [], 1))
        plain = gongwen('--strict', 'check', KIND, 'a.json', *use, cwd=self.folder)
        self.assertEqual((plain.status, plain.err), (DONE, '1 confirmed warning\n'))
        chinese = gongwen('--lang', 'zh', 'check', KIND, 'a.json', *use, cwd=self.folder)
        self.assertEqual(chinese.err, '已核对的警告 1 条\n')
        quiet = gongwen('-q', 'check', KIND, 'a.json', *use, cwd=self.folder)
        self.assertEqual((quiet.out, quiet.err), ('', ''))
        as_json = gongwen('check', '--json', KIND, 'a.json', *use, cwd=self.folder)
        self.assertEqual((as_json.err, json.loads(as_json.out)['confirmed']), ('', 1))
        batch = gongwen('--strict', 'batch', KIND, 'a.json', '-o', 'out', '--format', 'pdf', *use, cwd=self.folder)
        self.assertEqual(batch.status, DONE, batch.err)
        self.assertIn('1 confirmed warning\n', batch.out)

    def test_records_of_a_list_and_a_run_that_goes_on(self):
        """Of a strict run, `--resume` makes no use of documents that other confirmed warnings let through."""
        (self.folder / 'out').mkdir()
        self.write('list.jsonl', lines([letter(1, leader='张示\n例'), letter(2)]))
        self.write('one.json', letter(1, leader='张示\n例'))
        self.confirm(kind='commitment-letter', data='one.json')
        self.write('confirmed.json', {'confirmed': [{**entry, 'file': 'list.jsonl'} for entry in self.entries()]})
        words = ('--strict', 'batch', 'commitment-letter', 'list.jsonl', '-o', 'out', '--format', 'pdf', '--resume')
        self.assertEqual(gongwen(*words, cwd=self.folder).status, BAD_INPUT)
        made = gongwen(*words, '--confirmed', 'confirmed.json', cwd=self.folder)
        self.assertEqual(made.status, DONE, made.err)
        self.assertEqual(gongwen(*words, cwd=self.folder).status, BAD_INPUT)

    def test_a_changed_value_brings_the_warning_back(self):
        self.confirm()
        self.write('a.json', stage('FDIS'))
        status, ids, count = self.told('check', KIND, 'a.json', '--confirmed', 'confirmed.json')
        self.assertEqual((status, sorted(ids), count), (DONE, ['engine/confirmed-unused', 'rules/doubtful'], 0))
        note = gongwen('check', KIND, 'a.json', '--confirmed', 'confirmed.json', cwd=self.folder).err
        self.assertIn(f'the confirmed warning `rules/doubtful` at {DOUBT} of `a.json` no longer occurs', note)
        self.assertIn('confirmed.json:3:5', note)
        # Also where no page is made.
        self.assertIn('engine/confirmed-unused', self.told('render', KIND, 'a.json', '-o', 'a.xlsx', '--confirmed',
                                                           'confirmed.json')[1])
        self.confirm('--prune')
        self.assertEqual([entry['value'] for entry in self.entries()], ['FDIS'])

    def test_what_is_mended_is_told_once_everything_was_looked_at(self):
        self.write('a.json', changed(lambda d: d.update(background=['加强研究,推动应用。']), NOTICE))
        self.confirm(kind='needs-notice')
        [entry] = self.entries()
        self.assertEqual(entry['id'], 'proofing/half-width-mark')
        self.write('confirmed.json', {'confirmed': [{**entry, 'arguments': ['，', ',']}]})
        use = ('needs-notice', 'a.json', '--confirmed', 'confirmed.json')
        self.assertNotIn('engine/confirmed-unused', self.told('check', '--values-only', *use)[1])
        self.assertIn('engine/confirmed-unused', self.told('check', *use)[1])
        # Messages with pages and lines are others.
        self.assertNotIn('engine/confirmed-unused', self.told('check', '--profile', 'gbt9704', *use)[1])

    def test_other_data_and_other_warnings_are_not_concerned(self):
        self.confirm()
        self.write('b.json', sample())
        status, ids, count = self.told('check', KIND, 'b.json', '--confirmed', 'confirmed.json')
        self.assertEqual((ids, count), (['rules/doubtful'], 0))
        self.confirm(data='b.json')
        self.assertEqual([entry['file'] for entry in self.entries()], ['a.json', 'b.json'])
        self.assertEqual(self.told('check', KIND, 'a.json', 'b.json', '--confirmed', 'confirmed.json'), (DONE, [], 2))
        before = self.confirmed.read_bytes()
        self.confirm()
        self.assertEqual(self.confirmed.read_bytes(), before)

    def test_errors_are_never_confirmed(self):
        self.write('a.json', changed(lambda d: d.update(issue='二')))
        result = self.run_json('check', KIND, 'a.json', '--confirm', 'confirmed.json')
        self.assert_fails(result, BAD_INPUT, 'data/wrong-type')
        self.assertFalse(self.confirmed.exists())
        self.write('confirmed.json', {'confirmed': [{'id': 'data/wrong-type', 'file': 'a.json', 'pointer': '/issue', 'value': '二'}]})
        result = self.run_json('check', KIND, 'a.json', '--confirmed', 'confirmed.json')
        self.assert_fails(result, BAD_INPUT, 'engine/confirmed-error')

    def test_a_file_that_cannot_be_used(self):
        for text, status, told in ((None, BAD_ENVIRONMENT, 'resources/not-found'), ('{"confirmed": [', BAD_INPUT, 'data/json-unexpected-end'),
                                   ('{"confirmed": [{"id": "rules/doubtful"}]}', BAD_INPUT, None),
                                   ('{"confirmed": [{"id": "rules/nothing", "file": "a.json", "pointer": ""}]}', BAD_INPUT,
                                    'engine/confirmed-unknown-id')):
            with self.subTest(text):
                if text is not None:
                    self.write('confirmed.json', text)
                for words in (('check', KIND, 'a.json'), ('render', KIND, 'a.json', '-o', 'x.pdf')):
                    result = self.run_json(*words, '--confirmed', 'confirmed.json')
                    self.assertEqual(result.status, status, result.err)
                    if told:
                        self.assertEqual([d['id'] for d in result.errors()], [told])
                    else:
                        self.assertIn('confirmed.json', result.errors()[0]['data']['file'])
                    self.assertFalse((self.folder / 'x.pdf').exists())
        # Nothing that is broken is written over.
        self.write('confirmed.json', '[]')
        self.assertEqual(self.run_json('check', KIND, 'a.json', '--confirm', 'confirmed.json').status, BAD_INPUT)
        self.assertEqual(self.confirmed.read_text(), '[]')

    def test_options_without_effect(self):
        for words in (('check', KIND, 'a.json', '--prune'), ('check', KIND, 'a.json', '--by', 'x'),
                      ('check', KIND, 'a.json', '--confirm', 'x.json', '--confirmed', 'x.json'),
                      ('render', KIND, '-o', 'a.pdf', '--confirmed', 'x.json')):
            with self.subTest(words):
                self.assert_fails(self.run_json(*words), BAD_USAGE, 'cli/no-effect')
        self.assertEqual(self.files(), ['a.json'])

    def test_returned_forms(self):
        """Also in the roster."""
        form = changed(lambda d: d.update(background=['加强研究,推动应用。']), NOTICE)
        forms = self.folder / 'forms'
        forms.mkdir()
        made = gongwen('-q', 'render', 'needs-notice', self.write('n.json', form), '--attach-data', '-o', forms / 'n.pdf')
        self.assertEqual(made.status, DONE)
        for words, file in ((('extract', '--check', 'forms/n.pdf', '--kind', 'needs-notice', '-o', 'out/'), 'n.json'),
                            (('collect', 'needs-notice', 'forms', '-o', 'roster.xlsx'), 'n.pdf')):
            with self.subTest(words):
                (self.folder / 'out').mkdir(exist_ok=True)
                self.confirmed.unlink(missing_ok=True)
                self.assertIn('proofing/half-width-mark', self.told('--strict', *words)[1])
                self.told(*words, '--confirm', 'confirmed.json')
                self.assertEqual([entry['file'] for entry in self.entries()], [file])
                status, ids, count = self.told('--strict', *words, '--confirmed', 'confirmed.json')
                self.assertEqual((status, set(ids) - {'intake/attached-data'}, count), (DONE, set(), 1))
        book = openpyxl.load_workbook(self.folder / 'roster.xlsx')
        cells = [str(c) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for c in row]
        self.assertFalse([c for c in cells if '提醒' in c])
        self.assert_fails(self.run_json('extract', 'forms/n.pdf', '--confirmed', 'confirmed.json'), BAD_USAGE, 'cli/no-effect')

    def test_a_set(self):
        papers = self.folder / 'papers'
        papers.mkdir()
        for kind in ('proposal-information', 'iso-form-4'):
            data = sample(ROOT / 'samples' / kind / 'typical.json')
            if kind == 'iso-form-4':
                data['title_en'] = 'Another title'
            self.write(f'papers/{kind}.json', data)
        self.assertEqual(self.told('--strict', 'check', '--document-set', 'papers')[0], BAD_INPUT)
        result = self.run_json('check', '--document-set', 'papers', '--confirm', 'confirmed.json')
        self.assertEqual({entry['file'] for entry in self.entries()} - {'iso-form-4.json', 'proposal-information.json'}, set())
        status, ids, count = self.told('--strict', 'check', '--document-set', 'papers', '--confirmed', 'confirmed.json')
        self.assertEqual((status, ids, count), (DONE, [], len(self.entries())), result.err)


if __name__ == '__main__':
    sys.exit(unittest.main())
