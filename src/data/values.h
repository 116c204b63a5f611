// Compares values of data, and writes them as JSON, as XML and for messages.
#pragma once

#include "data/decimal.h"
#include "data/document.h"

#include <compare>
#include <string>
#include <string_view>

namespace gongwen::data {

// Values in messages: short, on one line, without invisible characters.

/// The text on one line, cut after 40 code points; control characters as `U+000A`.
std::string shown_text(std::string_view text);

/// A value in recognisable form: texts in quotes, numbers as written, all other values by type and size, in both
/// languages.
struct ShownValue {
  std::string chinese;
  std::string english;
};
ShownValue shown_value(const Value& value);

/// `U+4E00`.
std::string shown_code_point(char32_t code_point);

// Values as JSON and XML texts.

/// Appends the value as JSON without blanks; numbers as they were written.
void append_value_json(std::string& out, const Value& value);
/// The value as append_value_json() writes it.
std::string value_json(const Value& value);

/// The value as an XML file from which exactly the same JSON can be restored: the elements map, array, string, number,
/// boolean and null of XPath and XQuery Functions 3.1 (section 22.1, XML Representation of JSON). Characters that XML
/// does not allow are written as JSON escapes, as that section specifies (`escaped`, `escaped-key`).
std::string value_xml(const Value& value);

/// A number as it was written.
std::string number_text(const Value& number);

// Comparing values as JSON Schema does: by mathematical or textual content, not by spelling.

/// The exact value of a number.
Decimal decimal_of(const Value& number);

/// A total order over all values; equal means equal by JSON Schema Core 4.2.2: 1 equals 1.0,
/// members have no order.
std::strong_ordering compare_values(const Value& a, const Value& b);

/// Compares numbers of either type and any size.
std::strong_ordering compare_numbers(const Value& a, const Value& b);

/// Whether a number has no fraction, like 1.0 (JSON Schema Validation 6.1.1).
bool is_integral(const Value& number);

}  // namespace gongwen::data
