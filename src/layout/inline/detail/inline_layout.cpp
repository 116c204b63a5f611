#include "layout/inline/detail/inline_layout.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/layout_box.h"
#include "layout/core/replaced_size.h"
#include "layout/inline/detail/collect_inline.h"
#include "layout/inline/detail/line_ends.h"
#include "layout/inline/detail/line_metrics.h"
#include "layout/inline/detail/line_stack.h"
#include "layout/inline/detail/ruby_layout.h"
#include "layout/inline/text_style.h"

#include <algorithm>
#include <unordered_set>

namespace gongwen::layout {

// Intrinsic widths of lines, the caches of shaped content, the lines of one page, and list markers. Shaped content is
// cached by container, and by width only if it depends on it (percentages, boxes in the line), so that measuring and
// laying out share it.
//
// First, how narrow and how wide lines would be (css-sizing-3 section 5).

namespace {

using boxes::BoxKind;

/// Whether a line has an image whose width depends on the available room.
bool holds_shrinking_image(const InlineContent& content, const LayoutContext& context) {
  return std::any_of(content.objects.begin(), content.objects.end(), [&](const auto& object) {
    const boxes::Box& box = context.box(BoxId(object.first));
    return box.kind == BoxKind::Replaced && shrinks_with_container(context.styles.style(box.style));
  });
}

/// Their minimum width: such images may shrink with the room (css-sizing-3 §5.2.2), so the content is measured in a
/// room of one unit.
LayoutUnit shrunk_min_content(BoxId box, text::TextLength indent, LayoutContext& context) {
  const InlineContent& content = inline_content(box, LayoutUnit::from_raw(1), context);
  return text::measure_paragraph(content.paragraph, indent).min_content.ceil();
}

/// Floats in lines need space beside the text: all floats side by side at max-content, the widest of them at
/// min-content.
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

/// Lines with boxes in them: each box counts with its own minimum and preferred width (css-sizing-3 §5.1), so the
/// paragraph is measured twice with different advances.
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

/// Most lines have no boxes in them, and are measured without a copy.
text::IntrinsicWidths measure_lines(const InlineContent& content, text::TextLength indent, LayoutContext& context) {
  return content.objects.empty() ? text::measure_paragraph(content.paragraph, indent)
                                 : measure_with_objects(content.paragraph, indent, context);
}

/// With ::first-line, the first line is measured in its own content. Without forced breaks the whole text is one line
/// at max-content, so only that counts.
text::IntrinsicWidths measure_content(BoxId box, const InlineContent& content, text::TextLength indent,
                                      LayoutContext& context) {
  const InlineContent* const first = first_line_content(box, LayoutUnit(), context);
  if (first == nullptr) return measure_lines(content, indent, context);
  text::IntrinsicWidths widths = measure_lines(*first, indent, context);
  // With a forced break, lines other than the first one count, too.
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

/// `alignment_shift`: cells aligned at a character are as wide as if they had the widest part after it.
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

namespace {

using text::LinePosition;
using text::LineRange;
using text::TextLength;

/// The text box that a character of the paragraph comes from, as the place of a message.
diagnostics::OriginId origin_at(std::uint32_t at, std::span<const text::ParagraphPiece> pieces,
                                const LayoutContext& context) {
  const auto piece = std::find_if(pieces.begin(), pieces.end(), [at](const text::ParagraphPiece& candidate) {
    return at >= candidate.begin && at < candidate.end;
  });
  return piece == pieces.end() ? diagnostics::OriginId() : context.box(BoxId(piece->item)).origin;
}

/// In the key, replaces the width for content that does not depend on it.
constexpr LayoutUnit kAnyWidth = LayoutUnit::min();

std::uint64_t cache_key(BoxId box, LayoutUnit width) {
  return (std::uint64_t{box.value} << 32) | static_cast<std::uint32_t>(width.raw());
}

/// From collected text to shaped content: directions, glyphs, labels of equal width, annotations.
InlineContent shape_collected(CollectedInline collected, LayoutContext& context) {
  // Messages about directions have the place of the first text.
  if (collected.has_bidi) require_icu(origin_at(0, collected.pieces, context), context);
  const auto report = [&](const text::CharacterReport& character) {
    report_character(character, origin_at(character.at, collected.pieces, context), context);
  };
  InlineContent content;
  text::DirectedParagraph directed =
      text::shape_directed(std::move(collected.text), collected.pieces, std::move(collected.styles),
                           collected.has_bidi ? &collected.bidi : nullptr, context.fonts, report);
  content.paragraph = std::move(directed.paragraph);
  content.levels = std::move(directed.levels);
  content.objects = std::move(collected.objects);
  // Labels of equal width need the shaped glyphs, ruby needs the final units.
  for (const EvenLabel& label : collected.labels) spread_label(label, content.paragraph, context);
  if (!collected.ruby_bases.empty()) pair_ruby(collected.ruby_bases, content, context);
  content.depends_on_pages = collected.depends_on_pages;
  content.marked_on_both_sides = collected.marked_over && collected.marked_under;
  content.containing_height = collected.containing_height;
  return content;
}

/// Shaped content by container, and by width if it depends on it.
class InlineContents : public LayoutCache {
 public:
  /// Null if it is not in the cache.
  const InlineContent* find(BoxId box, LayoutUnit width) const {
    // Content that does not depend on the width is found first.
    for (const std::uint64_t key : {cache_key(box, kAnyWidth), cache_key(box, width)}) {
      const auto found = contents_.find(key);
      if (found != contents_.end()) return found->second.get();
    }
    return nullptr;
  }
  const InlineContent& add(std::uint64_t key, std::unique_ptr<const InlineContent> content) {
    if (!content->objects.empty()) with_fragments_.push_back(key);
    return *contents_.emplace(key, std::move(content)).first->second;
  }
  void note_measured(BoxId box) { measured_.insert(box); }
  bool is_measured(BoxId box) const { return measured_.contains(box); }
  void forget(BoxId box, LayoutUnit width) {
    contents_.erase(cache_key(box, kAnyWidth));
    contents_.erase(cache_key(box, width));
  }

  /// Cross-references change from round to round; all other text stays shaped.
  void begin_round() override {
    drop_fragments();
    std::erase_if(contents_, [](const auto& entry) { return entry.second->depends_on_pages; });
  }
  /// Boxes in lines have fragments. A long table may have very many contents, so those with fragments are listed.
  void drop_fragments() override {
    for (const std::uint64_t key : with_fragments_) contents_.erase(key);
    with_fragments_.clear();
  }

 private:
  std::unordered_map<std::uint64_t, std::unique_ptr<const InlineContent>> contents_;
  std::unordered_set<BoxId> measured_;
  std::vector<std::uint64_t> with_fragments_;  // keys of content with boxes in its lines, some of it forgotten
};

/// Likewise for the content of first lines with their own style.
class FirstLineContents : public InlineContents {};

}  // namespace

/// The shaped content of a container's lines, from the cache.
const InlineContent& inline_content(BoxId box, LayoutUnit width, LayoutContext& context) {
  auto& contents = context.cache<InlineContents>();
  if (const InlineContent* const known = contents.find(box, width)) return *known;
  CollectedInline collected = collect_inline(box, width, context);
  // A width in the key only if necessary: intrinsic sizes and layout then share the entry.
  const std::uint64_t key = cache_key(box, collected.depends_on_width ? width : kAnyWidth);
  // Collecting lays out boxes in the line, which may add to the cache, so it is looked up again.
  auto content = std::make_unique<InlineContent>(shape_collected(std::move(collected), context));
  return context.cache<InlineContents>().add(key, std::move(content));
}

/// The content of the first line in its own style; null if ::first-line has none.
const InlineContent* first_line_content(BoxId box, LayoutUnit width, LayoutContext& context) {
  const style::StyleId style = first_line_style(box, context);
  if (!style) return nullptr;
  if (const InlineContent* const known = context.cache<FirstLineContents>().find(box, width)) return known;
  // Boxes in the line are those of the usual content: they are laid out once.
  const InlineContent& usual = inline_content(box, width, context);
  CollectedInline collected = collect_first_line(box, width, {style, usual.objects}, context);
  const std::uint64_t key = cache_key(box, collected.depends_on_width ? width : kAnyWidth);
  auto content = std::make_unique<InlineContent>(shape_collected(std::move(collected), context));
  content->first_line = style;
  return &context.cache<FirstLineContents>().add(key, std::move(content));
}

/// Several footnotes as one paragraph; not cached, since groups differ from page to page.
InlineContent joined_inline_content(const std::vector<BoxId>& boxes, LayoutUnit width, LayoutContext& context) {
  return shape_collected(collect_joined(boxes, width, context), context);
}

/// Notes that intrinsic sizes need the content in each round.
void note_measured_content(BoxId box, LayoutContext& context) {
  if (context.keeps_paragraphs) context.cache<InlineContents>().note_measured(box);
}

/// Content that is measured in each round is kept: shaping it again would cost more than its memory.
void forget_inline_content(BoxId box, LayoutUnit width, LayoutContext& context) {
  if (context.keeps_paragraphs && context.cache<InlineContents>().is_measured(box)) return;
  context.cache<InlineContents>().forget(box, width);
  context.cache<FirstLineContents>().forget(box, width);
}

/// The container of lines, by its box.
LineContainer line_container(BoxId box, const LayoutContext& context) {
  return {box, context.box(box).style, context.box(box).origin};
}

/// A first line with its own style has that as its container's style.
LineContainer line_container(BoxId box, const InlineContent& content, const LayoutContext& context) {
  LineContainer container = line_container(box, context);
  if (content.first_line) container.style = content.first_line;
  return container;
}

namespace {

/// How many lines from `first` on fit into the room.
std::uint32_t count_fitting(const LineStack& stack, std::size_t first, const Fragmentainer& room) {
  const std::size_t count = stack.fragments.size() - first;
  if (!room.is_limited()) return static_cast<std::uint32_t>(count);
  LayoutUnit bottom;
  std::uint32_t fitting = 0;
  for (std::size_t i = 0; i < count; ++i) {
    bottom += stack.fragments[first + i]->size.height;
    if (bottom > room.remaining) break;
    ++fitting;
  }
  return fitting;
}

}  // namespace

/// The lines of a container that fit on this page, taken from the stack of all its lines; `orphans` and `widows` decide
/// where they break.
InlineLayoutResult layout_inline(const InlineLayoutInput& input, LayoutContext& context) {
  const LineStack& stack = line_stack(input.box, input.width, context);
  const std::size_t first = stack.find(input.first_unit);
  const auto count = static_cast<std::uint32_t>(stack.fragments.size() - first);
  const style::ComputedStyle& style = context.style_of(input.box);
  LineBreakChoice choice =
      choose_line_break(count, count_fitting(stack, first, input.room), input.is_first_part, style);
  InlineLayoutResult result;
  // Not enough lines fit. At the top of a page one line is placed anyway.
  if (choice.lines == 0 && count > 0) {
    if (!input.room.at_top) {
      result.outcome = Outcome::BreakBefore;
      return result;
    }
    choice = {1, BreakAppeal::LastResort};
  }
  result.appeal = choice.appeal;
  for (std::size_t i = first; i < first + choice.lines; ++i) {
    const Fragment* const line = stack.fragments[i];
    if (line->baseline) {
      result.last_baseline = result.height + baseline_in_block(*line, style);
      if (!result.baseline) result.baseline = result.last_baseline;
    }
    result.lines.push_back({{LayoutUnit(), result.height}, line});
    result.height += line->size.height;
  }
  if (choice.lines < count) {
    result.outcome = Outcome::Broken;
    // The token names a unit, not a line: the next page may have other lines.
    result.next_unit = stack.ranges[first + choice.lines].begin;
  }
  return result;
}

/// The line of a list marker; null if the marker has no text.
const Fragment* layout_marker(BoxId marker, LayoutContext& context) {
  const InlineContent& content = inline_content(marker, LayoutUnit::max(), context);
  if (content.paragraph.units.empty()) return nullptr;
  const LineRange line =
      text::find_line(content.paragraph, 0, TextLength::from(LayoutUnit::max()), LinePosition::First);
  // The blank after `1.` is part of the marker, although it would vanish at the end of a line.
  LineRange whole = line;
  whole.content_end = static_cast<std::uint32_t>(content.paragraph.units.size());
  whole.width = width_of(content.paragraph, {0, whole.content_end});
  return build_line(content, whole, line_container(marker, context), {whole.width.ceil(), LayoutUnit(), {}}, context);
}

namespace {

using text::LineUnit;
using text::UnitKind;

/// Whether a side of an inline box takes room in the line; vertical paddings and borders make no line (CSS 2.2 §9.4.2).
bool takes_room(BoxId box, bool is_begin, LayoutContext& context) {
  const boxes::Box& piece = context.box(box);
  if (is_begin ? piece.is_split_begin : piece.is_split_end) return false;
  const style::ComputedStyle& style = context.style_of(box);
  const LayoutUnit some_width = LayoutUnit::from_px(100);  // percentages count if they are not zero
  for (const Edges& edges :
       {margin_widths(style, some_width), border_widths(style), padding_widths(style, some_width)}) {
    if (!(is_begin ? edges.left : edges.right).is_zero()) return true;
  }
  return false;
}

/// Units that do not make a line exist (CSS 2.2 §9.4.2).
bool is_nothing(const LineUnit& unit, const InlineContent& content, LayoutContext& context) {
  switch (unit.kind) {
    case UnitKind::Anchor: return true;
    case UnitKind::OpenEdge: return !takes_room(BoxId(unit.item), true, context);
    case UnitKind::CloseEdge: return !takes_room(BoxId(unit.item), false, context);
    case UnitKind::Space: return content.paragraph.styles[unit.style].collapses_spaces;
    default: return false;
  }
}

/// Whether a range of units makes no line.
bool are_nothing(const InlineContent& content, std::uint32_t begin, std::uint32_t end, LayoutContext& context) {
  const auto& units = content.paragraph.units;
  return std::all_of(units.begin() + begin, units.begin() + end,
                     [&](const LineUnit& unit) { return is_nothing(unit, content, context); });
}

}  // namespace

/// A line without visible content exists only for its anchors.
bool is_phantom_line(const InlineContent& content, const text::LineRange& line, LayoutContext& context) {
  return are_nothing(content, line.begin, line.end, context);
}

/// Whether the container has any line at all; decides whether margins collapse through it.
bool has_lines(const InlineContent& content, LayoutContext& context) {
  return !are_nothing(content, 0, static_cast<std::uint32_t>(content.paragraph.units.size()), context);
}

/// Called often while margins collapse; the stack of lines knows the answer if it exists.
bool has_lines(BoxId box, LayoutUnit width, LayoutContext& context) {
  const LineStack* const known = known_line_stack(box, width, context);
  return known != nullptr ? known->takes_room : has_lines(inline_content(box, width, context), context);
}

}  // namespace gongwen::layout
