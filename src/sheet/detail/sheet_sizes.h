// The sizes of a sheet: widths of its columns, heights of its rows.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sheet/detail/cell_value.h"
#include "sheet/workbook.h"
#include "style/computed_style.h"

#include <optional>
#include <span>
#include <vector>

namespace gongwen::sheet {

// The heights of a sheet's rows: as the template states them, and at least what the text of every cell needs.

/// `first_row` is the number of the first row that the sheet has, if it is not in memory as a whole. `looks` has the
/// look of each cell of the sheet; the rows come with the heights that the template states. Reports:
/// sheet/row-too-high.
void set_row_heights(Sheet& sheet, std::span<const std::uint32_t> looks, const CellLooks& table,
                     diagnostics::DiagnosticSink& sink, std::uint32_t first_row = 0);

// The widths of a sheet's columns: as the template states them, or by what is in them.

/// What is known of a column while its cells are read.
struct ColumnPlan {
  std::optional<LayoutUnit> stated;  // by the column; with the programs' padding
  LayoutUnit stated_by_cell;         // the largest `width` of a cell; 0: none
  LayoutUnit content;                // the widest text, unwrapped
  bool hidden = false;
  bool reported = false;  // that its numbers do not fit
  DataType type = DataType::Automatic;
};

/// The width that `width` and `box-sizing` state: as in CSS without the padding, which is added, unless the box is the
/// border box. Nothing for `auto`. Percentages refer to `available`.
std::optional<LayoutUnit> stated_width(const style::ComputedStyle& style, LayoutUnit available);

/// Columns without a stated width are as wide as their text, within limits; if the table states a width, they share
/// what the others leave of it.
std::vector<Column> resolve_column_widths(std::span<const ColumnPlan> plans, std::optional<LayoutUnit> table_width);

}  // namespace gongwen::sheet
