// Subsetting: the part of a face that a document uses, as a TrueType font for embedding. The outlines may be made in
// two goes: first those that many documents have in common, which come first in the font and are the same in all of
// them.
#pragma once

#include "text/face.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace gongwen::text {

/// Outlines in a row, as a font's `glyf` table has them.
struct OutlinePart {
  std::vector<GlyphId> glyphs;      // in the face, ascending, with those that composites need
  std::vector<std::uint32_t> ends;  // of each outline in `bytes`
  std::string bytes;                // whole words of four bytes
  std::uint32_t sum = 0;            // of the words
};

/// The outlines that come first: .notdef, which is empty, and `glyphs` (ascending, without 0).
OutlinePart first_outlines(const Face& face, std::span<const GlyphId> glyphs);

/// An sfnt with glyf, head, hhea, hmtx, loca and maxp: `head`, the bytes of the first part, and `tail` in a row.
struct FontProgram {
  std::string head;
  std::string tail;
  std::vector<GlyphId> first_numbers;  // in the font, of the glyphs that were wanted first
  std::vector<GlyphId> other_numbers;  // and of the others
  std::size_t glyph_count = 0;         // 0 when the face cannot be subset
};

/// What makes a font one that programs can use by itself, as they use those of the system: names, and which glyph
/// stands for which character. It has the tables cmap, name, OS/2 and post as well then.
struct WholeFont {
  struct Character {
    char32_t code_point = 0;
    GlyphId glyph = kMissingGlyph;  // of the face
  };
  std::string name;                   // in ASCII, without blanks (OpenType `name`, 6): `GwSong-Regular`
  std::string family;                 // UTF-8
  std::vector<Character> characters;  // ascending, each once; of glyphs that the font has
};

/// `wanted_first` are those that `first` was made of; `others` ascending, and not among them.
FontProgram make_font(const Face& face, std::span<const GlyphId> wanted_first, const OutlinePart& first,
                      std::span<const GlyphId> others, const WholeFont* whole = nullptr);

struct FaceSubset {
  std::string truetype;             // the whole font
  std::vector<GlyphId> new_glyphs;  // of each wanted glyph, in the order given
  std::size_t glyph_count = 0;      // with those that composites need
};

/// In one go. `glyphs` ascending, without 0. Empty when the face cannot be subset.
FaceSubset subset_face(const Face& face, std::span<const GlyphId> glyphs);

}  // namespace gongwen::text
