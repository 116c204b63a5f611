#include "layout/table/detail/table_rows.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/layout_box.h"
#include "layout/table/detail/column_sums.h"
#include "layout/table/detail/table_borders.h"
#include "style/apply_property.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gongwen::layout {

// Rows of a chunk are measured without a limit; the splitter cuts them afterwards. A table whose cells span hundreds of
// rows is one chunk, which would be measured again on each page: MeasuredRows avoids that.
namespace {

/// Rows from one of a chunk to its end, measured separately: without the additional height for cells that span several
/// of them. The height of the first row is invalid if cells continue in it.
struct MeasuredRows {
  struct Spanning {
    std::uint32_t cell = 0;
    LayoutUnit height;
  };

  std::uint32_t first_row = 0;
  std::vector<LayoutUnit> heights;
  std::vector<LayoutUnit> baselines;
  std::vector<Spanning> spanning;  // cells that span several rows and start in one of these
  TableWidths widths;              // with which they were measured

  std::uint32_t end_row() const { return first_row + static_cast<std::uint32_t>(heights.size()); }
  /// The row after those that fill `room` to the end, from `row` on, whose own height does not count.
  std::uint32_t end_of_filling(std::uint32_t row, LayoutUnit room, LayoutUnit spacing) const;
  /// Adds what is known of the rows from `row` on to a chunk that ends with them: their heights, and cells without
  /// content.
  void add_to(RowChunk& chunk, std::uint32_t row, const TableSetup& table) const;
};

/// Measurements of the rows from `row` to the end of their chunk; null if they are not known or the widths differ.
const MeasuredRows* known_rows(std::uint32_t row, const TableSetup& table);

/// By grid and the first row after the chunk, as one number (key_of).
struct MeasuredChunks : RoundFacts {
  std::unordered_map<std::uint64_t, MeasuredRows> rows;
  void begin_round() override { rows.clear(); }
};

/// The end of a chunk identifies it: its start moves while pages are filled.
std::uint64_t key_of(std::uint32_t end_row, const TableSetup& table) {
  return (std::uint64_t{table.model.grid.value} << 32) | end_row;
}

/// The row at which the walk starts may continue from an earlier page, so its measured height does not count.
std::uint32_t MeasuredRows::end_of_filling(std::uint32_t row, LayoutUnit room, LayoutUnit spacing) const {
  LayoutUnit used;
  for (++row; row < end_row() && used <= room; ++row) used += heights[row - first_row] + spacing;
  return row;
}

/// Cells that span several rows are added without content: only their heights count.
void MeasuredRows::add_to(RowChunk& chunk, std::uint32_t row, const TableSetup& table) const {
  const auto from = static_cast<std::ptrdiff_t>(row - first_row);
  const auto to = static_cast<std::ptrdiff_t>(row - chunk.first_row);
  std::copy(heights.begin() + from, heights.end(), chunk.heights.begin() + to);
  std::copy(baselines.begin() + from, baselines.end(), chunk.baselines.begin() + to);
  for (const Spanning& known : spanning) {
    const TableCell& cell = table.model.cells[known.cell];
    // Cells that start above are placed already.
    if (cell.row < row) continue;
    PlacedCell placed;
    placed.cell = known.cell;
    placed.first_row = cell.row;
    placed.height = known.height;
    placed.borders = table.cell_borders(cell);
    chunk.cells.push_back(std::move(placed));
  }
}

/// Remembers the rows of a chunk, all of which are laid out and measured. Spanning cells that start in the first row
/// are not included: they are laid out on each page.
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

/// Column widths may differ between rounds, and measurements hold for one set of widths.
const MeasuredRows* known_rows(std::uint32_t row, const TableSetup& table) {
  const auto& known = table.context.cache<MeasuredChunks>().rows;
  const auto found = known.find(key_of(table.model.rows[row].chunk_end, table));
  if (found == known.end() || found->second.first_row > row) return nullptr;
  const TableWidths& widths = found->second.widths;
  const bool same = widths.table == table.widths.table && widths.columns == table.widths.columns;
  return same ? &found->second : nullptr;
}

}  // namespace

using style::ComputedStyle;

/// With the cell's borders in the table.
LayoutResult TableRows::lay_out_cell(std::uint32_t index, const BreakToken* resume, const Fragmentainer& room,
                                     bool takes_overflow, LayoutUnit filled_height) const {
  return lay_out_cell(index, table_.cell_borders(table_.model.cells[index]), resume, room, takes_overflow,
                      filled_height);
}

