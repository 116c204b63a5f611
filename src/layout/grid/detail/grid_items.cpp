#include "layout/grid/detail/grid_items.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/inline_direction.h"

#include <algorithm>
#include <unordered_map>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;
using style::ComputedStyle;
using Position = style::ItemAlignment;

bool is_replaced(BoxId box, const LayoutContext& context) { return context.box(box).kind == BoxKind::Replaced; }

/// The edges of a table belong to its grid, inside.
Edges edges_of(BoxId box, LayoutUnit containing_width, const LayoutContext& context) {
  if (context.box(box).kind == BoxKind::Table) return {};
  const ComputedStyle& style = context.style_of(box);
  return border_widths(style) + padding_widths(style, containing_width);
}

/// A length, percentages included; others depend on what is in the box.
bool has_own_width(const ComputedStyle& style) { return style.width.is_length() && !style.width.value.has_percent(); }

}  // namespace

namespace {

/// Sides of the page, and those of the box itself, as sides of the container's lines.
Position line_relative(Position position, const ComputedStyle& own, const ComputedStyle& container) {
  const bool runs_against = is_rtl(own) != is_rtl(container);
  switch (position) {
    case Position::Left: return is_rtl(container) ? Position::End : Position::Start;
    case Position::Right: return is_rtl(container) ? Position::Start : Position::End;
    case Position::SelfStart: return runs_against ? Position::End : Position::Start;
    case Position::SelfEnd: return runs_against ? Position::Start : Position::End;
    default: return position;
  }
}

}  // namespace

/// §6.2: boxes with a size or a ratio of their own are not stretched unless that is said.
ItemAlignment grid_alignment(BoxId child, GridAxis axis, const LayoutContext& context) {
  const ComputedStyle& own = context.style_of(child);
  const ComputedStyle& container = context.style_of(context.box(child).parent);
  const bool block = axis == GridAxis::Block;
  ItemAlignment align = block ? used_alignment(own.align_self, container.align_items)
                              : used_alignment(own.justify_self, container.justify_items);
  if (!block) align.position = line_relative(align.position, own, container);
  if (align.position != Position::Normal && align.position != Position::Auto) return align;
  const bool keeps_size =
      is_replaced(child, context) || !boxes::is_in_flow(context.box(child)) || (block && own.aspect_ratio.has_ratio());
  align.position = keeps_size ? Position::Start : Position::Stretch;
  return align;
}

std::vector<GridItem> collect_grid_items(const GridContainer& container, const GridPlacement& placement,
                                         LayoutContext& context) {
  std::unordered_map<std::uint32_t, std::uint32_t> sources;
  std::uint32_t source = 0;
  for (BoxId child = context.box(container.box).first_child; child; child = context.box(child).next_sibling) {
    const boxes::Box& box = context.box(child);
    if (box.kind != BoxKind::Marker && boxes::is_in_flow(box)) sources.emplace(child.value, source++);
  }
  std::vector<GridItem> items;
  items.reserve(placement.boxes.size());
  for (std::size_t i = 0; i < placement.boxes.size(); ++i) {
    GridItem item;
    item.box = placement.boxes[i];
    item.style = &context.style_of(item.box);
    item.source = sources[item.box.value];
    item.area = placement.areas[i];
    item.justify = grid_alignment(item.box, GridAxis::Inline, context);
    item.align = grid_alignment(item.box, GridAxis::Block, context);
    const bool has_auto_margin = item.style->margin_top.is_auto || item.style->margin_bottom.is_auto;
    item.aligns_baseline = item.align.position == Position::Baseline && !has_auto_margin;
    const GridPlacement* const subgrid = placement.subgrids[i].get();
    item.takes_columns = subgrid != nullptr && subgrid->takes_columns;
    item.takes_rows = subgrid != nullptr && subgrid->takes_rows;
    item.stretches = item.align.position == Position::Stretch && item.style->height.is_auto() && !has_auto_margin;
    if (item.takes_rows) {
      item.stretches = true;
      item.aligns_baseline = false;
    }
    items.push_back(std::move(item));
  }
  return items;
}

Edges grid_item_edges(const GridItem& item, LayoutUnit containing_width, const LayoutContext& context) {
  return edges_of(item.box, containing_width, context);
}

namespace {

/// Whether `stretch` is said: it is stronger than a ratio, unlike `normal` (§6.2).
bool asks_for_stretch(const GridItem& item, const LayoutContext& context) {
  const ComputedStyle& container = context.style_of(context.box(item.box).parent);
  return used_alignment(item.style->justify_self, container.justify_items).position == Position::Stretch;
}

}  // namespace

