// The cells of a table as a grid, for code that shows or searches it.
#pragma once

#include "word/document.h"

#include <cstddef>
#include <vector>

namespace gongwen::adopt {

/// Cells of a table as in HTML: a cell that is merged downwards counts once, with the number of its rows.
struct GridCell {
  const word::Cell* cell = nullptr;
  std::size_t rows = 1;  // hidden ones are not counted
  std::size_t last = 0;  // the row of the table in which it ends
};

/// Returns the cells by row, without those that continue a cell above. `hidden` marks the rows of the table that are
/// not shown: those with tags and deleted ones. A cell continues after them. If `hidden` is empty, all rows are shown.
std::vector<std::vector<GridCell>> grid_cells(const word::Table& table, const std::vector<bool>& hidden = {});

/// The number of rows that are repeated on each page. If a cell is merged over the last of them and rows below, these
/// are included while other rows are left: a head of two rows often has the mark only in its first row.
std::size_t head_rows(const word::Table& table, const std::vector<std::vector<GridCell>>& grid);

}  // namespace gongwen::adopt
