// RunCutter: cuts a run of glyphs into pieces that all readers of OFD position alike: in each piece every character has
// one glyph, or the piece is a single cluster.
#pragma once

#include "ofd/detail/text_object.h"
#include "paint/display_list.h"
#include "paint/font_usage.h"

#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::ofd {

/// A character's own glyph that looks like an alternative glyph but is shifted, for example that of a half-width mark.
struct ShiftedGlyph {
  text::GlyphId new_glyph = 0;
  double shift = 0;  // font units: its offset from the alternative's position
};

/// An embedded face.
struct EmbeddedFace {
  const paint::UsedFont* font = nullptr;
  std::map<paint::CharacterCode, ShiftedGlyph> twins = {};  // for codes whose glyph is not their character's own
};

/// Finds half-width marks that are the usual ones moved to the left. Drawn as shifted usual glyphs, text needs no glyph
/// numbers, and readers that use a system font show it in the right place.
std::map<paint::CharacterCode, ShiftedGlyph> find_twins(const paint::UsedFont& font);

/// A glyph without characters, such as an emphasis dot; drawn as an outline.
struct BareGlyph {
  text::GlyphId glyph = 0;  // in the face
  base::PathPoint place;    // in the run's space, px
};

/// The pieces of a run in reading order.
struct RunPieces {
  std::span<TextPiece> pieces;  // owned by the cutter, valid until it cuts the next run
  std::vector<BareGlyph> bare_glyphs;
  base::Transform matrix;  // from the run's space
};

/// A glyph of a run while it is being cut.
struct PlacedRunGlyph {
  text::GlyphId glyph = 0;   // in the face
  std::u32string_view text;  // empty if it belongs to the preceding glyph's text
  base::PathPoint place = {};
  double shift = 0;  // of a twin, in font units
  text::GlyphId new_glyph = 0;
  std::int32_t advance = 0;      // font units
  bool is_of_character = false;  // the font itself maps the text to it
};

/// A list of pieces that reuses their memory.
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

/// Cuts runs one after the other.
class RunCutter {
 public:
  /// Glyphs that show the same characters together.
  using Cluster = std::span<const PlacedRunGlyph>;

  /// `font` is the font for the run's face and family. Trailing blanks of a piece are left out.
  RunPieces cut(const paint::DrawGlyphs& item, const EmbeddedFace& face, Identifier font);

 private:
  std::vector<PlacedRunGlyph> glyphs_;
  PieceRoom room_;
};

}  // namespace gongwen::ofd
