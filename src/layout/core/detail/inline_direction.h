// What depends on the direction in which a containing block's lines run.
#pragma once

#include "layout/core/box_metrics.h"
#include "layout/core/context.h"

namespace gongwen::layout {

inline bool is_rtl(const style::ComputedStyle& style) { return style.direction == style::Direction::Rtl; }

/// Whether the box that holds a box runs from right to left. The root is held by what runs as it does itself.
inline bool is_in_rtl(BoxId box, const LayoutContext& context) {
  const BoxId parent = context.box(box).parent;
  return is_rtl(context.style_of(parent ? parent : box));
}

/// Left margin of a box as wide as `width` in its containing block: where margins are given for both sides, the one at
/// the end of the lines gives way (CSS 2.2 §10.3.3).
inline LayoutUnit used_left_margin(BoxId box, LayoutUnit containing_width, LayoutUnit width,
                                   const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(box);
  if (!is_in_rtl(box, context)) return used_left_margin(style, containing_width, width);
  const Edges margins = margin_widths(style, containing_width);
  const LayoutUnit free = containing_width - width - margins.horizontal();
  const bool is_shared = style.margin_right.is_auto && free > LayoutUnit();
  const LayoutUnit right = !is_shared ? margins.right : style.margin_left.is_auto ? free / 2 : free;
  return containing_width - width - right;
}

}  // namespace gongwen::layout
