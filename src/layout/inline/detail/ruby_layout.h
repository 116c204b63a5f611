// Annotations beside text: ruby (css-ruby-1), and the space that ruby and emphasis marks need in a line.
#pragma once

#include "layout/inline/detail/inline_layout.h"
#include "layout/inline/detail/line_metrics.h"
#include "text/line_breaker.h"

#include <cstdint>
#include <unordered_map>

namespace gongwen::layout {

enum class AnnotationSide : std::uint8_t { Over, Under };

/// css-ruby-1 §3.1: with `alternate` every other level is on the opposite side.
AnnotationSide ruby_side(BoxId annotation, const LayoutContext& context);

/// The top of an annotation of this height, relative to the baseline of its text: it touches the em box of the text,
/// not the extent of its face.
LayoutUnit annotation_top(const style::ComputedStyle& style, LayoutUnit height, AnnotationSide side);

/// The extent of text with its annotation, for the height of the line. css-ruby-1 §3.4: annotations are in the leading
/// of the lines; a line is higher only if its line-height is less than text and annotation together. `apart`:
/// annotations of the next line may be in the same leading, so a line contains all of its own annotations.
Extent annotation_extent(const style::ComputedStyle& style, text::StackId fonts, LayoutUnit height, AnnotationSide side,
                         bool apart, LayoutContext& context);

/// Lays out the annotations of these ruby bases, all in `content`, and makes the narrower of base and annotation as
/// wide as the other one. The fragments become objects of the content.
void pair_ruby(const std::vector<BoxId>& bases, InlineContent& content, LayoutContext& context);

// Spreads a range of a paragraph to a width: for labels as wide as their neighbours, and for ruby bases under a wider
// annotation.

/// Units `[begin, end)` of a paragraph.
struct UnitRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

enum class SpreadEnds : std::uint8_t {
  Flush,    // the first and the last character are at the ends
  HalfGap,  // half a gap before the first and after the last character
  Centre,   // the characters stay together in the middle …
  Start,    // … or at the start
};

/// The units between the edges of an inline box; empty if it is not in the paragraph.
UnitRange units_of_box(const text::ShapedParagraph& paragraph, std::uint32_t box);
/// The units of all inline boxes, in a single pass.
std::unordered_map<std::uint32_t, UnitRange> units_of_boxes(const text::ShapedParagraph& paragraph);

/// The width of the units on one line.
text::TextLength width_of(const text::ShapedParagraph& paragraph, UnitRange range);

/// The number of gaps between characters that may be widened.
std::int64_t count_gaps(const text::ShapedParagraph& paragraph, UnitRange range);

/// Widens the units by `extra` in total, evenly, to the last 1/65536 px. Without gaps all of it goes to the ends: to
/// the last one alone with `Flush` and `Start`. Shares at the ends go to the neighbours of the first and the last unit.
void spread_units(text::ShapedParagraph& paragraph, UnitRange range, text::TextLength extra, SpreadEnds ends);

}  // namespace gongwen::layout
