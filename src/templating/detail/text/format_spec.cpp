#include "templating/detail/text/format_spec.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

// Python's format mini-language (str.format, format(), `%`), for numbers and texts, with Python's results for every
// precision.
namespace gongwen::templating {

namespace messages = diagnostics::messages;

namespace {

/// Fields may be nested once, inside the specification of a field.
constexpr int kDeepestField = 2;

class BraceFormatter {
 public:
  BraceFormatter(Runtime& runtime, const Value& format, const Arguments& arguments)
      : runtime_(runtime), markup_(format.is_markup()), arguments_(arguments) {}

  void expand(TextBuilder& out, std::string_view format, int depth) {
    if (depth > kDeepestField) fail_syntax();
    while (!format.empty()) {
      const std::size_t brace = std::min(format.find_first_of("{}"), format.size());
      out.append(format.substr(0, brace));
      format.remove_prefix(brace);
      if (format.empty()) return;
      if (format.size() > 1 && format[0] == format[1] && depth == 1) {
        out.append(format.substr(0, 1));
        format.remove_prefix(2);
      } else {
        format.remove_prefix(expand_field(out, format, depth));
      }
    }
  }

 private:
  [[noreturn]] void fail_syntax() { runtime_.fail(messages::TemplatingFormatIncomplete); }

  /// Formats the field at the start of `format`, and returns its length in bytes.
  std::size_t expand_field(TextBuilder& out, std::string_view format, int depth) {
    if (format[0] == '}') fail_syntax();
    const std::size_t end = find_closing_brace(format);
    std::string_view field = format.substr(1, end - 1);
    const std::size_t name_end = std::min(find_name_end(field), field.size());
    Value value = find_value(field.substr(0, name_end));
    field.remove_prefix(name_end);
    if (field.starts_with('!')) {
      if (field.size() < 2 || (field.size() > 2 && field[2] != ':')) fail_syntax();
      value = convert(value, field[1]);
      field.remove_prefix(2);
    }
    TextBuilder spec(runtime_);
    if (field.starts_with(':')) expand(spec, field.substr(1), depth + 1);
    append_value(out, value, spec.view());
    return end + 1;
  }

  std::size_t find_closing_brace(std::string_view format) {
    int open = 0;
    for (std::size_t i = 0; i < format.size(); ++i) {
      open += format[i] == '{';
      open -= format[i] == '}';
      if (open == 0) return i;
    }
    fail_syntax();
  }

  /// The position of the `!` or `:` that ends the name; those in square brackets belong to it.
  static std::size_t find_name_end(std::string_view field) {
    bool bracket = false;
    for (std::size_t i = 0; i < field.size(); ++i) {
      if (field[i] == '[') bracket = true;
      if (field[i] == ']') bracket = false;
      if (!bracket && (field[i] == '!' || field[i] == ':')) return i;
    }
    return field.size();
  }

  Value find_value(std::string_view name) {
    const std::size_t first_end = std::min(name.find_first_of(".["), name.size());
    Value value = find_argument(name.substr(0, first_end));
    name.remove_prefix(first_end);
    while (!name.empty()) {
      const bool bracket = name[0] == '[';
      const std::size_t end = bracket ? name.find(']') : std::min(name.find_first_of(".[", 1), name.size());
      if (end == std::string_view::npos || end == 1) fail_syntax();
      value = find_part(value, name.substr(1, end - 1), bracket);
      name.remove_prefix(end + bracket);
    }
    return value;
  }

  Value find_part(const Value& value, std::string_view name, bool bracket) {
    Value part;
    if (!bracket) {
      part = find_attribute(runtime_, value, name);
    } else if (const auto index = parse_index(name)) {
      part = find_item(runtime_, value, Value::integer(*index));
    } else {
      part = find_item(runtime_, value, runtime_.make_text(name));
    }
    if (part.is_missing()) runtime_.fail_about(value, messages::TemplatingFormatNoMember, name);
    return part;
  }

