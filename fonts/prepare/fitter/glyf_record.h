// Glyphs as they stand in the table `glyf`.
#pragma once

#include "outline.h"

#include <string>
#include <vector>

namespace fitter {

/// A simple glyph without hints; nothing for no contours. Throws: BadOutline if it does not fit the format.
std::string glyf_record(const std::vector<PointContour>& contours);

}  // namespace fitter
