// Pieces of data as messages show them: short, on one line, without invisible characters.
#pragma once

#include "data/document.h"

#include <string>
#include <string_view>

namespace gongwen::data {

/// The text on one line, cut after 40 code points; control characters as `U+000A`.
std::string shown_text(std::string_view text);

/// A value as a person recognises it: texts in quotes, numbers as written, the rest by its kind and
/// size. The two forms are for the two languages of a message.
struct ShownValue {
  std::string chinese;
  std::string english;
};
ShownValue shown_value(const Value& value);

/// `U+4E00`.
std::string shown_code_point(char32_t code_point);

}  // namespace gongwen::data
