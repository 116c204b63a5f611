// What a form had in it when it was made: where its fields say something else than the data that they were made of (a
// list of paragraphs shown as one text, a default, a blank that is a value), the form carries both, and unchanged
// values come back as they were.
#pragma once

#include "data/value_text.h"
#include "intake/field_data.h"
#include "intake/returned_file.h"
#include "schema/schema_fields.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// One value of a returned form as JSON of the type in the schema.

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

/// Where `shown`, the data that the untouched form gives, differs from `data`: JSON for a field of the form's own.
/// Both are JSON objects. Members at `always` are named also where they do not differ. Empty when nothing is named.
std::string given_values(std::string_view shown, std::string_view data, const std::vector<std::string>& always = {});

/// An entry of it, as JSON texts; empty where there is nothing.
struct GivenEntry {
  std::string pointer;
  std::string shown;
  std::string data;
  bool unchanged = false;  // the form still says what it said
};

/// The entries, in order, with the result of each in `json`, the data that the form has now.
std::vector<GivenEntry> given_entries(std::string_view given, std::string_view json);

/// The value in the data at a pointer, so that equal values give equal texts; empty if there is none.
std::string value_at(std::string_view json, std::string_view pointer);

/// Whether a JSON text is a value that no form shows: an empty text, null, false, and lists and objects of such.
bool is_blank_value(std::string_view json);

/// A text as it is looked for among what is printed: without blanks and line ends, which lines on a page do not have.
std::string printed_text(std::string_view text);

/// Whether all texts of a JSON value are printed, in `printed` as printed_text makes it. Short ones may be there by
/// chance, and numbers and truth values are not looked for: then it is unknown.
bool is_printed(std::string_view json, std::string_view printed);

/// Restores unchanged values, except for the pointers that are refused. Texts that given_values did not write change
/// nothing.
void restore_given(FieldData& read, std::string_view given, const std::set<std::string>& refused = {});

}  // namespace gongwen::intake
