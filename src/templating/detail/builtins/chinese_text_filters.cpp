#include "templating/detail/builtins/chinese_text_filters.h"

#include "base/nearest_name.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/chinese/marks.h"
#include "templating/detail/chinese/references.h"
#include "templating/detail/chinese/surnames.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/dict.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/number_text.h"

#include <algorithm>
#include <string>
#include <vector>

// Builtins for Chinese texts: enumerations, hidden numbers, boxes of choices and QR codes for documents; counts,
// surnames, languages and stages for rules; and the marks in words that an office writes in place of a template's.
namespace gongwen::templating {

// Filters and tests that read Chinese texts for the rules: cn_counts, surname, without_blanks; chinese, containing_han,
// later_stage_than, of_stage, surname_of.

namespace {

bool is_number(char32_t c) {
  return std::u32string_view(U"0123456789〇零一二两三四五六七八九十百千").find(c) != std::u32string_view::npos;
}

/// The numbers before a unit: 17 for `17项标准` and `十七项`; none for `第17项` or `1.7项`. With `before` (`共`), only
/// numbers that follow it.
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

/// The text without blanks, including full-width ones, in lower case: for comparing input.
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

/// Whether the text is Chinese, not another language with some Chinese in it, such as a name.
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

/// False if the stage of either is unknown.
Value test_later_stage_than(Invocation& call) {
  call.runtime().require_defined(call.value());
  if (!call.value().is_text()) return Value::boolean(false);
  const auto stage = find_stage(call.value().text());
  const auto other = find_stage(call.text(0));
  return Value::boolean(stage && other && *stage > *other);
}

/// The surname in pinyin, in capitals; empty if it is uncertain.
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

// Filters for words that replace those of a template: marks (the words split at their marks) and unsaid (data they do
// not mention).

namespace {

constexpr std::string_view mark_name(MarkKind kind) {
  switch (kind) {
    case MarkKind::Text: return "text";
    case MarkKind::Link: return "link";
    case MarkKind::Reference: return "reference";
    case MarkKind::Unclosed: return "unclosed";
  }
  return {};
}

Value filter_marks(Invocation& call) {
  Runtime& runtime = call.runtime();
  const Value text = to_text_value(runtime, call.value());
  std::vector<Value> pieces;
  for (const MarkedPiece& piece : parse_marks(text.text())) {
    runtime.charge(1);
    auto& dict = runtime.arena().make<Dict>();
    const auto set = [&](std::string_view name, const Value& value) {
      dict.set(runtime, Value::text(name), value.with_place(call.value().place()));
    };
    set("text", call.make_text(piece.text));
    set("kind", Value::text(mark_name(piece.kind)));
    set("strong", Value::boolean(piece.strong));
    if (piece.kind == MarkKind::Link) set("target", call.make_text(piece.target));
    pieces.push_back(Value::of(dict));
  }
  return make_list_value(runtime, pieces);
}

/// All texts and numbers of a value, each on a line.
void collect_words(Runtime& runtime, const Value& value, std::string& out) {
  runtime.charge(1);
  if (is_mapping(value)) {
    const MappingView members(value);
    std::size_t cursor = 0;
    while (const auto entry = members.next(cursor)) collect_words(runtime, entry->value, out);
  } else if (is_sequence(value)) {
    const SequenceView items(value);
    for (std::size_t i = 0; i < items.size(); ++i) collect_words(runtime, items.at(i), out);
  } else if (!value.is_undefined() && !value.is_none()) {
    out += to_text_value(runtime, value).text();
    out += '\n';
  }
}

/// Collects the values of an object that the words do not mention, in order and each once. Zeros and truth values need
/// not be mentioned.
class UnsaidValues {
 public:
  UnsaidValues(Invocation& call, const MentionedWords& words) : call_(call), words_(words) {}

  void look_at(const Value& value) {
    call_.runtime().charge(1);
    if (is_mapping(value)) {
      const MappingView members(value);
      std::size_t cursor = 0;
      while (const auto entry = members.next(cursor)) look_at(entry->value);
    } else if (is_sequence(value)) {
      const SequenceView items(value);
      for (std::size_t i = 0; i < items.size(); ++i) look_at(items.at(i));
    } else if (value.is_text() ? !words_.mention(value.text()) : is_unsaid_number(value)) {
      const std::string said(to_text_value(call_.runtime(), value).text());
      if (std::ranges::find(seen_, said) == seen_.end()) {
        seen_.push_back(said);
        values_.push_back(value);
      }
    }
  }

