#include "layout/pages/detail/margin_content.h"

#include "base/format.h"
#include "diagnostics/catalogue/layout.h"
#include "layout/block/detail/fitted_layout.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/layout_box.h"
#include "layout/core/replaced_size.h"
#include "layout/inline/detail/collect_inline.h"
#include "layout/inline/detail/line_metrics.h"
#include "layout/inline/text_style.h"
#include "layout/inline/white_space.h"
#include "layout/pages/detail/page_facts.h"
#include "text/break_paragraph.h"

#include <algorithm>
#include <array>

namespace gongwen::layout {
// Boxes in page margins (css-page-3 section 5): how three boxes share an edge of the page, running elements, the twelve
// edge boxes and four corners of a page, and the content of a single box.
namespace {

/// Divides a length between two boxes: in proportion to their max-content sizes if these fit, otherwise by how far they
/// exceed min-content (css-page-3 §5.3.2.2).
std::pair<LayoutUnit, LayoutUnit> share(const EdgeBoxSize& a, const EdgeBoxSize& b, LayoutUnit available) {
  // Sizes that are set are not changed.
  if (a.fixed && b.fixed) return {*a.fixed, *b.fixed};
  if (a.fixed) return {*a.fixed, available - *a.fixed};
  if (b.fixed) return {available - *b.fixed, *b.fixed};
  // The rest is divided by weights; with equal weights of zero, in halves.
  const auto flex = [&](LayoutUnit base_a, LayoutUnit base_b, LayoutUnit weight_a, LayoutUnit weight_b) {
    const LayoutUnit rest = available - base_a - base_b;
    const LayoutUnit weights = weight_a + weight_b;
    const LayoutUnit part = weights.is_zero() ? rest / 2 : LayoutUnit::scaled(rest, weight_a.raw(), weights.raw());
    return std::pair(base_a + part, available - base_a - part);
  };
  // As wide as the content wants, with the rest in proportion.
  if (a.max_content + b.max_content <= available) {
    return flex(a.max_content, b.max_content, a.max_content, b.max_content);
  }
  // Each has its minimum; the rest goes to the one with more content.
  if (a.min_content + b.min_content <= available) {
    return flex(a.min_content, b.min_content, a.max_content - a.min_content, b.max_content - b.min_content);
  }
  // Not even the minima fit: both overflow in proportion.
  return flex(a.min_content, b.min_content, a.min_content, b.min_content);
}

using Trio = std::array<EdgeBoxSize, 3>;

/// Sizes of the three boxes along one edge. The middle box stays centred: both sides count as twice the wider one
/// (§5.3.2.3).
EdgeSizes distribute(const Trio& boxes, LayoutUnit available) {
  const auto& [first, middle, last] = boxes;
  // Without a middle box the outer two share the whole length.
  if (!middle.generated) {
    if (!last.generated) return {first.generated ? first.fixed.value_or(available) : LayoutUnit(), {}, {}};
    if (!first.generated) return {{}, {}, last.fixed.value_or(available)};
    const auto [left, right] = share(first, last, available);
    return {left, {}, right};
  }
  if (!first.generated && !last.generated) return {{}, middle.fixed.value_or(available), {}};
  // The larger side counts for both sides.
  EdgeBoxSize sides;
  sides.min_content = std::max(first.fixed.value_or(first.min_content), last.fixed.value_or(last.min_content)) * 2;
  sides.max_content = std::max(first.fixed.value_or(first.max_content), last.fixed.value_or(last.max_content)) * 2;
  const LayoutUnit center = share(middle, sides, available).first;
  const LayoutUnit side = (available - center) / 2;
  return {first.generated ? first.fixed.value_or(side) : LayoutUnit(), center,
          last.generated ? last.fixed.value_or(side) : LayoutUnit()};
}

std::array<LayoutUnit, 3> as_array(const EdgeSizes& sizes) { return {sizes.first, sizes.middle, sizes.last}; }

/// Boxes whose size violates their bound get the bound as a fixed size; returns whether there are any.
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
  // css-page-3 §5.3.2.4: first without limits, then maxima, then minima, each time with the violating boxes fixed.
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
  /// `auto` margins count as 0 until the size is known.
  const auto margin = [&](const style::Margin& value) {
    return value.is_auto ? LayoutUnit() : value.value.resolve(percent_base);
  };
  const LayoutUnit before = margin(style.before);
  const LayoutUnit after = margin(style.after);
  std::optional<LayoutUnit> size = border_box_size(style.size, available, style.edges, style.sizing);
  const auto most = border_box_size(style.most, available, style.edges, style.sizing);
  const auto least = border_box_size(style.least, available, style.edges, style.sizing);
  // Over-constrained sizes: without a size the box fills the depth; otherwise margins give way (css-page-3 §5.3.3).
  const LayoutUnit filling = std::max(available - before - after, style.edges);
  // Limits turn the box into one of a fixed size; the minimum wins over the maximum.
  if (most && size.value_or(filling) > *most) size = most;
  if (least && size.value_or(filling) < *least) size = least;
  if (!size) return {before, filling};
  const LayoutUnit free = available - *size;
  // Both margins `auto`: centred. One `auto`, or an over-constrained outer margin: that one gives way.
  if (style.before.is_auto && style.after.is_auto) return {free / 2, *size};
  if (style.before.is_auto || (!style.after.is_auto && style.outer_is_before)) return {free - after, *size};
  return {before, *size};
}

namespace {

/// Whether any descendant is a reference to a page; iterative, since elements may nest deeply.
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

/// Lays out a running element as a block of this width.
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

/// Looked up for each page, so the answer is kept.
bool RunningElements::depends_on_page(BoxId box) {
  const auto [entry, is_new] = depends_.try_emplace(box);
  if (is_new) entry->second = holds_reference(box, context_);
  return entry->second;
}

/// Elements that do not depend on the page are laid out once and shared by all pages.
RunningElements::Placed RunningElements::layout(BoxId box, LayoutUnit width, const style::ComputedStyle& around) {
  const bool runs_rtl = is_rtl(around);
  // The same element may show a different page number each time.
  if (depends_on_page(box)) {
    const WithoutMemory without(context_.caches);
    return lay_out(box, width, runs_rtl, context_);
  }
  const auto [entry, is_new] = placed_.try_emplace({box, width, runs_rtl});
  if (is_new) entry->second = lay_out(box, width, runs_rtl, context_);
  return entry->second;
}

BoxId RunningRoom::element_of(const std::string& name, LayoutContext& context) {
  if (!elements_) {
    elements_.emplace();
    for (std::size_t i = 0; i < context.boxes.size(); ++i) {
      const BoxId box(static_cast<std::uint32_t>(i));
      if (context.box(box).flow != boxes::BoxFlow::Running) continue;
      // Repetitions are the same header written again, so the first one represents all.
      elements_->try_emplace(context.style_of(box).position.running_name, box);
    }
  }
  const auto found = elements_->find(name);
  return found == elements_->end() ? BoxId() : found->second;
}

namespace {

/// Texts of a page that is not cut yet: a number of two digits, and a character for each named string. So heads are as
/// high as they will be, unless their texts take further lines.
class TextsOfNoPage final : public PageTexts {
 public:
  std::string counter_text(const style::ContentItem& item, const style::CounterStyles& styles) const override {
    constexpr int kTwoDigits = 88;
    return styles.format(kTwoDigits, item.counter_style);
  }
  std::string string_text(const style::ContentItem& /*item*/) const override { return "\u5B57"; }
};

}  // namespace

void RunningRoom::grow(PageLayout& page, LayoutContext& context) {
  const LayoutUnit width = page.size.width - page.margins.horizontal();
  const auto grow_edge = [&](css::MarginBox name, LayoutUnit& margin) {
    const auto& style = page.style->margin_boxes[static_cast<std::size_t>(name)];
    if (!style || style->min_height.kind != style::Size::Kind::MaxContent) return;
    for (const style::ContentItem& item : style->content.items) {
      if (item.kind != style::ContentItem::Kind::RunningElement) continue;
      const BoxId element = element_of(item.name, context);
      if (!element) continue;
      const Edges inner = border_widths(*style) + padding_widths(*style, width);
      const LayoutUnit room = width - inner.horizontal();
      const auto [known, is_new] = heights_.try_emplace({element, room, is_rtl(*style)});
      if (is_new) {
        RunningElements elements(context);
        const WithoutMemory without(context.caches);
        const TextsOfNoPage texts;
        context.page_texts = &texts;
        known->second = elements.layout(element, room, *style).height;
        context.page_texts = nullptr;
      }
      margin = std::max(margin, known->second + inner.vertical());
    }
  };
  if (width <= LayoutUnit()) return;
  grow_edge(css::MarginBox::TopCenter, page.margins.top);
  grow_edge(css::MarginBox::BottomCenter, page.margins.bottom);
}

/// Widths depend on the page if the text does.
IntrinsicSizes RunningElements::sizes(BoxId box) {
  if (!depends_on_page(box)) return intrinsic_contribution(box, context_);
  const WithoutMemory without(context_.caches);
  return intrinsic_contribution(box, context_);
}

namespace {

using css::MarginBox;
using style::ComputedStyle;
using style::VerticalAlign;

enum class Axis : std::uint8_t { Horizontal, Vertical };

/// The rotation of a box at the side of the page: `mso-rotate` of 90 or -90 turns it, as spreadsheet programs turn
/// cells. Page numbers of landscape sheets need it (GB/T 9704-2012 clause 8).
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

/// Fills the margin boxes of one page. Each edge is a strip between two corners, `horizontal` at the top and bottom,
/// vertical at the sides.
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
    // The page's margins give the strips along the edges and the corners.
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

