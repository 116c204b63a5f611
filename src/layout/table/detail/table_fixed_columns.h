// Tables whose columns do not depend on their cells' content (CSS 2.2 section 17.5.2.1), and what both ways of solving
// widths ask of columns and cells.
#pragma once

#include "layout/table/detail/table_widths.h"

namespace gongwen::layout {

/// What widths are solved for.
struct WidthQuestion {
  const style::ComputedStyle& table;
  const TableModel& model;
  const TableFrame& frame;
  const LayoutContext& context;
};

/// Columns by their col boxes, else by the cells of the first row; the rest share what is left of `available`, the
/// width without frame and spacing. One width a column.
std::vector<LayoutUnit> fixed_table_columns(LayoutUnit available, const WidthQuestion& question);

/// Of the col box, else of its group; null where the column has neither.
const style::ComputedStyle* column_style(const TableColumn& column, const LayoutContext& context);

/// The borders and paddings of a cell, across; of collapsed borders its halves.
LayoutUnit cell_edges(const TableCell& cell, const WidthQuestion& question);

}  // namespace gongwen::layout
