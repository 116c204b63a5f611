// What a form to fill in says of itself: its stamp among the properties of the file, and a hidden sheet with the stamp
// and the map of its fields, for programs that drop properties or names.
#pragma once

#include "sheet/workbook.h"
#include "xlsx/detail/library.h"

namespace gongwen::xlsx {

/// The custom properties gongwen.kind, gongwen.edition and gongwen.hash.
void write_stamp_properties(const forms::FormStamp& stamp, lxw_workbook* workbook, Outcome& outcome);

/// Adds the hidden, protected sheet: rows `kind`, `edition` and `hash`, each with its value; below heads, a row for
/// each named cell: name, pointer, type, sheet, cell, and then in turn each label that may be chosen and what it means
/// in the data; Workbook::layout_rows; and a row `given` with Workbook::given in pieces, one a cell. Called after all other sheets were added.
void write_form_sheet(const sheet::Workbook& model, lxw_workbook* workbook, Outcome& outcome);

}  // namespace gongwen::xlsx
