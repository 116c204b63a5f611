#include "pieces.h"

#include "cost.h"
#include "spline.h"

#include <algorithm>
#include <utility>

namespace fitter {
namespace {

/// The smallest tolerance of a spline: with less the number of controls is unlimited.
constexpr double kLeastTolerance = 0.25;

/// A control takes a flag and what leads to it, which makes what leads from it a little shorter at best.
constexpr double kLeastControlBits = 7;

/// To a point of the grid and its neighbors, itself first.
constexpr Point kSteps[] = {{0, 0}, {-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}};

/// Whether points lie along the line; they may be beyond its ends by the tolerance.
bool follow_line(std::span<const Point> probes, Point start, Point end, double tolerance) {
  const Point along = end - start;
  const double reach = length(along);
  const double slack = tolerance * reach;
  return std::all_of(probes.begin(), probes.end(), [&](Point point) {
    const Point from = point - start;
    const double way = dot(from, along);
    return std::abs(cross(from, along)) <= slack && -slack <= way && way <= reach * reach + slack;
  });
}

/// With e = control - start and f = end - control, the point start + a e + b f is on a curve where F = (a + b)² - 4 b
/// is 0; F / |grad F| is its distance to first order.
class Curve {
 public:
  Curve(Point start, Point control, Point end)
      : start_(start), e_(control - start), f_(end - control), area_(cross(e_, f_)), per_area_(1 / area_) {}

  bool is_straight() const { return area_ == 0; }

  bool passes_near(Point point, double tolerance) const {
    const Point from = point - start_;
    const double a = cross(from, f_) * per_area_;
    const double b = cross(e_, from) * per_area_;
    const double sum = a + b;
    if (a < 0 || b < 0 || sum > 2) return false;
    const Point slope = f_ * (2 * sum) - e_ * (2 * sum - 4);
    const double value = (sum * sum - 4 * b) * area_;
    return value * value <= tolerance * tolerance * dot(slope, slope);
  }

