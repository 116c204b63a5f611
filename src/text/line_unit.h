// The material of lines. A paragraph becomes a row of units: characters with their glyphs, blanks, edges of inline
// boxes, boxes that stand in the line, forced breaks, leaders. The line breaker and the justifier see nothing else, so
// that they know neither elements nor pages.
#pragma once

#include "base/text_length.h"
#include "text/font_context.h"
#include "text/line_break_class.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gongwen::text {

using base::TextLength;

/// What of a box's style concerns its text.
struct TextStyle {
  StackId fonts;
  base::FontSize size;
  base::LayoutUnit letter_spacing;
  base::LayoutUnit word_spacing;
  BreakRules rules;
  std::string language;
  bool wraps = true;             // white-space allows soft breaks
  bool collapses_spaces = true;  // blanks at line ends vanish
  bool breaks_spaces = false;    // blanks that are kept take room at line ends, and each may end a line
  bool breaks_words = false;     // overflow-wrap: anywhere or break-word
  bool is_narrow = false;        // … and those breaks count for the least width: anywhere
  bool hyphenates = true;        // soft hyphens count
  bool autospaces = true;        // text-autospace
  bool trims_adjacent = true;    // text-spacing-trim: neighbouring marks share their blanks
  bool trims_line_end = true;    // a closing mark that does not fit is set half as wide
  bool trims_line_start = false;
  base::LayoutUnit tab_width;  // distance of tab stops
  base::LayoutUnit least_tab;  // a tab is at least as wide
};

enum class UnitKind : std::uint8_t {
  Text,
  Space,  // U+0020
  Tab,
  SoftHyphen,
  OpenEdge,  // margin, border and padding at the begin of an inline box
  CloseEdge,
  Object,  // an inline-block, an image
  Anchor,  // the place of a box out of flow; takes no room and changes no break
  ForcedBreak,
  Leader,  // takes what is left of the line
};

enum class BreakAfter : std::uint8_t { Prohibited, Allowed, Emergency, Forced };

/// Which half of a full-width mark is blank, for trimming.
enum class MarkSide : std::uint8_t { None, BlankBefore, BlankAfter };

struct LineUnit {
  UnitKind kind = UnitKind::Text;
  BreakAfter break_after = BreakAfter::Prohibited;
  BreakClass break_class = BreakClass::Alphabetic;
  MarkSide mark = MarkSide::None;
  bool trimmed = false;          // set half as wide because of its neighbour
  bool stretches_after = false;  // the justifier may widen the gap behind it
  std::uint16_t style = 0;       // index into the paragraph's styles
  std::uint16_t glyph_count = 0;
  std::uint32_t first_glyph = 0;
  std::uint32_t text_begin = 0;  // characters of the paragraph
  std::uint16_t text_length = 0;
  std::uint32_t item = 0;  // the caller's number for the piece that it comes from
  TextLength advance;      // with letter and word spacing, without what follows
  TextLength space_after;  // the gap between Han and Latin; vanishes at line ends
  TextLength trim;         // what a half-width form would save
};

struct PlacedGlyph {
  GlyphId glyph = kMissingGlyph;
  GlyphId half_width = kMissingGlyph;  // its twin; kMissingGlyph when there is none
  std::uint16_t entry = 0;             // of the style's font stack
  std::int32_t advance = 0;            // font units
  std::int32_t x_offset = 0;
  std::int32_t y_offset = 0;
};

/// Widths of the edges of the inline boxes that are open at a place and repeat their edges on every line.
struct ClonedEdges {
  TextLength open;
  TextLength close;
};

/// A paragraph, shaped. Does not change any more: lines refer to ranges of its units.
struct ShapedParagraph {
  std::u32string text;
  std::vector<TextStyle> styles;
  std::vector<LineUnit> units;
  std::vector<PlacedGlyph> glyphs;
  std::vector<ClonedEdges> cloned_edges;  // before each unit and behind the last; empty when nothing is cloned
};

}  // namespace gongwen::text
