// Makes the JSON Schema of the data of a form that one file describes.
#pragma once

#include "engine/kinds/detail/form/form_file.h"
#include "engine/kinds/detail/form/made_value.h"

namespace gongwen::engine {

/// The result is the schema.json of the bundle, draft 2020-12 with the members `x-title`,
/// `x-description`, `x-naming` … of this program (src/schema). Needs a form that
/// read_form_file() has accepted; reports nothing. Each part has the place of its field in the
/// form.
MadeValue schema_of_form(const FormFile& form);

/// A row of the paper that the data may leave out.
struct OptionalRow {
  std::string name;
  std::string title_zh;
  std::string title_en;
};

/// Returns nullopt for a row that is always printed.
std::optional<OptionalRow> optional_row(const FormFile& form, const data::Value& row);

/// The pointers of the fields that a row shows, as the file names them.
std::vector<data::Value> pointers_of_row(const data::Value& row);

}  // namespace gongwen::engine
