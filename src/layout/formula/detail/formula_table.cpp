#include "layout/formula/detail/formula_table.h"

#include <algorithm>
#include <utility>

namespace gongwen::layout {

std::size_t row_count_of(const std::vector<FormulaCell>& cells) {
  std::size_t count = 0;
  for (const FormulaCell& cell : cells) count = std::max(count, cell.row + cell.rows);
  return count;
}

std::size_t column_count_of(const std::vector<FormulaCell>& cells) {
  std::size_t count = 0;
  for (const FormulaCell& cell : cells) count = std::max(count, cell.column + cell.columns);
  return count;
}

FormulaBox place_cells(std::vector<FormulaCell> cells, const FormulaTableSpace& space, const FormulaTableLines& lines,
                       TextLength axis) {
  const std::size_t row_count = row_count_of(cells);
  std::vector<TextLength> widths(column_count_of(cells));
  for (const FormulaCell& cell : cells) {
    if (cell.columns == 1) widths[cell.column] = std::max(widths[cell.column], cell.box.width);
  }
  const auto width_of = [&](const FormulaCell& cell) {
    TextLength width = widths[cell.column];
    for (std::size_t c = cell.column + 1; c < cell.column + cell.columns; ++c) {
      width += space.after_columns[c - 1] + widths[c];
    }
    return width;
  };
  std::vector<TextLength> ascents(row_count);
  std::vector<TextLength> descents(row_count);
  for (const FormulaCell& cell : cells) {
    // The columns share equally the additional width of a cell that spans them.
    if (const TextLength missing = cell.box.width - width_of(cell); missing > TextLength()) {
      for (std::size_t c = cell.column; c < cell.column + cell.columns; ++c)
        widths[c] += missing / static_cast<std::int64_t>(cell.columns);
    }
    ascents[cell.row] = std::max(ascents[cell.row], cell.box.ascent);
    if (cell.rows == 1) descents[cell.row] = std::max(descents[cell.row], cell.box.descent);
  }
  // A cell over several rows has its baseline in the first of them; the last one makes space for the rest.
  for (const FormulaCell& cell : cells) {
    const std::size_t last = cell.row + cell.rows - 1;
    TextLength room = descents[cell.row];
    for (std::size_t r = cell.row + 1; r <= last; ++r) room += space.below_rows[r - 1] + ascents[r] + descents[r];
    if (const TextLength missing = cell.box.descent - room; missing > TextLength()) descents[last] += missing;
  }
  std::vector<TextLength> baselines(row_count);
  TextLength y = space.above_and_below;
  for (std::size_t r = 0; r < row_count; ++r) {
    baselines[r] = y + ascents[r];
    y = baselines[r] + descents[r] + (r + 1 < row_count ? space.below_rows[r] : space.above_and_below);
  }
  std::vector<TextLength> lefts(widths.size());
  TextLength x = space.sides;
  for (std::size_t c = 0; c < widths.size(); ++c) {
    lefts[c] = x;
    x += widths[c] + (c + 1 < widths.size() ? space.after_columns[c] : space.sides);
  }
  FormulaBox box;
  box.width = row_count > 0 ? x : TextLength();
  box.ascent = y / 2 + axis;
  box.descent = y - box.ascent;
  for (std::size_t c = 0; c + 1 < widths.size() && c < lines.after_columns.size(); ++c) {
    if (!lines.after_columns[c]) continue;
    const TextLength middle = lefts[c] + widths[c] + space.after_columns[c] / 2;
    box.rules.push_back({middle - lines.thickness / 2, -box.ascent, lines.thickness, box.height(), lines.color});
  }
  for (std::size_t r = 0; r + 1 < row_count && r < lines.below_rows.size(); ++r) {
    if (!lines.below_rows[r]) continue;
    const TextLength middle = baselines[r] + descents[r] + space.below_rows[r] / 2 - box.ascent;
    box.rules.push_back({TextLength(), middle - lines.thickness / 2, box.width, lines.thickness, lines.color});
  }
  for (FormulaCell& cell : cells) {
    const TextLength free = width_of(cell) - cell.box.width;
    const TextLength shift = cell.alignment == CellAlignment::Start ? TextLength()
                             : cell.alignment == CellAlignment::End ? free
                                                                    : free / 2;
    box.draw(std::move(cell.box), lefts[cell.column] + shift, baselines[cell.row] - box.ascent);
  }
  return box;
}

}  // namespace gongwen::layout
