// Templates that make texts and not pages: what a periodical words by them.
#pragma once

#include "data/document.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::engine {

/// The expansion of a template that the section `publish` of the kind names, values as they are, without blanks at its
/// ends. `data` is an object with the names that the template sees. Nothing when an error was reported: templating/*.
std::optional<std::string> expand_text(const CompiledKind& kind, std::string_view name, const data::Value& data,
                                       const Limits& limits, Run& run);

}  // namespace gongwen::engine
