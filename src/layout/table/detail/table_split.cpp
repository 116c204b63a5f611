// Chunks of rows that no page can hold: what of their cells stands on this page, and what waits for the next
// (css-break-3 section 5, CSS 2.2 section 17.5.3 for the alignment of cells).
#include "layout/core/detail/breaking.h"
#include "layout/table/detail/table_layout.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using style::ComputedStyle;
using style::VerticalAlign;

/// A cell whose content is done but which still covers rows on the next page.
BreakTokenPtr covering_token(BoxId cell) {
  auto token = std::make_shared<BreakToken>();
  token->box = cell;
  token->children_done = true;
  return token;
}

/// A cell whose content has not begun.
BreakTokenPtr waiting_token(BoxId cell) {
  auto token = std::make_shared<BreakToken>();
  token->box = cell;
  token->where = BreakToken::Where::Before;
  return token;
}

}  // namespace

/// The height of the highest cell of a chunk's first row, as far as its content goes.
LayoutUnit TableLayout::whole_content_height(const RowChunk& chunk) const {
  LayoutUnit whole;
  for (const PlacedCell& placed : chunk.cells) {
    if (placed.first_row != chunk.first_row || placed.fragment == nullptr) continue;
    whole = std::max(whole, placed.height + offset_in_rows(placed, LayoutUnit(), chunk.baselines.front()));
  }
  return whole;
}

/// Where the content of a cell would begin if no page ended in its rows, which are `whole` high: a signature at the
/// foot of a long row stands on its last page (CSS 2.2 §17.5.3, css-break-3 §5). What stands in the middle is kept with
/// the begin of the row, which it mostly names: there it has the middle of the first part.
LayoutUnit TableLayout::offset_in_rows(const PlacedCell& placed, LayoutUnit whole, LayoutUnit baseline) const {
  if (placed.has_begun || placed.fragment == nullptr) return {};
  const ComputedStyle& style = context_.style_of(model_.cells[placed.cell].box);
  if (style.vertical_align.kind == VerticalAlign::Kind::Bottom) return std::max(LayoutUnit(), whole - placed.height);
  if (!aligns_baseline(style) || placed.continued || !placed.fragment->baseline) return {};
  return std::max(LayoutUnit(), baseline - *placed.fragment->baseline);
}

const BreakToken* TableLayout::resume_of(BoxId cell) const {
  if (is_first_part()) return nullptr;
  for (const BreakTokenPtr& token : input_.resume->children) {
    if (token->box == cell) return token.get();
  }
  return nullptr;
}

/// The part of a cell that stands on this page, whose rows have `room` and whose content would begin `offset` below;
/// `whole` is the height of these rows in one piece.
void TableLayout::split_cell(PlacedCell& placed, LayoutUnit room, LayoutUnit offset, LayoutUnit whole, bool cuts_row) {
  const BoxId box = model_.cells[placed.cell].box;
  const BreakToken* const resume = resume_of(box);
  const std::uint32_t first_row = placed.first_row;
  const bool is_aligned = !offset.is_zero() && !aligns_baseline(context_.style_of(box));
  if (offset >= room) offset = {};
  PageSpace page;
  page.remaining = room - offset;
  page.page_height = input_.page.page_height;
  page.at_top = true;
  placed = layout_cell(placed.cell, resume, page, fills_cell(model_.cells[placed.cell]) ? whole : LayoutUnit());
  placed.first_row = first_row;
  placed.shift = offset;
  // Where there is no room for any of it, what is left waits for the next page; but something must stand on this one.
  if (placed.height > room - offset && (is_aligned || !cuts_row)) {
    make_wait(placed);
  } else if (placed.height > room - offset && !offset.is_zero()) {
    split_cell(placed, room, {}, whole, cuts_row);
  }
  if (placed.rest == nullptr) placed.rest = covering_token(box);
}

