#include "layout/margin_boxes.h"

#include "base/utf8.h"
#include "layout/box_metrics.h"
#include "layout/character_report.h"
#include "layout/inline_layout.h"
#include "layout/text_style.h"
#include "style/counter_style.h"
#include "text/break_paragraph.h"

#include <algorithm>
#include <array>

namespace gongwen::layout {
namespace {

using css::MarginBox;
using style::ComputedStyle;
using style::ContentItem;
using style::VerticalAlign;
using text::TextLength;
using Kind = ContentItem::Kind;
using Selection = ContentItem::Selection;

StringValue string_value(const ContentItem& item, const PageStrings& strings) {
  const auto found = strings.find(item.name);
  if (found == strings.end()) return {};
  const PageString& value = found->second;
  switch (item.selection) {
    case Selection::Start: return value.start;
    case Selection::Last: return value.last;
    case Selection::FirstExcept: return value.set_on_page ? StringValue() : value.start;
    default: return value.first;
  }
}

StringValue item_value(const ContentItem& item, const PageLayout& page, const MarginContent& content) {
  switch (item.kind) {
    case Kind::Text: return {item.text, {}};
    case Kind::Counter:
      if (item.name == "page") return {style::format_counter(page.context.number, item.counter_style), {}};
      if (item.name == "pages") return {style::format_counter(content.page_count, item.counter_style), {}};
      return {style::format_counter(0, item.counter_style), {}};
    case Kind::NamedString: return string_value(item, content.strings);
    default: return {};
  }
}

/// The text of a margin box, and where each stretch of it comes from.
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

MarginText margin_text(const style::ContentList& items, const PageLayout& page, const MarginContent& content) {
  MarginText text;
  for (const ContentItem& item : items) {
    const StringValue value = item_value(item, page, content);
    text.characters += base::to_utf32(value.text);
    text.stretches.push_back({text.characters.size(), value.origin});
  }
  return text;
}

/// One margin box with its text, before it has a place.
struct PreparedBox {
  MarginBox box = MarginBox::TopLeft;
  const ComputedStyle* style = nullptr;
  style::StyleId style_id;
  InlineContent content;
  Edges edges;  // margins, borders and paddings
  Edges margins;
  EdgeBoxSize width;
};

class MarginBoxFiller {
 public:
  MarginBoxFiller(PageLayout& page, const MarginContent& content, LayoutContext& context)
      : page_(page), content_(content), context_(context) {}

  void fill() {
    for (std::size_t i = 0; i < css::kMarginBoxCount; ++i) {
      if (page_.style->margin_boxes[i]) prepare(static_cast<MarginBox>(i), *page_.style->margin_boxes[i]);
    }
    const LayoutUnit right = page_.size.width - page_.margins.right;
    const LayoutUnit bottom = page_.size.height - page_.margins.bottom;
    fill_horizontal({MarginBox::TopLeft, MarginBox::TopCenter, MarginBox::TopRight}, LayoutUnit(), page_.margins.top);
    fill_horizontal({MarginBox::BottomLeft, MarginBox::BottomCenter, MarginBox::BottomRight}, bottom,
                    page_.margins.bottom);
    fill_vertical({MarginBox::LeftTop, MarginBox::LeftMiddle, MarginBox::LeftBottom}, LayoutUnit(), page_.margins.left);
    fill_vertical({MarginBox::RightTop, MarginBox::RightMiddle, MarginBox::RightBottom}, right, page_.margins.right);
    fill_corner(MarginBox::TopLeftCorner, {{}, {page_.margins.left, page_.margins.top}});
    fill_corner(MarginBox::TopRightCorner, {{right, {}}, {page_.margins.right, page_.margins.top}});
    fill_corner(MarginBox::BottomLeftCorner, {{{}, bottom}, {page_.margins.left, page_.margins.bottom}});
    fill_corner(MarginBox::BottomRightCorner, {{right, bottom}, {page_.margins.right, page_.margins.bottom}});
  }

 private:
  using Trio = std::array<MarginBox, 3>;

