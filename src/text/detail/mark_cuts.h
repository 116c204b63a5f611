// What a face itself says of how much narrower its full-width marks may be set: by its features `halt`, `chws` or
// `palt` (OpenType feature registry), in this order.
#pragma once

#include "text/face.h"

#include <optional>

namespace gongwen::text {

/// What the face's features cut off at both sides of a mark, in font units; nothing when it has none for this mark.
/// `chws` concerns pairs only: what it takes from the mark beside one that has no blank of its own there.
std::optional<GlyphBlanks> feature_cuts(const Face& face, char32_t mark);

}  // namespace gongwen::text
