// Checks formulas before they are written. A formula that does not parse makes Excel "repair" the file, and one that
// refers outside the workbook lets the supplier of the data attack its reader.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sheet {

enum class FormulaErrorKind : std::uint8_t {
  Empty,
  NoEqualsSign,
  TooLong,     // longer than kMaxFormulaUnits
  Unbalanced,  // brackets or quotes
  Character,   // a control character
  External,    // another workbook, a program (DDE), or a function that fetches something
  OwnNames,    // LET or LAMBDA
  Brackets,    // a table reference other than `[列]`, `[@列]`, `表[列]`
};

struct FormulaError {
  using enum FormulaErrorKind;
  FormulaErrorKind kind = Empty;
  std::string part = {};  // the offending part, for messages
};

/// Checks a formula such as `=SUM(C3:C42)`: it starts with `=`, brackets and quotes are paired, and nothing refers
/// outside the workbook. Returns nullopt if it may be written.
std::optional<FormulaError> check_formula(std::string_view formula);

/// The formula as stored in files, where functions newer than 2007 need a prefix: `_xlfn.TEXTJOIN(…)`. Existing
/// prefixes are kept.
std::string stored_formula(std::string_view formula);

/// The sheet names that a valid formula refers to, without quotes: 表 一 for `='表 一'!A1`.
std::vector<std::string> sheets_of_formula(std::string_view formula);

/// The defined names that a valid formula uses: words that are neither functions, cells, columns, numbers, TRUE, FALSE
/// nor sheets. References in brackets must have been replaced (detail/formula_places.h).
std::vector<std::string> names_of_formula(std::string_view formula);

/// Whether the formula calls a function that returns an array, such as UNIQUE, SORT or FILTER. Its file entry differs:
/// without that, programs show only the first value.
bool is_dynamic_formula(std::string_view formula);

/// Letters, digits, `.`, `_` and all characters beyond ASCII: the characters of names of sheets, columns and functions.
bool is_formula_name_character(char c);

/// Whether a value from the data may be inserted into a formula: digits with a decimal point or sign only, so data can
/// extend a range but never add a function.
bool may_stand_in_formula(std::string_view value);

}  // namespace gongwen::sheet
