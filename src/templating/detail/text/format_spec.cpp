#include "templating/detail/text/format_spec.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/integers.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace gongwen::templating {

namespace messages = diagnostics::messages;

namespace {

std::optional<Alignment> alignment_of(char c) {
  switch (c) {
    case '<': return Alignment::Left;
    case '>': return Alignment::Right;
    case '^': return Alignment::Center;
    case '=': return Alignment::AfterSign;
    default: return std::nullopt;
  }
}

/// Walks over the text of a specification.
class SpecReader {
 public:
  explicit SpecReader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  void read_alignment(FormatSpec& spec) {
    if (rest_.empty()) return;
    const std::size_t fill = base::decode_utf8(rest_, 0).length;
    if (fill < rest_.size() && alignment_of(rest_[fill])) {
      spec.fill = rest_.substr(0, fill);
      fill_given_ = true;
      spec.alignment = *alignment_of(rest_[fill]);
      rest_.remove_prefix(fill + 1);
    } else if (alignment_of(rest_[0])) {
      spec.alignment = *alignment_of(rest_[0]);
      rest_.remove_prefix(1);
    }
  }

  void read_zero(FormatSpec& spec) {
    if (fill_given_ || read_any("0") == 0) return;
    spec.fill = "0";
    spec.zero_padded = true;
  }

  /// The next character if it is one of `choices`; 0 otherwise.
  char read_any(std::string_view choices) {
    if (rest_.empty() || choices.find(rest_[0]) == std::string_view::npos) return 0;
    const char c = rest_[0];
    rest_.remove_prefix(1);
    return c;
  }

  std::optional<std::uint64_t> read_number() {
    std::uint64_t number = 0;
    std::size_t length = 0;
    for (; length < rest_.size() && base::is_ascii_digit(rest_[length]); ++length) {
      number = std::min<std::uint64_t>(number * 10 + static_cast<std::uint64_t>(rest_[length] - '0'), 1ULL << 40);
    }
    rest_.remove_prefix(length);
    return length == 0 ? std::nullopt : std::optional(number);
  }

  char read_type() {
    if (rest_.size() != 1) return 0;
    const char type = rest_[0];
    rest_ = {};
    return type;
  }

 private:
  std::string_view rest_;
  bool fill_given_ = false;
};

void append_padding(TextBuilder& out, std::uint64_t count, const FormatSpec& spec) {
  out.runtime().check_text_size(count * spec.fill.size());
  for (std::uint64_t i = 0; i < count; ++i) out.append(spec.fill);
}

std::string sign_of(bool negative, const FormatSpec& spec) {
  if (negative) return "-";
  return spec.sign == '-' ? "" : std::string(1, spec.sign);
}

void group_digits(std::string& digits, char separator, std::size_t group) {
  const std::size_t whole = std::min(digits.find_first_not_of("0123456789abcdefABCDEF"), digits.size());
  for (std::size_t at = whole; at > group; at -= group) digits.insert(at - group, 1, separator);
}

void make_upper(std::string& text) {
  for (char& c : text) {
    if (base::is_ascii_lower(c)) c = static_cast<char>(c - 32);
  }
}

unsigned base_of(char type) {
  switch (type) {
    case 'b': return 2;
    case 'o': return 8;
    case 'x':
    case 'X': return 16;
    default: return 10;
  }
}

/// Scientific notation with `precision` significant digits, without trailing zeros.
std::string write_short_scientific(double number, int precision) {
  std::string text = write_float(number, FloatNotation::Scientific, precision - 1);
  const std::size_t mark = text.find('e');
  if (text.find('.') == std::string::npos) return text;
  std::size_t end = text.find_last_not_of('0', mark - 1);
  if (text[end] == '.') --end;
  return text.erase(end + 1, mark - end - 1);
}

/// The format without a type, but with a precision: as `%g`, yet a whole number keeps a `.0` and
/// turns to an exponent one digit earlier.
std::string write_with_point(double number, int precision) {
  std::string text = write_float(number, FloatNotation::General, precision);
  if (!std::isfinite(number) || text.find_first_of(".e") != std::string::npos) return text;
  return static_cast<int>(text.size()) >= precision ? write_short_scientific(number, precision) : text + ".0";
}

std::string write_digits(double magnitude, char type, const FormatSpec& spec) {
  const int precision = static_cast<int>(spec.precision.value_or(6));
  switch (type) {
    case 'e': return write_float(magnitude, FloatNotation::Scientific, precision);
    case 'f': return write_float(magnitude, FloatNotation::Fixed, precision);
    case '%': return write_float(magnitude * 100, FloatNotation::Fixed, precision) + "%";
    case 0:
      if (spec.precision) return write_with_point(magnitude, std::max(precision, 1));
      return std::string(FloatText(magnitude).view());
    default: return write_float(magnitude, FloatNotation::General, std::max(precision, 1));
  }
}

[[noreturn]] void fail_spec(Runtime& runtime, const Value& value, std::string_view spec) {
  runtime.fail_about(value, messages::TemplatingBadFormat, spec, type_name(value));
}

/// Sign and digits of a whole number.
NumberParts write_magnitude(Runtime& runtime, const Value& integer, const FormatSpec& spec) {
  const unsigned base = base_of(spec.type);
  if (const auto small = small_integer(integer)) {
    const auto bits = static_cast<std::uint64_t>(*small);
    std::array<char, 64> digits;
    const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), *small < 0 ? ~bits + 1 : bits,
                                          static_cast<int>(base))
                                .ptr;
    return {sign_of(*small < 0, spec), {digits.data(), static_cast<std::size_t>(end - digits.data())}};
  }
  const BigNumber number = to_big_number(integer);
  runtime.charge(number.limbs().size() * number.limbs().size());
  return {sign_of(number.negative(), spec), number.absolute().to_text(base)};
}

