// Writes the content of an OpenDocument spreadsheet: sheets, cells and their styles.
#pragma once

#include "base/escapes.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/origin.h"
#include "sheet/ods/detail/embedded_files.h"
#include "sheet/workbook.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace gongwen::ods {

/// Takes finished XML, so that a long sheet is never in memory as text.
using TakeXml = std::function<void(std::string_view)>;

class ContentWriter {
 public:
  ContentWriter(const sheet::Workbook& workbook, const EmbeddedFiles& files, diagnostics::DiagnosticSink& sink);

  void write(const TakeXml& take);

 private:
  /// Height in raw units of layout, page break before it, fits its content.
  using HeightKey = std::tuple<int, bool, bool>;

  void write_styles();
  void write_number_styles();
  void write_cell_style(std::size_t index);
  void write_sizes();
  void write_sheet(std::size_t index);
  void find_places(const sheet::Sheet& sheet);
  void write_columns(const sheet::Sheet& sheet);
  void write_rows(const sheet::Sheet& sheet);
  void write_rows_below(const sheet::Sheet& sheet);
  void open_row(const sheet::Row& row);
  void write_cells(const sheet::Sheet& sheet, std::uint32_t number, const sheet::Row& row);
  void write_cell(const sheet::Sheet& sheet, const sheet::CellPlace& place, const sheet::Cell* cell);
  void write_value(const sheet::Sheet& sheet, const sheet::Cell& cell);
  void write_formula(const sheet::Sheet& sheet, const sheet::Cell& cell, const sheet::Formula& formula);
  void write_number(double value, sheet::FormatId format);
  void write_text(const sheet::Sheet& sheet, const sheet::CellPlace& place, const sheet::Cell& cell);
  void write_note(const sheet::CellPlace& place);
  void write_names();
  void write_lists();
  void report_left_out(diagnostics::OriginId origin, const diagnostics::BilingualText& what);
  void flush(std::size_t at_least);

  const sheet::Workbook& workbook_;
  const EmbeddedFiles& files_;
  diagnostics::DiagnosticSink& sink_;
  const TakeXml* take_ = nullptr;
  std::string out_;
  base::XmlWriter xml_{out_};
  std::map<std::string, std::string> number_styles_;  // by code; empty if it could not be converted
  std::map<int, std::string> widths_;                 // in raw units of layout
  std::map<HeightKey, std::string> heights_;
  std::size_t validations_ = 0;  // before the sheet
  std::size_t merge_ = 0;        // the next one of the sheet
  std::size_t link_ = 0;
  std::vector<sheet::Merge> open_merges_;
  std::vector<std::size_t> row_validations_;  // of the row
  std::set<sheet::CellPlace> frames_;         // of the sheet
  std::map<sheet::CellPlace, const sheet::CellNote*> notes_;
};

}  // namespace gongwen::ods
