// Heights in a line: the extent of each inline box above and below its baseline, and the position of its baseline (CSS
// 2.2 section 10.8).
#pragma once

#include "layout/core/context.h"
#include "layout/core/fragment.h"

#include <optional>

namespace gongwen::layout {

// Reports characters that no face has, or none of the requested ones, and missing faces.

/// Reports: text/missing-glyph, text/control-character, text/variant-form, at `origin`. Reports nothing once a face was
/// found missing, since that may be the only cause. Characters of replacement faces are reported at the end.
void report_character(const text::CharacterReport& report, diagnostics::OriginId origin, LayoutContext& context);

/// Reports: text/fallback-face, once for each family and its replacement, at the first use.
void report_fallback_faces(LayoutContext& context);

/// Reports: text/missing-face, once for each face in which the document looked for characters.
void report_missing_faces(LayoutContext& context);

// Positions of boxes in a line. Among them are the blank controls of a form: boxes without lines, which have the same
// position as they will have once filled in.

/// The baseline that a control's first line would have, from the top of its fragment; nullopt for other boxes.
std::optional<LayoutUnit> blank_control_baseline(const Fragment& fragment, LayoutContext& context);

/// The baseline by which a box in a line is aligned, from the top of its fragment: its last one, for a flex container
/// its first one (css-flexbox-1 §8.5); nullopt if it has none.
std::optional<LayoutUnit> baseline_in_line(const Fragment& object, LayoutContext& context);

/// Lengths above and below a baseline.
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

/// The distance of the text's baseline below that of the line. It is not zero in vertical lines if the text is turned
/// with the line: such text is centred on the line.
LayoutUnit text_baseline(const style::ComputedStyle& style, text::StackId fonts, LayoutContext& context);

/// The extent of the face itself, around which backgrounds and borders of an inline box are drawn.
Extent font_extent(const style::ComputedStyle& style, text::StackId fonts, LayoutContext& context);

/// The extent by `line-height: normal` for a face's metrics. Each of them is rounded to whole px, as in all browsers,
/// so that a page that leaves its line height to the face has as many lines here as there.
Extent normal_line_extent(LayoutUnit ascent, LayoutUnit descent, LayoutUnit line_gap);

/// The extent that counts for the line: that of the face with half of the leading on each side (§10.8.1).
Extent line_extent(const style::ComputedStyle& style, text::StackId fonts, LayoutContext& context);

/// The distance of a box's baseline below its parent's; nullopt for `top` and `bottom`, which align with the line.
std::optional<LayoutUnit> baseline_shift(const style::ComputedStyle& style, const style::ComputedStyle& parent,
                                         text::StackId parent_fonts, const Extent& extent, LayoutContext& context);

/// The baseline of a line from the side at which its block starts: in `vertical-lr` that is the side under the text.
LayoutUnit baseline_in_block(const Fragment& line, const style::ComputedStyle& style);

}  // namespace gongwen::layout