  static std::optional<std::int64_t> parse_index(std::string_view text) {
    std::int64_t index = 0;
    for (const char c : text) {
      if (!base::is_ascii_digit(c) || index > 1'000'000'000) return std::nullopt;
      index = index * 10 + (c - '0');
    }
    return text.empty() ? std::nullopt : std::optional(index);
  }

  Value find_argument(std::string_view name) {
    const auto index = name.empty() ? std::optional<std::int64_t>(next_++) : parse_index(name);
    if (index) {
      if (static_cast<std::size_t>(*index) < arguments_.positional.size()) {
        return arguments_.positional[static_cast<std::size_t>(*index)];
      }
      runtime_.fail(messages::TemplatingFormatTooFewValues);
    }
    for (const Keyword& keyword : arguments_.keywords) {
      if (keyword.name == name) return keyword.value;
    }
    runtime_.fail(messages::TemplatingFormatNoMember, name);
  }

  Value convert(const Value& value, char conversion) {
    TextBuilder text(runtime_);
    switch (conversion) {
      case 's': write_value(text, value); break;
      case 'r':
      case 'a': write_repr(text, value); break;
      default: fail_syntax();
    }
    return text.build();
  }

  void append_value(TextBuilder& out, const Value& value, std::string_view spec) {
    if (!markup_) {
      append_formatted(out, value, spec);
    } else if (value.is_markup()) {
      if (!spec.empty()) runtime_.fail_about(value, messages::TemplatingBadFormat, spec, "markup");
      out.append(value.text());
    } else {
      TextBuilder plain(runtime_);
      append_formatted(plain, value, spec);
      append_escaped(out, plain.view());
    }
  }

  Runtime& runtime_;
  bool markup_;
  const Arguments& arguments_;
  std::int64_t next_ = 0;
};

}  // namespace

Value format_braces(Runtime& runtime, const Value& format, const Arguments& arguments) {
  TextBuilder out(runtime);
  BraceFormatter(runtime, format, arguments).expand(out, format.text(), 1);
  return out.build(format.safety());
}

namespace {

class PercentFormatter {
 public:
  PercentFormatter(Runtime& runtime, const Value& format, const Value& operand)
      : runtime_(runtime), format_(format), rest_(format.text()), operand_(operand), out_(runtime) {}

  Value run() {
    while (!rest_.empty()) {
      const std::size_t mark = std::min(rest_.find('%'), rest_.size());
      out_.append(rest_.substr(0, mark));
      rest_.remove_prefix(mark);
      if (!rest_.empty()) format_one();
    }
    const bool tuple = operand_.is(Kind::Tuple);
    const bool left_over = tuple ? next_ < operand_.as<Tuple>().items.size() : next_ == 0 && !takes_names();
    if (left_over) runtime_.fail(messages::TemplatingFormatTooManyValues);
    return out_.build(format_.safety());
  }

 private:
  bool takes_names() const { return is_mapping(operand_) || is_list(operand_); }

  char take() {
    if (rest_.empty()) runtime_.fail(messages::TemplatingFormatIncomplete);
    const char c = rest_[0];
    rest_.remove_prefix(1);
    return c;
  }

  void format_one() {
    take();  // the percent sign
    named_.reset();
    if (rest_.starts_with('(')) read_name();
    FormatSpec spec = read_flags();
    spec.width = read_amount(spec);
    if (rest_.starts_with('.')) {
      take();
      spec.precision = read_amount(spec);
    }
    while (rest_.starts_with('h') || rest_.starts_with('l') || rest_.starts_with('L')) take();
    spec.type = take();
    convert(spec);
  }

  void read_name() {
    if (!is_mapping(operand_)) runtime_.fail_about(operand_, messages::TemplatingFormatNeedsObject);
    std::size_t depth = 0;
    std::size_t end = 0;
    do {
      if (end == rest_.size()) runtime_.fail(messages::TemplatingFormatIncomplete);
      depth += rest_[end] == '(';
      depth -= rest_[end] == ')';
      ++end;
    } while (depth > 0);
    const std::string_view name = rest_.substr(1, end - 2);
    rest_.remove_prefix(end);
    named_ = MappingView(operand_).find(name);
    if (!named_) runtime_.fail_about(operand_, messages::TemplatingFormatNoMember, name);
  }

  FormatSpec read_flags() {
    FormatSpec spec;
    for (; !rest_.empty(); rest_.remove_prefix(1)) {
      switch (rest_[0]) {
        case '-': spec.alignment = Alignment::Left; break;
        case '+': spec.sign = '+'; break;
        case ' ': spec.sign = spec.sign == '+' ? '+' : ' '; break;
        case '#': spec.alternate = true; break;
        case '0': spec.zero_padded = true; break;
        default: return spec;
      }
    }
    return spec;
  }

