// Charts of a sheet, drawn by the program that opens the workbook.
#pragma once

#include "sheet/workbook.h"
#include "xlsx/detail/library.h"

namespace gongwen::xlsx {

void write_charts(const sheet::Sheet& sheet, lxw_workbook* workbook, lxw_worksheet* worksheet, Outcome& outcome);

}  // namespace gongwen::xlsx
