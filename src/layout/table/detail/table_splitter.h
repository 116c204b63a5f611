// TableSplitter: splits chunks of rows that no page can hold: decides which part of their cells is on this page, and
// which waits for the next (css-break-3 section 5, CSS 2.2 section 17.5.3 for the alignment of cells).
#pragma once

#include "layout/table/detail/table_rows.h"

namespace gongwen::layout {

// TableFragments: makes fragments from placed rows. The grid holds rows, rows hold cells; backgrounds of columns, row
// groups and rows are visible only under cells, not in the spacing between them (CSS 2.2 section 17.5.1).

class TableFragments {
 public:
  TableFragments(const TableSetup& table, const TableRows& rows);

  void add_band(const TableBand& band, Fragment& grid) const;
  /// By how much the content of a cell moves down in the height that its rows give it (CSS 2.2 §17.5.3).
  LayoutUnit content_shift(const PlacedCell& placed, LayoutUnit height, LayoutUnit row_baseline) const;
  /// The baseline of the first row of a grid.
  LayoutUnit first_baseline(const RowChunk& chunk) const;

 private:
  Point shift_of(BoxId part) const;
  const Fragment* build_row(const TableBand& band, std::size_t index) const;
  const Fragment* build_cell(const PlacedCell& placed, const TableBand& band) const;
  const Fragment* fill_cell(const PlacedCell& placed, LayoutUnit height) const;
  bool any_column_has_background() const;
  void add_backgrounds(const TableCell& cell, const Rect& area, std::vector<ChildFragment>& out) const;
  void add_background(BoxId part, const Rect& area, std::vector<ChildFragment>& out) const;

  const TableSetup& table_;
  const TableRows& rows_;
  const bool columns_have_backgrounds_;
};

class TableSplitter {
 public:
  TableSplitter(const TableSetup& table, const TableRows& rows) : table_(table), rows_(rows) {}

  std::optional<std::size_t> row_with_forced_break(const RowChunk& chunk, LayoutUnit available) const;
  void split_chunk(RowChunk& chunk, LayoutUnit available, std::optional<std::size_t> forced_row) const;
  void let_high_parts_wait(RowChunk& chunk, LayoutUnit room) const;
  /// Whether the page may end between two rows of those that fit in `available` and the one after them.
  bool has_border_within(const RowChunk& chunk, LayoutUnit available) const;

 private:
  void split_cells(RowChunk& chunk, std::size_t rows, std::optional<LayoutUnit> available) const;
  void split_cell(PlacedCell& placed, LayoutUnit room, LayoutUnit offset, LayoutUnit whole, bool cuts_row) const;
  struct Cut {
    std::size_t rows = 0;              // number on this page, without one that is cut itself
    LayoutUnit used;                   // height of these rows
    std::optional<LayoutUnit> inside;  // space for the row that is cut
  };
  Cut cut_before_avoided(const RowChunk& chunk, Cut cut) const;
  bool avoids_break_before(const RowChunk& chunk, std::size_t row) const;
  std::size_t best_border(const RowChunk& chunk, std::size_t rows) const;
  std::size_t cells_across(const RowChunk& chunk, std::size_t row) const;
  LayoutUnit whole_content_height(const RowChunk& chunk) const;
  LayoutUnit offset_in_rows(const PlacedCell& placed, LayoutUnit whole, LayoutUnit baseline) const;
  void make_wait(PlacedCell& placed) const;
  LayoutUnit least_height_of_cut(const RowChunk& chunk) const;
  static LayoutUnit used_room(const RowChunk& chunk, LayoutUnit room);
  bool belongs_on_next_page(const PlacedCell& placed, LayoutUnit whole, LayoutUnit used) const;

  const TableSetup& table_;
  const TableRows& rows_;
};

}  // namespace gongwen::layout
