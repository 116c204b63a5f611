// Names that the tags of a Word file use but the schema of its kind does not describe, because the file was changed.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

namespace gongwen::engine {

/// After errors about names that are missing in the data or not allowed there: reports those that tags use at a place
/// of the data that the schema does not describe, and the command that adds them to the schema. Reports:
/// engine/tag-not-in-schema.
void explain_unknown_tags(const CompiledKind& kind, Run& run);

}  // namespace gongwen::engine
