// The heights of a sheet's rows: as the template states them, and at least what the text of every cell needs.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sheet/detail/cell_looks.h"
#include "sheet/workbook.h"

#include <span>

namespace gongwen::sheet {

/// `first_row` is the number of the first row that the sheet has, when it is not there as a whole. `looks` has the look
/// of each cell of the sheet; the rows come with the heights that the template states. Reports: sheet/row-too-high.
void set_row_heights(Sheet& sheet, std::span<const std::uint32_t> looks, const CellLooks& table,
                     diagnostics::DiagnosticSink& sink, std::uint32_t first_row = 0);

}  // namespace gongwen::sheet