std::string character_with_code(Runtime& runtime, const Value& code) {
  const std::int64_t number = small_integer(code).value_or(-1);
  const bool surrogate = number >= 0xD800 && number <= 0xDFFF;
  if (number < 0 || number > 0x10FFFF || surrogate) fail_spec(runtime, code, "c");
  return base::to_utf8(static_cast<char32_t>(number));
}

bool is_any_of(char type, std::string_view choices) {
  return type == 0 || choices.find(type) != std::string_view::npos;
}

}  // namespace

std::optional<FormatSpec> parse_format_spec(std::string_view text) {
  FormatSpec spec;
  SpecReader reader(text);
  reader.read_alignment(spec);
  if (const char sign = reader.read_any("+- ")) {
    spec.sign = sign;
    spec.sign_given = true;
  }
  reader.read_any("z");
  spec.alternate = reader.read_any("#") != 0;
  reader.read_zero(spec);
  spec.width = reader.read_number().value_or(0);
  spec.grouping = reader.read_any(",_");
  if (reader.read_any(".") != 0) {
    spec.precision = reader.read_number();
    if (!spec.precision) return std::nullopt;
  }
  spec.type = reader.read_type();
  return reader.at_end() ? std::optional(spec) : std::nullopt;
}

void append_text_field(TextBuilder& out, std::string_view text, const FormatSpec& spec) {
  if (spec.precision) text = text.substr(0, offset_of_character(text, *spec.precision));
  const std::uint64_t length = base::count_code_points(text);
  const std::uint64_t padding = spec.width > length ? spec.width - length : 0;
  const std::uint64_t before = spec.alignment == Alignment::Right    ? padding
                               : spec.alignment == Alignment::Center ? padding / 2
                                                                     : 0;
  append_padding(out, before, spec);
  out.append(text);
  append_padding(out, padding - before, spec);
}

void append_number_field(TextBuilder& out, const NumberParts& number, const FormatSpec& spec) {
  FormatSpec layout = spec;
  layout.precision.reset();
  const bool by_default = spec.alignment == Alignment::Default;
  if (spec.alignment != Alignment::AfterSign && !(by_default && spec.zero_padded)) {
    if (by_default) layout.alignment = Alignment::Right;
    append_text_field(out, number.prefix + number.digits, layout);
    return;
  }
  const std::uint64_t length = number.prefix.size() + number.digits.size();
  out.append(number.prefix);
  append_padding(out, spec.width > length ? spec.width - length : 0, spec);
  out.append(number.digits);
}

NumberParts format_integer(Runtime& runtime, const Value& integer, const FormatSpec& spec) {
  if (spec.type == 'c') return {{}, character_with_code(runtime, integer)};
  NumberParts parts = write_magnitude(runtime, integer, spec);
  if (spec.alternate && base_of(spec.type) != 10) parts.prefix += std::string("0") + spec.type;
  if (spec.type == 'X') make_upper(parts.digits);
  if (spec.grouping != 0) group_digits(parts.digits, spec.grouping, base_of(spec.type) == 10 ? 3 : 4);
  return parts;
}

NumberParts format_float(Runtime& runtime, double number, const FormatSpec& spec) {
  runtime.check_text_size(spec.precision.value_or(0) + 400);
  NumberParts parts{sign_of(std::signbit(number) && !std::isnan(number), spec), {}};
  parts.digits = write_digits(std::fabs(number), base::to_ascii_lower(spec.type), spec);
  if (base::is_ascii_upper(spec.type)) make_upper(parts.digits);
  if (spec.grouping != 0) group_digits(parts.digits, spec.grouping, 3);
  return parts;
}

void append_formatted(TextBuilder& out, const Value& value, std::string_view spec_text) {
  Runtime& runtime = out.runtime();
  if (spec_text.empty()) {
    write_value(out, value);
    return;
  }
  runtime.require_defined(value);
  const std::optional<FormatSpec> spec = parse_format_spec(spec_text);
  if (!spec) fail_spec(runtime, value, spec_text);
  const bool only_for_numbers =
      spec->alignment == Alignment::AfterSign || spec->sign_given || spec->alternate || spec->grouping != 0;
  if (value.is_text() && is_any_of(spec->type, "s") && !only_for_numbers) {
    append_text_field(out, value.text(), *spec);
  } else if (is_integer(value) && is_any_of(spec->type, "bcdoxXn") && !spec->precision) {
    append_number_field(out, format_integer(runtime, value, *spec), *spec);
  } else if (is_number(value) && is_any_of(spec->type, "eEfFgGn%") && (spec->type != 0 || !is_integer(value))) {
    append_number_field(out, format_float(runtime, to_double(value), *spec), *spec);
  } else {
    fail_spec(runtime, value, spec_text);
  }
}

}  // namespace gongwen::templating
