// What boxes show of themselves and of their content: `overflow`, `contain: paint` and `clip` cut off the rest.
#pragma once

#include "layout/core/context.h"
#include "layout/core/fragment.h"

#include <optional>

namespace gongwen::layout {

/// The directions in which a box cuts off what overflows it (css-overflow-3 section 3, css-contain-2 section 3.3).
struct OverflowCut {
  bool across = false;
  bool down = false;
  bool any() const { return across || down; }
};

OverflowCut overflow_cut(const boxes::Box& box, const style::ComputedStyle& style);
OverflowCut overflow_cut(const Fragment& fragment, const LayoutContext& context);

/// Where the content of a box shows: its padding box, without an end in a direction in which nothing is cut off.
/// Nothing for a box that shows all of it.
std::optional<Rect> shown_content(const Fragment& fragment, Point position, const LayoutContext& context);

/// What `clip` leaves of a positioned box (css-masking-1 section 9, CSS 2.2 section 11.1.2); nothing for boxes that it
/// leaves whole, such as all that are in the flow. The lengths count from the upper left corner of the border box; a
/// side that is `auto` is that of the border box. AD-HOC: each part of a box that pages cut is clipped by itself.
std::optional<Rect> clip_rect(const Fragment& fragment, Point position, const LayoutContext& context);

/// Both of a fragment; nothing for what is not a box.
struct ShownPart {
  std::optional<Rect> content;
  std::optional<Rect> clip;
};
ShownPart shown_part(const Fragment& fragment, Point position, const LayoutContext& context);

/// What two rectangles have in common; of no size where that is nothing.
Rect common_part(const Rect& a, const Rect& b);

}  // namespace gongwen::layout
