"""Own texts: --texts, files of texts in folders of templates, `gongwen texts`."""
import json
import subprocess
import unittest

import openpyxl
import pikepdf

from harness import BAD_ENVIRONMENT, BAD_INPUT, BAD_USAGE, DONE, ROOT, CommandTest, gongwen

KIND = 'proposal-information'
DATA = ROOT / 'samples' / KIND / 'typical.json'


def words_of(path):
    done = subprocess.run(['pdftotext', path, '-'], capture_output=True, check=True)
    return ''.join(done.stdout.decode('utf-8').split())


class OwnTexts(CommandTest):
    def render(self, *words, kind=KIND, data=DATA, name='a.pdf'):
        return gongwen('--error-format', 'json', 'render', kind, data, '-o', self.folder / name, *words)

    def printed(self, *words, **options):
        result = self.render(*words, **options)
        self.assertEqual(result.status, DONE, result.err)
        return words_of(self.folder / 'a.pdf')

    def test_the_file_to_fill_in(self):
        made = gongwen('texts', KIND)
        self.assertEqual((made.status, made.err), (DONE, ''))
        texts = json.loads(made.out)
        self.assertEqual(texts['$kind'], KIND)
        self.assertEqual(texts['label.leader'], '负责人姓名')
        self.assertIn('must-legend', texts)  # a shared one that it prints
        self.assertNotIn('record.item', texts)
        path = self.folder / 'own.json'
        self.assertEqual(gongwen('texts', 'ISO/IEC JTC1/SC27国际标准提案信息表', '-o', path).status, DONE)
        self.assertEqual(path.read_text(encoding='utf-8'), made.out)
        again = gongwen('--error-format', 'json', 'texts', KIND, '-o', path)
        self.assert_fails(again, BAD_ENVIRONMENT, 'resources/exists')
        self.assertEqual(gongwen('texts', KIND, '-o', path, '--force').status, DONE)

    def test_all_texts_as_they_are_change_nothing(self):
        path = self.write('own.json', gongwen('texts', KIND).out)
        self.render()
        before = (self.folder / 'a.pdf').read_bytes()
        self.render('--texts', path)
        self.assertEqual((self.folder / 'a.pdf').read_bytes(), before)

    def test_some_are_replaced(self):
        own = self.write('own.json', {'label.leader': '项目负责人', 'title.zh': '{{中文}}：'})
        words = self.printed('--texts', own)
        self.assertIn('项目负责人', words)
        self.assertIn('{中文}：', words)
        self.assertNotIn('负责人姓名', words)
        self.assertIn('负责人邮箱', words)

    def test_what_a_field_is_called_follows_its_label(self):
        own = self.write('own.json', {'label.leader': '项目\n牵头人：', 'label.wg': '所属\nWG'})
        for path, texts in ((self.folder / 'blank.pdf', ()), (self.folder / 'own.pdf', ('--texts', own))):
            result = gongwen('render', KIND, '--fillable', '-o', path, '-o', path.with_suffix('.xlsx'), *texts)
            self.assertEqual(result.status, DONE, result.err)
        said = {}
        for name in ('blank', 'own'):
            with pikepdf.open(self.folder / f'{name}.pdf') as pdf:
                said[name] = {str(field.T): str(field.TU) for field in pdf.Root.AcroForm.Fields if '/TU' in field}
        changed = {field: said['own'][field] for field, title in said['blank'].items() if said['own'][field] != title}
        self.assertTrue(any('项目牵头人' in title for title in changed.values()), changed)
        for field, title in changed.items():
            self.assertRegex(said['blank'][field], '负责人姓名|所属工作组')
            self.assertRegex(title, '项目牵头人|所属WG')
            self.assertNotIn('负责人姓名', title)
        prompts = {name: [validation.promptTitle or '' for sheet in openpyxl.load_workbook(self.folder / f'{name}.xlsx').worksheets
                          for validation in sheet.data_validations.dataValidation] for name in ('blank', 'own')}
        self.assertTrue(any('负责人姓名' in title for title in prompts['blank']))
        self.assertTrue(any('项目牵头人' in title for title in prompts['own']))
        self.assertFalse(any('负责人姓名' in title for title in prompts['own']))
        # What is read back is the same.
        result = gongwen('extract', self.folder / 'own.pdf', '--json')
        self.assertNotIn('error', result.err)

    def test_the_last_of_several_counts(self):
        first = self.write('first.json', {'label.leader': '甲种负责人', 'label.wg': '甲种工作组'})
        second = self.write('second.json', {'label.leader': '乙种负责人'})
        words = self.printed('--texts', first, '--texts', second)
        self.assertIn('乙种负责人', words)
        self.assertIn('甲种工作组', words)

    def test_a_folder_of_templates_with_texts_alone(self):
        self.write(f'own/{KIND}/texts.zh.json', {'label.leader': '甲种负责人', 'label.wg': '甲种工作组'})
        given = self.write('given.json', {'label.leader': '乙种负责人'})
        words = self.printed('--templates', self.folder / 'own', '--texts', given)
        self.assertIn('乙种负责人', words)
        self.assertIn('甲种工作组', words)
        listed = gongwen('--templates', self.folder / 'own', 'texts', KIND)
        self.assertEqual(json.loads(listed.out)['label.leader'], '甲种负责人')

    def test_markup_is_text(self):
        self.assertIn('<b>&amp;', self.printed('--texts', self.write('own.json', {'label.leader': '<b>&amp;'})))

    def test_what_is_wrong_with_them(self):
        for wrong, *ids in ((['a'], 'engine/texts-not-texts'), ({'label.leader': 3}, 'engine/texts-not-text'),
                            ({'label.leder': '负责人'}, 'engine/texts-unknown-id'), ({'source.files': '：'}, 'engine/texts-missing-place'),
                            ({'label.leader': '{name}'}, 'engine/texts-unknown-place'), ({'label.leader': '{'}, 'engine/texts-brace'),
                            ({'label.leader': '}'}, 'engine/texts-brace'), ({'label.leader': '{A b}'}, 'engine/texts-brace'),
                            ({'$kind': 'opinions', 'title': '意见'}, 'engine/texts-other-kind'), ('{', 'data/json-unexpected-end'),
                            (b'{"title": "\xff"}', 'resources/not-utf8')):
            with self.subTest(wrong):
                result = self.render('--texts', self.write('own.json', wrong))
                self.assertEqual(result.status, BAD_INPUT)
                self.assertEqual([d['id'] for d in result.errors()], ids)
                self.assertFalse((self.folder / 'a.pdf').exists())

    def test_the_place_of_a_mistake(self):
        own = self.write('own.json', '{\n  "title": "表",\n  "label.leder": "负责人"\n}\n')
        error = self.render('--texts', own).errors()[0]
        self.assertEqual((error['data']['line'], error['data']['column']), (3, 18))
        self.assertIn('label.leader', error['hint'])

    def test_what_cannot_be_used(self):
        self.assertEqual(self.render('--texts', self.folder / 'none.json').errors()[0]['id'], 'resources/not-found')
        self.assert_fails(gongwen('--error-format', 'json', 'list', '--texts', 'x.json'), BAD_USAGE, 'cli/no-effect')
        self.assert_fails(gongwen('--error-format', 'json', 'texts', KIND, '--language', 'fr'), BAD_INPUT, 'engine/texts-no-language')
        self.assert_fails(gongwen('--error-format', 'json', 'texts', 'no-kind'), BAD_USAGE, 'engine/unknown-kind')
        self.assert_fails(gongwen('--error-format', 'json', 'texts', KIND, '--force'), BAD_USAGE, 'cli/no-effect')

    def test_forms_made_with_them_are_read(self):
        own = self.write('own.json', {'$kind': KIND, 'label.leader': '项目负责人', 'opinion.sign': '（签字处）'})
        for ending in ('pdf', 'xlsx'):
            with self.subTest(ending):
                form = self.folder / f'form.{ending}'
                made = gongwen('-q', 'render', KIND, DATA, '--fillable', '-o', form, '--texts', own)
                self.assertEqual(made.status, DONE, made.err)
                for words in ([], ['--texts', own]):
                    read = gongwen('--error-format', 'json', 'extract', form, *words)
                    self.assertEqual([d['id'] for d in read.diagnostics()], [])
                    self.assertEqual(json.loads(read.out)['leader'], json.loads(DATA.read_text(encoding='utf-8'))['leader'])

    def test_batches_and_sets(self):
        own = self.write('own.json', {'$kind': KIND, 'label.leader': '项目负责人'})
        records = self.write('records.jsonl', json.dumps(json.loads(DATA.read_text(encoding='utf-8')), ensure_ascii=False) + '\n')

        def batch(*words):
            result = gongwen('--error-format', 'json', 'batch', KIND, records, '-o', self.folder / 'out', '--format', 'pdf', '--resume', *words)
            self.assertEqual(result.status, DONE, result.err)
            return words_of(next((self.folder / 'out').glob('*.pdf')))

        self.assertNotIn('项目负责人', batch())
        self.assertIn('项目负责人', batch('--texts', own))  # with other texts, it is another document
        self.write(f'set/{KIND}.json', json.loads(DATA.read_text(encoding='utf-8')))
        checked = gongwen('--error-format', 'json', 'check', '--document-set', self.folder / 'set', '--texts', own)
        self.assertEqual(checked.errors(), [])

    def new_kind(self):
        self.assertEqual(gongwen('new-kind', 'my-list', '-o', self.folder / 'mine').status, DONE)
        return self.folder / 'mine/my-list'

    def check_bundle(self, *endings):
        outputs = [word for ending in endings or ('pdf', 'xlsx') for word in ('-o', self.folder / f'b.{ending}')]
        return gongwen('--error-format', 'json', '--templates', self.folder / 'mine', 'render', 'my-list', *outputs)

    def test_line_feeds_are_lines(self):
        """Also where the kind's own text has one line: guidance, labels, sentences, on the page and in the workbook."""
        own = self.write('own.json', {'guidance.where': 'First paragraph here.\nSecond one, see {directives}.'})
        data = ROOT / 'samples/iso-form-4/typical.json'
        for options in ([], ['--fillable']):
            result = gongwen('render', 'iso-form-4', data, '--texts', own, *options, '-o', self.folder / 'a.pdf', '-o', self.folder / 'a.xlsx')
            self.assertEqual(result.status, DONE, result.err)
            lines = subprocess.run(['pdftotext', '-raw', self.folder / 'a.pdf', '-'], capture_output=True, check=True).stdout.decode().split('\n')
            self.assertIn('First paragraph here.', [line.strip() for line in lines])
            self.assertTrue([line for line in lines if line.startswith('Second one, see ')])
        cells = [cell.value for sheet in openpyxl.load_workbook(self.folder / 'a.xlsx') for row in sheet.iter_rows() for cell in row if cell.value]
        self.assertTrue([cell for cell in map(str, cells) if 'First paragraph here.\nSecond one, see ' in cell])
        # A label that the template parts by itself, and the title of a file.
        (self.folder / 'a.pdf').unlink()
        own = self.write('own.json', {'label.leader': '负责\n人'})
        self.assertIn('负责人', self.printed('--texts', own))
        self.assertNotIn('\u2028', json.dumps([words_of(self.folder / 'a.pdf')], ensure_ascii=False))

    def test_unused_texts_are_told_to_authors_alone(self):
        bundle = self.new_kind()
        texts = json.loads((bundle / 'texts.zh.json').read_text(encoding='utf-8'))
        self.write('mine/my-list/texts.zh.json', {**texts, 'unused': '无用'})
        mine = ['--templates', self.folder / 'mine']
        sample = bundle / 'sample.json'
        for words, told in ((['check', 'my-list', sample], True), (['render', 'my-list', sample, '-o', self.folder / 'a.pdf', '-o', self.folder / 'a.xlsx'], True),
                            (['describe', 'my-list'], False), (['new', 'my-list', '-o', self.folder / 'n.xlsx'], False),
                            (['texts', 'my-list'], False), (['dump', 'my-list', sample, '--stage', 'boxes'], True),
                            (['extract', self.folder / 'n.xlsx'], False)):
            result = gongwen(*mine, *words)
            with self.subTest(words[0]):
                self.assertEqual(result.status, DONE, result.err)
                if words[0] != 'dump':
                    self.assertEqual('engine/texts-unused' in result.err, told, result.err)
                else:
                    self.assertNotIn('engine/texts-unused', result.err)

    def test_authors(self):
        bundle = self.new_kind()
        texts = json.loads((bundle / 'texts.zh.json').read_text(encoding='utf-8'))
        self.write('mine/my-list/texts.zh.json', {**texts, 'unused': '无用'})
        self.assertEqual([d['id'] for d in self.check_bundle().diagnostics()], ['engine/texts-unused'])
        self.write('mine/my-list/texts.zh.json', {**texts, 'title': '示例{year}'})
        self.assertEqual({d['id'] for d in self.check_bundle().errors()}, {'templating/wording-values'})
        del texts['head.name']
        self.write('mine/my-list/texts.zh.json', texts)
        self.assertEqual({d['id'] for d in self.check_bundle().errors()}, {'templating/unknown-wording'})

    def test_an_output_is_made_of_its_own_templates(self):
        """Errors in those of other outputs, and in rules that the data do not break, are found by `check`."""
        bundle = self.new_kind()
        manifest = json.loads((bundle / 'template.json').read_text(encoding='utf-8'))
        manifest['outputs']['sheet'] = {'template': 'sheet.html'}
        self.write('mine/my-list/template.json', manifest)
        self.write('mine/my-list/sheet.html', '<html lang="zh"><head><title>x</title></head><body>{% if %}</body></html>')
        self.assertEqual(self.check_bundle('pdf').errors(), [])
        own = ('--error-format', 'json', '--templates', self.folder / 'mine')
        data = self.write('data.json', gongwen(*own, 'new', 'my-list').out)
        for command in (('check', 'my-list', data), ('render', 'my-list', data, '-o', self.folder / 'b.xlsx')):
            with self.subTest(command[0]):
                self.assertIn('templating/expected-expression', {d['id'] for d in gongwen(*own, *command).errors()})

    def test_other_languages(self):
        bundle = self.new_kind()
        self.write('mine/my-list/texts.en.json', {'title': 'Example list', 'head.name': 'Name'})
        result = gongwen('--templates', self.folder / 'mine', 'texts', 'my-list', '--language', 'en')
        self.assertEqual(json.loads(result.out), {'$kind': 'my-list', 'title': 'Example list', 'head.name': 'Name'})
        self.assertEqual(self.check_bundle().diagnostics(), [])
        self.write('mine/my-list/texts.en.json', {'titel': 'Example list'})
        self.assertEqual([d['id'] for d in self.check_bundle().errors()], ['engine/texts-unknown-id'])
        self.assertTrue(bundle.exists())


if __name__ == '__main__':
    unittest.main()
