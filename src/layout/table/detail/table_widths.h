// The widths of a table and its columns (CSS 2.2 section 17.5.2, css-tables-3 section 4).
#pragma once

#include "layout/core/detail/layout_box.h"
#include "layout/table/table_model.h"

#include <vector>

namespace gongwen::layout {

/// What surrounds the columns: the table's own borders and paddings, and the spacing before, between and after them.
struct TableFrame {
  Edges borders;  // the table's; with collapsed borders the outer halves
  Edges padding;
  LayoutUnit horizontal_spacing;
  LayoutUnit vertical_spacing;

  LayoutUnit horizontal(std::uint32_t columns) const {
    return borders.horizontal() + padding.horizontal() + horizontal_spacing * static_cast<int>(columns + 1);
  }
};

struct TableWidths {
  LayoutUnit table;  // border box
  std::vector<LayoutUnit> columns;
};

/// The width available to a table, and the base of its percentages.
struct TableRoom {
  LayoutUnit available;   // of the containing block, without the table's margins
  LayoutUnit containing;  // of the containing block
};

/// The widths of a table and its columns; cached until the round ends.
const TableWidths& table_widths(BoxId table, const TableModel& model, const TableFrame& frame, const TableRoom& room,
                                LayoutContext& context);

/// The intrinsic sizes of the wrapper: of the grid and its captions.
IntrinsicSizes table_intrinsic_sizes(BoxId table, LayoutContext& context);

// Tables whose columns do not depend on the content of cells (CSS 2.2 section 17.5.2.1), and functions on columns and
// cells that both ways of solving widths use.

/// The table for which widths are solved.
struct WidthQuestion {
  const style::ComputedStyle& table;
  const TableModel& model;
  const TableFrame& frame;
  const LayoutContext& context;
};

/// The widths of columns, one per column: by their col boxes, otherwise by the cells of the first row. The other
/// columns share the rest of `available`, which is the width without frame and spacing.
std::vector<LayoutUnit> fixed_table_columns(LayoutUnit available, const WidthQuestion& question);

/// The style of the col box, otherwise that of its group; null if the column has neither.
const style::ComputedStyle* column_style(const TableColumn& column, const LayoutContext& context);

/// The horizontal borders and paddings of a cell; collapsed borders count by half.
LayoutUnit cell_edges(const TableCell& cell, const WidthQuestion& question);

}  // namespace gongwen::layout
