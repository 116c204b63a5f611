// SpanGrid: which places of the grid are taken by cells that reach over several rows and columns (HTML, section
// 4.9.12.1), and what lines the cells have drawn around themselves.
#pragma once

#include "sheet/detail/cell_format.h"
#include "sheet/detail/cell_range.h"

#include <vector>

namespace gongwen::sheet {

class SpanGrid {
 public:
  /// The first column from `column` on that no cell from above reaches into at `row`.
  std::uint32_t find_free(std::uint32_t row, std::uint32_t column) const;
  /// The free columns from `place` on, up to `wanted`.
  std::uint32_t count_free(CellPlace place, std::uint32_t wanted) const;
  void take(const CellRange& range);
  std::uint32_t column_count() const { return static_cast<std::uint32_t>(columns_.size()); }

  /// The lines that the cells above and left of a place have drawn at the edges they share with it.
  BorderLine line_above(CellPlace place) const;
  BorderLine line_left(CellPlace place) const;
  void draw(const CellRange& range, const Borders& borders);

 private:
  struct Column {
    std::uint32_t free_from = 0;  // the first row that no cell reaches
    BorderLine bottom;            // of the last cell in the column
    BorderLine right;
  };
  std::vector<Column> columns_;
};

}  // namespace gongwen::sheet
