// Guards the library against workbooks that break the limits of spreadsheets: it does not check all of its input, and
// version 1.1.4 writes beyond its buffers for some of it. build_workbook never makes such a workbook; others might.
#pragma once

#include "diagnostics/origin.h"
#include "sheet/workbook.h"

#include <optional>
#include <string>

namespace gongwen::xlsx {

struct WorkbookFlaw {
  std::string what;  // in English, for whoever made the workbook
  diagnostics::OriginId origin;
};

/// The first thing in the workbook that must not reach the library.
std::optional<WorkbookFlaw> find_workbook_flaw(const sheet::Workbook& workbook);

}  // namespace gongwen::xlsx
