// Names that a Word file uses and the schema of its kind does not know, since the file has been changed.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

namespace gongwen::engine {

/// After errors about names that the data must not have, or that it lacks: says which command takes them over from the
/// tags. Reports: engine/tag-not-in-schema.
void explain_unknown_tags(const CompiledKind& kind, Run& run);

}  // namespace gongwen::engine
