"""Data workbooks: created, filled in, saved by other programs, and read as data; and the messages about them."""
import copy
import json
import os
import pathlib
import re
import subprocess
import unittest
import zipfile

import openpyxl

from book_names import names_of, set_names
import bundles
from filled_workbooks import converted, opened, resaved
from harness import BAD_ENVIRONMENT, BAD_INPUT, DONE, ROOT, CommandTest, gongwen, sample

KIND = 'monthly-bulletin'
ALL_EVENTS = ROOT / 'samples/monthly-bulletin/2026-08-all-events.json'
NEEDS = ROOT / 'samples/needs-notice/typical.json'


def all_samples():
    return [(path.parent.name, path) for path in sorted((ROOT / 'samples').glob('*/*.json'))
            if path.parent.name in bundles.kinds()]


# GONGWEN_ALL_SAMPLES=1 takes the books of all samples through LibreOffice, which is slow; otherwise these.
ALL_SAMPLES = os.environ.get('GONGWEN_ALL_SAMPLES') == '1'
ONE_OF_EACH_KIND = {ALL_EVENTS, *dict(all_samples()).values()}


def column_of(sheet, key):
    """The column with this key, by its heading."""
    heads = {row[3]: row[2] for row in sheet.parent['_data'].iter_rows(values_only=True)
             if row[:2] == ('column', sheet.title)}
    return next(cell.column for cell in sheet[1] if cell.value in (heads[key], heads[key] + '*'))


class BookTest(CommandTest):
    def book(self, kind=KIND, data=ALL_EVENTS, name='data.xlsx'):
        path = self.folder / name
        result = gongwen('new', kind, '-o', path, '--from', data)
        self.assertEqual(result.status, DONE, result.err)
        return path

    def changed_book(self, change, kind=KIND, data=ALL_EVENTS):
        (self.folder / 'data.xlsx').unlink(missing_ok=True)
        path = self.book(kind, data)
        book = opened(path)
        change(book)
        book.save(path)
        return path

    def extracted(self, path):
        result = gongwen('extract', path)
        self.assertEqual(result.status, DONE, result.err)
        return json.loads(result.out)

    def told(self, kind, path, status=BAD_INPUT):
        result = gongwen('--error-format', 'json', 'check', kind, path)
        self.assertEqual(result.status, status, result.err)
        return result.diagnostics()


class RoundTrips(BookTest):
    def test_samples_through_other_programs(self):
        books = {}
        for kind, path in all_samples():
            books[self.book(kind, path, f'{kind}-{path.stem}.xlsx')] = (kind, path)
        paths = list(books)
        for_office = paths if ALL_SAMPLES else [path for path, (_, data) in books.items() if data in ONE_OF_EACH_KIND]
        office = converted(for_office, self.folder / 'office', 'xlsx')
        rewritten = [resaved(path, self.folder / 'openpyxl') for path in paths]
        for program, saved in (('none', paths), ('LibreOffice', office), ('openpyxl', rewritten)):
            out = self.folder / f'out-{program}'
            out.mkdir()
            result = gongwen('--quiet', 'extract', *saved, '-o', out)
            self.assertEqual(result.status, DONE, result.err)
            for path in map(pathlib.Path, saved):
                with self.subTest(f'{program} {path.name}'):
                    data = books[self.folder / path.name][1]
                    self.assertEqual(sample(out / (path.stem + '.json')), sample(data))

    def test_workbooks_are_taken_as_data(self):
        path = self.book()
        result = gongwen('render', KIND, path, '-o', self.folder / 'a.pdf', '-o', self.folder / 'a.xlsx')
        self.assertEqual(result.status, DONE, result.err)
        result = gongwen('render', KIND, ALL_EVENTS, '-o', self.folder / 'b.pdf', '-o', self.folder / 'b.xlsx')
        self.assertEqual(result.status, DONE, result.err)
        for ending in ('pdf', 'xlsx'):
            self.assertEqual((self.folder / f'a.{ending}').read_bytes(), (self.folder / f'b.{ending}').read_bytes())

    def test_a_filled_form_is_taken_as_data(self):
        form, kind = self.folder / 'form.xlsx', 'proposal-information'
        data = ROOT / 'samples' / kind / 'minimal.json'
        self.assertEqual(gongwen('render', '--fillable', kind, data, '-o', form).status, DONE)
        self.assertEqual(gongwen('check', kind, form).status, DONE)

    def test_the_same_bytes_every_time(self):
        self.assertEqual(self.book(name='a.xlsx').read_bytes(), self.book(name='b.xlsx').read_bytes())

    def test_long_and_odd_texts(self):
        data = sample(ROOT / 'samples/expert-application/typical.json')
        data['photo'] = 'data:image/png;base64,' + 'QUJD' * 25_000
        data['name_zh'], data['org_zh'], data['org_en'] = '', '甲 \r\n', 'json:1'
        data['address_zh'], data['post_title'], data['speciality'] = '=1+1', '_x000D_', '#REF!'
        source = self.write('odd.json', data)
        # Blanks around a text are not part of it.
        self.assertEqual(self.extracted(self.book('expert-application', source)), {**data, 'org_zh': '甲'})


