// The lines of a flex container, and the loop that gives their items their main sizes (css-flexbox-1 sections 9.3 and
// 9.7).
#pragma once

#include "layout/flex/detail/flex_items.h"

#include <span>

namespace gongwen::layout {

/// Items whose baselines are aligned with each other: how much of them is above and below it.
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

/// Where items no longer fit into `available`, a new line starts; so it does at forced breaks (section 10), and before
/// and after lines that have started on earlier pages.
std::vector<FlexLine> collect_flex_lines(const std::vector<FlexItem>& items, const FlexContainer& container,
                                         LayoutUnit available, LayoutUnit gap, const LayoutContext& context);

/// Sets the main sizes of one line's items, which together fill `available` where their factors let them.
void resolve_flexible_lengths(std::span<FlexItem> items, const FlexAxes& axes, LayoutUnit available);

}  // namespace gongwen::layout
