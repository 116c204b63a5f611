// What the properties `display`, `float` and `position` make of a box (css-display-3, CSS 2.2 section 9.7).
#pragma once

#include "boxes/box.h"

namespace gongwen::boxes {

/// Whether a display value makes a box that stands in lines.
bool is_inline_display(style::Display display);

/// Sets kind, level and flow of a box. What floats, is positioned, is the root or the item of a flex container becomes
/// a block (css-display-3 §2.7).
void set_display(const style::ComputedStyle& style, bool is_root, bool is_flex_item, Box& box);

}  // namespace gongwen::boxes
