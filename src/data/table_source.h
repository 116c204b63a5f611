// TableSource: rows of cells from whatever holds a table: a CSV file today, a sheet of a workbook
// later. The reader of tables (read_table.h) asks for one row after the other and knows no more.
#pragma once

#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::data {

/// What the source knows of a cell. A CSV file knows texts only.
enum class CellKind : std::uint8_t { Empty, Text, Number, Boolean, Date };

struct TableCell {
  CellKind kind = CellKind::Empty;
  /// The text; a number as JSON writes it; `true` or `false`; a date as 2024-02-04. Valid until
  /// the source is destroyed.
  std::string_view text{};
  diagnostics::Span place{};
};

struct TableRow {
  /// As a spreadsheet counts: 1 for the first.
  std::size_t number = 0;
  std::vector<TableCell> cells{};
  diagnostics::Span place{};
};

class TableSource {
 public:
  virtual ~TableSource() = default;

  /// The file, for the places of what is missing.
  virtual diagnostics::SourceId source() const = 0;

  /// The next row, also when it is empty; nothing at the end, and after an error that was reported.
  virtual std::optional<TableRow> next_row(diagnostics::DiagnosticSink& sink) = 0;
};

}  // namespace gongwen::data
