// What a form had in it when it was made: where its fields say something else than the data that they were made of (a
// list of paragraphs shown as one text, a default, a blank that is a value), the form carries both, and unchanged
// values come back as they were.
#pragma once

#include "intake/field_data.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

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
