// Lines beside floats (CSS 2.2 section 9.5): each line is as wide as the floats at its height allow, and a float found
// in a line is placed beside it if there is room, otherwise below.
#pragma once

#include "layout/block/detail/block_floats.h"

#include <optional>

namespace gongwen::layout {

struct FloatLinesInput {
  BoxId box;
  std::optional<LayoutUnit> container_height;  // base of the floats' heights in percent, if definite
  FloatPlace place;                            // of the container; its lines start at the top of its content box
  InlineRest resume;
  bool is_first_part = true;
  bool at_top = false;  // at the top of the page, where a line must be placed
};

struct FloatLinesResult {
  Outcome outcome = Outcome::Complete;
  BreakAppeal appeal = BreakAppeal::Perfect;
  std::vector<ChildFragment> children;  // lines and floats
  LayoutUnit height;
  std::optional<LayoutUnit> baseline;
  std::optional<LayoutUnit> last_baseline;
  InlineRest rest;
};

/// The horizontal static position of a box out of flow (CSS 2.2 section 10.3.7): a block starts where the lines of its
/// container start, a box in a line where that line starts, beside the floats. `at` is the left end of the line in the
/// formatting context.
LayoutUnit static_left(const style::ComputedStyle& container, style::Display display, const FloatSpacePtr& floats,
                       Point at, LayoutUnit width);

/// Lays out the lines of a block container, and places the floats in them.
FloatLinesResult layout_float_lines(const FloatLinesInput& input, BlockFloats& floats, LayoutContext& context);

}  // namespace gongwen::layout