 private:
  Point start_;
  Point e_;
  Point f_;
  double area_;
  double per_area_;
};

/// The control that keeps both end tangents; none if they turn by a right angle or more, or do not meet between.
std::optional<Point> tangent_crossing(const Run& run) {
  const Segment& first = run.segments.front();
  const Segment& last = run.segments.back();
  const Point u = first.first_aim() - first.start;
  const Point v = last.end - last.last_aim();
  const Point whole = run.end - run.start;
  const double divisor = cross(u, v);
  if (divisor == 0 || dot(u, v) <= 0) return std::nullopt;
  const double along_first = cross(whole, v) / divisor;
  const double along_last = cross(u, whole) / divisor;
  if (along_first <= 0 || along_last <= 0) return std::nullopt;
  return run.start + u * along_first;
}

/// The control whose curve is nearest to all probes by least squares.
std::optional<Point> nearest_control(const Run& run) {
  Point sum;
  double weights = 0;
  for (std::size_t i = 0; i < run.shares.size(); ++i) {
    const double t = run.shares[i];
    const double u = 1 - t;
    const double weight = 2 * t * u;
    sum = sum + (run.probes[i] - run.start * (u * u) - run.end * (t * t)) * weight;
    weights += weight * weight;
  }
  if (weights == 0) return std::nullopt;
  return sum * (1 / weights);
}

/// The cubic curve with the run's end tangents that is nearest to all probes by least squares, as its two controls.
std::optional<std::pair<Point, Point>> nearest_cubic(const Run& run) {
  const Segment& first = run.segments.front();
  const Segment& last = run.segments.back();
  const Point u = first.first_aim() - first.start;
  const Point v = last.last_aim() - last.end;
  const double norm_u = length(u);
  const double norm_v = length(v);
  if (norm_u == 0 || norm_v == 0) return std::nullopt;
  const Point out = u * (1 / norm_u);
  const Point in = v * (1 / norm_v);
  double uu = 0;
  double uv = 0;
  double vv = 0;
  double ur = 0;
  double vr = 0;
  for (std::size_t i = 0; i < run.shares.size(); ++i) {
    const double t = run.shares[i];
    const double s = 1 - t;
    const Point a = out * (3 * s * s * t);
    const Point b = in * (3 * s * t * t);
    const Point rest = run.probes[i] - run.start * (s * s * s + 3 * s * s * t) - run.end * (t * t * t + 3 * s * t * t);
    uu += dot(a, a);
    uv += dot(a, b);
    vv += dot(b, b);
    ur += dot(a, rest);
    vr += dot(b, rest);
  }
  const double divisor = uu * vv - uv * uv;
  if (std::abs(divisor) < 1e-9 * uu * vv) return std::nullopt;
  const double along_out = (ur * vv - vr * uv) / divisor;
  const double along_in = (vr * uu - ur * uv) / divisor;
  const double far = 3 * distance(run.start, run.end);
  if (along_out <= 0 || along_in <= 0 || along_out > far || along_in > far) return std::nullopt;
  return std::pair{run.start + out * along_out, run.end + in * along_in};
}

bool follow_curve(std::span<const Point> probes, Point start, Point control, Point end, double tolerance) {
  const Curve curve(start, control, end);
  if (curve.is_straight() || !curve.passes_near(probes[probes.size() / 2], tolerance)) return false;
  return std::all_of(probes.begin(), probes.end(), [&](Point probe) { return curve.passes_near(probe, tolerance); });
}

/// The cheapest control that makes the curve follow the run, of those around the best guesses.
std::optional<Controls> one_control(const Run& run, const Fit& fit, double most) {
  std::optional<Controls> cheapest;
  double fewest = most;
  for (const std::optional<Point>& guess : {tangent_crossing(run), nearest_control(run)}) {
    if (!guess) continue;
    for (const Point step : kSteps) {
      const Point control = fit.snapped(*guess) + step * fit.grid;
      const double bits = step_bits(run.start, control, false) + step_bits(control, run.end, true);
      if (bits >= fewest || !follow_curve(run.probes, run.start, control, run.end, fit.tolerance)) continue;
      if (!is_near(run, {control}, fit)) continue;
      cheapest = Controls{control};
      fewest = bits;
    }
  }
  return cheapest;
}

bool follow_two_curves(std::span<const Point> probes, Point start, const Controls& controls, Point end,
                       double tolerance) {
  const Point middle = (controls[0] + controls[1]) * 0.5;
  const Curve before(start, controls[0], middle);
  const Curve after(middle, controls[1], end);
  if (before.is_straight() || after.is_straight()) return false;
  return std::all_of(probes.begin(), probes.end(), [&](Point probe) {
    return before.passes_near(probe, tolerance) || after.passes_near(probe, tolerance);
  });
}

/// The spline of two curves that is nearest to a run.
std::optional<Controls> two_controls(const Run& run, const Fit& fit) {
  const auto cubic = nearest_cubic(run);
  if (!cubic) return std::nullopt;
  return Controls{fit.snapped(run.start + (cubic->first - run.start) * 0.75),
                  fit.snapped(run.end + (cubic->second - run.end) * 0.75)};
}

}  // namespace

double turn_between(const Segment& before, const Segment& after) {
  const Point u = before.end - before.last_aim();
  const Point v = after.first_aim() - after.start;
  const double lengths = length(u) * length(v);
  return dot(u, v) / (lengths == 0 ? 1 : lengths);
}

void add_probes(const Segment& s, std::vector<Point>& probes) {
  const Point one = s.is_curve ? s.control1 : s.start;
  const Point two = s.is_curve ? s.control2 : s.end;
  for (const double t : {0.25, 0.5, 0.75}) {
    const double u = 1 - t;
    probes.push_back(s.start * (u * u * u) + one * (3 * u * u * t) + two * (3 * u * t * t) + s.end * (t * t * t));
  }
}

bool is_stem(const Segment& segment, const Fit& fit) {
  return !segment.is_curve && distance(segment.start, segment.end) > fit.longest_bent_line;
}

std::vector<double> shares_of_way(std::span<const Point> probes, Point start, Point end) {
  std::vector<double> shares;
  double way = 0;
  Point here = start;
  for (const Point probe : probes) {
    way += distance(here, probe);
    shares.push_back(way);
    here = probe;
  }
  way += distance(here, end);
  for (double& share : shares) share /= way == 0 ? 1 : way;
  return shares;
}

std::optional<Controls> controls_for(const Run& run, const Fit& fit, double most) {
  const double least = step_bits(run.start, run.end, true);
  if (least >= most) return std::nullopt;
  const Segment& first = run.segments.front();
  const bool is_long = distance(run.start, run.end) > fit.longest_bent_line;
  if (follow_line(run.probes, run.start, run.end, is_long ? fit.line_tolerance : fit.tolerance) &&
      is_near(run, {}, fit)) {
    return Controls{};
  }
  if (least + kLeastControlBits >= most || is_stem(first, fit) || is_stem(run.segments.back(), fit))
    return std::nullopt;
  if (auto one = one_control(run, fit, most)) return one;
  if (least + 2 * kLeastControlBits >= most) return std::nullopt;
  auto two = two_controls(run, fit);
  if (!two || !follow_two_curves(run.probes, run.start, *two, run.end, fit.tolerance)) return std::nullopt;
  return is_near(run, *two, fit) ? two : std::nullopt;
}

bool may_fit(const Run& run, const Fit& fit) {
  const double tolerance = 3 * fit.tolerance;
  if (follow_line(run.probes, run.start, run.end, tolerance)) return true;
  const std::optional<Point> one = nearest_control(run);
  if (one && follow_curve(run.probes, run.start, *one, run.end, tolerance)) return true;
  const std::optional<Controls> two = two_controls(run, fit);
  return two && follow_two_curves(run.probes, run.start, *two, run.end, tolerance);
}

double bits_of(const Run& run, const Controls& controls) {
  double bits = 0;
  Point here = run.start;
  for (const Point control : controls) bits += step_bits(std::exchange(here, control), control, false);
  return bits + step_bits(here, run.end, true);
}

Controls controls_for_segment(const Run& run, const Fit& fit) {
  const Segment& segment = run.segments.front();
  Controls controls;
  if (!segment.is_curve) return controls;
  // Points that are moved to the grid move the curve: less is asked for until it is near enough.
  for (double wanted = fit.tolerance; wanted > kLeastTolerance; wanted -= kLeastTolerance) {
    controls = spline_controls(run.start, segment.control1, segment.control2, run.end, wanted);
    for (Point& control : controls) control = fit.snapped(control);
    if (is_near(run, controls, fit)) break;
  }
  return controls;
}

bool is_near(const Run& run, const Controls& controls, const Fit& fit) {
  static std::vector<Point> polygon;  // kept, since this is asked a billion times
  polygon.assign(1, run.start);
  flatten(run.start, controls, run.end, polygon);
  return stay_near(run.polygon, polygon, fit.tolerance);
}

}  // namespace fitter
