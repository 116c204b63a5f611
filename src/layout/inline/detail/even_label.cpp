#include "base/utf8.h"
#include "diagnostics/catalogue/layout.h"
#include "layout/inline/detail/collect_inline.h"
#include "layout/inline/detail/spread_units.h"

namespace gongwen::layout {
namespace {

using text::BreakAfter;
using text::LineUnit;
using text::TextLength;
using text::UnitKind;

bool is_blank(const text::ShapedParagraph& paragraph, const LineUnit& unit) {
  constexpr char32_t kIdeographicSpace = 0x3000;
  return unit.kind == UnitKind::Space ||
         (unit.kind == UnitKind::Text && paragraph.text[unit.text_begin] == kIdeographicSpace);
}

bool is_seen(const LineUnit& unit) { return unit.kind == UnitKind::Text || unit.kind == UnitKind::Object; }

/// The label without blanks around it.
UnitRange trimmed(const text::ShapedParagraph& paragraph, UnitRange range) {
  const auto counts = [&](std::uint32_t i) {
    return is_seen(paragraph.units[i]) && !is_blank(paragraph, paragraph.units[i]);
  };
  while (range.begin < range.end && !counts(range.begin)) ++range.begin;
  while (range.begin < range.end && !counts(range.end - 1)) --range.end;
  return range;
}

TextLength width_without_blanks(const text::ShapedParagraph& paragraph, UnitRange range) {
  TextLength width = width_of(paragraph, range);
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (is_blank(paragraph, paragraph.units[i])) width -= paragraph.units[i].advance;
  }
  return width;
}

/// A row of blanks is one gap without its own width: after its last one.
void take_blanks_out(text::ShapedParagraph& paragraph, UnitRange range) {
  for (std::uint32_t i = range.begin; i + 1 < range.end; ++i) {
    LineUnit& unit = paragraph.units[i];
    const bool before_blank = is_blank(paragraph, paragraph.units[i + 1]);
    if (is_blank(paragraph, unit)) {
      unit.advance = {};
      unit.stretches_after = true;
    }
    if (before_blank) unit.stretches_after = false;
  }
}

void keep_on_one_line(text::ShapedParagraph& paragraph, UnitRange range) {
  for (std::uint32_t i = range.begin; i + 1 < range.end; ++i) {
    if (paragraph.units[i].break_after != BreakAfter::Forced) paragraph.units[i].break_after = BreakAfter::Prohibited;
  }
}

bool has_forced_break(const text::ShapedParagraph& paragraph, UnitRange range) {
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (paragraph.units[i].kind == UnitKind::ForcedBreak) return true;
  }
  return false;
}

std::string text_of(const text::ShapedParagraph& paragraph, UnitRange range) {
  const LineUnit& last = paragraph.units[range.end - 1];
  const std::uint32_t begin = paragraph.units[range.begin].text_begin;
  return base::to_utf8(std::u32string_view(paragraph.text).substr(begin, last.text_begin + last.text_length - begin));
}

}  // namespace

std::optional<EvenLabel> even_label(BoxId box, bool is_whole, const LayoutContext& context) {
  if (context.style_of(box).even_label == 0) return std::nullopt;
  return EvenLabel{box, is_whole};
}

void spread_label(const EvenLabel& label, text::ShapedParagraph& paragraph, LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(label.box);
  const UnitRange whole{0, static_cast<std::uint32_t>(paragraph.units.size())};
  const UnitRange range = trimmed(paragraph, label.is_whole ? whole : units_of_box(paragraph, label.box.value));
  if (range.begin == range.end || has_forced_break(paragraph, range)) return;
  const TextLength width = TextLength::from_raw(style.font_size.raw() * style.even_label);
  const TextLength extra = width - width_without_blanks(paragraph, range);
  if (extra < TextLength()) {
    context.sink.report(diagnostics::messages::LayoutLabelTooWide, context.box(label.box).origin,
                        text_of(paragraph, range), style.even_label);
    return;
  }
  take_blanks_out(paragraph, range);
  keep_on_one_line(paragraph, range);
  spread_units(paragraph, range, extra, SpreadEnds::Flush);
}

}  // namespace gongwen::layout
