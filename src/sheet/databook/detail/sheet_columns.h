// Finds out what the columns of each sheet hold: by the heads that people see, and by the defined names of the columns
// or, in workbooks of older versions, the keys in the hidden first row.
#pragma once

#include "diagnostics/diagnostic.h"
#include "intake/returned_file.h"
#include "sheet/databook/book_sheets.h"
#include "sheet/databook/table_plan.h"

#include <cstddef>
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
    std::string sheet;                                       // its name; empty: the workbook had no such sheet
    std::size_t rows = 0;                                    // that it was made with
    std::map<std::string, std::size_t, std::less<>> titles;  // heads, and the columns below them
    std::map<std::size_t, std::string> examples;             // texts of the example row, by column
    bool has_examples = false;
  };
  std::vector<OfTable> tables;
  std::map<std::size_t, std::string> details;  // by detail of the plan: the name of its sheet
};

/// `map` is the hidden map sheet; null if absent.
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
  std::optional<std::uint32_t> value;          // only of the record
  std::map<std::uint32_t, std::size_t> lines;  // only of the record: rows with defined names, and the table's columns
  std::optional<std::uint32_t> rest_line;      // only of the record
};

/// A sheet with values inside objects, see leaves.h.
struct DetailColumns {
  const SheetCells* sheet = nullptr;
  std::size_t detail = 0;  // of the plan
  std::uint32_t first_row = 0;
  std::optional<std::uint32_t> owner;  // the number of the row in the table
  std::uint32_t path = 0;
  std::uint32_t value = 0;
};

struct FoundSheets {
  std::vector<SheetColumns> tables;  // in the order of the plan, each table once
  std::vector<DetailColumns> details;
};

/// The column of a table with this title; a `*` after the title is ignored.
std::optional<std::size_t> find_title(const Table& table, std::string_view text);

/// The number of columns that a workbook needs for rows that are lists, by the names or keys of their positions; 0
/// without such.
std::size_t count_positions(const intake::ReturnedFile& book);

/// Assigns the visible sheets to tables and details of the plan. `file` is the name of the workbook in messages.
/// Reports: databook/hidden-sheet, databook/unknown-sheet, databook/same-table, and issues with heads:
/// databook/unknown-column, databook/no-head, databook/same-head, databook/head-moved, databook/moved-heads,
/// databook/no-heads, databook/repeated-heads, databook/rows-above.
FoundSheets find_columns(const TablePlan& plan, const BookMap& map, const std::vector<intake::DataName>& names,
                         BookSheets& sheets, const std::string& file, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::databook
