#include "layout/core/detail/float_space.h"

#include <algorithm>

namespace gongwen::layout {
// FloatSpace is immutable: a snapshot of the layout keeps the space it had, and breaking goes back to it for free. A
// document has few floats at one height, so lists are searched from the start.

/// The space between floats over a stretch of the given height. `bottom` is the height at which the next larger space
/// begins: the end of the first float beside the stretch.
FloatBand FloatSpace::band(LayoutUnit top, LayoutUnit height, LayoutUnit left, LayoutUnit right) const {
  FloatBand band{left, right, LayoutUnit::max()};
  // A line without height still is beside floats that start at its top.
  const LayoutUnit end = top + std::max(height, LayoutUnit::from_raw(1));
  for (const Placed& placed : floats_) {
    // A float without width takes no space from lines.
    const Rect& rect = placed.rect;
    if (rect.bottom() <= top || rect.top() >= end || rect.size.width <= LayoutUnit()) continue;
    if (placed.side == FloatSide::Left && rect.right() > left) {
      band.left = std::max(band.left, rect.right());
    } else if (placed.side == FloatSide::Right && rect.left() < right) {
      band.right = std::min(band.right, rect.left());
    } else {
      continue;
    }
    band.bottom = std::min(band.bottom, rect.bottom());
  }
  band.right = std::max(band.right, band.left);
  return band;
}

/// The place at or below `top` for a float (CSS 2.2 §9.5.1): as high as possible, then as far to its side as possible,
/// never above an earlier float (`last_top_`).
Point FloatSpace::find_place(FloatSide side, Size margin_box, LayoutUnit top, LayoutUnit left, LayoutUnit right) const {
  // A float that sticks out of its container is neither beside another one of its side nor over one of the other side,
  // though these are outside of the container (CSS 2.2 §9.5.1, rules 3 and 7).
  const auto is_in_way = [&](const Placed& placed, LayoutUnit x, LayoutUnit y) {
    const Rect& rect = placed.rect;
    if (rect.bottom() <= y || rect.top() > y || rect.size.width <= LayoutUnit()) return false;
    const bool begins_before_end = rect.left() < x + margin_box.width;
    const bool ends_after_start = rect.right() > x;
    if (placed.side == side) return side == FloatSide::Left ? begins_before_end : ends_after_start;
    return begins_before_end && ends_after_start;
  };
  LayoutUnit y = std::max(top, last_top_);
  while (true) {
    const FloatBand free = band(y, LayoutUnit(), left, right);
    const LayoutUnit x = side == FloatSide::Left ? free.left : free.right - margin_box.width;
    if (margin_box.width <= free.width()) return {x, y};
    // Continue where the first float in the way ends. If none bounds the band, one outside of the container may still
    // be in the way.
    LayoutUnit below = free.bottom;
    if (below == LayoutUnit::max()) {
      for (const Placed& placed : floats_) {
        if (is_in_way(placed, x, y)) below = std::min(below, placed.rect.bottom());
      }
    }
    // No float is in the way any more: a float wider than its container overflows it.
    if (below == LayoutUnit::max()) return {x, y};
    y = below;
  }
}

LayoutUnit FloatSpace::clear_bottom(style::Clear clear) const {
  switch (clear) {
    case style::Clear::None: return LayoutUnit::min();
    case style::Clear::Left:
    case style::Clear::InlineStart: return left_bottom_;
    case style::Clear::Right:
    case style::Clear::InlineEnd: return right_bottom_;
    case style::Clear::Both: return bottom();
  }
  return LayoutUnit::min();
}

/// A new space with one more float. Floats that end above `done_above` can no longer be beside anything and are
/// dropped.
FloatSpacePtr FloatSpace::with(const FloatSpacePtr& space, FloatSide side, const Rect& margin_box,
                               LayoutUnit done_above) {
  auto next = std::make_shared<FloatSpace>();
  if (space != nullptr) {
    next->left_bottom_ = space->left_bottom_;
    next->right_bottom_ = space->right_bottom_;
    next->last_top_ = space->last_top_;
    next->closed_ = space->closed_;
    std::copy_if(space->floats_.begin(), space->floats_.end(), std::back_inserter(next->floats_),
                 [&](const Placed& placed) { return placed.rect.bottom() > done_above; });
  }
  LayoutUnit& side_bottom = side == FloatSide::Left ? next->left_bottom_ : next->right_bottom_;
  side_bottom = std::max(side_bottom, margin_box.bottom());
  next->last_top_ = std::max(next->last_top_, margin_box.top());
  if (margin_box.size.height > LayoutUnit()) next->floats_.push_back({margin_box, side});
  return next;
}

/// A closed space takes no further floats on this page: an earlier float had to wait for the next one.
FloatSpacePtr FloatSpace::closed(const FloatSpacePtr& space) {
  auto next = space == nullptr ? std::make_shared<FloatSpace>() : std::make_shared<FloatSpace>(*space);
  next->closed_ = true;
  return next;
}

}  // namespace gongwen::layout
