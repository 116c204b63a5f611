// Content that is higher than its box in a cell whose row ends on this page: it continues on the next one beside the
// rows that follow, as a flow parallel to them (css-break-3 section 2.1).
#include "layout/core/detail/measured_box.h"
#include "layout/table/detail/table_layout.h"

#include <algorithm>

namespace gongwen::layout {

/// Cuts what overflows the cells of rows that fit in `room`.
void TableLayout::send_on_overflow(RowChunk& chunk, LayoutUnit room) {
  if (!table_.input.takes_overflow || !table_.input.room.is_limited()) return;
  for (PlacedCell& placed : chunk.cells) {
    if (placed.fragment == nullptr || placed.rest != nullptr || placed.continued) continue;
    const std::size_t begin = placed.first_row - chunk.first_row;
    LayoutUnit top;
    for (std::size_t r = 0; r < begin; ++r) top += chunk.heights[r] + table_.frame.vertical_spacing;
    top += grid_.content_shift(placed, rows_.covered_height(placed, chunk), chunk.baselines[begin]);
    if (top + overflow_bottom(*placed.fragment, table_.context) <= room) continue;
    const LayoutResult part = rows_.lay_out_cell(placed.cell, nullptr, table_.input.room.with_room(room - top), true);
    const bool is_same = part.outcome == Outcome::Complete && part.fragment->size.height == placed.height;
    if (!is_same || part.rest == nullptr) continue;
    placed.fragment = part.fragment;
    chunk.overflow.push_back(part.rest);
  }
}

/// What overflows the cells of earlier pages, each in the columns of its cell; the rows of this page are beside it.
void TableLayout::resume_overflow(Fragment& grid, LayoutUnit top) {
  if (table_.is_first_part()) return;
  for (const BreakTokenPtr& token : table_.input.resume->overflowing) {
    const auto cell = std::find_if(table_.model.cells.begin(), table_.model.cells.end(),
                                   [&](const TableCell& candidate) { return candidate.box == token->box; });
    const auto index = static_cast<std::uint32_t>(cell - table_.model.cells.begin());
    const LayoutResult part =
        rows_.lay_out_cell(index, token.get(), table_.input.room.after(captions_above_ + top), true);
    if (part.outcome == Outcome::BreakBefore) overflow_rests_.push_back(token);
    if (part.rest != nullptr) overflow_rests_.push_back(part.rest);
    if (part.fragment == nullptr) continue;
    Fragment row = fragment_of(table_.model.rows[cell->row].row, table_.context);
    row.is_continued_before = true;
    row.size = {part.fragment->size.width, LayoutUnit()};
    row.children.push_back({{}, part.fragment});
    grid.children.push_back({{table_.column_left(cell->column), top}, table_.context.fragments.add(std::move(row))});
  }
}

/// A table that has ended, except for what overflows its cells: it takes no room any more.
LayoutResult TableLayout::run_overflow() {
  const Size size{table_.widths.table, LayoutUnit()};
  Fragment grid = fragment_of(table_.model.grid, table_.context);
  // Its background has ended, too.
  grid.style = table_.context.styles.anonymous(grid.style, style::Display::Block);
  grid.size = size;
  grid.is_continued_before = true;
  resume_overflow(grid, LayoutUnit());
  Fragment content;
  content.children.push_back({{}, table_.context.fragments.add(std::move(grid))});
  LayoutResult result;
  result.fragment = table_.wrapper.finish(std::move(content), size, result.outcome, table_.context);
  if (!overflow_rests_.empty()) result.rest = overflow_token();
  return result;
}

/// Where only overflow continues.
BreakTokenPtr TableLayout::overflow_token() const {
  const std::shared_ptr<BreakToken> token = token_inside(table_.input.box);
  token->children_done = true;
  token->box_done = true;
  token->payload = TableRest{table_.model.row_count()};
  token->overflowing = overflow_rests_;
  token->demand = overflow_rests_.front()->demand;
  return token;
}

}  // namespace gongwen::layout
