// Outlines of few points: lines and TrueType splines that follow a source.
#pragma once

#include "outline.h"
#include "pieces.h"

namespace fitter {

/// The contour in the fewest bytes of a deflated font that stay near it. Nothing when it is smaller than the grid.
PointContour fit_contour(Contour contour, const Fit& fit);

}  // namespace fitter
