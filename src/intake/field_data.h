// From the fields of a returned form to data, and the layout of a workbook form that its reader needs.
#pragma once

#include "intake/returned_file.h"
#include "schema/schema.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// What fields of one column of a list have in common.

/// The pointer with `*` for each number: `/jobs/*/org`.
std::string field_pattern(std::string_view pointer);

// What a form as a workbook says beside its fields: the label of each, and all texts that are printed on it. The form
// carries both in its hidden sheet, so that its reader knows a cell that has become another one, and a text that
// somebody has written beside the fields.

/// Rows for the hidden sheet of a form that has been made: `label`, name of the cell, `left` or `above`, the label, how
/// many columns or rows it is away; and `texts` with what is in cells that are not fields. None when it is not a form.
std::vector<std::vector<std::string>> form_layout_rows(std::string_view form);

// From the fields of a returned form to data as the schema wants them.

struct FieldData {
  /// One JSON object with line breaks, members in the order of the schema; blanks, empty objects and empty items of
  /// lists are left out.
  std::string json;
  /// Where the values come from, by their JSON pointers in `json`.
  std::map<std::string, FieldPlace, std::less<>> places;
  /// intake/unknown-field, intake/not-a-value
  std::vector<Notice> notices;
};

/// `kind` is what messages call the kind of document. A box that is not ticked gives false where the schema requires
/// the field in an object that is there, and nothing elsewhere. `struck` are fields that are blank because somebody has
/// deleted what was in them; their texts are the JSON values that say so. In items of lists they count where the item
/// has other values.
FieldData data_from_fields(const std::vector<RawField>& fields, const schema::Schema& schema, std::string_view kind,
                           const std::vector<RawField>& struck = {});

}  // namespace gongwen::intake
