// Charts of workbook templates: `data-chart` on a table draws two of its columns, which are identified by their heads.
#pragma once

#include "dom/tree.h"
#include "sheet/detail/cell_range.h"
#include "sheet/detail/sheet_attributes.h"
#include "sheet/workbook.h"

#include <cstdint>
#include <optional>

namespace gongwen::sheet {

/// Which rows of a finished sheet belong to its table.
struct ChartRows {
  std::uint32_t head = 0;  // row of the heads; the body starts below it
  std::uint32_t last = 0;  // last row of the body
  bool has_head = false;
};

/// Reads `data-chart` (`bar` or `column`), `data-chart-title`, `data-chart-labels` and `data-chart-values` of a table
/// and places the chart below all rows of the sheet. Returns nullopt without `data-chart`, without rows, or after an
/// error.
/// Reports: sheet/invalid-attribute, sheet/no-head, sheet/chart-column, sheet/chart-value.
std::optional<Chart> read_chart(dom::NodeId table, const Sheet& sheet, const ChartRows& rows, BuildContext& context);

/// Extends the print area of the sheet to include its chart.
void print_with_chart(const Chart& chart, Sheet& sheet);

}  // namespace gongwen::sheet
