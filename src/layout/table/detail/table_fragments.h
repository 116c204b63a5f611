// TableFragments: from placed rows to fragments. The grid holds rows, rows hold cells; backgrounds of columns, row
// groups and rows are seen under cells only, not in the spacing between them (CSS 2.2 section 17.5.1).
#pragma once

#include "layout/table/detail/table_rows.h"

namespace gongwen::layout {

class TableFragments {
 public:
  TableFragments(const TableSetup& table, const TableRows& rows);

  void add_band(const TableBand& band, Fragment& grid) const;
  /// How far the content of a cell moves down in the height that its rows give it (CSS 2.2 §17.5.3).
  LayoutUnit content_shift(const PlacedCell& placed, LayoutUnit height, LayoutUnit row_baseline) const;
  /// Of the first row of a grid.
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

}  // namespace gongwen::layout
