// TableSource: rows of cells from whatever holds a table: a CSV file (csv_table.h), a sheet of a workbook
// (databook/sheet_rows.h). Who reads a table asks for one row after the other and knows no more.
#pragma once

#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::data {

/// What the source knows of a cell. A CSV file knows texts only.
enum class CellKind : std::uint8_t { Empty, Text, Number, Boolean, Date };

/// Why the text of a cell is not the value that a person sees there.
enum class CellTrouble : std::uint8_t {
  None,
  Error,      // a formula that went wrong; the text is `#REF!` or its like
  NoResult,   // a formula that no program has calculated; the text is empty
  Damaged,    // the file does not have the text that the cell names, or none of its type
  Twice,      // the file has another text for the same cell
  Invisible,  // nothing is shown, by the number format, in the color of the ground or as specks
  Picture,    // the cell shows a picture
  PartHidden  // a part of the text has the color of the ground or is a speck
};

struct TableCell {
  CellKind kind = CellKind::Empty;
  /// The text; a number as JSON writes it; `true` or `false`; a date as 2024-02-04. Valid until
  /// the source is destroyed.
  std::string_view text{};
  diagnostics::Span place{};
  /// What a person sees of a number, truth value or date, where that is another text and is known: `007`, `50%`. As
  /// long valid as the text.
  std::string_view shown{};
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
