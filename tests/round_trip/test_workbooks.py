"""Data → workbook to fill in → `extract` gives the data again, as the workbook was written and as LibreOffice and
openpyxl have saved it, which also keep what makes it a form."""
import json
import os
import random
import shutil
import sys
import tempfile
import unittest
import pathlib

from book_names import names_of, set_names
from filled_workbooks import (FORMS, converted, defined_names, facts, map_rows, opened, resaved, stamps)
from harness import ROOT, gongwen, sample
from test_fillable import fields_of, vary

# Data sets made at random for each form, beside its samples. With more than one, all workbooks go through other programs;
# otherwise every third.
SETS = int(os.environ.get('WORKBOOK_SETS', '1'))
SEED = int(os.environ.get('ROUND_TRIP_SEED', '1'))


def extracted(paths, out):
    """The data of each file."""
    out.mkdir(exist_ok=True)
    result = gongwen('--quiet', 'extract', *paths, '-o', out)
    if result.status > 1:
        raise AssertionError(result.err)
    if len(paths) == 1:
        return [json.loads((out / (paths[0].stem + '.json')).read_text(encoding='utf-8'))]
    return [json.loads((out / (path.stem + '.json')).read_text(encoding='utf-8')) for path in paths]


class Workbooks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='gongwen-workbooks-'))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        chance = random.Random(SEED)
        cls.data, cls.paths = {}, []
        for kind in FORMS:
            fields = fields_of(kind)
            samples = {path.stem: sample(path) for path in sorted((ROOT / 'samples' / kind).glob('*.json'))}
            varied = {f'random-{i}': vary(chance.choice(list(samples.values())), '', fields, chance)
                      for i in range(SETS)}
            if kind == 'justification-report':
                # What the cell does not say takes several cells of the hidden sheet; programs change such texts on the way.
                varied['given'] = {**samples['typical'], 'leader_resume': [f'{i}：' + '=1+1_x0D ' * 700 + '完' for i in range(4)]}
            for name, data in {**samples, **varied}.items():
                cls.render(kind, name, data)
        cls.found = extracted(cls.paths, cls.folder / 'direct')

    @classmethod
    def render(cls, kind, name, data):
        source = cls.folder / f'{kind}-{name}.data.json'
        source.write_text(json.dumps(data, ensure_ascii=False), encoding='utf-8')
        path = cls.folder / f'{kind}-{name}.xlsx'
        result = gongwen('render', '--fillable', kind, source, '-o', path)
        # Data made at random may break rules; the samples may not.
        if path.exists():
            cls.paths.append(path)
            cls.data[path.name] = data
        elif not name.startswith('random') or result.status > 1:
            raise AssertionError(f'{path.name}: {result.err}')

    def test_data_come_back(self):
        self.assertGreaterEqual(len(self.paths), 3 * len(FORMS) + SETS)
        for path, found in zip(self.paths, self.found):
            with self.subTest(path.name):
                fields = {row['pointer'].split('/')[1] for row in map_rows(path)}
                # What the form does not show at all is reported and left out; what is printed on it comes back.
                wanted = {key: value for key, value in self.data[path.name].items() if key in found or key in fields}
                self.assertEqual(found, wanted)

    def test_other_programs_keep_data_and_form(self):
        every = 1 if SETS > 1 else 3
        places = [place for place, path in enumerate(self.paths) if place % every == 0 or path.stem.endswith('-given')]
        sent, expected = [self.paths[place] for place in places], [self.found[place] for place in places]
        again = converted(sent, self.folder / 'office', 'xlsx')
        through_ods = converted(converted(sent, self.folder / 'ods', 'ods'), self.folder / 'from-ods', 'xlsx')
        rewritten = [resaved(path, self.folder / 'openpyxl') for path in sent]
        for name, paths in (('LibreOffice', again), ('OpenDocument', through_ods), ('openpyxl', rewritten)):
            found = extracted(paths, self.folder / f'out-{name}')
            for path, first, then in zip(paths, expected, found):
                with self.subTest(f'{name} {path.name}'):
                    self.assertEqual(then, first)
            for path in paths[::4 // every]:
                with self.subTest(f'{name} {path.name}'):
                    self.keeps_form(path)

    def keeps_form(self, path):
        original = self.folder / path.name
        self.assertEqual(defined_names(path), defined_names(original))
        before, after = facts(original), facts(path)
        self.assertEqual(after['protected'], before['protected'])
        self.assertEqual(after['hidden'], before['hidden'])
        self.assertEqual(after['unlocked'] & before['unlocked'], before['unlocked'])
        self.assertEqual(after['validations'], before['validations'])
        wanted = stamps(original)
        self.assertEqual(wanted[0], wanted[1])
        self.assertEqual(wanted[0], wanted[2])
        self.assertGreaterEqual([stamp == wanted[0] for stamp in stamps(path)].count(True), 2)

    def test_what_people_type(self):
        """Values as a spreadsheet program enters them: dates as dates, ticks in the text, other words for a tick."""
        path = self.folder / 'typed.xlsx'
        self.assertEqual(gongwen('render', '--fillable', 'proposal-information', '-o', path).status, 0)
        book = opened(path)
        typed = {'/title/zh': '示例提案', '/leader/phone': 1012345678, '/wg': 'SC27/WG2（密码与安全机制工作组）',
                 '/org_opinion/date': '2030/5/6', '/participants/3': '示例单位丁'}
        rows = {row['pointer']: row for row in map_rows(path)}
        for pointer, value in typed.items():
            book[rows[pointer]['sheet']][rows[pointer]['cell']] = value
        source = book[rows['/source']['sheet']][rows['/source']['cell']]
        source.value = source.value.replace('☐行业标准', '√ 行业标准').replace('☐其他', '☑其他')
        book.save(path)
        found = extracted([path], self.folder / 'typed')[0]
        self.assertEqual(found['title'], {'zh': '示例提案'})
        self.assertEqual(found['leader'], {'phone': '1012345678'})
        self.assertEqual(found['wg'], 2)
        self.assertEqual(found['org_opinion'], {'date': '2030-05-06'})
        self.assertEqual(found['participants'], ['示例单位丁'])
        self.assertEqual(found['source'], ['行业标准', '其他'])

    def test_names_lost(self):
        """Without names the map leads to the cells; a file that moved its columns keeps its names."""
        path = next(p for p in self.paths if p.name == 'expert-application-typical.xlsx')
        book = opened(path)
        set_names(book, [name for name in names_of(book) if not name.name.startswith('gw')])
        nameless = self.folder / 'nameless.xlsx'
        book.save(nameless)
        self.assertEqual(extracted([nameless], self.folder / 'nameless')[0], self.found[self.paths.index(path)])


if __name__ == '__main__':
    print(f'{SETS} sets a form', file=sys.stderr)
    unittest.main()
