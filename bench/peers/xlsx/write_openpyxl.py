#!/usr/bin/python3
"""openpyxl's part, in its constant-memory mode. Usage: write_openpyxl.py DATA OUTPUT"""

import datetime
import json
import sys
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

COLUMNS = ("序号", "标准编号", "标准名称", "牵头单位", "联系人", "省份", "数量", "金额", "日期", "阶段")
WIDTHS = (8, 16, 36, 36, 16, 16, 16, 16, 16, 16)


def head_cells(sheet):
    side = Side(style="thin")
    for text in COLUMNS:
        cell = WriteOnlyCell(sheet, text)
        cell.font = Font(name="黑体", size=10.5)
        cell.fill = PatternFill("solid", fgColor="D9E1F2")
        cell.border = Border(side, side, side, side)
        cell.alignment = Alignment(horizontal="center")
        yield cell


def main():
    data = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("明细")
    sheet.freeze_panes = "A2"
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJ"[place]].width = width
    book.add_named_style(NamedStyle("money", number_format="#,##0.00"))
    book.add_named_style(NamedStyle("day", number_format="yyyy-mm-dd"))
    sheet.append(list(head_cells(sheet)))
    for place, project in enumerate(data["projects"], 1):
        amount = WriteOnlyCell(sheet, project["amount"])
        amount.style = "money"
        day = WriteOnlyCell(sheet, datetime.date.fromisoformat(project["date"]))
        day.style = "day"
        texts = [project[key] for key in ("number", "title", "leader", "contact", "province")]
        sheet.append([place, *texts, project["count"], amount, day, project["stage"]])
    book.save(sys.argv[2])


if __name__ == "__main__":
    main()
