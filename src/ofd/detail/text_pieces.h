// TextPieces: a run of glyphs, cut where readers of OFD lose count: each piece has as many characters as glyphs, or is
// one cluster alone.
#pragma once

#include "ofd/detail/text_object.h"
#include "paint/display_list.h"
#include "paint/font_usage.h"

#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::ofd {

/// A character's own glyph that looks like another of its glyphs, such as that of a half-width mark, from another
/// place.
struct ShiftedGlyph {
  text::GlyphId new_glyph = 0;
  double shift = 0;  // font units: where it is drawn, counted from the place of the other
};

/// A face in the file.
struct EmbeddedFace {
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

/// What a run becomes, in the order in which it is read.
struct RunPieces {
  std::span<TextPiece> pieces;  // of the cutter, until it cuts the next run
  std::vector<BareGlyph> bare_glyphs;
  base::Transform matrix;  // from the run's space
};

/// A glyph of a run, on its way.
struct PlacedRunGlyph {
  text::GlyphId glyph = 0;   // of the face
  std::u32string_view text;  // empty where it shows the same as the one before
  base::PathPoint place = {};
  double shift = 0;  // of a twin, font units
  text::GlyphId new_glyph = 0;
  std::int32_t advance = 0;      // font units
  bool is_of_character = false;  // the font has it for the text by itself
};

/// Pieces whose room is used again.
class PieceRoom {
 public:
  void clear() { count_ = 0; }
  TextPiece& next();
  void drop_last() { --count_; }
  std::span<TextPiece> pieces() { return {all_.data(), count_}; }

 private:
  std::vector<TextPiece> all_;
  std::size_t count_ = 0;
};

/// Cuts runs, one after the other.
class RunCutter {
 public:
  /// Glyphs that show the same characters.
  using Cluster = std::span<const PlacedRunGlyph>;

  /// `font`: that of the run's face and family. Blanks at the end of a piece are left out.
  RunPieces cut(const paint::DrawGlyphs& item, const EmbeddedFace& face, Identifier font);

 private:
  std::vector<PlacedRunGlyph> glyphs_;
  PieceRoom room_;
};

}  // namespace gongwen::ofd
