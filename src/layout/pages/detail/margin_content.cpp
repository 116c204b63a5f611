#include "layout/pages/detail/margin_content.h"

#include "base/format.h"
#include "diagnostics/catalogue/layout.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/layout_box.h"
#include "layout/core/replaced_size.h"
#include "layout/inline/detail/collect_inline.h"
#include "layout/inline/detail/line_metrics.h"
#include "layout/inline/detail/white_space.h"
#include "layout/inline/text_style.h"
#include "text/break_paragraph.h"

#include <algorithm>
#include <array>

namespace gongwen::layout {
namespace {

/// Two boxes that share a length: by their max-content sizes when those fit, otherwise by how far they exceed
/// min-content (css-page-3 §5.3.2.2).
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

using Trio = std::array<EdgeBoxSize, 3>;

/// The box in the middle stays in the middle: both sides count as wide as the wider of them (§5.3.2.3).
EdgeSizes distribute(const Trio& boxes, LayoutUnit available) {
  const auto& [first, middle, last] = boxes;
  if (!middle.generated) {
    if (!last.generated) return {first.generated ? first.fixed.value_or(available) : LayoutUnit(), {}, {}};
    if (!first.generated) return {{}, {}, last.fixed.value_or(available)};
    const auto [left, right] = share(first, last, available);
    return {left, {}, right};
  }
  if (!first.generated && !last.generated) return {{}, middle.fixed.value_or(available), {}};
  EdgeBoxSize sides;
  sides.min_content = std::max(first.fixed.value_or(first.min_content), last.fixed.value_or(last.min_content)) * 2;
  sides.max_content = std::max(first.fixed.value_or(first.max_content), last.fixed.value_or(last.max_content)) * 2;
  const LayoutUnit center = share(middle, sides, available).first;
  const LayoutUnit side = (available - center) / 2;
  return {first.generated ? first.fixed.value_or(side) : LayoutUnit(), center,
          last.generated ? last.fixed.value_or(side) : LayoutUnit()};
}

std::array<LayoutUnit, 3> as_array(const EdgeSizes& sizes) { return {sizes.first, sizes.middle, sizes.last}; }

/// Boxes whose size is out of their bound get the bound as their size; true if there are any.
template <typename Exceeds>
bool fix_exceeding(Trio& boxes, const EdgeSizes& sizes, const Exceeds& exceeds) {
  bool any = false;
  const std::array<LayoutUnit, 3> found = as_array(sizes);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const std::optional<LayoutUnit> bound = boxes[i].generated ? exceeds(boxes[i], found[i]) : std::nullopt;
    if (!bound) continue;
    boxes[i].fixed = *bound;
    any = true;
  }
  return any;
}

}  // namespace

EdgeSizes distribute_edge(const EdgeBoxSize& first, const EdgeBoxSize& middle, const EdgeBoxSize& last,
                          LayoutUnit available) {
  Trio boxes{first, middle, last};
  EdgeSizes sizes = distribute(boxes, available);
  const auto above = [](const EdgeBoxSize& box, LayoutUnit size) {
    return size > box.most ? std::optional(box.most) : std::nullopt;
  };
  const auto below = [](const EdgeBoxSize& box, LayoutUnit size) {
    return size < box.least ? std::optional(box.least) : std::nullopt;
  };
  if (fix_exceeding(boxes, sizes, above)) sizes = distribute(boxes, available);
  if (fix_exceeding(boxes, sizes, below)) sizes = distribute(boxes, available);
  return sizes;
}

