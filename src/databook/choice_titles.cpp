#include "databook/choice_titles.h"

#include "data/value_json.h"

#include <algorithm>
#include <set>

namespace gongwen::databook {
namespace {

using data::Value;

std::string json_of(const Value& value) {
  std::string json;
  data::append_value_json(json, value);
  return json;
}

diagnostics::BilingualText title_of(const Value& schema) {
  const auto title = schema.is_object() ? schema.find("x-title") : std::nullopt;
  if (!title || !title->is_object()) return {};
  const auto text = [&title](std::string_view language) {
    const auto word = title->find(language);
    return word && word->is_string() ? word->string() : std::string_view();
  };
  return {text("en"), text("zh")};
}

void add_form(const Value& branch, std::vector<ChoiceTitles>& all) {
  const auto condition = branch.is_object() ? branch.find("if") : std::nullopt;
  const auto consequence = branch.is_object() ? branch.find("then") : std::nullopt;
  const auto members = condition && condition->is_object() ? condition->find("properties") : std::nullopt;
  if (!consequence || !members || !members->is_object() || members->size() != 1) return;
  const Value tested = members->at(0);
  const auto constant = tested.is_object() ? tested.find("const") : std::nullopt;
  const diagnostics::BilingualText title = title_of(referenced_schema(*consequence));
  if (!constant || title.chinese.empty()) return;
  const std::string_view name = members->key_at(0);
  auto found = std::find_if(all.begin(), all.end(), [name](const ChoiceTitles& one) { return one.member == name; });
  if (found == all.end()) found = all.insert(all.end(), {std::string(name), {}});
  found->titles.emplace_back(*constant, title);
}

}  // namespace

Value referenced_schema(const Value& schema) {
  const auto reference = schema.is_object() ? schema.find("$ref") : std::nullopt;
  if (!reference || !reference->is_string() || !reference->string().starts_with("#/")) return schema;
  return schema.document().resolve(reference->string().substr(1)).value_or(schema);
}

std::vector<ChoiceTitles> choice_titles(const data::SchemaField& object) {
  std::vector<ChoiceTitles> all;
  for (const Value& schema : object.schemas) {
    const auto branches = schema.is_object() ? schema.find("allOf") : std::nullopt;
    if (!branches || !branches->is_array()) continue;
    for (std::size_t i = 0; i < branches->size(); ++i) add_form(branches->at(i), all);
  }
  return all;
}

void take_titles(const std::vector<ChoiceTitles>& all, data::SchemaField& field) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&field](const ChoiceTitles& one) { return one.member == field.name; });
  if (found == all.end()) return;
  for (data::FieldChoice& choice : field.choices) {
    if (!choice.title.chinese.empty()) continue;
    const std::string json = json_of(choice.value);
    for (const auto& [value, title] : found->titles) {
      if (json_of(value) == json) choice.title = title;
    }
  }
}

void keep_each_choice_once(data::SchemaField& field) {
  std::set<std::string> seen;
  std::erase_if(field.choices,
                [&seen](const data::FieldChoice& choice) { return !seen.insert(json_of(choice.value)).second; });
}

}  // namespace gongwen::databook