  /// The box of a name, if the page style has one. Percentages of margins refer to the room along and across the edge
  /// (css-page-3 §5.2); those of paddings to its width.
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

  /// The size properties along the edge, as margin-box sizes.
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

  /// The size of a box along its edge. At the sides of the page that is a height, which depends on its width; a turned
  /// box has its width along the edge.
  EdgeBoxSize size_along(const std::optional<PreparedBox>& box, const Size& room, Axis axis, LayoutUnit width) const {
    if (!box) return {};
    const ComputedStyle& style = *box->style;
    const LayoutUnit horizontal = box->inner.horizontal();
    const LayoutUnit vertical = box->inner.vertical();
    if (axis == Axis::Horizontal) {
      EdgeBoxSize size = edge_size(box->margins.horizontal(), horizontal, room.width, style.width, style.min_width,
                                   // Along the top and bottom, widths share the edge.
                                   style.max_width, style.box_sizing);
      const IntrinsicSizes content = box->content->sizes();
      size.min_content = content.min_content + horizontal + box->margins.horizontal();
      size.max_content = content.max_content + horizontal + box->margins.horizontal();
      return size;
    }
    // At the sides heights do: the content is laid out to learn its height.
    EdgeBoxSize size = edge_size(box->margins.vertical(), vertical, room.height, style.height, style.min_height,
                                 style.max_height, style.box_sizing);
    // The height of turned text is the length of its line.
    if (turn_of(style, axis) != QuarterTurn::None) {
      size.min_content = box->content->sizes().max_content + horizontal + box->margins.vertical();
    } else {
      size.min_content = box->content->layout(width - horizontal).height + vertical + box->margins.vertical();
    }
    size.max_content = size.min_content;
    return size;
  }

