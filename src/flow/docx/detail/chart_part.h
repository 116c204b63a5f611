// Writes a chart of a Word file (ECMA-376-1 §21.2): the content of `word/charts/chart1.xml`. The word processor draws
// it, and redraws it after its numbers are changed in the workbook inside the file.
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

/// The content of the part. It refers to cells as made by engine/render/detail/chart_workbook.h: labels in column A,
/// each series in a further column, names in the first row.
std::string chart_part(const charts::ChartDescription& chart, const ChartPartOptions& options);

}  // namespace gongwen::docx
