// Charts of workbook templates: `data-chart` on a table draws two of its columns, which are named by their heads.
#pragma once

#include "sheet/detail/build_context.h"

#include <optional>

namespace gongwen::sheet {

/// Which rows of a finished sheet belong to its table.
struct ChartRows {
  std::uint32_t head = 0;  // the row of the heads; the body begins below
  std::uint32_t last = 0;  // the last row of the body
  bool has_head = false;
};

/// The chart that `data-chart` (`bar` or `column`), `data-chart-title`, `data-chart-labels` and `data-chart-values` of
/// a table ask for, below all rows of the sheet. Nothing without `data-chart`, without rows, or when it was reported.
/// Reports: sheet/invalid-attribute, sheet/no-head, sheet/chart-column, sheet/chart-value.
std::optional<Chart> read_chart(dom::NodeId table, const Sheet& sheet, const ChartRows& rows, BuildContext& context);

/// Lets the sheet's pages reach over its chart.
void print_with_chart(const Chart& chart, Sheet& sheet);

}  // namespace gongwen::sheet
