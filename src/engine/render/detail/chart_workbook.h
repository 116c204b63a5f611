// The numbers of a chart as a workbook, which a Word file carries so that people can change them ("Edit Data").
#pragma once

#include "data/charts/description.h"
#include "sheet/workbook.h"

namespace gongwen::engine {

/// One sheet, `Sheet1`: labels in column A, a column for each series, names in row 1; after them sums, if the chart has
/// any (charts::stack_totals). Empty cells are gaps.
sheet::Workbook chart_workbook(const charts::ChartDescription& chart);

}  // namespace gongwen::engine
