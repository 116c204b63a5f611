// Breaking a shaped paragraph into lines, greedily: each line takes what fits (css-text-4 section 5). Also the widths
// that a paragraph asks for.
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

// The material of lines. A paragraph becomes a row of units: characters with their glyphs, blanks, edges of inline
// boxes, boxes that are in the line, forced breaks, leaders. The line breaker and the justifier see nothing else, so
// that they know neither elements nor pages.

using base::TextLength;

/// The minimum number of characters of a word that may be torn, and of its parts (hyphenate-limit-chars).
struct HyphenationLimits {
  std::size_t word = 5;
  std::size_t before = 2;
  std::size_t after = 2;
};

/// When a closing mark at a line's end is set half as wide, and an opening mark at its start (text-spacing-trim).
enum class LineEndTrim : std::uint8_t { Never, Overflowing, Always };
enum class LineStartTrim : std::uint8_t { None, ButFirst, All };

/// Which marks are outside of a line (hanging-punctuation): opening ones at the start of the first line, closing ones
/// at the end of the last, stops and commas at the ends of all.
struct HangingMarks {
  enum class End : std::uint8_t { None, Allow, Force };
  bool first = false;
  bool last = false;
  End end = End::None;
};

/// How the characters of a line that runs downwards are turned (css-writing-modes-4 section 5.1): `Level` ones lie on
/// the line as in a horizontal one.
enum class Orientation : std::uint8_t { Level, Mixed, Upright };

/// What of a box's style concerns its text.
struct TextStyle {
  StackId fonts;
  base::FontSize size;
  base::LayoutUnit letter_spacing;
  base::LayoutUnit word_spacing;
  bool kerns = true;
  Orientation orientation = Orientation::Level;
  base::FontFeatures features;  // beyond those that faces apply by themselves
  bool shows_capitals = false;  // lowercase letters are shown as capitals: small caps that the face lacks
  BreakRules rules;
  std::string language;
  bool centres_marks = false;                    // ，。、；：！？ are in the middle of their square
  bool wraps = true;                             // white-space allows soft breaks
  bool collapses_spaces = true;                  // blanks at line ends vanish
  bool breaks_spaces = false;                    // blanks that are kept take room at line ends, and each may end a line
  bool breaks_words = false;                     // overflow-wrap: anywhere or break-word
  bool is_narrow = false;                        // … and those breaks count for the minimum width: anywhere
  bool hyphenates = true;                        // soft hyphens count
  std::optional<HyphenationLimits> hyphenation;  // words are torn by patterns, too
  std::u32string hyphen = U"-";                  // shown where a word is torn
  bool spaces_letters = true;                    // text-autospace: between Han and letters
  bool spaces_digits = true;                     // … and digits
  bool replaces_blanks = false;                  // a typed blank there is as wide as that space
  bool trims_all = false;                        // text-spacing-trim: all full-width marks are set half as wide
  bool trims_adjacent = true;                    // … neighbouring marks share their blanks
  LineEndTrim line_end = LineEndTrim::Overflowing;
  LineStartTrim line_start = LineStartTrim::None;
  HangingMarks hanging;
  SqueezeLimits squeeze;       // -gw-squeeze
  base::LayoutUnit tab_width;  // distance of tab stops
  base::LayoutUnit min_tab;    // a tab is at least as wide
};

enum class UnitKind : std::uint8_t {
  Text,
  Space,  // U+0020
  Tab,
  SoftHyphen,
  OpenEdge,  // margin, border and padding at the start of an inline box
  CloseEdge,
  Object,  // an inline-block, an image
  Anchor,  // the place of a box out of flow; takes no room and changes no break
  ForcedBreak,
  Leader,  // takes what is left of the line
};

/// `Parting` and `Splitting` are inside something that should stay together (a number with its unit, a document's
/// number, a phrase): a line ends there only if its first piece does not fit otherwise, or if it would be stretched too
/// far, and at a parting place first. `Relieving` comes after them and makes nothing narrower: between two letters of
/// an address or a link, after a sign within a designation. `Emergency` is a place where even words are torn.
enum class BreakAfter : std::uint8_t { Prohibited, Allowed, Parting, Splitting, Relieving, Emergency, Forced };

/// Which half of a full-width mark is blank, for trimming.
enum class MarkSide : std::uint8_t { None, BlankBefore, BlankAfter };

