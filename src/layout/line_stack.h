// LineStack: all lines of a paragraph at one width, built once. A paragraph that goes over several pages, or that is
// measured before it is placed, takes its lines from here.
#pragma once

#include "layout/inline_layout.h"

namespace gongwen::layout {

struct LineStack {
  std::vector<text::LineRange> ranges;
  std::vector<const Fragment*> fragments;

  /// The line that begins at this unit.
  std::size_t find(std::uint32_t unit) const;
};

/// The lines of a block container with inline content; remembered until the round ends.
const LineStack& line_stack(BoxId box, LayoutUnit width, LayoutContext& context);

}  // namespace gongwen::layout
