// Finds out what the columns of each sheet hold: by the keys in the hidden first row, and by the heads that people see.
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

/// What the hidden map sheet recorded when the data workbook was made, for each table of the plan.
struct BookMap {
  struct OfTable {
    std::map<std::string, std::size_t, std::less<>> titles;  // heads, and the columns below them
    std::map<std::size_t, std::string> examples;             // texts of the example row, by column
    bool has_examples = false;
  };
  std::vector<OfTable> tables;
};

/// `map` is the hidden map sheet; null if there is none.
BookMap read_book_map(const TablePlan& plan, const SheetCells* map);

/// A sheet with the rows of a table, or with the lines of the record.
struct SheetColumns {
  const SheetCells* sheet = nullptr;
  std::size_t table = 0;
  std::uint32_t first_row = 0;                   // of the values
  std::set<std::uint32_t> skipped;               // rows below it that are not data: keys, repeated heads
  std::map<std::uint32_t, std::size_t> columns;  // sheet column to table column
  std::optional<std::uint32_t> number;           // the row numbers; of the record: the keys
  std::optional<std::uint32_t> parent;
  std::optional<std::uint32_t> rest;
  std::optional<std::uint32_t> value;  // only of the record
};

/// The column of a table with this title; a `*` after the title is ignored.
std::optional<std::size_t> find_title(const Table& table, std::string_view text);

/// The number of columns that a workbook needs for rows that are lists, by the keys of their positions; 0 without such
/// keys.
std::size_t count_positions(const std::vector<intake::LooseCell>& cells);

/// Assigns the visible sheets to tables of the plan. Returns them in the order of the plan, each table once. `file` is
/// the name of the workbook in messages. Reports: databook/hidden-sheet, databook/unknown-sheet, databook/same-table,
/// and issues with heads: databook/unknown-column, databook/no-head, databook/same-head, databook/head-moved,
/// databook/moved-heads, databook/repeated-heads, databook/rows-above.
std::vector<SheetColumns> find_columns(const TablePlan& plan, const BookMap& map, BookSheets& sheets,
                                       const std::string& file, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::databook
