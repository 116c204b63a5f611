#include "layout/inline/detail/ruby_layout.h"

#include "base/unicode.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/fragment_builder.h"
#include "layout/core/detail/layout_box.h"
#include "layout/inline/detail/inline_layout.h"
#include "style/writing_modes.h"
#include "text/punctuation.h"

#include <algorithm>

namespace gongwen::layout {
// Pairing is done on the shaped paragraph, before lines are broken: the narrower of base and annotation is widened, so
// lines are broken with their final widths. The vertical position of the annotation is decided when the line is built.

using text::LineUnit;
using text::TextLength;
using text::UnitKind;

namespace {

/// The last visible unit of a range; `range.end` if there is none.
std::uint32_t last_seen(const text::ShapedParagraph& paragraph, UnitRange range) {
  for (std::uint32_t i = range.end; i > range.begin; --i) {
    const UnitKind kind = paragraph.units[i - 1].kind;
    if (kind == UnitKind::Text || kind == UnitKind::Object) return i - 1;
  }
  return range.end;
}

/// Gaps that may be widened: soft hyphens are not visible.
bool is_gap(const LineUnit& unit) { return unit.stretches_after && unit.kind != UnitKind::SoftHyphen; }

}  // namespace

/// Searches for one box; units_of_boxes() finds all of them in one go.
UnitRange units_of_box(const text::ShapedParagraph& paragraph, std::uint32_t box) {
  const auto& units = paragraph.units;
  const auto open = std::find_if(units.begin(), units.end(), [box](const LineUnit& unit) {
    return unit.kind == UnitKind::OpenEdge && unit.item == box;
  });
  const auto close = std::find_if(
      open, units.end(), [box](const LineUnit& unit) { return unit.kind == UnitKind::CloseEdge && unit.item == box; });
  if (close == units.end()) return {};
  return {static_cast<std::uint32_t>(open - units.begin()) + 1, static_cast<std::uint32_t>(close - units.begin())};
}

std::unordered_map<std::uint32_t, UnitRange> units_of_boxes(const text::ShapedParagraph& paragraph) {
  std::unordered_map<std::uint32_t, UnitRange> ranges;
  for (std::uint32_t i = 0; i < paragraph.units.size(); ++i) {
    const LineUnit& unit = paragraph.units[i];
    if (unit.kind == UnitKind::OpenEdge) ranges.try_emplace(unit.item, UnitRange{i + 1, 0});
    if (unit.kind != UnitKind::CloseEdge) continue;
    const auto open = ranges.find(unit.item);
    if (open != ranges.end() && open->second.end == 0) open->second.end = i;
  }
  std::erase_if(ranges, [](const auto& entry) { return entry.second.end == 0; });
  return ranges;
}

/// Space after the last unit does not count: it vanishes at the end of a range.
TextLength width_of(const text::ShapedParagraph& paragraph, UnitRange range) {
  TextLength width;
  TextLength gap;
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    const LineUnit& unit = paragraph.units[i];
    if (unit.kind == UnitKind::SoftHyphen) continue;
    if (unit.kind == UnitKind::Text || unit.kind == UnitKind::Object || unit.kind == UnitKind::Space) {
      width += gap;
      gap = unit.space_after;
    } else if (unit.kind == UnitKind::CloseEdge) {
      gap += unit.space_after;
    }
    width += unit.advance;
  }
  return width;
}

std::int64_t count_gaps(const text::ShapedParagraph& paragraph, UnitRange range) {
  const std::uint32_t last = last_seen(paragraph, range);
  return std::count_if(paragraph.units.begin() + range.begin,
                       paragraph.units.begin() + std::max(range.begin, last == range.end ? range.begin : last), is_gap);
}

/// Distributes `extra` over the gaps; with half gaps at the ends, the units before and after the range (edges of the
/// box) get wider.
void spread_units(text::ShapedParagraph& paragraph, UnitRange range, TextLength extra, SpreadEnds ends) {
  const bool is_kept = ends == SpreadEnds::Centre || ends == SpreadEnds::Start;
  const std::int64_t gaps = is_kept ? 0 : count_gaps(paragraph, range);
  const std::uint32_t last = last_seen(paragraph, range);
  std::int64_t left = extra.raw();
  if (ends == SpreadEnds::HalfGap || ends == SpreadEnds::Centre) {
    const std::int64_t half = extra.raw() / (2 * (gaps + 1));
    if (range.begin > 0) paragraph.units[range.begin - 1].advance += TextLength::from_raw(half);
    if (range.end < paragraph.units.size()) paragraph.units[range.end].advance += TextLength::from_raw(half);
    left -= 2 * half;
  }
  if (last == range.end) return;
  // A single character has no gaps: everything goes after it.
  if (gaps == 0) {
    paragraph.units[last].advance += TextLength::from_raw(left);
    return;
  }
  // The remainder goes to the first gaps, one unit each.
  std::int64_t rest = left % gaps;
  for (std::uint32_t i = range.begin; i < last; ++i) {
    if (!is_gap(paragraph.units[i])) continue;
    paragraph.units[i].advance += TextLength::from_raw(left / gaps + (rest > 0 ? 1 : 0));
    --rest;
  }
}

