#include "layout/intrinsic_sizes.h"

#include "layout/box_metrics.h"
#include "layout/inline_layout.h"
#include "layout/table_widths.h"
#include "text/line_breaker.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;
using style::ComputedStyle;

/// Lines with boxes in them: each box counts with its own least and preferred width (css-sizing-3 §5.1).
text::IntrinsicWidths measure_with_objects(text::ShapedParagraph paragraph, text::TextLength indent,
                                           LayoutContext& context) {
  const auto set_widths = [&](LayoutUnit IntrinsicSizes::*member) {
    for (text::LineUnit& unit : paragraph.units) {
      if (unit.kind != text::UnitKind::Object) continue;
      unit.advance = text::TextLength::from(intrinsic_contribution(BoxId(unit.item), context).*member);
    }
  };
  set_widths(&IntrinsicSizes::min_content);
  const text::TextLength least = text::measure_paragraph(paragraph, indent).min_content;
  set_widths(&IntrinsicSizes::max_content);
  return {least, text::measure_paragraph(paragraph, indent).max_content};
}

IntrinsicSizes content_sizes(BoxId box, LayoutContext& context) {
  if (context.box(box).has_inline_children) {
    const InlineContent& content = inline_content(box, LayoutUnit(), context);
    const auto indent = text::TextLength::from(context.style_of(box).text_indent.length.length);
    const text::IntrinsicWidths widths = content.objects.empty()
                                             ? text::measure_paragraph(content.paragraph, indent)
                                             : measure_with_objects(content.paragraph, indent, context);
    return {widths.min_content.ceil(), widths.max_content.ceil()};
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
  if (context.box(box).kind == BoxKind::Table) return table_intrinsic_sizes(box, context);
  const ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  // Percentages of an unknown width count as auto (css-sizing-3 §5.2.1).
  const std::optional<LayoutUnit> fixed = border_box_size(style.width, std::nullopt, edges, style.box_sizing);
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
  if (context.box(box).kind == BoxKind::Table) return table_intrinsic_sizes(box, context);
  const ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  const IntrinsicSizes content = content_sizes(box, context);
  return {content.min_content + edges, content.max_content + edges};
}

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
