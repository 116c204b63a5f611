// The borders of tables (CSS 2.2 section 17.6): separate ones, and collapsed ones with their conflicts resolved.
#pragma once

#include "layout/table/detail/table_widths.h"
#include "layout/table/table_model.h"

namespace gongwen::layout {

/// A border candidate or the winner among them.
struct EdgeBorder {
  style::BorderStyle style = style::BorderStyle::None;
  LayoutUnit width;
  css::Color color;
  friend bool operator==(const EdgeBorder&, const EdgeBorder&) = default;
};

/// The border between rows `row - 1` and `row` over one column. `row` may be 0 and row_count().
EdgeBorder horizontal_edge(std::uint32_t row, std::uint32_t column, const TableModel& model,
                           const LayoutContext& context);
enum class BoxSide : std::uint8_t { Top, Right, Bottom, Left };

/// The border between two rows that meet on a page and are not neighbours in the table, or are cut between.
EdgeBorder meeting_edge(std::uint32_t above, std::uint32_t below, std::uint32_t column, const TableModel& model,
                        const LayoutContext& context);
/// The border at the bottom of `row` where a page ends, or at its top where a page starts.
EdgeBorder cut_edge(std::uint32_t row, std::uint32_t column, BoxSide side, const TableModel& model,
                    const LayoutContext& context);
/// The border between columns `column - 1` and `column` in one row. `column` may be 0 and column_count().
EdgeBorder vertical_edge(std::uint32_t row, std::uint32_t column, const TableModel& model,
                         const LayoutContext& context);

/// The halves of the collapsed borders that belong to a cell.
Edges collapsed_cell_borders(const TableCell& cell, const TableModel& model, const LayoutContext& context);

/// The table's borders, paddings and spacings in either model.
TableFrame table_frame(BoxId table, const TableModel& model, const LayoutContext& context);

}  // namespace gongwen::layout
