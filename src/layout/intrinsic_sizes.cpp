#include "layout/intrinsic_sizes.h"

#include "layout/box_metrics.h"
#include "layout/inline_layout.h"
#include "layout/replaced_size.h"
#include "layout/table_widths.h"
#include "text/line_breaker.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;
using style::ComputedStyle;

/// Whether a line has an image whose width depends on the room that there is.
bool holds_shrinking_image(const InlineContent& content, const LayoutContext& context) {
  return std::any_of(content.objects.begin(), content.objects.end(), [&](const auto& object) {
    const boxes::Box& box = context.box(BoxId(object.first));
    return box.kind == BoxKind::Replaced && shrinks_with_container(context.styles.style(box.style));
  });
}

/// Such images may become as narrow as the room is (css-sizing-3 §5.2.2): they are measured in next to none.
LayoutUnit shrunk_min_content(BoxId box, LayoutUnit indent, LayoutContext& context) {
  const InlineContent& content = inline_content(box, LayoutUnit::from_raw(1), context);
  return text::measure_paragraph(content.paragraph, text::TextLength::from(indent)).min_content.ceil();
}

IntrinsicSizes content_sizes(BoxId box, LayoutContext& context) {
  if (context.box(box).has_inline_children) {
    const InlineContent& content = inline_content(box, LayoutUnit(), context);
    const LayoutUnit indent = context.style_of(box).text_indent.length.length;
    const text::IntrinsicWidths widths = text::measure_paragraph(content.paragraph, text::TextLength::from(indent));
    IntrinsicSizes sizes{widths.min_content.ceil(), widths.max_content.ceil()};
    if (holds_shrinking_image(content, context)) sizes.min_content = shrunk_min_content(box, indent, context);
    return sizes;
  }
  IntrinsicSizes sizes;
  for (BoxId child = context.box(box).first_child; child; child = context.box(child).next_sibling) {
    if (context.box(child).kind == BoxKind::Marker || !boxes::is_in_flow(context.box(child))) continue;
    const IntrinsicSizes contribution = intrinsic_contribution(child, context);
    sizes.min_content = std::max(sizes.min_content, contribution.min_content);
    sizes.max_content = std::max(sizes.max_content, contribution.max_content);
  }
  return sizes;
}

IntrinsicSizes compute_sizes(BoxId box, LayoutContext& context) {
  if (context.box(box).kind == BoxKind::Replaced) return replaced_intrinsic_sizes(box, context);
  if (context.box(box).kind == BoxKind::Table) return table_intrinsic_sizes(box, context);
  const ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  // Percentages of an unknown width count as auto (css-sizing-3 §5.2.1).
  const std::optional<LayoutUnit> fixed = border_box_size(style.width, std::nullopt, edges, style.box_sizing);
  IntrinsicSizes sizes;
  if (fixed) {
    sizes = {*fixed, *fixed};
  } else {
    const IntrinsicSizes content = content_sizes(box, context);
    sizes = {content.min_content + edges, content.max_content + edges};
    if (style.width.kind == style::Size::Kind::MinContent) sizes.max_content = sizes.min_content;
    if (style.width.kind == style::Size::Kind::MaxContent) sizes.min_content = sizes.max_content;
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

IntrinsicSizes intrinsic_sizes(BoxId box, LayoutContext& context) {
  const auto found = context.intrinsic_sizes.find(box.value);
  if (found != context.intrinsic_sizes.end()) return found->second;
  const IntrinsicSizes sizes = compute_sizes(box, context);
  context.intrinsic_sizes.emplace(box.value, sizes);
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
