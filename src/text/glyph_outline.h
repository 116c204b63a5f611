// The outline of a glyph as a path, for text that is drawn and not set.
#pragma once

#include "base/path.h"
#include "text/face.h"

namespace gongwen::text {

/// In font units, y up; empty for blanks.
base::Path glyph_outline(const Face& face, GlyphId glyph);

}  // namespace gongwen::text
