// The tables that a font needs to be used by itself, beside its outlines: cmap, name, OS/2 and post (OpenType 1.9).
//
// Without cmap some readers of OFD lose the Chinese characters, without the others some lose the whole text, even where
// each glyph is named by its number.
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

/// Characters without a glyph in the font are not part of it.
/// `characters` are in their order. For Unicode and Windows; those beyond U+FFFF are in a separate subtable.
std::string cmap_table(std::span<const NumberedCharacter> characters);
std::string name_table(const WholeFont& font);
/// That of the face, with the characters that the font has; made of its metrics where the face has none.
std::string os2_table(const Face& face, std::span<const NumberedCharacter> characters);
/// Version 3: without names of glyphs, which nobody asks for when characters and numbers are known. Underlines are
/// those of the face.
std::string post_table(const Face& face);

}  // namespace gongwen::text
