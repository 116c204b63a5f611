// Formulas: checked before they are written, since a formula that does not parse makes Excel "repair" the file, and one
// that reaches out of the workbook is an attack vector for the supplier of the data.
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
  TooLong,     // more than kMaxFormulaUnits
  Unbalanced,  // brackets or quotes
  Character,   // a control character
  External,    // another workbook, a program (DDE), or a function that fetches something
  OwnNames,    // LET or LAMBDA
};

struct FormulaError {
  using enum FormulaErrorKind;
  FormulaErrorKind kind = Empty;
  std::string part = {};  // what offends, for messages
};

/// `=SUM(C3:C42)`: starts with `=`, brackets and quotes in pairs, no reference out of the workbook. Returns: nothing
/// for a formula that can be written.
std::optional<FormulaError> check_formula(std::string_view formula);

/// The formula as it is kept in a file, where functions that are newer than 2007 have a prefix: `_xlfn.TEXTJOIN(…)`.
/// One that has them already stays as it is.
std::string stored_formula(std::string_view formula);

/// The names of the sheets that a formula refers to, without quotes: 表 一 of `='表 一'!A1`. The formula has no error.
std::vector<std::string> sheets_of_formula(std::string_view formula);

/// A value that may be written into a formula: digits, with a point or a sign, so that data can move a range but never
/// bring a function.
bool may_stand_in_formula(std::string_view value);

}  // namespace gongwen::sheet
