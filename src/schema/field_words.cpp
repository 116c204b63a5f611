#include "base/ascii.h"
#include "data/value_order.h"
#include "schema/describe_fields.h"
#include "schema/detail/faults.h"

#include <algorithm>
#include <utility>

namespace gongwen::schema {
namespace {

using diagnostics::Language;

std::string_view choose(Language language, std::string_view chinese, std::string_view english) {
  return language == Language::Chinese ? chinese : english;
}

/// `1 至 60`, `1 to 60`, `min 1`; empty when neither is there.
std::string range_words(const std::string& least, const std::string& most, Language language) {
  if (least.empty() && most.empty()) return {};
  if (most.empty()) return std::string(choose(language, "至少 ", "min ")) + least;
  if (least.empty()) return std::string(choose(language, "至多 ", "max ")) + most;
  return least == most ? least : least + std::string(choose(language, " 至 ", " to ")) + most;
}

std::string number_of(const std::optional<data::Value>& value) {
  return value ? data::number_text(*value) : std::string();
}
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
  if (!field.choices.empty()) {
    std::string words;
    for (const FieldChoice& choice : field.choices) {
      words.append(words.empty() ? "" : choose(language, "、", ", ")).append(choice_words(choice, language));
    }
    return words;
  }
  Allowed allowed;
  if (field.types != TypeSet::all()) allowed.types = field.types;
  const TextPair pair = describe_allowed(allowed);
  const std::string_view described = choose(language, pair.chinese, pair.english);
  return std::string(described.empty() ? choose(language, "任意值", "anything") : described);
}

std::string default_words(const SchemaField& field, Language language) {
  const data::Value& value = *field.default_value;
  if (value.is_string() && value.string().empty()) return std::string(choose(language, "默认为空", "default: blank"));
  for (const FieldChoice& choice : field.choices) {
    if (data::compare_values(choice.value, value) != 0) continue;
    return std::string(choose(language, "默认为 ", "default: ")) + choice_words(choice, language);
  }
  const data::ShownValue shown = data::shown_value(value);
  if (language == Language::English) return "default: " + shown.english;
  const bool letters = !shown.chinese.empty() && base::is_ascii_alnum(shown.chinese.front());
  return std::string(letters ? "默认 " : "默认").append(shown.chinese);
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

std::string explanation_of(const SchemaField& field, Language language) {
  std::string words(field.description.in(language));
  const std::string_view pattern = field.limits.pattern_words.in(language);
  if (pattern.empty()) return words;
  if (!words.empty()) words.append(choose(language, "；", "; "));
  words.append(pattern);
  if (!field.examples.empty() && field.examples.front().is_string()) {
    const std::string example = data::shown_text(field.examples.front().string());
    if (words.find(example) == std::string::npos) {
      words.append(choose(language, "，如 ", ", such as ")).append(example);
    }
  }
  return words;
}

std::string choice_words(const FieldChoice& choice, Language language) {
  std::string words;
  if (choice.value.is_string()) {
    words = data::shown_text(choice.value.string());
  } else {
    data::append_value_json(words, choice.value);
  }
  if (words.empty()) words = choose(language, "（空）", "(blank)");
  const std::string_view title = choice.title.in(language);
  if (title.empty() || title == words) return words;
  return words.append(choose(language, "（", " (")).append(title).append(choose(language, "）", ")"));
}

bool shows_choices_apart(const SchemaField& field) {
  constexpr std::size_t kMostInLine = 6;
  const bool titled = std::any_of(field.choices.begin(), field.choices.end(),
                                  [](const FieldChoice& choice) { return !choice.title.chinese.empty(); });
  return titled && field.choices.size() > kMostInLine;
}

std::string field_words(const SchemaField& field, Language language) {
  std::string text;
  if (shows_choices_apart(field)) {
    const std::string count = std::to_string(field.choices.size());
    text = language == Language::Chinese ? "下列 " + count + " 项之一" : "one of these " + count;
  } else {
    text = limit_words(field, language);
  }
  if (field.required) add_words(text, choose(language, "必填", "required"), language);
  if (field.conditional) add_words(text, choose(language, "视情况填写", "depends on others"), language);
  if (field.default_value) {
    add_words(text, default_words(field, language), language);
  }
  return text;
}

}  // namespace gongwen::schema
