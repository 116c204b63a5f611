// The room of emphasis marks in a line (css-text-decor-3 section 3.4): they are half as large as their text and have
// the place of an annotation.
#pragma once

#include "layout/inline/detail/ruby_layout.h"

namespace gongwen::layout {

bool has_emphasis(const style::ComputedStyle& style);
/// Chinese has its marks below, all else above (css-text-decor-4 §3.4).
AnnotationSide emphasis_side(const style::ComputedStyle& style);
/// Whether any character of the run gets a mark.
bool has_marks(const TextRun& run);
/// Of the marks: half an em.
LayoutUnit emphasis_height(const style::ComputedStyle& style);
/// Where the marks start, below the baseline of their text.
LayoutUnit emphasis_top(const style::ComputedStyle& style);
/// How far text with its marks reaches, for the height of the line; `apart` as in annotation_extent().
Extent emphasis_extent(const style::ComputedStyle& style, text::StackId fonts, bool apart, LayoutContext& context);

}  // namespace gongwen::layout
