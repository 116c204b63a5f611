// ListTable: a list that spreadsheet programs treat as a table (a ListObject): it has a name, can be sorted and
// filtered with one click, and applies its formats, formulas, validations and charts to rows typed below it.
#pragma once

#include "diagnostics/origin.h"
#include "sheet/detail/cell_range.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sheet {

/// Functions that tables offer for their total row. The numbers are those of SUBTOTAL, which leaves out filtered rows.
enum class TotalFunction : std::uint8_t {
  None = 0,
  Average = 101,
  CountNumbers = 102,
  Count = 103,
  Most = 104,
  Least = 105,
  Deviation = 107,
  Sum = 109,
  Variance = 110,
};

struct TableColumn {
  std::string head;     // as in the cell; unique in the table, up to kMaxTableHeadUnits
  std::string formula;  // of all body cells, with `[#This Row]` for cells of the same row; empty: none
  TotalFunction total = TotalFunction::None;
};

/// The cells of the sheet hold all values; formulas there refer to cells (`=D3*2`), so that they also work without the
/// table. No merged cells reach into the range, and it has at least one row below the heads.
struct ListTable {
  std::string name;  // a defined name; unique in the workbook without regard to case
  CellRange range;   // from the row of heads to the last row, which is the total row if there is one
  bool has_total = false;
  std::vector<TableColumn> columns = {};  // one for each column of the range; empty: heads as in the cells, no formulas
  diagnostics::OriginId origin = {};

  /// The rows between the heads and the total row.
  CellRange body() const {
    return {{range.first.row + 1, range.first.column}, {range.last.row - (has_total ? 1 : 0), range.last.column}};
  }
  /// The range of a filter: the heads and the body.
  CellRange filtered() const { return {range.first, body().last}; }
};

inline constexpr std::size_t kMaxTableHeadUnits = 255;
/// Number of rows below a list to which its validations apply, for rows that people add.
inline constexpr std::uint32_t kRowsTypedBelow = 1'000;

/// `清单[数量]`: the body of a column, as formulas in cells refer to it.
std::string column_reference(std::string_view table, std::string_view head);

/// A formula of a row as the formula of its whole column: references to cells of the row that lie in the table become
/// `清单[[#This Row],[数量]]`. Absolute references and names are kept. Returns nullopt if the formula refers to other
/// cells by their distance, as in `=D2+1` in row 3, or to columns by their heads. `row` counts from 0.
std::optional<std::string> row_formula(std::string_view formula, std::uint32_t row, const ListTable& table);

/// Reads `=SUBTOTAL(109,D3:D12)` over exactly these cells; also `=SUBTOTAL(9,…)`, and with a range that has `$`.
/// Returns None for other formulas.
TotalFunction total_function(std::string_view formula, const CellRange& cells);

/// Whether programs accept the name for a table: a defined name of letters, digits, `_` and dots.
bool is_valid_table_name(std::string_view name);

/// The name of a table after its sheet: `需求清单_2`, with `_` for characters that names may not have. `number` tells
/// it from others of the same sheet name; 1 adds nothing.
std::string table_name_of_sheet(std::string_view sheet_name, std::uint32_t number);

}  // namespace gongwen::sheet
