#include "layout/grid/detail/grid_items.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/layout_box.h"
#include "layout/core/replaced_size.h"
#include "style/writing_modes.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace gongwen::layout {
// Alignment of items in their areas (css-align-3, css-grid-1 section 10) and the contributions of items to the tracks
// (section 6.6). All of it is in terms of the grid's own lines and blocks; items may have another writing mode.
namespace {

using boxes::BoxKind;
using style::ComputedStyle;
using Position = style::ItemAlignment;

bool is_replaced(BoxId box, const LayoutContext& context) { return context.box(box).kind == BoxKind::Replaced; }

/// Whether the width is a length without percentages; all other widths depend on the area or on the content.
bool has_own_width(const ComputedStyle& style) { return style.width.is_length() && !style.width.value.has_percent(); }

}  // namespace

namespace {

/// A side of the flow in which all boxes are laid out (left to right, top to bottom).
enum class FlowSide : std::uint8_t { Top, Right, Bottom, Left };

bool is_across_lines(FlowSide side) { return side == FlowSide::Top || side == FlowSide::Bottom; }

FlowSide block_start(style::WritingMode mode) {
  if (!style::is_vertical(mode)) return FlowSide::Top;
  return style::starts_at_right(mode) ? FlowSide::Right : FlowSide::Left;
}
FlowSide line_start(style::WritingMode mode, bool is_rtl) {
  if (!style::is_vertical(mode)) return is_rtl ? FlowSide::Right : FlowSide::Left;
  return is_rtl != (mode == style::WritingMode::SidewaysLr) ? FlowSide::Bottom : FlowSide::Top;
}

/// The writing mode of the lines in an item. An item whose content is turned has a box of the grid's own mode around
/// it.
style::WritingMode inner_mode(BoxId item, const LayoutContext& context) {
  const BoxId child = context.box(item).first_child;
  if (!child || context.box(child).kind != BoxKind::Turned) return context.style_of(item).writing_mode;
  return context.style_of(context.box(child).first_child).writing_mode;
}

/// Whether an item starts, in an axis of its container, at the side where that axis ends (css-align-3 §4.1,
/// self-start): a vertical-rl item in a horizontal grid does.
bool starts_at_end(BoxId item, GridAxis axis, const ComputedStyle& container, const LayoutContext& context) {
  const bool is_block = axis == GridAxis::Block;
  const FlowSide start =
      is_block ? block_start(container.writing_mode) : line_start(container.writing_mode, is_rtl(container));
  const style::WritingMode mode = inner_mode(item, context);
  const FlowSide own = block_start(mode);
  if (is_across_lines(own) == is_across_lines(start)) return own != start;
  return line_start(mode, is_rtl(context.style_of(item))) != start;
}

/// Turns `left`, `right`, `self-start` and `self-end` into `start` and `end` of the container's axis.
Position flow_relative(Position position, BoxId item, GridAxis axis, const LayoutContext& context) {
  const ComputedStyle& container = context.style_of(context.box(item).parent);
  const bool is_reversed = axis == GridAxis::Inline && is_rtl(container);
  // `left` and `right` have a meaning along lines only; in the block axis they are `start`.
  switch (position) {
    case Position::Left: return is_reversed ? Position::End : Position::Start;
    case Position::Right: return is_reversed || axis == GridAxis::Block ? Position::Start : Position::End;
    case Position::SelfStart: return starts_at_end(item, axis, container, context) ? Position::End : Position::Start;
    case Position::SelfEnd: return starts_at_end(item, axis, container, context) ? Position::Start : Position::End;
    default: return position;
  }
}

}  // namespace

