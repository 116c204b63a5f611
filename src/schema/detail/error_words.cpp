#include "base/ascii.h"
#include "data/decode_text.h"
#include "data/values.h"
#include "schema/detail/data_errors.h"
#include "schema/schema_fields.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

/// Of longer lists a message has the number only; the hint has the list.
constexpr std::size_t kMaxChoicesInMessage = 12;
constexpr std::size_t kMaxSuggestions = 3;

/// In the order of SchemaType.
constexpr diagnostics::BilingualText kTypeWords[] = {
    {"null", "空值（null）"},   {"true or false", "true（是）或 false（否）"},
    {"a whole number", "整数"}, {"a number", "数"},
    {"a text", "文字"},         {"a list", "列表"},
    {"an object", "对象"},
};

bool is_ascii_end(char c) { return base::is_ascii_alnum(c); }

/// Joins with `separator`, and the last two with `last`. A Chinese joint has blanks where it meets letters and digits.
std::string join(const std::vector<std::string>& words, std::string_view separator, std::string_view last) {
  std::string joined;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0 && i + 1 == words.size()) {
      const bool chinese = static_cast<unsigned char>(last.front()) >= 0x80;
      if (chinese && is_ascii_end(joined.back())) joined += ' ';
      joined += last;
      if (chinese && !words[i].empty() && is_ascii_end(words[i].front())) joined += ' ';
    } else if (i > 0) {
      joined += separator;
    }
    joined += words[i];
  }
  return joined;
}

/// Joins lists of the two languages.
TextPair join_pairs(const std::vector<TextPair>& pairs, bool with_or) {
  std::vector<std::string> chinese;
  std::vector<std::string> english;
  for (const TextPair& pair : pairs) {
    chinese.push_back(pair.chinese);
    english.push_back(pair.english);
  }
  return {join(chinese, "、", with_or ? "或" : "、"), join(english, ", ", with_or ? " or " : ", ")};
}

/// How a choice reads in a long list: by its title, since titles may be written as well.
TextPair short_choice(const FieldChoice& choice) {
  if (!choice.title.chinese.empty()) return {std::string(choice.title.chinese), std::string(choice.title.english)};
  const data::ShownValue shown = data::shown_value(choice.value);
  return {shown.chinese, shown.english};
}

void append_types(TypeSet types, std::vector<TextPair>& words) {
  for (std::size_t i = 0; i < std::size(kTypeWords); ++i) {
    const auto type = static_cast<SchemaType>(i);
    const bool implied = type == SchemaType::Integer && types.has(SchemaType::Number);
    if (types.has(type) && !implied) {
      words.push_back({std::string(kTypeWords[i].chinese), std::string(kTypeWords[i].english)});
    }
  }
}

/// Whether the number would be one of the choices if it were in quotes.
bool asks_for_text(const Allowed& allowed, const data::Value& number) {
  return std::any_of(allowed.choices.begin(), allowed.choices.end(), [&number](const FieldChoice& choice) {
    return choice.value.is_string() && choice.value.string() == data::number_text(number);
  });
}

TextPair all_words(const Allowed& allowed) {
  std::vector<TextPair> words;
  for (const FieldChoice& choice : allowed.choices) words.push_back(describe_choice(choice));
  append_types(allowed.types, words);
  return join_pairs(words, true);
}

}  // namespace

TextPair describe_choice(const FieldChoice& choice) {
  const data::ShownValue shown = data::shown_value(choice.value);
  if (choice.value.type() == data::ValueType::Boolean) {
    return {shown.chinese + (choice.value.boolean() ? "（是）" : "（否）"), shown.english};
  }
  const diagnostics::BilingualText& title = choice.title;
  if (title.chinese.empty()) return {shown.chinese, shown.english};
  if (!choice.value.is_string()) {
    return {shown.chinese + "（" + std::string(title.chinese) + "）",
            shown.english + " (" + std::string(title.english) + ")"};
  }
  const std::string id = data::shown_text(choice.value.string());
  if (id == title.chinese) return {shown.chinese, shown.english};
  return {"“" + std::string(title.chinese) + "”（" + id + "）", "\"" + id + "\" (" + std::string(title.english) + ")"};
}

TextPair describe_allowed(const Allowed& allowed) {
  if (allowed.choices.size() <= kMaxChoicesInMessage) return all_words(allowed);
  const std::string count = std::to_string(allowed.choices.size());
  std::vector<TextPair> words{{"所列 " + count + " 项之一", "one of " + count + " choices"}};
  append_types(allowed.types, words);
  return join_pairs(words, true);
}

TextPair hint_for_choice(const Allowed& allowed, const data::Value& value) {
  TextPair hint;
  std::vector<TextPair> nearest;
  if (value.is_string()) {
    for (const FieldChoice* const choice : find_near_choices(allowed.choices, value.string())) {
      if (nearest.size() < kMaxSuggestions) nearest.push_back(describe_choice(*choice));
    }
  }
  if (!nearest.empty()) {
    const TextPair words = join_pairs(nearest, true);
    hint = {"是否想写" + words.chinese + "？", "did you mean " + words.english + "?"};
  }
  if (allowed.choices.size() <= kMaxChoicesInMessage) return hint;
  std::vector<TextPair> all;
  for (const FieldChoice& choice : allowed.choices) all.push_back(short_choice(choice));
  const TextPair words = join_pairs(all, false);
  hint.chinese.append("可写：").append(words.chinese);
  hint.english.append(hint.english.empty() ? "" : " ").append("choices: ").append(words.english);
  return hint;
}

TextPair hint_for_type(const Allowed& allowed, const data::Value& value) {
  if (value.is_number() && (allowed.types.has(SchemaType::String) || asks_for_text(allowed, value))) {
    const std::string quoted = "`\"" + data::number_text(value) + "\"`";
    return {"请加引号，写成 " + quoted, "put it in quotes: " + quoted};
  }
  if (!value.is_string() || !allowed.types.has(SchemaType::Object)) return {};
  const auto line = data::with_yaml_colon(value.string());
  if (!line) return {};
  const std::string written = "`" + data::shown_text(*line) + "`";
  return {"冒号用半角，后面加空格：" + written, "write the colon half-width, with a blank after it: " + written};
}

}  // namespace gongwen::schema