/// Nothing of a cell's content stands on this page.
void TableLayout::make_wait(PlacedCell& placed) {
  const BoxId box = model_.cells[placed.cell].box;
  const BreakToken* const resume = placed.has_begun ? resume_of(box) : nullptr;
  placed.fragment = nullptr;
  placed.height = {};
  placed.rest = resume != nullptr ? std::make_shared<BreakToken>(*resume) : waiting_token(box);
}

/// How far down the content of those cells reaches that go on on the next page; `room` when there are none.
LayoutUnit TableLayout::used_room(const RowChunk& chunk, LayoutUnit room) {
  LayoutUnit used;
  for (const PlacedCell& placed : chunk.cells) {
    const bool goes_on = placed.fragment != nullptr && placed.rest != nullptr && has_content_left(*placed.rest);
    if (placed.first_row != chunk.first_row || !goes_on) continue;
    for (const ChildFragment& child : placed.fragment->children) {
      used = std::max(used, child.offset.y + child.fragment->size.height);
    }
  }
  return used.is_zero() ? room : std::min(used, room);
}

/// Whether all of a cell's content has its place at the foot of what is left of its rows, behind the end of this page,
/// of which `used` is taken.
bool TableLayout::belongs_on_next_page(const PlacedCell& placed, LayoutUnit whole, LayoutUnit used) const {
  const bool at_foot =
      context_.style_of(model_.cells[placed.cell].box).vertical_align.kind == VerticalAlign::Kind::Bottom;
  return at_foot && placed.height <= whole - used;
}

/// The height of a cell's rows of a chunk before `end`.
LayoutUnit TableLayout::height_in_chunk(const PlacedCell& placed, const RowChunk& chunk, std::size_t end) const {
  const std::size_t begin = placed.first_row - chunk.first_row;
  LayoutUnit height;
  for (std::size_t r = begin; r < end; ++r) {
    height += chunk.heights[r] + (r > begin ? frame_.vertical_spacing : LayoutUnit());
  }
  return height;
}

/// Cuts all cells that go on behind the first `rows` rows; `available` is left for the last of them where that itself
/// is cut.
void TableLayout::split_cells(RowChunk& chunk, std::size_t rows, std::optional<LayoutUnit> available) {
  struct Lowered {
    PlacedCell* placed;
    LayoutUnit whole;
    LayoutUnit offset;
    LayoutUnit room;
  };
  const std::uint32_t end = chunk.first_row + static_cast<std::uint32_t>(rows);
  const LayoutUnit whole_row = whole_content_height(chunk);
  const bool cuts_first = available && rows == 1;
  std::vector<Lowered> lowered;
  for (PlacedCell& placed : chunk.cells) {
    const TableCell& cell = model_.cells[placed.cell];
    const bool goes_on = placed.first_row < end && (cell.end_row() > end || (available && cell.end_row() == end));
    if (goes_on && placed.fragment == nullptr) placed.rest = covering_token(cell.box);
    if (!goes_on || placed.fragment == nullptr) continue;
    const std::size_t last = std::min<std::size_t>(cell.end_row() - chunk.first_row, chunk.heights.size());
    const LayoutUnit whole = cuts_first && last == 1 ? whole_row : height_in_chunk(placed, chunk, last);
    const LayoutUnit baseline = chunk.baselines[placed.first_row - chunk.first_row];
    LayoutUnit room = height_in_chunk(placed, chunk, available ? rows - 1 : rows);
    if (available) room += *available + (placed.first_row + 1 < end ? frame_.vertical_spacing : LayoutUnit());
    const LayoutUnit offset = offset_in_rows(placed, whole, baseline);
    if (offset.is_zero()) {
      split_cell(placed, room, {}, whole, available.has_value());
    } else {
      lowered.push_back({&placed, whole, offset, room});
    }
  }
  // Where these stand depends on what the others leave for later pages.
  const LayoutUnit used_by_others = cuts_first ? used_room(chunk, *available) : LayoutUnit();
  for (const Lowered& cell : lowered) {
    const LayoutUnit used = cuts_first ? used_by_others : cell.room;
    if (belongs_on_next_page(*cell.placed, cell.whole, used)) {
      make_wait(*cell.placed);
    } else {
      split_cell(*cell.placed, cell.room, cell.offset, cell.whole, available.has_value());
    }
  }
}

