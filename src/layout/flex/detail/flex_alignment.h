// Where boxes out of flow are in a flex container (css-flexbox-1 section 4.1).
#pragma once

#include "layout/items/detail/item_layout.h"

namespace gongwen::layout {

StaticHalves flex_static_position(BoxId child, const LayoutContext& context);

}  // namespace gongwen::layout
