// The items of a flex container with their flex base sizes and the limits of their main sizes (css-flexbox-1 sections
// 4 and 9.2). All sizes are border-box sizes.
#pragma once

#include "layout/flex/detail/flex_axes.h"
#include "layout/items/detail/item_layout.h"

namespace gongwen::layout {

struct FlexContainer : ItemContainer {
  FlexAxes axes;
  bool is_multi_line = false;
  /// Of a container that continues: the lines that have started stay as they are (break_token.h).
  std::vector<FlexLineRange> begun_lines;
};

struct FlexItem {
  BoxId box;
  const style::ComputedStyle* style = nullptr;
  std::uint32_t source = 0;  // its place among the items in the source
  Edges margins;             // `auto` counts as 0
  bool main_start_auto = false, main_end_auto = false;
  bool cross_start_auto = false, cross_end_auto = false;
  Edges edges;            // borders and paddings
  LayoutUnit main_edges;  // of these
  LayoutUnit cross_edges;
  ItemAlignment align{style::ItemAlignment::Stretch};  // neither `auto` nor `normal`
  bool stretches = false;

  std::int64_t grow = 0;  // factors in kFactorUnit
  std::int64_t shrink = 0;
  LayoutUnit base;
  LayoutUnit least;
  LayoutUnit most = LayoutUnit::max();
  LayoutUnit hypothetical;
  bool base_is_definite = false;
  std::optional<LayoutUnit> natural_height;  // in a column, where it was measured: left to itself

  LayoutUnit main_size;
  LayoutUnit cross_size;
  bool cross_is_fixed = false;  // not what its layout gives
  bool aligns_baseline = false;
  LayoutUnit ascent;       // if it does: of the margin box above that baseline
  LayoutUnit main_offset;  // of the border box in the container's content box
  LayoutUnit cross_offset;
  Point place;  // the same, physical

  static constexpr std::int64_t kFactorUnit = 1 << 20;
};

/// In order-modified document order (section 5.4), up to and with the hypothetical main sizes (section 9.2 step 3).
std::vector<FlexItem> collect_flex_items(const FlexContainer& container, LayoutContext& context);

/// What an item is laid out with, `width` wide.
LayoutInput flex_item_input(const FlexItem& item, LayoutUnit width, const FlexContainer& container);

/// Clamps `size` between the limits of the item's cross size.
LayoutUnit clamp_cross_size(const FlexItem& item, LayoutUnit size, const FlexContainer& container,
                            LayoutContext& context);

/// The height of an item whose ratio gives it; nothing without one.
std::optional<LayoutUnit> height_by_ratio(const FlexItem& item, LayoutUnit width);

}  // namespace gongwen::layout
