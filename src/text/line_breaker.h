// Breaks a shaped paragraph into lines greedily: each line takes as much as fits (css-text-4 section 5). Also measures
// the minimum and maximum width of a paragraph.
#pragma once

#include "base/font_feature.h"
#include "base/geometry.h"
#include "text/detail/line_break_class.h"
#include "text/detail/squeeze.h"
#include "text/font_context.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::text {

// The contents of lines. A paragraph becomes a sequence of units: characters with their glyphs, blanks, edges of inline
// boxes, boxes in the line, forced breaks, leaders. The line breaker and the justifier see only these, so they are
// independent of elements and pages.

using base::TextLength;

/// The minimum number of characters of a word that may be split, and of its parts (hyphenate-limit-chars).
struct HyphenationLimits {
  std::size_t word = 5;
  std::size_t before = 2;
  std::size_t after = 2;
};

/// When a closing mark at a line's end is set half as wide, and an opening mark at its start (text-spacing-trim).
enum class LineEndTrim : std::uint8_t { Never, Overflowing, Always };
enum class LineStartTrim : std::uint8_t { None, ButFirst, All };

/// Which marks hang outside of a line (hanging-punctuation): opening ones at the start of the first line, closing ones
/// at the end of the last, stops and commas at the ends of all lines.
struct HangingMarks {
  enum class End : std::uint8_t { None, Allow, Force };
  bool first = false;
  bool last = false;
  End end = End::None;
};

/// How the characters of a vertical line are turned (css-writing-modes-4 section 5.1): `Level` ones lie on the line as
/// in a horizontal one.
enum class Orientation : std::uint8_t { Level, Mixed, Upright };

/// The properties of a box's style that affect its text.
struct TextStyle {
  StackId fonts;
  base::FontSize size;
  base::LayoutUnit letter_spacing;
  base::LayoutUnit word_spacing;
  bool kerns = true;
  Orientation orientation = Orientation::Level;
  base::FontFeatures features;  // in addition to those that faces apply by default
  bool shows_capitals = false;  // lowercase letters are shown as capitals, if the face lacks small caps
  BreakRules rules;
  std::string language;
  bool centres_marks = false;                    // ，。、；：！？ are in the middle of their square
  bool wraps = true;                             // white-space allows soft breaks
  bool collapses_spaces = true;                  // blanks at line ends vanish
  bool breaks_spaces = false;                    // blanks that are kept take space at line ends; each may end a line
  bool breaks_words = false;                     // overflow-wrap: anywhere or break-word
  bool is_narrow = false;                        // … and these breaks count for the minimum width: anywhere
  bool hyphenates = true;                        // soft hyphens count
  std::optional<HyphenationLimits> hyphenation;  // words are split by patterns, too
  std::u32string hyphen = U"-";                  // shown where a word is split
  bool spaces_letters = true;                    // text-autospace: between Han and letters
  bool spaces_digits = true;                     // … and digits
  bool replaces_blanks = false;                  // a typed blank there has the width of that space
  bool trims_all = false;                        // text-spacing-trim: all full-width marks are set half as wide
  bool trims_adjacent = true;                    // … neighbouring marks share their blanks
  LineEndTrim line_end = LineEndTrim::Overflowing;
  LineStartTrim line_start = LineStartTrim::None;
  HangingMarks hanging;
  SqueezeLimits squeeze;       // -gw-squeeze
  base::LayoutUnit tab_width;  // distance of tab stops
  base::LayoutUnit min_tab;    // minimum width of a tab
};

enum class UnitKind : std::uint8_t {
  Text,
  Space,  // U+0020
  Tab,
  SoftHyphen,
  OpenEdge,  // margin, border and padding at the start of an inline box
  CloseEdge,
  Object,  // an inline-block, an image
  Anchor,  // the place of a box out of flow; takes no space and affects no break
  ForcedBreak,
  Leader,  // fills the rest of the line
};

/// `Parting` and `Splitting` are places inside something that should stay together (a number with its unit, a
/// document's number, a phrase). A line ends there only if its first piece does not fit otherwise, or if it would be
/// stretched too far, and preferably at a parting place. `Relieving` places come after them and do not count for the
/// minimum width: between two letters of an address or a link, after a sign within a designation. `Emergency` is a
/// place where even words are split.
enum class BreakAfter : std::uint8_t { Prohibited, Allowed, Parting, Splitting, Relieving, Emergency, Forced };

/// Which half of a full-width mark is blank, for trimming.
enum class MarkSide : std::uint8_t { None, BlankBefore, BlankAfter };

/// Kinds of marks by the order in which they shrink (CLREQ, adjustment of a line).
enum class MarkKind : std::uint8_t {
  None,
  Bracket,     // opening and closing ones, including quotation marks
  Comma,       // ，、；：
  Stop,        // 。．
  Question,    // ？！: without a blank half in css-text-4
  Interpunct,  // · if it is an em wide
};

struct LineUnit {
  UnitKind kind = UnitKind::Text;
  BreakAfter break_after = BreakAfter::Prohibited;
  BreakClass break_class = BreakClass::Alphabetic;
  MarkSide mark = MarkSide::None;
  MarkKind mark_kind = MarkKind::None;
  bool trimmed = false;          // set half as wide because of its neighbour
  bool stretches_after = false;  // the justifier may widen the gap after it
  bool is_autospace = false;     // a typed blank that serves as the gap between Han and Latin
  bool is_upright = false;       // in a vertical line: its glyphs are placed from above
  bool is_rigid = false;         // its width and the gap after it are fixed: designations, numbers of lists
  std::uint16_t style = 0;       // index into the paragraph's styles
  std::uint16_t glyph_count = 0;
  std::uint32_t first_glyph = 0;
  std::uint32_t text_begin = 0;  // characters of the paragraph
  std::uint16_t text_length = 0;
  std::uint32_t item = 0;       // the caller's number for its piece
  TextLength advance;           // with word spacing, without `space_after`
  TextLength space_after;       // letter spacing and the gap between Han and Latin; vanishes at line ends
  TextLength autospace;         // the part of `space_after` between Han and Latin
  TextLength trim;              // width that a half-width form would save
  std::uint16_t trim_left = 0;  // the part of `trim` before the ink, in 1/256
};

