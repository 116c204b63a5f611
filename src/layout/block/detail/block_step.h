// The steps of blocks (css-rhythm-1 section 2): `block-step: 28.95pt` makes a heading or a table as high as whole lines
// of the grid, so that the text behind it stands on the grid again.
#pragma once

#include "layout/core/context.h"

namespace gongwen::layout {

/// What a box gets above and below itself.
struct StepSpace {
  LayoutUnit above;
  LayoutUnit below;
};

/// For a margin box of this height. Nothing when the style has no step.
StepSpace step_space(const style::ComputedStyle& style, LayoutUnit height);

/// Whether the step makes the box itself higher: `block-step-insert: padding-box` and `content-box` of block containers
/// and flex containers. Tables and images have no room for it inside; their margin box grows whatever is asked.
bool steps_inside(const boxes::Box& box, const style::ComputedStyle& style);

/// What stands outside the border box of a whole block.
StepSpace outer_step_space(const boxes::Box& box, const style::ComputedStyle& style, LayoutUnit border_box_height,
                           LayoutUnit containing_width);
/// What a whole block gets inside its borders. Nothing for cells and boxes in lines.
StepSpace inner_step_space(const boxes::Box& box, const style::ComputedStyle& style, LayoutUnit border_box_height,
                           LayoutUnit containing_width);

}  // namespace gongwen::layout
