#include "templating/detail/value/number_text.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "templating/detail/text/python_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace gongwen::templating {
namespace {

/// The shortest digits of a finite, positive number, and the power of ten of the first.
struct Digits {
  explicit Digits(double number) {
    std::array<char, 40> buffer;
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific).ptr;
    const std::string_view written(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const std::size_t mark = written.find('e');
    for (const char c : written.substr(0, mark)) {
      if (c != '.') characters[count++] = c;
    }
    const char* begin_exponent = written.data() + mark + 1 + (written[mark + 1] == '+');
    std::from_chars(begin_exponent, end, exponent);
  }
  std::string_view view() const { return {characters.data(), count}; }

  std::array<char, 20> characters{};
  std::size_t count = 0;
  int exponent = 0;
};

std::string_view trim_space(std::string_view text) {
  while (!text.empty()) {
    const base::DecodedCodePoint first = base::decode_utf8(text, 0);
    if (!is_space(first.code_point)) break;
    text.remove_prefix(first.length);
  }
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
    if (!is_space(base::decode_utf8(text, last).code_point)) break;
    text = text.substr(0, last);
  }
  return text;
}

/// Takes out underscores; nothing when one is not between two digits.
std::optional<std::string> without_underscores(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      out.push_back(text[i]);
    } else if (i == 0 || i + 1 == text.size() || !base::is_ascii_alnum(text[i - 1]) ||
               !base::is_ascii_alnum(text[i + 1])) {
      return std::nullopt;
    }
  }
  return out;
}

unsigned prefix_base(std::string_view text) {
  if (text.size() < 2 || text[0] != '0') return 0;
  switch (base::to_ascii_lower(text[1])) {
    case 'b': return 2;
    case 'o': return 8;
    case 'x': return 16;
    default: return 0;
  }
}

bool is_float_syntax(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_ascii_digit(c) || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
  });
}

