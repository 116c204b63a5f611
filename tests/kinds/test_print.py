"""Workbooks on paper: type is not printed below 8 pt, boxes are closed where a page ends, sentences stay whole."""
import unittest

import openpyxl
from forms import ALL, KINDS, made

LEAST_PT = 8
PAPER_INCHES = {8: (11.69, 16.54), 9: (8.27, 11.69)}
# A digit of the standard font, 宋体 12 pt, by which widths of columns are counted.
DIGIT_INCHES = 8 / 96
# Columns that have no width in the file.
DEFAULT_WIDTH = 9.14


def printed_scale(sheet):
    """What a sheet that is fitted to the width of its page is scaled by."""
    narrow, wide = PAPER_INCHES[int(sheet.page_setup.paperSize or 9)]
    paper = wide if sheet.page_setup.orientation == 'landscape' else narrow
    room = paper - sheet.page_margins.left - sheet.page_margins.right
    if not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage:
        return 1
    width = 0
    for column in range(1, sheet.max_column + 1):
        stated = next((entry for entry in sheet.column_dimensions.values() if entry.min <= column <= entry.max), None)
        if stated is None or not stated.hidden:
            width += (stated.width if stated else DEFAULT_WIDTH) * DIGIT_INCHES
    return min(1, room / width)


def frame_of(sheet, row):
    """The columns from the left side of a row's box to its right side; nothing outside of boxes."""
    cells = [sheet.cell(row, column) for column in range(1, sheet.max_column + 1)]
    left = [cell.column for cell in cells if cell.border.left.style]
    right = [cell.column for cell in cells if cell.border.right.style]
    return range(min(left), max(right) + 1) if left and right else range(0)


class Print(unittest.TestCase):
    def test_type_is_not_printed_below_eight_points(self):
        for kind, name in ALL:
            for sheet in openpyxl.load_workbook(made(kind, name)[1]).worksheets:
                if sheet.sheet_state != 'visible':
                    continue
                with self.subTest(f'{kind}/{name}, {sheet.title}'):
                    sizes = {cell.font.sz for row in sheet.iter_rows() for cell in row if cell.value is not None}
                    self.assertGreaterEqual(round(min(sizes, default=LEAST_PT) * printed_scale(sheet), 2), LEAST_PT)

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
