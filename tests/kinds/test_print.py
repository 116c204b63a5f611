"""Workbooks on paper: type is not printed below 8 pt, boxes are closed where a page ends, heads of lists are repeated,
sentences stay whole."""
import json
import pathlib
import tempfile
import unittest

import openpyxl
import needs
from forms import ALL, BLANK, FORMS, KINDS, documents, filled_in, made, sample_path
from harness import gongwen

LEAST_PT = 8
# Kinds without anything to fill in.
TABLES = {'expert-roster', 'proposal-register'}
PAPER_INCHES = {8: (11.69, 16.54), 9: (8.27, 11.69)}
# A digit of the standard font, 宋体 12 pt, by which widths of columns are counted.
DIGIT_INCHES = 8 / 96
# Columns that have no width in the file.
DEFAULT_WIDTH = 9.14


def printed_scale(sheet):
    """What a sheet that is fitted to the width of its page, or to one page, is scaled by."""
    narrow, wide = PAPER_INCHES[int(sheet.page_setup.paperSize or 9)]
    width_of_paper, height_of_paper = (wide, narrow) if sheet.page_setup.orientation == 'landscape' else (narrow, wide)
    room = width_of_paper - sheet.page_margins.left - sheet.page_margins.right
    if not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage:
        return 1
    width = 0
    for column in range(1, sheet.max_column + 1):
        stated = next((entry for entry in sheet.column_dimensions.values() if entry.min <= column <= entry.max), None)
        if stated is None or not stated.hidden:
            width += (stated.width if stated else DEFAULT_WIDTH) * DIGIT_INCHES
    height_scale = 1
    if sheet.page_setup.fitToHeight not in (0, '0'):
        height = sum(sheet.row_dimensions[row].height or sheet.sheet_format.defaultRowHeight for row in range(1, sheet.max_row + 1))
        height_scale = (height_of_paper - sheet.page_margins.top - sheet.page_margins.bottom) / (height / 72)
    return min(1, room / width, height_scale)


def frame_of(sheet, row):
    """The columns from the left side of a row's box to its right side; nothing outside of boxes."""
    cells = [sheet.cell(row, column) for column in range(1, sheet.max_column + 1)]
    left = [cell.column for cell in cells if cell.border.left.style]
    right = [cell.column for cell in cells if cell.border.right.style]
    return range(min(left), max(right) + 1) if left and right else range(0)


def pages_of(sheet):
    """The rows of each page, as the ends of pages in the file part them."""
    ends = [end.id for end in sheet.row_breaks.brk] + [sheet.max_row]
    return [range(first + 1, end + 1) for first, end in zip([0] + ends, ends)]


def row_texts(sheet, row):
    return tuple(cell.value for cell in sheet[row] if cell.value is not None)


def with_charts():
    """Documents with charts, with few rows above them and with many."""
    bulletin = json.loads(sample_path('monthly-bulletin', '2026-10-charts').read_text(encoding='utf-8'))
    for months in range(12):
        last = 9 + 12 * 2026
        earlier = [{'month': f'{(last - back) // 12}-{(last - back) % 12 + 1:02}', 'count': back} for back in range(months, 0, -1)]
        yield {'kind': 'monthly-bulletin', 'data': {**bulletin, 'earlier_ballots': earlier}}
    for kind in TABLES:
        yield {'kind': kind, 'data': {**json.loads(sample_path(kind, 'stress').read_text(encoding='utf-8')), 'chart': True}}


def height_above(sheet, place):
    """The height of the rows above a place of a drawing, in points."""
    rows = (sheet.row_dimensions[row].height or sheet.sheet_format.defaultRowHeight for row in range(1, place.row + 1))
    return sum(rows) + place.rowOff / 12700


def page_at(sheet, height):
    """Which page of a sheet is at a height: pages end where the file says, and where they are full."""
    narrow, wide = PAPER_INCHES[int(sheet.page_setup.paperSize or 9)]
    paper = narrow if sheet.page_setup.orientation == 'landscape' else wide
    room = (paper - sheet.page_margins.top - sheet.page_margins.bottom) * 72 / printed_scale(sheet)
    if sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight:
        return 0
    page, begin = 0, 0
    breaks = sorted(sum((sheet.row_dimensions[row].height or sheet.sheet_format.defaultRowHeight) for row in range(1, end.id + 1))
                    for end in sheet.row_breaks.brk)
    while True:
        end = min([place for place in breaks if place > begin] + [begin + room])
        if height < end:
            return page
        page, begin = page + 1, end


# Lists of forms: the kind, what is the head of the list, the list in the data, the member of an item that is printed.
LISTS = [('justification-report', ('主要参加人员',), ['participants'], 'name'),
         ('justification-report', ('评审组成员',), ['review', 'panel'], 'name'),
         ('justification-report', ('阶段', '计划时间', '主要工作'), ['milestones'], 'stage')]


def items_of(data, way):
    for member in way:
        data = data[member]
    return data


