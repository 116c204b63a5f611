// Subsetting: the part of a face that a document uses, as a TrueType font for embedding.
#pragma once

#include "text/face.h"

#include <span>
#include <string>
#include <vector>

namespace gongwen::text {

struct FaceSubset {
  std::string truetype;             // an sfnt with glyf, head, hhea, hmtx, loca and maxp
  std::vector<GlyphId> new_glyphs;  // of each wanted glyph, in the order given
  std::size_t glyph_count = 0;      // with those that composites need
};

/// `glyphs` ascending, without 0. Empty when the face cannot be subset.
FaceSubset subset_face(const Face& face, std::span<const GlyphId> glyphs);

}  // namespace gongwen::text
