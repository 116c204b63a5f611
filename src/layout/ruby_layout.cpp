#include "layout/ruby_layout.h"

#include "layout/box_metrics.h"
#include "layout/inline_layout.h"
#include "layout/layout_box.h"
#include "layout/spread_units.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using text::TextLength;

/// The em box of ideographs, where their faces have it (css-inline-3, appendix A).
Extent em_box(const style::ComputedStyle& style) {
  return {style.font_size.length_of(880, 1000), style.font_size.length_of(120, 1000)};
}

/// The one line of an annotation, spread to `width` where that is wider; null when it has several lines or blocks.
const Fragment* layout_annotation_line(BoxId box, std::optional<TextLength> width, LayoutContext& context) {
  if (!context.box(box).has_inline_children) return nullptr;
  const InlineContent& content = inline_content(box, LayoutUnit::max(), context);
  const text::LineRange line =
      text::find_line(content.paragraph, 0, TextLength::from(LayoutUnit::max()), text::LinePosition::First);
  if (line.end < content.paragraph.units.size()) return nullptr;
  LayoutUnit used = line.width.ceil();
  bool spreads = false;
  if (width && *width > line.width) {
    const UnitRange all{0, static_cast<std::uint32_t>(content.paragraph.units.size())};
    const std::int64_t gaps = count_gaps(content.paragraph, all);
    used = (line.width + (*width - line.width) * gaps / (gaps + 1)).floor();
    spreads = gaps > 0;
  }
  return build_line(content, line, line_container(box, context), {used, LayoutUnit(), {}, spreads}, context);
}

/// An annotation of several lines, or with blocks in it, keeps its own width.
const Fragment* layout_annotation_box(BoxId box, LayoutContext& context) {
  LayoutInput input;
  input.box = box;
  input.available = {LayoutUnit::max(), std::nullopt};
  input.is_formatting_root = true;
  input.fixed_inline_size = shrink_to_fit_width(box, LayoutUnit::max(), context);
  return layout_box(input, context).fragment;
}

/// A fragment of the annotation's box around its line.
const Fragment* wrap_line(BoxId id, const Fragment* line, LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  Fragment fragment;
  fragment.box = id;
  fragment.style = box.style;
  fragment.origin = box.origin;
  fragment.size = line->size;
  fragment.baseline = fragment.last_baseline = line->baseline;
  fragment.children.push_back({{}, line});
  return context.fragments.add(std::move(fragment));
}

void pair_base(BoxId base, InlineContent& content, LayoutContext& context) {
  const BoxId annotation = context.box(base).next_sibling;
  const UnitRange range = units_of_box(content.paragraph, base.value);
  const TextLength width = width_of(content.paragraph, range);
  const style::RubyAlign align = context.style_of(annotation).ruby_align;
  const bool spreads = align == style::RubyAlign::SpaceAround || align == style::RubyAlign::SpaceBetween;
  const Fragment* const line =
      layout_annotation_line(annotation, spreads ? std::optional(width) : std::nullopt, context);
  const Fragment* const fragment =
      line != nullptr ? wrap_line(annotation, line, context) : layout_annotation_box(annotation, context);
  content.objects[annotation.value] = fragment;
  const TextLength extra = TextLength::from(fragment->size.width) - width;
  if (extra > TextLength()) spread_units(content.paragraph, range, extra, SpreadEnds::HalfGap);
}

}  // namespace

AnnotationSide ruby_side(const style::ComputedStyle& annotation) {
  return annotation.ruby_position.side == style::RubyPosition::Side::Under ? AnnotationSide::Under
                                                                           : AnnotationSide::Over;
}

LayoutUnit annotation_top(const style::ComputedStyle& style, LayoutUnit height, AnnotationSide side) {
  const Extent box = em_box(style);
  return side == AnnotationSide::Over ? -box.ascent - height : box.descent;
}

Extent annotation_extent(const style::ComputedStyle& style, text::StackId fonts, LayoutUnit height, AnnotationSide side,
                         LayoutContext& context) {
  Extent extent = line_extent(style, fonts, context);
  const LayoutUnit missing = std::max(LayoutUnit(), em_box(style).height() + height - extent.height());
  (side == AnnotationSide::Over ? extent.ascent : extent.descent) += missing;
  return extent;
}

void pair_ruby(const std::vector<BoxId>& bases, InlineContent& content, LayoutContext& context) {
  for (const BoxId base : bases) pair_base(base, content, context);
}

}  // namespace gongwen::layout
