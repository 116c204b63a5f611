#include "layout/core/box_metrics.h"
#include "layout/flex/detail/flex_layout.h"
#include "layout/flex/detail/flex_plan.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using style::ComputedStyle;

/// With margins, which may make it less than nothing: they take room from the other items of its line.
IntrinsicSizes outer_sizes(BoxId item, LayoutContext& context) {
  IntrinsicSizes sizes = intrinsic_sizes(item, context);
  const LayoutUnit margins = margin_widths(context.style_of(item), LayoutUnit()).horizontal();
  sizes.min_content += margins;
  sizes.max_content += margins;
  return sizes;
}

/// The width that an item with a ratio takes from the height that it is stretched to, in a line as high as its
/// container (§9.8).
std::optional<LayoutUnit> width_by_stretch(BoxId item, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(item);
  const ComputedStyle& container = context.style_of(context.box(item).parent);
  const ItemAlignment align = used_alignment(style.align_self, container.align_items);
  const bool stretches = align.position == style::ItemAlignment::Stretch ||
                         align.position == style::ItemAlignment::Normal || align.position == style::ItemAlignment::Auto;
  const bool is_auto =
      style.width.is_auto() && style.height.is_auto() && !style.margin_top.is_auto && !style.margin_bottom.is_auto;
  if (!stretches || !is_auto || !style.aspect_ratio.has_ratio() || container.flex_wrap != style::FlexWrap::Nowrap)
    return std::nullopt;
  const LayoutUnit around = border_widths(container).vertical() + padding_widths(container, LayoutUnit()).vertical();
  const auto height = content_height(container, std::nullopt, around);
  if (!height) return std::nullopt;
  const Edges edges = border_widths(style) + padding_widths(style, LayoutUnit());
  const LayoutUnit outer = *height - margin_widths(style, LayoutUnit()).vertical();
  const LayoutUnit stretched = clamp_content_height(outer - edges.vertical(), style, std::nullopt, edges.vertical());
  return ratio_width(item, stretched, edges, context);
}

/// §9.9.3: an item that may not grow or shrink counts no more or no less than its flex base size.
IntrinsicSizes item_contribution(BoxId item, LayoutContext& context) {
  IntrinsicSizes sizes = outer_sizes(item, context);
  const ComputedStyle& style = context.style_of(item);
  if (const auto width = width_by_stretch(item, context)) {
    const LayoutUnit outer = *width + margin_widths(style, LayoutUnit()).horizontal();
    sizes = {outer, outer};
  }
  if (style.flex_basis.is_content || !style.flex_basis.size.is_length()) return sizes;
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  const auto basis = border_box_size(style.flex_basis.size, std::nullopt, edges, style.box_sizing);
  if (!basis) return sizes;
  const LayoutUnit margins = margin_widths(style, LayoutUnit()).horizontal();
  LayoutUnit least;
  if (style.min_width.is_auto()) {
    least = sizes.min_content - margins;
    if (style.width.is_length()) least = std::min(least, content_based_sizes(item, context).min_content);
  }
  const auto limit = [&](LayoutUnit size) {
    LayoutUnit inner = size - margins;
    if (style.flex_grow <= 0) inner = std::min(inner, *basis);
    if (style.flex_shrink <= 0) inner = std::max(inner, *basis);
    if (const auto most = border_box_size(style.max_width, std::nullopt, edges, style.box_sizing)) {
      inner = std::min(inner, *most);
    }
    if (const auto own = border_box_size(style.min_width, std::nullopt, edges, style.box_sizing)) {
      inner = std::max(inner, *own);
    }
    return std::max(inner, least) + margins;
  };
  return {limit(sizes.min_content), limit(sizes.max_content)};
}

/// The lines of a column that wraps, side by side.
LayoutUnit wrapped_column_width(BoxId box, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).vertical() + padding_widths(style, LayoutUnit()).vertical();
  FlexContainer container;
  container.box = box;
  container.style = &style;
  container.axes = FlexAxes::of(style);
  container.is_multi_line = true;
  container.width = LayoutUnit::from_px(1'000'000);
  container.height = content_height(style, std::nullopt, edges);
  container.min_height = clamp_content_height({}, style, std::nullopt, edges);
  container.max_height = clamp_content_height(LayoutUnit::max(), style, std::nullopt, edges);
  return flex_plan(container, context).lines_sum;
}

}  // namespace

IntrinsicSizes flex_content_sizes(BoxId box, LayoutContext& context) {
  const ComputedStyle& style = context.style_of(box);
  const bool is_row = FlexAxes::of(style).is_row;
  const bool wraps = style.flex_wrap != style::FlexWrap::Nowrap;
  IntrinsicSizes sizes;
  int count = 0;
  for (BoxId child = context.box(box).first_child; child; child = context.box(child).next_sibling) {
    if (context.box(child).kind == boxes::BoxKind::Marker || !boxes::is_in_flow(context.box(child))) continue;
    if (is_row && context.style_of(child).visibility == style::Visibility::Collapse) continue;
    const IntrinsicSizes item = is_row ? item_contribution(child, context) : intrinsic_contribution(child, context);
    if (is_row && !wraps) {
      sizes.min_content += item.min_content;
    } else {
      // AD-HOC: as in the browsers, flex base sizes do not count where each item may have its own line.
      sizes.min_content = std::max(sizes.min_content, intrinsic_contribution(child, context).min_content);
    }
    sizes.max_content = is_row ? sizes.max_content + item.max_content : std::max(sizes.max_content, item.max_content);
    ++count;
  }
  if (is_row && count > 1) {
    const LayoutUnit gaps = used_gap(style.column_gap, LayoutUnit()) * (count - 1);
    sizes.max_content += gaps;
    if (!wraps) sizes.min_content += gaps;
  }
  sizes.min_content = std::max(LayoutUnit(), sizes.min_content);
  sizes.max_content = std::max(LayoutUnit(), sizes.max_content);
  const bool has_height = style.height.is_length() || style.max_height.is_length();
  if (!is_row && wraps && has_height && count > 1) sizes.max_content = wrapped_column_width(box, context);
  return sizes;
}

}  // namespace gongwen::layout
