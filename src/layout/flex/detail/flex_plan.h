// FlexPlan: the positions and sizes of the items of a flex container, as if there were no pages (css-flexbox-1 section
// 9). Pages are filled from it.
#pragma once

#include "layout/flex/detail/flex_items.h"
#include "layout/items/detail/item_layout.h"

#include <span>

namespace gongwen::layout {

// The static positions of boxes out of flow in a flex container (css-flexbox-1 section 4.1).

StaticHalves flex_static_position(BoxId child, const LayoutContext& context);

// The lines of a flex container, and the loop that gives their items their main sizes (css-flexbox-1 sections 9.3 and
// 9.7).

/// Items whose baselines are aligned with each other: their extent above and below the common baseline.
struct BaselineGroup {
  LayoutUnit above;
  LayoutUnit below;
};

struct FlexLine {
  std::size_t begin = 0;  // items
  std::size_t end = 0;
  LayoutUnit cross_size;
  LayoutUnit cross_offset;  // in the container's content box
  LayoutUnit start;         // its top, or left edge
  BaselineGroup first_baselines;
  BaselineGroup last_baselines;

  BaselineGroup& group_of(const FlexItem& item) { return item.align.is_last ? last_baselines : first_baselines; }
  const BaselineGroup& group_of(const FlexItem& item) const {
    return item.align.is_last ? last_baselines : first_baselines;
  }

  std::size_t size() const { return end - begin; }
};

/// Outer hypothetical main sizes and the gaps between them.
LayoutUnit hypothetical_length(std::span<const FlexItem> items, const FlexAxes& axes, LayoutUnit gap);

/// Divides the items into lines. A new line starts when items no longer fit into `available`, at forced breaks (section
/// 10), and before and after lines that have started on earlier pages.
std::vector<FlexLine> collect_flex_lines(const std::vector<FlexItem>& items, const FlexContainer& container,
                                         LayoutUnit available, LayoutUnit gap, const LayoutContext& context);

/// Sets the main sizes of one line's items, which together fill `available` if their factors allow it.
void resolve_flexible_lengths(std::span<FlexItem> items, const FlexAxes& axes, LayoutUnit available);

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
  LayoutUnit natural_height;  // of the content box, if only the items decided
  /// The sources of the container's first and last baselines (section 8.5).
  std::optional<BaselineSource> baseline;
  std::optional<BaselineSource> last_baseline;
  /// Order of lines and items from top to bottom: reversed if the axis runs upwards.
  bool lines_reversed = false;
  bool items_reversed = false;
};

/// Cached until the round ends. Lines that have started need a separate plan only if the container's width has changed
/// since.
const FlexPlan& flex_plan(const FlexContainer& container, LayoutContext& context);

/// The input for laying out an item at its final size.
LayoutInput final_item_input(const FlexItem& item, const FlexPlan& plan);

}  // namespace gongwen::layout
