// Annotations beside text: ruby (css-ruby-1), and the room that it and emphasis marks need in a line.
#pragma once

#include "layout/line_metrics.h"

namespace gongwen::layout {

enum class AnnotationSide : std::uint8_t { Over, Under };

AnnotationSide ruby_side(const style::ComputedStyle& annotation);

/// Where an annotation stands beside text, and how far the two reach.
struct AnnotationPlace {
  LayoutUnit top;  // of the annotation, below the baseline of the text; mostly negative
  Extent extent;   // of both, for the height of the line
};

/// css-ruby-1 §3.4: annotations stand in the leading of the lines; a line is higher only where its line-height is less
/// than text and annotation together. They touch the em box of the text, not the extent of its face.
AnnotationPlace annotation_place(const style::ComputedStyle& style, text::StackId fonts, LayoutUnit height,
                                 AnnotationSide side, LayoutContext& context);

/// Lays out the annotations of these ruby bases, all in `content`, and makes the narrower of base and annotation as wide
/// as the other one. The fragments are the content's objects.
void pair_ruby(const std::vector<BoxId>& bases, InlineContent& content, LayoutContext& context);

}  // namespace gongwen::layout
