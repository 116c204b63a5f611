// The table of a formula: places its cells, already set, in rows and columns (MathML Core section 3.5).
#pragma once

#include "layout/formula/detail/formula_box.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gongwen::layout {

/// Alignment along the direction in which the columns follow each other.
enum class CellAlignment : std::uint8_t { Start, Center, End };

struct FormulaCell {
  std::size_t row = 0;
  std::size_t column = 0;
  std::size_t rows = 1;  // number of rows that it spans
  std::size_t columns = 1;
  CellAlignment alignment = CellAlignment::Center;
  FormulaBox box = {};
};

struct FormulaTableSpace {
  std::vector<TextLength> after_columns;  // between each column and the next one
  std::vector<TextLength> below_rows;
  TextLength sides;  // before the first column, after the last one
  TextLength above_and_below;
};

/// The lines between columns and rows, each in the middle of its gap; both lists may be shorter than the table.
struct FormulaTableLines {
  std::vector<bool> after_columns;
  std::vector<bool> below_rows;
  TextLength thickness;
  css::Color color;
};

/// The number of rows that the cells occupy.
std::size_t row_count_of(const std::vector<FormulaCell>& cells);
std::size_t column_count_of(const std::vector<FormulaCell>& cells);

/// Arranges the cells. Columns are as wide as their widest cell, rows as high as their highest one; the middle of the
/// table is on `axis`. `space` has values for all rows and columns except the last ones.
FormulaBox place_cells(std::vector<FormulaCell> cells, const FormulaTableSpace& space, const FormulaTableLines& lines,
                       TextLength axis);

}  // namespace gongwen::layout
