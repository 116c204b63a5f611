// Messages of a report about cells of a workbook: the cell, `数据!B3`, and what is wrong there in words.
#pragma once

#include "diagnostics/text.h"
#include "gongwen/store.h"

#include <string_view>
#include <vector>

namespace gongwen::service {

/// Returns the errors and warnings that name a cell. `file` is the name of the workbook in messages. The report must be
/// in words (TaskOptions::in_words). Used for imports of workbooks: OfficePages offers the file back with the remarks
/// at its cells.
std::vector<CellRemark> cell_remarks(std::string_view report, std::string_view file, diagnostics::Language language);

}  // namespace gongwen::service
