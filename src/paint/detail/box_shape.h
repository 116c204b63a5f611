// BoxShape: the outline of a box with round corners (css-backgrounds-3 section 4).
#pragma once

#include "base/path.h"
#include "layout/core/fragment.h"
#include "style/computed_style.h"

#include <array>

namespace gongwen::paint {

/// A rectangle with elliptical corners, in px. Corners run clockwise from the upper left.
struct BoxShape {
  struct Radius {
    double x = 0;
    double y = 0;
  };
  double left = 0, top = 0, right = 0, bottom = 0;
  std::array<Radius, 4> radii;

  bool is_round() const;
  bool is_empty() const { return right <= left || bottom <= top; }
  /// The shape with its edges moved inwards; the corner radii shrink accordingly (section 4.2).
  BoxShape inset(double from_top, double from_right, double from_bottom, double from_left) const;
  BoxShape inset(const base::Edges& edges) const;
  base::Path path() const;
  void append_to(base::Path& path) const;
};

/// The border box of a fragment at `position`. Corners cut off by a page break are square.
BoxShape border_shape(const layout::Fragment& fragment, base::Point position, const style::ComputedStyle& style);

/// Whether any corner is round; cheap.
bool has_round_corners(const style::ComputedStyle& style);

}  // namespace gongwen::paint
