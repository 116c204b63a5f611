// FloatSpace: the floats of one block formatting context on one page, and the space they leave (CSS 2.2 section 9.5.1).
// Positions count from the upper left corner of the content box of the box that establishes the context.
#pragma once

#include "base/geometry.h"
#include "style/enums.h"

#include <memory>
#include <vector>

namespace gongwen::layout {

using base::LayoutUnit;
using base::Point;
using base::Rect;
using base::Size;

enum class FloatSide : std::uint8_t { Left, Right };

/// The free stretch between the floats at some height.
struct FloatBand {
  LayoutUnit left;
  LayoutUnit right;
  LayoutUnit bottom;  // below it the stretch may be wider; max() if no float narrows it
  LayoutUnit width() const { return right - left; }
};

class FloatSpace;
/// Null: no floats. States are shared and immutable: discarding a layout discards its floats.
using FloatSpacePtr = std::shared_ptr<const FloatSpace>;

class FloatSpace {
 public:
  /// The part of [left, right] that is free over the whole height from `top` to `top + height`.
  FloatBand band(LayoutUnit top, LayoutUnit height, LayoutUnit left, LayoutUnit right) const;

  /// The highest place for a margin box between `left` and `right`, not above `top` or earlier floats.
  Point find_place(FloatSide side, Size margin_box, LayoutUnit top, LayoutUnit left, LayoutUnit right) const;

  /// The height from which a box that clears this side may start; LayoutUnit::min() if there is no float.
  LayoutUnit clear_bottom(style::Clear clear) const;
  /// The lower edge of the lowest float.
  LayoutUnit bottom() const { return std::max(left_bottom_, right_bottom_); }
  /// Whether a float had to wait for the next page, so that all later ones wait too (rule 5).
  bool is_closed() const { return closed_; }

  /// Returns the space with one more float. Floats that end above `done_above` are dropped.
  static FloatSpacePtr with(const FloatSpacePtr& space, FloatSide side, const Rect& margin_box, LayoutUnit done_above);
  static FloatSpacePtr closed(const FloatSpacePtr& space);

 private:
  struct Placed {
    Rect rect;
    FloatSide side = FloatSide::Left;
  };
  std::vector<Placed> floats_;
  LayoutUnit left_bottom_ = LayoutUnit::min();
  LayoutUnit right_bottom_ = LayoutUnit::min();
  LayoutUnit last_top_ = LayoutUnit::min();
  bool closed_ = false;
};

}  // namespace gongwen::layout