/// The marks by the order in which they give way (CLREQ, adjustment of a line).
enum class MarkKind : std::uint8_t {
  None,
  Bracket,     // opening and closing, quotation marks too
  Comma,       // ，、；：
  Stop,        // 。．
  Question,    // ？！: no blank half that css-text-4 would know of
  Interpunct,  // · that is an em wide
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
  bool is_rigid = false;         // neither it nor the gap after it shrinks or grows: designations, numbers of lists
  std::uint16_t style = 0;       // index into the paragraph's styles
  std::uint16_t glyph_count = 0;
  std::uint32_t first_glyph = 0;
  std::uint32_t text_begin = 0;  // characters of the paragraph
  std::uint16_t text_length = 0;
  std::uint32_t item = 0;       // the caller's number for the piece that it comes from
  TextLength advance;           // with word spacing, without what follows
  TextLength space_after;       // letter spacing and the gap between Han and Latin; vanishes at line ends
  TextLength autospace;         // of it, the gap between Han and Latin
  TextLength trim;              // what a half-width form would save
  std::uint16_t trim_left = 0;  // how much of it lies before the ink, in 1/256
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
  bool squeezes = false;                  // some style has limits for squeezing
  std::vector<ClonedEdges> cloned_edges;  // before each unit and after the last; empty if nothing is cloned
};

/// A line: units `[begin, end)`, of which `[begin, content_end)` are seen; blanks after them vanish.
struct LineRange {
  std::uint32_t begin = 0;
  std::uint32_t content_end = 0;
  std::uint32_t end = 0;
  TextLength width;            // of what is seen, with the trims and the squeeze below
  TextLength hang_start;       // of a mark that is before the line, not in `width` …
  TextLength hang_end;         // … and of one after it
  TextLength squeeze;          // by how much its spaces and marks are narrowed in all
  TextLength growth;           // by how much its spaces can grow before all other gaps do …
  std::uint32_t gaps = 0;      // … and the number of these; both only where the paragraph squeezes
  bool forced = false;         // ends at a forced break
  bool last = false;           // ends the paragraph
  bool trims_end = false;      // the closing mark at the end is set half as wide …
  std::uint32_t end_mark = 0;  // … this unit, after which inline boxes may end
  bool trims_start = false;    // so is the opening mark at the start
  bool hyphenated = false;     // ends with a visible soft hyphen
};

/// `First` is also the line after a forced break.
enum class LinePosition : std::uint8_t { First, Other };
/// `Never` for lines that are measured at less than their width.
enum class Squeezing : bool { Never, IfAsked };
/// `Refused` where too many lines above end with a hyphen: then this one does so only if it cannot end otherwise.
enum class LineHyphen : bool { Refused, Allowed };

/// `Justified` where gaps are widened to fill the line: then it ends inside of a designation or an address rather than
/// be left short.
enum class LineFilling : bool { Ragged, Justified };

/// The line that starts at unit `begin`, not wider than `available` unless its first piece is. Where the paragraph
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

// Setting a line to its measure: which gaps give or grow, in the order of CLREQ.

/// What a unit of a line gets or gives.
struct UnitAdjustment {
  TextLength after;  // added to the gap after it; negative when it gives
  TextLength cut;    // taken from a mark's own blanks
};

/// `text-justify` (css-text-4 section 7.3): which gaps grow.
enum class JustifyGaps : std::uint8_t { Auto, InterWord, InterCharacter };

/// Distributes `line.squeeze` over the line, step by step; within a step in proportion to what each place can give.
/// One entry for each unit from `line.begin` on; none when the line is not squeezed.
std::vector<UnitAdjustment> squeeze_line(const ShapedParagraph& paragraph, const LineRange& line);

/// Takes from `room` what blanks between words and gaps between Han and Latin grow by before all others; what is left
/// in `room` is for all gaps alike. None where the paragraph has no limits.
std::vector<UnitAdjustment> stretch_line(const ShapedParagraph& paragraph, const LineRange& line, TextLength& room);

/// By how much this number of gaps of a line may grow in total; a line that needs more is left short. If -gw-squeeze
/// sets no limit, it is still filled, and more than 1 em counts as stretched.
TextLength max_gap_growth(const ShapedParagraph& paragraph, const LineRange& line, std::int64_t gaps);

/// Whether the justifier may widen the gap after this unit.
bool may_stretch_after(const LineUnit& unit, JustifyGaps gaps);

}  // namespace gongwen::text
