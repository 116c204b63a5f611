#include "layout/core/detail/layout_box.h"

#include "layout/core/box_metrics.h"
#include "layout/core/box_transform.h"
#include "layout/core/detail/fragment_builder.h"

#include <algorithm>

namespace gongwen::layout {

LayoutResult layout_box(const LayoutInput& input, LayoutContext& context) {
  context.sink.go_on();
  return context.formatting_contexts->of(context.box(input.box).kind).layout(input, context);
}

const Fragment* make_anchor(BoxId box, LayoutContext& context, std::unique_ptr<const AnchorArea> area) {
  Fragment anchor = fragment_of(box, context);
  anchor.kind = FragmentKind::Anchor;
  anchor.anchor_area = std::move(area);
  return context.fragments.add(std::move(anchor));
}

BoxId inline_around(BoxId id, const LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  const bool is_around = box.kind == boxes::BoxKind::Block && box.part == boxes::BoxPart::Anonymous && box.content != 0;
  return is_around ? BoxId(box.content) : BoxId();
}

Point shift_of_inlines(BoxId box, const LayoutContext& context, LayoutUnit containing_width,
                       std::optional<LayoutUnit> containing_height) {
  Point shift;
  const BoxId around = inline_around(box, context);
  BoxId at = around ? around : context.box(box).parent;
  for (; at && context.box(at).kind == boxes::BoxKind::Inline; at = context.box(at).parent) {
    shift = shift + relative_shift(context.style_of(at), containing_width, containing_height);
  }
  return shift;
}

bool is_multicol(BoxId id, const LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  const bool is_container = box.kind == boxes::BoxKind::Block || box.kind == boxes::BoxKind::InlineBlock ||
                            box.kind == boxes::BoxKind::Cell || box.kind == boxes::BoxKind::TableCaption;
  if (!is_container) return false;
  const style::ComputedStyle& style = context.styles.style(box.style);
  return style.column_width.has_value() || style.column_count.has_value();
}

bool establishes_formatting_context(BoxId id, const LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  const style::ComputedStyle& style = context.styles.style(box.style);
  if (box.kind != boxes::BoxKind::Block || !boxes::is_in_flow(box)) return true;
  if (is_multicol(id, context) || style.column_span == style::ColumnSpan::All) return true;
  if (style.align_content.position != style::ContentAlignment::Normal) return true;
  return style.display == style::Display::FlowRoot || !style.block_step_size.is_zero() || is_contained(box, style) ||
         style.is_scroll_container();
}

bool contains_fixed(BoxId id, const LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  const style::ComputedStyle& style = context.styles.style(box.style);
  return box.kind != boxes::BoxKind::Inline && (style.has_transform() || is_contained(box, style));
}

using boxes::BoxKind;
using style::ComputedStyle;

IntrinsicSizes content_sizes(BoxId box, LayoutContext& context) {
  return context.formatting_contexts->of(context.box(box).kind).content_sizes(box, context);
}

namespace {

/// By box.
struct KnownSizes : LayoutCache {
  std::unordered_map<std::uint32_t, IntrinsicSizes> sizes;
  void begin_round() override { sizes.clear(); }
};

IntrinsicSizes compute_sizes(BoxId box, LayoutContext& context) {
  context.sink.go_on();
  const FormattingContext& formatting = context.formatting_contexts->of(context.box(box).kind);
  if (formatting.own_sizes != nullptr) return formatting.own_sizes(box, context);
  const ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  // Percentages of an unknown width count as auto (css-sizing-3 §5.2.1).
  std::optional<LayoutUnit> fixed = border_box_size(style.width, std::nullopt, edges, style.box_sizing);
  if (style.aspect_ratio.has_ratio() && context.box(box).kind != BoxKind::Cell) {
    const Edges around = border_widths(style) + padding_widths(style, LayoutUnit());
    if (const auto by_ratio = width_by_ratio(style, std::nullopt, around)) {
      fixed = by_ratio;
      const bool keeps_content =
          style.min_width.is_auto() && !style.hides_overflow() && context.box(box).kind != BoxKind::Replaced;
      if (keeps_content) fixed = std::max(*fixed, content_sizes(box, context).min_content + edges);
    }
  }
  IntrinsicSizes sizes;
  if (fixed && context.box(box).kind == BoxKind::Cell) {
    // A cell with a width may still become as narrow as its content (css-tables-3 §3.8.1).
    const LayoutUnit least = content_sizes(box, context).min_content + edges;
    sizes = {least, std::max(least, *fixed)};
  } else if (fixed) {
    sizes = {*fixed, *fixed};
  } else {
    const IntrinsicSizes content = content_sizes(box, context);
    sizes = {content.min_content + edges, content.max_content + edges};
    if (style.width.kind == style::Size::Kind::MinContent) sizes.max_content = sizes.min_content;
    if (style.width.kind == style::Size::Kind::MaxContent) sizes.min_content = sizes.max_content;
    const Edges around = border_widths(style) + padding_widths(style, LayoutUnit());
    sizes.min_content = transferred_width(sizes.min_content, style, std::nullopt, around);
    sizes.max_content = transferred_width(sizes.max_content, style, std::nullopt, around);
  }
  const auto clamp = [&](LayoutUnit width) {
    if (const auto most = border_box_size(style.max_width, std::nullopt, edges, style.box_sizing)) {
      width = std::min(width, *most);
    }
    if (const auto least = border_box_size(style.min_width, std::nullopt, edges, style.box_sizing)) {
      width = std::max(width, *least);
    }
    return width;
  };
  return {clamp(sizes.min_content), clamp(sizes.max_content)};
}

}  // namespace

IntrinsicSizes content_based_sizes(BoxId box, LayoutContext& context) {
  const FormattingContext& formatting = context.formatting_contexts->of(context.box(box).kind);
  if (formatting.content_sizes == nullptr) return formatting.own_sizes(box, context);
  const ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  const IntrinsicSizes content = content_sizes(box, context);
  return {content.min_content + edges, content.max_content + edges};
}

IntrinsicSizes intrinsic_sizes(BoxId box, LayoutContext& context) {
  const auto& known = context.cache<KnownSizes>().sizes;
  const auto found = known.find(box.value);
  if (found != known.end()) return found->second;
  const IntrinsicSizes sizes = compute_sizes(box, context);
  context.cache<KnownSizes>().sizes.emplace(box.value, sizes);
  return sizes;
}

IntrinsicSizes intrinsic_contribution(BoxId box, LayoutContext& context) {
  IntrinsicSizes sizes = intrinsic_sizes(box, context);
  const LayoutUnit margins = margin_widths(context.style_of(box), LayoutUnit()).horizontal();
  sizes.min_content = std::max(LayoutUnit(), sizes.min_content + margins);
  sizes.max_content = std::max(LayoutUnit(), sizes.max_content + margins);
  return sizes;
}

}  // namespace gongwen::layout
