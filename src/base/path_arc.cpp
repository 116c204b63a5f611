#include "base/path_arc.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gongwen::base {
namespace {

/// The radii, grown until the ellipse reaches both ends.
void grow_radii(EllipticArc& arc, double x1, double y1) {
  const double excess = x1 * x1 / (arc.rx * arc.rx) + y1 * y1 / (arc.ry * arc.ry);
  if (excess <= 1) return;
  arc.rx *= std::sqrt(excess);
  arc.ry *= std::sqrt(excess);
}

}  // namespace

void append_arc(Path& path, PathPoint from, EllipticArc arc, PathPoint to) {
  if (to == from) return;
  constexpr double kLeastRadius = 1e-100;  // the squares of smaller ones are 0
  if (arc.rx < kLeastRadius || arc.ry < kLeastRadius) return path.line_to(to);
  const double c = std::cos(arc.angle);
  const double s = std::sin(arc.angle);
  const double dx = (from.x - to.x) / 2;
  const double dy = (from.y - to.y) / 2;
  const double x1 = c * dx + s * dy;
  const double y1 = -s * dx + c * dy;
  grow_radii(arc, x1, y1);
  const double rx = arc.rx;
  const double ry = arc.ry;
  const double below = rx * rx * y1 * y1 + ry * ry * x1 * x1;
  const double root = std::sqrt(std::max(0.0, (rx * rx * ry * ry - below) / below));
  const double factor = arc.large == arc.sweep ? -root : root;
  const double cx1 = factor * rx * y1 / ry;
  const double cy1 = -factor * ry * x1 / rx;
  const double start = std::atan2((y1 - cy1) / ry, (x1 - cx1) / rx);
  double turn = std::atan2((-y1 - cy1) / ry, (-x1 - cx1) / rx) - start;
  if (arc.sweep && turn < 0) turn += 2 * std::numbers::pi;
  if (!arc.sweep && turn > 0) turn -= 2 * std::numbers::pi;
  const Transform ellipse{c * rx,
                          s * rx,
                          -s * ry,
                          c * ry,
                          c * cx1 - s * cy1 + (from.x + to.x) / 2,
                          s * cx1 + c * cy1 + (from.y + to.y) / 2};
  const int parts = std::max(1, static_cast<int>(std::ceil(std::abs(turn) / (std::numbers::pi / 2) - 1e-9)));
  const double each = turn / parts;
  const double reach = 4.0 / 3 * std::tan(each / 4);
  for (int i = 0; i < parts; ++i) {
    const double a = start + each * i;
    const double b = a + each;
    const PathPoint end = i + 1 == parts ? to : ellipse.apply({std::cos(b), std::sin(b)});
    path.cubic_to(ellipse.apply({std::cos(a) - reach * std::sin(a), std::sin(a) + reach * std::cos(a)}),
                  ellipse.apply({std::cos(b) + reach * std::sin(b), std::sin(b) - reach * std::cos(b)}), end);
  }
}

}  // namespace gongwen::base
