// The data from which a form was made. If fields show something other than the data (a list of paragraphs shown as one
// text, a default, a blank that is a value), the form carries both, so that unchanged values come back exactly as they
// were.
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

// Conversion of returned values to the types of the schema.

// Normalisation of typed text; the same for forms as for all other data.

using data::narrow_text;
using data::normal_text;
using data::trim_blanks;

/// The result of a conversion. `json` is empty for a blank.
struct FieldValue {
  std::string json;
  /// The text does not fit the field's type and was kept as text.
  bool unfit = false;
};

/// Converts one value. Choices are found by value, title, or position in the list; dates and numbers also in written
/// forms: `1980年5月`, `19800501`, `1,234`.
FieldValue convert_field(const RawField& raw, const schema::SchemaField& field);

/// Converts a text with several values: `☑甲　☐乙`, `甲、乙`, or one per line.
FieldValue convert_list(std::string_view text, const schema::SchemaField& list);

/// The words of such a text, trimmed: the ticked ones if there are ticks, otherwise all.
std::vector<std::string> chosen_words(std::string_view text);

/// Whether a text means that a box is ticked (`☑`, `是`, `TRUE`) or not; nullopt for other texts. `question` is the
/// title of the field, see schema::read_yes_or_no.
std::optional<bool> read_tick(std::string_view text, std::string_view question = {});

/// The JSON of a choice's value.
std::string choice_json(const schema::FieldChoice& choice);

/// The differences between `shown`, the data that the untouched form would give, and `data`, as JSON for a hidden field
/// of the form. Both arguments are JSON objects. Members at `always` are listed even if equal. Empty if nothing is
/// listed.
std::string given_values(std::string_view shown, std::string_view data, const std::vector<std::string>& always = {});

/// An entry of the differences, as JSON texts; empty for missing values.
struct GivenEntry {
  std::string pointer;
  std::string shown;
  std::string data;
  bool unchanged = false;  // the form still shows the same
};

/// The entries in order, compared with `json`, the data that the form gives now.
std::vector<GivenEntry> given_entries(std::string_view given, std::string_view json);

/// The value at a pointer, normalised so that equal values give equal texts; empty if it is missing.
std::string value_at(std::string_view json, std::string_view pointer);

/// Whether a JSON text is a value that no form shows: an empty text, null, false, or a list or object of such values.
bool is_blank_value(std::string_view json);

/// Normalises a text for searching in printed text: without blanks and line ends.
std::string printed_text(std::string_view text);

/// Whether all texts of a JSON value occur in `printed`, which is from printed_text. Short texts might occur by chance,
/// and numbers and Booleans are not searched: the result is then false.
bool is_printed(std::string_view json, std::string_view printed);

/// Restores unchanged values, except at the pointers in `refused`. Ignores texts that given_values did not write.
void restore_given(FieldData& read, std::string_view given, const std::set<std::string>& refused = {});

}  // namespace gongwen::intake
