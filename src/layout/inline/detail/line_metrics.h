// Heights in a line: how far each inline box reaches above and below its baseline, and where its baseline stands
// (CSS 2.2 section 10.8).
#pragma once

#include "layout/core/context.h"

namespace gongwen::layout {

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

}  // namespace gongwen::layout
