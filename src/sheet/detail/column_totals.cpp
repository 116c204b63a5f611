#include "sheet/detail/column_totals.h"

#include <algorithm>
#include <array>
#include <string>

namespace gongwen::sheet {
namespace {

struct NamedFunction {
  std::string_view name;
  TotalFunction function;
};

constexpr std::array<NamedFunction, 6> kFunctions{{{"SUM", TotalFunction::Sum},
                                                   {"AVERAGE", TotalFunction::Average},
                                                   {"COUNT", TotalFunction::CountNumbers},
                                                   {"COUNTA", TotalFunction::Count},
                                                   {"MAX", TotalFunction::Most},
                                                   {"MIN", TotalFunction::Least}}};

/// `=SUM(D3:D12)` does the same as SUBTOTAL while no row is hidden.
TotalFunction function_of(std::string_view formula, const CellRange& body) {
  for (const NamedFunction& named : kFunctions) {
    const std::string start = "=" + std::string(named.name) + "(";
    if (!formula.starts_with(start)) continue;
    return total_function("=SUBTOTAL(" + std::to_string(static_cast<int>(named.function)) + "," +
                              std::string(formula.substr(start.size())),
                          body);
  }
  return total_function(formula, body);
}

}  // namespace

void ColumnTotals::Total::add(double number) {
  least = numbers == 0 ? number : std::min(least, number);
  most = numbers == 0 ? number : std::max(most, number);
  sum += number;
  ++numbers;
  ++values;
}

void ColumnTotals::add_cell(const Sheet& sheet, const Cell& cell) {
  if (columns_.size() <= cell.column) columns_.resize(std::size_t{cell.column} + 1);
  Total& total = columns_[cell.column];
  if (std::holds_alternative<Empty>(cell.value)) return;
  if (const auto* const number = std::get_if<Number>(&cell.value)) return total.add(number->value);
  if (const auto* const date = std::get_if<Date>(&cell.value)) return total.add(date->serial);
  const auto* const formula = std::get_if<Formula>(&cell.value);
  if (formula == nullptr) {
    ++total.values;
    return;
  }
  const FormulaText& text = sheet.formulas[formula->index];
  if (text.result) return total.add(*text.result);
  ++total.values;
  total.is_unknown = total.is_unknown || !text.text;
}

void ColumnTotals::add(const Sheet& sheet, std::uint32_t first_row, RowSpan body) {
  for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
    const std::size_t row = first_row + i;
    if (row < body.first || row > body.last) continue;
    for (const Cell& cell : sheet.cells_of(sheet.rows[i])) add_cell(sheet, cell);
  }
}

std::optional<double> ColumnTotals::compute(std::string_view formula, const CellRange& body) const {
  const std::uint32_t column = body.first.column;
  const Total total = column < columns_.size() ? columns_[column] : Total();
  if (total.is_unknown) return std::nullopt;
  switch (function_of(formula, body)) {
    case TotalFunction::Sum: return total.sum;
    case TotalFunction::CountNumbers: return static_cast<double>(total.numbers);
    case TotalFunction::Count: return static_cast<double>(total.values);
    case TotalFunction::Most: return total.most;
    case TotalFunction::Least: return total.least;
    case TotalFunction::Average:
      if (total.numbers == 0) return std::nullopt;
      return total.sum / static_cast<double>(total.numbers);
    case TotalFunction::None:
    case TotalFunction::Deviation:
    case TotalFunction::Variance: break;
  }
  return std::nullopt;
}

}  // namespace gongwen::sheet
