// Filters for the words that people give in place of those of a template: marks, the pieces that their marks make;
// unsaid, the data that they do not mention.
#include "templating/detail/builtins/registry.h"
#include "templating/detail/chinese/marks.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/dict.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/number_text.h"

#include <algorithm>
#include <string>
#include <vector>

namespace gongwen::templating {
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

/// Gathers the values of an object that words do not mention, in their order and each once. Zero and truth need not be
/// said.
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

}  // namespace gongwen::templating
