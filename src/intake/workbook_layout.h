// What a workbook form prints and where its fields are, and returned workbooks read by that: copies without names,
// whose fields lie between the same printed texts, and what else is in the cells of a form.
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
  CellReference place;  // of merged cells the first
  /// What the cell may show, and what that means in the data.
  std::map<std::string, std::string> choices;
};

struct SheetLayout {
  std::string name;
  std::map<CellReference, std::string> printed;  // texts as they are compared: without blanks, colons and stars
  std::vector<LayoutField> fields;               // by row and column
  std::set<std::string> beside;                  // likewise compared: in comments, headers and footers
};

struct WorkbookLayout {
  std::vector<SheetLayout> sheets;  // those with fields, and all others that a person sees

  /// The field of a pointer, or that of another row of its list; null when the form has none.
  const LayoutField* find(std::string_view pointer) const;
};

/// Of a form that this program has made. No sheets for what is none.
WorkbookLayout read_workbook_layout(std::string_view form);

/// Reads a workbook whose names are lost (`is_unnamed`). Each sheet is laid over the sheet of the form of whose printed
/// texts it has most, at least half; rows and columns may have been added and deleted. What lies where the form has a
/// field becomes one of `fields` or `blanks`, further rows of a list among them; what the form prints is never taken
/// for an answer. All other texts are reported. Reports: intake/by-label, intake/text-beside, intake/mixed-forms,
/// and what take_field_cell does (detail/field_map.h).
void read_copied_form(const WorkbookLayout& layout, ReturnedFile& file);

/// Reports cells of a form with names that hold neither a field nor what the form prints: intake/text-beside. A text
/// that is printed once is printed in one cell only.
void report_other_cells(const WorkbookLayout& layout, ReturnedFile& file);

/// Leaves out messages about texts beside the fields that the form of the data, `of_data`, prints, as often as it
/// prints them more than the blank form does; and about missing ones that it prints less often.
void drop_printed(const WorkbookLayout& of_data, const WorkbookLayout& blank, std::vector<Notice>& notices);

/// Choices of a form that no longer says what its labels mean: by the labels of the layout.
void read_choices(const WorkbookLayout& layout, ReturnedFile& file);

}  // namespace gongwen::intake
