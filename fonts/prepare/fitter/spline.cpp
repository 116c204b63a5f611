#include "spline.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace fitter {
namespace {

constexpr int kMostControls = 100;
/// A curve that is halved so often has no length left.
constexpr int kDeepestSplit = 60;

using Cubic = std::array<Point, 4>;

/// Both halves of a curve. Of whole numbers they are exact, so that what lies half-way between units is rounded one
/// way.
std::pair<Cubic, Cubic> halves_of(const Cubic& p) {
  const Point middle = (p[0] + (p[1] + p[2]) * 3 + p[3]) * .125;
  const Point slope = (p[3] + p[2] - p[1] - p[0]) * .125;
  return {{p[0], (p[0] + p[1]) * .5, middle - slope, middle}, {middle, middle + slope, (p[2] + p[3]) * .5, p[3]}};
}

/// Whether the cubic curve lies within `tolerance` of the origin, apart from its ends, which are not asked for.
bool lies_near_origin(const Cubic& c, double tolerance, int depth = 0) {
  if (length(c[2]) <= tolerance && length(c[1]) <= tolerance) return true;
  const auto [first, second] = halves_of(c);
  if (length(first[3]) > tolerance || depth == kDeepestSplit) return false;
  return lies_near_origin(first, tolerance, depth + 1) && lies_near_origin(second, tolerance, depth + 1);
}

std::optional<std::vector<Point>> one_control(const Cubic& c, double tolerance) {
  const Point first = c[1] - c[0];
  const Point last = c[3] - c[2];
  const Point across{-first.y, first.x};
  const double divisor = dot(across, last);
  if (divisor == 0) return std::nullopt;
  const Point control = c[2] + last * (dot(across, c[0] - c[2]) / divisor);
  const auto [one, two] = cubic_controls(c[0], control, c[3]);
  if (!lies_near_origin({Point{}, one - c[1], two - c[2], Point{}}, tolerance)) return std::nullopt;
  return std::vector{control};
}

/// The part number `part` of `count` that take equal shares of the curve's parameter.
Cubic part_of(const Cubic& p, int part, int count) {
  if (count == 2) return part == 0 ? halves_of(p).first : halves_of(p).second;
  const Point c = (p[1] - p[0]) * 3.0;
  const Point b = (p[2] - p[1]) * 3.0 - c;
  const Point a = p[3] - p[0] - c - b;
  const double step = 1.0 / count;
  const double t = part * step;
  const Point a1 = a * (step * step * step);
  const Point b1 = (a * (3 * t) + b) * (step * step);
  const Point c1 = (b * (2 * t) + c + a * (3 * t * t)) * step;
  const Point d1 = a * (t * t * t) + b * (t * t) + c * t + p[0];
  return {d1, c1 * (1 / 3.0) + d1, (b1 + c1) * (1 / 3.0) + (c1 * (1 / 3.0) + d1), a1 + d1 + c1 + b1};
}

/// A control between what the tangents at both ends ask for.
Point control_at(const Cubic& c, double share) {
  const Point one = c[0] + (c[1] - c[0]) * 1.5;
  const Point two = c[3] + (c[2] - c[3]) * 1.5;
  return one + (two - one) * share;
}

std::optional<std::vector<Point>> controls_of(const Cubic& cubic, int count, double tolerance) {
  if (count == 1) return one_control(cubic, tolerance);
  std::vector<Point> controls;
  Point end = cubic[0];
  Point end_error;
  for (int i = 0; i < count; ++i) {
    const Cubic part = part_of(cubic, i, count);
    if (i == 0) controls.push_back(control_at(part, 0));
    const Point start = end;
    const Point control = controls.back();
    if (i + 1 < count) {
      controls.push_back(control_at(part_of(cubic, i + 1, count), double(i + 1) / (count - 1)));
      end = (control + controls.back()) * .5;
    } else {
      end = part[3];
    }
    const Point start_error = end_error;
    end_error = end - part[3];
    if (length(end_error) > tolerance) return std::nullopt;
    const auto [one, two] = cubic_controls(start, control, end);
    if (!lies_near_origin({start_error, one - part[1], two - part[2], end_error}, tolerance)) return std::nullopt;
  }
  return controls;
}

constexpr double kFlatness = 0.05;
constexpr int kMostParts = 64;

/// Number of equal parts that are near enough to a curve whose second derivative is limited to `bend`.
int parts_for(double bend) {
  const double parts = std::ceil(std::sqrt(bend / (8 * kFlatness)));
  return static_cast<int>(std::clamp(parts, 1.0, double(kMostParts)));
}

void flatten_curve(Point start, Point control, Point end, std::vector<Point>& corners) {
  const int parts = parts_for(2 * length(start - control * 2 + end));
  for (int i = 1; i < parts; ++i) {
    const double t = double(i) / parts;
    const double u = 1 - t;
    corners.push_back(start * (u * u) + control * (2 * u * t) + end * (t * t));
  }
  corners.push_back(end);
}

double squared_distance(Point point, Point start, Point end) {
  const Point along = end - start;
  const Point from = point - start;
  const double size = dot(along, along);
  const double share = size > 0 ? std::clamp(dot(from, along) / size, 0.0, 1.0) : 0;
  const Point off = from - along * share;
  return dot(off, off);
}

/// Whether all corners are near a polygon. Both run in the same direction: the search continues where it last found
/// one.
bool lie_near(std::span<const Point> corners, std::span<const Point> polygon, double tolerance) {
  const double most = tolerance * tolerance;
  std::size_t at = 0;
  const std::size_t last = polygon.size() - 1;
  for (const Point corner : corners) {
    std::size_t found = at;
    while (found < last && squared_distance(corner, polygon[found], polygon[found + 1]) > most) ++found;
    if (found == last) {
      found = 0;
      while (found < at && squared_distance(corner, polygon[found], polygon[found + 1]) > most) ++found;
      if (found == at) return false;
    }
    at = found;
  }
  return true;
}

}  // namespace

std::vector<Point> spline_controls(Point p0, Point p1, Point p2, Point p3, double tolerance) {
  for (int count = 1; count <= kMostControls; ++count) {
    if (auto controls = controls_of({p0, p1, p2, p3}, count, tolerance)) return *controls;
  }
  throw BadOutline("has a curve that a hundred controls do not follow");
}

void flatten(const Segment& s, std::vector<Point>& corners) {
  if (s.is_curve) {
    const double bend =
        std::max(length(s.start - s.control1 * 2 + s.control2), length(s.control1 - s.control2 * 2 + s.end));
    const int parts = parts_for(6 * bend);
    for (int i = 1; i < parts; ++i) {
      const double t = double(i) / parts;
      const double u = 1 - t;
      corners.push_back(s.start * (u * u * u) + s.control1 * (3 * u * u * t) + s.control2 * (3 * u * t * t) +
                        s.end * (t * t * t));
    }
  }
  corners.push_back(s.end);
}

void flatten(Point start, std::span<const Point> controls, Point end, std::vector<Point>& corners) {
  if (controls.empty()) return corners.push_back(end);
  Point here = start;
  for (std::size_t i = 0; i < controls.size(); ++i) {
    const Point next = i + 1 < controls.size() ? (controls[i] + controls[i + 1]) * 0.5 : end;
    flatten_curve(here, controls[i], next, corners);
    here = next;
  }
}

bool stay_near(std::span<const Point> one, std::span<const Point> other, double tolerance) {
  if (one.size() < 2 || other.size() < 2) return false;
  return lie_near(one, other, tolerance) && lie_near(other, one, tolerance);
}

}  // namespace fitter
