#include "data/readers.h"
#include "engine/runs/detail/check_set.h"
#include "schema/schema.h"
#include "schema/validate.h"

#include <algorithm>
#include <set>

namespace gongwen::engine {
namespace {

using data::Value;

constexpr std::string_view kSetSchema =
#include "set_schema.inc"
    ;

const schema::Schema& set_schema() {
  static const schema::Schema schema = schema::built_in_schema(kSetSchema);
  return schema;
}

/// Of the rules whose values are carried into new data.
std::vector<std::vector<SharedPlace>> shared_places(const Value& rules) {
  std::vector<std::vector<SharedPlace>> shared;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::optional<Value> carry = rules.at(i).find("carry");
    if (!carry || !carry->boolean()) continue;
    std::vector<SharedPlace>& places = shared.emplace_back();
    const Value values = *rules.at(i).find("values");
    for (std::size_t k = 0; k < values.size(); ++k) {
      const Value value = values.at(k);
      places.push_back({std::string(value.find("kind")->string()), std::string(value.find("at")->string())});
    }
  }
  return shared;
}

std::optional<SetRules> read_set(const resources::Folder& folder, const std::string& file, Run& run) {
  const auto source = folder.read_text(file, {}, run.sources(), run.sink());
  if (!source) return std::nullopt;
  auto read = data::read_json(*source, run.sources().source_text(*source), {}, run.sink());
  if (!read) return std::nullopt;
  const auto document = std::make_shared<const data::Document>(*std::move(read));
  run.documents().add(document);
  if (!schema::validate(set_schema(), document->root(), {}, run.sink())) return std::nullopt;
  auto agreement = rules::AgreementSet::compile(*document->root().find("rules"), run.sources(), run.sink());
  if (!agreement) return std::nullopt;
  std::vector<std::string> kinds;
  const Value names = *document->root().find("kinds");
  for (std::size_t i = 0; i < names.size(); ++i) kinds.emplace_back(names.at(i).string());
  return SetRules{file.substr(0, file.rfind('.')), std::move(kinds), *std::move(agreement),
                  shared_places(*document->root().find("rules"))};
}

}  // namespace

bool SetRules::concerns(std::string_view kind) const {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

std::vector<SetRules> read_sets(const KindLibrary& kinds, Run& run) {
  std::vector<SetRules> sets;
  std::set<std::string> names;
  for (const resources::Folder& templates : kinds.folders()) {
    const resources::Folder folder = templates.below("shared/sets");
    for (const std::string& file : folder.files()) {
      if (!file.ends_with(".json") || !names.insert(file).second) continue;
      if (std::optional<SetRules> set = read_set(folder, file, run)) sets.push_back(*std::move(set));
    }
  }
  return sets;
}

}  // namespace gongwen::engine
