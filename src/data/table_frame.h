// Which rows of a table are its records: not what is above its headings, nor sums and notes below.
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

// TableSource: rows of cells from whatever holds a table: a CSV file (table_frame.h), a sheet of a workbook
// (sheet/databook/book_sheets.h). Who reads a table asks for one row after the other and knows no more.

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

// CsvTable: a table as text (RFC 4180). Separators are commas, semicolons or tabs: whichever the
// first row has most of, or the one that a line `sep=;` before it names. Cells with separators, line
// breaks or quotation marks are in quotation marks; those inside are doubled. `="001"` is the text 001.

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

/// Whether a text, without blanks at its ends, is a heading that the reader of the table knows.
using KnowsHeading = std::function<bool(std::string_view)>;

/// So many rows at the start are searched for the headings.
inline constexpr std::size_t kRowsWithHeadings = 20;

/// `合计`, `小计：`, `注：…`: what people write below a list, and never in front of a record.
bool is_remark(std::string_view text);

/// `#REF!` and its like: what a formula shows that went wrong; `####`: what a column shows that is too narrow.
bool is_cell_error(std::string_view text);

/// `1.10101E+17`: what a spreadsheet leaves of a long number, in a text that should be one.
bool has_lost_digits(std::string_view text);

enum class RowSort : std::uint8_t { Blank, Record, Headings, Remark };

// TableFrame: the headings of a table, and what the rows below them are.

class TableFrame {
 public:
  explicit TableFrame(KnowsHeading knows) : knows_(std::move(knows)) {}

  /// The row of the headings among the first ones of a table: the one that most are known of; the first one that is not
  /// blank when there are none. Returns: its index; nothing when all are blank.
  std::optional<std::size_t> find_headings(std::span<const TableRow> rows);
  /// How many of the headings are known, and how many there are.
  std::size_t known() const { return known_; }
  std::size_t count() const { return count_; }

  /// What a row below the headings is. `Headings`: they come again.
  RowSort sort_of(const TableRow& row) const;

  /// The only cell of a row in a table of several columns: more likely a note than a record. Null for other rows.
  const TableCell* only_cell(const TableRow& row) const;

 private:
  std::size_t count_known(const TableRow& row) const;

  KnowsHeading knows_;
  std::vector<std::string> headings_;
  std::size_t known_ = 0;
  std::size_t count_ = 0;
};

// HeadedTable: the same as rows: first the headings, then the records.

class HeadedTable final : public TableSource {
 public:
  HeadedTable(TableSource& rows, KnowsHeading knows) : rows_(rows), frame_(std::move(knows)) {}

  diagnostics::SourceId source() const override { return rows_.source(); }
  /// No row is blank. Reports, beside what the table reports: data/table-rows-above, data/table-repeated-headings,
  /// data/table-not-a-record, data/table-goes-on, data/table-one-cell.
  std::optional<TableRow> next_row(diagnostics::DiagnosticSink& sink) override;

 private:
  std::optional<TableRow> read_headings(diagnostics::DiagnosticSink& sink);
  std::optional<TableRow> take(diagnostics::DiagnosticSink& sink);

  TableSource& rows_;
  TableFrame frame_;
  std::deque<TableRow> ahead_;
  bool has_headings_ = false;
  bool has_records_ = false;
  std::size_t blank_ = 0;  // rows before the next one
};

/// Reports what was met in place of a record, with its row: what HeadedTable does.
void report_no_record(RowSort sort, const TableRow& row, const diagnostics::Origin& origin,
                      diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::data
