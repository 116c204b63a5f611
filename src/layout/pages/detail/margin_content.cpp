#include "layout/pages/detail/margin_content.h"

#include "layout/core/detail/inline_direction.h"
#include "layout/core/replaced_size.h"
#include "layout/inline/detail/collect_inline.h"
#include "layout/inline/detail/line_metrics.h"
#include "layout/inline/detail/white_space.h"
#include "layout/inline/text_style.h"
#include "text/break_paragraph.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using style::ContentItem;
using text::TextLength;
using Kind = ContentItem::Kind;

StringValue item_value(const ContentItem& item, const PageValues& values, LayoutContext& context) {
  switch (item.kind) {
    case Kind::Text: return {item.text, {}, {}};
    case Kind::Counter:
    case Kind::Counters: return {values.counter_text(item, context.styles.counter_styles()), {}, {}};
    case Kind::NamedString: return select_value(values.strings, item);
    case Kind::TargetCounter:
    case Kind::TargetCounters:
    case Kind::TargetText: return {target_item_text(item, {}, context), {}, {}};
    case Kind::Image:
    case Kind::Attribute:
    case Kind::RunningElement:
    case Kind::Leader:
    case Kind::ElementText:
    case Kind::OpenQuote:
    case Kind::CloseQuote:
    case Kind::NoOpenQuote:
    case Kind::NoCloseQuote: break;
  }
  return {};
}

/// The text of a margin box with the places of the document that its characters come from.
struct MarginText {
  struct Stretch {
    std::size_t end = 0;
    diagnostics::OriginId origin;
  };
  std::u32string characters;
  std::vector<Stretch> stretches;

  diagnostics::OriginId origin_at(std::size_t index) const {
    const auto found =
        std::find_if(stretches.begin(), stretches.end(), [&](const Stretch& s) { return index < s.end; });
    return found == stretches.end() ? diagnostics::OriginId() : found->origin;
  }
};

}  // namespace

MarginContent::MarginContent(const style::ComputedStyle& style, style::StyleId style_id, const PageValues& values,
                             RunningElements& running, LayoutContext& context)
    : style_(style), style_id_(style_id), running_(running), context_(context) {
  std::vector<InlineItem> items;
  for (const ContentItem& item : style.content.items) {
    if (item.kind == Kind::Image) {
      if (const Fragment* const image = image_of(item)) items.push_back({{}, image});
      continue;
    }
    if (item.kind != Kind::RunningElement) {
      items.push_back({item_value(item, values, context), nullptr});
      continue;
    }
    add_lines(std::exchange(items, {}));
    const BoxId element = select_value(values.elements, item).element;
    if (element) pieces_.emplace_back(element);
  }
  add_lines(items);
}

/// An image with its own size, or null if it is not available, which is reported once.
const Fragment* MarginContent::image_of(const ContentItem& item) {
  const images::ImageId id = context_.boxes.images().load(item.text, {style_.content.place, {}});
  if (!id) return nullptr;
  Fragment fragment;
  fragment.image = &context_.boxes.images().image(id);
  fragment.style = context_.styles.anonymous(style_id_, style::Display::Inline);
  fragment.size = image_content_size(fragment.image->size, context_.styles.style(fragment.style), {});
  return context_.fragments.add(std::move(fragment));
}

void MarginContent::add_lines(const std::vector<InlineItem>& items) {
  MarginText text;
  InlineContent content;
  std::vector<text::ParagraphPiece> line_pieces(1);
  line_pieces.back().item = BoxId().value;
  WhiteSpaceCollapser collapser(text.characters);
  const auto length = [&text] {
    return static_cast<std::uint32_t>(text.characters.size());
  };
  for (const InlineItem& item : items) {
    if (item.image == nullptr) {
      collapser.append(item.value.text, style_.white_space_collapse);
      text.stretches.push_back({text.characters.size(), item.value.origin});
      continue;
    }
    collapser.append_object();
    line_pieces.back().end = length();
    text::ParagraphPiece object;
    object.kind = text::UnitKind::Object;
    object.begin = object.end = length();
    object.item = static_cast<std::uint32_t>(content.objects.size());
    object.width = TextLength::from(item.image->size.width);
    content.objects.emplace(object.item, item.image);
    text::ParagraphPiece after;
    after.begin = length();
    after.item = BoxId().value;
    line_pieces.push_back(object);
    line_pieces.push_back(after);
  }
  collapser.finish();
  line_pieces.back().end = length();
  line_pieces.back().begin = std::min(line_pieces.back().begin, length());
  if (text.characters.empty() && content.objects.empty()) return;
  const bool runs_from_right = is_rtl(style_);
  const bool has_bidi = runs_from_right || text::has_right_to_left(text.characters);
  if (has_bidi) require_icu({}, context_);
  const text::BidiBase base{runs_from_right ? text::BaseDirection::RightToLeft : text::BaseDirection::LeftToRight};
  text::DirectedParagraph directed = text::shape_directed(
      text.characters, line_pieces, {make_text_style(style_, {}, context_)}, has_bidi ? &base : nullptr, context_.fonts,
      [&](const text::CharacterReport& report) { report_character(report, text.origin_at(report.at), context_); });
  content.paragraph = std::move(directed.paragraph);
  content.levels = std::move(directed.levels);
  pieces_.emplace_back(std::move(content));
}

IntrinsicSizes MarginContent::sizes() {
  IntrinsicSizes sizes;
  for (const Piece& piece : pieces_) {
    IntrinsicSizes own;
    if (const auto* const box = std::get_if<BoxId>(&piece)) {
      own = running_.sizes(*box);
    } else {
      const text::IntrinsicWidths widths =
          text::measure_paragraph(std::get<InlineContent>(piece).paragraph, TextLength());
      own = {widths.min_content.ceil(), widths.max_content.ceil()};
    }
    sizes.min_content = std::max(sizes.min_content, own.min_content);
    sizes.max_content = std::max(sizes.max_content, own.max_content);
  }
  return sizes;
}

MarginContent::Placed MarginContent::layout(LayoutUnit width) {
  Placed placed;
  for (const Piece& piece : pieces_) {
    if (const auto* const box = std::get_if<BoxId>(&piece)) {
      const RunningElements::Placed element = running_.layout(*box, width, style_);
      placed.children.push_back({element.offset + Point{LayoutUnit(), placed.height}, element.fragment});
      placed.height += element.height;
    } else {
      layout_lines(std::get<InlineContent>(piece), width, placed);
    }
  }
  return placed;
}

void MarginContent::layout_lines(const InlineContent& content, LayoutUnit width, Placed& placed) {
  const LayoutUnit indent = style_.text_indent.length.resolve(width);
  const TextLength available = TextLength::from(width);
  const TextLength first = TextLength::from(width - indent);
  for (const text::LineRange& line : text::break_paragraph(content.paragraph, {first, available, available}, {})) {
    const LineSpace space{width, line.begin == 0 ? indent : LayoutUnit(), {}};
    const Fragment* const fragment = build_line(content, line, {BoxId(), style_id_, {}}, space, context_);
    placed.children.push_back({{LayoutUnit(), placed.height}, fragment});
    placed.height += fragment->size.height;
  }
}

}  // namespace gongwen::layout
