// Methods of texts that change or question their characters. As in markupsafe, a method of a markup
// text escapes the texts that it is given, and returns markup.
#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/builtins/text_arguments.h"
#include "templating/detail/text/format_spec.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

template <CaseMap Append>
Value map_text(Invocation& call) {
  return change_case(call.runtime(), call.value(), Append);
}

template <CharacterFlag Flag>
Value all_are(Invocation& call) {
  return Value::boolean(all_flagged(call.value().text(), Flag));
}

template <bool (*Question)(char32_t)>
Value all_pass(Invocation& call) {
  return Value::boolean(all_characters(call.value().text(), Question));
}

template <bool (*Question)(std::string_view)>
Value ask_text(Invocation& call) {
  return Value::boolean(Question(call.value().text()));
}

bool is_alphanumeric(char32_t c) { return c != U'_' && is_word_character(c); }
bool is_printable(char32_t c) { return has_flag(c, CharacterFlag::Printable); }
bool is_ascii_text(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}
bool is_printable_text(std::string_view text) { return text.empty() || all_characters(text, is_printable); }
bool is_identifier(std::string_view text) {
  bool first = true;
  for (const auto& decoded : base::CodePoints(text)) {
    const auto flag = first ? CharacterFlag::IdentifierStart : CharacterFlag::IdentifierContinue;
    if (!has_flag(decoded.code_point, flag)) return false;
    first = false;
  }
  return !first;
}

Value method_casefold(Invocation& call) {
  return change_case(call.runtime(), Value::text(call.value().text()), append_folded);
}

Value method_replace(Invocation& call) {
  const std::string_view old_text = own_text_argument(call, 0);
  const std::string_view new_text = own_text_argument(call, 1);
  const std::int64_t count = call.integer(2, -1);
  return replace_text(call.runtime(), call.value(), {old_text, new_text, count});
}

template <Side Where>
Value strip_side(Invocation& call) {
  std::optional<std::string_view> set;
  if (!call.is_none(0)) set = own_text_argument(call, 0);
  return Value::text(strip_text(call.value().text(), set, Where), call.value().safety());
}

Value method_removeprefix(Invocation& call) {
  std::string_view text = call.value().text();
  if (text.starts_with(call.text(0))) text.remove_prefix(call.text(0).size());
  return Value::text(text);
}

Value method_removesuffix(Invocation& call) {
  std::string_view text = call.value().text();
  if (!call.text(0).empty() && text.ends_with(call.text(0))) text.remove_suffix(call.text(0).size());
  return Value::text(text);
}

Value method_format(Invocation& call) {
  return format_braces(call.runtime(), call.value(), {call.rest(), call.keywords()});
}

Value method_join(Invocation& call) {
  Runtime& runtime = call.runtime();
  const Value& separator = call.value();
  TextBuilder out(runtime);
  bool first = true;
  for_each_element(runtime, call.at(0), [&](const Value& element) {
    if (!first) out.append(separator.text());
    first = false;
    if (separator.is_markup()) {
      out.append(escape_value(runtime, element).text());
    } else if (element.is_text()) {
      out.append(element.text());
    } else {
      runtime.require_defined(element);
      runtime.fail_about(element, messages::TemplatingWrongArgument, "join", "iterable", "string", type_name(element));
    }
    return true;
  });
  return out.build(separator.safety());
}

Value method_unescape(Invocation& call) {
  if (!call.value().is_markup()) call.fail_value("markup");
  return call.make_text(unescape_html(call.value().text()));
}

Value method_striptags(Invocation& call) {
  if (!call.value().is_markup()) call.fail_value("markup");
  return call.make_text(strip_tags(call.value().text()));
}

constexpr Builtin kTextMethods[] = {
    {"capitalize", map_text<append_capitalized>, takes_nothing()},
    {"casefold", method_casefold, takes_nothing()},
    {"encode", nullptr, {}},
    {"format", method_format, takes_nothing().and_rest(Rest::Both)},
    {"format_map", nullptr, {}},
    {"isalnum", all_pass<is_alphanumeric>, takes_nothing()},
    {"isalpha", all_are<CharacterFlag::Alpha>, takes_nothing()},
    {"isascii", ask_text<is_ascii_text>, takes_nothing()},
    {"isdecimal", all_are<CharacterFlag::Decimal>, takes_nothing()},
    {"isdigit", all_are<CharacterFlag::Digit>, takes_nothing()},
    {"isidentifier", ask_text<is_identifier>, takes_nothing()},
    {"islower", ask_text<is_lower_text>, takes_nothing()},
    {"isnumeric", all_are<CharacterFlag::Numeric>, takes_nothing()},
    {"isprintable", ask_text<is_printable_text>, takes_nothing()},
    {"isspace", all_are<CharacterFlag::Space>, takes_nothing()},
    {"istitle", ask_text<is_title_text>, takes_nothing()},
    {"isupper", ask_text<is_upper_text>, takes_nothing()},
    {"join", method_join, takes({"iterable"}).needs(1).positional_only()},
    {"lower", map_text<append_lower>, takes_nothing()},
    {"lstrip", strip_side<Side::Left>, takes({"chars"}).positional_only()},
    {"maketrans", nullptr, {}},
    {"removeprefix", method_removeprefix, takes({"prefix"}).needs(1).positional_only()},
    {"removesuffix", method_removesuffix, takes({"suffix"}).needs(1).positional_only()},
    {"replace", method_replace, takes({"old", "new", "count"}).needs(2).positional_only()},
    {"rstrip", strip_side<Side::Right>, takes({"chars"}).positional_only()},
    {"strip", strip_side<Side::Both>, takes({"chars"}).positional_only()},
    {"striptags", method_striptags, takes_nothing()},
    {"swapcase", map_text<append_swapped_case>, takes_nothing()},
    {"title", map_text<append_title_case>, takes_nothing()},
    {"translate", nullptr, {}},
    {"unescape", method_unescape, takes_nothing()},
    {"upper", map_text<append_upper>, takes_nothing()},
};

}  // namespace

std::span<const Builtin> text_methods() { return kTextMethods; }

}  // namespace gongwen::templating
