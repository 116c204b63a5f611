// Images in the content: where they lie in their boxes (css-images-3 section 5.5).
#pragma once

#include "layout/core/context.h"
#include "paint/display_list.h"

#include <vector>

namespace gongwen::paint {

/// The content box of a fragment that stands at `position`.
Rect content_box(const layout::Fragment& fragment, Point position);

/// The image of a replaced box, cut off where it sticks out of its content box.
void paint_image(const layout::Fragment& fragment, Point position, const layout::LayoutContext& context,
                 std::vector<DisplayItem>& items);

}  // namespace gongwen::paint
