// Places on a sheet, counted from 0, and how formulas write them: `A1`, `$B$2:$D$9`.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::sheet {

struct CellPlace {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  friend auto operator<=>(const CellPlace&, const CellPlace&) = default;
};

/// A rectangle of cells; both corners belong to it.
struct CellRange {
  CellPlace first;
  CellPlace last;
  friend bool operator==(const CellRange&, const CellRange&) = default;

  bool is_single_cell() const { return first == last; }
  std::uint32_t row_count() const { return last.row - first.row + 1; }
  std::uint32_t column_count() const { return last.column - first.column + 1; }
};

/// `A` for 0, `AA` for 26, `XFD` for 16,383.
std::string column_letters(std::uint32_t column);

/// `B2`; a range of more than one cell: `B2:D9`.
std::string to_text(CellPlace place);
std::string to_text(const CellRange& range);

/// `'标准 推进'!$B$2:$D$9`, as names and validations refer to cells.
std::string absolute_reference(std::string_view sheet_name, const CellRange& range);

}  // namespace gongwen::sheet