class NewBooks(BookTest):
    def test_what_is_there(self):
        path = self.folder / 'new.xlsx'
        self.assertEqual(gongwen('new', 'needs-notice', '-o', path).status, DONE)
        book = opened(path)
        self.assertEqual([s.title for s in book if s.sheet_state == 'visible'], ['基本信息', '签发人签名章', '需求清单', '填写说明'])
        sheet = book['需求清单']
        self.assertFalse(any(row.hidden for row in sheet.row_dimensions.values()))
        self.assertEqual([cell.value for cell in sheet[1]][:3], ['序号', '标准名称*', '制定/修订*'])
        self.assertEqual(sheet.freeze_panes, 'B2')
        self.assertEqual(sheet.print_title_rows, '$1:$1')
        table, = sheet.tables.values()
        self.assertEqual(table.ref, 'A1:I2')
        self.assertEqual([column.name for column in table.tableColumns], [cell.value for cell in sheet[1]])
        names = {name.name: name.attr_text for name in names_of(book)}
        self.assertEqual(names['gw_needs.title'], "'需求清单'!$B:$B")
        self.assertEqual(names['gw_year'], "'基本信息'!$B$2")
        self.assertIn('2 至 120 字', sheet['B1'].comment.text)
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        action = next(rule for area, rule in rules.items() if area.startswith('C'))
        self.assertEqual(action.type, 'list')
        length = next(rule for area, rule in rules.items() if area.startswith('B'))
        self.assertEqual((length.type, length.formula1), ('textLength', '120'))
        self.assertEqual(sheet['A2'].value, '例')
        record = book['基本信息']
        rules = {str(rule.sqref): rule for rule in record.data_validations.dataValidation}
        titles = {row[0].value: row[0].row for row in record.iter_rows(min_row=2) if row[0].value}
        self.assertEqual(rules[f'B{titles["申报截止日期*"]}'].type, 'date')
        self.assertEqual(rules[f'B{titles["需求年度*"]}'].type, 'whole')

    def test_cells_that_a_type_does_not_have_are_grey(self):
        samples = sorted((ROOT / 'samples/monthly-bulletin').glob('*.json'))
        for data in samples:
            (self.folder / 'data.xlsx').unlink(missing_ok=True)
            sheet = opened(self.book(data=data))['事项']
            kind_of_row = column_of(sheet, 'gw:/type')
            grey = 0
            for cells in sheet.conditional_formatting:
                column = cells.sqref.ranges[0].min_col
                formula = cells.rules[0].formula[0]
                titles = set(re.findall(r'(?:=|<>)"([^"]+)"', formula))
                for row in range(2, sheet.max_row + 1):
                    title = sheet.cell(row, kind_of_row).value
                    is_grey = bool(title) and ((title in titles) if formula.startswith('OR') else (title not in titles))
                    grey += is_grey
                    with self.subTest(data.name, cell=sheet.cell(row, column).coordinate):
                        # No value of a sample is where there should be none.
                        self.assertFalse(is_grey and sheet.cell(row, column).value not in (None, ''))
            if data == ALL_EVENTS:
                self.assertGreater(grey, 1_000)
        # Once the type is changed, other cells are: the rule looks at the type beside it.
        self.assertIn('$C2', formula)

    def test_nothing_is_told_of_what_the_program_wrote_itself(self):
        for kind in bundles.kinds():
            path = self.folder / f'{kind}.xlsx'
            self.assertEqual(gongwen('new', kind, '-o', path).status, DONE)
            result = gongwen('--error-format', 'json', 'check', kind, path)
            with self.subTest(kind):
                self.assertEqual([d['id'] for d in result.diagnostics() if d['id'].startswith('databook/')], [])

    def test_examples_are_no_data(self):
        path = self.folder / 'new.xlsx'
        self.assertEqual(gongwen('new', KIND, '-o', path).status, DONE)
        self.assertEqual(self.extracted(path), {})

    def test_known_values(self):
        path = self.folder / 'new.xlsx'
        self.assertEqual(gongwen('new', KIND, '-o', path, '--set', '/year=2026', '--set', '/events/0/type=mt_week').status, DONE)
        found = self.extracted(path)
        self.assertEqual(found['year'], 2026)
        self.assertEqual(found['events'][0]['type'], 'mt_week')
        self.assertEqual(opened(path)['事项']['C2'].value, '标准周活动')

    def test_english_titles(self):
        path = self.folder / 'new.xlsx'
        self.assertEqual(gongwen('new', 'needs-notice', '--titles', 'en', '-o', path, '--from', NEEDS).status, DONE)
        self.assertEqual(opened(path).sheetnames[0], 'Record')
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_usage(self):
        book = self.book()
        self.assert_fails(gongwen('--error-format', 'json', 'new', KIND, '-o', book), BAD_ENVIRONMENT, 'resources/exists')
        self.assert_fails(gongwen('--error-format', 'json', 'new', KIND, '-o', self.folder / 'x.xlsx', '--from', 'none.json'),
                          BAD_ENVIRONMENT, 'resources/not-found')


