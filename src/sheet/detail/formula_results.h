// Results of formulas, computed from cells that are known, so that programs that do not calculate show them.
#pragma once

#include "sheet/workbook.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>

namespace gongwen::sheet {

/// A number, a text or a truth value.
using FormulaResult = std::variant<double, std::string, bool>;

/// The rows of a sheet that are known: all of them, or a part from `first_row` on.
struct KnownRows {
  const Sheet* sheet = nullptr;
  std::uint32_t first_row = 0;
  bool is_part = false;
};

// FormulaResults: computes the formulas of several sheets. It knows the functions that offices use for sums and counts:
// SUM, COUNT, COUNTA, COUNTBLANK, AVERAGE, MIN, MAX, PRODUCT, SUBTOTAL (1 to 11, 101 to 111), SUMPRODUCT, COUNTIF,
// COUNTIFS, SUMIF, SUMIFS, AVERAGEIF, ROW, ROWS, COLUMN, COLUMNS, IF, IFERROR, AND, OR, NOT, ROUND, ROUNDUP, ROUNDDOWN,
// INT, ABS, MOD, LEN; operators; and references within the sheets. Formulas with anything else, with an error as their
// result, or that depend on themselves have no result.
class FormulaResults {
 public:
  explicit FormulaResults(std::span<const KnownRows> sheets);
  ~FormulaResults();
  FormulaResults(const FormulaResults&) = delete;
  FormulaResults& operator=(const FormulaResults&) = delete;

  /// The result of the formula in a cell of the sheet `sheet`, an index into the sheets given.
  std::optional<FormulaResult> compute(std::size_t sheet, CellPlace place, const FormulaText& formula);

 private:
  class Calculation;
  std::unique_ptr<Calculation> calculation_;
};

}  // namespace gongwen::sheet
