// What depends on the direction in which a containing block's lines run.
#pragma once

#include "layout/core/box_metrics.h"
#include "layout/core/context.h"

namespace gongwen::layout {

inline bool is_rtl(const style::ComputedStyle& style) { return style.direction == style::Direction::Rtl; }

/// Whether the block container that holds a box, perhaps in inline boxes, runs from right to left. The root is held by
/// the page, which runs as it does itself.
inline bool is_in_rtl(BoxId box, const LayoutContext& context) {
  BoxId around = context.box(box).parent;
  while (around && context.box(around).kind == boxes::BoxKind::Inline) around = context.box(around).parent;
  return is_rtl(context.style_of(around ? around : box));
}

/// Left margin of a box as wide as `width` in a containing block that runs from right to left or not: where margins are
/// given for both sides, the one at the end of the lines gives way (CSS 2.2 §10.3.3).
inline LayoutUnit left_margin_in(bool runs_right_to_left, const style::ComputedStyle& style,
                                 LayoutUnit containing_width, LayoutUnit width) {
  if (!runs_right_to_left) return used_left_margin(style, containing_width, width);
  const Edges margins = margin_widths(style, containing_width);
  const LayoutUnit free = containing_width - width - margins.horizontal();
  const bool is_shared = style.margin_right.is_auto && free > LayoutUnit();
  const LayoutUnit right = !is_shared ? margins.right : style.margin_left.is_auto ? free / 2 : free;
  return containing_width - width - right;
}

/// The same of a box where it is in the tree of boxes.
inline LayoutUnit left_margin_in_flow(BoxId box, LayoutUnit containing_width, LayoutUnit width,
                                      const LayoutContext& context) {
  return left_margin_in(is_in_rtl(box, context), context.style_of(box), containing_width, width);
}

}  // namespace gongwen::layout
