// Which rows of a table are its records: not what is above its headings, nor sums and notes below.
#pragma once

#include "data/table_source.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::data {

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
