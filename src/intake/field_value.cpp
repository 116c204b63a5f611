#include "intake/field_value.h"

#include "base/ascii.h"
#include "data/choice_by_title.h"
#include "data/table_cells.h"
#include "data/value_json.h"
#include "diagnostics/json_text.h"
#include "intake/normal_text.h"

#include <algorithm>
#include <array>

namespace gongwen::intake {
namespace {

using data::Format;
using data::SchemaType;

constexpr auto kTicks =
    std::to_array<std::string_view>({"☑", "☒", "■", "√", "✓", "✔", "是", "有", "y", "yes", "true", "1"});
constexpr auto kBlanks = std::to_array<std::string_view>({"☐", "□", "否", "无", "n", "no", "false", "0", "×"});
// Marks that stand before the words of a choice.
constexpr auto kTickMarks = std::to_array<std::string_view>({"☑", "☒", "■", "√", "✓", "✔"});
constexpr auto kBlankMarks = std::to_array<std::string_view>({"☐", "□"});

std::string json_text(std::string_view text) {
  std::string out;
  diagnostics::append_json_string(out, text);
  return out;
}

bool is_mark(std::string_view rest, std::span<const std::string_view> marks, std::size_t& length) {
  for (const std::string_view mark : marks) {
    if (!rest.starts_with(mark)) continue;
    length = mark.size();
    return true;
  }
  return false;
}

/// Formats that are written in ASCII, where input methods leave full-width signs behind.
bool is_narrow(const data::SchemaField& field) {
  const bool texts = field.types.has(SchemaType::String);
  return !texts || field.limits.format.has_value();
}

bool is_date(Format format) { return format == Format::Date || format == Format::Month; }

/// `19800501` as `1980-05-01`, `198005` as `1980-05`; other texts as they are.
std::string with_date_marks(std::string text, Format format) {
  const bool digits = std::all_of(text.begin(), text.end(), base::is_ascii_digit);
  if (!digits || (text.size() != 8 && text.size() != 6)) return text;
  text.insert(4, "-");
  if (text.size() == 9) text.insert(7, "-");
  return format == Format::Month ? text.substr(0, 7) : text;
}

/// What a cell knows as a date, as far as the field wants it.
std::string date_text(std::string_view iso, Format format) {
  if (format == Format::Month) return std::string(iso.substr(0, 7));
  if (format == Format::Date) return std::string(iso.substr(0, 10));
  return std::string(iso);
}

std::string plain(std::string_view text) { return narrow_text(trim_blanks(text)); }

FieldValue convert_choice(const RawField& raw, const data::SchemaField& field) {
  for (const std::string& text : {raw.text, raw.shown}) {
    if (const data::FieldChoice* const choice = data::find_choice(field.choices, text)) return {choice_json(*choice)};
  }
  const auto tick = read_tick(raw.text);
  for (const data::FieldChoice& choice : field.choices) {
    const bool is_boolean = choice.value.type() == data::ValueType::Boolean;
    if (tick && is_boolean && choice.value.boolean() == *tick) return {choice_json(choice)};
  }
  if (raw.type == RawType::Boolean && raw.text == "false") return {"false"};
  return {json_text(trim_blanks(raw.text)), true};
}

std::string json_of(const data::CellValue& value) {
  struct Writer {
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(const data::CellNumber& number) const { return number.text; }
    std::string operator()(const data::CellText& text) const { return json_text(text.text); }
    std::string operator()(const data::CellList& list) const {
      std::string out = "[";
      for (const std::string& text : list.texts) out += (out.size() > 1 ? "," : "") + json_text(text);
      return out + "]";
    }
    std::string operator()(const data::CellChoice& choice) const {
      std::string out;
      data::append_value_json(out, choice.value);
      return out;
    }
  };
  return std::visit(Writer{}, value);
}

/// A tick before each choice: `☑甲　☐乙`. Nothing when the text has no such marks.
std::optional<std::vector<std::string>> ticked_words(std::string_view text) {
  std::vector<std::string> ticked;
  std::string* word = nullptr;
  std::string ignored;
  bool any = false;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = 0;
    if (is_mark(text.substr(at), kTickMarks, length)) {
      word = &ticked.emplace_back();
    } else if (is_mark(text.substr(at), kBlankMarks, length)) {
      word = &ignored;
    } else {
      if (word != nullptr) *word += text[at];
      ++at;
      continue;
    }
    any = true;
    at += length;
  }
  if (!any) return std::nullopt;
  return ticked;
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

std::string choice_json(const data::FieldChoice& choice) {
  std::string out;
  data::append_value_json(out, choice.value);
  return out;
}

std::optional<bool> read_tick(std::string_view text) {
  const std::string word = base::ascii_lowercase(plain(text));
  if (std::find(kTicks.begin(), kTicks.end(), word) != kTicks.end()) return true;
  if (std::find(kBlanks.begin(), kBlanks.end(), word) != kBlanks.end()) return false;
  return std::nullopt;
}

std::vector<std::string> chosen_words(std::string_view text) {
  auto words = ticked_words(text);
  if (!words) return split_words(text);
  for (std::string& word : *words) word = std::string(trim_blanks(word));
  return *std::move(words);
}

FieldValue convert_list(std::string_view text, const data::SchemaField& list) {
  const data::SchemaField* const item = list.parts.empty() ? nullptr : &list.parts.front();
  FieldValue value{"["};
  for (const std::string& word : chosen_words(text)) {
    RawField one{{}, RawType::Text, word};
    const FieldValue converted = item == nullptr ? FieldValue{json_text(word)} : convert_field(one, *item);
    if (converted.json.empty()) continue;
    value.unfit = value.unfit || converted.unfit;
    value.json += (value.json.size() > 1 ? "," : "") + converted.json;
  }
  value.json += "]";
  return value.json == "[]" ? FieldValue{} : value;
}

FieldValue convert_field(const RawField& raw, const data::SchemaField& field) {
  std::string text = normal_text(raw.text);
  if (trim_blanks(text).empty()) return {};
  if (!field.choices.empty()) {
    // One of several in a single text: `☑甲　☐乙`.
    if (const auto ticked = raw.type == RawType::Text ? ticked_words(text) : std::nullopt; ticked) {
      if (ticked->empty()) return {};
      // A tick alone is a yes, see convert_choice.
      const bool has_words = !trim_blanks(ticked->front()).empty();
      if (ticked->size() == 1 && has_words) return convert_choice({{}, RawType::Text, ticked->front()}, field);
    }
    return convert_choice(raw, field);
  }
  const data::TypeSet types = field.types;
  const bool texts = types.has(SchemaType::String);
  const std::optional<Format> format = texts ? field.limits.format : std::nullopt;
  if (types.has(SchemaType::Boolean) && !texts) {
    const auto tick = raw.type == RawType::Boolean ? std::optional(raw.text == "true") : read_tick(text);
    if (tick) return {*tick ? "true" : "false"};
  }
  if (types.has(SchemaType::Array) && !texts) return convert_list(text, field);
  if (texts && !format) return {json_text(text)};
  if (is_narrow(field)) text = std::string(trim_blanks(narrow_text(text)));
  if (format && is_date(*format)) {
    text = raw.type == RawType::Date ? date_text(text, *format) : with_date_marks(std::move(text), *format);
  }
  const data::CellKind kind = raw.type == RawType::Number ? data::CellKind::Number : data::CellKind::Text;
  if (const auto value = data::convert_cell({kind, text, {}}, field)) return {json_of(*value)};
  return {json_text(text), true};
}

}  // namespace gongwen::intake
