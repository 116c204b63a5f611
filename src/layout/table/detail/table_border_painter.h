// Paints the collapsed borders of a table's part on one page, as rectangles. They are painted once for the whole table
// rather than by the cells, since a border belongs to two cells and may differ from both. Each page has a closed frame.
#pragma once

#include "layout/table/detail/table_borders.h"

#include <memory>
#include <vector>

namespace gongwen::layout {

/// `bands` are the rows of this page, from the head to the foot. Returns null if there are no rows or no columns.
std::unique_ptr<const std::vector<InnerBorder>> paint_collapsed_borders(const TableSetup& table,
                                                                        const std::vector<TableBand>& bands);

}  // namespace gongwen::layout
