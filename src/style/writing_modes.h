// Writing modes (css-writing-modes-4): what the sides of a style are in a flow whose lines run downwards. Layout sees
// horizontal flows only: their inline axis is its x, their block axis its y. A box in a vertical flow gets a style
// whose physical properties are renamed for that, and its fragments are turned back where the flow ends.
#pragma once

#include "style/computed_style.h"

namespace gongwen::style {

/// Whether lines run along the height of the page.
inline bool is_vertical(WritingMode mode) { return mode != WritingMode::HorizontalTb; }

/// Whether the lines of two flows cross.
inline bool is_across(WritingMode a, WritingMode b) { return is_vertical(a) != is_vertical(b); }

/// Whether a flow starts at the right, so that its next line is at the left.
inline bool starts_at_right(WritingMode mode) {
  return mode == WritingMode::VerticalRl || mode == WritingMode::SidewaysRl;
}

/// Whether all text of a line is turned with it.
inline bool is_sideways(WritingMode mode) { return mode == WritingMode::SidewaysRl || mode == WritingMode::SidewaysLr; }

/// Whether text lies on a line by its middle, not by its baseline (css-writing-modes-4 section 4.2).
inline bool has_central_baseline(const ComputedStyle& style) {
  const bool is_turned = is_sideways(style.writing_mode) || style.text_orientation == TextOrientation::Sideways;
  return is_vertical(style.writing_mode) && !is_turned;
}

/// css-writing-modes-4 section 5.1: upright text runs from left to right, whatever `direction` says.
inline bool is_set_upright(const ComputedStyle& style) {
  return style.text_orientation == TextOrientation::Upright && is_vertical(style.writing_mode) &&
         !is_sideways(style.writing_mode);
}
inline Direction used_direction(const ComputedStyle& style) {
  return is_set_upright(style) ? Direction::Ltr : style.direction;
}

/// The style as it is seen along the lines of a flow: in vertical ones width and height change places, and the sides
/// move to where their line-left, line-right, block-start and block-end are.
ComputedStyle along_lines(const ComputedStyle& style, WritingMode flow);

}  // namespace gongwen::style