  void prepare(MarginBox box, const ComputedStyle& style) {
    MarginText text = margin_text(style.content.items, page_, content_);
    PreparedBox& prepared = prepared_[static_cast<std::size_t>(box)].emplace();
    prepared.box = box;
    prepared.style = &style;
    prepared.style_id = context_.page_style_id(style);
    prepared.margins = margin_widths(style, page_.size.width);
    prepared.edges = prepared.margins + border_widths(style) + padding_widths(style, page_.size.width);
    text::ParagraphPiece piece;
    piece.end = static_cast<std::uint32_t>(text.characters.size());
    piece.item = BoxId().value;
    const text::TextStyle text_style = make_text_style(style, {}, context_);
    prepared.content.paragraph = text::shape_paragraph(
        text.characters, {&piece, 1}, {text_style}, context_.fonts,
        [&](const text::CharacterReport& report) { report_character(report, text.origin_at(report.at), context_); });
    const text::IntrinsicWidths widths = text::measure_paragraph(prepared.content.paragraph, TextLength());
    prepared.width.generated = true;
    prepared.width.fixed = border_box_size(style.width, page_.size.width, LayoutUnit(), style::BoxSizing::BorderBox);
    if (prepared.width.fixed) *prepared.width.fixed += prepared.edges.horizontal();
    prepared.width.min_content = widths.min_content.ceil() + prepared.edges.horizontal();
    prepared.width.max_content = widths.max_content.ceil() + prepared.edges.horizontal();
  }

  std::optional<PreparedBox>& at(MarginBox box) { return prepared_[static_cast<std::size_t>(box)]; }
  EdgeBoxSize size_of(MarginBox box) { return at(box) ? at(box)->width : EdgeBoxSize{}; }

  void fill_horizontal(const Trio& trio, LayoutUnit top, LayoutUnit height) {
    const LayoutUnit left = page_.margins.left;
    const LayoutUnit available = page_.size.width - page_.margins.horizontal();
    const EdgeSizes sizes = distribute_edge(size_of(trio[0]), size_of(trio[1]), size_of(trio[2]), available);
    place(trio[0], {{left, top}, {sizes.first, height}});
    place(trio[1], {{left + (available - sizes.middle) / 2, top}, {sizes.middle, height}});
    place(trio[2], {{left + available - sizes.last, top}, {sizes.last, height}});
  }

  void fill_vertical(const Trio& trio, LayoutUnit left, LayoutUnit width) {
    const LayoutUnit top = page_.margins.top;
    const LayoutUnit available = page_.size.height - page_.margins.vertical();
    const auto height_of = [&](MarginBox box) {
      EdgeBoxSize size;
      if (!at(box)) return size;
      size.generated = true;
      const LayoutUnit height = layout_lines(*at(box), width).height + at(box)->edges.vertical();
      size.min_content = size.max_content = height;
      return size;
    };
    const EdgeSizes sizes = distribute_edge(height_of(trio[0]), height_of(trio[1]), height_of(trio[2]), available);
    place(trio[0], {{left, top}, {width, sizes.first}});
    place(trio[1], {{left, top + (available - sizes.middle) / 2}, {width, sizes.middle}});
    place(trio[2], {{left, top + available - sizes.last}, {width, sizes.last}});
  }

  void fill_corner(MarginBox box, const Rect& rect) { place(box, rect); }

  struct Lines {
    std::vector<ChildFragment> children;
    LayoutUnit height;
  };

  Lines layout_lines(const PreparedBox& box, LayoutUnit width) {
    const LayoutUnit content_width = width - box.edges.horizontal();
    Lines lines;
    const TextLength available = TextLength::from(content_width);
    for (const text::LineRange& line :
         text::break_paragraph(box.content.paragraph, {available, available, available}, {})) {
      const Fragment* const fragment =
          build_line(box.content, line, {BoxId(), box.style_id, {}}, {content_width, LayoutUnit(), {}}, context_);
      lines.children.push_back({{LayoutUnit(), lines.height}, fragment});
      lines.height += fragment->size.height;
    }
    return lines;
  }

