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

/// The width that a table may take, and the one that its percentages are of.
struct TableRoom {
  LayoutUnit available;   // of the containing block, without the table's margins
  LayoutUnit containing;  // of the containing block
};

/// Remembered until the round ends.
const TableWidths& table_widths(BoxId table, const TableModel& model, const TableFrame& frame, const TableRoom& room,
                                LayoutContext& context);

/// Of the wrapper: of the grid and its captions.
IntrinsicSizes table_intrinsic_sizes(BoxId table, LayoutContext& context);

// Tables whose columns do not depend on their cells' content (CSS 2.2 section 17.5.2.1), and what both ways of solving
// widths ask of columns and cells.

/// What widths are solved for.
struct WidthQuestion {
  const style::ComputedStyle& table;
  const TableModel& model;
  const TableFrame& frame;
  const LayoutContext& context;
};

/// Columns by their col boxes, otherwise by the cells of the first row; the rest share what is left of `available`, the
/// width without frame and spacing. One width a column.
std::vector<LayoutUnit> fixed_table_columns(LayoutUnit available, const WidthQuestion& question);

/// Of the col box, otherwise of its group; null if the column has neither.
const style::ComputedStyle* column_style(const TableColumn& column, const LayoutContext& context);

/// The borders and paddings of a cell, across; of collapsed borders its halves.
LayoutUnit cell_edges(const TableCell& cell, const WidthQuestion& question);

}  // namespace gongwen::layout