CrossSize resolve_cross_size(const CrossStyle& style, LayoutUnit available, LayoutUnit percent_base) {
  const auto margin = [&](const style::Margin& value) {
    return value.is_auto ? LayoutUnit() : value.value.resolve(percent_base);
  };
  const LayoutUnit before = margin(style.before);
  const LayoutUnit after = margin(style.after);
  std::optional<LayoutUnit> size = border_box_size(style.size, available, style.edges, style.sizing);
  const auto most = border_box_size(style.most, available, style.edges, style.sizing);
  const auto least = border_box_size(style.least, available, style.edges, style.sizing);
  const LayoutUnit filling = std::max(available - before - after, style.edges);
  if (most && size.value_or(filling) > *most) size = most;
  if (least && size.value_or(filling) < *least) size = least;
  if (!size) return {before, filling};
  const LayoutUnit free = available - *size;
  if (style.before.is_auto && style.after.is_auto) return {free / 2, *size};
  if (style.before.is_auto || (!style.after.is_auto && style.outer_is_before)) return {free - after, *size};
  return {before, *size};
}

namespace {

/// Memory of the context that must not be used for content which differs from page to page: set aside, and put back.
class WithoutMemory {
 public:
  explicit WithoutMemory(LayoutContext& context) : context_(context) { exchange(); }
  ~WithoutMemory() { exchange(); }
  WithoutMemory(const WithoutMemory&) = delete;
  WithoutMemory& operator=(const WithoutMemory&) = delete;

 private:
  void exchange() { context_.caches.exchange_content(set_aside_); }

  LayoutContext& context_;
  LayoutCaches set_aside_;
};

bool holds_reference(BoxId box, const LayoutContext& context) {
  std::vector<BoxId> open{box};
  while (!open.empty()) {
    const boxes::Box& entry = context.box(open.back());
    open.pop_back();
    if (entry.kind == boxes::BoxKind::Reference) return true;
    for (BoxId child = entry.first_child; child; child = context.box(child).next_sibling) open.push_back(child);
  }
  return false;
}

RunningElements::Placed lay_out(BoxId box, LayoutUnit width, bool runs_rtl, LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(box);
  const Edges margins = margin_widths(style, width);
  LayoutInput input;
  input.box = box;
  input.available = {width, std::nullopt};
  input.is_formatting_root = true;
  const LayoutResult result = layout_box(input, context);
  const LayoutUnit top = margins.top + result.offset;
  return {{left_margin_in(runs_rtl, style, width, result.fragment->size.width), top},
          result.fragment,
          top + result.fragment->size.height + margins.bottom};
}

}  // namespace

bool RunningElements::depends_on_page(BoxId box) {
  const auto [entry, is_new] = depends_.try_emplace(box);
  if (is_new) entry->second = holds_reference(box, context_);
  return entry->second;
}

RunningElements::Placed RunningElements::layout(BoxId box, LayoutUnit width, const style::ComputedStyle& around) {
  const bool runs_rtl = is_rtl(around);
  if (depends_on_page(box)) {
    const WithoutMemory without(context_);
    return lay_out(box, width, runs_rtl, context_);
  }
  const auto [entry, is_new] = placed_.try_emplace({box, width, runs_rtl});
  if (is_new) entry->second = lay_out(box, width, runs_rtl, context_);
  return entry->second;
}

IntrinsicSizes RunningElements::sizes(BoxId box) {
  if (!depends_on_page(box)) return intrinsic_contribution(box, context_);
  const WithoutMemory without(context_);
  return intrinsic_contribution(box, context_);
}

namespace {

using css::MarginBox;
using style::ComputedStyle;
using style::VerticalAlign;

enum class Axis : std::uint8_t { Horizontal, Vertical };

/// At the sides of the page `mso-rotate` of 90 or -90 turns a box, as spreadsheet programs turn cells: page numbers of
/// sheets that lie on their side (GB/T 9704-2012 clause 8).
QuarterTurn turn_of(const ComputedStyle& style, Axis axis) {
  if (axis == Axis::Horizontal || style.cell_rotation.stacked) return QuarterTurn::None;
  if (style.cell_rotation.degrees == -90) return QuarterTurn::Clockwise;
  return style.cell_rotation.degrees == 90 ? QuarterTurn::Counterclockwise : QuarterTurn::None;
}

/// One margin box with its content, before it has a place.
struct PreparedBox {
  const ComputedStyle* style = nullptr;
  style::StyleId style_id;
  std::unique_ptr<MarginContent> content;
  Edges inner;    // borders and paddings
  Edges margins;  // `auto` is 0
};

class MarginBoxFiller {
 public:
  MarginBoxFiller(PageLayout& page, const PageValues& values, RunningElements& running, LayoutContext& context)
      : page_(page), values_(values), running_(running), context_(context) {}

