// How narrow and how wide lines would be (css-sizing-3 section 5).
#include "layout/core/detail/layout_box.h"
#include "layout/core/replaced_size.h"
#include "layout/inline/detail/inline_layout.h"
#include "layout/inline/detail/line_ends.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;

/// Whether a line has an image whose width depends on the available room.
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

/// Floats found in lines need room beside them.
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

/// Lines with boxes in them: each box counts with its own minimum and preferred width (css-sizing-3 §5.1).
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

text::IntrinsicWidths measure_lines(const InlineContent& content, text::TextLength indent, LayoutContext& context) {
  return content.objects.empty() ? text::measure_paragraph(content.paragraph, indent)
                                 : measure_with_objects(content.paragraph, indent, context);
}

/// If everything is one line, only the first one counts; otherwise the wider of the two.
text::IntrinsicWidths measure_content(BoxId box, const InlineContent& content, text::TextLength indent,
                                      LayoutContext& context) {
  const InlineContent* const first = first_line_content(box, LayoutUnit(), context);
  if (first == nullptr) return measure_lines(content, indent, context);
  text::IntrinsicWidths widths = measure_lines(*first, indent, context);
  const auto& units = content.paragraph.units;
  const bool has_breaks = std::any_of(
      units.begin(), units.end(), [](const text::LineUnit& unit) { return unit.kind == text::UnitKind::ForcedBreak; });
  const text::IntrinsicWidths usual = measure_lines(content, indent, context);
  widths.min_content = std::max(widths.min_content, usual.min_content);
  if (has_breaks) widths.max_content = std::max(widths.max_content, usual.max_content);
  widths.max_content = std::max(widths.max_content, widths.min_content);
  return widths;
}

}  // namespace

IntrinsicSizes inline_content_sizes(BoxId box, LayoutContext& context) {
  note_measured_content(box, context);
  const InlineContent& content = inline_content(box, LayoutUnit(), context);
  const auto indent = text::TextLength::from(context.style_of(box).text_indent.length.length);
  const text::IntrinsicWidths widths = measure_content(box, content, indent, context);
  const text::TextLength shift = alignment_shift(box, context);
  IntrinsicSizes sizes{(widths.min_content + shift).ceil(), (widths.max_content + shift).ceil()};
  if (holds_shrinking_image(content, context)) sizes.min_content = shrunk_min_content(box, indent, context);
  if (context.box(box).has_floats_in_lines) add_floats_in_lines(content, sizes, context);
  return sizes;
}

}  // namespace gongwen::layout
