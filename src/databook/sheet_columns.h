// Which column of which sheet is what: by the keys of the hidden first row, and where these are gone by the heads.
#pragma once

#include "databook/table_plan.h"
#include "diagnostics/diagnostic.h"
#include "intake/returned_file.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::databook {

using SheetRow = std::map<std::uint32_t, const intake::LooseCell*>;  // by column
struct SheetCells {
  std::string name;
  std::map<std::uint32_t, SheetRow> rows;
};

/// The cells sheet by sheet, in the order of the workbook.
std::vector<SheetCells> cells_by_sheet(const std::vector<intake::LooseCell>& cells);

/// A sheet that holds rows of a table, or lines of the record.
struct SheetColumns {
  const SheetCells* sheet = nullptr;
  std::size_t table = 0;
  std::uint32_t first_row = 0;                   // of the values
  std::map<std::uint32_t, std::size_t> columns;  // of the sheet: to those of the table
  std::optional<std::uint32_t> number;           // of the record: the keys
  std::optional<std::uint32_t> parent;
  std::optional<std::uint32_t> rest;
  std::optional<std::uint32_t> value;  // of the record
};

/// `单位!B7`
std::string place_text(const std::string& sheet, std::uint32_t row, std::uint32_t column);

/// The column of a table with this title; `*` after it does not count.
std::optional<std::size_t> find_title(const Table& table, std::string_view text);

/// How many columns rows that are lists have in a workbook, by the keys of their positions; 0 without such keys.
std::size_t count_positions(const std::vector<intake::LooseCell>& cells);

/// All sheets of the plan, tables in its order. `file` is what messages call the workbook.
/// Reports: databook/unknown-sheet, databook/unknown-column.
std::vector<SheetColumns> find_columns(const TablePlan& plan, const std::vector<SheetCells>& sheets,
                                       const std::string& file, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::databook
