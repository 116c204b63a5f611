#include "engine/kinds/detail/form/form_words.h"

#include "base/format.h"
#include "base/json.h"
#include "base/nearest_name.h"
#include "diagnostics/catalogue/engine.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

// Names of places are those of pointers with underscores: `{/title/zh}` is `{title_zh}` in texts of the bundle. `{{` in
// form.json stays `{{` in the text of the bundle, where it also means a brace.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

/// `{title=/title/zh}` → title and /title/zh; `{directives}` → a link, without pointer.
WordsPlace place_of(std::string_view words) {
  const std::size_t equals = words.find("=/");
  if (equals != std::string_view::npos) {
    return {std::string(words.substr(0, equals)), std::string(words.substr(equals + 1))};
  }
  if (!words.starts_with('/')) return {std::string(words), {}};
  std::string name(words.substr(1));
  std::replace(name.begin(), name.end(), '/', '_');
  return {name, std::string(words)};
}

}  // namespace

WordsWithPlaces read_words(std::string_view words) {
  WordsWithPlaces read;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const char c = words[i];
    // A single brace without a partner is doubled, so that it is printed rather than an error in the
    // text.
    const bool is_doubled = (c == '{' || c == '}') && words.substr(i + 1, 1) == std::string_view(&c, 1);
    const std::size_t end = c == '{' && !is_doubled ? words.find('}', i) : std::string_view::npos;
    if (is_doubled || end == std::string_view::npos) {
      read.text += c == '{' || c == '}' ? std::string(2, c) : std::string(1, c);
      if (is_doubled) ++i;
      continue;
    }
    read.places.push_back(place_of(words.substr(i + 1, end - i - 1)));
    read.text += "{" + read.places.back().name + "}";
    i = end;
  }
  return read;
}

/// See kKinds: types that are not listed are plain texts. Empty for types that cannot be part of a line.
std::string_view kind_of_line(const FormField& field) {
  if (field.type == FormFieldType::YesNo) return "yes-no";
  if (!field.options.empty()) return field.flag("many") ? "boxes" : "choice";
  static constexpr std::pair<FormFieldType, std::string_view> kKinds[] = {
      {FormFieldType::Date, "date"},   {FormFieldType::Month, "month"}, {FormFieldType::Phone, "tel"},
      {FormFieldType::Email, "email"}, {FormFieldType::Long, "long"},   {FormFieldType::Texts, "texts"},
      {FormFieldType::Opinion, ""},    {FormFieldType::Signatures, ""}, {FormFieldType::Group, ""},
      {FormFieldType::List, ""}};
  const auto known =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& one) { return one.first == field.type; });
  return known == std::end(kKinds) ? "text" : known->second;
}

std::vector<Value> pieces_of(const Value& words) {
  if (!words.is_array()) return {words};
  std::vector<Value> pieces;
  for (std::size_t i = 0; i < words.size(); ++i) pieces.push_back(words.at(i));
  return pieces;
}

FlowWriter::FlowWriter(FormWriter& writer, std::string_view macros)
    : writer_(writer), form_(writer.form()), sink_(writer.sink()), macros_(macros), language_(writer.language()) {}

std::string FlowWriter::words_of(const Value& words, const std::string& id) {
  const WordsWithPlaces read = read_words(words.string());
  std::string values;
  std::set<std::string, std::less<>> names;
  for (const WordsPlace& place : read.places) {
    const std::string value = value_of(place, words);
    // The words consist of one place: no text is needed, since the value itself is the expression.
    if (read.is_place()) return value;
    // One argument per name: a place that is repeated in the words has the same value.
    if (names.insert(place.name).second) values += (values.empty() ? "" : ", ") + place.name + "=" + value;
  }
  return writer_.texts().add_with_places(id, read.text, values);
}

std::string FlowWriter::value_of(const WordsPlace& place, const Value& words) const {
  if (!place.pointer.empty()) return macros_ + ".blank(" + line_of(*form_.find(place.pointer), false) + ")";
  const auto links = form_.root().find("links");
  const auto link = links ? links->find(place.name) : std::nullopt;
  if (link) {
    return fmt::format("{}.link({}, {})", macros_, base::json_string(form_text(*link, "to")),
                       writer_.texts().add_with_places("link." + place.name, form_text(*link, "words"), {}));
  }
  std::vector<std::string_view> known;
  for (std::size_t i = 0; links && i < links->size(); ++i) known.push_back(links->key_at(i));
  sink_.report(messages::EngineFormNoPlace, words.origin(), place.name, base::find_nearest_name(place.name, known));
  // Only reported here: the empty text keeps the expression valid.
  return "\"\"";
}

std::string FlowWriter::line_of(const FormField& field, bool has_label) const {
  const std::string_view kind = kind_of_line(field);
  const std::string value = FormFile::expression_of(field.pointer);
  std::string made =
      fmt::format("{{\"pointer\": {}, \"type\": \"{}\", \"value\": {}", base::json_string(field.pointer), kind, value);
  if (has_label) made += ", \"label\": " + writer_.label_of(field);
  const std::string language = field.text("lang");
  if (!language.empty() && language != language_) made += ", \"lang\": " + base::json_string(language);
  if (kind == "choice" || kind == "yes-no" || kind == "boxes") made += ", \"options\": " + writer_.options_of(field);
  const std::string dotted = id_of(field.pointer);
  if (const std::string before = field.text("before"); !before.empty()) {
    made += ", \"before\": " + writer_.texts().add_with_places("before." + dotted, before, {});
  }
  // `as` shows the value within words, such as `{value}元`.
  if (const std::string shown = field.text("as"); !shown.empty()) {
    made += ", \"shown\": " + writer_.texts().add_with_places("as." + dotted, read_words(shown).text,
                                                              fmt::format("value=({}) or \"\"", value));
  }
  // Blanks are 12 em wide unless the field states another width.
  const std::string room = form_number(field.value, "blank");
  made += fmt::format(", \"room\": \"{}em\"", room.empty() ? "12" : room);
  if (field.flag("fixed")) made += ", \"fixed\": true";
  return made + "}";
}

}  // namespace gongwen::engine
