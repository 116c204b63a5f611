// Writes what may be typed into the cells of a sheet.
#pragma once

#include "sheet/workbook.h"
#include "xlsx/detail/library.h"
#include "xlsx/detail/list_sheet.h"

namespace gongwen::xlsx {

void write_validations(const sheet::Sheet& sheet, lxw_worksheet* worksheet, ListSheet& lists, Outcome& outcome);

}  // namespace gongwen::xlsx
