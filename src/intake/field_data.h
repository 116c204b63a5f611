// Converts the fields of a returned form to data; and the layout of a workbook form, which its reader needs.
#pragma once

#include "intake/returned_file.h"
#include "schema/schema.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// The common pattern of fields in one column of a list.

/// The pointer with `*` for each number: `/jobs/*/org`.
std::string field_pattern(std::string_view pointer);

// The layout of a workbook form: the label of each field, and all printed texts. The form carries both in its hidden
// sheet, so that the reader notices cells that were exchanged, and texts added outside the fields.

/// Makes the rows for the hidden sheet of a finished form: `label`, cell name, `left` or `above`, the label, and its
/// distance in columns or rows; and `texts` with the contents of cells that are not fields. Empty if it is not a form.
std::vector<std::vector<std::string>> form_layout_rows(std::string_view form);

// Converts the fields of a returned form to data by the schema.

struct FieldData {
  /// One JSON object with line breaks, members in schema order. Blanks, empty objects and empty list items are left
  /// out.
  std::string json;
  /// The places of the values, by JSON pointer in `json`.
  std::map<std::string, FieldPlace, std::less<>> places;
  /// intake/unknown-field, intake/not-a-value
  std::vector<Notice> notices;
};

/// `kind` is the name of the kind in messages. An unticked box becomes false if the schema requires the field in an
/// existing object; otherwise it is left out. `struck` are fields that are blank because their contents were deleted;
/// their texts are the JSON values that express this. In list items they count only if the item has other values.
FieldData data_from_fields(const std::vector<RawField>& fields, const schema::Schema& schema, std::string_view kind,
                           const std::vector<RawField>& struck = {});

}  // namespace gongwen::intake
