// From a compiled kind and checked data to a document tree, and the stages between as text.
#pragma once

#include "dom/tree.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

#include <optional>
#include <string>

namespace gongwen::engine {

// What stands between a template and a page, as text: for authors who look for a fault, and for tests.

/// One stage of the template of one output. `data` is needed for the document tree alone, and may be null otherwise.
/// Returns: what could be dumped; faults are reported.
std::string dump_stage(const CompiledKind& kind, const KindOutput& output, Stage stage, const data::Document* data,
                       const RenderOptions& options, Run& run);

// From a compiled kind and checked data to the tree of a document.

/// What templates of this run make of values that the data lack.
templating::MissingData missing_data(const Run& run);

/// The expanded template of one output. Returns: nothing when an error was reported. Reports: templating/*, dom/*.
std::optional<dom::Tree> expand_document(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                         const RenderOptions& options, Run& run);

}  // namespace gongwen::engine
