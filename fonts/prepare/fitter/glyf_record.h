// Glyphs as stored in the table `glyf`.
#pragma once

#include "outline.h"

#include <string>
#include <vector>

namespace fitter {

/// Flags of points (OpenType 1.9, `glyf`).
enum PointFlag : unsigned {
  kOnCurve = 1,
  kXShort = 2,  // the difference takes a byte, without its sign
  kYShort = 4,
  kRepeat = 8,
  kXSame = 16,  // short: it is positive; else: it is 0 and left out
  kYSame = 32,
};

/// Contours in an order, each starting at a point, so that few bytes lead from one to the next: a contour is closed
/// without a step back to its first point, so that one step is saved. It makes no difference to what is drawn.
std::vector<PointContour> well_arranged(std::vector<PointContour> contours);

/// A simple glyph without hints; nothing for no contours. Throws: BadOutline if it does not fit the format.
std::string glyf_record(const std::vector<PointContour>& contours);

}  // namespace fitter
