// Filters of texts: case, trimming, replacing, cutting.
#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/builtins/text_arguments.h"
#include "templating/detail/text/format_spec.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/dict.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/number_text.h"

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

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

/// The first characters, and an ellipsis if that is not all of it.
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
