// Writes the parts of an OpenDocument spreadsheet: content.xml, styles.xml and settings.xml.
#pragma once

#include "base/escapes.h"
#include "diagnostics/diagnostic.h"
#include "sheet/workbook.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::ods {

/// Takes finished XML, so that a long sheet is never in memory as text.
using TakeXml = std::function<void(std::string_view)>;

class ContentWriter {
 public:
  ContentWriter(const sheet::Workbook& workbook, diagnostics::DiagnosticSink& sink);

  void write(const TakeXml& take);

 private:
  void write_styles();
  void write_number_styles();
  void write_cell_style(std::size_t index);
  void write_sizes();
  void write_validations();
  void write_sheet(std::size_t index);
  void write_rows(const sheet::Sheet& sheet, std::size_t index);
  void open_row(const sheet::Row& row);
  void write_cells(const sheet::Sheet& sheet, std::uint32_t number, const sheet::Row& row);
  void write_cell(const sheet::Sheet& sheet, const sheet::CellPlace& place, const sheet::Cell& cell);
  void write_value(const sheet::Sheet& sheet, const sheet::Cell& cell);
  void write_formula(const sheet::Sheet& sheet, const sheet::Cell& cell, const sheet::Formula& formula);
  void write_number(double value, sheet::FormatId format);
  void write_text(const sheet::Sheet& sheet, const sheet::CellPlace& place, const sheet::Cell& cell);
  void write_note(const sheet::Sheet& sheet, const sheet::CellPlace& place);
  void write_blanks(std::uint32_t count, std::string_view name);
  void write_names();
  void flush(std::size_t at_least);

  const sheet::Workbook& workbook_;
  diagnostics::DiagnosticSink& sink_;
  const TakeXml* take_ = nullptr;
  std::string out_;
  base::XmlWriter xml_{out_};
  std::map<std::string, std::string> number_styles_;  // by code; empty if it could not be converted
  std::map<int, std::string> widths_;                 // in raw units of layout
  std::map<std::pair<int, bool>, std::string> heights_;
  std::size_t validations_ = 0;  // before the sheet
  std::size_t merge_ = 0;        // the next one of the sheet
  std::size_t link_ = 0;
  std::size_t note_ = 0;
  std::vector<sheet::Merge> open_merges_;
};

/// Page layouts and master pages, one for each sheet.
std::string styles_xml(const sheet::Workbook& workbook);
/// Frozen panes, which are kept with the views.
std::string settings_xml(const sheet::Workbook& workbook);

}  // namespace gongwen::ods
