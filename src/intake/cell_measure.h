// The room that the cells of a sheet have for their texts: widths of columns, heights of rows, merged cells.
#pragma once

#include "intake/cells.h"
#include "intake/returned_file.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// The parts of a cell's format that determine how much room its text takes.
struct TypeLook {
  std::uint32_t half_points = 22;  // size of the type
  std::uint32_t indent = 0;        // in steps of three blanks of the standard font
  bool has_latin_type = false;     // its Latin letters have individual widths
  bool wraps = false;
};

/// Whether the Latin letters of a typeface have individual widths; those of Chinese ones are half an em wide.
bool is_latin_type(std::string_view typeface);

/// Collects the sizes of rows and columns while a sheet is read: from the attributes of its elements as written; an
/// empty text means a missing attribute.
class CellMeasure {
 public:
  /// Widths are stated in digits of the standard font (ECMA-376-1, 18.3.1.13).
  explicit CellMeasure(std::uint32_t standard_half_points);

  /// `defaultColWidth` and `defaultRowHeight` of `sheetFormatPr`.
  void set_defaults(std::string_view width, std::string_view height);
  /// `min`, `max` and `width` of `col`.
  void add_columns(std::string_view first, std::string_view last, std::string_view width);
  /// `ht` and `customHeight` of `row`; rows count from 0.
  void add_row(std::uint32_t row, std::string_view height, std::string_view is_fixed);

  /// Call it after the whole sheet has been read.
  void settle(const std::vector<CellArea>& merges);
  /// The height is 0 if the row is not of a fixed height and the cell is not merged: programs then make it as high as
  /// its text needs. Merges of more than 200 rows or columns, which no form has, get no room.
  CellRoom room_of(CellReference place, const TypeLook& look) const;
  /// Whether the cell is not merged with cells of other rows.
  bool is_in_one_row(CellReference place) const;
  double default_height() const { return default_height_; }  // points

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
