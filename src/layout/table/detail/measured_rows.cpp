#include "layout/table/detail/measured_rows.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

/// By grid and by the first row after the chunk.
struct MeasuredChunks : RoundFacts {
  std::unordered_map<std::uint64_t, MeasuredRows> rows;
  void begin_round() override { rows.clear(); }
};

std::uint64_t key_of(std::uint32_t end_row, const TableSetup& table) {
  return (std::uint64_t{table.model.grid.value} << 32) | end_row;
}

}  // namespace

std::uint32_t MeasuredRows::end_of_filling(std::uint32_t row, LayoutUnit room, LayoutUnit spacing) const {
  LayoutUnit used;
  for (++row; row < end_row() && used <= room; ++row) used += heights[row - first_row] + spacing;
  return row;
}

void MeasuredRows::add_to(RowChunk& chunk, std::uint32_t row, const TableSetup& table) const {
  const auto from = static_cast<std::ptrdiff_t>(row - first_row);
  const auto to = static_cast<std::ptrdiff_t>(row - chunk.first_row);
  std::copy(heights.begin() + from, heights.end(), chunk.heights.begin() + to);
  std::copy(baselines.begin() + from, baselines.end(), chunk.baselines.begin() + to);
  for (const Spanning& known : spanning) {
    const TableCell& cell = table.model.cells[known.cell];
    if (cell.row < row) continue;
    PlacedCell placed;
    placed.cell = known.cell;
    placed.first_row = cell.row;
    placed.height = known.height;
    placed.borders = table.cell_borders(cell);
    chunk.cells.push_back(std::move(placed));
  }
}

void remember_rows(const RowChunk& chunk, const TableSetup& table) {
  MeasuredRows measured;
  measured.first_row = chunk.first_row;
  measured.heights = chunk.heights;
  measured.baselines = chunk.baselines;
  measured.widths = table.widths;
  for (const PlacedCell& placed : chunk.cells) {
    const TableCell& cell = table.model.cells[placed.cell];
    if (cell.row_span > 1 && cell.row > chunk.first_row) measured.spanning.push_back({placed.cell, placed.height});
  }
  table.context.cache<MeasuredChunks>().rows.insert_or_assign(key_of(chunk.end_row(), table), std::move(measured));
}

const MeasuredRows* known_rows(std::uint32_t row, const TableSetup& table) {
  const auto& known = table.context.cache<MeasuredChunks>().rows;
  const auto found = known.find(key_of(table.model.rows[row].chunk_end, table));
  if (found == known.end() || found->second.first_row > row) return nullptr;
  const TableWidths& widths = found->second.widths;
  const bool same = widths.table == table.widths.table && widths.columns == table.widths.columns;
  return same ? &found->second : nullptr;
}

}  // namespace gongwen::layout
