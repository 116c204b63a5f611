// The axes of a flex container (css-flexbox-1 section 2). Layout works along and across them, from main-start and
// cross-start; only here and in physical() is it known where those lie.
#pragma once

#include "base/geometry.h"
#include "layout/core/detail/inline_direction.h"

namespace gongwen::layout {

struct FlexAxes {
  bool is_row = true;
  bool main_reversed = false;
  bool cross_reversed = false;
  // Whether they run against lines and blocks, which is not the same where lines run from right to left.
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

  /// From offsets of a box in its container to the place of its upper left corner.
  base::Point physical(base::LayoutUnit main_offset, base::LayoutUnit cross_offset, const base::Size& box,
                       const base::Size& container) const {
    if (main_reversed) main_offset = main(container) - main_offset - main(box);
    if (cross_reversed) cross_offset = cross(container) - cross_offset - cross(box);
    return is_row ? base::Point{main_offset, cross_offset} : base::Point{cross_offset, main_offset};
  }
};

}  // namespace gongwen::layout
