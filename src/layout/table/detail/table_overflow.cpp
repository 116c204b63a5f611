// Content that is higher than its box in a cell whose row ends on this page: it goes on on the next one beside the rows
// that follow, as a flow parallel to them (css-break-3 section 2.1).
#include "layout/core/detail/overflow_extent.h"
#include "layout/table/detail/table_layout.h"

#include <algorithm>

namespace gongwen::layout {

/// Cuts what overflows the cells of rows that fit in `room`.
void TableLayout::send_on_overflow(RowChunk& chunk, LayoutUnit room) {
  if (!input_.takes_overflow || !input_.page.is_limited()) return;
  for (PlacedCell& placed : chunk.cells) {
    if (placed.fragment == nullptr || placed.rest != nullptr || placed.continued) continue;
    const std::size_t begin = placed.first_row - chunk.first_row;
    LayoutUnit top;
    for (std::size_t r = 0; r < begin; ++r) top += chunk.heights[r] + frame_.vertical_spacing;
    const std::size_t end =
        std::min<std::size_t>(model_.cells[placed.cell].end_row() - chunk.first_row, chunk.heights.size());
    top += content_shift(placed, height_in_chunk(placed, chunk, end), chunk.baselines[begin]);
    if (top + overflow_bottom(*placed.fragment, context_) <= room) continue;
    PageSpace page;
    page.remaining = room - top;
    page.page_height = input_.page.page_height;
    page.at_top = true;
    const LayoutResult part = lay_out_cell(placed.cell, nullptr, page, true);
    const bool is_same = part.outcome == Outcome::Complete && part.fragment->size.height == placed.height;
    if (!is_same || part.rest == nullptr) continue;
    placed.fragment = part.fragment;
    chunk.overflow.push_back(part.rest);
  }
}

/// What overflows the cells of earlier pages, each in the columns of its cell; the rows of this page stand beside it.
void TableLayout::resume_overflow(Fragment& grid, LayoutUnit top) {
  if (is_first_part()) return;
  for (const BreakTokenPtr& token : input_.resume->overflowing) {
    const auto cell = std::find_if(model_.cells.begin(), model_.cells.end(),
                                   [&](const TableCell& candidate) { return candidate.box == token->box; });
    PageSpace page = input_.page.after(captions_above_ + top);
    page.at_top = input_.page.at_top;
    const auto index = static_cast<std::uint32_t>(cell - model_.cells.begin());
    const LayoutResult part = lay_out_cell(index, token.get(), page, true);
    if (part.rest != nullptr) overflow_rests_.push_back(part.rest);
    if (part.fragment == nullptr) continue;
    const boxes::Box& row_box = context_.box(model_.rows[cell->row].row);
    Fragment row;
    row.box = model_.rows[cell->row].row;
    row.style = row_box.style;
    row.origin = row_box.origin;
    row.is_continued_before = true;
    row.size = {part.fragment->size.width, LayoutUnit()};
    row.children.push_back({{}, part.fragment});
    grid.children.push_back({{column_left(cell->column), top}, context_.fragments.add(std::move(row))});
  }
}

/// A table that has ended, but for what overflows its cells: it takes no room any more.
LayoutResult TableLayout::run_overflow() {
  Fragment grid;
  grid.box = model_.grid;
  grid.style = context_.styles.anonymous(box_.style, style::Display::Block);
  grid.origin = box_.origin;
  grid.size = {widths_.table, LayoutUnit()};
  grid.is_continued_before = true;
  resume_overflow(grid, LayoutUnit());
  Fragment wrapper;
  wrapper.box = input_.box;
  wrapper.style = grid.style;
  wrapper.origin = box_.origin;
  wrapper.size = grid.size;
  wrapper.is_continued_before = true;
  wrapper.children.push_back({{}, context_.fragments.add(std::move(grid))});
  LayoutResult result;
  result.fragment = context_.fragments.add(std::move(wrapper));
  if (!overflow_rests_.empty()) result.rest = overflow_token();
  return result;
}

/// Where only overflow goes on.
BreakTokenPtr TableLayout::overflow_token() const {
  auto token = std::make_shared<BreakToken>();
  token->box = input_.box;
  token->children_done = true;
  token->box_done = true;
  token->position = model_.row_count();
  token->overflowing = overflow_rests_;
  token->demand = overflow_rests_.front()->demand;
  return token;
}

}  // namespace gongwen::layout