  void place(MarginBox name, const Rect& rect) {
    if (!at(name)) return;
    PreparedBox& box = *at(name);
    Lines lines = layout_lines(box, rect.size.width);
    const Edges borders = border_widths(*box.style);
    const Edges inner = borders + padding_widths(*box.style, page_.size.width);
    Fragment fragment;
    fragment.style = box.style_id;
    fragment.borders = borders;
    fragment.size = {rect.size.width - box.margins.horizontal(), rect.size.height - box.margins.vertical()};
    const LayoutUnit free_space = fragment.size.height - inner.vertical() - lines.height;
    LayoutUnit shift = free_space / 2;
    if (box.style->vertical_align.kind == VerticalAlign::Kind::Top) shift = LayoutUnit();
    if (box.style->vertical_align.kind == VerticalAlign::Kind::Bottom) shift = free_space;
    for (ChildFragment& line : lines.children) line.offset = line.offset + Point{inner.left, inner.top + shift};
    fragment.children = std::move(lines.children);
    const Point offset = rect.origin + Point{box.margins.left, box.margins.top};
    page_.margin_boxes.push_back({name, offset, context_.fragments.add(std::move(fragment))});
  }

  PageLayout& page_;
  const MarginContent& content_;
  LayoutContext& context_;
  std::array<std::optional<PreparedBox>, css::kMarginBoxCount> prepared_;
};

/// Two boxes that share a length: by their max-content sizes when those fit, else by how far they exceed min-content
/// (css-page-3 §5.3.2.2).
std::pair<LayoutUnit, LayoutUnit> share(const EdgeBoxSize& a, const EdgeBoxSize& b, LayoutUnit available) {
  if (a.fixed && b.fixed) return {*a.fixed, *b.fixed};
  if (a.fixed) return {*a.fixed, available - *a.fixed};
  if (b.fixed) return {available - *b.fixed, *b.fixed};
  const auto flex = [&](LayoutUnit base_a, LayoutUnit base_b, LayoutUnit weight_a, LayoutUnit weight_b) {
    const LayoutUnit rest = available - base_a - base_b;
    const LayoutUnit weights = weight_a + weight_b;
    const LayoutUnit part = weights.is_zero() ? rest / 2 : LayoutUnit::scaled(rest, weight_a.raw(), weights.raw());
    return std::pair(base_a + part, available - base_a - part);
  };
  if (a.max_content + b.max_content <= available) {
    return flex(a.max_content, b.max_content, a.max_content, b.max_content);
  }
  if (a.min_content + b.min_content <= available) {
    return flex(a.min_content, b.min_content, a.max_content - a.min_content, b.max_content - b.min_content);
  }
  return flex(a.min_content, b.min_content, a.min_content, b.min_content);
}

}  // namespace

EdgeSizes distribute_edge(const EdgeBoxSize& first, const EdgeBoxSize& middle, const EdgeBoxSize& last,
                          LayoutUnit available) {
  if (!middle.generated) {
    if (!last.generated) return {first.fixed.value_or(available), {}, {}};
    if (!first.generated) return {{}, {}, last.fixed.value_or(available)};
    const auto [left, right] = share(first, last, available);
    return {left, {}, right};
  }
  // The box in the middle stays in the middle: both sides count as wide as the wider of them.
  EdgeBoxSize sides;
  sides.min_content = std::max(first.min_content, last.min_content) * 2;
  sides.max_content = std::max(first.max_content, last.max_content) * 2;
  if (!first.generated && !last.generated) return {{}, middle.fixed.value_or(available), {}};
  const LayoutUnit center = share(middle, sides, available).first;
  const LayoutUnit side = (available - center) / 2;
  return {first.fixed.value_or(side), center, last.fixed.value_or(side)};
}

void fill_margin_boxes(PageLayout& page, const MarginContent& content, LayoutContext& context) {
  MarginBoxFiller(page, content, context).fill();
}

}  // namespace gongwen::layout