struct PlacedGlyph {
  GlyphId glyph = kMissingGlyph;
  GlyphId half_width = kMissingGlyph;  // half-width form; kMissingGlyph if there is none
  std::uint16_t entry = 0;             // of the style's font stack
  std::int32_t advance = 0;            // font units
  std::int32_t x_offset = 0;
  std::int32_t y_offset = 0;
};

/// Widths of the edges of open inline boxes that repeat their edges on every line.
struct ClonedEdges {
  TextLength open;
  TextLength close;
};

/// A shaped paragraph. Immutable once made: lines refer to ranges of its units.
struct ShapedParagraph {
  std::u32string text;
  std::vector<TextStyle> styles;
  std::vector<LineUnit> units;
  std::vector<PlacedGlyph> glyphs;
  bool squeezes = false;                  // some style has limits for squeezing
  std::vector<ClonedEdges> cloned_edges;  // before each unit and after the last; empty if nothing is cloned
};

/// A line: units `[begin, end)`, of which `[begin, content_end)` are visible; blanks after them vanish.
struct LineRange {
  std::uint32_t begin = 0;
  std::uint32_t content_end = 0;
  std::uint32_t end = 0;
  TextLength width;            // of the visible units, after the trims and the squeeze below
  TextLength hang_start;       // of a mark before the start of the line, not in `width` …
  TextLength hang_end;         // … and of one after its end
  TextLength squeeze;          // by how much its spaces and marks are narrowed in total
  TextLength growth;           // by how much its spaces can grow before all other gaps do …
  std::uint32_t gaps = 0;      // … and the number of those; both only if the paragraph squeezes
  bool forced = false;         // ends at a forced break
  bool last = false;           // ends the paragraph
  bool trims_end = false;      // the closing mark at the end is set half as wide …
  std::uint32_t end_mark = 0;  // … this unit, after which inline boxes may end
  bool trims_start = false;    // so is the opening mark at the start
  bool hyphenated = false;     // ends with a visible soft hyphen
};

/// `First` includes lines after a forced break.
enum class LinePosition : std::uint8_t { First, Other };
/// `Never` is for lines that are measured at less than their width.
enum class Squeezing : bool { Never, IfAsked };
/// `Refused` if too many lines above end with a hyphen: then this one ends with one only if it cannot end otherwise.
enum class LineHyphen : bool { Refused, Allowed };

/// `Justified` if gaps are widened to fill the line: then it ends inside a designation or an address rather than being
/// left short.
enum class LineFilling : bool { Ragged, Justified };

/// The line that starts at unit `begin`, at most `available` wide unless its first piece is wider. If the paragraph
/// squeezes, a line takes in what a rule would push out of it (CLREQ: squeeze in first, push out second).
LineRange find_line(const ShapedParagraph& paragraph, std::uint32_t begin, TextLength available, LinePosition position,
                    Squeezing squeezing = Squeezing::IfAsked, LineHyphen hyphen = LineHyphen::Allowed,
                    LineFilling filling = LineFilling::Ragged);

/// css-sizing-3 §4: the widest piece that cannot be broken, and the width without any soft break.
struct IntrinsicWidths {
  TextLength min_content;
  TextLength max_content;
};
IntrinsicWidths measure_paragraph(const ShapedParagraph& paragraph, TextLength first_indent);

/// Distance from `position` to the next tab stop.
TextLength tab_advance(TextLength position, const TextStyle& style);

// Sets a line to its measure: which gaps shrink or grow, in the order of CLREQ.

/// The changes to a unit of a line.
struct UnitAdjustment {
  TextLength after;  // added to the gap after it; negative if the gap shrinks
  TextLength cut;    // taken from a mark's own blanks
};

/// `text-justify` (css-text-4 section 7.3): which gaps grow.
enum class JustifyGaps : std::uint8_t { Auto, InterWord, InterCharacter };

/// Distributes `line.squeeze` over the line, step by step; within a step in proportion to how much each place can
/// shrink. Returns one entry for each unit from `line.begin` on; none if the line is not squeezed.
std::vector<UnitAdjustment> squeeze_line(const ShapedParagraph& paragraph, const LineRange& line);

/// Widens blanks between words and gaps between Han and Latin, which grow before all others, and subtracts that from
/// `room`; the remaining `room` is for all gaps alike. Returns no entries if the paragraph has no limits.
std::vector<UnitAdjustment> stretch_line(const ShapedParagraph& paragraph, const LineRange& line, TextLength& room);

/// By how much this number of gaps of a line may grow in total; a line that needs more is left short. If -gw-squeeze
/// sets no limit, it is still filled, and more than 1 em counts as stretched.
TextLength max_gap_growth(const ShapedParagraph& paragraph, const LineRange& line, std::int64_t gaps);

/// Whether the justifier may widen the gap after this unit.
bool may_stretch_after(const LineUnit& unit, JustifyGaps gaps);

}  // namespace gongwen::text
