#include "layout/core/detail/intrinsic_sizes.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/aspect_ratio.h"
#include "layout/core/detail/layout_box.h"
#include "layout/core/replaced_size.h"
#include "layout/flex/detail/flex_sizes.h"
#include "layout/inline/detail/inline_layout.h"
#include "layout/table/detail/table_widths.h"
#include "text/line_breaker.h"

#include <algorithm>

namespace gongwen::layout {

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
LayoutUnit shrunk_min_content(BoxId box, text::TextLength indent, LayoutContext& context) {
  const InlineContent& content = inline_content(box, LayoutUnit::from_raw(1), context);
  return text::measure_paragraph(content.paragraph, indent).min_content.ceil();
}

/// Floats met in lines want to stand beside them.
void add_floats_in_lines(const InlineContent& content, IntrinsicSizes& sizes, LayoutContext& context) {
  for (const text::LineUnit& unit : content.paragraph.units) {
    if (unit.kind != text::UnitKind::Anchor) continue;
    const BoxId box(unit.item);
    if (context.box(box).flow != boxes::BoxFlow::Float) continue;
    const IntrinsicSizes contribution = intrinsic_contribution(box, context);
    sizes.min_content = std::max(sizes.min_content, contribution.min_content);
    sizes.max_content += contribution.max_content;
  }
}

/// Blocks stand below each other; floats that follow one another stand side by side, and beside a table or another
/// formatting context.
IntrinsicSizes children_sizes(BoxId box, LayoutContext& context) {
  IntrinsicSizes sizes;
  LayoutUnit floats;
  for (BoxId child = context.box(box).first_child; child; child = context.box(child).next_sibling) {
    const boxes::Box& child_box = context.box(child);
    const bool is_float = child_box.flow == boxes::BoxFlow::Float;
    if (child_box.kind == BoxKind::Marker || (!is_float && !boxes::is_in_flow(child_box))) continue;
    const IntrinsicSizes contribution = intrinsic_contribution(child, context);
    sizes.min_content = std::max(sizes.min_content, contribution.min_content);
    if (is_float) {
      if (context.style_of(child).clear != style::Clear::None) floats = {};
      floats += contribution.max_content;
      sizes.max_content = std::max(sizes.max_content, floats);
      continue;
    }
    const LayoutUnit beside = establishes_formatting_context(child, context) ? floats : LayoutUnit();
    sizes.max_content = std::max(sizes.max_content, contribution.max_content + beside);
    floats = {};
  }
  return sizes;
}

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
  if (context.box(box).kind == BoxKind::Flex) return flex_content_sizes(box, context);
  if (context.box(box).has_inline_children) {
    const InlineContent& content = inline_content(box, LayoutUnit(), context);
    const auto indent = text::TextLength::from(context.style_of(box).text_indent.length.length);
    const text::IntrinsicWidths widths = content.objects.empty()
                                             ? text::measure_paragraph(content.paragraph, indent)
                                             : measure_with_objects(content.paragraph, indent, context);
    IntrinsicSizes sizes{widths.min_content.ceil(), widths.max_content.ceil()};
    if (holds_shrinking_image(content, context)) sizes.min_content = shrunk_min_content(box, indent, context);
    if (context.box(box).has_floats_in_lines) add_floats_in_lines(content, sizes, context);
    return sizes;
  }
  return children_sizes(box, context);
}

namespace {

IntrinsicSizes compute_sizes(BoxId box, LayoutContext& context) {
  if (context.box(box).kind == BoxKind::Replaced) return replaced_intrinsic_sizes(box, context);
  if (context.box(box).kind == BoxKind::Table) return table_intrinsic_sizes(box, context);
  const ComputedStyle& style = context.style_of(box);
  const LayoutUnit edges = border_widths(style).horizontal() + padding_widths(style, LayoutUnit()).horizontal();
  // Percentages of an unknown width count as auto (css-sizing-3 §5.2.1).
  std::optional<LayoutUnit> fixed = border_box_size(style.width, std::nullopt, edges, style.box_sizing);
  if (style.aspect_ratio.has_ratio() && context.box(box).kind != BoxKind::Cell) {
    const Edges around = border_widths(style) + padding_widths(style, LayoutUnit());
    if (const auto by_ratio = width_by_ratio(style, std::nullopt, around)) fixed = by_ratio;
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
