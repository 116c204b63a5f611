"""The workbook of each form as a thing to fill in: only the cells of fields can be changed, they say in the language of
the form what is wanted, and lists, names and sheets are such as all spreadsheet programs take."""
import collections
import re
import unittest

import needs
from filled_workbooks import FORMS, converted, facts, looked_at, map_rows, office_version
from forms import FOLDER, sample_path
from harness import gongwen
from judging import assert_judged
from test_fields import rendered
from test_pages import language_of, pages_of

NAME = re.compile(r'(?!(?:[A-Z]{1,3}\d+|R\d*C?\d*|C\d*|TRUE|FALSE)$)(?!R\d|C\d)[A-Z_\\\u0080-\U0010ffff]'
                  r'[A-Z0-9_.?\\\u0080-\U0010ffff]{0,254}', re.IGNORECASE)


class InputCells(unittest.TestCase):
    def each(self, check):
        for kind in FORMS:
            for name in ('blank', 'typical'):
                with self.subTest(f'{kind}/{name}'):
                    check(rendered(kind, name)[1])

    def test_only_fields_can_be_changed(self):
        def check(path):
            seen, rows = facts(path), map_rows(path)
            self.assertGreater(len(rows), 5)
            self.assertEqual(seen['unlocked'], {(row['sheet'], row['cell']) for row in rows})
            self.assertTrue(all(seen['protected'].values()), seen['protected'])
            self.assertLessEqual(seen['hidden'], {'_lists', '_gw'})
            for sheet in looked_at(path):
                self.assertFalse(sheet.protection.password)
                if sheet.sheet_state == 'visible':
                    self.assertFalse(sheet.protection.formatRows or sheet.protection.formatColumns)
        self.each(check)

    def test_prompts(self):
        def check(path):
            for (sheet, cell), (_, texts) in facts(path)['validations'].items():
                title, prompt, error_title, error = texts
                self.assertLessEqual(max(len(title.encode('utf-16-le')), len(error_title.encode('utf-16-le'))), 64)
                self.assertLessEqual(max(len(prompt.encode('utf-16-le')), len(error.encode('utf-16-le'))), 510)
                self.assertTrue(title, (sheet, cell))
        self.each(check)

    def test_prompts_are_in_the_language_of_the_form(self):
        for kind in FORMS:
            with self.subTest(kind):
                found = [texts for _, texts in facts(rendered(kind, 'blank')[1])['validations'].values()]
                self.assertGreater(len(found), 3)
                chinese = [bool(re.search('[\u4e00-\u9fff]', ''.join(texts))) for texts in found]
                self.assertEqual(set(chinese), {language_of(kind) == 'zh-CN'})

    def test_prompts_of_the_english_form(self):
        prompts = {texts[0]: texts[1:] for _, texts in facts(rendered('iso-form-4', 'blank')[1])['validations'].values()}
        self.assertEqual(prompts['date of circulation'], (
            'Enter a date, such as 2024-02-19. Note: set by the committee manager.', 'date of circulation',
            'Invalid entry. Enter a date, such as 2024-02-19.'))
        self.assertEqual(prompts['annex with purpose and…'][0], 'Max 300 characters.')

    def test_lists_stand_on_a_sheet_of_their_own(self):
        def check(path):
            book = looked_at(path)
            for sheet in book:
                for rule in sheet.data_validations.dataValidation:
                    if rule.type != 'list':
                        continue
                    target = re.fullmatch(r"'?_lists'?!\$([A-Z]+)\$1:\$\1\$(\d+)", rule.formula1)
                    self.assertIsNotNone(target, rule.formula1)
                    column = [book['_lists'][f'{target[1]}{row}'].value for row in range(1, int(target[2]) + 1)]
                    self.assertTrue(all(column))
                    value = sheet[str(rule.sqref).split(':')[0]].value
                    self.assertIn(value, [None, *column])
        self.each(check)

    @needs.time
    def test_judge(self):
        names = {rendered(kind, name)[1]: f'{kind}/{name}' for kind in FORMS for name in ('blank', 'typical')}
        assert_judged(self, 'xlsx', names, '--profile', 'form', '--no-office')

    def test_names(self):
        def check(path):
            rows = map_rows(path)
            for row in rows:
                self.assertRegex(row['name'], NAME)
            self.assertEqual(len({row['name'].lower() for row in rows}), len(rows))
            self.assertEqual(len({row['pointer'] for row in rows}), len(rows))
        self.each(check)

    def test_long_answers_are_no_text_format(self):
        found = collections.Counter()

        def check(path):
            book = looked_at(path)
            for row in map_rows(path):
                cell = book[row['sheet']][row['cell']]
                if row['type'] in ('email', 'phone'):
                    self.assertEqual(cell.number_format, '@', row)
                    found['as typed'] += 1
                if isinstance(cell.value, str) and len(cell.value) > 255:
                    self.assertEqual(cell.number_format, 'General', row)
                    found['long'] += 1
        self.each(check)
        self.assertGreater(found['as typed'], 4)
        self.assertGreater(found['long'], 0)

    @needs.time
    def test_pages_as_the_form_that_is_only_printed(self):
        paths = {}
        for kind in FORMS:
            plain = FOLDER / f'plain-{kind}-typical.xlsx'
            self.assertEqual(gongwen('render', kind, sample_path(kind, 'typical'), '-o', plain).status, 0)
            paths[kind] = (rendered(kind, 'typical')[1], plain)
        both = [path for pair in paths.values() for path in pair]
        printed = dict(zip(both, converted(both, FOLDER / 'fill-printed', 'pdf')))
        found = {kind: [pages_of(printed[path]) for path in pair] for kind, pair in paths.items()}
        self.assertEqual({kind: pages[0] for kind, pages in found.items()},
                         {kind: pages[1] + SPARE_PAGES.get(kind, 0) for kind, pages in found.items()})


# Rows to spare in lists that grow take a page, 续页, that the printed form does not need; those of Form 4 are in its
# lists, too; LibreOffice 25.2 makes their rows higher than 7.4.
SPARE_PAGES = {'iso-form-4': 4 if office_version() >= 25 else 3, 'justification-report': 1, 'proposal-information': 1}


if __name__ == '__main__':
    unittest.main()