  void fill() {
    const LayoutUnit left = page_.margins.left;
    const LayoutUnit top = page_.margins.top;
    const LayoutUnit right = page_.size.width - page_.margins.right;
    const LayoutUnit bottom = page_.size.height - page_.margins.bottom;
    const LayoutUnit width = page_.size.width - page_.margins.horizontal();
    const LayoutUnit height = page_.size.height - page_.margins.vertical();
    fill_corner(MarginBox::TopLeftCorner, {{}, {left, top}});
    fill_edge({MarginBox::TopLeft, MarginBox::TopCenter, MarginBox::TopRight}, {{left, {}}, {width, top}},
              Axis::Horizontal, true);
    fill_corner(MarginBox::TopRightCorner, {{right, {}}, {page_.margins.right, top}});
    fill_edge({MarginBox::RightTop, MarginBox::RightMiddle, MarginBox::RightBottom},
              {{right, top}, {page_.margins.right, height}}, Axis::Vertical, false);
    fill_corner(MarginBox::BottomRightCorner, {{right, bottom}, {page_.margins.right, page_.margins.bottom}});
    fill_edge({MarginBox::BottomLeft, MarginBox::BottomCenter, MarginBox::BottomRight},
              {{left, bottom}, {width, page_.margins.bottom}}, Axis::Horizontal, false);
    fill_corner(MarginBox::BottomLeftCorner, {{{}, bottom}, {left, page_.margins.bottom}});
    fill_edge({MarginBox::LeftTop, MarginBox::LeftMiddle, MarginBox::LeftBottom}, {{{}, top}, {left, height}},
              Axis::Vertical, true);
  }

 private:
  using Trio = std::array<MarginBox, 3>;

  /// Percentages refer to the room along the edge and across it (css-page-3 §5.2); those of paddings to its width.
  std::optional<PreparedBox> prepare(MarginBox box, const Size& room) {
    const auto& style = page_.style->margin_boxes[static_cast<std::size_t>(box)];
    if (!style) return std::nullopt;
    PreparedBox prepared;
    prepared.style = &*style;
    prepared.style_id = context_.page_style_id(*style);
    prepared.content = std::make_unique<MarginContent>(*style, prepared.style_id, values_, running_, context_);
    prepared.margins = margin_widths(*style, room.width);
    prepared.margins.top = style->margin_top.is_auto ? LayoutUnit() : style->margin_top.value.resolve(room.height);
    prepared.margins.bottom =
        style->margin_bottom.is_auto ? LayoutUnit() : style->margin_bottom.value.resolve(room.height);
    prepared.inner = border_widths(*style) + padding_widths(*style, room.width);
    return prepared;
  }

  static EdgeBoxSize edge_size(LayoutUnit outer_edges, LayoutUnit edges, LayoutUnit room, const style::Size& size,
                               const style::Size& least, const style::Size& most, style::BoxSizing sizing) {
    EdgeBoxSize out;
    out.generated = true;
    out.fixed = border_box_size(size, room, edges, sizing);
    if (out.fixed) *out.fixed += outer_edges;
    if (const auto bound = border_box_size(least, room, edges, sizing)) out.least = *bound + outer_edges;
    if (const auto bound = border_box_size(most, room, edges, sizing)) out.most = *bound + outer_edges;
    return out;
  }

