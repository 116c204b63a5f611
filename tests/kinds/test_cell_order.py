"""Tab goes through the cells of a form row by row, from left to right: it meets the fields in the order of the paper."""
import re
import unittest

import pikepdf
from openpyxl.utils.cell import coordinate_from_string, column_index_from_string

import needs
from filled_workbooks import FORMS, looked_at, map_rows
from forms import BLANK, documents
from test_fields import rendered

# Blocks beside each other are filled in one after the other on paper; Tab goes through the rows of both.
SIDE_BY_SIDE = {
    'iso-form-4': {'/reference_number', '/within_committee', '/new_pc'},
    'proposal-review': {f'/tech/{level}/date' for level in ('bureau', 'division', 'officer')},
}
# On paper a field may stand in two places; in a workbook the other one shows what is typed.
SHOWN_TWICE = {'commitment-letter': {'/org'}, 'justification-report': {'/leader/name'}}


def on_paper(path):
    """Names of the fields in the order of the PDF: of its pages, and on each page that of the Tab key."""
    names = []
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            assert page.get('/Tabs', '/S') == '/S'
            for widget in page.get('/Annots', []):
                parts = []
                while widget is not None:
                    parts[:0] = [str(widget.T)] if '/T' in widget else []
                    widget = widget.get('/Parent')
                names.append('.'.join(parts).replace('~2', '.'))
    return names


def in_workbook(path):
    """The same of a workbook: sheet by sheet, row by row."""
    sheets = looked_at(path).sheetnames

    def place(row):
        column, number = coordinate_from_string(row['cell'])
        return sheets.index(row['sheet']), number, column_index_from_string(column)

    return [row['pointer'] for row in sorted(map_rows(path), key=place)]


def on_own_sheets(path):
    """The fields of long lists that have a sheet each, behind the form."""
    lists = {}
    for row in map_rows(path):
        lists.setdefault(row['sheet'], []).append(re.match(r'.*?(?=/\d+(/|$))|', row['pointer'])[0])
    own = {places[0] for places in lists.values() if places[0] and len(set(places)) == 1}
    return {row['pointer'] for row in map_rows(path) if any(row['pointer'].startswith(place + '/') for place in own)}


def once(names):
    return list(dict.fromkeys(names))


def shapes(names):
    """Names without the numbers of rows: what goes on at the end of the form is filled in with its list."""
    return once(re.sub(r'/\d+(?=/|$)', '/*', name) for name in names)


class CellOrder(unittest.TestCase):
    def test_fields_come_in_the_order_of_the_paper(self):
        compared = 0
        for kind in FORMS:
            for name in documents(kind):
                with self.subTest(f'{kind}/{name}'):
                    pdf, workbook = rendered(kind, name)
                    apart = SIDE_BY_SIDE.get(kind, set()) | SHOWN_TWICE.get(kind, set()) | on_own_sheets(workbook)
                    cells = in_workbook(workbook)
                    # Boxes of which several may be ticked are a cell each on paper, and one cell in a workbook.
                    boxes = {row['pointer'] for row in map_rows(workbook) if row['type'] == 'choices'}
                    paper = [re.sub(r'/\d+$', '', one) if re.sub(r'/\d+$', '', one) in boxes else one for one in on_paper(pdf)]
                    paper = [one for one in paper if one in set(cells) - apart]
                    cells = [one for one in cells if one not in apart]
                    self.assertEqual(shapes(cells), shapes(paper))
                    compared += len(paper)
        self.assertGreater(compared, 1000)

    def test_rows_of_lists_come_one_after_the_other(self):
        lists = 0
        for kind in FORMS:
            for name in documents(kind):
                with self.subTest(f'{kind}/{name}'):
                    found = {}
                    for pointer in in_workbook(rendered(kind, name)[1]):
                        row = re.fullmatch(r'(.*?)/(\d+)(|/.*)', pointer)
                        if row:
                            found.setdefault(row[1], []).append((int(row[2]), row[3]))
                    for place, rows in found.items():
                        numbers = [number for number, _ in rows]
                        self.assertEqual(numbers, sorted(numbers), place)
                        columns = [column for number, column in rows if number == 0]
                        for number in range(1, numbers[-1] + 1):
                            self.assertEqual([column for at, column in rows if at == number], columns, f'{place}/{number}')
                        lists += 1
        self.assertGreater(lists, 40)

    @needs.time
    def test_choices_offer_the_options_of_the_paper(self):
        """A cell for one choice has a list; that of several has its boxes, to be ticked in the text."""
        offered = 0
        for kind in FORMS:
            for name in (BLANK, 'typical'):
                path = rendered(kind, name)[1]
                book = looked_at(path)
                rules = {(sheet.title, str(area).split(':')[0]): rule for sheet in book
                         for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges}
                for row in map_rows(path):
                    with self.subTest(f'{kind}/{name}{row["pointer"]}'):
                        rule = rules.get((row['sheet'], row['cell']))
                        if row['type'] in ('choice', 'check'):
                            self.assertEqual((rule.type, rule.showErrorMessage), ('list', True))
                            column, last = re.fullmatch(r"'?_lists'?!\$([A-Z]+)\$1:\$\1\$(\d+)", rule.formula1).groups()
                            options = [book['_lists'][f'{column}{number}'].value for number in range(1, int(last) + 1)]
                            if row['type'] == 'choice':
                                self.assertEqual(options, [text for text in row['choices'] if text])
                            offered += len(options)
                        elif row['type'] == 'choices':
                            text = str(book[row['sheet']][row['cell']].value)
                            for option in filter(None, row['choices']):
                                self.assertRegex(text, '[☐☑☒□] ?' + re.escape(option))
                                offered += 1
        self.assertGreater(offered, 100)

    @needs.time
    def test_days_are_days(self):
        days = 0
        for kind in FORMS:
            for name in documents(kind):
                book = looked_at(rendered(kind, name)[1])
                for row in map_rows(rendered(kind, name)[1]):
                    if row['type'] not in ('date', 'month'):
                        continue
                    with self.subTest(f'{kind}/{name}{row["pointer"]}'):
                        cell = book[row['sheet']][row['cell']]
                        self.assertRegex(cell.number_format, 'yy')
                        self.assertTrue(cell.value is None or cell.is_date, cell.value)
                        days += cell.value is not None
        self.assertGreater(days, 20)


if __name__ == '__main__':
    unittest.main()
