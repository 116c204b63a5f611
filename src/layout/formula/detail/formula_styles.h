// Reports styles of elements within formulas that have no effect there.
#pragma once

#include "dom/tree.h"
#include "layout/core/context.h"

namespace gongwen::layout {

/// Reports layout/formula-style for each property of an element in a formula that has no effect, since formulas are
/// drawn as glyphs and rules, not as boxes. The `math` element itself is a box.
void report_unused_styles(dom::NodeId element, LayoutContext& context);

}  // namespace gongwen::layout
