// Subsetting: the part of a face that a document uses, as a TrueType font for embedding. The outlines may be made
// in two steps: first those that many documents share, which come first in the font and are identical in all of
// them.
#pragma once

#include "text/face.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace gongwen::text {

/// A sequence of outlines, as in a font's `glyf` table.
struct OutlinePart {
  std::vector<GlyphId> glyphs;      // in the face, ascending, with those that composites need
  std::vector<std::uint32_t> ends;  // of each outline in `bytes`
  std::string bytes;                // whole words of four bytes
  std::uint32_t sum = 0;            // checksum of the words
};

/// The first outlines of a font: .notdef, which is empty, and `glyphs` (ascending, without 0).
OutlinePart first_outlines(const Face& face, std::span<const GlyphId> glyphs);

/// An sfnt with glyf, head, hhea, hmtx, loca and maxp: the concatenation of `head`, the bytes of the first part, and
/// `tail`.
struct FontProgram {
  std::string head;
  std::string tail;
  std::vector<GlyphId> first_numbers;  // numbers in the font of the glyphs in `wanted_first`
  std::vector<GlyphId> other_numbers;  // and of those in `others`
  std::size_t glyph_count = 0;         // 0 if the face cannot be subset
};

/// The data with which programs can use the font by itself, like one of the system: names, and the glyph of each
/// character. The font then also has the tables cmap, name, OS/2 and post.
struct WholeFont {
  struct Character {
    char32_t code_point = 0;
    GlyphId glyph = kMissingGlyph;  // of the face
  };
  std::string name;                   // in ASCII, without blanks (OpenType `name`, 6): `GwSong-Regular`
  std::string family;                 // UTF-8
  std::vector<Character> characters;  // ascending, without duplicates; only of glyphs in the font
};

/// `wanted_first` are the glyphs from which `first` was made; `others` are ascending, and not among them.
FontProgram make_font(const Face& face, std::span<const GlyphId> wanted_first, const OutlinePart& first,
                      std::span<const GlyphId> others, const WholeFont* whole = nullptr);

struct FaceSubset {
  std::string truetype;             // the whole font
  std::vector<GlyphId> new_glyphs;  // of each wanted glyph, in the order given
  std::size_t glyph_count = 0;      // with those that composites need
};

/// Makes a subset in one step. `glyphs` are ascending, without 0. Empty if the face cannot be subset.
FaceSubset subset_face(const Face& face, std::span<const GlyphId> glyphs);

}  // namespace gongwen::text
