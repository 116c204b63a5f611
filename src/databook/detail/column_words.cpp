#include "databook/cell_value.h"
#include "databook/detail/sheet_maker.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/databook.h"
#include "schema/describe_fields.h"
#include "schema/table_cells.h"
#include "sheet/limits.h"
#include "sheet/serial_date.h"

#include <algorithm>

namespace gongwen::databook {
namespace {

using diagnostics::Language;
using schema::SchemaField;
using schema::SchemaType;

constexpr std::size_t kMaxChoicesInWords = 8;

bool takes(const SchemaField& field, SchemaType type) { return field.types.has(type); }
bool is_list(const SchemaField& field) {
  return field.choices.empty() && takes(field, SchemaType::Array) && !takes(field, SchemaType::Object);
}
bool is_number(const SchemaField& field) {
  return (takes(field, SchemaType::Number) || takes(field, SchemaType::Integer)) && !takes(field, SchemaType::String);
}

std::string choice_words(const std::vector<std::string>& choices, Language language) {
  if (choices.size() > kMaxChoicesInWords) return std::string(texts::DatabookChooseFromList.in(language));
  std::string words;
  for (const std::string& choice : choices) {
    if (!words.empty()) words += texts::ListComma.in(language);
    words += choice;
  }
  return words;
}

std::string value_words(const SchemaField& field, Language language) {
  const std::vector<std::string> choices = offered_choices(field, language);
  return choices.empty() ? schema::limit_words(field, language) : choice_words(choices, language);
}

std::string list_words(const SchemaField& field, Language language) {
  const bool takes_text = takes(field, SchemaType::String);
  std::string words((takes_text ? texts::DatabookTextOrList : texts::DatabookList).in(language));
  if (field.parts.size() == 1) {
    words.append(texts::DatabookEachItem.in(language)).append(value_words(field.parts.front(), language));
  }
  return words;
}

std::string cut(const std::string& text, std::size_t most) {
  if (sheet::utf16_length(text) <= most) return text;
  return std::string(sheet::first_utf16_units(text, most - 1)) + "…";
}

std::optional<double> number_of(const std::optional<data::Value>& value) {
  return value ? std::optional(value->number()) : std::nullopt;
}

sheet::ValidationRule rule_of(const SchemaField& field, Language language) {
  const std::vector<std::string> choices = offered_choices(field, language);
  if (!choices.empty()) return sheet::ListRule{choices};
  if (takes(field, SchemaType::Array)) return sheet::AnyRule{};
  if (is_number(field)) {
    const bool whole = !takes(field, SchemaType::Number);
    return sheet::NumberRule{whole, number_of(field.limits.minimum), number_of(field.limits.maximum)};
  }
  if (!takes(field, SchemaType::String) || is_number(field)) return sheet::AnyRule{};
  if (field.limits.format == schema::Format::Date) {
    return sheet::DateRule{sheet::kFirstPlausibleDay, sheet::kLastPlausibleDay};
  }
  if (field.limits.max_length && *field.limits.max_length <= sheet::kMaxTextUnits) {
    return sheet::LengthRule{static_cast<std::uint32_t>(*field.limits.max_length)};
  }
  return sheet::AnyRule{};
}

}  // namespace

std::vector<std::string> offered_choices(const SchemaField& field, Language language) {
  std::vector<std::string> offered;
  const bool truth = takes(field, SchemaType::Boolean) && !takes(field, SchemaType::String);
  if (field.choices.empty()) return truth ? std::vector<std::string>{kYes, kNo} : offered;
  for (const schema::FieldChoice& choice : field.choices) {
    std::string text = choice.value.type() == data::ValueType::Boolean ? (choice.value.boolean() ? kYes : kNo)
                                                                       : choice_text(choice, language);
    const bool blank = text.empty() || choice.value.is_null();
    if (!blank && std::find(offered.begin(), offered.end(), text) == offered.end()) offered.push_back(std::move(text));
  }
  return offered;
}

std::string entry_words(const Column& column, Language language) {
  const SchemaField& field = column.field;
  std::string words = is_list(field) ? list_words(field, language) : value_words(field, language);
  if (column.required) words += texts::DatabookRequired.in(language);
  return words;
}

std::string note_words(const Column& column, Language language) {
  std::string words = column.title.in(language) + "\n" + entry_words(column, language);
  const std::string_view description = column.field.description.in(language);
  if (!description.empty()) words.append("\n").append(description);
  if (column.field.default_value && !column.required) {
    const std::string text = encode_cell(*column.field.default_value, column.field, language).text;
    const bool plain = !text.starts_with(kLiteralMark);
    if (plain) words.append(texts::DatabookLeftBlank.in(language)).append(cut(text, 120));
  }
  const std::string example = example_text(column, language);
  if (!example.empty()) words.append(texts::DatabookExample.in(language)).append(example);
  return words;
}

sheet::DataValidation validation_of(const Column& column, Language language) {
  sheet::DataValidation validation;
  validation.rule = rule_of(column.field, language);
  const std::string_view description = column.field.description.in(language);
  std::string words = entry_words(column, language);
  validation.error = {std::string(texts::DatabookNotAsWanted.in(language)), cut(words, sheet::kMaxPromptUnits)};
  if (!description.empty()) words.append("\n").append(description);
  validation.prompt = {cut(column.title.in(language), sheet::kMaxPromptTitleUnits), cut(words, sheet::kMaxPromptUnits)};
  return validation;
}

std::string example_text(const Column& column, Language language) {
  const SchemaField& field = column.field;
  if (!field.examples.empty()) {
    std::string text = encode_cell(field.examples.front(), field, language).text;
    return text.starts_with(kLiteralMark) ? std::string() : text;
  }
  const std::vector<std::string> choices = offered_choices(field, language);
  if (!choices.empty()) return choices.front();
  return is_list(field) ? std::string() : schema::expectation_of(field).example;
}

}  // namespace gongwen::databook
