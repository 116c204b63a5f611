// One cubic curve as a TrueType spline.
#pragma once

#include "outline.h"

#include <vector>

namespace fitter {

/// Controls of the shortest spline, with implied points between them, that is nowhere farther than `tolerance` from the
/// cubic curve. Its end tangents are those of the curve. `tolerance` > 0.
/// Throws: BadOutline if a hundred controls are not sufficient.
/// Source: cu2qu of fontTools, whose results these are.
std::vector<Point> spline_controls(Point p0, Point p1, Point p2, Point p3, double tolerance);

}  // namespace fitter
