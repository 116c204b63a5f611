// Outlines as they are read and as they are written, in font units.
#pragma once

#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fitter {

/// A place or a difference between places.
struct Point {
  double x = 0;
  double y = 0;

  friend Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
  friend Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
  friend Point operator*(Point a, double factor) { return {a.x * factor, a.y * factor}; }
  friend bool operator==(Point a, Point b) = default;
};

inline double dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }
inline double cross(Point a, Point b) { return a.x * b.y - a.y * b.x; }
/// By the square root alone, which IEEE 754 defines to the last bit: std::hypot may differ between C libraries.
inline double length(Point a) { return std::sqrt(a.x * a.x + a.y * a.y); }
inline double distance(Point a, Point b) { return length(b - a); }

/// A line, or a cubic curve with two controls.
struct Segment {
  Point start;
  Point control1;
  Point control2;
  Point end;
  bool is_curve = false;

  /// Where the segment sets out to, and where it comes from at its end.
  Point first_aim() const { return is_curve ? control1 : end; }
  Point last_aim() const { return is_curve ? control2 : start; }
};

/// The controls of the cubic curve that is the same as a quadratic one.
inline std::pair<Point, Point> cubic_controls(Point start, Point control, Point end) {
  return {start + (control - start) * (2.0 / 3), end + (control - end) * (2.0 / 3)};
}

/// A closed contour of a source: each segment starts where the one before ends.
using Contour = std::vector<Segment>;

/// A point of a TrueType contour; between two that are off the curve one half-way is implied.
struct CurvePoint {
  int x = 0;
  int y = 0;
  bool on_curve = true;

  friend bool operator==(const CurvePoint&, const CurvePoint&) = default;
};

using PointContour = std::vector<CurvePoint>;

/// A source that is not what its format says, or that asks for too much. The message is for people.
class BadOutline : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Collects what a source draws as contours of segments, without lines of no length.
class ContourBuilder {
 public:
  void move_to(Point to) {
    close();
    first_ = here_ = to;
  }
  void line_to(Point to) { add({here_, here_, to, to, false}); }
  void curve_to(Point control1, Point control2, Point to) { add({here_, control1, control2, to, true}); }
  /// Ends a contour, with a line to its start where there is none.
  void close();

  Point here() const { return here_; }
  std::vector<Contour> take() {
    close();
    return std::move(contours_);
  }

 private:
  void add(const Segment& segment);

  std::vector<Contour> contours_;
  Contour contour_;
  Point first_;
  Point here_;
  std::size_t count_ = 0;
};

}  // namespace fitter
