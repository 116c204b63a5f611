"""Workbooks of an office made by seeds, with lists, conditions, merged cells, formulas, names and rules of cells: every cell is
where it belongs, with its style, and LibreOffice calculates from it what the test has calculated itself.
GONGWEN_RANDOM_WORKBOOKS says how many, GONGWEN_RANDOM_WORKBOOKS_SEED varies them."""
import os
import random
import unittest

import openpyxl
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from harness import DONE, CommandTest
from own_workbooks import bundle, calculated, expected_style, opened, render

COUNT = int(os.environ.get('GONGWEN_RANDOM_WORKBOOKS', 12))
SEED = int(os.environ.get('GONGWEN_RANDOM_WORKBOOKS_SEED', 1))
COLORS = ['FFFFE699', 'FFDDEBF7', 'FFE2EFDA', 'FFFCE4D6']
FORMATS = ['General', '0.00', '#,##0', '0"项"']


class Row:
    """A row of the template: texts by column, and what each cell shows, given the item of its list and what is around."""

    def __init__(self, kind, cells=None, shown=None, list_name=None, flag=None):
        self.kind, self.cells, self.shown = kind, cells or {}, shown or {}
        self.list_name, self.flag = list_name, flag
        self.merged = None


class Template:
    """A sheet, made row by row. `plan` says which rows come out: (row of the template, its values)."""

    def __init__(self, rnd, name):
        self.rnd, self.name = rnd, name
        self.rows = []
        self.lists = {}
        self.flags = {}
        self.numbers = {}   # rows with a fixed number in B
        self.later = []     # formulas that are written when all rows are known

    def add(self, row):
        self.rows.append(row)
        return len(self.rows)

    def static(self):
        number = self.rnd.randint(1, 50)
        row = Row('static', {'A': f'固定{len(self.rows) + 1}', 'B': number}, {'B': number})
        self.numbers[self.add(row)] = number

    def blank(self):
        self.add(Row('static'))

    def condition(self):
        flag = f'flag_{self.name}_{len(self.flags)}'
        self.flags[flag] = self.rnd.random() < .5
        self.add(Row('control', {'A': '{%tr if ' + flag + ' %}'}))
        for _ in range(self.rnd.randint(1, 2)):
            number = self.rnd.randint(1, 50)
            self.add(Row('if', {'A': '有条件', 'B': number}, {'B': number}, flag=flag))
        self.add(Row('control', {'A': '{%tr endif %}'}))

    def list(self):
        name = f'list_{self.name}_{len(self.lists)}'
        count = self.rnd.choice([0, 1, 2, 3, 7])
        items = self.lists[name] = [{'b': self.rnd.randint(1, 50), 'c': self.rnd.randint(1, 9)} for _ in range(count)]
        is_inline = self.rnd.random() < .5
        height = self.rnd.choice([1, 1, 2])
        if not is_inline:
            self.add(Row('control', {'A': '{%tr for x in ' + name + ' %}'}))
        first = len(self.rows) + 1
        fixed = self.rnd.choice(list(self.numbers)) if self.numbers else None
        cells = {'A': '{{ loop.index }}', 'B': '{{ x.b }}', 'C': '{{ x.c }}', 'D': f'=B{first}*C{first}', 'E': f'=SUM(B${first}:B{first})'}
        shown = {'A': lambda i: i + 1, 'B': lambda i: items[i]['b'], 'C': lambda i: items[i]['c'],
                 'D': lambda i: items[i]['b'] * items[i]['c'], 'E': lambda i: sum(item['b'] for item in items[:i + 1])}
        if fixed:
            cells['G'] = f'=B{first}+$B${fixed}'
            shown['G'] = lambda i: items[i]['b'] + self.numbers[fixed]
        if height == 1:
            cells['H'] = f'=COUNT(B${first}:B${first})'
            shown['H'] = lambda i: len(items)
        if is_inline:
            cells['A'] = '{% for x in ' + name + ' %}' + cells['A']
        head = Row('list', cells, shown, list_name=name)
        self.add(head)
        rows = [head]
        if height == 2:
            rows.append(Row('list', {'A': '小计', 'B': f'=D{first}+1'}, {'B': lambda i: items[i]['b'] * items[i]['c'] + 1}, list_name=name))
            self.add(rows[1])
            head.merged = 2
        last = len(self.rows)
        if is_inline:
            rows[-1].cells['I'] = '{% endfor %}'
        else:
            self.add(Row('control', {'A': '{%tr endfor %}'}))
        # Sums below the list, of the list's rows or with the rows of its tags.
        span = (first, last) if is_inline or self.rnd.random() < .5 else (first - 1, last + 1)
        total = sum(item['b'] for item in items)
        total_d = sum(item['b'] * item['c'] for item in items)
        cells = {'A': '合计', 'C': f'=SUM(C{span[0]}:C{span[1]})', 'D': f'=SUM(D{span[0]}:D{span[1]})'}
        shown = {'C': sum(item['c'] for item in items), 'D': total_d}
        cells['B'] = f'=SUM(B{first}:B{first})'  # of blocks of two rows every second cell
        shown['B'] = total
        cells['E'] = f'=SUM(B{first})+COUNT(C{first})'
        shown['E'] = total + len(items)
        self.add(Row('static', cells, shown))

    def far(self, others):
        """Formulas that refer to fixed cells anywhere, on any sheet."""
        for _ in range(3):
            sheet = self.rnd.choice([self, *others])
            if not sheet.numbers:
                continue
            target = self.rnd.choice(list(sheet.numbers))
            where = f"'{sheet.name}'!" if sheet is not self else ''
            ends = sorted([target, self.rnd.choice(list(sheet.numbers))])
            self.later.append((f'={where}B{target}+MAX({where}$B${target},0)', 2 * sheet.numbers[target]))
            span = sheet.sum_of(*ends)
            self.later.append((f'=SUM({where}B{ends[0]}:B{ends[1]})', span))

    def sum_of(self, first, last):
        """What comes out in column B from one row of the template to another."""
        total = 0
        for number in range(first, last + 1):
            row = self.rows[number - 1]
            shown = row.shown.get('B')
            if row.kind == 'list':
                total += sum(shown(i) for i in range(len(self.lists[row.list_name])))
            elif shown is not None and not (row.kind == 'if' and not self.flags[row.flag]):
                total += shown
        return total

    def plan(self):
        """(row of the template, number of its item) for each row that comes out."""
        made, at = [], 0
        while at < len(self.rows):
            row = self.rows[at]
            if row.kind == 'list':
                block = [at + 1]
                while at + 1 < len(self.rows) and self.rows[at + 1].kind == 'list' and self.rows[at + 1].list_name == row.list_name:
                    at += 1
                    block.append(at + 1)
                for i in range(len(self.lists[row.list_name])):
                    made += [(number, i) for number in block]
            elif row.kind == 'static' or (row.kind == 'if' and self.flags[row.flag]):
                made.append((at + 1, None))
            at += 1
        return made


