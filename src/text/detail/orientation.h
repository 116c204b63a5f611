// Which characters stay upright in a vertical line (css-writing-modes-4 section 5.1, UAX #50).
#pragma once

#include "text/font_context.h"
#include "text/line_breaker.h"

namespace gongwen::text {

/// The orientation of a character in vertical lines (Vertical_Orientation). The transformed ones have another form
/// there.
enum class VerticalOrientation : std::uint8_t {
  Turned,              // letters, digits, dashes
  TransformedTurned,   // brackets: turned if the face has no other form
  TransformedUpright,  // stops and commas, small kana
  Upright,             // ideographs, kana
};

VerticalOrientation vertical_orientation(char32_t c);

/// Whether a character of this face is upright in a vertical line. Without a face all brackets are turned.
bool is_upright(char32_t c, const TextStyle& style, FaceId face, FontContext& fonts);

/// The glyph of a character that is upright in a vertical line, as FontContext caches it. Missing if the face has
/// none.
UprightGlyph shape_upright(const Face& face, char32_t c, std::string_view language);

}  // namespace gongwen::text