  std::vector<Value>& values() { return values_; }

 private:
  bool is_unsaid_number(const Value& value) const {
    return value.is(Kind::Integer) && value.integer() != 0 && !words_.mention(value.integer());
  }

  Invocation& call_;
  const MentionedWords& words_;
  std::vector<std::string> seen_;
  std::vector<Value> values_;
};

/// The values of an object, except for the members named in `without`, that are not in the words. A member whose name
/// is in the words as a reference, {name}, is mentioned.
Value filter_unsaid(Invocation& call) {
  Runtime& runtime = call.runtime();
  if (!is_mapping(call.value())) call.fail_value("object");
  std::string all;
  collect_words(runtime, call.at(0), all);
  std::string without = "\n";
  if (call.has(1)) collect_words(runtime, call.at(1), without);
  const MentionedWords words(all);
  UnsaidValues unsaid(call, words);
  const MappingView members(call.value());
  std::size_t cursor = 0;
  while (const auto entry = members.next(cursor)) {
    const std::string name(to_text_value(runtime, entry->key).text());
    const bool is_left_out = without.find("\n" + name + "\n") != std::string::npos;
    if (!is_left_out && all.find("{" + name + "}") == std::string::npos) unsaid.look_at(entry->value);
  }
  return make_list_value(runtime, unsaid.values());
}

constexpr Builtin kWordsFilters[] = {
    {"marks", filter_marks, takes_nothing()},
    {"unsaid", filter_unsaid, takes({"words", "without"}).needs(1)},
};

}  // namespace

std::span<const Builtin> chinese_words_filters() { return kWordsFilters; }

namespace {

namespace messages = diagnostics::messages;

/// The text as a reader sees it: markup without tags.
std::string visible_text(const Value& text) {
  return text.is_markup() ? strip_tags(text.text()) : std::string(text.text());
}

/// 甲、乙、丙, or 甲、乙和丙 with a word before the last; titles such as 《甲》《乙》 need no mark between them.
Value filter_enumerate_cn(Invocation& call) {
  Runtime& runtime = call.runtime();
  std::vector<Value> items;
  bool markup = false;
  PlaceMerge places(runtime);
  for_each_element(runtime, call.value(), [&](const Value& element) {
    items.push_back(to_text_value(runtime, element));
    places.add(element.place());
    markup = markup || items.back().is_markup();
    return true;
  });
  const std::string_view last = call.has(0) ? call.text(0) : "";
  TextBuilder out(runtime);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool is_last = i + 1 == items.size();
    if (i > 0 && is_last && !last.empty()) {
      out.append(last);
    } else if (i > 0 && !joins_without_mark(visible_text(items[i - 1]), visible_text(items[i]))) {
      out.append("、");
    }
    out.append(markup ? escape_value(runtime, items[i]).text() : items[i].text());
  }
  return out.build(markup ? Safety::Markup : Safety::Plain).with_place(places.result());
}

Value filter_std_no(Invocation& call) {
  const Value text = to_text_value(call.runtime(), call.value());
  return call.make_text(dash_standard_numbers(text.text()), text.safety());
}

Value filter_mask(Invocation& call) {
  const Value text = to_text_value(call.runtime(), call.value());
  const std::string_view hidden = call.has(0) ? call.text(0) : "*";
  if (base::count_code_points(hidden) != 1) {
    call.runtime().fail_about(call.at(0), messages::TemplatingOneCharacter);
  }
  return call.make_text(mask_number(text.text(), base::decode_utf8(hidden, 0).code_point));
}

struct Option {
  Value value;
  Value label;
};

/// The options: `['甲', '乙']`, or `{'a': '甲', 'b': '乙'}` if values and labels differ, or pairs.
std::vector<Option> read_options(Invocation& call) {
  Runtime& runtime = call.runtime();
  std::vector<Option> options;
  if (is_mapping(call.at(0))) {
    const MappingView view(call.at(0));
    std::size_t cursor = 0;
    while (const auto entry = view.next(cursor)) options.push_back({entry->key, entry->value});
    return options;
  }
  for_each_element(runtime, call.at(0), [&](const Value& element) {
    if (is_sequence(element)) {
      const std::span<const Value> pair = collect(runtime, element);
      if (pair.size() != 2) runtime.fail_about(element, messages::TemplatingNotPair, pair.size());
      options.push_back({pair[0], pair[1]});
    } else {
      options.push_back({element, element});
    }
    return true;
  });
  return options;
}

[[noreturn]] void fail_choice(Invocation& call, const Value& chosen, const std::vector<Option>& options) {
  Runtime& runtime = call.runtime();
  std::vector<std::string_view> known;
  std::string all;
  for (const Option& option : options) {
    const std::string_view text = to_text_value(runtime, option.value).text();
    known.push_back(text);
    all.append(all.empty() ? "" : ", ").append(text);
  }
  const std::string_view text = to_text_value(runtime, chosen).text();
  runtime.fail_about(chosen, messages::TemplatingBadChoice, text, all, base::find_nearest_name(text, known));
}

/// ☑甲　☐乙: all options with boxes. The value is one of them, a list, or none.
Value filter_choice(Invocation& call) {
  Runtime& runtime = call.runtime();
  const std::vector<Option> options = read_options(call);
  std::vector<Value> chosen;
  if (is_sequence(call.value())) {
    for (const Value& value : collect(runtime, call.value())) chosen.push_back(value);
  } else if (!call.value().is_none() && !is_blank(call.value())) {
    chosen.push_back(call.value());
  }
  const auto is_chosen = [&](const Option& option) {
    return std::any_of(chosen.begin(), chosen.end(),
                       [&](const Value& value) { return equals(runtime, value, option.value); });
  };
  for (const Value& value : chosen) {
    const bool known = std::any_of(options.begin(), options.end(),
                                   [&](const Option& option) { return equals(runtime, value, option.value); });
    if (!known) fail_choice(call, value, options);
  }
  const std::string_view separator = call.has(1) ? call.text(1) : "　";
  TextBuilder out(runtime);
  for (const Option& option : options) {
    if (!out.empty()) out.append(separator);
    out.append(is_chosen(option) ? "☑" : "☐");
    write_value(out, option.label);
  }
  return out.build();
}

/// 出席 for `present`: the title of a choice by the schema, in the language of the document.
Value filter_choice_title(Invocation& call) {
  Runtime& runtime = call.runtime();
  if (is_blank(call.value())) return call.value();
  const Value code = to_text_value(runtime, call.value());
  const std::optional<std::string> title = runtime.choice_title(call.value().place(), code.text());
  if (!title) runtime.fail_about(call.value(), messages::TemplatingNoChoiceTitle, code.text());
  return call.make_text(*title);
}

/// A code as an image, to be drawn by the layout, which finds its content in the attribute. The alternative text is the
/// content unless another is given.
Value code_image(Invocation& call, std::string_view attribute) {
  Runtime& runtime = call.runtime();
  if (is_blank(call.value())) return call.value();
  const Value content = to_text_value(runtime, call.value());
  const Value alternative = call.has(0) ? to_text_value(runtime, call.at(0)) : content;
  TextBuilder out(runtime);
  out.append("<img ");
  out.append(attribute);
  out.append("=\"");
  append_escaped(out, content.text());
  out.append("\" alt=\"");
  append_escaped(out, alternative.text());
  out.append("\">");
  return out.build(Safety::Markup);
}

Value filter_qr(Invocation& call) { return code_image(call, "data-qr"); }
Value filter_code128(Invocation& call) { return code_image(call, "data-code128"); }
Value filter_ean13(Invocation& call) { return code_image(call, "data-ean13"); }
Value filter_datamatrix(Invocation& call) { return code_image(call, "data-datamatrix"); }

constexpr Builtin kChineseTextFilters[] = {
    {"choice", filter_choice, takes({"options", "separator"}).needs(1)},
    {"choice_title", filter_choice_title, takes_nothing()},
    {"code128", filter_code128, takes({"alt"})},
    {"datamatrix", filter_datamatrix, takes({"alt"})},
    {"ean13", filter_ean13, takes({"alt"})},
    {"enumerate_cn", filter_enumerate_cn, takes({"last"})},
    {"mask", filter_mask, takes({"hidden"})},
    {"qr", filter_qr, takes({"alt"})},
    {"std_no", filter_std_no, takes_nothing()},
};

}  // namespace

std::span<const Builtin> chinese_text_filters() { return kChineseTextFilters; }

}  // namespace gongwen::templating
