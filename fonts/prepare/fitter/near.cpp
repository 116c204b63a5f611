#include "spline.h"

#include <algorithm>

namespace fitter {
namespace {

constexpr double kFlatness = 0.05;
constexpr int kMostParts = 64;

/// A curve whose second derivative is at most `bend` is so near to so many equal parts of it.
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

/// Whether all corners are near a polygon. Both run the same way: the search goes on where it last found one.
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