  /// Position and size across the edge.
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

  /// Three boxes share the edge; the middle one is centred, regardless of the size of the others.
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
    // All sizes are known: the edge is divided, then the boxes are placed.
    const LayoutUnit available = horizontal ? room.size.width : room.size.height;
    const EdgeSizes along = distribute_edge(sizes[0], sizes[1], sizes[2], available);
    const std::array<LayoutUnit, 3> lengths{along.first, along.middle, along.last};
    // The middle box is centred on the page, not between its neighbours.
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

  /// Corner boxes have both sizes from the page's margins (css-page-3 §5.3.1).
  void fill_corner(MarginBox name, const Rect& room) {
    const std::optional<PreparedBox> box = prepare(name, room.size);
    if (!box) return;
    // A corner belongs to two edges: the page's margins say on which sides of the box the sheet ends.
    const bool upper = name == MarginBox::TopLeftCorner || name == MarginBox::TopRightCorner;
    const bool left = name == MarginBox::TopLeftCorner || name == MarginBox::BottomLeftCorner;
    const CrossSize across = cross_size(*box, room.size, Axis::Vertical, left);
    const CrossSize down = cross_size(*box, room.size, Axis::Horizontal, upper);
    place(name, *box, {room.origin + Point{across.before, down.before}, {across.size, down.size}}, QuarterTurn::None);
  }

  /// Builds the fragment of a box and aligns its content vertically. A turned box is laid out upright and turned with
  /// its edges, so its upper edge is at the right or left.
  void place(MarginBox name, const PreparedBox& box, const Rect& border_box, QuarterTurn turn) {
    Size size = border_box.size;
    // Content is laid out in its own direction; the painter turns the fragment.
    if (turn != QuarterTurn::None) std::swap(size.width, size.height);
    const Size room{size.width - box.inner.horizontal(), size.height - box.inner.vertical()};
    Fragment fragment;
    MarginContent::Placed content =
        box.style->text_fit->shrinks ? fitted_content(box, room, fragment) : box.content->layout(room.width);
    fragment.style = box.style_id;
    fragment.borders = border_widths(*box.style);
    fragment.size = size;
    const Edges& inner = box.inner;
    // `vertical-align` of a margin box aligns its content as in table cells; middle is the default.
    const LayoutUnit free_space = fragment.size.height - inner.vertical() - content.height;
    LayoutUnit shift = free_space / 2;
    if (box.style->vertical_align.kind == VerticalAlign::Kind::Top) shift = LayoutUnit();
    if (box.style->vertical_align.kind == VerticalAlign::Kind::Bottom) shift = free_space;
    for (ChildFragment& child : content.children) child.offset = child.offset + Point{inner.left, inner.top + shift};
    fragment.children = std::move(content.children);
    page_.margin_boxes.push_back({name, border_box.origin, context_.fragments.add(std::move(fragment)), turn});
  }

