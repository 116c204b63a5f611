// Values of data compared, written as JSON, and shown in messages.
#pragma once

#include "data/decimal.h"
#include "data/document.h"

#include <compare>
#include <string>
#include <string_view>

namespace gongwen::data {

// Pieces of data as messages show them: short, on one line, without invisible characters.

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

// Values as JSON and XML texts.

/// Appends the value as JSON without blanks; numbers as they were written.
void append_value_json(std::string& out, const Value& value);

/// The value as a file of XML, from which exactly the same JSON can be made: the elements map, array, string, number,
/// boolean and null of XPath and XQuery Functions 3.1 (section 22.1, XML Representation of JSON). What XML has no place
/// for is written with JSON's escapes, as that section says (`escaped`, `escaped-key`).
std::string value_xml(const Value& value);

/// A number as it was written.
std::string number_text(const Value& number);

// Comparing values as JSON Schema does: by their mathematical or textual content, not by how they
// were written.

/// The exact value of a number.
Decimal decimal_of(const Value& number);

/// A total order over all values; equal means equal by JSON Schema Core 4.2.2: 1 equals 1.0,
/// members have no order.
std::strong_ordering compare_values(const Value& a, const Value& b);

/// Either number; both may be of any size.
std::strong_ordering compare_numbers(const Value& a, const Value& b);

/// 1.0 is an integer too. JSON Schema Validation 6.1.1.
bool is_integral(const Value& number);

}  // namespace gongwen::data
