// Annotations beside text: ruby (css-ruby-1), and the room that it and emphasis marks need in a line.
#pragma once

#include "layout/inline/detail/inline_layout.h"
#include "layout/inline/detail/line_metrics.h"

namespace gongwen::layout {

enum class AnnotationSide : std::uint8_t { Over, Under };

/// css-ruby-1 §3.1: with `alternate` every other level takes the other side.
AnnotationSide ruby_side(BoxId annotation, const LayoutContext& context);

/// Where an annotation of this height starts, below the baseline of its text: it touches the em box of the text, not
/// the extent of its face.
LayoutUnit annotation_top(const style::ComputedStyle& style, LayoutUnit height, AnnotationSide side);

/// How far the two reach, for the height of the line. css-ruby-1 §3.4: annotations are in the leading of the lines; a
/// line is higher only if its line-height is less than text and annotation together. `apart`: annotations beside the
/// text of the next line may be in the same leading, so a line contains all of its annotations.
Extent annotation_extent(const style::ComputedStyle& style, text::StackId fonts, LayoutUnit height, AnnotationSide side,
                         bool apart, LayoutContext& context);

/// Lays out the annotations of these ruby bases, all in `content`, and makes the narrower of base and annotation as
/// wide as the other one. The fragments are the content's objects.
void pair_ruby(const std::vector<BoxId>& bases, InlineContent& content, LayoutContext& context);

}  // namespace gongwen::layout
