#include "templating/detail/value/number_text.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/objects.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

// str() and repr() as in Python: the shortest digits that read back as the same float, `1e+16` notation from 16 digits
// on, and containers written recursively. Reading follows int() and float().
namespace gongwen::templating {

namespace messages = diagnostics::messages;

namespace {

/// The containers being written; one that contains itself is not written again.
struct Open {
  const Open* outer;
  Value container;
  int depth;
};

void write_repr_at(TextBuilder& out, const Value& value, const Open* outer);

bool is_open(const Open* open, const Value& container) {
  for (; open != nullptr; open = open->outer) {
    if (is_same(open->container, container)) return true;
  }
  return false;
}

Open open_container(Runtime& runtime, const Value& container, const Open* outer) {
  const int depth = outer == nullptr ? 1 : outer->depth + 1;
  if (depth > Nesting::kDeepest) runtime.fail(messages::TemplatingValueTooDeep, Nesting::kDeepest);
  return {outer, container, depth};
}

void write_hex_escape(TextBuilder& out, char32_t code_point) {
  const int digits = code_point < 0x100 ? 2 : code_point < 0x10000 ? 4 : 8;
  out.append(digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U");
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
    out.append(1, "0123456789abcdef"[code_point >> shift & 15]);
}

void write_escaped_character(TextBuilder& out, char32_t code_point) {
  switch (code_point) {
    case U'\\': out.append("\\\\"); return;
    case U'\n': out.append("\\n"); return;
    case U'\r': out.append("\\r"); return;
    case U'\t': out.append("\\t"); return;
    default: break;
  }
  if (has_flag(code_point, CharacterFlag::Printable)) {
    out.append(base::to_utf8(code_point));
    return;
  }
  write_hex_escape(out, code_point);
}

void write_text_repr(TextBuilder& out, std::string_view text) {
  const bool double_quoted = text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
  const std::string_view quote = double_quoted ? "\"" : "'";
  out.append(quote);
  for (const auto& decoded : base::CodePoints(text)) {
    if (decoded.code_point == U'\'' && !double_quoted) {
      out.append("\\'");
    } else {
      write_escaped_character(out, decoded.code_point);
    }
  }
  out.append(quote);
}

void write_sequence(TextBuilder& out, const Value& value, const Open* outer) {
  const Open open = open_container(out.runtime(), value, outer);
  const SequenceView view(value);
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (i > 0) out.append(", ");
    write_repr_at(out, view.at(i), &open);
  }
}

void write_list(TextBuilder& out, const Value& value, const Open* outer) {
  if (is_open(outer, value)) {
    out.append("[...]");
    return;
  }
  out.append("[");
  write_sequence(out, value, outer);
  out.append("]");
}

void write_mapping(TextBuilder& out, const Value& value, const Open* outer) {
  if (is_open(outer, value)) {
    out.append("{...}");
    return;
  }
  const Open open = open_container(out.runtime(), value, outer);
  const MappingView view(value);
  std::size_t cursor = 0;
  bool first = true;
  out.append("{");
  while (const auto entry = view.next(cursor)) {
    if (!first) out.append(", ");
    first = false;
    write_repr_at(out, entry->key, &open);
    out.append(": ");
    write_repr_at(out, entry->value, &open);
  }
  out.append("}");
}

void write_dict_view(TextBuilder& out, const Value& value, const Open* outer) {
  constexpr std::string_view kNames[] = {"dict_keys(", "dict_values(", "dict_items("};
  out.append(kNames[static_cast<std::size_t>(value.as<DictView>().part)]);
  write_list(out, make_list_value(out.runtime(), collect(out.runtime(), value)), outer);
  out.append(")");
}

void write_range(TextBuilder& out, const Range& range) {
  out.append("range(").append(std::to_string(range.start)).append(", ").append(std::to_string(range.stop));
  if (range.step != 1) out.append(", ").append(std::to_string(range.step));
  out.append(")");
}

void write_tuple(TextBuilder& out, const Value& value, const Open* outer) {
  out.append("(");
  write_sequence(out, value, outer);
  out.append(value.as<Tuple>().items.size() == 1 ? ",)" : ")");
}

void write_namespace(TextBuilder& out, const Namespace& space, const Open* outer) {
  out.append("<Namespace ");
  write_mapping(out, Value::of(*space.members), outer);
  out.append(">");
}

void write_loop(TextBuilder& out, LoopState& loop) {
  out.append("<LoopContext ").append(std::to_string(loop.index0 + 1)).append("/");
  out.append(std::to_string(loop_length(out.runtime(), loop))).append(">");
}

void write_big_integer(TextBuilder& out, const Value& value) {
  const BigNumber number = to_big_number(value);
  out.runtime().charge(number.limbs().size() * number.limbs().size());
  out.append(number.to_text());
}

void write_repr_at(TextBuilder& out, const Value& value, const Open* outer) {
  out.runtime().charge(1);
  switch (value.kind()) {
    case Kind::None: out.append("None"); return;
    case Kind::Boolean: out.append(value.boolean() ? "True" : "False"); return;
    case Kind::Integer: out.append(std::to_string(value.integer())); return;
    case Kind::BigInteger: write_big_integer(out, value); return;
    case Kind::Float: out.append(FloatText(value.number()).view()); return;
    case Kind::Text:
      if (value.is_markup()) out.append("Markup(");
      write_text_repr(out, value.text());
      if (value.is_markup()) out.append(")");
      return;
    case Kind::List:
    case Kind::DataArray: write_list(out, value, outer); return;
    case Kind::Tuple: write_tuple(out, value, outer); return;
    case Kind::Dict:
    case Kind::DataObject: write_mapping(out, value, outer); return;
    case Kind::DictView: write_dict_view(out, value, outer); return;
    case Kind::Range: write_range(out, value.as<Range>()); return;
    case Kind::Namespace: write_namespace(out, value.as<Namespace>(), outer); return;
    case Kind::Loop: write_loop(out, value.as<LoopState>()); return;
    case Kind::Macro: out.append(macro_repr(value.as<Macro>())); return;
    case Kind::Undefined: out.append("Undefined"); return;
    default: break;
  }
  const bool forgotten_call = value.is(Kind::Method) || value.is(Kind::Function) || value.is(Kind::BlockReference);
  const auto id = forgotten_call ? messages::TemplatingForgottenCall : messages::TemplatingNotPrintable;
  out.runtime().fail_about(value, id, type_name(value));
}

}  // namespace

void write_value(TextBuilder& out, const Value& value) {
  switch (value.kind()) {
    case Kind::Text: out.append(value.text()); return;
    case Kind::Module: out.append(value.as<Module>().body); return;
    case Kind::Undefined:
      if (!is_lenient(value)) out.runtime().fail_undefined(value);
      return;
    case Kind::None:
      if (!out.runtime().prints_for_documents()) out.append("None");
      return;
    default: write_repr_at(out, value, nullptr);
  }
}

void write_repr(TextBuilder& out, const Value& value) { write_repr_at(out, value, nullptr); }

Value to_text_value(Runtime& runtime, const Value& value) {
  if (value.is_text()) return value;
  TextBuilder text(runtime);
  write_value(text, value);
  return text.build().with_place(value.place());
}

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

std::string_view trim_space(std::string_view text) { return base::trim_code_points(text, is_space); }

/// Removes underscores; nullopt if one is not between two digits.
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
  // OPTIMIZATION: most numbers are in the plain form that programs write.
  if (is_float_syntax(text)) return parse_plain_float(text);
  const std::optional<std::string> normalized = without_underscores(normalize_number(text));
  return normalized ? parse_plain_float(*normalized) : std::nullopt;
}

}  // namespace gongwen::templating
