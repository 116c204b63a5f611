// Tables: rows of cells from CSV files and other sources, and the distinction of records from titles, sums and notes.
#pragma once

#include "base/string_arena.h"
#include "diagnostics/diagnostic.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::data {

// TableSource: the rows of a table in a CSV file (table_frame.h) or a sheet of a workbook
// (sheet/databook/book_sheets.h), one after the other.

/// The type of a cell, if the source knows it. All cells of a CSV file are texts.
enum class CellKind : std::uint8_t { Empty, Text, Number, Boolean, Date };

/// The reason why the text of a cell differs from the value that a person sees there.
enum class CellError : std::uint8_t {
  None,
  Error,      // a formula that failed; the text is `#REF!` or the like
  NoResult,   // a formula whose result no program has calculated; the text is empty
  Damaged,    // the file lacks the text that the cell refers to, or has a text that does not fit its type
  Twice,      // the file has two different texts for the cell
  Invisible,  // the text is not shown: because of the number format, in the color of the background, or too small to
              // see
  Picture,    // the cell shows a picture
  PartHidden  // a part of the text is in the color of the background or too small to see
};

struct TableCell {
  CellKind kind = CellKind::Empty;
  /// The text; a number as JSON writes it; `true` or `false`; a date as 2024-02-04. Valid until the source is
  /// destroyed.
  std::string_view text{};
  diagnostics::Span place{};
  /// The shown form of a number, truth value or date, if it is known and differs from `text`: `007`, `50%`. Valid as
  /// long as `text` is.
  std::string_view shown{};
};

struct TableRow {
  /// The number of the row in a spreadsheet, from 1.
  std::size_t number = 0;
  std::vector<TableCell> cells{};
  diagnostics::Span place{};
};

class TableSource {
 public:
  virtual ~TableSource() = default;

  /// The file, for messages about missing rows or columns.
  virtual diagnostics::SourceId source() const = 0;

  /// The next row, even if it is empty; nullopt at the end, and after an error that was reported.
  virtual std::optional<TableRow> next_row(diagnostics::DiagnosticSink& sink) = 0;
};

// CsvTable: a table as text (RFC 4180). The separator is a comma, a semicolon or a tab: the most frequent one in the
// first row, or the one that a line `sep=;` before it states. Cells with separators, line breaks or quotation marks are
// in quotation marks; quotation marks inside are doubled. `="001"` is the text 001.

struct CsvLimits {
  std::size_t max_rows = 1'048'576;  // as many as a sheet can have
  std::size_t max_columns = 16'384;
};

/// The line `sep=;` in which spreadsheet programs state the separator.
struct CsvStart {
  char separator = ',';
  std::size_t length = 0;  // of the line, with its end; 0: the line is missing
};

/// The separator that the text states in its first line, otherwise the one found in the first row.
CsvStart read_csv_start(std::string_view text);

/// The most frequent separator in the first row of a text, outside quotation marks.
char find_csv_separator(std::string_view text);

/// The length of the first row of a text, and of its line end; the rest of the text if a quotation mark is not closed.
struct CsvRowLength {
  std::size_t row = 0;
  std::size_t line_end = 0;
};
CsvRowLength measure_csv_row(std::string_view text, char separator);

class CsvTable final : public TableSource {
 public:
  /// `text` is the text of `source`, in UTF-8 (see decode_text.h), and must outlive the table.
  CsvTable(diagnostics::SourceId source, std::string_view text, const CsvLimits& limits = {});
  /// A part of a table that follows `rows` other rows.
  CsvTable(diagnostics::SourceId source, std::string_view text, char separator, std::size_t rows);

  diagnostics::SourceId source() const override { return source_; }
  /// Reports: data/table-quote, data/table-after-quote, data/table-too-large.
  std::optional<TableRow> next_row(diagnostics::DiagnosticSink& sink) override;

  char separator() const { return separator_; }