void set_grid_item_width(GridItem& item, LayoutUnit area_width, LayoutContext& context) {
  const ComputedStyle& style = *item.style;
  item.area_size.width = area_width;
  item.margins = margin_widths(style, area_width);
  const LayoutUnit room = std::max(LayoutUnit(), area_width - item.margins.horizontal());
  const Edges edges = edges_of(item.box, area_width, context);
  if (item.takes_columns) {
    // A subgrid fills its area, whatever its own size (css-grid-2 §9).
    item.width = std::max(room, edges.horizontal());
    return;
  }
  const bool has_auto_margin = style.margin_left.is_auto || style.margin_right.is_auto;
  const bool stretches = item.justify.position == Position::Stretch && !has_auto_margin && style.width.is_auto();
  if (stretches && (is_replaced(item.box, context) || !style.aspect_ratio.has_ratio() || style.height.is_auto() ||
                    asks_for_stretch(item, context))) {
    item.width = clamp_width(room, style, area_width, edges.horizontal());
    return;
  }
  if (is_replaced(item.box, context)) {
    LayoutInput input;
    input.box = item.box;
    input.available = {area_width, std::nullopt};
    input.is_formatting_root = true;
    item.width = layout_box(input, context).fragment->size.width;
    return;
  }
  if (!style.width.is_auto()) {
    LayoutInput input;
    input.box = item.box;
    input.available = {area_width, std::nullopt};
    item.width = block_width(input, context);
    return;
  }
  const auto by_ratio = width_by_ratio(style, std::nullopt, edges);
  item.width = by_ratio
                   ? clamp_width(*by_ratio, style, area_width, edges.horizontal())
                   : clamp_width(shrink_to_fit_width(item.box, room, context), style, area_width, edges.horizontal());
}

LayoutInput grid_item_input(const GridItem& item, std::optional<LayoutUnit> area_height) {
  LayoutInput input;
  input.box = item.box;
  input.available = {item.area_size.width, area_height};
  input.fixed_inline_size = item.width;
  input.is_formatting_root = true;
  input.subgrid = item.subgrid;
  if (item.fixed_height) input.fixed_block_size = {*item.fixed_height, true, item.may_grow};
  return input;
}

const Fragment* measured_grid_item(const GridItem& item, std::optional<LayoutUnit> area_height,
                                   LayoutContext& context) {
  return measured_box(grid_item_input(item, area_height), context).fragment;
}

/// §6.6. A size that is not `auto` is the minimum, too.
LayoutUnit ColumnContributions::minimum(std::size_t index, bool has_automatic_minimum,
                                        std::optional<LayoutUnit> limit) {
  const GridItem& item = items_[index];
  if (item.is_frame) return std::max(LayoutUnit(), item.around);
  const ComputedStyle& style = *item.style;
  if (has_own_width(style) || style.width.kind == style::Size::Kind::MinContent ||
      style.width.kind == style::Size::Kind::MaxContent) {
    return min_content(index);
  }
  const LayoutUnit margins = margin_widths(style, LayoutUnit()).horizontal() + item.around;
  const LayoutUnit edges = edges_of(item.box, LayoutUnit(), context_).horizontal();
  if (!style.min_width.is_auto()) {
    if (style.min_width.is_length()) {
      const auto least = border_box_size(style.min_width, std::nullopt, edges, style.box_sizing);
      return std::max(LayoutUnit(), std::max(least.value_or(edges), edges) + margins);
    }
    return min_content(index);
  }
  const bool is_automatic = has_automatic_minimum && !style.is_scroll_container();
  if (!is_automatic) return std::max(LayoutUnit(), edges + margins);
  const LayoutUnit content = min_content(index);
  return limit ? std::min(content, std::max(*limit, edges + margins)) : content;
}

LayoutUnit ColumnContributions::min_content(std::size_t item) { return asked(item, &IntrinsicSizes::min_content); }

LayoutUnit ColumnContributions::max_content(std::size_t item) { return asked(item, &IntrinsicSizes::max_content); }

LayoutUnit ColumnContributions::asked(std::size_t index, LayoutUnit IntrinsicSizes::*size) {
  const GridItem& item = items_[index];
  const LayoutUnit own = item.is_frame ? LayoutUnit() : intrinsic_contribution(item.box, context_).*size;
  return std::max(LayoutUnit(), own + item.around);
}

LayoutUnit RowContributions::height_of(std::size_t index) {
  if (!heights_[index]) {
    const GridItem& item = items_[index];
    LayoutUnit own;
    if (!item.is_frame) {
      const Fragment& fragment = *measured_grid_item(item, area_heights_[index], context_);
      own = fragment.size.height + item.margins.vertical() + item.baseline_shift;
    }
    heights_[index] = std::max(LayoutUnit(), own + item.around);
  }
  return *heights_[index];
}

LayoutUnit RowContributions::minimum(std::size_t index, bool has_automatic_minimum, std::optional<LayoutUnit> limit) {
  const GridItem& item = items_[index];
  const ComputedStyle& style = *item.style;
  if (item.is_frame) return height_of(index);
  const bool has_own_height = style.height.is_length() && (!style.height.value.has_percent() || area_heights_[index]);
  if (has_own_height) return height_of(index);
  const LayoutUnit margins = item.margins.vertical() + item.baseline_shift + item.around;
  const LayoutUnit edges = edges_of(item.box, item.area_size.width, context_).vertical();
  if (style.min_height.is_length()) {
    const auto least = border_box_size(style.min_height, area_heights_[index], edges, style.box_sizing);
    return std::max(LayoutUnit(), std::max(least.value_or(edges), edges) + margins);
  }
  const bool is_automatic = has_automatic_minimum && !style.is_scroll_container();
  if (style.min_height.is_auto() && !is_automatic) return std::max(LayoutUnit(), edges + margins);
  const LayoutUnit content = height_of(index);
  return limit ? std::min(content, std::max(*limit, edges + margins)) : content;
}

}  // namespace gongwen::layout
