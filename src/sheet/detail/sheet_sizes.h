// The column widths and row heights of a sheet.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sheet/detail/cell_value.h"
#include "sheet/workbook.h"
#include "style/computed_style.h"

#include <optional>
#include <span>
#include <vector>

namespace gongwen::sheet {

// Row heights: as stated by the template, but at least what the text of every cell needs.

/// Raises the heights of rows to fit their texts. On entry, rows have the heights stated by the template. `looks` has
/// the look of each cell of the sheet, by index in `table`. With `fits_rows`, rows without a stated height and without
/// merged or turned cells are left to the programs (Row::fits_content). Those of several lines have their height, too:
/// some programs fit rows only after a change, and would show the first line. `first_row` is the number of the sheet's
/// first row if only a part of it is in memory. Reports: sheet/row-too-high.
void set_row_heights(Sheet& sheet, std::span<const std::uint32_t> looks, const CellLooks& table,
                     diagnostics::DiagnosticSink& sink, bool fits_rows, std::uint32_t first_row = 0);

// Column widths: as stated by the template, or by content.

/// What is known about a column while its cells are read.
struct ColumnPlan {
  std::optional<LayoutUnit> stated;  // of the column; including the programs' padding
  LayoutUnit stated_by_cell;         // largest `width` of a cell; 0: none
  LayoutUnit content;                // widest text, unwrapped
  bool hidden = false;
  bool reported = false;  // that a number does not fit
  DataType type = DataType::Automatic;
};

/// The width stated by `width` and `box-sizing`: as in CSS without the padding, which is added, unless the box is the
/// border box. Returns nullopt for `auto`. Percentages refer to `available`.
std::optional<LayoutUnit> stated_width(const style::ComputedStyle& style, LayoutUnit available);

/// Columns without a stated width are as wide as their text, within limits. If the table states a width, they share the
/// rest of it.
std::vector<Column> resolve_column_widths(std::span<const ColumnPlan> plans, std::optional<LayoutUnit> table_width);

}  // namespace gongwen::sheet