def template(rnd, name):
    made = Template(rnd, name)
    made.static()
    for _ in range(rnd.randint(3, 7)):
        rnd.choice([made.static, made.static, made.blank, made.condition, made.list, made.list])()
    made.static()
    return made


def workbook_of(templates, rnd):
    book = openpyxl.Workbook()
    book.remove(book.active)
    side = Side(style='thin')
    for one in templates:
        sheet = book.create_sheet(one.name)
        for number, row in enumerate(one.rows, 1):
            for column in 'ABCDEFGH':
                cell = sheet[f'{column}{number}']
                if row.kind != 'control':
                    cell.fill = PatternFill('solid', fgColor=rnd.choice(COLORS))
                    cell.font = Font(name=rnd.choice(['宋体', '黑体']), b=rnd.random() < .3)
                    cell.border = Border(top=side if rnd.random() < .5 else Side())
                    cell.number_format = rnd.choice(FORMATS)
            for column, text in row.cells.items():
                sheet[f'{column}{number}'] = text
            if row.merged:
                sheet.merge_cells(f'F{number}:F{number + row.merged - 1}')
            elif row.kind != 'control' and rnd.random() < .2:
                row.merged = 1
                sheet.merge_cells(f'K{number}:M{number}')
        validation = DataValidation(type='whole', operator='greaterThan', formula1='0')
        one.validated = sorted(rnd.sample(range(1, len(one.rows) + 1), 2))
        validation.add(f'B{one.validated[0]}:B{one.validated[1]}')
        sheet.add_data_validation(validation)
        first = min(one.numbers)
        sheet.conditional_formatting.add(f'C{one.validated[0]}:C{one.validated[1]}',
                                         FormulaRule(formula=[f'$B${first}>0'], font=Font(b=True)))
        one.named = rnd.choice(list(one.numbers))
        book.defined_names.append(DefinedName(f'名_{one.name}', attr_text=f"'{one.name}'!$B${one.named}"))
        sheet.print_area = f'A1:H{len(one.rows)}'
    return book


