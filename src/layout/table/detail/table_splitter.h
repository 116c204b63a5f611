// TableSplitter: chunks of rows that no page can hold: what part of their cells is on this page, and what waits for the
// next (css-break-3 section 5, CSS 2.2 section 17.5.3 for the alignment of cells).
#pragma once

#include "layout/table/detail/table_rows.h"

namespace gongwen::layout {

class TableSplitter {
 public:
  TableSplitter(const TableSetup& table, const TableRows& rows) : table_(table), rows_(rows) {}

  std::optional<std::size_t> row_with_forced_break(const RowChunk& chunk, LayoutUnit available) const;
  void split_chunk(RowChunk& chunk, LayoutUnit available, std::optional<std::size_t> forced_row) const;
  /// Whether the page may end between two of the rows that `available` has room for and what is after them.
  bool has_border_within(const RowChunk& chunk, LayoutUnit available) const;

 private:
  void split_cells(RowChunk& chunk, std::size_t rows, std::optional<LayoutUnit> available) const;
  void split_cell(PlacedCell& placed, LayoutUnit room, LayoutUnit offset, LayoutUnit whole, bool cuts_row) const;
  struct Cut {
    std::size_t rows = 0;              // on this page, without one that is cut itself
    LayoutUnit used;                   // by them
    std::optional<LayoutUnit> inside;  // the room of the row that is cut
  };
  Cut cut_before_avoided(const RowChunk& chunk, Cut cut) const;
  bool avoids_break_before(const RowChunk& chunk, std::size_t row) const;
  std::size_t best_border(const RowChunk& chunk, std::size_t rows) const;
  std::size_t cells_across(const RowChunk& chunk, std::size_t row) const;
  LayoutUnit whole_content_height(const RowChunk& chunk) const;
  LayoutUnit offset_in_rows(const PlacedCell& placed, LayoutUnit whole, LayoutUnit baseline) const;
  void make_wait(PlacedCell& placed) const;
  static LayoutUnit used_room(const RowChunk& chunk, LayoutUnit room);
  bool belongs_on_next_page(const PlacedCell& placed, LayoutUnit whole, LayoutUnit used) const;

  const TableSetup& table_;
  const TableRows& rows_;
};

}  // namespace gongwen::layout
