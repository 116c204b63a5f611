// TextPieces: a run of glyphs, cut where readers of OFD lose count: each piece has as many characters as glyphs, or is
// one cluster alone.
#pragma once

#include "ofd/detail/canvas.h"
#include "paint/display_list.h"
#include "paint/font_usage.h"

#include <vector>

namespace gongwen::ofd {

/// A face in the file.
struct EmbeddedFont {
  Identifier identifier = 0;
  const paint::UsedFont* font = nullptr;
};

/// A glyph that no character stands for, such as a dot of emphasis: drawn as an outline.
struct BareGlyph {
  text::GlyphId glyph = 0;  // of the face
  base::PathPoint place;    // in the run's space, px
};

struct RunPieces {
  std::vector<TextPiece> pieces;
  std::vector<BareGlyph> bare_glyphs;
  base::Transform matrix;  // from the run's space
};

/// The pieces of a run, in the order in which it is read. Blanks at the end of a piece are left out.
RunPieces cut_run(const paint::DrawGlyphs& item, const EmbeddedFont& font);

}  // namespace gongwen::ofd
