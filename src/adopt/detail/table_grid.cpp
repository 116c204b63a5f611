#include "adopt/detail/table_grid.h"

#include <algorithm>

namespace gongwen::adopt {

std::vector<std::vector<GridCell>> grid_cells(const word::Table& table, const std::vector<bool>& hidden) {
  std::vector<std::vector<GridCell>> rows(table.rows.size());
  std::size_t before = 0;  // the last shown row
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (r < hidden.size() && hidden[r]) continue;
    for (const word::Cell& cell : table.rows[r].cells) {
      if (cell.merge == word::VerticalMerge::Continued) {
        // A cell that continues no other one is shown as an ordinary cell by programs.
        bool continues = false;
        for (std::size_t above = r; above-- > 0 && !continues;) {
          for (GridCell& other : rows[above]) {
            if (other.cell->column != cell.column || other.last != before ||
                other.cell->merge == word::VerticalMerge::None)
              continue;
            ++other.rows;
            other.last = r;
            continues = true;
          }
        }
        if (continues) continue;
      }
      rows[r].push_back({&cell, 1, r});
    }
    before = r;
  }
  return rows;
}

std::size_t head_rows(const word::Table& table, const std::vector<std::vector<GridCell>>& grid) {
  std::size_t marked = 0;
  while (marked < table.rows.size() && table.rows[marked].format.is_head.value_or(false)) ++marked;
  std::size_t heads = marked;
  for (std::size_t row = 0; row < heads && row < grid.size(); ++row) {
    for (const GridCell& cell : grid[row]) heads = std::max(heads, cell.last + 1);
  }
  return heads < table.rows.size() || heads == marked ? heads : 0;
}

}  // namespace gongwen::adopt
