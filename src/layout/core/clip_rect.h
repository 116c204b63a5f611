// What the property `clip` leaves of a positioned box (css-masking-1 section 9, CSS 2.2 section 11.1.2).
#pragma once

#include "layout/core/context.h"
#include "layout/core/fragment.h"

#include <algorithm>
#include <optional>

namespace gongwen::layout {

/// Nothing for boxes that it leaves whole, such as all that are in the flow. The lengths count from the upper left
/// corner of the border box; a side that is `auto` is that of the border box.
inline std::optional<Rect> clip_rect(const Fragment& fragment, Point position, const LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box || !fragment.style) return std::nullopt;
  const style::ComputedStyle& style = context.styles.style(context.boxes.physical_style(fragment.style));
  const bool is_positioned =
      style.position.kind == style::PositionKind::Absolute || style.position.kind == style::PositionKind::Fixed;
  if (!is_positioned || style.clip->is_auto) return std::nullopt;
  const auto side = [](const style::Margin& offset, LayoutUnit edge) {
    return offset.is_auto ? edge : offset.value.resolve(LayoutUnit());
  };
  const LayoutUnit left = side(style.clip->left, LayoutUnit());
  const LayoutUnit top = side(style.clip->top, LayoutUnit());
  const LayoutUnit right = std::max(left, side(style.clip->right, fragment.size.width));
  const LayoutUnit bottom = std::max(top, side(style.clip->bottom, fragment.size.height));
  return Rect{position + Point{left, top}, {right - left, bottom - top}};
}

}  // namespace gongwen::layout