/// The row of a chunk in which a forced break in a cell ends the page, if `available` has room for as much of it.
std::optional<std::size_t> TableLayout::row_with_forced_break(const RowChunk& chunk, LayoutUnit available) {
  std::optional<std::size_t> first;
  for (const PlacedCell& placed : chunk.cells) {
    const BoxId box = model_.cells[placed.cell].box;
    if (placed.fragment == nullptr || !may_force_break_inside(box, context_)) continue;
    std::size_t row = placed.first_row - chunk.first_row;
    PageSpace page;
    page.remaining = available;
    for (std::size_t r = 0; r < row; ++r) page.remaining -= chunk.heights[r] + frame_.vertical_spacing;
    page.page_height = input_.page.page_height;
    page.at_top = true;
    if (page.remaining <= LayoutUnit()) continue;
    const LayoutResult part = lay_out_cell(placed.cell, resume_of(box), page, false);
    const bool is_forced = part.outcome == Outcome::Broken && (part.rest->forced || placed.height <= page.remaining);
    if (!is_forced) continue;
    // Of the rows that a cell spans it is the one that the content before the break reaches.
    LayoutUnit reached;
    for (const ChildFragment& child : part.fragment->children) {
      reached = std::max(reached, child.offset.y + child.fragment->size.height);
    }
    const std::size_t end =
        std::min<std::size_t>(model_.cells[placed.cell].end_row() - chunk.first_row, chunk.heights.size());
    while (row + 1 < end && height_in_chunk(placed, chunk, row + 1) < std::min(reached, page.remaining)) ++row;
    first = std::min(first.value_or(row), row);
  }
  return first;
}

/// Cuts a chunk through the cells of a row in which a break is forced. One that no page can hold: after the last row
/// that fits, or, where not even the first does, through its cells.
void TableLayout::split_chunk(RowChunk& chunk, LayoutUnit available, std::optional<std::size_t> forced_row) {
  LayoutUnit used;
  std::size_t rows = 0;
  while (rows < forced_row.value_or(chunk.heights.size())) {
    const LayoutUnit with_row = used + chunk.heights[rows] + (rows > 0 ? frame_.vertical_spacing : LayoutUnit());
    if (with_row > available) break;
    used = with_row;
    ++rows;
  }
  if (rows == chunk.heights.size()) return;
  const bool cuts_row = rows == forced_row.value_or(0);
  const LayoutUnit room = available - used - (rows > 0 ? frame_.vertical_spacing : LayoutUnit());
  if (cuts_row) ++rows;
  split_cells(chunk, rows, cuts_row ? std::optional(room) : std::nullopt);
  const std::uint32_t end = chunk.first_row + static_cast<std::uint32_t>(rows);
  std::erase_if(chunk.cells, [&](const PlacedCell& cell) { return cell.first_row >= end; });
  chunk.heights.resize(rows);
  chunk.baselines.resize(rows);
  if (!cuts_row) return;
  chunk.heights.back() = room;
  chunk.last_row_is_cut = std::any_of(chunk.cells.begin(), chunk.cells.end(), [](const PlacedCell& cell) {
    return cell.rest != nullptr && has_content_left(*cell.rest);
  });
  if (chunk.last_row_is_cut) return;
  // Nothing is left after all: the row ends here.
  for (PlacedCell& placed : chunk.cells) {
    if (model_.cells[placed.cell].end_row() <= end) placed.rest = nullptr;
  }
}

}  // namespace gongwen::layout
