#include "intake/field_value.h"

#include "base/ascii.h"
#include "base/json.h"
#include "data/values.h"
#include "diagnostics/source_lookup.h"
#include "schema/schema_fields.h"
#include "schema/table_cells.h"
#include "schema/written_values.h"

#include <algorithm>
#include <array>

namespace gongwen::intake {
namespace {

using schema::Format;
using schema::SchemaType;

bool is_date(Format format) { return format == Format::Date || format == Format::Month; }

/// What a cell knows as a date, as far as the field wants it.
std::string date_text(std::string_view iso, Format format) {
  if (format == Format::Month) return std::string(iso.substr(0, 7));
  if (format == Format::Date) return std::string(iso.substr(0, 10));
  return std::string(iso);
}

/// What people write for the end of what has not ended, which a form wants left blank.
bool says_until_now(std::string_view text) {
  constexpr std::array<std::string_view, 8> kWords = {"至今", "今",      "现在", "目前",
                                                      "迄今", "present", "now",  "to date"};
  const std::string word = base::ascii_lowercase(trim_blanks(text));
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

/// Texts of a format, as people write them.
FieldValue convert_format(const RawField& raw, std::string text, const schema::SchemaField& field) {
  const Format format = *field.limits.format;
  if (is_date(format) && raw.type == RawType::Date) text = date_text(text, format);
  if (schema::matches_format(format, text)) return {base::json_string(text)};
  if (const auto written = schema::read_written(format, text)) return {base::json_string(*written)};
  const bool is_left_out = schema::means_nothing(text) || (is_date(format) && says_until_now(text));
  if (!field.required && is_left_out) return {};
  return {base::json_string(text), is_date(format)};
}

FieldValue convert_choice(const RawField& raw, const schema::SchemaField& field) {
  for (const std::string& text : {raw.text, raw.shown}) {
    if (const schema::FieldChoice* const choice = schema::find_choice(field.choices, text))
      return {choice_json(*choice)};
  }
  const auto tick = read_tick(raw.text, field.title.chinese);
  for (const schema::FieldChoice& choice : field.choices) {
    const bool is_boolean = choice.value.type() == data::ValueType::Boolean;
    if (tick && is_boolean && choice.value.boolean() == *tick) return {choice_json(choice)};
  }
  if (raw.type == RawType::Boolean && raw.text == "false") return {"false"};
  return {base::json_string(trim_blanks(raw.text)), true};
}

std::string json_of(const schema::CellValue& value) {
  struct Writer {
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(const schema::CellNumber& number) const { return number.text; }
    std::string operator()(const schema::CellText& text) const { return base::json_string(text.text); }
    std::string operator()(const schema::CellList& list) const {
      std::string out = "[";
      for (const std::string& text : list.texts) out += (out.size() > 1 ? "," : "") + base::json_string(text);
      return out + "]";
    }
    std::string operator()(const schema::CellChoice& choice) const {
      std::string out;
      data::append_value_json(out, choice.value);
      return out;
    }
  };
  return std::visit(Writer{}, value);
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  const bool lines = text.find('\n') != std::string_view::npos;
  while (!text.empty()) {
    std::size_t end = text.size();
    std::size_t length = 0;
    for (const std::string_view separator : {std::string_view("\n"), std::string_view("、"), std::string_view("；"),
                                             std::string_view(";"), std::string_view("，")}) {
      if (lines && separator != "\n") continue;
      const std::size_t found = text.find(separator);
      if (found >= end) continue;
      end = found;
      length = separator.size();
    }
    const std::string_view word = trim_blanks(text.substr(0, end));
    if (!word.empty()) words.emplace_back(word);
    text.remove_prefix(end + length);
  }
  return words;
}

}  // namespace

std::string choice_json(const schema::FieldChoice& choice) {
  std::string out;
  data::append_value_json(out, choice.value);
  return out;
}

std::optional<bool> read_tick(std::string_view text, std::string_view question) {
  return schema::read_yes_or_no(text, question);
}

std::vector<std::string> chosen_words(std::string_view text) {
  auto words = schema::ticked_words(text);
  if (!words) return split_words(text);
  for (std::string& word : *words) word = std::string(trim_blanks(word));
  return *std::move(words);
}

FieldValue convert_list(std::string_view text, const schema::SchemaField& list) {
  const schema::SchemaField* const item = list.parts.empty() ? nullptr : &list.parts.front();
  FieldValue value{"["};
  for (const std::string& word : chosen_words(text)) {
    RawField one{{}, RawType::Text, word};
    const FieldValue converted = item == nullptr ? FieldValue{base::json_string(word)} : convert_field(one, *item);
    if (converted.json.empty()) continue;
    value.unfit = value.unfit || converted.unfit;
    value.json += (value.json.size() > 1 ? "," : "") + converted.json;
  }
  value.json += "]";
  return value.json == "[]" ? FieldValue{} : value;
}

FieldValue convert_field(const RawField& raw, const schema::SchemaField& field) {
  std::string text = normal_text(raw.text);
  if (trim_blanks(text).empty()) return {};
  if (!field.choices.empty()) {
    // One of several in a single text: `☑甲　☐乙`.
    if (const auto ticked = raw.type == RawType::Text ? schema::ticked_words(text) : std::nullopt; ticked) {
      if (ticked->empty()) return {};
      // A tick alone is a yes, see convert_choice.
      const bool has_words = !trim_blanks(ticked->front()).empty();
      if (ticked->size() == 1 && has_words) return convert_choice({{}, RawType::Text, ticked->front()}, field);
    }
    return convert_choice(raw, field);
  }
  const schema::TypeSet types = field.types;
  const bool texts = types.has(SchemaType::String);
  const std::optional<Format> format = texts ? field.limits.format : std::nullopt;
  if (types.has(SchemaType::Boolean) && !texts) {
    const auto tick =
        raw.type == RawType::Boolean ? std::optional(raw.text == "true") : read_tick(text, field.title.chinese);
    if (tick) return {*tick ? "true" : "false"};
  }
  if (types.has(SchemaType::Array) && !texts) return convert_list(text, field);
  if (texts && !format) return {base::json_string(text)};
  if (format) return convert_format(raw, std::move(text), field);
  const data::CellKind kind = raw.type == RawType::Number ? data::CellKind::Number : data::CellKind::Text;
  const std::string narrow(trim_blanks(narrow_text(text)));
  if (const auto value = schema::convert_cell({kind, narrow, {}}, field)) return {json_of(*value)};
  if (!field.required && schema::means_nothing(text)) return {};
  return {base::json_string(text), true};
}

}  // namespace gongwen::intake
