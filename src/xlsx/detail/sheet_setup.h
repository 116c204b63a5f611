// Writes what belongs to a sheet as a whole: columns, print set-up, panes, filter, protection.
#pragma once

#include "sheet/workbook.h"
#include "xlsx/detail/format_writer.h"
#include "xlsx/detail/library.h"

namespace gongwen::xlsx {

/// What must stand before the rows are written.
void write_columns(const sheet::Sheet& sheet, lxw_worksheet* worksheet, const FormatWriter& formats, Outcome& outcome);

/// Everything else.
void write_setup(const sheet::Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome);

}  // namespace gongwen::xlsx
