// Breaking a shaped paragraph into lines, greedily: each line takes what fits (css-text-4 section 5). Also the widths
// that a paragraph asks for.
#pragma once

#include "text/line_unit.h"

namespace gongwen::text {

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

}  // namespace gongwen::text
