// ColumnTotals: sums and counts of columns whose cells are not kept, for the total row of a list that is written while
// its rows arrive.
#pragma once

#include "sheet/workbook.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::sheet {

class ColumnTotals {
 public:
  /// Adds the rows `body` of the sheet, whose first row in memory has the number `first_row`.
  void add(const Sheet& sheet, std::uint32_t first_row, RowSpan body);

  /// The result of `=SUBTOTAL(109,D3:D12)`, `=SUM(D3:D12)`, or the average, count, least or highest value of exactly
  /// the cells of the column `body`. nullopt for other formulas, and if the result of a formula in the column is not
  /// known.
  std::optional<double> compute(std::string_view formula, const CellRange& body) const;

 private:
  struct Total {
    double sum = 0;
    double least = 0;
    double most = 0;
    std::uint64_t numbers = 0;
    std::uint64_t values = 0;
    bool is_unknown = false;

    void add(double number);
  };
  void add_cell(const Sheet& sheet, const Cell& cell);

  std::vector<Total> columns_;
};

}  // namespace gongwen::sheet
