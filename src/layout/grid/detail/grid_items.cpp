#include "layout/grid/detail/grid_items.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/inline_direction.h"
#include "style/writing_modes.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;
using style::ComputedStyle;
using Position = style::ItemAlignment;

bool is_replaced(BoxId box, const LayoutContext& context) { return context.box(box).kind == BoxKind::Replaced; }

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

namespace {

/// The flow of the lines in an item, and where that is in its fragment.
struct InnerFlow {
  style::WritingMode around = style::WritingMode::HorizontalTb;  // of the grid
  style::WritingMode own = style::WritingMode::HorizontalTb;
  BoxId turned;

  InnerFlow(BoxId item, const LayoutContext& context) {
    around = own = context.style_of(item).writing_mode;
    const BoxId child = context.box(item).first_child;
    if (!child || context.box(child).kind != BoxKind::Turned) return;
    turned = child;
    own = context.style_of(context.box(child).first_child).writing_mode;
  }
  bool is_across() const { return style::is_across(around, own); }
  bool starts_at_right() const {
    return own == style::WritingMode::VerticalRl || own == style::WritingMode::SidewaysRl;
  }
};

/// How far the baseline of an item is from the side of its border box at which lines of the grid start when they run
/// from left to right, or downwards. Without lines across those it is that of the border edge under the text.
LayoutUnit inline_baseline(const GridItem& item, const InnerFlow& flow, const Fragment& fragment,
                           LayoutContext& context) {
  const bool is_upward = flow.around == style::WritingMode::SidewaysLr;
  const LayoutUnit under = style::is_vertical(flow.around) && !is_upward ? fragment.size.width : LayoutUnit();
  if (!flow.is_across()) return under;
  for (const ChildFragment& child : fragment.children) {
    if (child.fragment->box != flow.turned) continue;
    const Size& size = child.fragment->size;
    LayoutInput input;
    input.box = context.box(flow.turned).first_child;
    input.available = {size.height, size.width};
    input.fixed_inline_size = size.height;
    input.fixed_block_size = FixedBlockSize{size.width};
    const Fragment& inner = *measured_box(input, context).fragment;
    const auto baseline = item.justify.is_last ? inner.last_baseline : inner.baseline;
    if (!baseline) return under;
    const bool from_other_side = is_upward || flow.starts_at_right();
    return child.offset.x + (from_other_side ? size.width - *baseline : *baseline);
  }
  return under;
}

}  // namespace

void align_inline_baselines(std::vector<GridItem>& items, LayoutContext& context) {
  const auto column_of = [](const GridItem& item) {
    return item.is_from_end ? item.area.columns.end - 1 : item.area.columns.begin;
  };
  std::array<std::vector<LayoutUnit>, 2> farthest;
  std::unordered_set<std::uint32_t> crossed;  // columns in which there is a baseline to share
  for (GridItem& item : items) {
    const bool has_auto_margin = item.style->margin_left.is_auto || item.style->margin_right.is_auto;
    item.aligns_inline_baseline = item.justify.position == Position::Baseline && !has_auto_margin &&
                                  !item.takes_columns && !item.style->width.value.has_percent();
    if (!item.aligns_inline_baseline) continue;
    const bool is_reversed = is_rtl(context.style_of(context.box(item.box).parent));
    const InnerFlow flow(item.box, context);
    if (flow.is_across()) crossed.insert(item.area.columns.begin);
    const bool begins_at_end = flow.is_across() && flow.starts_at_right();
    item.is_from_end = item.justify.is_last != (begins_at_end != (flow.is_across() && is_reversed));
    LayoutInput input;
    input.box = item.box;
    input.fixed_inline_size = intrinsic_sizes(item.box, context).max_content;
    input.available = {*input.fixed_inline_size, std::nullopt};
    const Fragment& fragment = *measured_box(input, context).fragment;
    const LayoutUnit from_left = inline_baseline(item, flow, fragment, context);
    const Edges margins = margin_widths(*item.style, LayoutUnit());
    const bool from_right = item.is_from_end != is_reversed;
    item.inline_ascent = from_right ? margins.right + fragment.size.width - from_left : margins.left + from_left;
    std::vector<LayoutUnit>& columns = farthest[item.is_from_end ? 1 : 0];
    if (columns.size() <= column_of(item)) columns.resize(column_of(item) + 1, LayoutUnit::min());
    columns[column_of(item)] = std::max(columns[column_of(item)], item.inline_ascent);
  }
  for (GridItem& item : items) {
    item.aligns_inline_baseline = item.aligns_inline_baseline && crossed.contains(item.area.columns.begin);
    if (!item.aligns_inline_baseline) continue;
    item.inline_shift = farthest[item.is_from_end ? 1 : 0][column_of(item)] - item.inline_ascent;
  }
}

namespace {

/// Whether the style has `stretch`, which prevails over a ratio, unlike `normal` (§6.2).
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
  const Edges edges = item_edges(item.box, area_width, context);
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
  const LayoutUnit edges = item_edges(item.box, LayoutUnit(), context_).horizontal();
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
  return std::max(LayoutUnit(), own + item.around + item.inline_shift);
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
  const LayoutUnit edges = item_edges(item.box, item.area_size.width, context_).vertical();
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