std::optional<double> parse_float_word(std::string_view text) {
  if (base::equals_ignoring_ascii_case(text, "inf") || base::equals_ignoring_ascii_case(text, "infinity")) {
    return std::numeric_limits<double>::infinity();
  }
  if (base::equals_ignoring_ascii_case(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

/// from_chars does not say whether a value is too large or too small; the text does.
double out_of_range_value(std::string_view text) {
  const std::size_t mark = text.find_first_of("eE");
  const bool tiny = mark != std::string_view::npos && text.substr(mark + 1).starts_with('-');
  return tiny ? 0.0 : std::numeric_limits<double>::infinity();
}

/// A number with ASCII digits, without white space and underscores.
std::optional<double> parse_plain_float(std::string_view rest) {
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (const std::optional<double> word = parse_float_word(rest)) return negative ? -*word : *word;
  if (rest.empty() || rest[0] == '+' || rest[0] == '-' || !is_float_syntax(rest)) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (end != rest.data() + rest.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) value = out_of_range_value(rest);
  if (error == std::errc::invalid_argument) return std::nullopt;
  return negative ? -value : value;
}

}  // namespace

std::string normalize_number(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(trim_space(text))) {
    const int digit = decimal_digit(decoded.code_point);
    if (digit >= 0) {
      out.push_back(static_cast<char>('0' + digit));
    } else {
      base::append_utf8(out, decoded.code_point);
    }
  }
  return out;
}

FloatText::FloatText(double number) {
  if (std::isnan(number)) {
    append("nan");
    return;
  }
  if (std::signbit(number)) append("-");
  if (std::isinf(number)) {
    append("inf");
  } else if (number == 0) {
    append("0.0");
  } else {
    append_finite(std::fabs(number));
  }
}

void FloatText::append(std::string_view text) {
  std::copy(text.begin(), text.end(), characters_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += text.size();
}

void FloatText::append(std::size_t count, char character) {
  std::fill_n(characters_.begin() + static_cast<std::ptrdiff_t>(size_), count, character);
  size_ += count;
}

void FloatText::append_finite(double magnitude) {
  const Digits number(magnitude);
  const std::string_view digits = number.view();
  const auto distance = static_cast<std::size_t>(std::abs(number.exponent));
  if (number.exponent < -4 || number.exponent >= 16) {
    append(digits.substr(0, 1));
    if (digits.size() > 1) append(".");
    append(digits.substr(1));
    append(number.exponent < 0 ? "e-" : "e+");
    if (distance < 10) append("0");
    char* const end = std::to_chars(characters_.data() + size_, characters_.data() + characters_.size(), distance).ptr;
    size_ = static_cast<std::size_t>(end - characters_.data());
  } else if (number.exponent < 0) {
    append("0.");
    append(distance - 1, '0');
    append(digits);
  } else if (digits.size() <= distance + 1) {
    append(digits);
    append(distance + 1 - digits.size(), '0');
    append(".0");
  } else {
    append(digits.substr(0, distance + 1));
    append(".");
    append(digits.substr(distance + 1));
  }
}

std::string write_float(double number, FloatNotation notation, int precision) {
  const std::chars_format format = notation == FloatNotation::Fixed        ? std::chars_format::fixed
                                   : notation == FloatNotation::Scientific ? std::chars_format::scientific
                                                                           : std::chars_format::general;
  // A fixed double has up to 309 digits before the point.
  constexpr std::size_t kMaxBesidesPrecision = 340;
  const auto size = static_cast<std::size_t>(precision) + kMaxBesidesPrecision;
  // OPTIMIZATION: with a usual precision nothing is allocated for texts of up to 15 characters.
  std::array<char, kMaxBesidesPrecision + 60> room;
  if (size <= room.size()) {
    const char* const end = std::to_chars(room.data(), room.data() + room.size(), number, format, precision).ptr;
    return {room.data(), static_cast<std::size_t>(end - room.data())};
  }
  std::string buffer(size, '\0');
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format, precision);
  buffer.resize(static_cast<std::size_t>(result.ptr - buffer.data()));
  return buffer;
}

double round_float(double number, int digits) {
  if (!std::isfinite(number) || digits > 323) return number;
  if (digits < -308) return 0.0 * number;
  if (digits < 0) {
    const std::string scientific = write_float(number, FloatNotation::Fixed, 0);
    const std::size_t whole = scientific.size() - (number < 0);
    const auto dropped = static_cast<std::size_t>(-digits);
    if (dropped > whole) return 0.0 * number;
    // Scientific notation with as many digits as remain rounds at the wanted place; one digit more
    // than there is needs the comparison with one half.
    if (dropped == whole) {
      const double unit = std::pow(10.0, static_cast<double>(dropped));
      return std::fabs(number) > unit / 2 ? std::copysign(unit, number) : 0.0 * number;
    }
    const std::string text = write_float(number, FloatNotation::Scientific, static_cast<int>(whole - dropped) - 1);
    return parse_python_float(text).value_or(number);
  }
  return parse_python_float(write_float(number, FloatNotation::Fixed, digits)).value_or(number);
}

std::optional<BigNumber> parse_python_integer(std::string_view text, unsigned base) {
  std::string normalized = normalize_number(text);
  std::string_view rest = normalized;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  const unsigned prefix = prefix_base(rest);
  const bool prefixed = prefix != 0 && (base == 0 || base == prefix);
  if (prefixed) rest.remove_prefix(2);
  if (prefixed && rest.starts_with('_')) rest.remove_prefix(1);
  const std::optional<std::string> digits = without_underscores(rest);
  if (!digits) return std::nullopt;
  // Without a prefix, base 0 is decimal, and leading zeros are refused as in a program.
  const bool padded = base == 0 && !prefixed && digits->size() > 1 && (*digits)[0] == '0' &&
                      digits->find_first_not_of('0') != std::string::npos;
  if (padded) return std::nullopt;
  const std::optional<BigNumber> magnitude = BigNumber::parse(*digits, prefixed ? prefix : base == 0 ? 10 : base);
  if (!magnitude) return std::nullopt;
  return negative ? magnitude->negated() : *magnitude;
}

std::optional<double> parse_python_float(std::string_view text) {
  // OPTIMIZATION: most numbers are written as a program would write them.
  if (is_float_syntax(text)) return parse_plain_float(text);
  const std::optional<std::string> normalized = without_underscores(normalize_number(text));
  return normalized ? parse_plain_float(*normalized) : std::nullopt;
}

}  // namespace gongwen::templating
