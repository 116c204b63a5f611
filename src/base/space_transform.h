// Transforms of space (css-transforms-2), and rotations in the plane.
#pragma once

#include "base/path.h"

#include <array>
#include <cstddef>
#include <optional>

namespace gongwen::base {

/// A rotation in radians, clockwise since y points down. Quarter turns are exact.
Transform rotation_by(double radians);

/// The inverse; the determinant must not be 0.
Transform inverse_of(const Transform& transform);

/// A 4 × 4 matrix for homogeneous coordinates, by columns like `matrix3d()`.
struct SpaceTransform {
  std::array<double, 16> numbers{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

  static SpaceTransform of(const Transform& flat);
  static SpaceTransform translation(double x, double y, double z);
  /// A rotation about an axis, in radians (css-transforms-2 section 13.1).
  static SpaceTransform rotation(double x, double y, double z, double angle);
  /// The perspective of an eye at this distance; 0: none.
  static SpaceTransform perspective(double distance);
  double at(std::size_t row, std::size_t column) const { return numbers[column * 4 + row]; }
  /// The map that applies `first` and then this one.
  SpaceTransform after(const SpaceTransform& first) const;
  /// The effect on the plane as seen from the front; nullopt if parallel lines do not stay parallel.
  std::optional<Transform> flattened() const;
};

}  // namespace gongwen::base
