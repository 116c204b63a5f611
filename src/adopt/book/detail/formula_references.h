// Finds references in formulas, and moves formulas as spreadsheet programs do when a cell is copied.
#pragma once

#include "sheet/limits.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::book {

/// `$B$3`; whole rows have only the row, whole columns only the column.
struct ReferenceEnd {
  std::uint32_t column = 0;  // from 1; 0: none
  std::uint32_t row = 0;     // from 1; 0: none
  bool is_column_fixed = false;
  bool is_row_fixed = false;
};

/// The text of an end: `$B$3`, `$3`, `B`.
std::string to_text(const ReferenceEnd& end);

struct Reference {
  std::size_t begin = 0;  // bytes of the formula, including the sheet
  std::size_t end = 0;
  std::string prefix = {};  // as written, with the exclamation mark: `'表 1'!`
  std::string sheet = {};   // its name; empty: that of the formula
  ReferenceEnd first;
  std::optional<ReferenceEnd> last = {};  // of a range
  std::string function = {};              // around it, in small letters; empty: none
  std::size_t argument = 0;               // of the function, from 0
  bool is_argument = false;               // it is a whole argument of the function
  bool is_over_sheets = false;            // `甲:乙!A1`: `sheet` is `甲:乙`
};

/// The references within the workbook, in their order, without those in brackets (`表[列]`). The formula has no equals
/// sign before it.
std::vector<Reference> find_references(std::string_view formula);

/// The formula for a cell that lies `rows` below and `columns` to the right of the cell for which it was written.
std::string moved_formula(std::string_view formula, std::int64_t rows, std::int64_t columns);

/// The largest number of arguments of any function in the formula.
std::size_t most_arguments(std::string_view formula);

inline constexpr std::uint32_t kLastRow = sheet::kMaxRows;
inline constexpr std::uint32_t kLastColumn = sheet::kMaxColumns;

}  // namespace gongwen::book
