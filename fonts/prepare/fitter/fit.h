// Outlines of few points: lines and TrueType splines that follow a source.
#pragma once

#include "outline.h"

namespace fitter {

/// How near a fitted outline stays, and where its points may lie.
struct Fit {
  /// Largest distance of the outline from the source, font units.
  double tolerance = 1;
  /// The same of lines longer than `longest_bent_line`, which stay straight, with their ends where they were.
  double line_tolerance = 1;
  double longest_bent_line = 40;
  /// Points lie on multiples of this.
  int grid = 1;
  /// Whether points within curves may move, as far as the tolerance allows, to where fewer of them are needed.
  bool moves_points = false;

  /// The nearest point on the grid; what is half-way goes up, so that no stroke changes its width by more than 1.
  Point snapped(Point point) const {
    return {std::floor(point.x / grid + 0.5) * grid, std::floor(point.y / grid + 0.5) * grid};
  }
};

/// The contour in the fewest bytes of a deflated font that stay near it. Nothing when it is smaller than the grid.
PointContour fit_contour(Contour contour, const Fit& fit);

}  // namespace fitter
