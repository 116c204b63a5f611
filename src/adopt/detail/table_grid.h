// The cells of a table as a grid, for what shows it or searches it.
#pragma once

#include "word/document.h"

#include <cstddef>
#include <vector>

namespace gongwen::adopt {

/// Cells of a table as HTML has them: a cell that is merged downwards counts once, with the number of its rows.
struct GridCell {
  const word::Cell* cell = nullptr;
  std::size_t rows = 1;
};

/// By row. Cells that continue one above are left out.
std::vector<std::vector<GridCell>> grid_cells(const word::Table& table);

}  // namespace gongwen::adopt
