// Order of contours and of their points: it makes no difference to what is drawn, but to the size.
#pragma once

#include "outline.h"

#include <vector>

namespace fitter {

/// Contours in an order, each begun at a point, so that few bytes lead from one to the next: a contour is closed
/// without a step back to its first point, so that one step is saved.
std::vector<PointContour> well_arranged(std::vector<PointContour> contours);

}  // namespace fitter
