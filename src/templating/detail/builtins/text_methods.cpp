#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/container_methods.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/text/format_spec.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"

// Methods of str as in Python, and of Markup as in markupsafe: a method of markup escapes its text arguments and
// returns markup.
namespace gongwen::templating {

// Methods that pad texts to a width.

namespace {

namespace messages = diagnostics::messages;

/// The second argument: one character, a space if it was not given.
std::string_view fill_character(Invocation& call) {
  if (!call.has(1)) return " ";
  const std::string_view fill = own_text_argument(call, 1);
  if (base::count_code_points(fill) != 1) call.runtime().fail_about(call.at(1), messages::TemplatingOneCharacter);
  return fill;
}

Value method_center(Invocation& call) {
  const std::int64_t width = call.integer(0);
  return center_text(call.runtime(), call.value(), width, fill_character(call));
}

enum class Align : std::uint8_t { Left, Right };

template <Align Where>
Value method_justify(Invocation& call) {
  const std::string_view text = call.value().text();
  const std::int64_t width = call.integer(0);
  const auto length = static_cast<std::int64_t>(base::count_code_points(text));
  const std::string_view fill = fill_character(call);
  if (width <= length) return call.value();
  const std::int64_t padding = width - length;
  call.runtime().check_text_size(static_cast<std::uint64_t>(padding));
  TextBuilder out(call.runtime());
  if (Where == Align::Left) out.append(text);
  for (std::int64_t i = 0; i < padding; ++i) out.append(fill);
  if (Where == Align::Right) out.append(text);
  return out.build(call.value().safety());
}

Value method_zfill(Invocation& call) {
  std::string_view text = call.value().text();
  const std::int64_t width = call.integer(0);
  const auto length = static_cast<std::int64_t>(base::count_code_points(text));
  if (width <= length) return call.value();
  const std::int64_t padding = width - length;
  call.runtime().check_text_size(static_cast<std::uint64_t>(padding));
  TextBuilder out(call.runtime());
  if (text.starts_with('-') || text.starts_with('+')) {
    out.append(text.substr(0, 1));
    text.remove_prefix(1);
  }
  return out.append(static_cast<std::size_t>(padding), '0').append(text).build(call.value().safety());
}

Value method_expandtabs(Invocation& call) {
  const std::int64_t tab = call.integer(0, 8);
  TextBuilder out(call.runtime());
  std::int64_t column = 0;
  std::size_t at = 0;
  const std::string_view text = call.value().text();
  while (at < text.size()) {
    const std::size_t length = base::decode_utf8(text, at).length;
    if (text[at] == '\t') {
      const std::int64_t spaces = tab > 0 ? tab - column % tab : 0;
      call.runtime().check_text_size(static_cast<std::uint64_t>(spaces));
      out.append(static_cast<std::size_t>(spaces), ' ');
      column += spaces;
    } else {
      out.append(text.substr(at, length));
      column = text[at] == '\n' || text[at] == '\r' ? 0 : column + 1;
    }
    at += length;
  }
  return out.build(call.value().safety());
}

constexpr Signature kJustify = takes({"width", "fillchar"}).needs(1).positional_only();

constexpr Builtin kTextLayoutMethods[] = {
    {"center", method_center, kJustify},
    {"expandtabs", method_expandtabs, takes({"tabsize"})},
    {"ljust", method_justify<Align::Left>, kJustify},
    {"rjust", method_justify<Align::Right>, kJustify},
    {"zfill", method_zfill, takes({"width"}).needs(1).positional_only()},
};

}  // namespace

std::span<const Builtin> text_layout_methods() { return kTextLayoutMethods; }

// Methods that search for a text, or split at it.

namespace {

/// The part of a text that `start` and `end`, the second and third argument, select.
struct Window {
  std::string_view text;
  std::int64_t start = 0;  // in characters
  bool is_valid = true;    // false if it starts after the end: not even the empty text is found there
};

Window window_of(Invocation& call) {
  const std::string_view text = call.value().text();
  if (call.is_none(1) && call.is_none(2)) return {text};
  const auto size = static_cast<std::int64_t>(base::count_code_points(text));
  const auto clamp = [&](std::size_t parameter, std::int64_t otherwise) {
    if (call.is_none(parameter)) return otherwise;
    const std::int64_t index = call.integer(parameter);
    return std::min(index < 0 ? std::max<std::int64_t>(index + size, 0) : index, size + 1);
  };
  const std::int64_t start = clamp(1, 0);
  const std::int64_t end = std::min(clamp(2, size), size);
  if (start > size || start > end) return {{}, start, false};
  const std::size_t begin = offset_of_character(text, static_cast<std::size_t>(start));
  const std::string_view rest = text.substr(begin);
  return {rest.substr(0, offset_of_character(rest, static_cast<std::size_t>(end - start))), start};
}

enum class From : std::uint8_t { Left, Right };

std::optional<std::int64_t> find_in_window(Invocation& call, From from) {
  const std::string_view wanted = call.text(0);
  const Window window = window_of(call);
  if (!window.is_valid) return std::nullopt;
  const std::size_t at = from == From::Left ? find_text(window.text, wanted) : find_last_text(window.text, wanted);
  if (at == std::string_view::npos) return std::nullopt;
  return window.start + static_cast<std::int64_t>(base::count_code_points(window.text.substr(0, at)));
}

template <From Side>
Value method_find(Invocation& call) {
  return Value::integer(find_in_window(call, Side).value_or(-1));
}

template <From Side>
Value text_index(Invocation& call) {
  const auto found = find_in_window(call, Side);
  if (!found) call.runtime().fail_about(call.value(), messages::TemplatingNotFoundInText, call.text(0));
  return Value::integer(*found);
}

Value text_count(Invocation& call) {
  const std::string_view wanted = call.text(0);
  const Window window = window_of(call);
  return Value::integer(window.is_valid ? static_cast<std::int64_t>(count_text(window.text, wanted)) : 0);
}

/// startswith() and endswith() take a text, or a tuple of which any may match.
template <bool (*Matches)(std::string_view, std::string_view)>
Value method_matches(Invocation& call) {
  const bool several = call.at(0).is(Kind::Tuple);
  const std::span<const Value> choices = several ? call.at(0).as<Tuple>().items : std::span(&call.at(0), 1);
  const Window window = window_of(call);
  for (const Value& choice : choices) {
    if (!choice.is_text()) call.fail_argument(0, "string");
    if (window.is_valid && Matches(window.text, choice.text())) return Value::boolean(true);
  }
  return Value::boolean(false);
}

bool begins_with(std::string_view text, std::string_view wanted) { return text.starts_with(wanted); }
bool finishes_with(std::string_view text, std::string_view wanted) { return text.ends_with(wanted); }

Value make_text_list(Invocation& call, const std::vector<std::string_view>& parts) {
  Runtime& runtime = call.runtime();
  runtime.charge(parts.size());
  auto& list = runtime.arena().make<List>();
  list.items.reserve(runtime.arena(), parts.size());
  const Value& self = call.value();
  for (const std::string_view part : parts) {
    list.items.push_back(runtime.arena(), Value::text(part, self.safety()).with_place(self.place()));
  }
  return Value::of(list);
}

template <Side From>
Value method_split(Invocation& call) {
  const auto separator = call.optional_text(0);
  if (separator && separator->empty()) call.runtime().fail_about(call.at(0), messages::TemplatingEmptySeparator);
  return make_text_list(call, split_text(call.value().text(), separator, call.integer(1, -1), From));
}

Value method_splitlines(Invocation& call) {
  const LineEnds ends = call.truth(0, false) ? LineEnds::Keep : LineEnds::Drop;
  return make_text_list(call, split_lines(call.value().text(), ends));
}

template <From Side>
Value method_partition(Invocation& call) {
  const std::string_view text = call.value().text();
  const std::string_view separator = own_text_argument(call, 0);
  if (separator.empty()) call.runtime().fail_about(call.at(0), messages::TemplatingEmptySeparator);
  const std::size_t at = Side == From::Left ? find_text(text, separator) : find_last_text(text, separator);
  std::array<std::string_view, 3> parts{text, {}, {}};
  if (at != std::string_view::npos) {
    parts = {text.substr(0, at), text.substr(at, separator.size()), text.substr(at + separator.size())};
  } else if (Side == From::Right) {
    parts = {std::string_view(), std::string_view(), text};
  }
  std::array<Value, 3> values;
  for (std::size_t i = 0; i < 3; ++i) {
    values[i] = Value::text(parts[i], call.value().safety()).with_place(call.value().place());
  }
  return make_tuple_value(call.runtime(), values);
}

constexpr Signature kSearch = takes({"sub", "start", "end"}).needs(1).positional_only();

constexpr Builtin kTextSearchMethods[] = {
    {"count", text_count, kSearch},
    {"endswith", method_matches<finishes_with>, kSearch},
    {"find", method_find<From::Left>, kSearch},
    {"index", text_index<From::Left>, kSearch},
    {"partition", method_partition<From::Left>, takes({"sep"}).needs(1).positional_only()},
    {"rfind", method_find<From::Right>, kSearch},
    {"rindex", text_index<From::Right>, kSearch},
    {"rpartition", method_partition<From::Right>, takes({"sep"}).needs(1).positional_only()},
    {"rsplit", method_split<Side::Right>, takes({"sep", "maxsplit"})},
    {"split", method_split<Side::Left>, takes({"sep", "maxsplit"})},
    {"splitlines", method_splitlines, takes({"keepends"})},
    {"startswith", method_matches<begins_with>, kSearch},
};

}  // namespace

std::span<const Builtin> text_search_methods() { return kTextSearchMethods; }

namespace {

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
