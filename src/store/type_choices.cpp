#include "store/type_choices.h"

#include "store/fact_columns.h"
#include "store/record_text.h"

#include <algorithm>

namespace gongwen::store {
namespace {

constexpr std::size_t kFewChoices = 10;  // which the list of fields shows itself

std::string value_text(const data::FieldChoice& choice) {
  return choice.value.is_string() ? std::string(choice.value.string()) : compact_json(choice.value);
}

}  // namespace

std::string choices_text(const RecordSchemas& schemas, Sort sort, diagnostics::Language language) {
  const FactColumns columns(schemas, sort);
  std::string text;
  for (const databook::Column& column : columns.record().columns) {
    const std::vector<data::FieldChoice>& choices = column.field.choices;
    const bool titled = std::any_of(choices.begin(), choices.end(),
                                    [](const data::FieldChoice& choice) { return !choice.title.chinese.empty(); });
    if (choices.empty() || (!titled && choices.size() <= kFewChoices)) continue;
    text.append("\n").append(column.path.back()).append("  ").append(column.title.in(language)).append("\n");
    for (const data::FieldChoice& choice : choices) {
      text.append("  ").append(value_text(choice));
      if (!choice.title.chinese.empty()) text.append("  ").append(choice.title.in(language));
      text += '\n';
    }
  }
  return text;
}

std::optional<std::string> choice_named(const RecordSchemas& schemas, Sort sort, std::string_view pointer,
                                        std::string_view name) {
  const FactColumns columns(schemas, sort);
  for (const databook::Column& column : columns.record().columns) {
    if (column.pointer != pointer) continue;
    for (const data::FieldChoice& choice : column.field.choices) {
      const bool called = value_text(choice) == name || choice.title.chinese == name || choice.title.english == name;
      if (called) return value_text(choice);
    }
  }
  return std::nullopt;
}

}  // namespace gongwen::store
