// Writes a chart of a Word file (ECMA-376-1 §21.2): what `word/charts/chart1.xml` has. The program draws it, and draws
// it anew when its numbers are changed in the workbook that the file carries with it.
#pragma once

#include "data/charts/description.h"

#include <cstdint>
#include <string>

namespace gongwen::docx {

struct ChartPartOptions {
  bool shows_title = false;           // no caption says it
  std::uint32_t font_hundredths = 0;  // size of type in 1/100 pt
  double height_points = 0;           // of the chart
  bool has_workbook = false;          // relationship rId1
};

/// The content of the part. Cells that it refers to: labels in column A, each series in a column beside, names in the
/// first row, as engine/render/detail/chart_workbook.h makes them.
std::string chart_part(const charts::ChartDescription& chart, const ChartPartOptions& options);

}  // namespace gongwen::docx
