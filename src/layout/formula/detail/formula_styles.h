// Styles that elements within formulas may be given, and that have no effect there.
#pragma once

#include "dom/tree.h"
#include "layout/core/context.h"

namespace gongwen::layout {

/// Reports layout/formula-style at the first element for each property that has no effect: formulas are drawn as glyphs
/// and rules, not as boxes, and from left to right. `element` is the `math` element or within it.
void report_unused_styles(dom::NodeId element, LayoutContext& context);

}  // namespace gongwen::layout
