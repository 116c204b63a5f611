// Examples of the rules of a form: data that a rule accepts, and data that it refuses.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

#include <string>

namespace gongwen::engine {

/// Lines for people, or a JSON array; see Engine::rule_examples. Empty after an error.
/// Reports: engine/form-none, engine/form-no-example.
std::string rule_examples(const CompiledKind& kind, bool as_json, Language language, Run& run);

}  // namespace gongwen::engine
