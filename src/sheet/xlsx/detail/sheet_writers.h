// What a sheet has besides cells: set-up, lists of choices, charts, validations, and what a form says of itself.
#pragma once

#include "sheet/workbook.h"
#include "sheet/xlsx/detail/cell_writer.h"
#include "sheet/xlsx/detail/library.h"

#include <string>
#include <vector>

namespace gongwen::xlsx {

// Writes what belongs to a sheet as a whole: columns, print set-up, panes, filter, protection.

/// What must be before the rows are written.
void write_columns(const sheet::Sheet& sheet, lxw_worksheet* worksheet, const FormatWriter& formats, Outcome& outcome);

/// Everything else.
void write_setup(const sheet::Sheet& sheet, lxw_worksheet* worksheet, Outcome& outcome);

// ListSheet: a hidden sheet that holds the choices of drop-down lists, one list a column. A list in the validation
// itself has no room for more than 255 characters, and none for commas.

class ListSheet {
 public:
  /// `model` gives the names that are taken.
  explicit ListSheet(const sheet::Workbook& model);

  /// Where the choices will be, for a formula: `='_lists'!$A$1:$A$4`. Equal lists are there once.
  std::string reference(const std::vector<std::string>& choices);

  /// Adds the sheet, if there are lists. Called after all other sheets were added.
  void write(lxw_workbook* workbook, Outcome& outcome) const;

 private:
  std::string name_;
  std::vector<std::vector<std::string>> lists_;
};

// Charts of a sheet, drawn by the program that opens the workbook.

/// What is kept of a workbook until it is closed: all cells, or one row of each sheet; those before are packed then.
enum class Keeping : std::uint8_t { Cells, Rows };

void write_charts(const sheet::Sheet& sheet, lxw_workbook* workbook, lxw_worksheet* worksheet, Keeping keeping,
                  Outcome& outcome);

// What a form to fill in says of itself: its stamp among the properties of the file, and a hidden sheet with the stamp
// and the map of its fields, for programs that drop properties or names.

/// The custom properties gongwen.kind, gongwen.edition and gongwen.hash.
void write_stamp_properties(const forms::FormStamp& stamp, lxw_workbook* workbook, Outcome& outcome);

/// Adds the hidden, protected sheet: rows `kind`, `edition` and `hash`, each with its value; below heads, a row for
/// each named cell: name, pointer, type, sheet, cell, and then in turn each label that may be chosen and what it means
/// in the data; Workbook::layout_rows; and a row `given` with Workbook::given in pieces, one a cell. Called after all
/// other sheets were added.
void write_form_sheet(const sheet::Workbook& model, lxw_workbook* workbook, Outcome& outcome);

// Writes what may be typed into the cells of a sheet.

void write_validations(const sheet::Sheet& sheet, lxw_worksheet* worksheet, ListSheet& lists, Outcome& outcome);

}  // namespace gongwen::xlsx
