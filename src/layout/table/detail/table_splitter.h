// TableSplitter: chunks of rows that no page can hold: what of their cells stands on this page, and what waits for the
// next (css-break-3 section 5, CSS 2.2 section 17.5.3 for the alignment of cells).
#pragma once

#include "layout/table/detail/table_rows.h"

namespace gongwen::layout {

class TableSplitter {
 public:
  TableSplitter(const TableSetup& table, const TableRows& rows) : table_(table), rows_(rows) {}

  std::optional<std::size_t> row_with_forced_break(const RowChunk& chunk, LayoutUnit available) const;
  void split_chunk(RowChunk& chunk, LayoutUnit available, std::optional<std::size_t> forced_row) const;

 private:
  void split_cells(RowChunk& chunk, std::size_t rows, std::optional<LayoutUnit> available) const;
  void split_cell(PlacedCell& placed, LayoutUnit room, LayoutUnit offset, LayoutUnit whole, bool cuts_row) const;
  LayoutUnit whole_content_height(const RowChunk& chunk) const;
  LayoutUnit offset_in_rows(const PlacedCell& placed, LayoutUnit whole, LayoutUnit baseline) const;
  void make_wait(PlacedCell& placed) const;
  static LayoutUnit used_room(const RowChunk& chunk, LayoutUnit room);
  bool belongs_on_next_page(const PlacedCell& placed, LayoutUnit whole, LayoutUnit used) const;

  const TableSetup& table_;
  const TableRows& rows_;
};

}  // namespace gongwen::layout
