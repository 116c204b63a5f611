// The entry to the layout algorithms: one function that picks the algorithm by the kind of box.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

namespace gongwen::layout {

/// Lays out a block-level box, or the rest of it that `input.resume` names.
LayoutResult layout_box(const LayoutInput& input, LayoutContext& context);

/// A fragment without size that marks the place of a box out of flow.
const Fragment* make_anchor(BoxId box, LayoutContext& context);

/// Whether a box keeps floats and margins of its content inside (CSS 2.2 §9.4.1).
bool establishes_formatting_context(BoxId box, const LayoutContext& context);

// The algorithms behind it.
LayoutResult layout_block(const LayoutInput& input, LayoutContext& context);
LayoutResult layout_flex(const LayoutInput& input, LayoutContext& context);
LayoutResult layout_replaced(const LayoutInput& input, LayoutContext& context);
LayoutResult layout_table(const LayoutInput& input, LayoutContext& context);

}  // namespace gongwen::layout
