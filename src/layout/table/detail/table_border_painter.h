// The collapsed borders of the part of a table that is on one page, as rectangles. They are painted once for the whole
// table, not by the cells, since a border belongs to two cells and may differ from both. Each page gets a closed frame.
#pragma once

#include "layout/table/detail/table_borders.h"

#include <memory>
#include <vector>

namespace gongwen::layout {

/// `bands`: the rows of this page, from the head to the foot. Null without rows or columns.
std::unique_ptr<const std::vector<InnerBorder>> paint_collapsed_borders(const TableSetup& table,
                                                                        const std::vector<TableBand>& bands);

}  // namespace gongwen::layout