class RandomWorkbooks(CommandTest):
    def test_workbooks_are_filled_as_the_test_fills_them(self):
        cases = []
        for number in range(COUNT):
            rnd = random.Random(SEED * 100_000 + number)
            templates = [template(rnd, name) for name in ['甲', '乙 表'][:rnd.randint(1, 2)]]
            for one in templates:
                one.far([other for other in templates if other is not one])
                for formula, value in one.later:
                    one.add(Row('static', {'D': formula}, {'D': value}))
            data = {'none': 0}
            for one in templates:
                data.update(one.lists)
                data.update(one.flags)
            data = {key.replace('甲', 'a').replace('乙 表', 'b'): value for key, value in data.items()}
            for one in templates:
                for row in one.rows:
                    for column, text in row.cells.items():
                        if isinstance(text, str) and '{%' in text:
                            row.cells[column] = text.replace('_甲_', '_a_').replace('_乙 表_', '_b_')
            book = workbook_of(templates, rnd)
            bundle(self.folder, book, shares=number % 2 == 0)
            path = self.folder / f'{number}.xlsx'
            result = render(self.folder, data, path)
            if result.status != DONE:
                # Only a function over every second cell of more items than it takes may be refused.
                self.fail(f'seed {number}: {result.err}')
            cases.append((number, templates, book, path))
        values = calculated([path for *_others, path in cases], self.folder)
        checked = 0
        for (number, templates, book, path), results in zip(cases, values):
            with self.subTest(seed=number):
                checked += self.check(templates, book, opened(path), results)
        self.assertGreater(checked, COUNT * 20)

    def check(self, templates, book, out, results):
        checked = 0
        for one in templates:
            plan = one.plan()
            sheet, result, was = out[one.name], results[one.name], book[one.name]
            merges = set()
            for place, (number, item) in enumerate(plan, 1):
                row = one.rows[number - 1]
                for column, shown in row.shown.items():
                    value = shown(item) if callable(shown) else shown
                    self.assertEqual(result[f'{column}{place}'].value, value,
                                     f'{one.name}!{column}{place} (was {column}{number} {row.cells[column]}): {sheet[f"{column}{place}"].value}')
                    checked += 1
                for column in 'ABCDEFGH':
                    if sheet[f'{column}{place}'].__class__.__name__ == 'MergedCell':
                        continue
                    self.assertEqual(expected_style(sheet[f'{column}{place}']), expected_style(was[f'{column}{number}']), f'{column}{place}')
                if row.merged and row.kind == 'list' and row.merged == 2:
                    merges.add(f'F{place}:F{place + 1}')
                elif row.merged == 1:
                    merges.add(f'K{place}:M{place}')
            self.assertEqual({str(area) for area in sheet.merged_cells.ranges}, merges)
            self.assertLessEqual(sheet.max_row, max(len(plan), 1))
            wanted = {place for place, (number, _item) in enumerate(plan, 1) if one.validated[0] <= number <= one.validated[1]}
            self.assertEqual(self.rows_of(v.sqref for v in sheet.data_validations.dataValidation), wanted)
            self.assertEqual(self.rows_of(rule.sqref for rule in sheet.conditional_formatting), wanted)
            place = next(place for place, (number, _item) in enumerate(plan, 1) if number == one.named)
            name = next(name for name in out.defined_names.definedName if name.name == f'名_{one.name}')
            self.assertEqual(name.attr_text.replace("'", ''), f'{one.name}!$B${place}')
            self.assertEqual(sheet.print_area, [f'$A$1:$H${len(plan)}'])
        return checked

    @staticmethod
    def rows_of(ranges):
        return {row for many in ranges for area in many.ranges for row in range(area.min_row, area.max_row + 1)}


if __name__ == '__main__':
    unittest.main()
