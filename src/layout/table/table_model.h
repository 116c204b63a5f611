// TableModel: the slots of a table, computed from its boxes (HTML, section 4.9.12; CSS 2.2 section 17.5): which cell
// covers which rows and columns, and the order of the rows.
#pragma once

#include "layout/core/context.h"

#include <memory>
#include <optional>
#include <vector>

namespace gongwen::layout {

struct TableColumn {
  BoxId column;  // the col box, if there is one
  BoxId group;
};

struct TableRow {
  BoxId row;
  BoxId group;
  boxes::RowGroupKind kind = boxes::RowGroupKind::Body;
  std::uint32_t first_cell = 0;  // cells that start in this row: [first_cell, end_cell)
  std::uint32_t end_cell = 0;
  std::uint32_t chunk_end = 0;  // the first row after it that no spanning cell joins to it
};

struct TableCell {
  BoxId box;
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  std::uint32_t row_span = 1;
  std::uint32_t column_span = 1;
  std::uint32_t end_row() const { return row + row_span; }
  std::uint32_t end_column() const { return column + column_span; }
};

struct TableModel {
  BoxId grid;
  std::vector<TableColumn> columns;
  std::vector<TableRow> rows;    // the head first, the foot last
  std::vector<TableCell> cells;  // by rows
  std::uint32_t head_rows = 0;
  std::uint32_t foot_rows = 0;
  bool gives_blank_room = false;   // some row gives up blank room (`-gw-blank-room: give`)
  bool repeats_rows = false;       // some row between head and foot is repeated (`-gw-table-parts: all`)
  bool has_changing_foot = false;  // some row of the foot is on the last page only, or on all others
  bool has_rows_of_page = false;   // some row of head or foot is about one page only (is_row_of_page)

  std::uint32_t column_count() const { return static_cast<std::uint32_t>(columns.size()); }
  std::uint32_t row_count() const { return static_cast<std::uint32_t>(rows.size()); }
  std::uint32_t body_begin() const { return head_rows; }
  std::uint32_t body_end() const { return row_count() - foot_rows; }
  /// The cell that covers each slot: row_count() × column_count() entries, kNoCell for empty slots.
  std::vector<std::uint32_t> slots;
  static constexpr std::uint32_t kNoCell = 0xFFFF'FFFF;
  std::uint32_t slot(std::uint32_t row, std::uint32_t column) const { return slots[row * column_count() + column]; }

  /// The same table including collapsed rows and columns, and the columns of it that are kept; both empty if nothing is
  /// collapsed. Collapsing does not change the widths of the others (CSS 2.2 section 17.5.5).
  std::shared_ptr<const TableModel> whole;
  std::vector<std::uint32_t> kept_columns;
};

/// The grid box of a table wrapper; an invalid id if the table has only captions.
BoxId grid_of(BoxId table, const LayoutContext& context);

/// The width that the style of a column sets, between its limits; nullopt if it is zero or has percentages
/// (css-tables-3 section 3.8).
std::optional<LayoutUnit> fixed_column_width(const style::ComputedStyle& style);

TableModel build_table_model(BoxId grid, const LayoutContext& context);

/// The same, computed once for all pages of a table. Without a grid it has no rows and no columns.
const TableModel& table_model(BoxId grid, LayoutContext& context);

/// Whether a row of a head or a foot refers to one page only, such as a subtotal or a sum brought forward. The row is
/// left out if the table is not divided into pages.
bool is_row_of_page(BoxId row, const LayoutContext& context);

}  // namespace gongwen::layout
