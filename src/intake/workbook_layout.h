// The layout of a workbook form (printed texts and places of fields), and reading returned workbooks by it: copies that
// have lost their names, and additional texts in the cells of a form.
//   const WorkbookLayout layout = read_workbook_layout(blank);   // a form that this program has made
//   read_copied_form(layout, file);                              // a workbook that has lost its names
//   report_other_cells(layout, file);                            // one that has them
#pragma once

#include "intake/cells.h"
#include "intake/returned_file.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

struct LayoutField {
  std::string pointer;
  std::string type;     // see forms::field_type_name
  CellReference place;  // of merged cells, the first
  /// Displayed texts of choices, and their values in the data.
  std::map<std::string, std::string> choices;
};

struct SheetLayout {
  std::string name;
  std::map<CellReference, std::string> printed;  // normalised: without blanks, colons and asterisks
  std::vector<LayoutField> fields;               // by row and column
  std::set<std::string> beside;                  // in the same form: texts in comments, headers and footers
  std::set<CellReference> formulas;              // cells whose texts programs calculate
  std::set<std::string> struck;                  // printed texts that are struck through
};

struct WorkbookLayout {
  std::vector<SheetLayout> sheets;  // sheets with fields, and all other visible ones

  /// The field at a pointer, or in another row of its list; null if the form has none.
  const LayoutField* find(std::string_view pointer) const;
};

/// Reads the layout of a form made by this program; returns no sheets for other files.
WorkbookLayout read_workbook_layout(std::string_view form);

/// Reads a workbook that has lost its names (`is_unnamed`). Each sheet is aligned with the sheet of the form with which
/// it shares most printed texts, at least half of them; rows and columns may have been inserted and deleted. Cells at
/// the places of fields, including further rows of lists, become `fields` or `blanks`; printed texts are never taken
/// for answers, and all other texts are reported. Reports: intake/by-label, intake/text-beside, intake/mixed-forms, and
/// those of take_field_cell (detail/field_map.h).
void read_copied_form(const WorkbookLayout& layout, ReturnedFile& file);

/// Reports cells of a form with names that hold neither a field nor a printed text of the form: intake/text-beside. A
/// text that is printed once may be in only one cell; a formula without a result counts as a text that cannot be read.
void report_other_cells(const WorkbookLayout& layout, ReturnedFile& file);

/// Removes notices about texts outside fields that the form made from the data, `of_data`, prints more often than the
/// blank form, one for each additional occurrence; and notices about missing texts that it prints less often.
void drop_printed(const WorkbookLayout& of_data, const WorkbookLayout& blank, std::vector<Notice>& notices);

/// Reads the choices of a form that no longer records the meanings of its labels, by the labels of the layout.
void read_choices(const WorkbookLayout& layout, ReturnedFile& file);

}  // namespace gongwen::intake
