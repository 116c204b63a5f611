// Path: outlines of straight lines and cubic curves, and the affine maps that transform them. Only for painting, since
// layout uses no floating point. Coordinates are in px with y down, unless the owner says otherwise.
#pragma once

#include "base/geometry.h"

#include <cstdint>
#include <vector>

namespace gongwen::base {

struct PathPoint {
  double x = 0;
  double y = 0;
  friend bool operator==(const PathPoint&, const PathPoint&) = default;
};

/// x' = a x + c y + e, y' = b x + d y + f.
struct Transform {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;

  PathPoint apply(PathPoint p) const { return {a * p.x + c * p.y + e, b * p.x + d * p.y + f}; }
  /// The map that applies `first` and then this one.
  Transform after(const Transform& first) const;
  double determinant() const { return a * d - b * c; }
  bool is_identity() const { return *this == Transform{}; }
  friend bool operator==(const Transform&, const Transform&) = default;
};

struct Path {
  enum class Verb : std::uint8_t { Move, Line, Cubic, Close };
  std::vector<Verb> verbs;
  std::vector<PathPoint> points;  // one for Move and Line, three for Cubic

  void move_to(PathPoint p);
  void line_to(PathPoint p);
  void cubic_to(PathPoint control_1, PathPoint control_2, PathPoint end);
  void close();
  void add_rect(double left, double top, double right, double bottom);
  void add_rect(const Rect& rect);
  /// Radii are at most half of a side; without both, the corners are sharp.
  void add_round_rect(double left, double top, double right, double bottom, double across, double down);
  void append(const Path& other, const Transform& transform);
  bool empty() const { return verbs.empty(); }
  friend bool operator==(const Path&, const Path&) = default;
};

enum class FillRule : std::uint8_t { NonZero, EvenOdd };
enum class LineCap : std::uint8_t { Butt, Round, Square };
enum class LineJoin : std::uint8_t { Miter, Round, Bevel };

struct StrokeStyle {
  double width = 1;
  LineCap cap = LineCap::Butt;
  LineJoin join = LineJoin::Miter;
  double miter_limit = 4;
  std::vector<double> dashes;
  double dash_offset = 0;
  friend bool operator==(const StrokeStyle&, const StrokeStyle&) = default;
};

/// The distance of the control points of a quarter circle of radius 1 from its ends.
inline constexpr double kCircleControl = 0.5522847498307936;

}  // namespace gongwen::base
