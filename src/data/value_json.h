// Values as JSON texts.
#pragma once

#include "data/document.h"

#include <string>

namespace gongwen::data {

/// Appends the value as JSON without blanks; numbers as they were written.
void append_value_json(std::string& out, const Value& value);

/// A number as it was written.
std::string number_text(const Value& number);

}  // namespace gongwen::data
