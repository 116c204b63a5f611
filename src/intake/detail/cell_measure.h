// The room that the cells of a sheet have for their texts: widths of columns, heights of rows, merged cells.
#pragma once

#include "intake/cells.h"
#include "intake/detail/xlsx_looks.h"
#include "intake/detail/xlsx_package.h"
#include "intake/returned_file.h"

#include <cstdint>
#include <map>
#include <vector>

namespace gongwen::intake {

/// Collects the sizes of rows and columns while a sheet is read.
class CellMeasure {
 public:
  /// Widths are stated in digits of the standard font (ECMA-376-1, 18.3.1.13).
  explicit CellMeasure(std::uint32_t standard_half_points);

  /// Takes the attributes of `sheetFormatPr`, `col` and `row`; rows count from 0.
  void set_defaults(const package::XmlAttributes& attributes);
  void add_columns(const package::XmlAttributes& attributes);
  void add_row(std::uint32_t row, const package::XmlAttributes& attributes);

  /// Call it after the whole sheet has been read.
  void settle(const std::vector<CellArea>& merges);
  /// The height is 0 if the row is not of a fixed height and the cell is not merged: programs then make it as high as
  /// its text needs. Without any room for merges of more than 200 rows or columns, which no form has.
  CellRoom room_of(CellReference place, const CellLook& look) const;

 private:
  struct Columns {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    double width = 0;  // px
  };
  struct RowHeight {
    double points = 0;
    bool is_fixed = false;
  };

  double width_of(std::uint32_t column) const;
  double height_of(std::uint32_t row) const;

  double digit_px_;
  double default_width_ = 0;  // px
  double default_height_ = 15;
  std::vector<Columns> columns_;
  std::map<std::uint32_t, RowHeight> rows_;   // only rows that state a height
  std::map<CellReference, CellArea> merges_;  // by first cell
};

}  // namespace gongwen::intake
