// The items of a flex container with their flex base sizes and the limits of their main sizes (css-flexbox-1 sections
// 4 and 9.2). All sizes are border-box sizes.
#pragma once

#include "base/geometry.h"
#include "layout/core/detail/layout_box.h"
#include "layout/items/detail/item_layout.h"

namespace gongwen::layout {

// The axes of a flex container (css-flexbox-1 section 2). Layout works along and across them, from main-start and
// cross-start; only this struct knows where those lie.

struct FlexAxes {
  bool is_row = true;
  bool main_reversed = false;
  bool cross_reversed = false;
  // Whether they run against lines and blocks, which is not the same if lines run from right to left.
  bool main_flipped = false;
  bool cross_flipped = false;

  static FlexAxes of(const style::ComputedStyle& style) {
    using style::FlexDirection;
    const FlexDirection direction = style.flex_direction;
    const bool is_rtl = layout::is_rtl(style);
    FlexAxes axes;
    axes.is_row = direction == FlexDirection::Row || direction == FlexDirection::RowReverse;
    axes.main_flipped = direction == FlexDirection::RowReverse || direction == FlexDirection::ColumnReverse;
    axes.cross_flipped = style.flex_wrap == style::FlexWrap::WrapReverse;
    axes.main_reversed = axes.main_flipped != (axes.is_row && is_rtl);
    axes.cross_reversed = axes.cross_flipped != (!axes.is_row && is_rtl);
    return axes;
  }

  /// `left` and `right` along the main axis as `start` and `end` (css-align-3 §4.2): in a column there is neither.
  style::Alignment<style::ContentAlignment> line_relative(style::Alignment<style::ContentAlignment> alignment) const {
    using enum style::ContentAlignment;
    const bool is_rtl = main_reversed != main_flipped;
    const bool is_left = alignment.position == Left;
    if (!is_left && alignment.position != Right) return alignment;
    alignment.position = !is_row || is_left != is_rtl ? Start : End;
    return alignment;
  }

  base::LayoutUnit main(const base::Size& size) const { return is_row ? size.width : size.height; }
  base::LayoutUnit cross(const base::Size& size) const { return is_row ? size.height : size.width; }
  base::Size size(base::LayoutUnit main, base::LayoutUnit cross) const {
    return is_row ? base::Size{main, cross} : base::Size{cross, main};
  }
  base::LayoutUnit main_sum(const base::Edges& edges) const { return is_row ? edges.horizontal() : edges.vertical(); }
  base::LayoutUnit cross_sum(const base::Edges& edges) const { return is_row ? edges.vertical() : edges.horizontal(); }

  base::LayoutUnit main_start(const base::Edges& edges) const {
    if (is_row) return main_reversed ? edges.right : edges.left;
    return main_reversed ? edges.bottom : edges.top;
  }
  base::LayoutUnit cross_start(const base::Edges& edges) const {
    if (is_row) return cross_reversed ? edges.bottom : edges.top;
    return cross_reversed ? edges.right : edges.left;
  }

  /// Converts offsets of a box in its container to the position of its upper left corner.
  base::Point physical(base::LayoutUnit main_offset, base::LayoutUnit cross_offset, const base::Size& box,
                       const base::Size& container) const {
    if (main_reversed) main_offset = main(container) - main_offset - main(box);
    if (cross_reversed) cross_offset = cross(container) - cross_offset - cross(box);
    return is_row ? base::Point{main_offset, cross_offset} : base::Point{cross_offset, main_offset};
  }
};

struct FlexContainer : ItemContainer {
  FlexAxes axes;
  bool is_multi_line = false;
  /// If the container continues: the lines that have started, which stay as they are (break_token.h).
  std::vector<FlexLineRange> begun_lines;
};

struct FlexItem {
  BoxId box;
  const style::ComputedStyle* style = nullptr;
  std::uint32_t source = 0;  // its index among the items in the source
  Edges margins;             // `auto` counts as 0
  bool main_start_auto = false, main_end_auto = false;
  bool cross_start_auto = false, cross_end_auto = false;
  Edges edges;            // borders and paddings
  LayoutUnit main_edges;  // the part of `edges` along the main axis
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
  std::optional<LayoutUnit> natural_height;  // in a column, if measured: its height without flexing

  LayoutUnit main_size;
  LayoutUnit cross_size;
  bool cross_is_fixed = false;  // set by the container, not by the item's layout
  bool aligns_baseline = false;
  LayoutUnit ascent;       // if so, of the margin box above that baseline
  LayoutUnit main_offset;  // of the border box in the container's content box
  LayoutUnit cross_offset;
  Point place;  // in physical coordinates

  static constexpr std::int64_t kFactorUnit = 1 << 20;
};

/// The items in order-modified document order (section 5.4), with all that precedes and includes their hypothetical
/// main sizes (section 9.2 step 3).
std::vector<FlexItem> collect_flex_items(const FlexContainer& container, LayoutContext& context);

/// The input for laying out an item, `width` wide.
LayoutInput flex_item_input(const FlexItem& item, LayoutUnit width, const FlexContainer& container);

/// Clamps `size` between the limits of the item's cross size.
LayoutUnit clamp_cross_size(const FlexItem& item, LayoutUnit size, const FlexContainer& container,
                            LayoutContext& context);

/// The height of an item by its ratio; nullopt if it has none.
std::optional<LayoutUnit> height_by_ratio(const FlexItem& item, LayoutUnit width);

}  // namespace gongwen::layout
