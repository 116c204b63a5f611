// Where boxes out of flow stand in a flex container (css-flexbox-1 section 4.1).
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/alignment.h"

namespace gongwen::layout {

/// Where a box out of flow stands as if it were the only item (section 4.1): in halves of the free space, 0 to 2. Its
/// anchor stands at that part of the container's content box, so the same part of the box belongs there.
struct FlexStaticPosition {
  int horizontal = 0;
  int vertical = 0;
};
FlexStaticPosition flex_static_position(BoxId child, const LayoutContext& context);

}  // namespace gongwen::layout
