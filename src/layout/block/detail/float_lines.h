// Lines beside floats (CSS 2.2 section 9.5): each line is as wide as the floats at its height leave it, and a float met
// in a line stands beside it when there is room, else below.
#pragma once

#include "layout/block/detail/block_floats.h"

#include <optional>

namespace gongwen::layout {

struct FloatLinesInput {
  BoxId box;
  std::optional<LayoutUnit> container_height;  // of the floats, where it is definite
  FloatPlace place;                            // of the container, whose lines begin at its content box's top
  InlineRest resume;
  bool is_first_part = true;
  bool at_top = false;  // of the page: a line must be placed
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

/// Lays out the lines of a block container, and places the floats that stand in them.
FloatLinesResult layout_float_lines(const FloatLinesInput& input, BlockFloats& floats, LayoutContext& context);

}  // namespace gongwen::layout
