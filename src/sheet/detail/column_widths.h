// The widths of a sheet's columns: as the template states them, or by what stands in them.
#pragma once

#include "sheet/detail/cell_value.h"
#include "sheet/workbook.h"
#include "style/computed_style.h"

#include <optional>
#include <span>
#include <vector>

namespace gongwen::sheet {

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
