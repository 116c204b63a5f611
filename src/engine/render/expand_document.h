// From a compiled kind and checked data to a document tree, and the stages between as text.
#pragma once

#include "dom/tree.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

#include <optional>

namespace gongwen::engine {

/// What templates of this run make of values that the data lack.
templating::MissingData missing_data(const Run& run);

/// The expanded template of one output. Returns: nothing when an error was reported. Reports: templating/*, dom/*.
std::optional<dom::Tree> expand_document(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                         const RenderOptions& options, Run& run);

}  // namespace gongwen::engine