class Print(unittest.TestCase):
    @needs.time
    def test_type_is_not_printed_below_eight_points(self):
        to_fill_in = [(kind, name) for kind in FORMS if kind not in TABLES for name in documents(kind)]
        for kind, name, path in [(kind, name, made(kind, name)[1]) for kind, name in ALL] + [
                (kind, f'{name}, to fill in', filled_in(kind, name)) for kind, name in to_fill_in]:
            for sheet in openpyxl.load_workbook(path).worksheets:
                if sheet.sheet_state != 'visible':
                    continue
                with self.subTest(f'{kind}/{name}, {sheet.title}'):
                    sizes = {cell.font.sz for row in sheet.iter_rows() for cell in row if cell.value is not None}
                    self.assertGreaterEqual(round(min(sizes, default=LEAST_PT) * printed_scale(sheet), 2), LEAST_PT)

    def test_heads_of_lists_are_on_every_page_of_the_list(self):
        for kind, head, way, member in LISTS:
            items = {item[member] for item in items_of(json.loads(sample_path(kind, 'stress').read_text(encoding='utf-8')), way)}
            sheet = openpyxl.load_workbook(made(kind, 'stress')[1]).worksheets[0]
            in_list, found = False, 0
            for page in pages_of(sheet):
                in_list = False
                for row in page:
                    texts = row_texts(sheet, row)
                    in_list = in_list or texts == head
                    if texts and texts[0] in items and len(texts) > 1:
                        with self.subTest(f'{head[0]}: {texts[0]}'):
                            found += in_list
                            self.assertTrue(in_list)
            self.assertGreaterEqual(found, len(items), head)

    def test_charts_are_on_one_page(self):
        """However many rows are above: a chart that a page would cut starts a page."""
        seen = 0
        with tempfile.TemporaryDirectory() as folder:
            for data in with_charts():
                source, path = pathlib.Path(folder) / 'data.json', pathlib.Path(folder) / 'a.xlsx'
                source.write_text(json.dumps(data['data'], ensure_ascii=False), encoding='utf-8')
                result = gongwen('-q', 'render', data['kind'], source, '-o', path)
                self.assertEqual(result.status, 0, result.err)
                for sheet in openpyxl.load_workbook(path).worksheets:
                    for chart in sheet._charts:
                        begin, end = (height_above(sheet, place) for place in (chart.anchor._from, chart.anchor.to))
                        with self.subTest(data['kind'], sheet=sheet.title, rows=chart.anchor._from.row):
                            seen += 1
                            self.assertEqual(page_at(sheet, begin), page_at(sheet, end - 1))
        self.assertGreater(seen, 20)

    def test_a_reason_over_pages_has_its_head_on_each(self):
        sheet = openpyxl.load_workbook(made('expert-application', 'stress')[1]).worksheets[0]
        pages = [page for page in pages_of(sheet) if any(len(str(sheet.cell(row, 3).value)) > 100 for row in page)]
        self.assertGreater(len(pages), 1)
        # The list starts below other rows of its page.
        for page in pages[1:]:
            self.assertEqual(row_texts(sheet, page[0]), ('申请参加的工作组', '申请说明'))

    def test_long_lists_to_fill_in_are_sheets_with_a_head_to_repeat(self):
        book = openpyxl.load_workbook(filled_in('justification-report', 'stress'))
        for title, rows in (('进度安排', '$1:$1'), ('主要参加人员', '$1:$2'), ('评审组成员', '$1:$2')):
            self.assertEqual(book[title].print_title_rows, rows)
        # Those of the blank form are short.
        blank = openpyxl.load_workbook(filled_in('justification-report', BLANK))
        self.assertEqual([sheet.title for sheet in blank.worksheets if sheet.sheet_state == 'visible'], ['论证报告'])

    @needs.time
    def test_boxes_are_closed_where_a_page_ends(self):
        broken = 0
        for kind, name in ALL:
            for sheet in openpyxl.load_workbook(made(kind, name)[1]).worksheets:
                for end in sheet.row_breaks.brk:
                    for column in frame_of(sheet, end.id):
                        with self.subTest(f'{kind}/{name}, {sheet.title}, {sheet.cell(end.id, column).coordinate}'):
                            broken += 1
                            self.assertTrue(sheet.cell(end.id, column).border.bottom.style
                                            or sheet.cell(end.id + 1, column).border.top.style)
        self.assertGreater(broken, 100)

    def test_texts_are_cut_between_sentences_only(self):
        checked = 0
        for kind in KINDS:
            if (kind, 'stress') not in ALL:
                continue
            for sheet in openpyxl.load_workbook(made(kind, 'stress')[1]).worksheets:
                texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
                for text in texts:
                    if len(text) > 200:
                        checked += 1
                        with self.subTest(f'{kind}, {sheet.title}: {text[-20:]}'):
                            self.assertNotIn(text.strip()[-1], '，、,；')
        self.assertGreater(checked, 20)


if __name__ == '__main__':
    unittest.main()
