// SpanGrid: which places of the grid are covered by cells that span rows and columns (HTML, section 4.9.12.1), and
// which lines the cells have drawn on their edges.
#pragma once

#include "sheet/detail/cell_range.h"
#include "sheet/workbook.h"

#include <cstdint>
#include <vector>

namespace gongwen::sheet {

class SpanGrid {
 public:
  /// The first column from `column` on that no cell from above covers at `row`.
  std::uint32_t find_free(std::uint32_t row, std::uint32_t column) const;
  /// Number of free columns from `place` on, up to `wanted`.
  std::uint32_t count_free(CellPlace place, std::uint32_t wanted) const;
  void take(const CellRange& range);
  std::uint32_t column_count() const { return static_cast<std::uint32_t>(columns_.size()); }

  /// The lines that the cells above and left of a place have drawn on the edges that they share with it.
  BorderLine line_above(CellPlace place) const;
  BorderLine line_left(CellPlace place) const;
  void draw(const CellRange& range, const Borders& borders);

 private:
  struct Column {
    std::uint32_t free_from = 0;  // first row not covered by a cell
    BorderLine bottom;            // of the last cell in the column
    BorderLine right;
  };
  std::vector<Column> columns_;
};

}  // namespace gongwen::sheet
