// The hidden sheet `_gw` of a workbook form: its stamp, and which cell holds which field; and what is in such a cell.
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
  std::map<std::string, std::string> choices;  // what the cell may show, without blanks around → the value in the data
  std::optional<FieldLabel> label = {};        // forms of old do not say it
};

struct FieldMap {
  forms::FormStamp stamp;
  std::string given;                // see given_values.h
  std::vector<MappedField> fields;  // each pointer once
  /// What is printed on the form, see label_text; empty when the form does not say it.
  std::set<std::string> printed;

  /// The field at a pointer; null when the map has none.
  const MappedField* find(std::string_view pointer) const;
  std::map<std::string, std::size_t, std::less<>> by_pointer;  // indices into `fields`
};

inline constexpr std::string_view kMapSheet = "_gw";

/// Rows that start with `kind`, `edition` or `hash` make the stamp, rows that start with a name of ours the map, one
/// that starts with `given` has its pieces side by side, `label` and `texts` are those of form_layout_rows; all else is
/// heads and remarks.
FieldMap read_field_map(const XlsxCells& cells);

/// What is in a cell, as a person sees it: a number that is shown with zeros before it, such as 010010, is a text.
RawField value_of_cell(const std::string& pointer, RawType type, const std::string& text, const std::string& shown);

/// Takes what is in a cell for what it means: labels of choices for their values, each choice of `☑甲　☐乙` that is
/// ticked for a value. Texts that are not labels stay as they are. Nothing for a cell whose text is the value itself.
std::optional<std::vector<RawField>> mapped_values(const RawField& cell, const MappedField& field);

/// Takes what a person sees in the cell into `fields` or `blanks` of the file, or reports why it cannot be taken, or
/// what is to be compared. Returns: whether it was taken or is blank. Reports: intake/hidden-field, intake/hidden-part,
/// intake/odd-format, intake/no-result, intake/cell-error, intake/cell-twice, intake/damaged-cell,
/// intake/text-too-long, intake/formula, intake/mark-beside. `mapped` may be null.
bool take_field_cell(const std::string& pointer, const LooseCell& cell, const MappedField* mapped, std::size_t max_text,
                     ReturnedFile& file);

}  // namespace gongwen::intake
