// The words of messages about data: names of types, lists of allowed values.
#pragma once

#include "data/detail/faults.h"

#include <string>

namespace gongwen::data {

/// A text for each language, to be an argument of a message.
struct TextPair {
  std::string chinese;
  std::string english;
};

/// `a text or null`, `"a", "b" or "c"`; of many values the first ones and their number.
TextPair describe_allowed(const Allowed& allowed);

/// The allowed text that is nearest to the value, in backticks; empty when none is near.
std::string nearest_allowed(const Allowed& allowed, const Value& value);

/// How to write the value so that it is of the type: quotes around a number, a colon of YAML; empty where nobody knows.
TextPair hint_for_type(const Allowed& allowed, const Value& value);

/// A number as it was written.
std::string number_text(const Value& number);

}  // namespace gongwen::data