  EdgeBoxSize size_along(const std::optional<PreparedBox>& box, const Size& room, Axis axis, LayoutUnit width) const {
    if (!box) return {};
    const ComputedStyle& style = *box->style;
    const LayoutUnit horizontal = box->inner.horizontal();
    const LayoutUnit vertical = box->inner.vertical();
    if (axis == Axis::Horizontal) {
      EdgeBoxSize size = edge_size(box->margins.horizontal(), horizontal, room.width, style.width, style.min_width,
                                   style.max_width, style.box_sizing);
      const IntrinsicSizes content = box->content->sizes();
      size.min_content = content.min_content + horizontal + box->margins.horizontal();
      size.max_content = content.max_content + horizontal + box->margins.horizontal();
      return size;
    }
    EdgeBoxSize size = edge_size(box->margins.vertical(), vertical, room.height, style.height, style.min_height,
                                 style.max_height, style.box_sizing);
    if (turn_of(style, axis) != QuarterTurn::None) {
      size.min_content = box->content->sizes().max_content + horizontal + box->margins.vertical();
    } else {
      size.min_content = box->content->layout(width - horizontal).height + vertical + box->margins.vertical();
    }
    size.max_content = size.min_content;
    return size;
  }

  CrossSize cross_size(const PreparedBox& box, const Size& room, Axis axis, bool outer_is_before) const {
    const ComputedStyle& style = *box.style;
    if (axis == Axis::Horizontal) {
      return resolve_cross_size({style.margin_top, style.margin_bottom, style.height, style.min_height,
                                 style.max_height, box.inner.vertical(), style.box_sizing, outer_is_before},
                                room.height, room.height);
    }
    return resolve_cross_size({style.margin_left, style.margin_right, style.width, style.min_width, style.max_width,
                               box.inner.horizontal(), style.box_sizing, outer_is_before},
                              room.width, room.width);
  }

  void fill_edge(const Trio& names, const Rect& room, Axis axis, bool outer_is_before) {
    std::array<std::optional<PreparedBox>, 3> boxes;
    std::array<EdgeBoxSize, 3> sizes;
    std::array<CrossSize, 3> cross;
    const bool horizontal = axis == Axis::Horizontal;
    for (std::size_t i = 0; i < names.size(); ++i) {
      boxes[i] = prepare(names[i], room.size);
      if (!boxes[i]) continue;
      cross[i] = cross_size(*boxes[i], room.size, axis, outer_is_before);
      sizes[i] = size_along(boxes[i], room.size, axis, cross[i].size);
    }
    const LayoutUnit available = horizontal ? room.size.width : room.size.height;
    const EdgeSizes along = distribute_edge(sizes[0], sizes[1], sizes[2], available);
    const std::array<LayoutUnit, 3> lengths{along.first, along.middle, along.last};
    const std::array<LayoutUnit, 3> begins{LayoutUnit(), (available - along.middle) / 2, available - along.last};
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!boxes[i]) continue;
      const Edges& margins = boxes[i]->margins;
      Rect border_box;
      if (horizontal) {
        border_box = {room.origin + Point{begins[i] + margins.left, cross[i].before},
                      {lengths[i] - margins.horizontal(), cross[i].size}};
      } else {
        border_box = {room.origin + Point{cross[i].before, begins[i] + margins.top},
                      {cross[i].size, lengths[i] - margins.vertical()}};
      }
      place(names[i], *boxes[i], border_box, turn_of(*boxes[i]->style, axis));
    }
  }

  /// Section 5.3.1: fixed in both directions by the page's margins.
  void fill_corner(MarginBox name, const Rect& room) {
    const std::optional<PreparedBox> box = prepare(name, room.size);
    if (!box) return;
    const bool upper = name == MarginBox::TopLeftCorner || name == MarginBox::TopRightCorner;
    const bool left = name == MarginBox::TopLeftCorner || name == MarginBox::BottomLeftCorner;
    const CrossSize across = cross_size(*box, room.size, Axis::Vertical, left);
    const CrossSize down = cross_size(*box, room.size, Axis::Horizontal, upper);
    place(name, *box, {room.origin + Point{across.before, down.before}, {across.size, down.size}}, QuarterTurn::None);
  }

  /// A turned box has its edges turned with it: its upper one lies at the right or left.
  void place(MarginBox name, const PreparedBox& box, const Rect& border_box, QuarterTurn turn) {
    Size size = border_box.size;
    if (turn != QuarterTurn::None) std::swap(size.width, size.height);
    MarginContent::Placed content = box.content->layout(size.width - box.inner.horizontal());
    Fragment fragment;
    fragment.style = box.style_id;
    fragment.borders = border_widths(*box.style);
    fragment.size = size;
    const Edges& inner = box.inner;
    const LayoutUnit free_space = fragment.size.height - inner.vertical() - content.height;
    LayoutUnit shift = free_space / 2;
    if (box.style->vertical_align.kind == VerticalAlign::Kind::Top) shift = LayoutUnit();
    if (box.style->vertical_align.kind == VerticalAlign::Kind::Bottom) shift = free_space;
    for (ChildFragment& child : content.children) child.offset = child.offset + Point{inner.left, inner.top + shift};
    fragment.children = std::move(content.children);
    page_.margin_boxes.push_back({name, border_box.origin, context_.fragments.add(std::move(fragment)), turn});
  }

  PageLayout& page_;
  const PageValues& values_;
  RunningElements& running_;
  LayoutContext& context_;
};

