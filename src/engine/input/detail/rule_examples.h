// Examples of the rules of a form: data that a rule accepts, and data that it refuses.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/form/form_examples.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gongwen::engine {

/// The examples found for one rule of the manifest.
struct FoundExamples {
  data::Value rule;
  std::string id;
  std::optional<std::size_t> index;            // in the rules of form.json; a rule of the program has none
  std::set<std::string, std::less<>> members;  // of the data that the rule reads
  std::vector<std::string> pointers;           // of the values that were changed to find them
  std::optional<ExampleData> accepted;
  std::optional<ExampleData> refused;
};
/// Finds examples for a form that was read without errors; `kind` is its compiled kind. Each rule takes at most
/// kMostTries checks; the same form gives the same examples. The values point into `kind`.
std::vector<FoundExamples> find_rule_examples(const CompiledKind& kind, const FormFile& form);

/// Lines for people, or a JSON array; see Engine::rule_examples. Empty after an error.
/// Reports: engine/form-none, engine/form-no-example.
std::string rule_examples(const CompiledKind& kind, bool as_json, Language language, Run& run);

}  // namespace gongwen::engine
