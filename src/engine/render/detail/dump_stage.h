// What stands between a template and a page, as text: for authors who look for a fault, and for tests.
#pragma once

#include "engine/kinds/detail/compiled_kind.h"
#include "engine/core/run.h"

#include <string>

namespace gongwen::engine {

/// One stage of the template of one output. `data` is needed for the document tree alone, and may be null otherwise.
/// Returns: what could be dumped; faults are reported.
std::string dump_stage(const CompiledKind& kind, const KindOutput& output, Stage stage, const data::Document* data,
                       const RenderOptions& options, Run& run);

}  // namespace gongwen::engine
