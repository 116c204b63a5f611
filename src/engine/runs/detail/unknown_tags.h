// Names that the tags of a Word file use and the schema of its kind does not describe, since the file has been changed.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

namespace gongwen::engine {

/// After errors about names that the data must not have or lacks: names those that tags use at a place of the data that
/// the schema does not describe, and the command that takes them over. Reports: engine/tag-not-in-schema.
void explain_unknown_tags(const CompiledKind& kind, Run& run);

}  // namespace gongwen::engine
