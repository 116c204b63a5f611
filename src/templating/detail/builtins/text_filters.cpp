#include "base/escapes.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/container_methods.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/text/format_spec.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/dict.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"
#include "templating/detail/value/objects.h"

#include <algorithm>
#include <array>
#include <cmath>

// Filters of texts and numbers with the results of Jinja 3 and Python. Markup stays markup: plain texts that are
// combined with it are escaped first, so no filter can turn data into tags.
namespace gongwen::templating {

// Filters for markup: escaping, marking safe, attributes, URLs, JSON.

namespace {

namespace messages = diagnostics::messages;

Value filter_escape(Invocation& call) { return escape_value(call.runtime(), call.value()); }

Value filter_forceescape(Invocation& call) {
  const Value text = to_text_value(call.runtime(), call.value());
  return escape_value(call.runtime(), Value::text(text.text()));
}

Value filter_safe(Invocation& call) { return Value::markup(to_text_value(call.runtime(), call.value()).text()); }

Value filter_striptags(Invocation& call) {
  return call.make_text(strip_tags(to_text_value(call.runtime(), call.value()).text()));
}

/// ` name="value"` for each entry except those that are none or undefined.
Value filter_xmlattr(Invocation& call) {
  Runtime& runtime = call.runtime();
  if (!is_mapping(call.value())) call.fail_value("object");
  const bool leading_space = call.truth(0, true);
  const MappingView view(call.value());
  TextBuilder out(runtime);
  std::size_t cursor = 0;
  while (const auto entry = view.next(cursor)) {
    if (entry->value.is_none() || entry->value.is_undefined()) continue;
    if (!entry->key.is_text())
      runtime.fail_about(call.value(), messages::TemplatingBadAttributeName, type_name(entry->key));
    const std::string_view name = entry->key.text();
    if (name.find_first_of(" \t\n\r\f\v/>=") != std::string_view::npos) {
      runtime.fail_about(call.value(), messages::TemplatingBadAttributeName, name);
    }
    if (leading_space || !out.empty()) out.append(" ");
    out.append(escape_value(runtime, entry->key).text()).append("=\"");
    out.append(escape_value(runtime, entry->value).text()).append("\"");
  }
  return out.build(Safety::Markup);
}

enum class UrlPart : std::uint8_t { Path, Query };

void append_quoted(TextBuilder& out, const Value& value, UrlPart part) {
  const Value text = to_text_value(out.runtime(), value);
  for (const char c : text.text()) {
    const bool plain = base::is_ascii_alnum(c) || std::string_view("_.-~").find(c) != std::string_view::npos;
    if (plain || (c == '/' && part == UrlPart::Path)) {
      out.append(1, c);
    } else if (c == ' ' && part == UrlPart::Query) {
      out.append("+");
    } else {
      std::string triple;
      base::append_percent_encoded(triple, c);
      out.append(triple);
    }
  }
}

void append_query_pair(TextBuilder& out, const Value& name, const Value& value) {
  if (!out.empty()) out.append("&");
  append_quoted(out, name, UrlPart::Query);
  out.append("=");
  append_quoted(out, value, UrlPart::Query);
}

Value filter_urlencode(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  TextBuilder out(runtime);
  if (is_mapping(call.value())) {
    const MappingView view(call.value());
    std::size_t cursor = 0;
    while (const auto entry = view.next(cursor)) append_query_pair(out, entry->key, entry->value);
  } else if (call.value().is_text() || !is_iterable(call.value())) {
    append_quoted(out, call.value(), UrlPart::Path);
  } else {
    for_each_element(runtime, call.value(), [&](const Value& pair) {
      const std::span<const Value> parts = collect(runtime, pair);
      if (parts.size() != 2) runtime.fail_about(pair, messages::TemplatingNotPair, parts.size());
      append_query_pair(out, parts[0], parts[1]);
      return true;
    });
  }
  return out.build();
}

/// JSON that is safe in a script, or in an attribute in single quotes.
Value filter_tojson(Invocation& call) {
  Runtime& runtime = call.runtime();
  JsonLayout layout;
  if (!call.is_none(0)) layout.indent = call.integer(0);
  TextBuilder json(runtime);
  write_json(json, call.value(), layout);
  TextBuilder out(runtime);
  for (const char c : json.view()) {
    switch (c) {
      case '<': out.append("\\u003c"); break;
      case '>': out.append("\\u003e"); break;
      case '&': out.append("\\u0026"); break;
      case '\'': out.append("\\u0027"); break;
      default: out.append(1, c);
    }
  }
  return out.build(Safety::Markup);
}

constexpr Builtin kHtmlFilters[] = {
    {"e", filter_escape, takes_nothing()},
    {"escape", filter_escape, takes_nothing()},
    {"forceescape", filter_forceescape, takes_nothing()},
    {"safe", filter_safe, takes_nothing()},
    {"striptags", filter_striptags, takes_nothing()},
    {"tojson", filter_tojson, takes({"indent"})},
    {"urlencode", filter_urlencode, takes_nothing()},
    {"xmlattr", filter_xmlattr, takes({"autospace"})},
};

}  // namespace

std::span<const Builtin> html_filters() { return kHtmlFilters; }

// Filters that arrange the lines of a text: indent and wordwrap.

namespace {

/// `a + b` for texts: markup if one of them is.
Value add_texts(Invocation& call, const Value& a, const Value& b) {
  return apply(call.runtime(), BinaryOperator::Add, a, b);
}

Value indentation(Invocation& call) {
  if (call.has(0) && call.at(0).is_text()) return call.at(0);
  const std::int64_t width = std::max<std::int64_t>(call.integer(0, 4), 0);
  call.runtime().check_text_size(static_cast<std::uint64_t>(width));
  return call.make_text(std::string(static_cast<std::size_t>(width), ' '));
}

/// Indents all lines except the first and empty ones; arguments include these as well.
Value filter_indent(Invocation& call) {
  const bool first = call.truth(1, false);
  const bool blank = call.truth(2, false);
  if (!call.value().is_text()) call.fail_value("string");
  const Value value = call.value();
  Value indent = indentation(call);
  if (value.is_markup()) indent = Value::markup(indent.text());
  // Markup that is put before plain lines escapes them; markup that is put between them (`blank`) makes the whole text
  // markup.
  const bool escapes = indent.is_markup() && !value.is_markup();
  TextBuilder out(call.runtime());
  bool is_first_line = true;
  // A final line end closes the last line, as in Jinja.
  const std::string text = std::string(value.text()) + "\n";
  for (const std::string_view line : split_lines(text, LineEnds::Drop)) {
    if (!is_first_line) out.append("\n");
    const bool moved = !is_first_line && (blank || !line.empty());
    if (moved) out.append(indent.text());
    if (escapes && (moved || blank)) {
      append_escaped(out, line);
    } else {
      out.append(line);
    }
    is_first_line = false;
  }
  const Value lines = out.build(escapes && blank ? Safety::Markup : value.safety());
  return first ? add_texts(call, indent, lines) : lines;
}

Value filter_wordwrap(Invocation& call) {
  if (!call.value().is_text()) call.fail_value("string");
  WrapOptions options;
  options.width = call.integer(0, 79);
  options.break_long_words = call.truth(1, true);
  options.break_on_hyphens = call.truth(3, true);
  if (options.width <= 0 && !call.value().text().empty()) call.fail_argument(0, "integer > 0");
  const Value separator = call.is_none(2) ? Value::text("\n") : call.at(2);
  if (!separator.is_text()) call.fail_argument(2, "string");
  TextBuilder out(call.runtime());
  bool first = true;
  for (const std::string_view paragraph : split_lines(call.value().text(), LineEnds::Drop)) {
    call.runtime().charge(paragraph.size());
    // An empty paragraph stays an empty line.
    std::vector<std::string> lines = wrap_words(paragraph, options);
    if (lines.empty()) lines.emplace_back();
    for (const std::string& line : lines) {
      if (!first) out.append(separator.text());
      first = false;
      if (separator.is_markup()) {
        append_escaped(out, line);
      } else {
        out.append(line);
      }
    }
  }
  return out.build(separator.safety());
}

constexpr Builtin kLayoutFilters[] = {
    {"indent", filter_indent, takes({"width", "first", "blank"})},
    {"wordwrap", filter_wordwrap, takes({"width", "break_long_words", "wrapstring", "break_on_hyphens"})},
};

}  // namespace

std::span<const Builtin> layout_filters() { return kLayoutFilters; }

// Filters of numbers.

namespace {

Value filter_abs(Invocation& call) { return absolute(call.runtime(), call.value()); }

/// int() of a float; nullopt for infinity and NaN.
std::optional<Value> truncate_float(Runtime& runtime, double number) {
  if (std::isnan(number)) return std::nullopt;
  if (std::isinf(number)) runtime.fail(messages::TemplatingNumberTooLarge);
  return make_integer(runtime, BigNumber::from_double(number));
}

std::optional<Value> text_to_integer(Runtime& runtime, std::string_view text, std::int64_t base) {
  const bool valid_base = base == 0 || (base >= 2 && base <= 36);
  if (valid_base) {
    runtime.charge(text.size());
    if (const auto integer = parse_python_integer(text, static_cast<unsigned>(base));
        integer && !integer->is_too_large()) {
      return make_integer(runtime, *integer);
    }
  }
  const auto number = parse_python_float(text);
  return number ? truncate_float(runtime, *number) : std::nullopt;
}

Value filter_int(Invocation& call) {
  Runtime& runtime = call.runtime();
  runtime.require_defined(call.value());
  const Value otherwise = call.has(0) ? call.at(0) : Value::integer(0);
  if (call.value().is_text()) {
    return text_to_integer(runtime, call.value().text(), call.integer(1, 10)).value_or(otherwise);
  }
  if (is_integer(call.value())) return affirm(runtime, call.value());
  if (call.value().is(Kind::Float)) return truncate_float(runtime, call.value().number()).value_or(otherwise);
  return otherwise;
}

Value filter_float(Invocation& call) {
  call.runtime().require_defined(call.value());
  const Value otherwise = call.has(0) ? call.at(0) : Value::number(0);
  if (is_number(call.value())) {
    const double number = to_double(call.value());
    if (std::isinf(number) && is_integer(call.value())) {
      call.runtime().fail_about(call.value(), messages::TemplatingNumberTooLarge);
    }
    return Value::number(number);
  }
  if (!call.value().is_text()) return otherwise;
  const auto number = parse_python_float(call.value().text());
  return number ? Value::number(*number) : otherwise;
}

/// A whole number rounded to tens, hundreds and so on, half to even.
Value round_integer(Runtime& runtime, const Value& value, std::int64_t precision) {
  const Value integer = affirm(runtime, value);
  if (precision >= 0) return integer;
  const BigNumber number = to_big_number(integer);
  const auto unit = BigNumber::power(BigNumber(10), static_cast<std::uint64_t>(-(precision + 1)) + 1);
  if (!unit || unit->bit_length() > number.bit_length() + 4) return Value::integer(0);
  runtime.charge(number.limbs().size() * number.limbs().size() * 32);
  const BigNumber::Division division = BigNumber::divide_floor(number, *unit);
  const int side = BigNumber::compare(division.rest + division.rest, *unit);
  const bool up = side > 0 || (side == 0 && division.quotient.is_odd());
  const BigNumber rounded = up ? division.quotient + BigNumber(1) : division.quotient;
  return make_integer(runtime, rounded * *unit);
}

/// `ceil` and `floor` use floats with their errors, as Jinja does.
Value round_towards(Invocation& call, std::int64_t precision, double (*towards)(double)) {
  Runtime& runtime = call.runtime();
  const Value ten = Value::integer(10);
  const Value factor = apply(runtime, BinaryOperator::Power, ten, Value::integer(precision));
  const Value scaled = apply(runtime, BinaryOperator::Multiply, call.value(), factor);
  Value rounded = scaled;
  if (scaled.is(Kind::Float)) {
    if (!std::isfinite(scaled.number())) runtime.fail_about(call.value(), messages::TemplatingNumberTooLarge);
    rounded = make_integer(runtime, BigNumber::from_double(towards(scaled.number())));
  }
  return apply(runtime, BinaryOperator::Divide, rounded, factor);
}

Value filter_round(Invocation& call) {
  Runtime& runtime = call.runtime();
  const std::int64_t precision = call.integer(0, 0);
  const std::string_view method = call.has(1) ? call.text(1) : "common";
  if (method != "common" && method != "ceil" && method != "floor") {
    runtime.fail_about(call.at(1), messages::TemplatingBadRounding, method);
  }
  if (!is_number(call.value())) call.fail_value("number");
  if (method == "ceil") return round_towards(call, precision, [](double number) { return std::ceil(number); });
  if (method == "floor") return round_towards(call, precision, [](double number) { return std::floor(number); });
  if (is_integer(call.value())) return round_integer(runtime, call.value(), precision);
  const auto digits = static_cast<int>(std::clamp<std::int64_t>(precision, -400, 400));
  const double number = round_float(call.value().number(), digits);
  if (std::isinf(number) && std::isfinite(call.value().number())) {
    runtime.fail_about(call.value(), messages::TemplatingNumberTooLarge);
  }
  return Value::number(number);
}

Value filter_filesizeformat(Invocation& call) {
  const Value number_value = filter_float(call);
  const bool is_number_text = !call.value().is_text() || parse_python_float(call.value().text()).has_value();
  if (!is_number_text || !(is_number(call.value()) || call.value().is_text())) call.fail_value("number");
  const double bytes = to_double(number_value);
  const bool binary = call.has(0) && is_true(call.runtime(), call.at(0));
  const double base = binary ? 1024 : 1000;
  if (bytes == 1) return Value::text("1 Byte");
  if (bytes < base) {
    return call.make_text(std::to_string(static_cast<std::int64_t>(std::max(bytes, -9e18))) + " Bytes");
  }
  constexpr std::array<std::string_view, 8> kBinary{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};
  constexpr std::array<std::string_view, 8> kDecimal{"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
  double unit = base * base;
  std::size_t prefix = 0;
  for (; prefix < 7 && bytes >= unit; ++prefix) unit *= base;
  std::string text = write_float(base * bytes / unit, FloatNotation::Fixed, 1) + " ";
  text += binary ? kBinary[prefix] : kDecimal[prefix];
  return call.make_text(text);
}

constexpr Builtin kNumberFilters[] = {
    {"abs", filter_abs, takes_nothing()},
    {"filesizeformat", filter_filesizeformat, takes({"binary"})},
    {"float", filter_float, takes({"default"})},
    {"int", filter_int, takes({"default", "base"})},
    {"round", filter_round, takes({"precision", "method"})},
};

}  // namespace

std::span<const Builtin> number_filters() { return kNumberFilters; }

namespace {

/// str() of the filtered value, markup kept.
Value own_text(Invocation& call) { return to_text_value(call.runtime(), call.value()); }

template <CaseMap Append>
Value filter_case(Invocation& call) {
  return change_case(call.runtime(), own_text(call), Append);
}

Value filter_string(Invocation& call) { return own_text(call); }

/// A word of `title` starts after one of these.
bool separates_words(char32_t c) {
  return c == U'-' || c == U'(' || c == U'{' || c == U'[' || c == U'<' || is_space(c);
}

/// Jinja's own rule, which is not that of str.title: the first character of each word, and of each
/// run between words.
Value filter_title(Invocation& call) {
  const Value value = own_text(call);
  std::string_view rest = value.text();
  ScratchText out(call.runtime());
  while (!rest.empty()) {
    const base::DecodedCodePoint first = base::decode_utf8(rest, 0);
    std::size_t end = first.length;
    while (end < rest.size()) {
      const base::DecodedCodePoint next = base::decode_utf8(rest, end);
      if (separates_words(next.code_point) != separates_words(first.code_point)) break;
      end += next.length;
    }
    append_upper(*out, rest.substr(0, first.length));
    append_lower(*out, rest.substr(first.length, end - first.length));
    rest.remove_prefix(end);
  }
  return call.make_text(*out);
}

Value filter_trim(Invocation& call) {
  const Value text = own_text(call);
  if (call.is_none(0)) return Value::text(strip_text(text.text(), std::nullopt, Side::Both), text.safety());
  const std::string_view set = call.text(0);
  const std::string_view stripped = text.is_markup() ? escape_value(call.runtime(), call.at(0)).text() : set;
  return Value::text(strip_text(text.text(), stripped, Side::Both), text.safety());
}

Value filter_center(Invocation& call) { return center_text(call.runtime(), own_text(call), call.integer(0, 80)); }

/// With markup among the texts, the others are escaped first, so that no plain text can become
/// markup.
Value filter_replace(Invocation& call) {
  Runtime& runtime = call.runtime();
  const std::int64_t most = call.is_none(2) ? -1 : call.integer(2);
  const bool into_markup = call.at(0).is_markup() || (call.at(1).is_markup() && !call.value().is_markup());
  const Value text = into_markup ? escape_value(runtime, call.value()) : own_text(call);
  Value old_text = to_text_value(runtime, call.at(0));
  Value new_text = to_text_value(runtime, call.at(1));
  if (text.is_markup()) {
    old_text = escape_value(runtime, old_text);
    new_text = escape_value(runtime, new_text);
  }
  return replace_text(runtime, text, {old_text.text(), new_text.text(), most});
}

Value filter_format(Invocation& call) {
  Runtime& runtime = call.runtime();
  if (!call.rest().empty() && !call.keywords().empty()) runtime.fail(messages::TemplatingFormatMixed);
  if (call.keywords().empty()) return format_percent(runtime, own_text(call), make_tuple_value(runtime, call.rest()));
  auto& names = runtime.arena().make<Dict>();
  for (const Keyword& keyword : call.keywords()) names.set(runtime, Value::text(keyword.name), keyword.value);
  return format_percent(runtime, own_text(call), Value::of(names));
}

/// The first characters, with an ellipsis if any are left out.
Value filter_truncate(Invocation& call) {
  Runtime& runtime = call.runtime();
  const std::int64_t length = call.integer(0, 255);
  const bool cuts_words = call.truth(1, false);
  const Value end = call.has(2) ? call.at(2) : Value::text("...");
  const std::int64_t leeway = call.is_none(3) ? 5 : call.integer(3);
  const auto end_length = static_cast<std::int64_t>(find_length(runtime, end).value_or(0));
  if (length < end_length) runtime.fail_about(call.at(0), messages::TemplatingTruncateTooShort, length, end_length);
  if (leeway < 0) runtime.fail_about(call.at(3), messages::TemplatingNegativeLeeway, leeway);
  const auto size = find_length(runtime, call.value());
  if (!size) call.fail_value("string");
  if (static_cast<std::int64_t>(*size) <= length || static_cast<std::int64_t>(*size) - length <= leeway) {
    return call.value();
  }
  if (!call.value().is_text()) call.fail_value("string");
  const std::string_view text = call.value().text();
  std::string_view kept = text.substr(0, offset_of_character(text, static_cast<std::size_t>(length - end_length)));
  const std::size_t space = cuts_words ? std::string_view::npos : kept.rfind(' ');
  if (space != std::string_view::npos) kept = kept.substr(0, space);
  return apply(runtime, BinaryOperator::Add, Value::text(kept, call.value().safety()), end);
}

Value filter_wordcount(Invocation& call) {
  const Value text = own_text(call);
  std::int64_t words = 0;
  bool in_word = false;
  for (const auto& decoded : base::CodePoints(text.text())) {
    const bool is_word = is_word_character(decoded.code_point);
    words += is_word && !in_word;
    in_word = is_word;
  }
  return Value::integer(words);
}

constexpr Builtin kTextFilters[] = {
    {"capitalize", filter_case<append_capitalized>, takes_nothing()},
    {"center", filter_center, takes({"width"})},
    {"format", filter_format, takes_nothing().and_rest(Rest::Both)},
    {"lower", filter_case<append_lower>, takes_nothing()},
    {"replace", filter_replace, takes({"old", "new", "count"}).needs(2)},
    {"string", filter_string, takes_nothing()},
    {"title", filter_title, takes_nothing()},
    {"trim", filter_trim, takes({"chars"})},
    {"truncate", filter_truncate, takes({"length", "killwords", "end", "leeway"})},
    {"upper", filter_case<append_upper>, takes_nothing()},
    {"wordcount", filter_wordcount, takes_nothing()},
};

}  // namespace

std::span<const Builtin> text_filters() { return kTextFilters; }

}  // namespace gongwen::templating
