// Backgrounds: a colour, and an image over it (css-backgrounds-3 section 2).
#pragma once

#include "layout/core/context.h"
#include "paint/display_list.h"

#include <vector>

namespace gongwen::paint {

/// Reports: images/*, resources/* for images that cannot be read.
void paint_background(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                      const layout::LayoutContext& context, std::vector<DisplayItem>& items);

}  // namespace gongwen::paint
