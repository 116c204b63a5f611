// The tables that a font needs to be used by itself, beside its outlines: cmap, name, OS/2 and post (OpenType 1.9).
#pragma once

#include "text/subset.h"

#include <span>
#include <string>

namespace gongwen::text {

/// A character, and the number of its glyph in the font.
struct NumberedCharacter {
  char32_t code_point = 0;
  GlyphId number = kMissingGlyph;
};

/// `characters` are in their order. For Unicode and Windows; those beyond U+FFFF are in a subtable of their own.
std::string cmap_table(std::span<const NumberedCharacter> characters);
std::string name_table(const WholeFont& font);
/// That of the face, with the characters that the font has; made of its metrics where the face has none.
std::string os2_table(const Face& face, std::span<const NumberedCharacter> characters);
/// Without names of glyphs.
std::string post_table(const Face& face);

}  // namespace gongwen::text
