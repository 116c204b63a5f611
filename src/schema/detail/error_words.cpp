#include "base/ascii.h"
#include "base/utf8.h"
#include "data/decode_text.h"
#include "data/value_text.h"
#include "data/values.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/schema.h"
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
    texts::SchemaNull, texts::SchemaTrueOrFalse, texts::SchemaWholeNumber, texts::SchemaNumber,
    texts::SchemaText, texts::SchemaList,        texts::SchemaObject,
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
  const diagnostics::BilingualText& last = with_or ? texts::SchemaOr : texts::ListComma;
  return {join(english, texts::ListComma.english, last.english), join(chinese, texts::ListComma.chinese, last.chinese)};
}

TextPair shown_pair(const data::Value& value) {
  const data::ShownValue shown = data::shown_value(value);
  return {shown.english, shown.chinese};
}

/// How a choice reads in a long list: by its title, since titles may be written as well.
TextPair short_choice(const FieldChoice& choice) {
  return choice.title.chinese.empty() ? shown_pair(choice.value) : TextPair(choice.title);
}

void append_types(TypeSet types, std::vector<TextPair>& words) {
  for (std::size_t i = 0; i < std::size(kTypeWords); ++i) {
    const auto type = static_cast<SchemaType>(i);
    const bool implied = type == SchemaType::Integer && types.has(SchemaType::Number);
    if (types.has(type) && !implied) words.emplace_back(kTypeWords[i]);
  }
}

/// Whether the number would be one of the choices if it were in quotes.
bool asks_for_text(const Allowed& allowed, const data::Value& number) {
  return std::any_of(allowed.choices.begin(), allowed.choices.end(), [&number](const FieldChoice& choice) {
    return choice.value.is_string() && choice.value.string() == data::number_text(number);
  });
}

/// `["甲", "乙"]` of 甲、乙.
TextPair hint_for_list(const data::Value& value) {
  constexpr std::size_t kMaxBytes = 120;
  if (!value.is_string()) return {};
  if (value.string().size() > kMaxBytes) return texts::SchemaHintList.pair("`[…, …]`");
  std::string items;
  std::string item;
  const auto take = [&] {
    const std::string_view trimmed = data::trim_blanks(item);
    if (!trimmed.empty()) items += (items.empty() ? "\"" : ", \"") + std::string(trimmed) + "\"";
    item.clear();
  };
  for (const auto& decoded : base::CodePoints(value.string())) {
    const char32_t c = decoded.code_point;
    if (c == U'、' || c == U'，' || c == U'；' || c == U',' || c == U';' || c == U'\n') {
      take();
    } else {
      base::append_utf8(item, c);
    }
  }
  take();
  return texts::SchemaHintList.pair("`[" + items + "]`");
}

TextPair all_words(const Allowed& allowed) {
  std::vector<TextPair> words;
  for (const FieldChoice& choice : allowed.choices) words.push_back(describe_choice(choice));
  append_types(allowed.types, words);
  return join_pairs(words, true);
}

}  // namespace

TextPair describe_choice(const FieldChoice& choice) {
  TextPair shown = shown_pair(choice.value);
  if (choice.value.type() == data::ValueType::Boolean) {
    return (choice.value.boolean() ? texts::SchemaYes : texts::SchemaNo).pair(shown);
  }
  const diagnostics::BilingualText& title = choice.title;
  if (title.chinese.empty()) return shown;
  if (!choice.value.is_string()) return shown += texts::InParentheses.pair(title);
  const std::string id = data::shown_text(choice.value.string());
  if (id == title.chinese) return shown;
  return texts::SchemaChoice.pair(id, title);
}

TextPair describe_allowed(const Allowed& allowed) {
  if (allowed.choices.size() <= kMaxChoicesInMessage) return all_words(allowed);
  std::vector<TextPair> words{texts::SchemaOneOf.pair(allowed.choices.size())};
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
  if (!nearest.empty()) hint = texts::SchemaDidYouMean.pair(join_pairs(nearest, true));
  if (allowed.choices.size() <= kMaxChoicesInMessage) return hint;
  std::vector<TextPair> all;
  for (const FieldChoice& choice : allowed.choices) all.push_back(short_choice(choice));
  if (!hint.english.empty()) hint += texts::SchemaNextHint;
  return hint += texts::SchemaChoices.pair(join_pairs(all, false));
}

TextPair hint_for_type(const Allowed& allowed, const data::Value& value) {
  if (value.is_number() && (allowed.types.has(SchemaType::String) || asks_for_text(allowed, value))) {
    const std::string quoted = "`\"" + data::number_text(value) + "\"`";
    return texts::SchemaPutInQuotes.pair(quoted);
  }
  if (allowed.types.has(SchemaType::Array) && !allowed.types.has(SchemaType::Object)) return hint_for_list(value);
  if (!value.is_string() || !allowed.types.has(SchemaType::Object)) return {};
  return hint_for_colon(value.string());
}

TextPair hint_for_colon(std::string_view line) {
  const auto better = data::with_yaml_colon(line);
  if (!better) return {};
  const std::string written = "`" + data::shown_text(*better) + "`";
  return texts::SchemaYamlColon.pair(written);
}

}  // namespace gongwen::schema
