// Heights in a line: how far each inline box reaches above and below its baseline, and where its baseline is (CSS 2.2
// section 10.8).
#pragma once

#include "layout/core/context.h"
#include "layout/core/fragment.h"

#include <optional>

namespace gongwen::layout {

// Reports about characters that are in no face, or in none that was asked for, and about missing faces.

/// Reports: text/missing-glyph, text/control-character, text/variant-form, at `origin`; nothing once a face turned out
/// to be missing, since that may be the only cause. Characters of replacement faces are reported at the end.
void report_character(const text::CharacterReport& report, diagnostics::OriginId origin, LayoutContext& context);

/// Reports: text/fallback-face, once for each family and its replacement, at the first use.
void report_fallback_faces(LayoutContext& context);

/// Reports: text/missing-face, once for each face that the document looked into.
void report_missing_faces(LayoutContext& context);

// Places of boxes in a line, among them the blank controls of a form: boxes without lines, which have the same place as
// they will have with a text.

/// The baseline of a control's first line, from the top of its fragment, if it had one; nothing for other boxes.
std::optional<LayoutUnit> blank_control_baseline(const Fragment& fragment, LayoutContext& context);

/// The baseline by which a box in a line is aligned, from the top of its fragment: its last one, a flex container's
/// first (css-flexbox-1 §8.5); nothing when it has none.
std::optional<LayoutUnit> baseline_in_line(const Fragment& object, LayoutContext& context);

/// Above and below some baseline.
struct Extent {
  LayoutUnit ascent;
  LayoutUnit descent;

  LayoutUnit height() const { return ascent + descent; }
  void include(const Extent& other) {
    ascent = std::max(ascent, other.ascent);
    descent = std::max(descent, other.descent);
  }
  Extent lowered_by(LayoutUnit shift) const { return {ascent - shift, descent + shift}; }
};

/// How far the baseline of text lies below the line's: in vertical lines, on which text lies by its middle, where the
/// text has turned with the line.
LayoutUnit text_baseline(const style::ComputedStyle& style, text::StackId fonts, LayoutContext& context);

/// The extent of the face itself: what backgrounds and borders of an inline box are drawn around.
Extent font_extent(const style::ComputedStyle& style, text::StackId fonts, LayoutContext& context);

/// What `line-height: normal` makes of a face's metrics: each of them in whole px, as all browsers have them. A page
/// that leaves its lines to the face then has as many of them here as there.
Extent normal_line_extent(LayoutUnit ascent, LayoutUnit descent, LayoutUnit line_gap);

/// The extent that counts for the line: the face's with half of the leading on each side (§10.8.1).
Extent line_extent(const style::ComputedStyle& style, text::StackId fonts, LayoutContext& context);

/// How far the baseline of a box lies below its parent's; nothing for `top` and `bottom`, which align with the line.
std::optional<LayoutUnit> baseline_shift(const style::ComputedStyle& style, const style::ComputedStyle& parent,
                                         text::StackId parent_fonts, const Extent& extent, LayoutContext& context);

/// Of a line, from the side of it where its block starts: in `vertical-lr` that is the one under the text.
LayoutUnit baseline_in_block(const Fragment& line, const style::ComputedStyle& style);

}  // namespace gongwen::layout
