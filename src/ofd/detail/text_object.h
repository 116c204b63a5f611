// The inside of a TextObject (GB/T 33190-2016, chapter on text): size, font, glyph numbers, characters and where each
// is.
#pragma once

#include "ofd/detail/ofd_text.h"
#include "text/face.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::ofd {

/// Glyphs of one font on a baseline, as one object.
struct TextPiece {
  Identifier font = 0;
  double size = 0;  // px
  bool is_bold = false;
  double width_scale = 1;  // of each glyph
  css::Color color;
  base::Transform matrix;               // from the run's own space, px with y down, to that of the canvas
  std::vector<base::PathPoint> places;  // of each glyph's origin, in the run's space
  std::vector<text::GlyphId> glyphs;    // numbers in the font
  bool has_own_glyphs = false;          // some are not those that the font has for the characters
  std::u32string text;
  Box box;                         // around the glyphs, in the run's space
  std::vector<std::size_t> lines;  // the first glyph of each line but the first
  bool ends_line = false;          // by force, or with a blank that is left out: what follows is another word
};

/// How the run's space becomes that of an object.
struct TextPlacement {
  base::Transform matrix;  // without translation: readers do not agree on it
  double scale = 1;        // of sizes and places, where the map is no more than that
  base::PathPoint start;   // of the run's origin in the object's space, px
};
/// Around text. X and Y of level text come out the same on each line, which packs best; so its width is in whole tenths
/// of a mm, never less than it takes.
Boundary text_boundary(const Box& box, const base::Transform& to_page);
/// `to_page` is from the run's space to the page.
TextPlacement place_text(const base::Transform& to_page, const Boundary& boundary);

/// The rest of the start tag.
void append_text_attributes(std::string& out, const TextPiece& piece, const TextPlacement& placement);
/// Colours, glyph numbers and characters, and their places: X and Y, and ` DeltaX="g 8 5.644 2.822"`, the steps between
/// glyphs, one fewer than glyphs. Rounding does not add up. Lines have steps of DeltaY between them, too.
class TextContentWriter {
 public:
  void append(std::string& out, const TextPiece& piece, const TextPlacement& placement);

 private:
  std::vector<std::int64_t> steps_;  // room that is kept from text to text
};

/// Whether text is on one baseline.
bool is_level(const TextPiece& piece);
/// Whether a map is a scale, the same in both directions, and a translation.
bool is_scale(const base::Transform& map);

// The lines of a paragraph as one object (text_object.cpp).

/// Whether a piece is on the line below, and continues the text of the piece before it without a blank, which only
/// Chinese does. Both are drawn alike, level and with the font's own glyphs: readers count glyphs in different ways
/// otherwise.
bool is_next_line(const TextPiece& text, const base::Transform& text_to_page, const TextPiece& next,
                  const base::Transform& next_to_page);
/// Adds such a piece.
void append_line(TextPiece& text, const base::Transform& text_to_page, const TextPiece& next,
                 const base::Transform& next_to_page);

}  // namespace gongwen::ofd