/// The alignment of a child in its area, with `normal` resolved (css-grid-1 §6.2): boxes with their own size or ratio
/// keep it, all others stretch.
ItemAlignment grid_alignment(BoxId child, GridAxis axis, const LayoutContext& context) {
  const ComputedStyle& own = context.style_of(child);
  const ComputedStyle& container = context.style_of(context.box(child).parent);
  const bool block = axis == GridAxis::Block;
  ItemAlignment align = block ? used_alignment(own.align_self, container.align_items)
                              : used_alignment(own.justify_self, container.justify_items);
  align.position = flow_relative(align.position, child, axis, context);
  if (align.position != Position::Normal && align.position != Position::Auto) return align;
  const bool keeps_size =
      // `normal` lets such boxes keep their size (css-grid-1 §6.2).
      is_replaced(child, context) || !boxes::is_in_flow(context.box(child)) || (block && own.aspect_ratio.has_ratio());
  align.position = keeps_size ? Position::Start : Position::Stretch;
  return align;
}

/// Items in the order of the placement, with everything about them that does not depend on sizes.
std::vector<GridItem> collect_grid_items(const GridContainer& container, const GridPlacement& placement,
                                         LayoutContext& context) {
  // The place of each item in the source, for the order of fragments.
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
    // `auto` margins take the free space, so nothing is left to align.
    const bool has_auto_margin = item.style->margin_top.is_auto || item.style->margin_bottom.is_auto;
    item.aligns_baseline = item.align.position == Position::Baseline && !has_auto_margin;
    const GridPlacement* const subgrid = placement.subgrids[i].get();
    item.takes_columns = subgrid != nullptr && subgrid->takes_columns;
    item.takes_rows = subgrid != nullptr && subgrid->takes_rows;
    item.stretches = item.align.position == Position::Stretch && item.style->height.is_auto() && !has_auto_margin;
    // A subgrid always fills its area (css-grid-2 §9).
    if (item.takes_rows) {
      item.stretches = true;
      item.aligns_baseline = false;
    }
    items.push_back(std::move(item));
  }
  return items;
}

namespace {

/// The flow of the lines in an item, and the box that holds it if it is turned.
struct InnerFlow {
  style::WritingMode around = style::WritingMode::HorizontalTb;  // of the grid
  style::WritingMode own = style::WritingMode::HorizontalTb;
  BoxId turned;

