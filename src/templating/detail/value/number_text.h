// Values as text, in the forms of Python's str() and repr(); reading and writing numbers.
#pragma once

#include "templating/detail/value/big_number.h"
#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::templating {

// Values as text: the results of Python's str() and repr().

/// Appends str(value). Fails for undefined values and for those without a useful text, such as functions.
void write_value(TextBuilder& out, const Value& value);

/// Appends repr(value), the form inside a printed list.
void write_repr(TextBuilder& out, const Value& value);

/// The value itself if it is a text, otherwise str(value) as plain text; keeps the place.
Value to_text_value(Runtime& runtime, const Value& value);

// Numbers in the notation of Python.

/// The shortest text that reads back as the same double: `0.1`, `1e+16`, `1e-07`, `2.0`, `inf`,
/// `nan`.
class FloatText {
 public:
  explicit FloatText(double number);
  std::string_view view() const { return {characters_.data(), size_}; }

 private:
  void append(std::string_view text);
  void append(std::size_t count, char character);
  void append_finite(double magnitude);

  std::array<char, 32> characters_{};  // the longest are like `-1.2345678901234567e-300`
  std::size_t size_ = 0;
};

enum class FloatNotation : std::uint8_t { Fixed, Scientific, General };

/// Correctly rounded, half to even, exponents with at least two digits, like C's printf.
std::string write_float(double number, FloatNotation notation, int precision);

/// Rounded to `digits` after the point (before it, if negative), like Python's round().
double round_float(double number, int digits);

/// The text without white space around it, with decimal digits of other scripts as ASCII.
std::string normalize_number(std::string_view text);

/// Reads a text like Python's int(text, base): white space around, sign, prefix, underscores between digits, digits of
/// any script. For base 0 the prefix determines the base.
std::optional<BigNumber> parse_python_integer(std::string_view text, unsigned base);

/// Reads a text like Python's float(text).
std::optional<double> parse_python_float(std::string_view text);

}  // namespace gongwen::templating
