// Overflow: the content of a cell may be higher than the cell although its row ends on this page. It continues on the
// next page beside the following rows, as a flow parallel to them (css-break-3 section 2.1).
#pragma once

#include "layout/table/detail/table_splitter.h"

#include <vector>

namespace gongwen::layout {

/// Cuts the overflow of cells in rows that fit in `room`, and stores what is left of it in the chunk.
void send_on_overflow(RowChunk& chunk, LayoutUnit room, const TableSetup& table, const TableRows& rows,
                      const TableFragments& fragments);

/// Places the overflow of cells on earlier pages at `top` of the grid, each part in the columns of its cell, beside the
/// rows of this page. `room` starts at `top`. Returns the overflow that continues on the next page.
std::vector<BreakTokenPtr> resume_overflow(Fragment& grid, LayoutUnit top, const Fragmentainer& room,
                                           const TableSetup& table, const TableRows& rows);

/// The token of a table if only overflow continues.
BreakTokenPtr overflow_token(std::vector<BreakTokenPtr> rests, const TableSetup& table);

}  // namespace gongwen::layout
