// Maps of space (css-transforms-2): where boxes with depth come to lie on the page, which has none.
#pragma once

#include "base/space_transform.h"
#include "layout/core/context.h"
#include "layout/core/fragment.h"

namespace gongwen::layout {

using base::SpaceTransform;

/// Where the plane of a box comes to lie on the page.
struct PlaneOnPage {
  base::Transform transform;  // where it is not exact, that of the middle of the box and around it
  double depth = 0;           // of the middle, towards the reader
  bool is_seen = true;        // in front of the eye
  bool is_exact = true;       // the sides of the box stay parallel
};
PlaneOnPage plane_on_page(const SpaceTransform& transform, const Rect& box);

/// Whether the back of a plane is turned to the reader (css-transforms-2 section 8).
bool is_turned_away(const SpaceTransform& transform);

/// One function; percentages refer to `box`.
SpaceTransform space_transform(const style::TransformFunction& function, const Size& box);

/// What `perspective` of a box at `box` does to its children (section 5).
SpaceTransform perspective_transform(const style::ComputedStyle& style, const Rect& box);

/// Whether the children of a box are in one space with it: `preserve-3d`, unless something makes one picture of them
/// (section 3).
bool preserves_depth(const style::ComputedStyle& style);

}  // namespace gongwen::layout
