#include "schema/detail/data_errors.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "data/decode_text.h"
#include "data/value_text.h"
#include "data/values.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <map>
#include <set>

namespace gongwen::schema {
namespace {

/// For longer lists, the message only has the number and the hint has the list.
constexpr std::size_t kMaxChoicesInMessage = 12;
constexpr std::size_t kMaxSuggestions = 3;

/// In the order of SchemaType.
constexpr diagnostics::BilingualText kTypeWords[] = {
    texts::SchemaNull, texts::SchemaTrueOrFalse, texts::SchemaWholeNumber, texts::SchemaNumber,
    texts::SchemaText, texts::SchemaList,        texts::SchemaObject,
};

bool is_ascii_end(char c) { return base::is_ascii_alnum(c); }

/// Joins words with `separator`, and the last two with `last`. A Chinese joint gets spaces next to letters and digits.
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

/// Joins the words of both languages.
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

/// A choice in a long list: its title, because titles are accepted, too.
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

/// Whether the number in quotes would be one of the choices.
bool asks_for_text(const Allowed& allowed, const data::Value& number) {
  return std::any_of(allowed.choices.begin(), allowed.choices.end(), [&number](const FieldChoice& choice) {
    return choice.value.is_string() && choice.value.string() == data::number_text(number);
  });
}

/// Suggests `["甲", "乙"]` for 甲、乙.
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

namespace {

bool is_about_content(DataErrorKind kind) { return kind <= DataErrorKind::Pattern; }

/// A name in an object; all errors are in the same document.
using NamePlace = std::pair<std::uint32_t, std::string_view>;

/// The shape of a text: letters as `A`, digits as `9`, Han as `汉`, all dashes alike, other characters unchanged.
std::u32string shape_of(std::string_view text) {
  std::u32string shape;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    if (c < 0x80 && base::is_ascii_digit(static_cast<char>(c))) {
      shape += U'9';
    } else if (c < 0x80 && base::is_ascii_alpha(static_cast<char>(c))) {
      shape += U'A';
    } else if (data::is_dash(c)) {
      shape += U'-';
    } else {
      shape += c >= 0x4E00 && c <= 0x9FFF ? U'\u6C49' : c;
    }
  }
  return shape;
}

std::size_t unlikeness_of(const DataError& error) {
  if (!error.format || !error.at.is_string()) return 0;
  constexpr std::size_t kMaxBytes = 200;
  const std::u32string example = shape_of(describe_format(*error.format).example);
  return base::edit_distance(shape_of(error.at.string().substr(0, kMaxBytes)), example);
}

/// Sorts the missing names of each object in schema order; all other errors keep their positions.
void order_missing_names(std::vector<DataError>& errors) {
  std::map<std::uint32_t, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    if (errors[i].kind == DataErrorKind::MissingName) places[errors[i].at.node()].push_back(i);
  }
  for (const auto& [node, indices] : places) {
    std::vector<DataError> ordered;
    for (const std::size_t index : indices) ordered.push_back(std::move(errors[index]));
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const DataError& a, const DataError& b) { return a.rank < b.rank; });
    for (std::size_t i = 0; i < indices.size(); ++i) errors[indices[i]] = std::move(ordered[i]);
  }
}

/// Objects whose form is unknown.
std::set<std::uint32_t> undecided_objects(const std::vector<DataError>& errors) {
  std::set<std::uint32_t> objects;
  for (const DataError& error : errors) {
    if (!error.decides) continue;
    const std::optional<data::Value> object = error.kind == DataErrorKind::MissingName ? error.at : error.at.parent();
    if (object) objects.insert(object->node());
  }
  return objects;
}

/// Whether the unknown name belongs to another form of the object.
bool is_of_other_form(const DataError& error) {
  return error.kind == DataErrorKind::UnknownName && error.name == error.at.key();
}

}  // namespace

Distance distance_of(const std::vector<DataError>& errors, const data::Value& value) {
  Distance distance;
  distance.errors = errors.size();
  for (const DataError& error : errors) {
    distance.wrong_type |= error.kind == DataErrorKind::Type && error.at == value;
    distance.wrong_choices += error.kind == DataErrorKind::Choice;
    if (error.at == value) distance.unlikeness += unlikeness_of(error);
  }
  return distance;
}

const DataError* find_allowed(const std::vector<DataError>& errors, const data::Value& place) {
  const auto found = std::find_if(errors.begin(), errors.end(), [&](const DataError& error) {
    return (error.kind == DataErrorKind::Type || error.kind == DataErrorKind::Choice) && error.at == place;
  });
  return found == errors.end() ? nullptr : &*found;
}

void prune_errors(std::vector<DataError>& errors) {
  // First pass: the kind of content error with the highest precedence at each value, and the missing names that are
  // probably only mistyped.
  std::map<std::uint32_t, DataErrorKind> first_kinds;
  std::set<NamePlace> meant;
  for (const DataError& error : errors) {
    if (is_about_content(error.kind)) {
      const auto [entry, fresh] = first_kinds.try_emplace(error.at.node(), error.kind);
      if (!fresh) entry->second = std::min(entry->second, error.kind);
    } else if (error.kind == DataErrorKind::UnknownName && !error.name.empty()) {
      meant.emplace(error.at.parent()->node(), error.name);
    }
  }
  // Second pass: keep one content error per value, and drop what another error explains.
  const std::set<std::uint32_t> undecided = undecided_objects(errors);
  std::set<std::uint32_t> said;
  std::erase_if(errors, [&](const DataError& error) {
    if (is_of_other_form(error)) return undecided.contains(error.at.parent()->node());
    if (error.kind == DataErrorKind::MissingName) return meant.contains({error.at.node(), error.name});
    if (!is_about_content(error.kind)) return false;
    return error.kind != first_kinds[error.at.node()] || !said.insert(error.at.node()).second;
  });
  order_missing_names(errors);
}

}  // namespace gongwen::schema