 private:
  bool at_line_end() const;
  void skip_line_end();
  bool read_cell(TableRow& row, diagnostics::DiagnosticSink& sink);
  /// `begin` is the offset of the cell: of its quotation mark, or of `=` before it.
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

/// Whether a text, without blanks at its ends, is a heading that the reader of the table knows.
using KnowsHeading = std::function<bool(std::string_view)>;

/// The number of rows at the start that are searched for the headings.
inline constexpr std::size_t kRowsWithHeadings = 20;

/// `合计`, `小计：`, `注：…`: texts that people write below a list, and never at the start of a record.
bool is_remark(std::string_view text);

/// `#REF!` and the like, the result of a failed formula; or `####`, shown by a column that is too narrow.
bool is_cell_error(std::string_view text);

/// Whether a spreadsheet has cut off the digits of a long number: `1.10101E+17`.
bool has_lost_digits(std::string_view text);

/// Whether a heading is that of a column of running numbers: 序号, No., #.
bool is_running_number(std::string_view heading);

/// A heading without what marks it as required: `姓名*`, `单位（必填）`.
std::string_view without_required_mark(std::string_view heading);

/// Whether a text of a CSV file is a formula in place of its result: `=A1`, `=SUM(B2:B9)`, `=表2!A1`.
bool is_formula(std::string_view text);

/// `Example`: the running number is 例, as in the blank data workbooks of this program.
enum class RowSort : std::uint8_t { Blank, Record, Headings, Remark, Example };

// TableFrame: finds the headings of a table, and classifies the rows below them.

class TableFrame {
 public:
  explicit TableFrame(KnowsHeading knows) : knows_(std::move(knows)) {}

  /// Finds the row of headings among the first rows of a table: the one with most known headings, or the first one that
  /// is not blank if none is known. Returns its index; nullopt if all rows are blank.
  std::optional<std::size_t> find_headings(std::span<const TableRow> rows);
  /// The number of known headings, and the number of all headings.
  std::size_t known() const { return known_; }
  std::size_t count() const { return count_; }

  /// The type of a row below the headings. `Headings`: the headings are repeated.
  RowSort sort_of(const TableRow& row) const;

  /// The only filled cell of a row in a table of several columns, which is more likely a note than a record. Null for
  /// other rows.
  const TableCell* only_cell(const TableRow& row) const;

  /// The first cell of a row that, directly below the headings, is more likely their second line than a record: at
  /// least half of its cells are words of headings, and none has a digit. Null for other rows.
  const TableCell* word_of_headings(const TableRow& row) const;

 private:
  bool is_like_heading(const TableCell& cell) const;
  std::size_t count_known(const TableRow& row) const;

  KnowsHeading knows_;
  std::vector<std::string> headings_;
  std::optional<std::size_t> number_;  // the column of running numbers
  std::size_t known_ = 0;
  std::size_t count_ = 0;
};

// HeadedTable: a TableSource that returns the headings first and then only records.

class HeadedTable final : public TableSource {
 public:
  HeadedTable(TableSource& rows, KnowsHeading knows) : rows_(rows), frame_(std::move(knows)) {}

  diagnostics::SourceId source() const override { return rows_.source(); }
  /// Never returns a blank row. Reports, besides the messages of the table: data/table-rows-above,
  /// data/table-repeated-headings, data/table-not-a-record, data/table-goes-on, data/table-one-cell,
  /// data/table-second-headings, data/table-example.
  std::optional<TableRow> next_row(diagnostics::DiagnosticSink& sink) override;

 private:
  std::optional<TableRow> read_headings(diagnostics::DiagnosticSink& sink);
  std::optional<TableRow> take(diagnostics::DiagnosticSink& sink);

  TableSource& rows_;
  TableFrame frame_;
  std::deque<TableRow> ahead_;
  bool has_headings_ = false;
  bool has_records_ = false;
  std::size_t blank_ = 0;  // blank rows before the next one
};

/// Reports a row that is not a record, in the same way as HeadedTable.
void report_no_record(RowSort sort, const TableRow& row, const diagnostics::Origin& origin,
                      diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
