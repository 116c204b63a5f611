// Intrinsic sizes (css-sizing-3 section 5): how narrow and how wide a box's content would be.
#pragma once

#include "layout/core/context.h"

namespace gongwen::layout {

/// Border-box widths, without margins; remembered in the context.
IntrinsicSizes intrinsic_sizes(BoxId box, LayoutContext& context);
/// Content-box widths that the content asks for, whatever the box's own width and its limits.
IntrinsicSizes content_sizes(BoxId box, LayoutContext& context);
/// The same with margins, as the box counts for its parent.
IntrinsicSizes intrinsic_contribution(BoxId box, LayoutContext& context);

/// Border-box widths by the content alone, whatever width the style sets: what `min-content` and `max-content` mean.
IntrinsicSizes content_based_sizes(BoxId box, LayoutContext& context);

}  // namespace gongwen::layout
