// Maps of space (css-transforms-2): where boxes with depth come to lie on the page, which has none.
#pragma once

#include "base/path.h"
#include "layout/core/context.h"
#include "layout/core/fragment.h"

#include <array>

namespace gongwen::layout {

/// A map of homogeneous coordinates, by columns as `matrix3d()` has it.
struct SpaceTransform {
  std::array<double, 16> numbers{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

  static SpaceTransform of(const base::Transform& flat);
  static SpaceTransform translation(double x, double y, double z);
  double at(std::size_t row, std::size_t column) const { return numbers[column * 4 + row]; }
  /// This map after `first`.
  SpaceTransform after(const SpaceTransform& first) const;
};

/// Where the plane of a box comes to lie on the page.
struct PlaneOnPage {
  base::Transform transform;  // where it is not exact, that of the middle of the box and around it
  double depth = 0;           // of the middle, towards the reader
  bool is_seen = true;        // not behind the eye
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
