
#include "base/format.h"
#include "diagnostics/catalogue/layout.h"
#include "layout/core/box_metrics.h"
#include "layout/pages/detail/margin_box_sizes.h"
#include "layout/pages/detail/margin_content.h"

#include <algorithm>
#include <array>

namespace gongwen::layout {
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

}  // namespace gongwen::layout