  InnerFlow(BoxId item, const LayoutContext& context)
      : around(context.style_of(item).writing_mode), own(inner_mode(item, context)) {
    const BoxId child = context.box(item).first_child;
    if (child && context.box(child).kind == BoxKind::Turned) turned = child;
  }
  bool is_across() const { return style::is_across(around, own); }
  bool starts_at_right() const { return style::starts_at_right(own); }
};

/// The distance of an item's baseline from the side of its border box at which lines of the grid start (left, or the
/// upper side in vertical grids). If its own lines do not run across the grid's, it is the border edge under the text.
LayoutUnit inline_baseline(const GridItem& item, const InnerFlow& flow, const Fragment& fragment,
                           LayoutContext& context) {
  const bool is_upward = flow.around == style::WritingMode::SidewaysLr;
  const LayoutUnit under = style::is_vertical(flow.around) && !is_upward ? fragment.size.width : LayoutUnit();
  // Lines parallel to the grid's have no baseline across them.
  if (!flow.is_across()) return under;
  for (const ChildFragment& child : fragment.children) {
    if (child.fragment->box != flow.turned) continue;
    const Size& size = child.fragment->size;
    // The turned flow is laid out again to ask it for its baseline; the result is cached.
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

/// Inline-axis baseline alignment (css-grid-1 §10.6): vertical text in a horizontal grid. Items of a column that share
/// a baseline are shifted so that the farthest decides; shifts also count for the width of the column.
void align_inline_baselines(std::vector<GridItem>& items, LayoutContext& context) {
  using Edge = GridItem::BaselineEdge;
  struct Aligned {
    GridItem* item = nullptr;
    Edge edge = Edge::Start;
    LayoutUnit ascent;  // how far the baseline is from that edge of its margin box
    std::uint32_t column() const { return edge == Edge::End ? item->area.columns.end - 1 : item->area.columns.begin; }
  };
  // Farthest baselines, by column, for items aligned at the start and at the end of their columns.
  std::array<std::vector<LayoutUnit>, 2> farthest;
  const auto in_columns = [&](Edge edge) -> std::vector<LayoutUnit>& {
    return farthest[edge == Edge::End ? 1 : 0];
  };
  std::vector<Aligned> aligned;
  std::unordered_set<std::uint32_t> crossed;  // columns in which there is a baseline to share
  for (GridItem& item : items) {
    const bool has_auto_margin = item.style->margin_left.is_auto || item.style->margin_right.is_auto;
    if (item.justify.position != Position::Baseline || has_auto_margin || item.takes_columns) continue;
    // Its width is not known before that of the column.
    if (item.style->width.value.has_percent()) continue;
    const bool is_reversed = is_rtl(context.style_of(context.box(item.box).parent));
    const InnerFlow flow(item.box, context);
    if (flow.is_across()) crossed.insert(item.area.columns.begin);
    // Vertical text that starts at the right has its first baseline at the right.
    const bool begins_at_end = flow.is_across() && flow.starts_at_right();
    const bool is_from_end = item.justify.is_last != (begins_at_end != (flow.is_across() && is_reversed));
    // Width is max-content here: columns are not sized yet, and items aligned by baselines are not stretched.
    LayoutInput input;
    input.box = item.box;
    input.fixed_inline_size = intrinsic_sizes(item.box, context).max_content;
    input.available = {*input.fixed_inline_size, std::nullopt};
    const Fragment& fragment = *measured_box(input, context).fragment;
    const LayoutUnit from_left = inline_baseline(item, flow, fragment, context);
    const Edges margins = margin_widths(*item.style, LayoutUnit());
    // Distances are measured from the side from which the item is aligned.
    const bool from_right = is_from_end != is_reversed;
    const LayoutUnit ascent = from_right ? margins.right + fragment.size.width - from_left : margins.left + from_left;
    aligned.push_back({&item, is_from_end ? Edge::End : Edge::Start, ascent});
    std::vector<LayoutUnit>& columns = in_columns(aligned.back().edge);
    const std::uint32_t column = aligned.back().column();
    if (columns.size() <= column) columns.resize(column + 1, LayoutUnit::min());
    columns[column] = std::max(columns[column], ascent);
  }
  for (const Aligned& one : aligned) {
    // Without crossing lines there is no baseline to share: items keep their alignment.
    if (!crossed.contains(one.item->area.columns.begin)) continue;
    one.item->inline_edge = one.edge;
    one.item->inline_shift = in_columns(one.edge)[one.column()] - one.ascent;
  }
}

namespace {

/// Whether the style says `stretch` explicitly: that wins over a ratio, `normal` does not (§6.2).
bool asks_for_stretch(const GridItem& item, const LayoutContext& context) {
  const ComputedStyle& container = context.style_of(context.box(item.box).parent);
  return used_alignment(item.style->justify_self, container.justify_items).position == Position::Stretch;
}

/// The width that the ratio of an item gives it from a known height: its own, or that of its area. nullopt if it has no
/// ratio or no such height.
std::optional<LayoutUnit> width_by_height(const GridItem& item, LayoutUnit area_width,
                                          std::optional<LayoutUnit> area_height, LayoutContext& context) {
  const ComputedStyle& style = *item.style;
  const bool is_image = is_replaced(item.box, context);
  if (!style.width.is_auto() || !(is_image || style.aspect_ratio.has_ratio())) return std::nullopt;
  const Edges edges = item_edges(item.box, area_width, context);
  // A stretched height counts as definite, so the ratio can use it.
  if (item.stretches && area_height) {
    const LayoutUnit room = *area_height - margin_widths(style, area_width).vertical() - edges.vertical();
    const LayoutUnit height = clamp_content_height(room, style, area_height, edges.vertical());
    return ratio_width(item.box, height, edges, context);
  }
  // Images may have a ratio, limits, or both.
  if (is_image) {
    return replaced_content_size(item.box, {area_width, area_height, std::nullopt}, context).width + edges.horizontal();
  }
  const auto height = content_height(style, area_height, edges.vertical());
  return height ? ratio_width(item.box, *height, edges, context) : std::nullopt;
}

}  // namespace

/// Such items make columns depend on rows, so columns are sized twice (grid_plan.cpp).
bool width_follows_height(const GridItem& item, const LayoutContext& context) {
  const ComputedStyle& style = *item.style;
  const bool is_image = is_replaced(item.box, context);
  if (!style.width.is_auto() || item.takes_columns || !(is_image || style.aspect_ratio.has_ratio())) return false;
  const auto has_percent = [](const style::Size& size) {
    return size.is_length() && size.value.has_percent();
  };
  return item.stretches || has_percent(style.height) || has_percent(style.min_height) || has_percent(style.max_height);
}

std::vector<std::optional<LayoutUnit>> fixed_area_heights(const GridTrackList& rows, const std::vector<GridItem>& items,
                                                          std::optional<LayoutUnit> height, LayoutUnit gap) {
  // Sums of fixed sizes and counts of the others, up to each row.
  std::vector<LayoutUnit> sums(rows.sizes.size() + 1);
  std::vector<std::size_t> open(rows.sizes.size() + 1);
  for (std::size_t i = 0; i < rows.sizes.size(); ++i) {
    const auto size = fixed_track_size(rows.sizes[i], height);
    sums[i + 1] = sums[i] + size.value_or(LayoutUnit());
    open[i + 1] = open[i] + (size ? 0 : 1);
  }
  std::vector<std::optional<LayoutUnit>> heights;
  heights.reserve(items.size());
  for (const GridItem& item : items) {
    const GridSpan& span = item.area.rows;
    const bool is_fixed = open[span.end] == open[span.begin];
    heights.push_back(is_fixed ? std::optional(sums[span.end] - sums[span.begin] + grid_gaps(rows, span, gap))
                               : std::nullopt);
  }
  return heights;
}

/// css-grid-1 §6.2: an item stretches into its area, or is as wide as its style, its ratio or its content makes it.
void set_grid_item_width(GridItem& item, LayoutUnit area_width, LayoutContext& context) {
  const ComputedStyle& style = *item.style;
  item.area_size.width = area_width;
  item.margins = margin_widths(style, area_width);
  const LayoutUnit room = std::max(LayoutUnit(), area_width - item.margins.horizontal());
  const Edges edges = item_edges(item.box, area_width, context);
  if (item.takes_columns) {
    // A subgrid fills its area, regardless of its own size (css-grid-2 §9).
    item.width = std::max(room, edges.horizontal());
    return;
  }
  const bool has_auto_margin = style.margin_left.is_auto || style.margin_right.is_auto;
  // A set width: percentages refer to the area.
  if (!style.width.is_auto()) {
    LayoutInput input;
    input.box = item.box;
    input.available = {area_width, item.known_area_height};
    input.is_formatting_root = true;
    item.width =
        is_replaced(item.box, context) ? layout_box(input, context).fragment->size.width : block_width(input, context);
    return;
  }
  const bool stretches = item.justify.position == Position::Stretch && !has_auto_margin;
  LayoutUnit width = room;
  // An explicit `stretch` wins over a ratio; otherwise the ratio is used, or the content.
  if (!stretches || !asks_for_stretch(item, context)) {
    if (const auto by_height = width_by_height(item, area_width, item.known_area_height, context)) {
      width = *by_height;
    } else if (!stretches) {
      width = shrink_to_fit_width(item.box, room, context);
    }
  }
  item.width = clamp_width(width, item.box, area_width, edges.horizontal(), context);
}

/// Percentages of heights refer to the area, which is known only after rows have been sized.
LayoutInput grid_item_input(const GridItem& item, std::optional<LayoutUnit> area_height) {
  LayoutInput input;
  input.box = item.box;
  input.available = {item.area_size.width, area_height};
  input.fixed_inline_size = item.width;
  input.is_formatting_root = true;
  input.subgrid = item.subgrid;
  // The part that continues on the next page may need more height than the area has.
  if (item.fixed_height) input.fixed_block_size = {*item.fixed_height, true, item.may_grow};
  return input;
}

/// Measured before rows are final, and without pages; the results are cached by all that they depend on.
const Fragment* measured_grid_item(const GridItem& item, std::optional<LayoutUnit> area_height,
                                   LayoutContext& context) {
  return measured_box(grid_item_input(item, area_height), context).fragment;
}

/// The minimum contribution (§6.6). A width that is set is also the minimum; `min-width: auto` means the content's
/// minimum, but no more than `limit`, if the item spans an `auto` track.
LayoutUnit ColumnContributions::minimum(std::size_t index, bool has_automatic_minimum,
                                        std::optional<LayoutUnit> limit) {
  const GridItem& item = items_[index];
  if (item.is_frame) return std::max(LayoutUnit(), item.around);
  const ComputedStyle& style = *item.style;
  // The style's width is a minimum as well.
  if (has_own_width(style) || style.width.kind == style::Size::Kind::MinContent ||
      style.width.kind == style::Size::Kind::MaxContent) {
    return min_content(index);
  }
  const LayoutUnit margins = margin_widths(style, LayoutUnit()).horizontal() + item.around + item.inline_shift;
  const LayoutUnit edges = item_edges(item.box, LayoutUnit(), context_).horizontal();
  // A set minimum replaces the automatic one.
  if (!style.min_width.is_auto()) {
    if (style.min_width.is_length()) {
      const auto least = border_box_size(style.min_width, std::nullopt, edges, style.box_sizing);
      return std::max(LayoutUnit(), std::max(least.value_or(edges), edges) + margins);
    }
    return min_content(index);
  }
  // The automatic minimum of a scroll container is 0.
  const bool is_automatic = has_automatic_minimum && !style.is_scroll_container();
  if (!is_automatic) return std::max(LayoutUnit(), edges + margins);
  const LayoutUnit content = min_content(index);
  // The contribution of an item over fixed tracks must not make them overflow.
  return limit ? std::min(content, std::max(*limit, edges + margins)) : content;
}

LayoutUnit ColumnContributions::min_content(std::size_t item) { return asked(item, &IntrinsicSizes::min_content); }

LayoutUnit ColumnContributions::max_content(std::size_t item) { return asked(item, &IntrinsicSizes::max_content); }

/// Intrinsic widths of the margin box. Percentages of the height refer to the area, if its height is known.
IntrinsicSizes ColumnContributions::contribution(const GridItem& item) {
  // Most widths do not depend on heights.
  if (!item.known_area_height || !width_follows_height(item, context_)) {
    return intrinsic_contribution(item.box, context_);
  }
  const auto by_height = width_by_height(item, LayoutUnit(), item.known_area_height, context_);
  if (!by_height) return intrinsic_contribution(item.box, context_);
  // Percentages of the area's width are not known yet, so limits in percent do not count.
  const ComputedStyle& style = *item.style;
  const LayoutUnit edges = item_edges(item.box, LayoutUnit(), context_).horizontal();
  LayoutUnit width = *by_height;
  if (const auto most = border_box_size(style.max_width, std::nullopt, edges, style.box_sizing)) {
    width = std::min(width, *most);
  }
  if (const auto least = border_box_size(style.min_width, std::nullopt, edges, style.box_sizing)) {
    width = std::max(width, *least);
  }
  width = std::max(LayoutUnit(), width + margin_widths(style, LayoutUnit()).horizontal());
  // A box that shrinks with its container has a minimum of zero.
  return {shrinks_with_container(style) ? LayoutUnit() : width, width};
}

LayoutUnit ColumnContributions::asked(std::size_t index, LayoutUnit IntrinsicSizes::*size) {
  const GridItem& item = items_[index];
  LayoutUnit own;
  if (!item.is_frame) own = contribution(item).*size;
  return std::max(LayoutUnit(), own + item.around + item.inline_shift);
}

/// Track sizing needs heights several times, so each is measured once.
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

/// As for widths, with heights: in the block axis the min-content and max-content contributions are the same.
LayoutUnit RowContributions::minimum(std::size_t index, bool has_automatic_minimum, std::optional<LayoutUnit> limit) {
  const GridItem& item = items_[index];
  const ComputedStyle& style = *item.style;
  if (item.is_frame) return height_of(index);
  // A height that is set is also the minimum.
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
