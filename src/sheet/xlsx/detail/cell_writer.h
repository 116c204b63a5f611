// Writes the cells of one sheet through the library, with formats and escaped texts.
#pragma once

#include "base/stop_check.h"
#include "sheet/workbook.h"
#include "sheet/xlsx/detail/column_names.h"
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

  /// Creates the formats of the model that have been added since the last call.
  void extend(const sheet::Workbook& model);
  lxw_format* format(sheet::FormatId id) const { return formats_[id.index()]; }
  /// A format with only what a conditional format changes; null if that is nothing.
  lxw_format* mark_format(const sheet::MarkLook& look);
  /// Returns a format for a run of a rich text.
  lxw_format* run_format(const sheet::Font& font);

 private:
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

/// What the library keeps in memory until the workbook is closed: all cells; or no rows of the sheets, which are
/// written apart (SheetRows).
enum class Keeping : std::uint8_t { Cells, Rows };

class CellWriter {
 public:
  /// With Keeping::Rows, merges and links are left to write_merges_and_links. Formulas get the names of columns, unless
  /// `names` is null.
  CellWriter(const sheet::Sheet& sheet, lxw_worksheet* worksheet, FormatWriter& formats, Outcome& outcome,
             Keeping keeping = Keeping::Cells, const ColumnNames* names = nullptr)
      : sheet_(sheet), worksheet_(worksheet), formats_(formats), outcome_(outcome), keeping_(keeping), names_(names) {}

  /// `stop_check` is called for each row; null if the run cannot be stopped.
  void write(const base::StopCheck* stop_check);
  void write_row(std::uint32_t number, const sheet::Row& row);

 private:
  struct Target {
    lxw_row_t row;
    lxw_col_t column;
    lxw_format* format;
  };

  void set_row(std::uint32_t number, const sheet::Row& row);
  void write_merges(std::uint32_t row);
  void write_cell(std::uint32_t row, const sheet::Cell& cell);
  lxw_error write_link(const Target& target, const sheet::Hyperlink& link, const sheet::CellValue& value);
  lxw_error write_value(const Target& target, const sheet::CellValue& value);
  lxw_error write_runs(const Target& target, const sheet::TextRuns& runs);
  lxw_error write_formula(const Target& target, const sheet::FormulaText& formula);
  std::string stored_in_table(const Target& target, const sheet::FormulaText& formula) const;

  const sheet::Sheet& sheet_;
  lxw_worksheet* worksheet_;
  FormatWriter& formats_;
  Outcome& outcome_;
  Keeping keeping_;
  const ColumnNames* names_;
  CellText text_;
  std::size_t next_merge_ = 0;
  std::size_t next_link_ = 0;
};

/// Writes the merges and links of rows that are written apart. Their cells are not kept.
void write_merges_and_links(const sheet::Sheet& sheet, lxw_worksheet* worksheet, const FormatWriter& formats,
                            Outcome& outcome);

}  // namespace gongwen::xlsx
