// TrueType splines in place of cubic curves, and distances between outlines, measured on polygons that lie within a
// twentieth of a unit of them.
#pragma once

#include "outline.h"

#include <span>
#include <vector>

namespace fitter {

/// Controls of the shortest spline, with implied points between them, that is nowhere farther than `tolerance` from the
/// cubic curve. Its end tangents are those of the curve. `tolerance` > 0.
/// Throws: BadOutline if a hundred controls are not sufficient.
/// Source: cu2qu of fontTools, whose results these are.
std::vector<Point> spline_controls(Point p0, Point p1, Point p2, Point p3, double tolerance);

/// Appends corners of the polygon of a segment, without its start.
void flatten(const Segment& segment, std::vector<Point>& corners);

/// The same of a line or a TrueType spline from `start` to `end`.
void flatten(Point start, std::span<const Point> controls, Point end, std::vector<Point>& corners);

/// Whether two open polygons are nowhere farther from each other than `tolerance`: corners of each are asked.
bool stay_near(std::span<const Point> one, std::span<const Point> other, double tolerance);

}  // namespace fitter
