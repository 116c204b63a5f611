// CsvTable: a table as text (RFC 4180). Separators are commas, semicolons or tabs: whichever the
// first row has most of, or the one that a line `sep=;` before it names. Cells with separators, line
// breaks or quotation marks are in quotation marks; those inside are doubled. `="001"` is the text 001.
#pragma once

#include "base/string_arena.h"
#include "data/table_source.h"

#include <string_view>

namespace gongwen::data {

struct CsvLimits {
  std::size_t max_rows = 1'048'576;  // as many as a sheet has
  std::size_t max_columns = 16'384;
};

/// The line `sep=;` with which spreadsheet programs say what separates the cells.
struct CsvStart {
  char separator = ',';
  std::size_t length = 0;  // of the line, with its end; 0: there is none
};

/// What a text starts with: its own word about the separator, otherwise the one that is found.
CsvStart read_csv_start(std::string_view text);

/// The separator that is most often in the first row of a text, outside of quotation marks.
char find_csv_separator(std::string_view text);

/// The length of the row that a text starts with, and its line end; all of the text when its last quotation mark is
/// missing.
struct CsvRowLength {
  std::size_t row = 0;
  std::size_t line_end = 0;
};
CsvRowLength measure_csv_row(std::string_view text, char separator);

class CsvTable final : public TableSource {
 public:
  /// `text` is the text of `source`, in UTF-8 (see decode_text.h), and outlives the table.
  CsvTable(diagnostics::SourceId source, std::string_view text, const CsvLimits& limits = {});
  /// A part of a table that `rows` rows go before.
  CsvTable(diagnostics::SourceId source, std::string_view text, char separator, std::size_t rows);

  diagnostics::SourceId source() const override { return source_; }
  /// Reports: data/table-quote, data/table-after-quote, data/table-too-large.
  std::optional<TableRow> next_row(diagnostics::DiagnosticSink& sink) override;

  char separator() const { return separator_; }

 private:
  bool at_line_end() const;
  void skip_line_end();
  bool read_cell(TableRow& row, diagnostics::DiagnosticSink& sink);
  /// `begin` is where the cell starts: at its quotation mark, or at `=` before it.
  bool read_quoted(std::size_t begin, TableRow& row, diagnostics::DiagnosticSink& sink);
  diagnostics::Span span(std::size_t begin, std::size_t end) const;
  bool fail(diagnostics::DiagnosticSink& sink, diagnostics::DiagnosticId id, std::size_t begin);

  diagnostics::SourceId source_;
  std::string_view text_;
  CsvLimits limits_;
  char separator_;
  std::size_t offset_ = 0;
  std::size_t rows_ = 0;
  bool failed_ = false;
  base::StringArena texts_;  // of cells with doubled quotation marks
};

}  // namespace gongwen::data
