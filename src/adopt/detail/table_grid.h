// The cells of a table as a grid, for what shows it or searches it.
#pragma once

#include "word/document.h"

#include <cstddef>
#include <vector>

namespace gongwen::adopt {

/// Cells of a table as HTML has them: a cell that is merged downwards counts once, with the number of its rows.
struct GridCell {
  const word::Cell* cell = nullptr;
  std::size_t rows = 1;  // hidden ones are not counted
  std::size_t last = 0;  // the row of the table in which it ends
};

/// By row. Cells that continue one above are left out. `hidden` rows, by row of the table, are not shown: those of tags
/// and deleted ones. A cell goes on behind them. Without them all rows are shown.
std::vector<std::vector<GridCell>> grid_cells(const word::Table& table, const std::vector<bool>& hidden = {});

/// How many rows are repeated on each page. A cell that is merged over the last of them and rows below takes these
/// along while rows are left: a head of two rows often has the mark in its first row alone.
std::size_t head_rows(const word::Table& table, const std::vector<std::vector<GridCell>>& grid);

}  // namespace gongwen::adopt
