// How narrow and how wide a flex container would be (css-flexbox-1 section 9.9).
#pragma once

#include "layout/core/detail/intrinsic_sizes.h"

namespace gongwen::layout {

/// Content-box widths. AD-HOC: as in the browsers, the contributions of a row's items are added, whatever their flex
/// factors.
IntrinsicSizes flex_content_sizes(BoxId box, LayoutContext& context);

}  // namespace gongwen::layout
