// Writing modes (css-writing-modes-4): the sides of a style in a flow with vertical lines. Layout only handles
// horizontal flows: their inline axis is its x, their block axis its y. The physical properties of boxes in a vertical
// flow are therefore renamed, and fragments are turned back where the flow ends.
#pragma once

#include "style/computed_style.h"

namespace gongwen::style {

/// Whether lines run along the height of the page.
inline bool is_vertical(WritingMode mode) { return mode != WritingMode::HorizontalTb; }

/// Whether the lines of two flows are perpendicular to each other.
inline bool is_across(WritingMode a, WritingMode b) { return is_vertical(a) != is_vertical(b); }

/// Whether a flow starts at the right, so that each line is to the left of the one before it.
inline bool starts_at_right(WritingMode mode) {
  return mode == WritingMode::VerticalRl || mode == WritingMode::SidewaysRl;
}

/// Whether all text of a line is turned with it.
inline bool is_sideways(WritingMode mode) { return mode == WritingMode::SidewaysRl || mode == WritingMode::SidewaysLr; }

/// Whether text is centred on its line rather than placed by its baseline (css-writing-modes-4 section 4.2).
inline bool has_central_baseline(const ComputedStyle& style) {
  const bool is_turned = is_sideways(style.writing_mode) || style.text_orientation == TextOrientation::Sideways;
  return is_vertical(style.writing_mode) && !is_turned;
}

/// css-writing-modes-4 section 5.1: upright text runs from left to right, regardless of `direction`.
inline bool is_set_upright(const ComputedStyle& style) {
  return style.text_orientation == TextOrientation::Upright && is_vertical(style.writing_mode) &&
         !is_sideways(style.writing_mode);
}
inline Direction used_direction(const ComputedStyle& style) {
  return is_set_upright(style) ? Direction::Ltr : style.direction;
}

/// The style as seen along the lines of a flow: in vertical flows width and height are swapped, and the sides become
/// those of line-left, line-right, block-start and block-end.
ComputedStyle along_lines(const ComputedStyle& style, WritingMode flow);

}  // namespace gongwen::style
