// Formatting as in Python: one value in a field, the `%` operator, `text.format`.
#pragma once

#include "templating/detail/builtins/registry.h"
#include "templating/detail/value/runtime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::templating {

// The `%` operator on texts and the filter `format`: printf-style formatting as in Python.

/// `format % operand`: uses the items of a tuple in order, the members of a dict by `%(name)s`, or
/// a single value. A format that is markup escapes the values. Fails if format and values do not
/// fit.
Value format_percent(Runtime& runtime, const Value& format, const Value& operand);

// `text.format(…)`: replacement fields in braces, as Python's str.format.

/// A format that is markup escapes the values. Fails if format and arguments do not fit.
Value format_braces(Runtime& runtime, const Value& format, const Arguments& arguments);

// Lays out one value in a field: the common part of Python's format() and the `%` operator.
// `[[fill]align][sign][#][0][width] [grouping][.precision][type]`, Python's format specification
// mini-language.

enum class Alignment : std::uint8_t { Default, Left, Right, Center, AfterSign };

struct FormatSpec {
  std::string_view fill = " ";  // one character, a view into the specification
  Alignment alignment = Alignment::Default;
  bool zero_padded = false;  // a 0 before the width: numbers are filled with zeros after the sign
  char sign = '-';           // '+': always, ' ': a space for positive numbers, '-': negative ones only
  bool sign_given = false;
  bool alternate = false;   // 0x before hexadecimal digits and so on
  std::uint64_t width = 0;  // in characters
  char grouping = 0;        // ',' or '_' between groups of digits; 0: none
  std::optional<std::uint64_t> precision;
  char type = 0;  // 0: chosen by the value
};

/// Returns nullopt if the text is not a specification.
std::optional<FormatSpec> parse_format_spec(std::string_view text);

/// The parts of a number: padding can be inserted between prefix and digits.
struct NumberParts {
  std::string prefix;  // sign, 0x and the like
  std::string digits;
};

/// Lays out a text, left-aligned by default.
void append_text_field(TextBuilder& out, std::string_view text, const FormatSpec& spec);
/// Lays out a number, right-aligned by default.
void append_number_field(TextBuilder& out, const NumberParts& number, const FormatSpec& spec);

/// Formats a whole number by a type of `b c d o x X n`.
NumberParts format_integer(Runtime& runtime, const Value& integer, const FormatSpec& spec);
/// Formats a number by a type of `e E f F g G n %`, or without a type. `precision` is checked against the limit for
/// texts.
NumberParts format_float(Runtime& runtime, double number, const FormatSpec& spec);

/// Appends the result of format(value, spec). Fails if the specification does not suit the value.
void append_formatted(TextBuilder& out, const Value& value, std::string_view spec);

}  // namespace gongwen::templating
