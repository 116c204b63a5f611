// Lines and curves that may stand for a run of a source's segments.
#pragma once

#include "fit.h"
#include "outline.h"

#include <optional>
#include <span>
#include <vector>

namespace fitter {

/// A run of source segments, and the points that it is replaced between.
struct Run {
  std::span<const Segment> segments;
  /// Places of the source: on its segments and between them, without the ends of the run.
  std::span<const Point> probes;
  /// The polygon of the segments, with both ends.
  std::span<const Point> polygon;
  /// For each probe its share of the way along all of them.
  std::span<const double> shares;
  Point start;
  Point end;
};

using Controls = std::vector<Point>;

/// The cosine of the turn from one segment to the next.
double turn_between(const Segment& before, const Segment& after);

/// Appends the places on a segment that a run is compared at, without its ends.
void add_probes(const Segment& segment, std::vector<Point>& probes);

/// Whether a segment is so long a line that it should not be bent at all.
bool is_stem(const Segment& segment, const Fit& fit);

/// For each probe its share of the way from one end of a run to the other.
std::vector<double> shares_of_way(std::span<const Point> probes, Point start, Point end);

/// Controls of the line, the curve, or the spline of two curves that passes near all of a run and takes fewer than
/// `most` bits; none if that is impossible.
std::optional<Controls> controls_for(const Run& run, const Fit& fit, double most);

/// Whether it is worth a try to fit a run between points that are moved a little.
bool may_fit(const Run& run, const Fit& fit);

/// What a piece takes.
double bits_of(const Run& run, const Controls& controls);

/// Controls for a run of one segment: there always are some.
Controls controls_for_segment(const Run& run, const Fit& fit);

/// Whether a piece and what it replaces are nowhere farther from each other than allowed.
bool is_near(const Run& run, const Controls& controls, const Fit& fit);

}  // namespace fitter