/// `takes_overflow` lets a cell end although its content continues. `filled_height` makes the height definite for
/// children in percent; a cell that continues takes it from its token, so that all its parts refer to the same height.
LayoutResult TableRows::lay_out_cell(std::uint32_t index, const Edges& borders, const BreakToken* resume,
                                     const Fragmentainer& room, bool takes_overflow, LayoutUnit filled_height) const {
  const TableCell& cell = table_.model.cells[index];
  LayoutInput input;
  input.box = cell.box;
  // Percentages of widths in the cell refer to the cell; percentages of its paddings refer to the table.
  input.available = {table_.widths.table, std::nullopt};
  input.fixed_inline_size = table_.cell_width(cell);
  input.fixed_borders = borders;
  if (goes_on_inside(resume)) filled_height = resume->rest<CellRest>().rows_height;
  if (!filled_height.is_zero()) input.fixed_block_size = FixedBlockSize{filled_height};
  input.room = room;
  input.resume = resume;
  input.is_formatting_root = true;
  input.takes_overflow = takes_overflow;
  return layout_box(input, table_.context);
}

/// Lays out a cell and records the data that the splitter and the fragments need. A cell without content left gets no
/// fragment, but still covers its rows.
PlacedCell TableRows::layout_cell(std::uint32_t index, const BreakToken* resume, const Fragmentainer& room,
                                  LayoutUnit filled_height) const {
  PlacedCell placed;
  placed.cell = index;
  placed.first_row = table_.model.cells[index].row;
  placed.continued = resume != nullptr;
  placed.has_begun = goes_on_inside(resume);
  if (resume != nullptr && !has_content_left(*resume)) {
    repeat_label(placed);
    return placed;
  }
  placed.borders = table_.cell_borders(table_.model.cells[index]);
  const LayoutResult result = lay_out_cell(index, placed.borders, resume, room, false, filled_height);
  placed.fragment = result.fragment;
  placed.height = result.fragment == nullptr ? LayoutUnit() : result.fragment->size.height;
  placed.rest = result.rest;
  if (result.outcome == Outcome::Broken) placed.appeal = result.appeal;
  // The height that percentages refer to travels with the token.
  const LayoutUnit whole = placed.has_begun ? resume->rest<CellRest>().rows_height : filled_height;
  if (placed.rest != nullptr && !whole.is_zero()) {
    auto token = std::make_shared<BreakToken>(*placed.rest);
    token->payload = CellRest{whole};
    placed.rest = std::move(token);
  }
  return placed;
}

/// A label for the rows beside it is on each page that has some of them (`-gw-table-parts: all`).
void TableRows::repeat_label(PlacedCell& placed) const {
  const TableCell& cell = table_.model.cells[placed.cell];
  if (table_.context.style_of(cell.box).table_parts != style::TableParts::All) return;
  TablePart later(table_.model.grid, true, table_.context);
  later.set_copy(true);
  const PartScope scope(later, table_.context);
  const Edges borders = table_.cell_borders(cell);
  const Fragment* const label = lay_out_cell(placed.cell, borders, nullptr, {}, false, {}).fragment;
  // The label stretches its rows only if all of them fit.
  const Fragmentainer& room = table_.input.room;
  if (room.is_limited() && break_costs::kRowParted.is_exceeded_by(label->size.height, room.height)) return;
  placed.borders = borders;
  placed.fragment = label;
  placed.height = label->size.height;
  placed.repeats = true;
}

