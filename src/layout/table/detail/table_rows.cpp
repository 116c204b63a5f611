// Rows: laying out the cells of rows that belong together, and their heights (CSS 2.2 section 17.5.3).
#include "layout/core/box_metrics.h"
#include "layout/table/detail/table_layout.h"

#include <algorithm>

namespace gongwen::layout {

using style::ComputedStyle;
using style::VerticalAlign;

bool TableLayout::aligns_baseline(const ComputedStyle& style) {
  const VerticalAlign::Kind kind = style.vertical_align.kind;
  return kind != VerticalAlign::Kind::Top && kind != VerticalAlign::Kind::Middle && kind != VerticalAlign::Kind::Bottom;
}

LayoutUnit TableLayout::cell_width(const TableCell& cell) const {
  LayoutUnit width = frame_.horizontal_spacing * static_cast<int>(cell.column_span - 1);
  for (std::uint32_t c = cell.column; c < cell.end_column(); ++c) width += widths_.columns[c];
  return width;
}

Edges TableLayout::cell_borders(const TableCell& cell) const {
  return collapses_ ? collapsed_cell_borders(cell, model_, context_) : border_widths(context_.style_of(cell.box));
}

LayoutResult TableLayout::lay_out_cell(std::uint32_t index, const BreakToken* resume, const PageSpace& page,
                                       bool takes_overflow, LayoutUnit filled_height) {
  const TableCell& cell = model_.cells[index];
  LayoutInput input;
  input.box = cell.box;
  input.available = {widths_.table, std::nullopt};
  input.fixed_inline_size = cell_width(cell);
  input.fixed_borders = cell_borders(cell);
  if (resume != nullptr && resume->where == BreakToken::Where::Inside) filled_height = resume->cell_height;
  if (!filled_height.is_zero()) input.fixed_block_size = FixedBlockSize{filled_height};
  input.page = page;
  input.resume = resume;
  input.is_formatting_root = true;
  input.takes_overflow = takes_overflow;
  return layout_box(input, context_);
}

PlacedCell TableLayout::layout_cell(std::uint32_t index, const BreakToken* resume, const PageSpace& page,
                                    LayoutUnit filled_height) {
  PlacedCell placed;
  placed.cell = index;
  placed.first_row = model_.cells[index].row;
  placed.continued = resume != nullptr;
  placed.has_begun = resume != nullptr && resume->where == BreakToken::Where::Inside;
  if (resume != nullptr && !has_content_left(*resume)) return placed;
  placed.borders = cell_borders(model_.cells[index]);
  const LayoutResult result = lay_out_cell(index, resume, page, false, filled_height);
  placed.fragment = result.fragment;
  placed.height = result.fragment == nullptr ? LayoutUnit() : result.fragment->size.height;
  placed.rest = result.rest;
  const LayoutUnit whole = placed.has_begun ? resume->cell_height : filled_height;
  if (placed.rest != nullptr && !whole.is_zero()) {
    auto token = std::make_shared<BreakToken>(*placed.rest);
    token->cell_height = whole;
    placed.rest = std::move(token);
  }
  return placed;
}

/// Lays out all cells that begin in these rows or were begun before, without a limit, and measures the rows.
RowChunk TableLayout::layout_chunk(std::uint32_t first_row, std::uint32_t end_row,
                                   const std::vector<BreakTokenPtr>& tokens) {
  RowChunk chunk;
  chunk.first_row = first_row;
  chunk.heights.resize(end_row - first_row);
  chunk.baselines.resize(end_row - first_row);
  const auto token_of = [&](BoxId box) -> const BreakToken* {
    const auto found = std::find_if(tokens.begin(), tokens.end(), [&](const auto& token) { return token->box == box; });
    return found == tokens.end() ? nullptr : found->get();
  };
  for (std::uint32_t i = 0; i < model_.rows[first_row].first_cell && !tokens.empty(); ++i) {
    if (model_.cells[i].end_row() <= first_row) continue;
    if (const BreakToken* token = token_of(model_.cells[i].box)) {
      chunk.cells.push_back(layout_cell(i, token, {}));
      chunk.cells.back().first_row = first_row;
    }
  }
  for (std::uint32_t row = first_row; row < end_row; ++row) {
    for (std::uint32_t i = model_.rows[row].first_cell; i < model_.rows[row].end_cell; ++i) {
      chunk.cells.push_back(layout_cell(i, token_of(model_.cells[i].box), {}));
    }
  }
  measure_rows(chunk);
  spread_spanning(chunk);
  return chunk;
}

LayoutUnit TableLayout::minimum_row_height(std::uint32_t row) const {
  const ComputedStyle& style = context_.style_of(model_.rows[row].row);
  return border_box_size(style.height, std::nullopt, LayoutUnit(), style::BoxSizing::BorderBox).value_or(LayoutUnit());
}

/// The least height that a cell's own `height` asks for.
static LayoutUnit specified_cell_height(const ComputedStyle& style, const Edges& borders, LayoutUnit width) {
  const LayoutUnit edges = borders.vertical() + padding_widths(style, width).vertical();
  const auto height = border_box_size(style.height, std::nullopt, edges, style.box_sizing);
  const auto least = border_box_size(style.min_height, std::nullopt, edges, style.box_sizing);
  return std::max(height.value_or(LayoutUnit()), least.value_or(LayoutUnit()));
}

void TableLayout::measure_rows(RowChunk& chunk) const {
  std::vector<LayoutUnit> below(chunk.heights.size());  // the baseline, in cells that align there
  // A row that goes on has had its height.
  const bool goes_on = std::any_of(chunk.cells.begin(), chunk.cells.end(), [&](const PlacedCell& placed) {
    return placed.continued && model_.cells[placed.cell].row == chunk.first_row;
  });
  for (std::size_t r = goes_on ? 1 : 0; r < chunk.heights.size(); ++r) {
    chunk.heights[r] = minimum_row_height(chunk.first_row + static_cast<std::uint32_t>(r));
  }
  for (const PlacedCell& placed : chunk.cells) {
    const TableCell& cell = model_.cells[placed.cell];
    const ComputedStyle& style = context_.style_of(cell.box);
    const std::size_t r = placed.first_row - chunk.first_row;
    const bool one_row = cell.end_row() - placed.first_row == 1;
    LayoutUnit height = placed.height;
    if (!placed.continued) {
      height = std::max(height, specified_cell_height(style, placed.borders, widths_.table));
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

/// Whether a row's own style or a cell of it fixes its height.
bool TableLayout::is_row_fixed(std::uint32_t row) const {
  if (context_.style_of(model_.rows[row].row).height.is_length()) return true;
  for (std::uint32_t i = model_.rows[row].first_cell; i < model_.rows[row].end_cell; ++i) {
    const TableCell& cell = model_.cells[i];
    if (cell.row_span == 1 && context_.style_of(cell.box).height.is_length()) return true;
  }
  return false;
}

/// Gives `extra` to those of the rows that no height fixes, else to all, in proportion to their heights, or in equal
/// parts where they have none (css-tables-3 §3.9).
void TableLayout::stretch_rows(std::span<LayoutUnit> heights, std::uint32_t first_row, LayoutUnit extra) const {
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

/// What a spanning cell needs beyond its rows goes to them.
void TableLayout::spread_spanning(RowChunk& chunk) const {
  for (const PlacedCell& placed : chunk.cells) {
    const TableCell& cell = model_.cells[placed.cell];
    const std::size_t begin = placed.first_row - chunk.first_row;
    const std::size_t end = std::min<std::size_t>(cell.end_row() - chunk.first_row, chunk.heights.size());
    if (end - begin < 2) continue;
    LayoutUnit wanted = placed.height;
    if (!placed.continued) {
      wanted = std::max(wanted, specified_cell_height(context_.style_of(cell.box), placed.borders, widths_.table));
    }
    LayoutUnit have = frame_.vertical_spacing * static_cast<int>(end - begin - 1);
    for (std::size_t r = begin; r < end; ++r) have += chunk.heights[r];
    if (have >= wanted) continue;
    const std::span<LayoutUnit> rows(chunk.heights.data() + begin, end - begin);
    stretch_rows(rows, chunk.first_row + static_cast<std::uint32_t>(begin), wanted - have);
  }
}

/// What the table's own height leaves over goes to its rows: to percentages first, then to all (css-tables-3 §3.9).
/// Only where the table stands on one page: otherwise its rows are there before its height is.
void TableLayout::stretch_to_height() {
  if (broken_ || !is_first_part() || bands_.empty()) return;
  const LayoutUnit edges = frame_.borders.vertical() + frame_.padding.vertical();
  const auto own = border_box_size(style_.height, input_.available.block_size, edges, style_.box_sizing);
  const auto least = border_box_size(style_.min_height, input_.available.block_size, edges, style_.box_sizing);
  if (!own && !least) return;
  const LayoutUnit wanted = std::max(own.value_or(LayoutUnit()), least.value_or(LayoutUnit()));
  const LayoutUnit used = cursor_ + frame_.borders.bottom + frame_.padding.bottom;
  LayoutUnit extra = wanted - used;
  if (input_.page.is_limited()) extra = std::min(extra, rows_left() + foot_height_);
  if (extra <= LayoutUnit()) return;
  std::vector<LayoutUnit> heights;
  for (const Band& band : bands_) heights.insert(heights.end(), band.chunk.heights.begin(), band.chunk.heights.end());
  raise_percentages(heights, wanted - edges, extra);
  if (extra > LayoutUnit()) stretch_rows(heights, 0, extra);
  const LayoutUnit top = bands_.front().top;
  cursor_ = top;
  std::size_t row = 0;
  for (Band& band : bands_) {
    band.top = cursor_;
    for (LayoutUnit& height : band.chunk.heights) {
      height = heights[row++];
      cursor_ += height + frame_.vertical_spacing;
    }
  }
}

/// Rows in percent become as high as that, as far as `extra` reaches.
void TableLayout::raise_percentages(std::span<LayoutUnit> heights, LayoutUnit whole, LayoutUnit& extra) const {
  for (std::size_t r = 0; r < heights.size(); ++r) {
    const TableRow& row = model_.rows[r];
    const auto percent = [&](BoxId box) {
      const style::Size& height = context_.style_of(box).height;
      return height.is_length() && height.value.has_percent() ? height.value.resolve(whole) : LayoutUnit();
    };
    LayoutUnit wanted = percent(row.row);
    for (std::uint32_t i = row.first_cell; i < row.end_cell; ++i) {
      if (model_.cells[i].row_span == 1) wanted = std::max(wanted, percent(model_.cells[i].box));
    }
    const LayoutUnit part = std::min(extra, std::max(LayoutUnit(), wanted - heights[r]));
    heights[r] += part;
    extra -= part;
  }
}

}  // namespace gongwen::layout
