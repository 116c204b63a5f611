// Chart: a picture of two columns of a sheet that the spreadsheet program draws, and redraws when the numbers change.
#pragma once

#include "base/layout_unit.h"
#include "diagnostics/origin.h"
#include "sheet/detail/cell_range.h"

#include <cstdint>
#include <string>

namespace gongwen::sheet {

enum class ChartKind : std::uint8_t {
  Bar,     // lying bars, the first row on top
  Column,  // standing bars, the first row at the left
};

struct Chart {
  ChartKind kind = ChartKind::Bar;
  std::string title;
  CellRange labels;  // one column of the sheet, as many rows as `values`
  CellRange values;
  CellPlace name;   // the head of the values
  CellPlace place;  // the cell under its upper left corner
  base::LayoutUnit width;
  base::LayoutUnit height;
  double step = 0;          // of the axis of the values; 0: the program chooses
  std::string description;  // what it shows, in words
  diagnostics::OriginId origin;
};

}  // namespace gongwen::sheet