/// Cells of earlier rows that continue in this one, in the order of the table.
std::vector<std::uint32_t> TableRows::cells_from_above(std::uint32_t row,
                                                       const std::vector<BreakTokenPtr>& tokens) const {
  std::vector<std::uint32_t> found;
  // On the first page no cell continues.
  if (tokens.empty()) return found;
  const auto add = [&](std::uint32_t cell) {
    const bool continues = table_.model.cells[cell].row < row && table_.model.cells[cell].end_row() > row &&
                           token_of(table_.model.cells[cell].box, tokens) != nullptr;
    if (continues) found.push_back(cell);
  };
  // Usually each such cell has a slot in the row, which is quicker than asking all cells.
  for (std::uint32_t column = 0; column < table_.model.column_count(); ++column) {
    const std::uint32_t cell = table_.model.slot(row, column);
    if (cell != TableModel::kNoCell) add(cell);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::size_t all = found.size();
  for (std::uint32_t cell = table_.model.rows[row].first_cell; cell < table_.model.rows[row].end_cell; ++cell) {
    all += token_of(table_.model.cells[cell].box, tokens) != nullptr ? 1 : 0;
  }
  if (all == tokens.size()) return found;
  // Cells that overlap others have no slot here, so all earlier cells are searched.
  found.clear();
  for (std::uint32_t cell = 0; cell < table_.model.rows[row].first_cell; ++cell) add(cell);
  return found;
}

/// Lays out rows of a chunk from `first_row` on. `tokens` belong to cells that continue; with `room`, only rows within
/// that height are of interest.
RowChunk TableRows::layout_chunk(std::uint32_t first_row, std::uint32_t end_row,
                                 const std::vector<BreakTokenPtr>& tokens, std::optional<LayoutUnit> room) const {
  RowChunk chunk;
  chunk.first_row = first_row;
  for (const std::uint32_t cell : cells_from_above(first_row, tokens)) {
    chunk.cells.push_back(layout_cell(cell, token_of(table_.model.cells[cell].box, tokens), {}));
    chunk.cells.back().first_row = first_row;
  }
  // Heights with blank room given up are not remembered: they differ from page to page.
  const bool may_remember = room && given_ == BlankShare::none() && end_row - first_row > 1;
  const MeasuredRows* const known = may_remember ? known_rows(first_row, table_) : nullptr;
  // Rows below the room only need their heights, so known ones are not laid out.
  const std::uint32_t laid_out_end =
      known == nullptr ? end_row : known->end_of_filling(first_row, *room, table_.frame.vertical_spacing);
  for (std::uint32_t row = first_row; row < laid_out_end; ++row) {
    for (std::uint32_t i = table_.model.rows[row].first_cell; i < table_.model.rows[row].end_cell; ++i) {
      chunk.cells.push_back(layout_cell(i, token_of(table_.model.cells[i].box, tokens), {}));
    }
  }
  chunk.heights.resize(laid_out_end - first_row);
  chunk.baselines.resize(laid_out_end - first_row);
  measure_rows(chunk, BlankRoom::Kept);
  if (laid_out_end < end_row) {
    chunk.heights.resize(end_row - first_row);
    chunk.baselines.resize(end_row - first_row);
    known->add_to(chunk, laid_out_end, table_);
    // Only long chunks are remembered: others are cheap to measure.
  } else if (may_remember && known == nullptr && chunk.height(table_.frame.vertical_spacing) > *room) {
    remember_rows(chunk, table_);
  }
  spread_spanning(chunk, BlankRoom::Kept);
  if (given_ != BlankShare::none()) give_blank_room(chunk);
  return chunk;
}

/// Measures the rows again without their set heights, and reduces each row by its share of the difference.
void TableRows::give_blank_room(RowChunk& chunk) const {
  // First without the heights that are given up, then each row keeps its share.
  const std::vector<LayoutUnit> whole = std::exchange(chunk.heights, std::vector<LayoutUnit>(chunk.heights.size()));
  measure_rows(chunk, BlankRoom::Given);
  spread_spanning(chunk, BlankRoom::Given);
  chunk.given.resize(whole.size());
  for (std::size_t r = 0; r < whole.size(); ++r) {
    const LayoutUnit blank = std::max(LayoutUnit(), whole[r] - chunk.heights[r]);
    const ComputedStyle& style = table_.context.style_of(table_.model.rows[chunk.first_row + r].row);
    chunk.given[r] = given_.of(without_one_line(blank, style));
    chunk.heights[r] = whole[r] - chunk.given[r];
  }
}

/// Whether the set height of a row or a cell does not count because the box gives up its blank room.
bool TableRows::asks_for_nothing(BoxId box, BlankRoom blank) const {
  return blank == BlankRoom::Given && gives_blank_room(table_.context.style_of(box));
}

/// A row's own `height` is a minimum; percentages count as auto here (raise_percentages gives them their share).
LayoutUnit TableRows::minimum_row_height(std::uint32_t row) const {
  const ComputedStyle& style = table_.context.style_of(table_.model.rows[row].row);
  return border_box_size(style.height, std::nullopt, LayoutUnit(), style::BoxSizing::BorderBox).value_or(LayoutUnit());
}

/// The minimum height by the cell's own `height` and `min-height`.
LayoutUnit TableRows::specified_cell_height(const PlacedCell& placed, BlankRoom blank) const {
  const BoxId cell = table_.model.cells[placed.cell].box;
  if (asks_for_nothing(cell, blank)) return {};
  const ComputedStyle& style = table_.context.style_of(cell);
  const LayoutUnit edges = placed.borders.vertical() + padding_widths(style, table_.widths.table).vertical();
  const auto height = border_box_size(style.height, std::nullopt, edges, style.box_sizing);
  const auto least = border_box_size(style.min_height, std::nullopt, edges, style.box_sizing);
  return std::max(height.value_or(LayoutUnit()), least.value_or(LayoutUnit()));
}

/// CSS 2.2 §17.5.3: a row is as high as its highest cell, and high enough for cells that align at the baseline to fit
/// below it. Cells that span rows count later (spread_spanning).
void TableRows::measure_rows(RowChunk& chunk, BlankRoom blank) const {
  std::vector<LayoutUnit> below(chunk.heights.size());  // the baseline, in cells that align there
  // A row that continues has had its minimum height on the page before.
  // Its rest may be lower.
  const bool goes_on = std::any_of(chunk.cells.begin(), chunk.cells.end(), [&](const PlacedCell& placed) {
    return placed.continued && table_.model.cells[placed.cell].row == chunk.first_row;
  });
  for (std::size_t r = goes_on ? 1 : 0; r < chunk.heights.size(); ++r) {
    const std::uint32_t row = chunk.first_row + static_cast<std::uint32_t>(r);
    if (!asks_for_nothing(table_.model.rows[row].row, blank)) chunk.heights[r] = minimum_row_height(row);
  }
  for (const PlacedCell& placed : chunk.cells) {
    const TableCell& cell = table_.model.cells[placed.cell];
    const ComputedStyle& style = table_.context.style_of(cell.box);
    const std::size_t r = placed.first_row - chunk.first_row;
    const bool one_row = cell.end_row() - placed.first_row == 1;
    LayoutUnit height = placed.height;
    // A set height counts once, on the page where the cell starts.
    if (!placed.continued) {
      height = std::max(height, specified_cell_height(placed, blank));
    }
    if (one_row) chunk.heights[r] = std::max(chunk.heights[r], height);
    if (placed.fragment != nullptr && placed.fragment->baseline && aligns_baseline(style) && !placed.continued) {
      chunk.baselines[r] = std::max(chunk.baselines[r], *placed.fragment->baseline);
      if (one_row) below[r] = std::max(below[r], placed.height - *placed.fragment->baseline);
    }
  }
  for (std::size_t r = 0; r < chunk.heights.size(); ++r) {
    chunk.heights[r] = std::max(chunk.heights[r], chunk.baselines[r] + below[r]);
  }
}

/// Whether the row's own style or a cell in it fixes its height.
bool TableRows::is_row_fixed(std::uint32_t row) const {
  if (table_.context.style_of(table_.model.rows[row].row).height.is_length()) return true;
  for (std::uint32_t i = table_.model.rows[row].first_cell; i < table_.model.rows[row].end_cell; ++i) {
    const TableCell& cell = table_.model.cells[i];
    if (cell.row_span == 1 && table_.context.style_of(cell.box).height.is_length()) return true;
  }
  return false;
}

/// Distributes `extra` over the rows that no height fixes, or over all if there are none, in proportion to their
/// heights, or in equal parts if these are zero (css-tables-3 §3.9). The last row takes the remainder of rounding.
void TableRows::stretch_rows(std::span<LayoutUnit> heights, std::uint32_t first_row, LayoutUnit extra) const {
  std::vector<std::size_t> open;
  for (std::size_t r = 0; r < heights.size(); ++r) {
    if (!is_row_fixed(first_row + static_cast<std::uint32_t>(r))) open.push_back(r);
  }
  if (open.empty()) {
    for (std::size_t r = 0; r < heights.size(); ++r) open.push_back(r);
  }
  LayoutUnit weight;
  for (const std::size_t r : open) weight += heights[r];
  LayoutUnit left = extra;
  for (const std::size_t r : open) {
    const LayoutUnit part = r == open.back()   ? left
                            : weight.is_zero() ? extra / static_cast<int>(open.size())
                                               : LayoutUnit::scaled(extra, heights[r].raw(), weight.raw());
    heights[r] += part;
    left -= part;
  }
}

/// Distributes the height that a spanning cell needs beyond that of its rows over them, cell by cell.
void TableRows::spread_spanning(RowChunk& chunk, BlankRoom blank) const {
  for (const PlacedCell& placed : chunk.cells) {
    const TableCell& cell = table_.model.cells[placed.cell];
    const std::size_t begin = placed.first_row - chunk.first_row;
    const std::size_t end = std::min<std::size_t>(cell.end_row() - chunk.first_row, chunk.heights.size());
    // Cells of one row have been measured with it.
    if (end - begin < 2) continue;
    LayoutUnit wanted = placed.height;
    if (!placed.continued) {
      wanted = std::max(wanted, specified_cell_height(placed, blank));
    }
    LayoutUnit have = table_.frame.vertical_spacing * static_cast<int>(end - begin - 1);
    for (std::size_t r = begin; r < end; ++r) have += chunk.heights[r];
    if (have >= wanted) continue;
    const std::span<LayoutUnit> rows(chunk.heights.data() + begin, end - begin);
    stretch_rows(rows, chunk.first_row + static_cast<std::uint32_t>(begin), wanted - have);
  }
}

/// Raises rows in percent to that share of `whole`, as far as `extra` suffices; `extra` is reduced.
void TableRows::raise_percentages(std::span<LayoutUnit> heights, LayoutUnit whole, LayoutUnit& extra) const {
  for (std::size_t r = 0; r < heights.size(); ++r) {
    const TableRow& row = table_.model.rows[r];
    const auto percent = [&](BoxId box) {
      const style::Size& height = table_.context.style_of(box).height;
      return height.is_length() && height.value.has_percent() ? height.value.resolve(whole) : LayoutUnit();
    };
    LayoutUnit wanted = percent(row.row);
    for (std::uint32_t i = row.first_cell; i < row.end_cell; ++i) {
      if (table_.model.cells[i].row_span == 1) wanted = std::max(wanted, percent(table_.model.cells[i].box));
    }
    const LayoutUnit part = std::min(extra, std::max(LayoutUnit(), wanted - heights[r]));
    heights[r] += part;
    extra -= part;
  }
}

/// The height of the rows of a cell before row `end` of the chunk, with the spacing between them.
LayoutUnit TableRows::height_in_chunk(const PlacedCell& placed, const RowChunk& chunk, std::size_t end) const {
  const std::size_t begin = placed.first_row - chunk.first_row;
  LayoutUnit height;
  for (std::size_t r = begin; r < end; ++r) {
    height += chunk.heights[r] + (r > begin ? table_.frame.vertical_spacing : LayoutUnit());
  }
  return height;
}

/// The rows that a cell covers in this chunk; the rest of its span may be on other pages.
LayoutUnit TableRows::covered_height(const PlacedCell& placed, const RowChunk& chunk) const {
  const std::size_t end = table_.model.cells[placed.cell].end_row() - chunk.first_row;
  return height_in_chunk(placed, chunk, std::min(end, chunk.heights.size()));
}

std::vector<LayoutUnit> heights_with_room_back(const std::vector<TableBand>& bands, LayoutUnit left) {
  LayoutUnit given;
  std::vector<LayoutUnit> heights;
  for (const TableBand& band : bands) {
    heights.insert(heights.end(), band.chunk.heights.begin(), band.chunk.heights.end());
    for (const LayoutUnit part : band.chunk.given) given += part;
  }
  if (given <= LayoutUnit() || left <= LayoutUnit()) return {};
  const LayoutUnit back = std::min(given, left);
  // Differences of running sums are given back, so that the parts add up exactly.
  LayoutUnit passed;  // of what was given up, so that no more goes back than there is
  std::size_t row = 0;
  for (const TableBand& band : bands) {
    for (std::size_t r = 0; r < band.chunk.heights.size(); ++r, ++row) {
      const bool is_whole = row + 1 < heights.size() || !band.chunk.last_row_is_cut;
      if (r >= band.chunk.given.size() || !is_whole) continue;
      const LayoutUnit before = LayoutUnit::scaled(back, passed.raw(), given.raw());
      passed += band.chunk.given[r];
      heights[row] += LayoutUnit::scaled(back, passed.raw(), given.raw()) - before;
    }
  }
  return heights;
}

}  // namespace gongwen::layout