class Changes(BookTest):
    def test_moved_columns_renamed_heads_and_sheets(self):
        def change(book):
            sheet = book['需求清单']
            sheet.move_range('C1:C40', cols=20)
            sheet['B1'].value = '换了名称'
            sheet.title = '清单'
            for name in names_of(book):
                name.attr_text = name.attr_text.replace("'需求清单'!", '清单!').replace('清单!$C:$C', '清单!$W:$W')
        path = self.changed_book(change, 'needs-notice', NEEDS)
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_without_names(self):
        path = self.changed_book(set_names, 'needs-notice', NEEDS)
        self.assertEqual(self.extracted(path), sample(NEEDS))

    def test_without_names_and_hidden_sheets(self):
        def change(book):
            set_names(book)
            for name in ('_data', '_gw', '_lists', '填写说明'):
                del book[name]
        path = self.changed_book(change, 'needs-notice', NEEDS)
        for data, name in ((path, 'a.xlsx'), (NEEDS, 'b.xlsx')):
            result = gongwen('render', 'needs-notice', data, '-o', self.folder / name)
            self.assertEqual((result.status, result.err), (DONE, result.err))
        self.assertEqual((self.folder / 'a.xlsx').read_bytes(), (self.folder / 'b.xlsx').read_bytes())

    def test_workbooks_of_older_versions_have_keys_in_a_hidden_row(self):
        for kind in ('needs-notice', 'proposal-register'):
            path = ROOT / 'tests/command/former_books' / f'{kind}.xlsx'
            self.assertEqual(self.extracted(path), sample(ROOT / 'samples' / kind / 'typical.json'))
            self.assertEqual(self.told(kind, path, DONE), [])

    def test_what_people_type(self):
        def change(book):
            sheet = book['事项']
            row = sheet.max_row + 1
            for key, value in (('gw:/id', 'typed'), ('gw:/type', 'mt_week'), ('gw:/dates', '2026年8月3日\n２０２６-8-4')):
                sheet.cell(row, column_of(sheet, key)).value = value
            record = book['基本信息']
            year = next(r for r in range(2, record.max_row + 1) if record.cell(r, 1).value == '年份*')
            record.cell(year, 2).value = '２０２６'
        data = self.extracted(self.changed_book(change))
        self.assertEqual(data['year'], 2026)
        self.assertEqual(data['events'][-1], {'id': 'typed', 'type': 'mt_week', 'dates': ['2026-08-03', '2026-08-04']})

    def test_rows_belong_to_the_row_above(self):
        def change(book):
            sheet = book['款']
            for row in range(sheet.max_row, 2, -1):
                if sheet.cell(row, 2).value == sheet.cell(row - 1, 2).value:
                    sheet.cell(row, 2).value = None
        source = ROOT / 'samples/regulations/typical.json'
        self.assertEqual(self.extracted(self.changed_book(change, 'regulations', source)), sample(source))


