// One value of a returned form as JSON of the type in the schema.
#pragma once

#include "data/value_text.h"
#include "intake/returned_file.h"
#include "schema/schema_fields.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::intake {

// What people type, made the same whatever they typed it with: the same for forms as for all other data.

using data::narrow_text;
using data::normal_text;
using data::trim_blanks;

// From what was filled into a field to a JSON value of the type that the schema sets for it.

/// What a value came to. `json` is empty for a blank.
struct FieldValue {
  std::string json;
  /// It is not of the field's type, and was kept as a text.
  bool unfit = false;
};

/// Converts one value. Choices are found by their value, their title, or their place in the list; dates and numbers
/// also as people write them: `1980年5月`, `19800501`, `1,234`.
FieldValue convert_field(const RawField& raw, const schema::SchemaField& field);

/// The values of a field that takes several, from one text: `☑甲　☐乙`, `甲、乙`, or one a line.
FieldValue convert_list(std::string_view text, const schema::SchemaField& list);

/// The words of such a text, without blanks around: those that are ticked where there are ticks, otherwise all.
std::vector<std::string> chosen_words(std::string_view text);

/// Whether a text says that a box is ticked, `☑`, `是`, `TRUE`, or that it is not; nothing for other texts. See
/// schema::read_yes_or_no for the title of the field.
std::optional<bool> read_tick(std::string_view text, std::string_view question = {});

/// The JSON of a listed value.
std::string choice_json(const schema::FieldChoice& choice);

}  // namespace gongwen::intake
