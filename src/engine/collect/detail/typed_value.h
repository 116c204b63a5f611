// What a person has typed somewhere else than in a form, as the JSON that the form would have given.
#pragma once

#include "engine/kinds/detail/compiled_kind.h"

#include <string>
#include <string_view>

namespace gongwen::engine {

/// The text as JSON of the type of the field; empty for a blank one. What does not fit the field stays a text, of which
/// the check of the data tells.
std::string typed_value(const CompiledKind& kind, std::string_view pointer, std::string_view text);

}  // namespace gongwen::engine
