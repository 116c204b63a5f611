// Finds shared macros whose style sheet a page lacks; their elements would look like plain text.
#pragma once

#include "dom/tree.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

namespace gongwen::engine {

/// Reports, once for each file, a `shared/macros/NAME.html` that wrote an element of a class styled by
/// `shared/css/NAME.css`, if the page does not have this sheet: neither manifest nor page name it, and no other sheet
/// imports it. The sheets of the page must have been read. Reports: engine/macro-styles.
void check_macro_styles(const CompiledKind& kind, const KindOutput& output, const dom::Tree& tree, Run& run);

}  // namespace gongwen::engine
