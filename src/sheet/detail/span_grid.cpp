#include "sheet/detail/span_grid.h"

namespace gongwen::sheet {

std::uint32_t SpanGrid::find_free(std::uint32_t row, std::uint32_t column) const {
  while (column < columns_.size() && columns_[column].free_from > row) ++column;
  return column;
}

std::uint32_t SpanGrid::count_free(CellPlace place, std::uint32_t wanted) const {
  std::uint32_t count = 0;
  while (count < wanted) {
    const std::size_t column = std::size_t{place.column} + count;
    if (column < columns_.size() && columns_[column].free_from > place.row) break;
    ++count;
  }
  return count;
}

void SpanGrid::take(const CellRange& range) {
  if (columns_.size() <= range.last.column) columns_.resize(std::size_t{range.last.column} + 1);
  for (std::uint32_t column = range.first.column; column <= range.last.column; ++column) {
    columns_[column].free_from = range.last.row + 1;
  }
}

BorderLine SpanGrid::line_above(CellPlace place) const {
  return place.column < columns_.size() ? columns_[place.column].bottom : BorderLine();
}

BorderLine SpanGrid::line_left(CellPlace place) const {
  return place.column > 0 && place.column <= columns_.size() ? columns_[place.column - 1].right : BorderLine();
}

void SpanGrid::draw(const CellRange& range, const Borders& borders) {
  for (std::uint32_t column = range.first.column; column <= range.last.column; ++column) {
    columns_[column].bottom = borders.bottom;
  }
  columns_[range.last.column].right = borders.right;
}

}  // namespace gongwen::sheet
