#include "base/space_transform.h"

#include <cmath>

namespace gongwen::base {
namespace {

/// Rounds the sines and cosines of quarter turns to exact zeros, so that upright lines stay upright.
double exact(double value) { return std::abs(value) < 1e-12 ? 0.0 : value; }

}  // namespace

Transform rotation_by(double radians) {
  const double sine = exact(std::sin(radians));
  const double cosine = exact(std::cos(radians));
  return {cosine, sine, -sine, cosine, 0, 0};
}

Transform inverse_of(const Transform& transform) {
  const auto& [a, b, c, d, e, f] = transform;
  const double determinant = transform.determinant();
  return {d / determinant,
          -b / determinant,
          -c / determinant,
          a / determinant,
          (c * f - d * e) / determinant,
          (b * e - a * f) / determinant};
}

SpaceTransform SpaceTransform::of(const Transform& flat) {
  return {{flat.a, flat.b, 0, 0, flat.c, flat.d, 0, 0, 0, 0, 1, 0, flat.e, flat.f, 0, 1}};
}

SpaceTransform SpaceTransform::translation(double x, double y, double z) {
  return {{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1}};
}

SpaceTransform SpaceTransform::after(const SpaceTransform& first) const {
  SpaceTransform product;
  for (std::size_t row = 0; row < 4; ++row) {
    for (std::size_t column = 0; column < 4; ++column) {
      double sum = 0;
      for (std::size_t i = 0; i < 4; ++i) sum += at(row, i) * first.at(i, column);
      product.numbers[column * 4 + row] = sum;
    }
  }
  return product;
}

/// css-transforms-2 section 13.1.
SpaceTransform SpaceTransform::rotation(double x, double y, double z, double angle) {
  const double length = std::sqrt(x * x + y * y + z * z);
  if (!(length > 0) || !std::isfinite(length)) return {};
  x /= length;
  y /= length;
  z /= length;
  const double c = exact(std::cos(angle));
  const double s = exact(std::sin(angle));
  const double t = 1 - c;
  return {{t * x * x + c, t * x * y + z * s, t * x * z - y * s, 0,  //
           t * x * y - z * s, t * y * y + c, t * y * z + x * s, 0,  //
           t * x * z + y * s, t * y * z - x * s, t * z * z + c, 0,  //
           0, 0, 0, 1}};
}

SpaceTransform SpaceTransform::perspective(double distance) {
  SpaceTransform made;
  if (distance > 0) made.numbers[11] = -1 / distance;
  return made;
}

std::optional<Transform> SpaceTransform::flattened() const {
  const double w = at(3, 3);
  if (at(3, 0) != 0 || at(3, 1) != 0 || !(w > 0)) return std::nullopt;
  return Transform{at(0, 0) / w, at(1, 0) / w, at(0, 1) / w, at(1, 1) / w, at(0, 3) / w, at(1, 3) / w};
}

}  // namespace gongwen::base
