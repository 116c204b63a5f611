// What a field looks like on paper, as text.
#pragma once

#include "forms/field_model.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::forms {

/// How the boxes of a form look; forms print ☐ or □.
struct BoxGlyphs {
  std::string_view empty = "☐";
  std::string_view ticked = "☑";
};

/// What a control shows: the text of the value, dates and months as `language` (a BCP 47 tag) writes them, labels of
/// choices, a box for what is ticked. Empty for a blank.
std::string shown_text(const Field& field, const FieldControl& control, std::string_view language,
                       const BoxGlyphs& boxes = {});

/// The texts of a choice field's options, each once: labels, or values where labels are missing or not unique.
std::vector<std::string> choice_texts(const ChoiceField& choice);

/// `2024-02-04` → `2024年2月4日`, `2024-02` → `2024年2月`; in other languages as it is. What is no date stays.
std::string shown_date(std::string_view date, std::string_view language);

}  // namespace gongwen::forms
