// Writes the contents of a TextObject (GB/T 33190-2016, chapter on text): size, font, glyph numbers, characters and
// their positions.
#pragma once

#include "ofd/detail/ofd_text.h"
#include "text/face.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::ofd {

/// Glyphs of one font on a baseline, or on several lines, that become one object.
struct TextPiece {
  Identifier font = 0;
  double size = 0;  // px
  bool is_bold = false;
  double width_scale = 1;  // of each glyph
  css::Color color;
  base::Transform matrix;               // from the run's space (px, y down) to the canvas
  std::vector<base::PathPoint> places;  // origins of the glyphs, in the run's space
  std::vector<text::GlyphId> glyphs;    // glyph numbers in the font
  bool has_own_glyphs = false;          // some differ from the font's own glyphs for the characters
  std::u32string text;
  Box box;                         // around the glyphs, in the run's space
  std::vector<std::size_t> lines;  // index of the first glyph of each line but the first
  bool ends_line = false;  // a forced break, or a space that is left out, follows: the next text is another word
};

/// How the run's space is mapped to an object.
struct TextPlacement {
  base::Transform matrix;  // without translation, which readers interpret differently
  double scale = 1;        // of sizes and positions, if the map only scales
  base::PathPoint start;   // of the run's origin in the object's space, px
};
/// The boundary around text. X and Y of level text are the same on each line, which compresses best; for this, the
/// width is rounded up to whole tenths of a mm.
Boundary text_boundary(const Box& box, const base::Transform& to_page);
/// `to_page` maps the run's space to the page.
TextPlacement place_text(const base::Transform& to_page, const Boundary& boundary);

/// Appends the remaining attributes of the start tag.
void append_text_attributes(std::string& out, const TextPiece& piece, const TextPlacement& placement);
/// Writes colours, glyph numbers, characters and their positions: X and Y, and the steps between glyphs as in `
/// DeltaX="g 8 5.644 2.822"`, one fewer than glyphs. Rounding errors do not add up. Texts of several lines also have
/// DeltaY.
class TextContentWriter {
 public:
  void append(std::string& out, const TextPiece& piece, const TextPlacement& placement);

 private:
  std::vector<std::int64_t> steps_;  // reused from text to text
};

/// Whether the text is on one baseline.
bool is_level(const TextPiece& piece);
/// Whether a transform is a uniform scale and a translation.
bool is_scale(const base::Transform& map);

// Paragraphs whose lines become one object.

/// Whether `next` is on the line below and continues the text without a blank, as only Chinese does. Both must look
/// alike, be level and use the font's own glyphs, because readers count glyphs in different ways otherwise.
bool is_next_line(const TextPiece& text, const base::Transform& text_to_page, const TextPiece& next,
                  const base::Transform& next_to_page);
/// Appends such a line.
void append_line(TextPiece& text, const base::Transform& text_to_page, const TextPiece& next,
                 const base::Transform& next_to_page);

}  // namespace gongwen::ofd