  /// A width or precision: digits, or a star for the next value.
  std::uint64_t read_amount(FormatSpec& spec) {
    if (rest_.starts_with('*')) {
      take();
      const Value value = next_value();
      if (!value.is(Kind::Integer)) runtime_.fail_about(value, messages::TemplatingBadFormat, "*", type_name(value));
      if (value.integer() < 0) spec.alignment = Alignment::Left;
      return static_cast<std::uint64_t>(std::abs(std::max(value.integer(), -INT64_MAX)));
    }
    std::uint64_t amount = 0;
    while (!rest_.empty() && base::is_ascii_digit(rest_[0])) {
      amount = std::min<std::uint64_t>(amount * 10 + static_cast<std::uint64_t>(take() - '0'), 1ULL << 40);
    }
    return amount;
  }

  Value next_value() {
    if (operand_.is(Kind::Tuple)) {
      const auto items = operand_.as<Tuple>().items;
      if (next_ < items.size()) return items[next_++];
    } else if (next_ == 0) {
      ++next_;
      return operand_;
    }
    runtime_.fail(messages::TemplatingFormatTooFewValues);
  }

  void convert(const FormatSpec& spec) {
    if (spec.type == '%') {
      out_.append("%");
      return;
    }
    const Value value = named_ ? *named_ : next_value();
    const bool as_text = spec.type == 's' || spec.type == 'r' || spec.type == 'a';
    if (as_text) {
      convert_text(value, spec);
      return;
    }
    runtime_.require_defined(value);
    switch (spec.type) {
      case 'c': convert_character(value, spec); return;
      case 'd':
      case 'i':
      case 'u':
      case 'o':
      case 'x':
      case 'X': convert_integer(value, spec); return;
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G': convert_float(value, spec); return;
      default: runtime_.fail(messages::TemplatingFormatUnknown, std::string(1, spec.type));
    }
  }

  void convert_text(const Value& value, const FormatSpec& spec) {
    TextBuilder repr(runtime_);
    Value text = value;
    if (spec.type != 's') {
      write_repr(repr, value);
      text = repr.build();
    }
    text = format_.is_markup() ? escape_value(runtime_, text) : to_text_value(runtime_, text);
    append_padded_text(text.text(), spec);
  }

  void append_padded_text(std::string_view text, FormatSpec spec) {
    if (spec.alignment == Alignment::Default) spec.alignment = Alignment::Right;
    append_text_field(out_, text, spec);
  }

  void convert_character(const Value& value, const FormatSpec& spec) {
    if (is_integer(value)) {
      append_padded_text(format_integer(runtime_, value, spec).digits, spec);
    } else if (value.is_text() && find_length(runtime_, value) == 1) {
      append_padded_text(value.text(), spec);
    } else {
      fail_conversion(value, spec);
    }
  }

  void convert_integer(const Value& value, FormatSpec spec) {
    const bool decimal = spec.type == 'd' || spec.type == 'i' || spec.type == 'u';
    Value integer = value;
    if (decimal && value.is(Kind::Float) && std::isfinite(value.number())) {
      integer = make_integer(runtime_, BigNumber::from_double(value.number()));
    }
    if (!is_integer(integer)) fail_conversion(value, spec);
    if (decimal) spec.type = 'd';
    NumberParts parts = format_integer(runtime_, integer, spec);
    if (spec.precision) {
      runtime_.check_text_size(*spec.precision);
      if (parts.digits.size() < *spec.precision) parts.digits.insert(0, *spec.precision - parts.digits.size(), '0');
    }
    append_number(parts, spec);
  }

  void convert_float(const Value& value, const FormatSpec& spec) {
    if (!is_number(value)) fail_conversion(value, spec);
    append_number(format_float(runtime_, to_double(value), spec), spec);
  }

  void append_number(const NumberParts& parts, FormatSpec spec) {
    if (spec.zero_padded && spec.alignment == Alignment::Default) spec.fill = "0";
    append_number_field(out_, parts, spec);
  }

  [[noreturn]] void fail_conversion(const Value& value, const FormatSpec& spec) {
    runtime_.fail_about(value, messages::TemplatingBadFormat, std::string("%") + spec.type, type_name(value));
  }

  Runtime& runtime_;
  Value format_;
  std::string_view rest_;
  Value operand_;
  TextBuilder out_;
  std::size_t next_ = 0;        // values taken so far
  std::optional<Value> named_;  // the member that %(name) chose
};

}  // namespace

Value format_percent(Runtime& runtime, const Value& format, const Value& operand) {
  return PercentFormatter(runtime, format, operand).run();
}

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

/// Reads the text of a specification from left to right.
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