  /// The content of a box with `-gw-fit`, at the largest size that fits: first on as few lines as the style allows,
  /// then on any number. Running elements keep their size, since they have their own styles.
  MarginContent::Placed fitted_content(const PreparedBox& box, const Size& room, Fragment& fragment) {
    const std::int32_t at_most = box.style->text_fit->at_most;
    const int least = least_fit_percent(*box.style);
    const auto fits = [&](int percent, std::int32_t lines) {
      return shrunk_content(box, percent).fits(room, lines);
    };
    int percent = least;
    if (at_most > 0 && fits(least, at_most)) {
      percent = largest_fitting(least, kFullSize, [&](int size) { return fits(size, at_most); });
    } else if (fits(least, 0)) {
      percent = largest_fitting(least, kFullSize, [&](int size) { return fits(size, 0); });
    } else {
      fragment.is_too_large = true;
    }
    fragment.shrunk_to = static_cast<std::uint8_t>(percent);
    return shrunk_content(box, percent).layout(room.width);
  }

  MarginContent shrunk_content(const PreparedBox& box, int percent) {
    const style::StyleId style = smaller_style(box.style_id, percent, context_);
    return {context_.styles.style(style), style, values_, running_, context_};
  }

  PageLayout& page_;
  const PageValues& values_;
  RunningElements& running_;
  LayoutContext& context_;
};

/// The text that extends farthest into a forbidden area; less than a px does not count.
struct Excess {
  const Fragment* text = nullptr;
  LayoutUnit amount = LayoutUnit::from_px(1);
};

/// Text may neither leave the sheet nor extend into the page area.
void find_excess(const Fragment& fragment, Point position, const PageLayout& page, Excess& excess) {
  for (const ChildFragment& child : fragment.children) {
    find_excess(*child.fragment, position + child.offset, page, excess);
  }
  if (fragment.kind != FragmentKind::Text) return;
  const LayoutUnit right = position.x + fragment.size.width;
  const LayoutUnit baseline = position.y + fragment.baseline.value_or(fragment.size.height);
  // Chinese fonts claim half as much height again as their characters take: these reach from 0.88 em above the baseline
  // to 0.12 em below it.
  const LayoutUnit em = fragment.run != nullptr ? fragment.run->size.to_length() : fragment.size.height;
  const LayoutUnit top = std::max(position.y, baseline - em * 7 / 8);
  LayoutUnit beyond = std::max({-position.x, right - page.size.width, -baseline, baseline - page.size.height});
  const Rect& area = page.area;
  // Only the part inside of the page area counts, and only if it overlaps in both directions.
  if (right > area.left() && position.x < area.right() && baseline > area.top() && top < area.bottom()) {
    const LayoutUnit inside = std::min(baseline - area.top(), area.bottom() - top);
    beyond = std::max(beyond, std::min({inside, right - area.left(), area.right() - position.x}));
  }
  if (beyond > excess.amount) excess = {&fragment, beyond};
}

}  // namespace

/// `page_texts` is set while content of margins is laid out, so that counters show this page.
void MarginBoxes::fill(PageLayout& page, const PageValues& values) {
  context_.page_texts = &values;
  MarginBoxFiller(page, values, running_, context_).fill();
  context_.page_texts = nullptr;
  for (const MarginBoxFragment& placed : page.margin_boxes) check_room(page, placed);
}

/// Reports text that leaves the sheet or covers the page's own text. Text larger than its box is still readable in the
/// rest of the margin.
void MarginBoxes::check_room(const PageLayout& page, const MarginBoxFragment& placed) {
  if (placed.fragment->is_too_large && too_large_.insert(placed.box).second) {
    report_too_large_text(*placed.fragment, context_);
  }
  // One message for each box is enough: the same head is on every page.
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

/// The text of one item of `content`, as this page has it. Other items have no text of their page.
StringValue item_value(const ContentItem& item, const PageValues& values, LayoutContext& context) {
  switch (item.kind) {
    case Kind::Text: return {item.text, {}, {}};
    case Kind::Counter:
    case Kind::Counters: return {values.counter_text(item, context.styles.counter_styles()), {}, {}};
    case Kind::NamedString: return select_value(values.strings, item);
    case Kind::TargetCounter:
    case Kind::TargetCounters:
    case Kind::TargetText: return {target_item_text(item, {}, context), {}, {}};
    default: break;
  }
  return {};
}

/// Counters for which it has been reported that pages count them apart from elements.
struct ReportedCounters : DocumentFacts {
  std::set<std::string> names;
};

/// Reports: layout/page-counter, once for each counter.
void check_counter(const ContentItem& item, const style::ComputedStyle& style, const PageValues& values,
                   LayoutContext& context) {
  if ((item.kind != Kind::Counter && item.kind != Kind::Counters) || item.name == "page") return;
  const auto counted = values.counts.find(item.name);
  const bool is_hidden = values.page->counters.contains(item.name) && counted != values.counts.end();
  if (!is_hidden || !context.cache<ReportedCounters>().names.insert(item.name).second) return;
  context.sink.report(diagnostics::messages::LayoutPageCounter, diagnostics::Origin{style.content.place, {}},
                      item.name);
}

/// The text of a margin box, and the places in the document from which its characters come.
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

/// Items become lines of text; each running element is a block between them.
MarginContent::MarginContent(const style::ComputedStyle& style, style::StyleId style_id, const PageValues& values,
                             RunningElements& running, LayoutContext& context)
    : style_(style), style_id_(style_id), running_(running), context_(context) {
  std::vector<InlineItem> items;
  // Runs of text and images become lines together; a running element ends them.
  for (const ContentItem& item : style.content.items) {
    if (item.kind == Kind::Image) {
      if (const Fragment* const image = image_of(item)) items.push_back({{}, image});
      continue;
    }
    check_counter(item, style, values, context);
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

/// An image at its own size; null if it is not available, which the image set reports once.
const Fragment* MarginContent::image_of(const ContentItem& item) {
  const images::ImageId id = context_.boxes.images().load(item.text, {style_.content.place, {}});
  if (!id) return nullptr;
  Fragment fragment;
  fragment.image = &context_.boxes.images().image(id);
  fragment.style = context_.styles.anonymous(style_id_, style::Display::Inline);
  fragment.size = image_content_size(fragment.image->size, context_.styles.style(fragment.style), {});
  return context_.fragments.add(std::move(fragment));
}

/// Shapes a stretch of texts and images as one paragraph.
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
      // Blanks collapse across items as in a paragraph.
      collapser.append(item.value.text, style_.white_space_collapse);
      text.stretches.push_back({text.characters.size(), item.value.origin});
      continue;
    }
    // An object splits the text: the piece before it ends here, a new one starts after it.
    collapser.append_object();
    line_pieces.back().end = length();
    text::ParagraphPiece object;
    object.kind = text::UnitKind::Object;
    object.begin = object.end = length();
    // Images are objects of the paragraph, numbered in their order.
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
  // Nothing visible: no empty line is made.
  if (text.characters.empty() && content.objects.empty()) return;
  const bool runs_from_right = is_rtl(style_);
  const bool has_bidi = runs_from_right || text::has_right_to_left(text.characters);
  // Without ICU, text from right to left cannot be ordered, which is reported.
  if (has_bidi) require_icu({}, context_);
  const text::BidiBase base{runs_from_right ? text::BaseDirection::RightToLeft : text::BaseDirection::LeftToRight};
  text::DirectedParagraph directed = text::shape_directed(
      text.characters, line_pieces, {make_text_style(style_, {}, context_)}, has_bidi ? &base : nullptr, context_.fonts,
      [&](const text::CharacterReport& report) { report_character(report, text.origin_at(report.at), context_); });
  content.paragraph = std::move(directed.paragraph);
  content.levels = std::move(directed.levels);
  pieces_.emplace_back(std::move(content));
}

/// The widest piece counts.
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

bool MarginContent::fits(const Size& room, std::int32_t at_most_lines) {
  if (sizes().min_content > room.width) return false;
  const Placed placed = layout(room.width);
  return placed.height <= room.height &&
         (at_most_lines == 0 || placed.children.size() <= static_cast<std::size_t>(at_most_lines));
}

/// Pieces are placed below each other at this width.
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

/// Lines of a margin box never break over pages.
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
