#include "engine/render/detail/choice_titles.h"

#include "base/ascii.h"
#include "diagnostics/catalogue/engine.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

bool is_lower_word(std::string_view code) {
  return !code.empty() && base::is_ascii_lower(code.front()) && std::all_of(code.begin(), code.end(), [](char c) {
    return base::is_ascii_lower(c) || base::is_ascii_digit(c) || c == '-' || c == '_';
  });
}

}  // namespace

ChoiceTitles::ChoiceTitles(const CompiledKind& kind, Run& run)
    : ChoiceTitles(kind, [&run](diagnostics::DataPlace place) {
        std::optional<diagnostics::DataDescription> data = run.documents().describe(place);
        return data ? std::optional(std::move(data->pointer)) : std::nullopt;
      }) {}

ChoiceTitles::ChoiceTitles(const CompiledKind& kind, PointerOf pointer_of)
    : kind_(kind), pointer_of_(std::move(pointer_of)), is_chinese_(kind.manifest->language.starts_with("zh")) {
  if (is_chinese_) add_codes(schema::known_fields(*kind.schema));
}

void ChoiceTitles::add_codes(const schema::SchemaField& field) {
  for (const schema::FieldChoice& choice : field.choices) {
    if (!choice.value.is_string() || choice.title.chinese.empty()) continue;
    const std::string_view code = choice.value.string();
    if (is_lower_word(code) && code != choice.title.chinese) codes_.emplace(code);
  }
  for (const schema::SchemaField& part : field.parts) add_codes(part);
}

std::optional<std::string> ChoiceTitles::title_of(diagnostics::DataPlace place, std::string_view code) const {
  const std::optional<std::string> pointer = pointer_of_(place);
  if (!pointer) return std::nullopt;
  const std::optional<schema::SchemaField> field = schema::describe_field(*kind_.schema, *pointer);
  if (!field) return std::nullopt;
  for (const schema::FieldChoice& choice : field->choices) {
    if (!choice.value.is_string() || choice.value.string() != code) continue;
    const std::string_view title = is_chinese_ ? choice.title.chinese : choice.title.english;
    return title.empty() ? std::nullopt : std::optional(std::string(title));
  }
  return std::nullopt;
}

bool ChoiceWatch::text(std::string_view value, const diagnostics::Origin& origin) {
  const diagnostics::Span& place = origin.template_place;
  if (titles_.is_code(value) && html_.innermost() && origin.data_place &&
      told_.emplace(place.source.value, place.begin).second) {
    const std::optional<std::string> title = titles_.title_of(origin.data_place, value);
    if (title) sink_.report(diagnostics::messages::EngineChoiceCode, origin, value, *title);
  }
  return html_.text(value, origin);
}

}  // namespace gongwen::engine
