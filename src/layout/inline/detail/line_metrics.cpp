#include "layout/inline/detail/line_metrics.h"

#include "forms/field_model.h"
#include "layout/inline/text_style.h"
#include "style/apply_property.h"
#include "style/writing_modes.h"

#include <cmath>

namespace gongwen::layout {

using style::ComputedStyle;
using style::LineHeight;
using style::VerticalAlign;

namespace {

/// The same height with its middle on the baseline.
Extent centred(const Extent& extent) {
  const LayoutUnit descent = extent.height() / 2;
  return {extent.height() - descent, descent};
}

Extent on_line(const Extent& extent, const ComputedStyle& style) {
  return style::has_central_baseline(style) ? centred(extent) : extent;
}

}  // namespace

LayoutUnit text_baseline(const ComputedStyle& style, text::StackId fonts, LayoutContext& context) {
  if (!style::has_central_baseline(style)) return {};
  const text::LineMetrics metrics = context.fonts.line_metrics(fonts, style.font_size);
  return metrics.ascent - centred({metrics.ascent, metrics.descent}).ascent;
}

Extent font_extent(const ComputedStyle& style, text::StackId fonts, LayoutContext& context) {
  const text::LineMetrics metrics = context.fonts.line_metrics(fonts, style.font_size);
  return on_line({metrics.ascent, metrics.descent}, style);
}

Extent normal_line_extent(LayoutUnit ascent, LayoutUnit descent, LayoutUnit line_gap) {
  const auto whole_px = [](LayoutUnit length) {
    return LayoutUnit::from_px(static_cast<int>(std::lround(length.to_px())));
  };
  const LayoutUnit gap = whole_px(line_gap);
  const LayoutUnit above = gap / 2;
  return {whole_px(ascent) + above, whole_px(descent) + (gap - above)};
}

Extent line_extent(const ComputedStyle& style, text::StackId fonts, LayoutContext& context) {
  const text::LineMetrics metrics = context.fonts.line_metrics(fonts, style.font_size);
  if (style.line_height.kind == LineHeight::Kind::Normal) {
    return on_line(normal_line_extent(metrics.ascent, metrics.descent, metrics.line_gap), style);
  }
  const Extent extent = on_line({metrics.ascent, metrics.descent}, style);
  const LayoutUnit height = style::line_height_length(style.line_height, style.font_size);
  const LayoutUnit leading = height - extent.height();
  const LayoutUnit above = leading / 2;
  return {extent.ascent + above, extent.descent + (leading - above)};
}

std::optional<LayoutUnit> baseline_shift(const ComputedStyle& style, const ComputedStyle& parent,
                                         text::StackId parent_fonts, const Extent& extent, LayoutContext& context) {
  using Kind = VerticalAlign::Kind;
  const LayoutUnit em = parent.font_size.to_length();
  switch (style.vertical_align.kind) {
    case Kind::Baseline: return LayoutUnit();
    // How far is left to us (CSS 2.2 §10.8.1); so far browsers go.
    case Kind::Sub: return em / 5 + LayoutUnit::from_px(1);
    case Kind::Super: return -(em / 3 + LayoutUnit::from_px(1));
    case Kind::TextTop: return extent.ascent - font_extent(parent, parent_fonts, context).ascent;
    case Kind::TextBottom: return font_extent(parent, parent_fonts, context).descent - extent.descent;
    case Kind::Middle: {
      const text::FontStack& stack = context.fonts.stack(parent_fonts);
      const text::Face* const face =
          stack.entries.empty() ? nullptr : context.fonts.face(stack.entries[stack.primary].face);
      const text::FaceMetrics metrics = face == nullptr ? text::FaceMetrics{} : face->metrics();
      const LayoutUnit half_x = parent.font_size.length_of(metrics.x_height, metrics.units_per_em) / 2;
      return (extent.ascent - extent.descent) / 2 - half_x;
    }
    case Kind::Length:
      return -style.vertical_align.length.resolve(style::line_height_length(style.line_height, style.font_size));
    case Kind::Top:
    case Kind::Bottom: return std::nullopt;
  }
  return LayoutUnit();
}

LayoutUnit baseline_in_block(const Fragment& line, const ComputedStyle& style) {
  const LayoutUnit baseline = line.baseline.value_or(LayoutUnit());
  return style.writing_mode == style::WritingMode::VerticalLr ? line.size.height - baseline : baseline;
}

std::optional<LayoutUnit> blank_control_baseline(const Fragment& fragment, LayoutContext& context) {
  if (!fragment.box) return std::nullopt;
  const dom::NodeId element = context.box(fragment.box).node;
  if (!element || !forms::is_control(context.dom.node(element).name)) return std::nullopt;
  const text::StackId fonts = text_style(fragment.style, fragment.origin, context).fonts;
  const LayoutUnit ascent = line_extent(context.styles.style(fragment.style), fonts, context).ascent;
  return fragment.borders.top + fragment.padding.top + ascent;
}

std::optional<LayoutUnit> baseline_in_line(const Fragment& object, LayoutContext& context) {
  // Of a block container the last line counts, but not those of the tables in it (CSS 2.2 §10.8.1).
  const bool has_first = object.box && (boxes::holds_items(context.box(object.box)) ||
                                        context.box(object.box).kind == boxes::BoxKind::Table);
  const std::optional<LayoutUnit> own = has_first ? object.baseline : object.last_baseline;
  // Lines of `vertical-lr` count from the right, blocks from the left.
  const bool is_mirrored = context.styles.style(object.style).writing_mode == style::WritingMode::VerticalLr;
  if (own && is_mirrored) return object.size.height - *own;
  return own ? own : blank_control_baseline(object, context);
}

}  // namespace gongwen::layout