namespace {

/// The em box of ideographs, as most CJK faces have it: 0.88 em above the baseline, 0.12 em below (css-inline-3,
/// appendix A).
Extent em_box(const style::ComputedStyle& style) {
  if (style::has_central_baseline(style)) return {style.font_size.length_of(1, 2), style.font_size.length_of(1, 2)};
  return {style.font_size.length_of(880, 1000), style.font_size.length_of(120, 1000)};
}

/// The single line of an annotation, spread to `width` if that is wider; null if it has several lines or blocks.
const Fragment* layout_annotation_line(BoxId box, TextLength width, LayoutContext& context) {
  if (!context.box(box).has_inline_children) return nullptr;
  const InlineContent& content = inline_content(box, LayoutUnit::max(), context);
  const text::LineRange line =
      text::find_line(content.paragraph, 0, TextLength::from(LayoutUnit::max()), text::LinePosition::First);
  if (line.end < content.paragraph.units.size()) return nullptr;
  const style::RubyAlign align = context.style_of(box).ruby_align;
  const bool may_spread = align == style::RubyAlign::SpaceAround || align == style::RubyAlign::SpaceBetween;
  LayoutUnit used = line.width.ceil();
  bool spreads = false;
  if (may_spread && width > line.width) {
    const UnitRange all{0, static_cast<std::uint32_t>(content.paragraph.units.size())};
    const std::int64_t gaps = count_gaps(content.paragraph, all);
    // With space-around, half a gap is left free at each end.
    const std::int64_t shares = align == style::RubyAlign::SpaceAround ? gaps + 1 : std::max<std::int64_t>(gaps, 1);
    spreads = gaps > 0;
    if (spreads) used = (line.width + (width - line.width) * gaps / shares).floor();
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

/// The fragment of the annotation's box around its line.
const Fragment* wrap_line(BoxId id, const Fragment* line, LayoutContext& context) {
  Fragment fragment = fragment_of(id, context);
  fragment.size = line->size;
  fragment.baseline = fragment.last_baseline = line->baseline;
  fragment.children.push_back({{}, line});
  return context.fragments.add(std::move(fragment));
}

/// How the characters of a base are spread under a wider annotation; a single character is centred.
SpreadEnds base_ends(style::RubyAlign align, const text::ShapedParagraph& paragraph, UnitRange range) {
  switch (align) {
    case style::RubyAlign::Start: return SpreadEnds::Start;
    case style::RubyAlign::Center: return SpreadEnds::Centre;
    case style::RubyAlign::SpaceBetween:
      return count_gaps(paragraph, range) > 0 ? SpreadEnds::Flush : SpreadEnds::Centre;
    case style::RubyAlign::SpaceAround: break;
  }
  return SpreadEnds::HalfGap;
}

/// Lets an annotation extend over the text beside its base (JLREQ overhang): only over Han characters and punctuation
/// of the same size that have no annotation of their own, with only plain edges in between.
class RubyOverhang {
 public:
  RubyOverhang(text::ShapedParagraph& paragraph, UnitRange base, const LayoutContext& context)
      : paragraph_(paragraph), context_(context), base_(base) {}

  /// Moves the text before the base closer, by a negative gap, which correctly vanishes if a line ends between the
  /// two.
  void lean_back(TextLength by) {
    std::uint32_t i = base_.begin - 1;
    while (i > 0 && is_plain_edge(i - 1, UnitKind::CloseEdge)) --i;
    if (i == 0 || !is_chinese(i - 1)) return;
    paragraph_.units[i - 1].space_after -= by;
    paragraph_.units[base_.begin - 1].advance += by;
    leaning_ += by;
  }

  /// Moves the text after the base closer in the same way.
  void lean_forward(TextLength by) {
    const auto count = static_cast<std::uint32_t>(paragraph_.units.size());
    std::uint32_t i = base_.end + 1;
    while (i < count && is_plain_edge(i, UnitKind::OpenEdge)) ++i;
    if (i == count || !is_chinese(i)) return;
    std::uint32_t edge = i - 1;
    while (paragraph_.units[edge].kind != UnitKind::CloseEdge) --edge;
    paragraph_.units[edge].space_after -= by;
    paragraph_.units[base_.end].advance += by;
    leaning_ += by;
  }

  /// The part of the annotation's width that the base need not have.
  TextLength leaning() const { return leaning_; }

 private:
  using UnitKind = text::UnitKind;

  /// An edge that takes no room and does not belong to another annotated base.
  bool is_plain_edge(std::uint32_t i, UnitKind ruby_edge) const {
    const text::LineUnit& unit = paragraph_.units[i];
    const bool is_edge = unit.kind == UnitKind::OpenEdge || unit.kind == UnitKind::CloseEdge;
    if (!is_edge || unit.advance != TextLength()) return false;
    return unit.kind != ruby_edge || context_.box(BoxId(unit.item)).ruby == boxes::RubyPart::None;
  }

  /// A character over which annotations may extend.
  bool is_chinese(std::uint32_t i) const {
    const text::LineUnit& unit = paragraph_.units[i];
    if (unit.kind != UnitKind::Text || unit.text_length == 0) return false;
    const char32_t c = paragraph_.text[unit.text_begin];
    return (base::is_ideograph_or_kana(c) || text::mark_kind(c) != text::MarkKind::None) &&
           style_of(unit).size == base_size();
  }

  const text::TextStyle& style_of(const text::LineUnit& unit) const { return paragraph_.styles[unit.style]; }
  base::FontSize base_size() const {
    for (std::uint32_t i = base_.begin; i < base_.end; ++i) {
      if (paragraph_.units[i].kind == UnitKind::Text) return style_of(paragraph_.units[i]).size;
    }
    return {};
  }

  text::ShapedParagraph& paragraph_;
  const LayoutContext& context_;
  const UnitRange base_;
  TextLength leaning_;
};

/// css-ruby-1 §3.5: an annotation wider than its base may overlap the text on each side by up to half its size. Returns
/// the sum of both sides.
TextLength lean(const style::ComputedStyle& annotation, TextLength extra, text::ShapedParagraph& paragraph,
                UnitRange base, const LayoutContext& context) {
  if (annotation.ruby_overhang == style::RubyOverhang::None || base.begin == base.end) return {};
  RubyOverhang overhang(paragraph, base, context);
  const bool is_at_start = annotation.ruby_align == style::RubyAlign::Start;
  const TextLength most = TextLength::from(annotation.font_size.to_length() / 2);
  if (!is_at_start) overhang.lean_back(std::min(extra / 2, most));
  overhang.lean_forward(std::min(is_at_start ? extra : extra / 2, most));
  return overhang.leaning();
}

/// Lays out one annotation and widens the narrower of the two.
void pair_base(BoxId base, UnitRange range, InlineContent& content, LayoutContext& context) {
  const BoxId annotation = context.box(base).next_sibling;
  const TextLength width = width_of(content.paragraph, range);
  const style::ComputedStyle& style = context.style_of(annotation);
  const Fragment* const line = layout_annotation_line(annotation, width, context);
  const Fragment* const fragment =
      line != nullptr ? wrap_line(annotation, line, context) : layout_annotation_box(annotation, context);
  content.objects[annotation.value] = fragment;
  TextLength extra = TextLength::from(fragment->size.width) - width;
  if (extra <= TextLength()) return;
  extra -= lean(style, extra, content.paragraph, range, context);
  spread_units(content.paragraph, range, extra, base_ends(style.ruby_align, content.paragraph, range));
}

}  // namespace

AnnotationSide ruby_side(BoxId annotation, const LayoutContext& context) {
  const style::RubyPosition& position = context.style_of(annotation).ruby_position;
  const bool changes_side = position.alternates && context.box(annotation).content % 2 == 1;
  const bool is_under = (position.side == style::RubyPosition::Side::Under) != changes_side;
  return is_under ? AnnotationSide::Under : AnnotationSide::Over;
}

/// Annotations touch the em box of the text, not the extent of its face, which may be much higher.
LayoutUnit annotation_top(const style::ComputedStyle& style, LayoutUnit height, AnnotationSide side) {
  const Extent box = em_box(style);
  return side == AnnotationSide::Over ? -box.ascent - height : box.descent;
}

/// If the leading has room for the annotation, the line keeps its height (css-ruby-1 §3.4).
Extent annotation_extent(const style::ComputedStyle& style, text::StackId fonts, LayoutUnit height, AnnotationSide side,
                         bool apart, LayoutContext& context) {
  Extent extent = line_extent(style, fonts, context);
  if (apart) {
    LayoutUnit& reach = side == AnnotationSide::Over ? extent.ascent : extent.descent;
    const Extent box = em_box(style);
    reach = std::max(reach, height + (side == AnnotationSide::Over ? box.ascent : box.descent));
    return extent;
  }
  const LayoutUnit missing = std::max(LayoutUnit(), em_box(style).height() + height - extent.height());
  (side == AnnotationSide::Over ? extent.ascent : extent.descent) += missing;
  return extent;
}

void pair_ruby(const std::vector<BoxId>& bases, InlineContent& content, LayoutContext& context) {
  // Pairing changes widths only, so ranges found before stay valid.
  const std::unordered_map<std::uint32_t, UnitRange> ranges = units_of_boxes(content.paragraph);
  for (const BoxId base : bases) {
    const auto range = ranges.find(base.value);
    pair_base(base, range == ranges.end() ? UnitRange{} : range->second, content, context);
  }
}

}  // namespace gongwen::layout
