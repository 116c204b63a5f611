// Overflow: the content of a cell may be higher than the cell although its row ends on this page. It continues on the
// next page beside the rows that follow, as a flow parallel to them (css-break-3 section 2.1).
#pragma once

#include "layout/table/detail/table_splitter.h"

#include <vector>

namespace gongwen::layout {

/// Cuts what overflows the cells of rows that fit in `room`, and notes its rest in the chunk.
void send_on_overflow(RowChunk& chunk, LayoutUnit room, const TableSetup& table, const TableRows& rows,
                      const TableFragments& fragments);

/// Places what overflows cells of earlier pages at `top` of the grid, each part in the columns of its cell; the rows of
/// this page are beside it. `room`: from there on. Returns what continues on the next page.
std::vector<BreakTokenPtr> resume_overflow(Fragment& grid, LayoutUnit top, const Fragmentainer& room,
                                           const TableSetup& table, const TableRows& rows);

/// The token of a table of which only overflow continues.
BreakTokenPtr overflow_token(std::vector<BreakTokenPtr> rests, const TableSetup& table);

}  // namespace gongwen::layout
