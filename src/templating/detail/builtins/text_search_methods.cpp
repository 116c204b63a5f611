// Methods of texts that look for a text, or split at it.
#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/builtins/text_arguments.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/iterate.h"

namespace gongwen::templating {
namespace {

namespace messages = diagnostics::messages;

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

/// startswith() and endswith() take one text, or a tuple of texts, any of which may match.
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

}  // namespace gongwen::templating
