"""Every kind of form: its labels, the values of its samples in both outputs, its rules. README.md tells of the files."""
import datetime
import functools
import json
import pathlib
import re
import unittest

import openpyxl

from harness import ROOT, CommandTest, changed, gongwen
from samples import JUDGES, PYTHON, blank_form, language_of, output_of, rendered

KINDS = {path.stem: json.loads(path.read_text(encoding='utf-8')) for path in sorted(pathlib.Path(__file__).parent.glob('*.json'))}
BOXES = '☐□☑☒'


def samples():
    """Kind, what its file tells, name and path of each sample."""
    for kind, told in KINDS.items():
        for name, pages in told['samples'].items():
            yield kind, told, pages, ROOT / f'samples/{kind}/{name}.json'


def outputs():
    """Kind, what its file tells, pages, PDF and workbook of each sample and of the blank form."""
    for kind, told, pages, sample in samples():
        yield kind, told, pages, rendered(sample, 'pdf'), rendered(sample, 'xlsx')
    for kind, told in KINDS.items():
        yield kind, told, told['blank'], blank_form(kind, 'pdf'), blank_form(kind, 'xlsx')


def bare(text):
    """Without blanks, which lines and letter-spaced labels differ in, and without soft breaks."""
    return re.sub(r'[\s\u200b\u00ad]', '', text)


@functools.cache
def page_text(path, furniture):
    pages = bare_pages(output_of('pdftotext', '-raw', path, '-'))
    return ''.join(re.sub(furniture, '', page) if furniture else page for page in pages)


def bare_pages(text):
    return [bare(page) for page in text.split('\f')]


@functools.cache
def cells(path):
    """All values of a workbook, row by row."""
    return [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows(values_only=True) for cell in row
            if cell is not None]


def chinese_date(day):
    return f'{day.year}年{day.month}月{day.day}日'


@functools.cache
def sheet_text(path):
    """All texts, and dates as Chinese forms write them."""
    return ''.join(chinese_date(cell) if isinstance(cell, datetime.datetime) else bare(cell) for cell in cells(path)
                   if isinstance(cell, (str, datetime.datetime)))


def ticks(text):
    """Each box with the first characters behind it."""
    return re.findall(f'([{BOXES}])([^{BOXES}]{{1,8}})', text)


def unticked(text):
    """With every box as an empty one."""
    return re.sub(f'[{BOXES}]', '☐', text)


def leaves(value, pointer=''):
    if isinstance(value, dict):
        for key, member in value.items():
            yield from leaves(member, f'{pointer}/{key}')
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from leaves(member, f'{pointer}/{index}')
    else:
        yield pointer, value


def choices(schema):
    """All values that a schema lists: they stand for words of the form."""
    if isinstance(schema, dict):
        yield from schema.get('enum', ()) if isinstance(schema.get('enum'), list) else ()
        for member in schema.values():
            yield from choices(member)
    elif isinstance(schema, list):
        for member in schema:
            yield from choices(member)


def resolve(data, pointer):
    """The parent of a place and the last step to it."""
    *steps, last = pointer.split('/')[1:]
    for step in steps:
        data = data[int(step) if isinstance(data, list) else step]
    return data, int(last) if isinstance(data, list) else last


def change_of(case):
    def change(data):
        for pointer, value in case.get('set', {}).items():
            parent, step = resolve(data, pointer)
            parent[step] = value
        for pointer in case.get('remove', ()):
            parent, step = resolve(data, pointer)
            del parent[step]
    return change