class Messages(BookTest):
    def test_places_are_sheets_and_cells(self):
        data = copy.deepcopy(sample(NEEDS))
        data['needs'][1]['action'] = '新建'
        del data['needs'][0]['title']
        data['date'] = 'morgen'
        path = self.book('needs-notice', self.write('bad.json', data))
        told = self.told('needs-notice', path)
        cells = {d['data']['pointer']: d['data']['cell'] for d in told if d['severity'] == 'error'}
        self.assertEqual(cells['/needs/1/action'], '需求清单!C3')
        self.assertEqual(cells['/needs/0/title'], '需求清单!A2')
        self.assertTrue(cells['/date'].startswith('基本信息!B'))
        self.assertNotIn('line', told[0]['data'])
        result = gongwen('--lang', 'zh', 'check', 'needs-notice', path)
        self.assertIn('data.xlsx 需求清单!C3', result.err)

    def test_what_cannot_be_read(self):
        def change(book):
            plans = book['计划清单']
            plans.cell(2, 2).value = 99
            plans.cell(2, column_of(plans, 'gw:/title')).value = 'json:{'
            events = book['事项']
            events.cell(1, events.max_column + 1).value = '备注栏'
            events.cell(2, events.max_column).value = '内部用'
            events.cell(3, column_of(events, 'gw:/heading')).value = '#REF!'
            book.create_sheet('草稿')['A1'].value = '甲'
        told = self.told(KIND, self.changed_book(change))
        ids = {d['id'] for d in told}
        self.assertLessEqual({'databook/no-parent', 'databook/unknown-column', 'databook/unknown-sheet',
                              'databook/cell-error'}, ids)
        self.assertIn('data.xlsx 计划清单!B2', ' '.join(d['message'] for d in told))

    def test_ambiguous_numbers_and_values(self):
        def change(book):
            events = book['事项']
            events.cell(3, 1).value = 1
            record = book['基本信息']
            row = record.max_row + 1
            record.cell(row, 1).value, record.cell(row, 2).value = '年份', 2027
            record.cell(3, 2).value = 'json:'
        ids = {d['id'] for d in self.told(KIND, self.changed_book(change))}
        self.assertLessEqual({'databook/same-number', 'databook/bad-literal', 'databook/given-twice'}, ids)

    def test_wrong_files(self):
        other = self.book('needs-notice', NEEDS)
        self.assertIn('intake/other-kind', {d['id'] for d in self.told('work-points', other)})
        empty = self.folder / 'empty.xlsx'
        openpyxl.Workbook().save(empty)
        self.assertIn('databook/no-tables', {d['id'] for d in self.told(KIND, empty)})
        note = self.write('note.xlsx', 'hello')
        self.assertEqual({d['id'] for d in self.told(KIND, note)}, {'intake/unknown-file'})
        self.assertEqual(gongwen('check', KIND, self.folder / 'none.xlsx').status, BAD_ENVIRONMENT)

    def test_hostile_workbooks(self):
        bomb = self.folder / 'bomb.xlsx'
        with zipfile.ZipFile(bomb, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr('[Content_Types].xml', '<Types/>')
            archive.writestr('_rels/.rels', '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="w.xml"/></Relationships>')
            archive.writestr('w.xml', b' ' * (300 << 20))
        self.assertEqual({d['id'] for d in self.told(KIND, bomb)}, {'intake/limit'})
        whole = self.book().read_bytes()
        cut = self.write('cut.xlsx', whole[:len(whole) // 2])
        self.assertEqual({d['id'] for d in self.told(KIND, cut)}, {'intake/damaged'})


if __name__ == '__main__':
    unittest.main()