/// The text that reaches farthest to where it does not belong.
struct Excess {
  const Fragment* text = nullptr;
  LayoutUnit amount = LayoutUnit::from_px(1);
};

void find_excess(const Fragment& fragment, Point position, const PageLayout& page, Excess& excess) {
  for (const ChildFragment& child : fragment.children) {
    find_excess(*child.fragment, position + child.offset, page, excess);
  }
  if (fragment.kind != FragmentKind::Text) return;
  const LayoutUnit right = position.x + fragment.size.width;
  const LayoutUnit baseline = position.y + fragment.baseline.value_or(fragment.size.height);
  // Faces for Chinese claim half as much height again as their characters take, which reach from 0.88 em above the
  // baseline to 0.12 em below it.
  const LayoutUnit em = fragment.run != nullptr ? fragment.run->size.to_length() : fragment.size.height;
  const LayoutUnit top = std::max(position.y, baseline - em * 7 / 8);
  LayoutUnit beyond = std::max({-position.x, right - page.size.width, -baseline, baseline - page.size.height});
  const Rect& area = page.area;
  if (right > area.left() && position.x < area.right() && baseline > area.top() && top < area.bottom()) {
    const LayoutUnit inside = std::min(baseline - area.top(), area.bottom() - top);
    beyond = std::max(beyond, std::min({inside, right - area.left(), area.right() - position.x}));
  }
  if (beyond > excess.amount) excess = {&fragment, beyond};
}

}  // namespace

void MarginBoxes::fill(PageLayout& page, const PageValues& values) {
  context_.page_texts = &values;
  MarginBoxFiller(page, values, running_, context_).fill();
  context_.page_texts = nullptr;
  for (const MarginBoxFragment& placed : page.margin_boxes) check_room(page, placed);
}

/// Text that is larger than its box is still read in the rest of the margin, but neither beyond the sheet nor on top of
/// the page's own text.
void MarginBoxes::check_room(const PageLayout& page, const MarginBoxFragment& placed) {
  if (placed.turn != QuarterTurn::None || overflowing_.contains(placed.box)) return;
  Excess excess;
  find_excess(*placed.fragment, placed.offset, page, excess);
  if (excess.text == nullptr) return;
  overflowing_.insert(placed.box);
  context_.sink.report(diagnostics::messages::LayoutMarginOverflow, excess.text->origin,
                       fmt::format("{:.1f}", excess.amount.to_mm()), page.context.number);
}

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
