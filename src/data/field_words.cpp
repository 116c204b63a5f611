#include "data/field_words.h"

#include "data/detail/fault_words.h"
#include "data/detail/shown_text.h"

#include <utility>

namespace gongwen::data {
namespace {

using diagnostics::Language;

std::string_view choose(Language language, std::string_view chinese, std::string_view english) {
  return language == Language::Chinese ? chinese : english;
}

/// `1 至 60`, `1 to 60`, `at least 1`; empty when neither is there.
std::string range_words(const std::string& least, const std::string& most, Language language) {
  if (least.empty() && most.empty()) return {};
  if (most.empty()) return std::string(choose(language, "至少 ", "at least ")) + least;
  if (least.empty()) return std::string(choose(language, "至多 ", "at most ")) + most;
  return least == most ? least : least + std::string(choose(language, " 至 ", " to ")) + most;
}

std::string number_of(const std::optional<Value>& value) { return value ? number_text(*value) : std::string(); }
std::string number_of(const std::optional<std::size_t>& value) {
  return value ? std::to_string(*value) : std::string();
}

std::string counted(std::string range, std::string_view unit) {
  return range.empty() ? range : std::move(range.append(unit));
}

/// The choices, the format, or the types.
std::string kind_words(const SchemaField& field, Language language) {
  if (field.limits.format) {
    const FormatDescription& format = describe_format(*field.limits.format);
    return std::string(format.title.in(language)).append(choose(language, "，如 ", " such as ")).append(format.example);
  }
  Allowed allowed;
  for (const FieldChoice& choice : field.choices) allowed.values.push_back(choice.value);
  if (allowed.values.empty() && field.types != TypeSet::all()) allowed.types = field.types;
  const TextPair pair = describe_allowed(allowed);
  const std::string_view described = choose(language, pair.chinese, pair.english);
  return std::string(described.empty() ? choose(language, "任意值", "anything") : described);
}

void add_words(std::string& text, std::string_view more, Language language) {
  if (!more.empty()) text.append(choose(language, "，", ", ")).append(more);
}

}  // namespace

std::string limit_words(const SchemaField& field, Language language) {
  std::string text = kind_words(field, language);
  const FieldLimits& limits = field.limits;
  const auto range = [language](const auto& least, const auto& most) {
    return range_words(number_of(least), number_of(most), language);
  };
  add_words(text, range(limits.minimum, limits.maximum), language);
  add_words(text, counted(range(limits.min_length, limits.max_length), choose(language, " 字", " characters")),
            language);
  add_words(text, counted(range(limits.min_items, limits.max_items), choose(language, " 项", " items")), language);
  return text;
}

std::string field_words(const SchemaField& field, Language language) {
  std::string text = limit_words(field, language);
  if (field.required) add_words(text, choose(language, "必填", "required"), language);
  if (field.conditional) add_words(text, choose(language, "视情况填写", "depends on others"), language);
  if (field.default_value) {
    const ShownValue shown = shown_value(*field.default_value);
    add_words(
        text,
        std::string(choose(language, "默认 ", "otherwise ")).append(choose(language, shown.chinese, shown.english)),
        language);
  }
  return text;
}

}  // namespace gongwen::data
