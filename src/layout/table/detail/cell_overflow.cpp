#include "layout/table/detail/cell_overflow.h"

#include "layout/core/box_metrics.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace gongwen::layout {

void send_on_overflow(RowChunk& chunk, LayoutUnit room, const TableSetup& table, const TableRows& rows,
                      const TableFragments& fragments) {
  if (!table.input.takes_overflow || !table.input.room.is_limited()) return;
  for (PlacedCell& placed : chunk.cells) {
    // Only cells that end here: in continued cells the overflow continues anyway.
    if (placed.fragment == nullptr || placed.rest != nullptr || placed.continued) continue;
    // Index of the cell's row within the chunk.
    const std::size_t begin = placed.first_row - chunk.first_row;
    LayoutUnit top;
    for (std::size_t r = 0; r < begin; ++r) top += chunk.heights[r] + table.frame.vertical_spacing;
    top += fragments.content_shift(placed, rows.covered_height(placed, chunk), chunk.baselines[begin]);
    if (top + overflow_bottom(*placed.fragment, table.context) <= room) continue;
    const LayoutResult part = rows.lay_out_cell(placed.cell, nullptr, table.input.room.with_room(room - top), true);
    // The cell must be as high as before; otherwise the cut would change its row.
    const bool is_same = part.outcome == Outcome::Complete && part.fragment->size.height == placed.height;
    if (!is_same || part.rest == nullptr) continue;
    placed.fragment = part.fragment;
    chunk.overflow.push_back(part.rest);
  }
}

std::vector<BreakTokenPtr> resume_overflow(Fragment& grid, LayoutUnit top, const Fragmentainer& room,
                                           const TableSetup& table, const TableRows& rows) {
  std::vector<BreakTokenPtr> rests;
  if (table.is_first_part()) return rests;
  for (const BreakTokenPtr& token : table.input.resume->overflowing) {
    // The cell exists: tokens are made from cells of this table, on this
    // or an earlier page.
    const auto cell = std::find_if(table.model.cells.begin(), table.model.cells.end(),
                                   [&](const TableCell& candidate) { return candidate.box == token->box; });
    const auto index = static_cast<std::uint32_t>(cell - table.model.cells.begin());
    const LayoutResult part = rows.lay_out_cell(index, token.get(), room, true);
    if (part.outcome == Outcome::BreakBefore) rests.push_back(token);
    if (part.rest != nullptr) rests.push_back(part.rest);
    if (part.fragment == nullptr) continue;
    // A row without height holds the part, so that fragments are nested like the boxes.
    Fragment row = fragment_of(table.model.rows[cell->row].row, table.context);
    row.is_continued_before = true;
    row.size = {part.fragment->size.width, LayoutUnit()};
    row.children.push_back({{}, part.fragment});
    grid.children.push_back({{table.column_left(cell->column), top}, table.context.fragments.add(std::move(row))});
  }
  return rests;
}

BreakTokenPtr overflow_token(std::vector<BreakTokenPtr> rests, const TableSetup& table) {
  const std::shared_ptr<BreakToken> token = token_inside(table.input.box);
  token->children_done = true;
  token->box_done = true;
  // Both numbers of TableRest at the end: no row is left.
  token->payload = TableRest{table.model.row_count(), table.model.row_count()};
  token->demand = rests.front()->demand;
  token->overflowing = std::move(rests);
  return token;
}

}  // namespace gongwen::layout
