// Writes what a sheet has besides its cells: set-up, lists of choices, charts, validations, and the hidden sheet of
// forms.
#pragma once

#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"
#include "sheet/workbook.h"
#include "sheet/xlsx/detail/cell_writer.h"
#include "sheet/xlsx/detail/library.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::xlsx {

// Sheet-wide settings: columns, print set-up, panes, filter, protection.

/// The pictures of headers and footers as files in memory: the library takes these pictures by their paths.
class HeaderFiles {
 public:
  explicit HeaderFiles(diagnostics::DiagnosticSink& sink) : sink_(sink) {}
  /// The path of a file with these bytes, while this object lives; empty after reporting resources/unwritable.
  std::string add(std::string_view bytes);

 private:
  diagnostics::DiagnosticSink& sink_;
  std::vector<resources::MemoryFile> files_;
};

/// Writes settings that must precede the rows.
void write_columns(const sheet::Sheet& sheet, lxw_worksheet* worksheet, const FormatWriter& formats, Outcome& outcome);

/// Of rows that are written apart, tells the library only how deep they are grouped.
void write_outline(const sheet::Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome);

/// Writes all other settings, after the rows.
/// The library reads `pictures` again when the workbook is closed.
void write_setup(const sheet::Sheet& sheet, lxw_worksheet* worksheet, HeaderFiles& pictures, Outcome& outcome);

// Tables: lists that programs treat as such (ListObjects).

/// Writes the sheet's table, if it has one. Call it before the cells are written: the library fills heads, formulas and
/// totals without their formats, and the cells replace them. `first_row` is the number of the sheet's first row in
/// memory; the total row must be there.
void write_table(const sheet::Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome, std::uint32_t first_row = 0);

// ListSheet: a hidden sheet with the choices of drop-down lists, one list per column. A list inside a validation is
// limited to 255 characters and cannot contain commas.

class ListSheet {
 public:
  /// `model` provides the sheet names that are taken.
  explicit ListSheet(const sheet::Workbook& model);

  /// The range that will hold the choices, as a formula: `='_lists'!$A$1:$A$4`. Equal lists share a column.
  std::string reference(const std::vector<std::string>& choices);

  /// Adds the sheet if there are any lists. Call it after all other sheets have been added.
  void write(lxw_workbook* workbook, Outcome& outcome) const;

 private:
  std::string name_;
  std::vector<std::vector<std::string>> lists_;
};

// Charts are drawn by the program that opens the workbook.

void write_charts(const sheet::Sheet& sheet, lxw_workbook* workbook, lxw_worksheet* worksheet, Keeping keeping,
                  Outcome& outcome);

// How a form identifies itself: its stamp in the file's properties, and again on a hidden sheet with the map of its
// fields, for programs that drop properties or names.

/// Writes the custom properties gongwen.kind, gongwen.edition and gongwen.hash.
void write_stamp_properties(const forms::FormStamp& stamp, lxw_workbook* workbook, Outcome& outcome);

/// Adds the hidden, protected sheet. Rows `kind`, `edition` and `hash` with their values; a row of heads; a row per
/// named cell with name, pointer, type, sheet, cell, then alternately each label and its value in the data;
/// Workbook::layout_rows; and a row `given` with Workbook::given, split into cells. Call it after all other sheets have
/// been added.
void write_form_sheet(const sheet::Workbook& model, lxw_workbook* workbook, Outcome& outcome);

// Validations: the permitted input for the cells of a sheet.

void write_validations(const sheet::Sheet& sheet, lxw_worksheet* worksheet, ListSheet& lists, Outcome& outcome);

}  // namespace gongwen::xlsx
