// Writes the cells of one sheet through the library, with formats and escaped texts.
#pragma once

#include "base/stop_check.h"
#include "sheet/workbook.h"
#include "sheet/xlsx/detail/library.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::xlsx {

// FormatWriter: creates the library's format for each format of a workbook.

/// The typeface of the workbook's standard style: its digits, 8 px wide, are the unit of column widths. Programs
/// without 宋体 substitute faces with wider digits and then print the whole sheet smaller; for this typeface their
/// substitutes have the same widths.
inline constexpr const char* kStandardFont = "Times New Roman";
inline constexpr double kStandardFontSize = 12;
/// The library counts formats in 16 bits; Excel accepts 65,490.
inline constexpr std::size_t kMaxFormats = 60'000;

class FormatWriter {
 public:
  explicit FormatWriter(lxw_workbook* workbook) : workbook_(workbook) {}

  /// Creates the standard style and all formats of the model.
  void write(const sheet::Workbook& model);
  /// Creates formats added to the model since the last call.
  void extend(const sheet::Workbook& model);
  lxw_format* format(sheet::FormatId id) const { return formats_[id.index()]; }
  /// Returns a format for a run of a rich text.
  lxw_format* run_format(const sheet::Font& font);

 private:
  void set_standard_style();
  lxw_format* make(const sheet::CellFormat& format);

  lxw_workbook* workbook_;
  std::vector<lxw_format*> formats_;
  std::vector<std::pair<sheet::Font, lxw_format*>> run_formats_;
};

// CellText: encodes texts for the library: terminated by NUL, with apparent escapes of SpreadsheetML escaped.

/// Readers decode `_x000D_` to the character of that number (ECMA-376-1 §22.4.2.4). If a text contains these characters
/// literally, the underscore is written as `_x005F_`.
class CellText {
 public:
  /// Valid until the next call.
  const char* encode(std::string_view text);

 private:
  std::string buffer_;
};

// CellWriter: writes the rows of one sheet with their cells, merges and links, in order.

class CellWriter {
 public:
  /// `stop_check` is called for each row; null if the run cannot be stopped, or on the side thread. `first_row` is the
  /// number of the sheet's first row if it is written in parts.
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
