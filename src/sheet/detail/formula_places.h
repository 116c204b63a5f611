// Formulas name cells without counting rows: `{row}` is the number of the formula's row, `[@数量]` the cell of this row
// in the column with that heading, `[数量]` all cells of the column below the heading, `清单[数量]` those of another
// sheet.
#pragma once

#include "sheet/workbook.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::sheet {

/// The columns of one sheet's table, by their headings.
struct TableColumns {
  struct Heading {
    std::string text;  // in one line
    std::uint32_t column = 0;
    std::uint32_t row = 0;
  };
  std::string sheet;
  std::vector<Heading> headings;  // by column; empty without `thead`
  std::uint32_t head = 0;         // the last row of the headings
  std::uint32_t first = 0;        // first row of the body
  std::uint32_t end = 0;          // row after the body; `first` if it is empty

  /// The column with this heading; nullptr if there is none.
  const Heading* find(std::string_view heading) const;
  /// All headings, for messages: `序号、名称、数量`.
  std::string list() const;
};

/// Without blanks and line breaks, as headings are compared.
std::string without_space(std::string_view text);

/// The items of a list with commas between them, `,`, `，` or `、`, without blanks around them and without empty ones.
std::vector<std::string> split_list(std::string_view list);

/// Reads the headings in the rows `first` to `last` of a sheet. A column has the lowest of the headings above it.
std::vector<TableColumns::Heading> read_headings(const Sheet& sheet, std::uint32_t first, std::uint32_t last);

struct FormulaPlaces {
  std::uint32_t row = 0;                 // of the formula
  const TableColumns* own = nullptr;     // of its sheet
  std::span<const TableColumns> tables;  // of all sheets so far
};

/// A name that could not be replaced.
struct UnknownPlace {
  std::string table;  // the sheet; empty for the formula's own
  std::string column;
  std::string known;      // the names that exist
  bool is_sheet = false;  // the sheet is unknown, not the column
};

/// The formula with places instead of names. A column without rows is replaced by its heading: sums and counts of
/// numbers ignore it. Unknown names stay and are added to `unknown`.
std::string with_places(std::string_view formula, const FormulaPlaces& places, std::vector<UnknownPlace>& unknown);

/// Whether the formula names whole columns, so that all rows must be known before it can be written.
bool names_columns(std::string_view formula);

}  // namespace gongwen::sheet
