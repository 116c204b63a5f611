#include "layout/core/detail/inline_direction.h"
#include "layout/core/detail/layout_box.h"
#include "layout/flex/detail/flex_alignment.h"
#include "layout/grid/detail/grid_layout.h"
#include "layout/pages/detail/positioned_boxes.h"
#include "style/writing_modes.h"

namespace gongwen::layout {
namespace {

using style::ComputedStyle;
using style::Margin;

/// One axis: what the style gives, resolved.
struct PositionedAxis {
  LayoutUnit container;
  LayoutUnit static_position;
  /// Number of halves of the margin box before the static position: where a container of items aligns the box.
  AlignedHalves static_halves = {};
  std::optional<LayoutUnit> static_space = std::nullopt;  // what it is aligned in
  std::optional<LayoutUnit> begin;
  std::optional<LayoutUnit> end;
  LayoutUnit begin_margin;
  LayoutUnit end_margin;
  bool auto_begin_margin = false;
  bool auto_end_margin = false;
  bool counts_from_end = false;  // where both offsets are given, the one at the end counts

  bool is_stretched() const { return begin && end; }
  /// Room for the border box between both offsets.
  LayoutUnit available() const {
    return container - begin.value_or(LayoutUnit()) - end.value_or(LayoutUnit()) - begin_margin - end_margin;
  }
  /// As much on both sides of where a centred box is as there is to the nearer edge (css-align-3 §4.1).
  LayoutUnit room_about_static() const {
    const LayoutUnit nearer = std::min(static_position, container - static_position);
    return std::max(LayoutUnit(), nearer) * 2 - begin_margin - end_margin;
  }
  /// Where a border box of this size starts.
  LayoutUnit place(LayoutUnit size, bool centers_overflow) const {
    if (!begin && !end) return static_place(size + begin_margin + end_margin) + begin_margin;
    const bool is_over_constrained = end && !auto_begin_margin && !auto_end_margin;
    if (!begin || (is_over_constrained && counts_from_end)) return container - *end - end_margin - size;
    if (!end || (!auto_begin_margin && !auto_end_margin)) return *begin + begin_margin;
    const LayoutUnit free = container - *begin - *end - size - begin_margin - end_margin;
    if (auto_begin_margin && auto_end_margin) {
      if (free < LayoutUnit() && !centers_overflow) return counts_from_end ? *begin + free : *begin;
      return *begin + free / 2;
    }
    return auto_begin_margin ? *begin + free : *begin + begin_margin;
  }

