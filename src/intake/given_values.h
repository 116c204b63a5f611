// What a form had in it when it was made: where its fields say something else than the data that they were made of
// (a list of paragraphs shown as one text, a default, a blank that is a value), the form carries both, and what nobody
// changed comes back as it was.
#pragma once

#include "intake/field_data.h"

#include <string>
#include <string_view>

namespace gongwen::intake {

/// Where `shown`, the data that the untouched form gives, differs from `data`: JSON for a field of the form's own.
/// Both are JSON objects. Empty when nothing differs.
std::string given_values(std::string_view shown, std::string_view data);

/// Puts back what nobody changed. Texts that given_values did not write change nothing.
void restore_given(FieldData& read, std::string_view given);

}  // namespace gongwen::intake
