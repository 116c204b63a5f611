// The descriptors of @font-face (css-fonts-4 section 4).
#pragma once

#include "css/stylesheet.h"

namespace gongwen::css {

/// Fills family, sources, weight, style and ranges. False when family or sources are missing or a descriptor is wrong.
/// `text` is what the tokens were made from; it stands at `offset`.
bool parse_font_face(TokenStream block, std::string_view text, std::uint32_t offset, FontFaceRule& rule);

/// `U+20-7E, U+A0, U+4??`, read from the text, since the notation has no token of its own (css-syntax-3 section 7).
bool parse_unicode_ranges(std::string_view text, std::vector<UnicodeRange>& ranges);

}  // namespace gongwen::css
