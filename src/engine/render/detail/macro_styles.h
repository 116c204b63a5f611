// Shared macros whose style sheet a page lacks: what they write would look like plain text.
#pragma once

#include "dom/tree.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

namespace gongwen::engine {

/// Each of `shared/macros/NAME.html` that wrote an element of a class which `shared/css/NAME.css` sets, on a page that
/// does not have this style sheet: neither the manifest nor the page names it, and no other sheet imports it. The
/// sheets of the page were read before. Once for each. Reports: engine/macro-styles.
void check_macro_styles(const CompiledKind& kind, const KindOutput& output, const dom::Tree& tree, Run& run);

}  // namespace gongwen::engine