class Forms(CommandTest):
    def test_samples_are_all_listed(self):
        for kind, told in KINDS.items():
            self.assertEqual({path.stem for path in (ROOT / f'samples/{kind}').glob('*.json')}, set(told['samples']))

    def test_nothing_is_warned_of(self):
        for kind, told in KINDS.items():
            for data in [[ROOT / f'samples/{kind}/{name}.json'] for name in told['samples']] + [[]]:
                with self.subTest(kind, data=data):
                    result = gongwen('--strict', 'render', kind, *data, '-o', self.folder / 'a.pdf', '-o', self.folder / 'a.xlsx')
                    self.assertEqual((result.status, result.err), (0, ''))

    def test_pages(self):
        for _, _, (pages, _), pdf, _ in outputs():
            with self.subTest(pdf.stem):
                self.assertRegex(output_of('pdfinfo', pdf), rf'Pages: +{pages}\n')

    def test_printed_sheets(self):
        for _, _, (_, sheets), _, workbook in outputs():
            with self.subTest(workbook.stem):
                told = output_of(PYTHON, JUDGES / 'xlsx_judge.py', '--profile', 'plain', workbook)
                self.assertIn(' 0 FAIL', told)
                self.assertRegex(told, rf'printed pages +{sheets},.*A4')

    def test_blank_forms_are_accessible(self):
        for kind in KINDS:
            with self.subTest(kind):
                chinese = 'yes' if language_of(kind) == 'zh-CN' else 'no'
                told = output_of(PYTHON, JUDGES / 'pdf_judge.py', '--profile', 'archive', '--chinese', chinese, blank_form(kind, 'pdf'))
                self.assertIn(' 0 FAIL', told)

    def assert_in_order(self, labels, text):
        place = 0
        for label in labels:
            found = text.find(bare(label), place)
            self.assertGreaterEqual(found, 0, label)
            place = found + len(bare(label))

    def assert_labels(self, told, pdf, workbook):
        flat = [label for entry in told['labels'] for label in (entry if isinstance(entry, list) else [entry])]
        self.assert_in_order(flat, unticked(page_text(pdf, told.get('furniture'))))
        text = unticked(sheet_text(workbook))
        self.assert_in_order([label for label in told['labels'] if isinstance(label, str)], text)
        for label in flat:
            self.assertIn(bare(label), text)

    def test_labels(self):
        for _, told, _, pdf, workbook in outputs():
            with self.subTest(pdf.stem):
                self.assert_labels(told, pdf, workbook)

    def test_values_are_in_both(self):
        for kind, told, _, sample in samples():
            known = set(map(str, choices(json.loads((ROOT / f'templates/{kind}/schema.json').read_text(encoding='utf-8')))))
            pdf = page_text(rendered(sample, 'pdf'), told.get('furniture'))
            workbook = sheet_text(rendered(sample, 'xlsx'))
            dates = {cell.date() for cell in cells(rendered(sample, 'xlsx')) if isinstance(cell, datetime.datetime)}
            for pointer, value in leaves(json.loads(sample.read_text(encoding='utf-8'))):
                if not isinstance(value, str) or value in known or pointer in told.get('not_printed', ()):
                    continue
                with self.subTest(kind, sample=sample.stem, pointer=pointer):
                    self.assert_value(value, pdf, workbook, dates)

    def assert_value(self, value, pdf, workbook, dates):
        if re.fullmatch(r'\d{4}-\d\d-\d\d', value):
            day = datetime.date.fromisoformat(value)
            self.assertTrue(value in pdf or chinese_date(day) in pdf, value)
            self.assertTrue(day in dates or chinese_date(day) in workbook, value)
        elif re.fullmatch(r'\d{4}-\d\d', value):
            chinese = f'{value[:4]}年{int(value[5:])}月'
            self.assertIn(chinese, pdf)
            self.assertTrue(datetime.date.fromisoformat(value + '-01') in dates or chinese in workbook, value)
        else:
            for line in value.split('\n'):
                self.assertIn(bare(line), pdf)
                self.assertIn(bare(line), workbook)

    def test_same_boxes_are_ticked(self):
        for _, told, _, pdf, workbook in outputs():
            with self.subTest(pdf.stem):
                self.assertEqual(sorted(ticks(page_text(pdf, told.get('furniture')))), sorted(ticks(sheet_text(workbook))))

    def test_no_box_of_a_blank_form_is_ticked(self):
        for kind, told in KINDS.items():
            self.assertNotRegex(page_text(blank_form(kind, 'pdf'), told.get('furniture')), '[☑☒]')

    def findings(self, kind, data):
        result = gongwen('--error-format', 'json', 'check', kind, self.write('data.json', data))
        return {(d['hint'].split('`')[1], d['data']['pointer']) for d in result.diagnostics()
                if d['id'] in ('rules/violated', 'rules/doubtful')}

    def test_each_rule_refuses(self):
        for kind, told in KINDS.items():
            for case in told['rules']:
                with self.subTest(kind, rule=case['rule']):
                    data = changed(change_of(case), ROOT / f'samples/{kind}/{case["sample"]}.json')
                    self.assertIn((case['rule'], case['at']), self.findings(kind, data))

    def test_no_rule_is_forgotten(self):
        for kind, told in KINDS.items():
            rules = json.loads((ROOT / f'templates/{kind}/template.json').read_text(encoding='utf-8')).get('rules', [])
            self.assertEqual({rule['id'] for rule in rules}, {case['rule'] for case in told['rules']}, kind)


if __name__ == '__main__':
    unittest.main()
