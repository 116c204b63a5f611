// Subsets of faces with CFF outlines (OpenType `CFF `), which 思源, Noto CJK and most OpenType fonts of offices have.
// The font program is as Adobe Technical Note 5176, "The Compact Font Format", has it.
#pragma once

#include "text/face.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gongwen::text {

/// A part of a face, ready to be embedded (ISO 32000-1 section 9.9, CIDFontType0C).
struct CffSubset {
  std::string cff;                  // a bare font program, whose CIDs are its glyph numbers
  std::vector<GlyphId> new_glyphs;  // of each wanted glyph, in the order given
  std::size_t glyph_count = 0;      // with .notdef and those that accents are put together from; 0: none could be made
};

/// `glyphs` in any order, without 0. Nothing is added to them by substitution features. Hints stay, since programs for
/// low resolutions use them.
CffSubset subset_cff(const Face& face, std::span<const GlyphId> glyphs);

/// In a font of numbered glyphs (CIDFont) makes the number of each glyph its place in the font, as PDF files want that
/// address glyphs by place; fonts of named glyphs stay as they are. False when the font is damaged; it is then as it
/// was.
bool number_glyphs_by_place(std::string& cff, std::size_t glyph_count);

}  // namespace gongwen::text
