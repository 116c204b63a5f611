// Spreading a stretch of a paragraph to a width: labels as wide as their neighbours, ruby bases under a wider
// annotation.
#pragma once

#include "text/line_unit.h"

#include <cstdint>
#include <unordered_map>

namespace gongwen::layout {

/// Units `[begin, end)` of a paragraph.
struct UnitRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

enum class SpreadEnds : std::uint8_t {
  Flush,    // the first and the last character are at the ends
  HalfGap,  // half a gap before the first and after the last one
  Centre,   // the characters keep together in the middle …
  Start,    // … or at the start
};

/// The units between the edges of an inline box; empty if it is not in the paragraph.
UnitRange units_of_box(const text::ShapedParagraph& paragraph, std::uint32_t box);
/// The same of all inline boxes, which takes no longer.
std::unordered_map<std::uint32_t, UnitRange> units_of_boxes(const text::ShapedParagraph& paragraph);

/// The width of the units on one line.
text::TextLength width_of(const text::ShapedParagraph& paragraph, UnitRange range);

/// How many gaps between characters may be widened.
std::int64_t count_gaps(const text::ShapedParagraph& paragraph, UnitRange range);

/// Makes the units wider by `extra` in all, evenly, to the last 1/65536 px. Without gaps all of it goes to the ends: to
/// the end alone with `Flush` and `Start`. What is before the first unit and after the last one gets their shares.
void spread_units(text::ShapedParagraph& paragraph, UnitRange range, text::TextLength extra, SpreadEnds ends);

}  // namespace gongwen::layout
