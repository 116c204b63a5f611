// The cells of one sheet as the library writes them, and the texts in them.
#pragma once

#include "base/stop_check.h"
#include "sheet/workbook.h"
#include "xlsx/detail/format_writer.h"
#include "xlsx/detail/library.h"

#include <string>
#include <string_view>

namespace gongwen::xlsx {

// CellText: texts as the library takes them: ended by NUL, and with what looks like an escape of SpreadsheetML escaped.

/// ECMA-376-1 §22.4.2.4: readers turn `_x000D_` into the character of that number; a text that has these very letters
/// is written with its underscore as `_x005F_`.
class CellText {
 public:
  /// Valid until the next call.
  const char* encode(std::string_view text);

 private:
  std::string buffer_;
};

// CellWriter: the rows of one sheet with their cells, merges and links, in order.

class CellWriter {
 public:
  /// `stop_check` is asked with each row; null when the run cannot be stopped, and in the thread beside it.
  /// `first_row` is the number of the first row that the sheet has, when it is written in parts.
  CellWriter(const sheet::Sheet& sheet, lxw_worksheet* worksheet, FormatWriter& formats, Outcome& outcome,
             const base::StopCheck* stop_check = nullptr, std::uint32_t first_row = 0)
      : sheet_(sheet),
        worksheet_(worksheet),
        formats_(formats),
        outcome_(outcome),
        stop_check_(stop_check),
        first_row_(first_row) {}

  void write();

 private:
  struct Target {
    lxw_row_t row;
    lxw_col_t column;
    lxw_format* format;
  };

  void write_row(std::uint32_t number, const sheet::Row& row);
  void set_row(std::uint32_t number, const sheet::Row& row);
  void write_merges(std::uint32_t row);
  void write_cell(std::uint32_t row, const sheet::Cell& cell);
  lxw_error write_link(const Target& target, const sheet::Hyperlink& link, const sheet::CellValue& value);
  lxw_error write_value(const Target& target, const sheet::CellValue& value);
  lxw_error write_runs(const Target& target, const sheet::TextRuns& runs);
  lxw_error write_formula(const Target& target, const sheet::FormulaText& formula);

  const sheet::Sheet& sheet_;
  lxw_worksheet* worksheet_;
  FormatWriter& formats_;
  Outcome& outcome_;
  const base::StopCheck* stop_check_;
  std::uint32_t first_row_;
  CellText text_;
  std::size_t next_merge_ = 0;
  std::size_t next_link_ = 0;
};

}  // namespace gongwen::xlsx
