// How far down the content of a fragment reaches.
#pragma once

#include "layout/core/context.h"
#include "layout/core/fragment.h"

namespace gongwen::layout {

/// From the fragment's top; what a box cuts off does not count.
LayoutUnit overflow_bottom(const Fragment& fragment, const LayoutContext& context);

}  // namespace gongwen::layout
