// Arcs of ellipses as cubic curves, for formats that state an arc by its ends (SVG, OFD).
#pragma once

#include "base/path.h"

namespace gongwen::base {

/// The ellipse of an arc, and which of its four arcs between two points is meant.
struct EllipticArc {
  double rx = 0;
  double ry = 0;
  double angle = 0;    // of its first axis, in radians towards y
  bool large = false;  // the arc of more than half a turn
  bool sweep = false;  // the arc in the direction of growing angles
};

/// Continues the path from its current point `from` (SVG 1.1 appendix F.6): radii that are too small grow, and those of
/// zero give a line. Each curve covers up to a quarter of a turn.
void append_arc(Path& path, PathPoint from, EllipticArc arc, PathPoint to);

}  // namespace gongwen::base
