// Maps of space (css-transforms-2), and turns in the plane.
#pragma once

#include "base/path.h"

#include <array>
#include <cstddef>
#include <optional>

namespace gongwen::base {

/// In radians, clockwise as y is down. Quarter turns are exact.
Transform rotation_by(double radians);

/// The map back; the determinant is not 0.
Transform inverse_of(const Transform& transform);

/// A map of homogeneous coordinates, by columns as `matrix3d()` has it.
struct SpaceTransform {
  std::array<double, 16> numbers{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

  static SpaceTransform of(const Transform& flat);
  static SpaceTransform translation(double x, double y, double z);
  /// About an axis, in radians (css-transforms-2 section 13.1).
  static SpaceTransform rotation(double x, double y, double z, double angle);
  /// 0: none.
  static SpaceTransform perspective(double distance);
  double at(std::size_t row, std::size_t column) const { return numbers[column * 4 + row]; }
  /// This map after `first`.
  SpaceTransform after(const SpaceTransform& first) const;
  /// What it does to the plane, as far as that is seen from the front; nothing where lines do not stay parallel.
  std::optional<Transform> flattened() const;
};

}  // namespace gongwen::base
