// TextPieces: a run of glyphs, cut where readers of OFD lose count: each piece has as many characters as glyphs, or is
// one cluster alone.
#pragma once

#include "ofd/detail/canvas.h"
#include "paint/display_list.h"
#include "paint/font_usage.h"

#include <map>
#include <vector>

namespace gongwen::ofd {

/// A character's own glyph that looks like another of its glyphs, such as that of a half-width mark, from another
/// place.
struct ShiftedGlyph {
  text::GlyphId new_glyph = 0;
  double shift = 0;  // font units: where it is drawn, counted from the place of the other
};

/// A face in the file.
struct EmbeddedFont {
  Identifier identifier = 0;
  const paint::UsedFont* font = nullptr;
  std::map<paint::CharacterCode, ShiftedGlyph> twins = {};  // of codes that are not those of their character
};

/// Half-width marks are the usual ones moved to the left: drawn so, text needs no numbers of glyphs, and readers that
/// take a font of the system show it in the right place.
std::map<paint::CharacterCode, ShiftedGlyph> find_twins(const paint::UsedFont& font);

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
