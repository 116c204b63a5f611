// Criteria of COUNTIF and its relatives.
#pragma once

#include "sheet/workbook.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace gongwen::sheet {

/// Thrown if the result of a formula cannot be computed here: a function is unknown, or the result is an error
/// value.
struct NoResult {};

/// The value of a cell, or of a part of a formula.
using Scalar = std::variant<Empty, double, std::string, bool>;

/// The number that the whole text represents; nullopt if it does not.
std::optional<double> number_in(std::string_view text);

/// A criterion of COUNTIF: `通过`, `>=3`, `<>`, `*标准*`; `*` and `?` stand for characters, `~` makes the next one
/// literal.
class Criterion {
 public:
  /// Throws NoResult for texts of more than 255 characters, which are errors in spreadsheet programs.
  explicit Criterion(const Scalar& wanted);
  bool accepts(const Scalar& value) const;

 private:
  bool compares(int order) const;
  bool is_equal(const Scalar& value) const;

  std::string_view sign_;
  std::optional<double> number_;
  std::optional<bool> truth_;
  std::string text_;
};

}  // namespace gongwen::sheet
