// Filters and tests that read Chinese texts for the rules: cn_counts, surname, without_blanks; chinese, containing_han,
// later_stage_than, of_stage, surname_of.
#include "base/unicode.h"
#include "base/utf8.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/chinese/references.h"
#include "templating/detail/chinese/surnames.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/number_text.h"

#include <algorithm>
#include <string>

namespace gongwen::templating {
namespace {

bool is_number(char32_t c) {
  return std::u32string_view(U"0123456789〇零一二两三四五六七八九十百千").find(c) != std::u32string_view::npos;
}

/// The numbers before a unit: 17 of `17项标准`, `十七项`; of `第17项` none, nor of `1.7项`. With `before`, only those
/// that follow it: `共`.
Value filter_cn_counts(Invocation& call) {
  const Value text = to_text_value(call.runtime(), call.value());
  const std::u32string all = base::to_utf32(text.text());
  const std::u32string unit = base::to_utf32(call.text(0));
  const std::u32string wanted = call.has(1) ? base::to_utf32(call.text(1)) : std::u32string();
  std::vector<Value> counts;
  if (unit.empty()) return make_list_value(call.runtime(), counts);
  for (std::size_t at = all.find(unit); at != std::u32string::npos; at = all.find(unit, at + unit.size())) {
    std::size_t begin = at;
    while (begin > 0 && is_number(all[begin - 1])) --begin;
    const std::u32string_view before = std::u32string_view(all).substr(0, begin);
    const int number = parse_chinese_number(std::u32string_view(all).substr(begin, at - begin));
    const bool ordinal = before.ends_with(U'第') || before.ends_with(U'.') || before.ends_with(U'-');
    if (number == 0 || ordinal || !before.ends_with(wanted)) continue;
    counts.push_back(Value::integer(number));
  }
  return make_list_value(call.runtime(), counts);
}

/// The text without blanks, full-width ones among them, and in lowercase letters: for comparing what people type.
Value filter_without_blanks(Invocation& call) {
  const Value text = to_text_value(call.runtime(), call.value());
  std::string out;
  for (const auto& [c, length, valid] : base::CodePoints(text.text())) {
    if (!base::is_gap_or_line_end(c)) base::append_utf8(out, c >= U'A' && c <= U'Z' ? c - U'A' + U'a' : c);
  }
  return call.make_text(out);
}

Value test_containing_han(Invocation& call) {
  call.runtime().require_defined(call.value());
  if (!call.value().is_text()) return Value::boolean(false);
  for (const auto& [c, length, valid] : base::CodePoints(call.value().text())) {
    if (base::is_ideograph(c) || c == U'〇') return Value::boolean(true);
  }
  return Value::boolean(false);
}

/// In Chinese, and not in another language with some Chinese in it, such as a name.
Value test_chinese(Invocation& call) {
  call.runtime().require_defined(call.value());
  if (!call.value().is_text()) return Value::boolean(false);
  std::size_t han = 0;
  std::size_t words = 0;
  bool in_word = false;
  for (const auto& [c, length, valid] : base::CodePoints(call.value().text())) {
    const bool latin = (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
    if (base::is_ideograph(c) || c == U'〇') ++han;
    if (latin && !in_word) ++words;
    in_word = latin;
  }
  return Value::boolean(han > words);
}

Value test_surname_of(Invocation& call) {
  call.runtime().require_defined(call.value());
  if (!call.value().is_text()) return Value::boolean(true);
  return Value::boolean(may_be_surname_of(call.value().text(), call.text(0)));
}

Value test_of_stage(Invocation& call) {
  call.runtime().require_defined(call.value());
  const auto wanted = find_stage(call.text(0));
  if (!wanted) call.fail_argument(0, "stage of ISO");
  return Value::boolean(call.value().is_text() && find_stage(call.value().text()) == wanted);
}

/// False where the stage of one of the two is not known.
Value test_later_stage_than(Invocation& call) {
  call.runtime().require_defined(call.value());
  if (!call.value().is_text()) return Value::boolean(false);
  const auto stage = find_stage(call.value().text());
  const auto other = find_stage(call.text(0));
  return Value::boolean(stage && other && *stage > *other);
}

/// The surname in pinyin and capitals; an empty text where it is not certain.
Value filter_surname(Invocation& call) {
  return Value::text(find_surname(to_text_value(call.runtime(), call.value()).text()));
}

constexpr Builtin kReadingFilters[] = {
    {"cn_counts", filter_cn_counts, takes({"unit", "before"}).needs(1)},
    {"surname", filter_surname, takes_nothing()},
    {"without_blanks", filter_without_blanks, takes_nothing()},
};

constexpr Builtin kReadingTests[] = {
    {"chinese", test_chinese, takes_nothing()},
    {"containing_han", test_containing_han, takes_nothing()},
    {"later_stage_than", test_later_stage_than, takes({"stage"}).needs(1)},
    {"of_stage", test_of_stage, takes({"stage"}).needs(1)},
    {"surname_of", test_surname_of, takes({"name"}).needs(1)},
};

}  // namespace

std::span<const Builtin> chinese_reading_filters() { return kReadingFilters; }

std::span<const Builtin> chinese_reading_tests() { return kReadingTests; }

}  // namespace gongwen::templating
