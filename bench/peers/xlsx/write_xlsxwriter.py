#!/usr/bin/python3
"""XlsxWriter's part, in its constant-memory mode. Usage: write_xlsxwriter.py DATA OUTPUT"""

import datetime
import json
import sys
from pathlib import Path

import xlsxwriter

COLUMNS = ("序号", "标准编号", "标准名称", "牵头单位", "联系人", "省份", "数量", "金额", "日期", "阶段")
WIDTHS = (8, 16, 36, 36, 16, 16, 16, 16, 16, 16)


def main():
    data = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    book = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True})
    sheet = book.add_worksheet("明细")
    head = book.add_format({"font_name": "黑体", "bg_color": "#D9E1F2", "border": 1, "align": "center"})
    money = book.add_format({"num_format": "#,##0.00"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for column, text in enumerate(COLUMNS):
        sheet.write_string(0, column, text, head)
    for row, project in enumerate(data["projects"], 1):
        sheet.write_number(row, 0, row)
        for column, key in enumerate(("number", "title", "leader", "contact", "province"), 1):
            sheet.write_string(row, column, project[key])
        sheet.write_number(row, 6, project["count"])
        sheet.write_number(row, 7, project["amount"], money)
        sheet.write_datetime(row, 8, datetime.datetime.fromisoformat(project["date"]), day)
        sheet.write_string(row, 9, project["stage"])
    book.close()


if __name__ == "__main__":
    main()
