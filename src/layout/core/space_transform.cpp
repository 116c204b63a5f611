#include "layout/core/space_transform.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gongwen::layout {
namespace {

using base::PathPoint;
using base::Transform;
using style::TransformFunction;

double minor_of(const SpaceTransform& m, std::size_t skipped_row, std::size_t skipped_column) {
  std::array<std::size_t, 3> rows{}, columns{};
  for (std::size_t i = 0, row = 0, column = 0; i < 4; ++i) {
    if (i != skipped_row) rows[row++] = i;
    if (i != skipped_column) columns[column++] = i;
  }
  const auto e = [&](std::size_t row, std::size_t column) {
    return m.at(rows[row], columns[column]);
  };
  return e(0, 0) * (e(1, 1) * e(2, 2) - e(1, 2) * e(2, 1)) - e(0, 1) * (e(1, 0) * e(2, 2) - e(1, 2) * e(2, 0)) +
         e(0, 2) * (e(1, 0) * e(2, 1) - e(1, 1) * e(2, 0));
}

double determinant_of(const SpaceTransform& m) {
  double sum = 0;
  for (std::size_t column = 0; column < 4; ++column) {
    sum += (column % 2 == 0 ? 1 : -1) * m.at(0, column) * minor_of(m, 0, column);
  }
  return sum;
}

/// A point of the plane on the page.
struct Projected {
  double x = 0, y = 0, z = 0, w = 1;
};

Projected project(const SpaceTransform& m, double x, double y) {
  const auto row = [&](std::size_t i) {
    return m.at(i, 0) * x + m.at(i, 1) * y + m.at(i, 3);
  };
  return {row(0), row(1), row(2), row(3)};
}

/// Whether the map of the corners is that of the middle, to what can be seen.
bool is_exact_at(const SpaceTransform& m, const Transform& middle, PathPoint corner) {
  constexpr double kTolerance = 0.25;  // px
  const Projected p = project(m, corner.x, corner.y);
  if (p.w <= 0) return false;
  const PathPoint near = middle.apply(corner);
  return std::abs(p.x / p.w - near.x) < kTolerance && std::abs(p.y / p.w - near.y) < kTolerance;
}

}  // namespace

PlaneOnPage plane_on_page(const SpaceTransform& m, const Rect& box) {
  constexpr double kNearest = 1e-6;  // of w: the eye is there
  const double left = box.left().to_px(), top = box.top().to_px();
  const double right = box.right().to_px(), bottom = box.bottom().to_px();
  const double x = (left + right) / 2;
  const double y = (top + bottom) / 2;
  const Projected p = project(m, x, y);
  PlaneOnPage plane;
  const bool is_finite = std::all_of(m.numbers.begin(), m.numbers.end(), [](double n) { return std::isfinite(n); });
  // What has no way back is not drawn (css-transforms-2 §13).
  if (!is_finite || p.w < kNearest || determinant_of(m) == 0) {
    plane.is_seen = false;
    plane.transform = {0, 0, 0, 0, x, y};
    return plane;
  }
  // The derivatives of x/w and y/w.
  const auto slope = [&](std::size_t row, std::size_t column, double value) {
    return (m.at(row, column) - value / p.w * m.at(3, column)) / p.w;
  };
  Transform& map = plane.transform;
  map = {slope(0, 0, p.x), slope(1, 0, p.y), slope(0, 1, p.x), slope(1, 1, p.y), 0, 0};
  map.e = p.x / p.w - map.a * x - map.c * y;
  map.f = p.y / p.w - map.b * x - map.d * y;
  plane.depth = p.z / p.w;
  const std::array values{map.a, map.b, map.c, map.d, map.e, map.f, plane.depth};
  if (!std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); })) {
    plane.is_seen = false;
    plane.depth = 0;
    map = {0, 0, 0, 0, x, y};
    return plane;
  }
  for (const PathPoint corner :
       {PathPoint{left, top}, PathPoint{right, top}, PathPoint{right, bottom}, PathPoint{left, bottom}}) {
    plane.is_exact = plane.is_exact && is_exact_at(m, map, corner);
  }
  return plane;
}

bool is_turned_away(const SpaceTransform& transform) {
  const double determinant = determinant_of(transform);
  const double cofactor = minor_of(transform, 2, 2);
  return cofactor != 0 && determinant != 0 && (cofactor < 0) != (determinant < 0);
}

SpaceTransform space_transform(const TransformFunction& function, const Size& box) {
  const std::array<double, 16>& n = function.numbers;
  switch (function.kind) {
    case TransformFunction::Kind::Matrix: return SpaceTransform::of({n[0], n[1], n[2], n[3], n[4], n[5]});
    case TransformFunction::Kind::Translate:
      return SpaceTransform::translation(function.x.resolve(box.width).to_px(), function.y.resolve(box.height).to_px(),
                                         n[0]);
    case TransformFunction::Kind::Scale: return {{n[0], 0, 0, 0, 0, n[1], 0, 0, 0, 0, n[2], 0, 0, 0, 0, 1}};
    case TransformFunction::Kind::Rotate: return SpaceTransform::rotation(0, 0, 1, n[0]);
    case TransformFunction::Kind::Skew: return SpaceTransform::of({1, std::tan(n[1]), std::tan(n[0]), 1, 0, 0});
    case TransformFunction::Kind::Matrix3d: return {n};
    case TransformFunction::Kind::Rotate3d: return SpaceTransform::rotation(n[0], n[1], n[2], n[3]);
    case TransformFunction::Kind::Perspective: return SpaceTransform::perspective(n[0]);
  }
  return {};
}

SpaceTransform perspective_transform(const style::ComputedStyle& style, const Rect& box) {
  const style::ImagePosition& origin = style.perspective_origin->position;
  const double x = (box.left() + origin.x.resolve(box.size.width)).to_px();
  const double y = (box.top() + origin.y.resolve(box.size.height)).to_px();
  return SpaceTransform::translation(x, y, 0)
      .after(SpaceTransform::perspective(style.perspective.to_px()))
      .after(SpaceTransform::translation(-x, -y, 0));
}

bool preserves_depth(const style::ComputedStyle& style) {
  return style.transform_style == style::TransformStyle::Preserve3d && style.opacity >= 1 && !style.hides_overflow() &&
         !style.contain.paint && style.isolation == style::Isolation::Auto && style.clip->is_auto;
}

}  // namespace gongwen::layout
