// Reads the hidden sheet `_gw` of a workbook form (its stamp, and the fields of its cells), and interprets the cells.
#pragma once

#include "intake/detail/field_labels.h"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gongwen::intake {

struct MappedField {
  std::string name;  // `gw.applicant.name`
  std::string pointer;
  std::string type;
  std::string sheet;
  std::string cell;
  std::map<std::string, std::string> choices;  // displayed texts without surrounding blanks → values in the data
  std::optional<FieldLabel> label = {};        // missing in forms made by older versions
};

struct FieldMap {
  forms::FormStamp stamp;
  std::string given;                // see given_values.h
  std::vector<MappedField> fields;  // each pointer once
  /// Texts printed on the form, see label_text; empty if the form does not record them.
  std::set<std::string> printed;

  /// The field at a pointer; null if the map has none.
  const MappedField* find(std::string_view pointer) const;
  std::map<std::string, std::size_t, std::less<>> by_pointer;  // index in `fields`
};

inline constexpr std::string_view kMapSheet = "_gw";

/// Reads the rows of the sheet: `kind`, `edition` and `hash` make the stamp; rows starting with one of our cell names
/// make the map; `given` is followed by its parts in adjacent cells; `label` and `texts` are from form_layout_rows.
/// Other rows are headings and remarks.
FieldMap read_field_map(const XlsxCells& cells);

/// The content of a cell as people see it: a number displayed with leading zeros, such as 010010, becomes a text.
RawField value_of_cell(const std::string& pointer, RawType type, const std::string& text, const std::string& shown);

/// Translates the content of a cell: labels of choices become their values, and each ticked choice of `☑甲　☐乙`
/// becomes a value. Texts that are not labels stay unchanged. Returns nullopt if the text itself is the value.
std::optional<std::vector<RawField>> mapped_values(const RawField& cell, const MappedField& field);

/// Adds what a person sees in the cell to `fields` or `blanks` of the file, or reports why it cannot be used or has to
/// be checked. Returns whether it was added or is blank. `mapped` may be null. Reports: intake/hidden-field,
/// intake/hidden-part, intake/odd-format, intake/no-result, intake/cell-error, intake/cell-twice, intake/damaged-cell,
/// intake/text-too-long, intake/formula, intake/mark-beside.
bool take_field_cell(const std::string& pointer, const LooseCell& cell, const MappedField* mapped, std::size_t max_text,
                     ReturnedFile& file);

}  // namespace gongwen::intake
