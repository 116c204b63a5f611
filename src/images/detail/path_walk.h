// Directions along paths, for the places of markers, and of the letters of a text on a path.
#pragma once

#include "base/path.h"

#include <optional>
#include <vector>

namespace gongwen::images {

/// A vertex of a path, with the direction in which a marker there points, in radians (SVG 2 section 13.7.4).
struct PathVertex {
  base::PathPoint at;
  double angle = 0;
};
/// The vertices of all subpaths in order: the first one has the start marker, the last one the end marker.
std::vector<PathVertex> path_vertices(const base::Path& path);

/// A path as a row of short straight lines, for places at a distance from its start.
class PathWalk {
 public:
  static constexpr int kLinesOfCurve = 32;

  explicit PathWalk(const base::Path& path);

  double length() const { return lines_.empty() ? 0 : lines_.back().end_distance; }
  /// The point at a distance along the path, and the direction there; nullopt outside the path.
  std::optional<PathVertex> at(double distance) const;

 private:
  struct Line {
    base::PathPoint from, to;
    double end_distance = 0;  // from the start of the path to the end of the line
  };
  void add(base::PathPoint from, base::PathPoint to);

  std::vector<Line> lines_;
};

/// Twice the area within the points of a path, control points included; negative if the path runs the other way round.
double turn_of(const base::Path& path);
/// Whether any part of the path encloses an area: a line and back does not.
bool has_area(const base::Path& path);
/// The same outline in the reverse direction.
base::Path reversed(const base::Path& path);

}  // namespace gongwen::images