 private:
  /// Of a margin box as long as `outer`.
  LayoutUnit static_place(LayoutUnit outer) const {
    const bool overflows = static_space && outer > *static_space;
    const int halves = overflows ? static_halves.overflowing : static_halves.fitting;
    const LayoutUnit shift = overflows ? *static_space * (halves - static_halves.fitting) / 2 : LayoutUnit();
    return static_position + shift - outer * halves / 2;
  }
};

PositionedAxis make_axis(const Margin& begin, const Margin& end, const Margin& begin_margin, const Margin& end_margin,
                         LayoutUnit container, LayoutUnit margin_base) {
  PositionedAxis axis;
  axis.container = container;
  if (!begin.is_auto) axis.begin = begin.value.resolve(container);
  if (!end.is_auto) axis.end = end.value.resolve(container);
  axis.auto_begin_margin = begin_margin.is_auto;
  axis.auto_end_margin = end_margin.is_auto;
  if (!begin_margin.is_auto) axis.begin_margin = begin_margin.value.resolve(margin_base);
  if (!end_margin.is_auto) axis.end_margin = end_margin.value.resolve(margin_base);
  return axis;
}

bool is_sized_by_content(BoxId box, const LayoutContext& context) {
  const boxes::BoxKind kind = context.box(box).kind;
  return kind == boxes::BoxKind::Table || kind == boxes::BoxKind::Replaced;
}

/// Flex and grid containers align the box along their lines; the lines may run along the height of the page.
StaticHalves static_halves(BoxId id, bool is_rtl, LayoutContext& context) {
  const BoxId parent = context.box(id).parent;
  if (!parent) return {};
  // Where lines run from right to left the static position is that of the right edge.
  StaticHalves along;
  if (is_rtl) along.horizontal = {2, 2};
  if (context.box(parent).kind == boxes::BoxKind::Flex) {
    along = flex_static_position(id, context);
  } else if (context.box(parent).kind == boxes::BoxKind::Grid) {
    along = grid_static_position(id, context);
  }
  switch (context.style_of(parent).writing_mode) {
    case style::WritingMode::HorizontalTb: break;
    case style::WritingMode::VerticalRl:
    case style::WritingMode::SidewaysRl: return {along.vertical.reversed(), along.horizontal};
    case style::WritingMode::VerticalLr: return {along.vertical, along.horizontal};
    case style::WritingMode::SidewaysLr: return {along.vertical, along.horizontal.reversed()};
  }
  return along;
}

/// CSS 2.2 §10.3.7, §10.6.4, along the lines of the containing block: the offset at its end gives way.
void limit_by_lines(PositionedAxis& horizontal, PositionedAxis& vertical, style::WritingMode mode, bool is_rtl) {
  if (!style::is_vertical(mode)) {
    horizontal.counts_from_end = is_rtl;
    return;
  }
  horizontal.counts_from_end = style::starts_at_right(mode);
  vertical.counts_from_end = is_rtl != (mode == style::WritingMode::SidewaysLr);
}

}  // namespace

PositionedBox solve_position(BoxId id, const PositionedContainer& container, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(id);
  const LayoutUnit width = container.size.width;
  PositionedAxis horizontal = make_axis(style.left, style.right, style.margin_left, style.margin_right, width, width);
  horizontal.static_position = container.static_position.x;
  PositionedAxis vertical =
      make_axis(style.top, style.bottom, style.margin_top, style.margin_bottom, container.size.height, width);
  vertical.static_position = container.static_position.y;
  limit_by_lines(horizontal, vertical, container.mode, container.is_rtl);
  const StaticHalves halves = static_halves(id, container.is_static_rtl, context);
  horizontal.static_halves = halves.horizontal;
  vertical.static_halves = halves.vertical;
  if (container.static_space) {
    horizontal.static_space = container.static_space->width;
    vertical.static_space = container.static_space->height;
  }

  PositionedBox box;
  box.input.box = id;
  box.input.available = {width, container.size.height};
  box.input.is_formatting_root = true;
  const Edges borders = border_widths(style);
  const Edges padding = padding_widths(style, width);
  const LayoutUnit edges = borders.horizontal() + padding.horizontal();
  const LayoutUnit vertical_edges = borders.vertical() + padding.vertical();
  const bool is_replaced = context.box(id).kind == boxes::BoxKind::Replaced;
  const bool can_stretch = !is_sized_by_content(id, context);
  const bool has_ratio = style.aspect_ratio.has_ratio() && can_stretch;
  const bool fills_width = style.width.is_auto() && horizontal.is_stretched() && can_stretch;
  // With a ratio one side is filled only: across, if it can be (css-position-3 §4.5).
  const bool fills_height = style.height.is_auto() && vertical.is_stretched() && can_stretch &&
                            !(has_ratio && (fills_width || !style.width.is_auto()));
  if (fills_height) {
    const LayoutUnit content = std::max(LayoutUnit(), vertical.available() - vertical_edges);
    box.input.fixed_block_size =
        FixedBlockSize{clamp_content_height(content, style, container.size.height, vertical_edges) + vertical_edges};
  }
  if (style.width.is_auto() && !is_replaced) {
    std::optional<LayoutUnit> by_ratio;
    if (has_ratio && fills_height) {
      by_ratio = ratio_width(id, box.input.fixed_block_size->size - vertical_edges, borders + padding, context);
    } else if (has_ratio) {
      const auto height = content_height(style, container.size.height, vertical_edges);
      if (height) by_ratio = ratio_width(id, *height, borders + padding, context);
    }
    LayoutUnit room = horizontal.available();
    const bool is_static = !horizontal.begin && !horizontal.end;
    if (is_static && horizontal.static_halves.fitting == 0) room -= std::max(LayoutUnit(), horizontal.static_position);
    if (is_static && horizontal.static_halves.fitting == 1) room = std::min(room, horizontal.room_about_static());
    if (is_static && container.is_static_rtl && horizontal.static_halves.fitting == 2)
      room -= std::max(LayoutUnit(), horizontal.container - horizontal.static_position);
    // A table is not wider than its containing block, wherever it starts (css-tables-3, absolute positioning).
    if (context.box(id).kind == boxes::BoxKind::Table)
      room = std::min(room, width - horizontal.begin_margin - horizontal.end_margin);
    LayoutUnit used = fills_width ? room : shrink_to_fit_width(id, room, context);
    if (by_ratio) {
      used = *by_ratio;
    } else if (!fills_width) {
      used = transferred_width(used, style, container.size.height, borders + padding);
    }
    box.input.fixed_inline_size = clamp_width(used, id, width, edges, context);
  }
  const LayoutResult measured = layout_box(box.input, context);
  box.size = measured.fragment->size;
  box.offset = {horizontal.place(measured.fragment->size.width, false),
                vertical.place(measured.fragment->size.height, true)};
  return box;
}

}  // namespace gongwen::layout
