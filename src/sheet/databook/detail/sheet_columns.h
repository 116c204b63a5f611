// Which column of which sheet is what: by the keys of the hidden first row and by the heads, which are what people see.
#pragma once

#include "diagnostics/diagnostic.h"
#include "intake/returned_file.h"
#include "sheet/databook/book_sheets.h"
#include "sheet/databook/table_plan.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gongwen::databook {

/// What the hidden sheet of a data workbook says it was made with, table by table of the plan.
struct BookMap {
  struct OfTable {
    std::map<std::string, std::size_t, std::less<>> titles;  // heads, and the columns below them
    std::map<std::size_t, std::string> examples;             // texts of the row that shows how it is filled in
    bool has_examples = false;
  };
  std::vector<OfTable> tables;
};

/// `map` is the hidden sheet; null when there is none.
BookMap read_book_map(const TablePlan& plan, const SheetCells* map);

/// A sheet that holds rows of a table, or lines of the record.
struct SheetColumns {
  const SheetCells* sheet = nullptr;
  std::size_t table = 0;
  std::uint32_t first_row = 0;                   // of the values
  std::set<std::uint32_t> skipped;               // rows below it that are not data: keys, heads that come again
  std::map<std::uint32_t, std::size_t> columns;  // of the sheet: to those of the table
  std::optional<std::uint32_t> number;           // of the record: the keys
  std::optional<std::uint32_t> parent;
  std::optional<std::uint32_t> rest;
  std::optional<std::uint32_t> value;  // of the record
};

/// The column of a table with this title; `*` after it does not count.
std::optional<std::size_t> find_title(const Table& table, std::string_view text);

/// How many columns rows that are lists have in a workbook, by the keys of their positions; 0 without such keys.
std::size_t count_positions(const std::vector<intake::LooseCell>& cells);

/// All sheets of the plan that people can see, tables in its order, no table twice. `file` is what messages call the
/// workbook. Reports: databook/hidden-sheet, databook/unknown-sheet, databook/same-table, and what is wrong with heads:
/// databook/unknown-column, databook/no-head, databook/same-head, databook/head-moved, databook/moved-heads,
/// databook/repeated-heads, databook/rows-above.
std::vector<SheetColumns> find_columns(const TablePlan& plan, const BookMap& map, BookSheets& sheets,
                                       const std::string& file, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::databook
