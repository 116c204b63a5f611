// FlexPlan: where the items of a flex container are, and how large they are, as if there were no pages (css-flexbox-1
// section 9). Pages are filled from it.
#pragma once

#include "layout/flex/detail/flex_lines.h"

namespace gongwen::layout {

/// The first or the last baseline of an item.
struct BaselineSource {
  std::size_t item = 0;
  bool is_last = false;
};

struct FlexPlan {
  FlexContainer container;
  std::vector<FlexItem> items;
  std::vector<FlexLine> lines;
  Size size;  // of the content box
  LayoutUnit main_gap;
  LayoutUnit lines_sum;       // of the cross sizes of the lines, with gaps, before they stretch
  LayoutUnit natural_height;  // of the content box, if nothing but the items decided
  /// Where the container's first and last baselines come from (section 8.5).
  std::optional<BaselineSource> baseline;
  std::optional<BaselineSource> last_baseline;
  /// Lines and items from top to bottom: reversed where the axis runs upwards.
  bool lines_reversed = false;
  bool items_reversed = false;
};

/// Remembered until the round ends. Lines that have started need a separate plan only if the container's width has
/// changed since.
const FlexPlan& flex_plan(const FlexContainer& container, LayoutContext& context);

/// What an item is laid out with at its final size.
LayoutInput final_item_input(const FlexItem& item, const FlexPlan& plan);

}  // namespace gongwen::layout
