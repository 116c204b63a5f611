// Values as text, as Python's str() and repr() write them, and numbers read and written.
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

// Values as text: what Python's str() and repr() give.

/// Appends str(value). Fails for undefined values and for those that are useless as text, such as functions.
void write_value(TextBuilder& out, const Value& value);

/// Appends repr(value), as it is inside a printed list.
void write_repr(TextBuilder& out, const Value& value);

/// The value itself if it is a text, otherwise str(value) as plain text; the place is kept.
Value to_text_value(Runtime& runtime, const Value& value);

// Numbers as Python writes and reads them.

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

  std::array<char, 32> characters_{};  // the longest are as `-1.2345678901234567e-300`
  std::size_t size_ = 0;
};

enum class FloatNotation : std::uint8_t { Fixed, Scientific, General };

/// Correctly rounded, half to even, exponents with at least two digits, as C's printf.
std::string write_float(double number, FloatNotation notation, int precision);

/// Rounded to `digits` after the point (before it, if negative), as Python's round().
double round_float(double number, int digits);

/// The text without white space around, decimal digits of other scripts as ASCII.
std::string normalize_number(std::string_view text);

/// What int(text, base) reads: white space around, sign, prefix, underscores between digits, digits
/// of any script. Base 0 goes by the prefix.
std::optional<BigNumber> parse_python_integer(std::string_view text, unsigned base);

/// What float(text) reads.
std::optional<double> parse_python_float(std::string_view text);

}  // namespace gongwen::templating
