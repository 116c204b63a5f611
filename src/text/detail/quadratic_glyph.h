// The outline of a glyph with cubic curves as a simple glyph of TrueType (OpenType `glyf`), for readers that know no
// other outlines: those of OFD.
#pragma once

#include "base/path.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::text {

/// In font units, y up. Curves are parabolas near them, up to a thousandth of an em away, and all coordinates are
/// rounded. Empty for an empty path, and for one with coordinates or points beyond what a glyph can have.
std::string quadratic_glyph(const base::Path& path, std::int32_t units_per_em);

/// What a simple glyph consists of; 0 for an empty one.
struct GlyphCounts {
  unsigned points = 0;
  unsigned contours = 0;
};
GlyphCounts count_points(std::string_view glyph);

}  // namespace gongwen::text
