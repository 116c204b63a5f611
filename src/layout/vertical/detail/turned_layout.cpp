#include "layout/vertical/detail/turned_layout.h"

#include "layout/core/box_metrics.h"
#include "layout/core/detail/fragment_builder.h"
#include "layout/core/detail/layout_box.h"
#include "layout/core/detail/layout_input.h"
#include "style/writing_modes.h"

#include <algorithm>

namespace gongwen::layout {
// Two directions of work: fragments of a vertical flow are turned onto the page (FlowTurner), and a box in which
// another writing mode starts is laid out (TurnedBox). A flow is always laid out from left to right and top to bottom;
// turning swaps the axes.
namespace {

using style::WritingMode;

/// The orientation of a flow, or a line of it, on the page. In `vertical-lr` blocks follow each other to the right, but
/// each line has its upper side there, too: blocks are mirrored, lines are turned.
enum class Turning : std::uint8_t { None, Clockwise, Counterclockwise, Mirrored };

Turning turning_of(WritingMode flow) {
  switch (flow) {
    case WritingMode::HorizontalTb: break;
    case WritingMode::VerticalRl:
    case WritingMode::SidewaysRl: return Turning::Clockwise;
    case WritingMode::VerticalLr: return Turning::Mirrored;
    case WritingMode::SidewaysLr: return Turning::Counterclockwise;
  }
  return Turning::None;
}

/// Lines of a mirrored flow are turned clockwise like those of vertical-rl.
Turning of_lines(Turning blocks) { return blocks == Turning::Mirrored ? Turning::Clockwise : blocks; }

/// The corner of a turned rectangle in an area whose size is given along the flow.
Point place_in(Turning turning, const Rect& rect, Size area) {
  switch (turning) {
    case Turning::None: break;
    case Turning::Clockwise: return {area.height - rect.bottom(), rect.left()};
    case Turning::Counterclockwise: return {rect.top(), area.width - rect.right()};
    case Turning::Mirrored: return {rect.top(), rect.left()};
  }
  return rect.origin;
}

Size swapped(Size size) { return {size.height, size.width}; }

Rect turned_rect(Turning turning, const Rect& rect, Size area) {
  return {place_in(turning, rect, area), swapped(rect.size)};
}

/// The sides of a box, renamed to those of the page.
Edges turned_edges(Turning turning, const Edges& edges) {
  switch (turning) {
    case Turning::None: break;
    case Turning::Clockwise: return {edges.left, edges.top, edges.right, edges.bottom};
    case Turning::Counterclockwise: return {edges.right, edges.bottom, edges.left, edges.top};
    case Turning::Mirrored: return {edges.left, edges.bottom, edges.right, edges.top};
  }
  return edges;
}

QuarterTurn turn_of_lines(Turning turning) {
  return turning == Turning::Counterclockwise ? QuarterTurn::Counterclockwise : QuarterTurn::Clockwise;
}

/// Turns a tree of fragments. Each becomes a copy with swapped sizes and sides, and the style of the page.
class FlowTurner {
 public:
  FlowTurner(WritingMode flow, LayoutContext& context) : blocks_(turning_of(flow)), context_(context) {}

  /// `top`: the position of the fragment in its line.
  const Fragment* turn(const Fragment& fragment, LayoutUnit top = {}) {
    const bool in_line = fragment.kind == FragmentKind::Line || fragment.kind == FragmentKind::InlineBox ||
                         fragment.kind == FragmentKind::Text || fragment.kind == FragmentKind::Leader;
    const Turning turning = in_line ? of_lines(blocks_) : blocks_;
    Fragment turned = copy_without_children(fragment);
    turned.style = context_.boxes.physical_style(fragment.style);
    turned.baseline.reset();
    turned.last_baseline.reset();
    turned.size = swapped(fragment.size);
    turned.borders = turned_edges(turning, fragment.borders);
    turned.padding = turned_edges(turning, fragment.padding);
    if (in_line) {
      turned.turn = turn_of_lines(blocks_);
      turned.level = &fragment;
    }
    if (fragment.inner_borders != nullptr) turned.inner_borders = turned_borders(fragment, turning);
    if (fragment.columns != nullptr) turned.columns = turned_columns(fragment, turning);
    if (fragment.anchor_area != nullptr) turned.anchor_area = turned_area(*fragment.anchor_area, turning);
    if (fragment.box && fragment.kind == FragmentKind::Box &&
        // Its content already has the sides of the page.
        context_.box(fragment.box).kind == boxes::BoxKind::Turned) {
      turned.children = fragment.children;
    } else {
      turn_children(fragment, turning, top, turned);
    }
    return context_.fragments.add(std::move(turned));
  }

 private:
  /// Children of mirrored blocks are mirrored; in lines, positions count from the upper side of the line.
  void turn_children(const Fragment& fragment, Turning turning, LayoutUnit top, Fragment& turned) {
    const LayoutUnit outer_height = line_height_;
    if (fragment.kind == FragmentKind::Line) {
      line_height_ = fragment.size.height;
      top = {};
    }
    for (const ChildFragment& child : fragment.children) {
      const Rect rect{child.offset, child.fragment->size};
      const LayoutUnit child_top = top + child.offset.y;
      Point place = place_in(turning, rect, fragment.size);
      // A box out of flow starts where the next line does, which is opposite to the line's upper side.
      if (child.fragment->kind == FragmentKind::Anchor && turning != blocks_) {
        place.x = child_top - (line_height_ - top - fragment.size.height);
      }
      turned.children.push_back({place, turn(*child.fragment, child_top)});
    }
    line_height_ = outer_height;
  }

  static std::unique_ptr<const std::vector<InnerBorder>> turned_borders(const Fragment& fragment, Turning turning) {
    auto turned = std::make_unique<std::vector<InnerBorder>>(*fragment.inner_borders);
    for (InnerBorder& border : *turned) {
      border.rect = turned_rect(turning, border.rect, fragment.size);
      border.horizontal = !border.horizontal;
      // A quarter turn makes rising lines fall.
      if (border.slope != LineSlope::None) {
        border.slope = border.slope == LineSlope::Rising ? LineSlope::Falling : LineSlope::Rising;
      }
    }
    return turned;
  }

  static std::unique_ptr<const std::vector<FragmentColumn>> turned_columns(const Fragment& fragment, Turning turning) {
    auto turned = std::make_unique<std::vector<FragmentColumn>>(*fragment.columns);
    for (FragmentColumn& column : *turned) column.rect = turned_rect(turning, column.rect, fragment.size);
    return turned;
  }

  /// The area counts from the anchor, which has no size.
  static std::unique_ptr<const AnchorArea> turned_area(const AnchorArea& area, Turning turning) {
    AnchorArea turned{swapped(area.space), std::nullopt};
    if (area.area) turned.area = turned_rect(turning, *area.area, {});
    return std::make_unique<const AnchorArea>(turned);
  }

  Turning blocks_;
  LayoutContext& context_;
  LayoutUnit line_height_;  // of the line that is being turned
};

}  // namespace

Size turned_size(WritingMode flow, Size size) { return style::is_vertical(flow) ? swapped(size) : size; }

Point turned_place(WritingMode flow, const Rect& rect, Size area) { return place_in(turning_of(flow), rect, area); }

Edges turned_sides(WritingMode flow, const Edges& edges) { return turned_edges(turning_of(flow), edges); }

const Fragment* turn_fragment(const Fragment& fragment, WritingMode flow, LayoutContext& context) {
  return style::is_vertical(flow) ? FlowTurner(flow, context).turn(fragment) : &fragment;
}

namespace {

using boxes::BoxKind;
using style::ComputedStyle;

/// The page area of the first page in this round: room for lines that run across the pages' own.
struct RoomAcross : RoundFacts {
  std::optional<Size> area;
  void begin_round() override { area.reset(); }
  bool depends_on_pages() const override { return false; }
};

/// A Turned box: `outer_` is the box around it in the outer flow, `inner_` the box of the inner one. `is_across_` says
/// whether their lines cross.
class TurnedBox {
 public:
  TurnedBox(BoxId box, LayoutContext& context)
      : context_(context),
        box_(box),
        outer_(context.box(box).parent),
        inner_(context.box(box).first_child),
        flow_(context.style_of(box).writing_mode),
        own_(context.style_of(inner_).writing_mode),
        is_across_(style::is_across(flow_, own_)) {}

  /// Across the outer flow, the box is as wide as the lines inside need at their length.
  IntrinsicSizes sizes() {
    if (!is_across_) return intrinsic_sizes(inner_, context_);
    const LayoutUnit height = measured(line_length(std::nullopt), std::nullopt)->size.height;
    return {height, height};
  }

  /// Lays the box out; the fragment is along the outer flow.
  const Fragment* lay_out(LayoutUnit width, const std::optional<FixedBlockSize>& fixed_height,
                          std::optional<LayoutUnit> height) {
    if (fixed_height) height = fixed_height->size;
    Fragment level = fragment_of(box_, context_);
    level.style = context_.boxes.physical_style(level.style);
    if (is_across_) {
      const LayoutUnit length = line_length(height);
      const bool fills = fills_block_size();
      const Fragment* const inside = is_combined() ? combined(length)
                                                   : measured(length, fills ? std::optional(width) : std::nullopt,
                                                              outer_style().width.is_length());
      const LayoutUnit across = std::max(width, fills ? inside->size.height : LayoutUnit());
      level.size = {length, fills ? across : width};
      level.children.push_back({{{}, shift_across(width - inside->size.height)}, inside});
    } else {
      const Fragment* const inside = measured(width, height);
      level.size = inside->size;
      level.children.push_back({{}, inside});
    }
    return in_flow(level);
  }

 private:
  const ComputedStyle& outer_style() const { return context_.style_of(outer_); }
  const ComputedStyle& style() const { return context_.style_of(box_); }

  /// Whether the inner flow fills the box: its lines start at the side where the flow starts, so it must be as large as
  /// the box.
  bool fills_block_size() const {
    const BoxKind kind = context_.box(inner_).kind;
    return kind != BoxKind::Table && context_.box(outer_).kind != BoxKind::Cell;
  }

  /// Whether the box holds characters that share an em of a vertical line, as in 12月 (css-writing-modes-4 section
  /// 9.1).
  bool is_combined() const {
    const boxes::Box& outer = context_.box(outer_);
    return outer.kind == BoxKind::InlineBlock && outer.part == boxes::BoxPart::Anonymous;
  }

  /// Combined characters; they are condensed if they do not fit into the em (section 9.1.3).
  const Fragment* combined(LayoutUnit em) {
    const LayoutUnit natural = intrinsic_sizes(inner_, context_).max_content;
    const Fragment* const text = measured(std::max(natural, em), std::nullopt);
    return natural > em && em > LayoutUnit() ? condensed(*text, em, natural) : text;
  }

  /// A copy of the fragments with all widths scaled; glyphs are scaled when they are drawn.
  const Fragment* condensed(const Fragment& fragment, LayoutUnit wanted, LayoutUnit natural) {
    const auto narrow = [&](LayoutUnit length) {
      return LayoutUnit::scaled(length, wanted.raw(), natural.raw());
    };
    Fragment copy = copy_without_children(fragment);
    copy.size.width = narrow(copy.size.width);
    if (fragment.run != nullptr) {
      auto run = std::make_shared<TextRun>(*fragment.run);
      run->x_scale = wanted.to_px() / natural.to_px();
      copy.run = std::move(run);
    }
    for (const ChildFragment& child : fragment.children) {
      copy.children.push_back({{narrow(child.offset.x), child.offset.y}, condensed(*child.fragment, wanted, natural)});
    }
    return context_.fragments.add(std::move(copy));
  }

  /// The shift of a cell's content across its lines, by `vertical-align`.
  LayoutUnit shift_across(LayoutUnit free_space) const {
    if (context_.box(outer_).kind != BoxKind::Cell || free_space <= LayoutUnit()) return {};
    switch (style().vertical_align.kind) {
      case style::VerticalAlign::Kind::Middle: return free_space / 2;
      case style::VerticalAlign::Kind::Bottom: return free_space;
      default: return {};
    }
  }

  /// The length of the lines: the height of the box if that is known, otherwise that of the text, but not more than the
  /// room (section 7.3.2).
  LayoutUnit line_length(std::optional<LayoutUnit> height) {
    const ComputedStyle& outer = outer_style();
    const LayoutUnit edges = border_widths(outer).vertical() + padding_widths(outer, LayoutUnit()).vertical();
    if (!height && context_.box(outer_).kind == BoxKind::Cell) {
      height = content_height(outer, std::nullopt, edges);
      if (height) height = std::max(*height, intrinsic_sizes(inner_, context_).min_content);
    } else if (!height) {
      height = content_height(outer, height_of(context_.box(outer_).parent), edges);
      // A percentage of an unknown height is one of the room.
      if (!height && outer.height.is_length()) height = content_height(outer, room(), edges);
    }
    if (height) return std::max(*height, LayoutUnit());
    const IntrinsicSizes sizes = intrinsic_sizes(inner_, context_);
    const LayoutUnit fit = std::min(std::max(sizes.min_content, room_across(edges)), sizes.max_content);
    return clamp_content_height(fit, outer, std::nullopt, edges);
  }

  /// The room for lines (section 7.3.1): the height of the containing block; otherwise the limit of that or of the
  /// nearest box that clips overflow, but not more than that of the page.
  LayoutUnit room() {
    const std::optional<Size>& area = context_.cache<RoomAcross>().area;
    const LayoutUnit page = area ? (style::is_vertical(own_) ? area->height : area->width) : LayoutUnit::max();
    const BoxId container = context_.box(outer_).parent;
    if (const auto height = height_of(container); height && context_.box(container).kind != BoxKind::Row)
      return *height;
    for (BoxId at = container; at && context_.box(at).kind != BoxKind::Row; at = context_.box(at).parent) {
      const ComputedStyle& around = context_.style_of(at);
      if (style::is_across(around.writing_mode, flow_)) break;
      if (at != container && !around.hides_overflow()) continue;
      const LayoutUnit limit = height_limit(around);
      if (limit != LayoutUnit::max()) return std::min(limit, page);
    }
    return page;
  }

  /// The space less the edges of the box itself at its sides.
  LayoutUnit room_across(LayoutUnit edges) {
    const LayoutUnit whole = room();
    if (whole == LayoutUnit::max()) return whole;
    return whole - edges - margin_widths(outer_style(), width_of(context_.box(outer_).parent)).vertical();
  }

  /// Size of a content box along this flow, if its style sets it: the base of percentages.
  LayoutUnit width_of(BoxId container) const { return length_of(container, Axis::Inline).value_or(LayoutUnit()); }
  std::optional<LayoutUnit> height_of(BoxId container) const { return length_of(container, Axis::Block); }

  enum class Axis : std::uint8_t { Inline, Block };

  /// The size of a container along an axis of this flow. A box that holds a flow has its size in the flow around it; if
  /// the two cross, the property has the other name.
  std::optional<LayoutUnit> length_of(BoxId container, Axis axis) const {
    if (!container) return std::nullopt;
    if (const BoxId turned = context_.box(container).parent; turned && context_.box(turned).kind == BoxKind::Turned) {
      container = context_.box(turned).parent;
    }
    const ComputedStyle& style = context_.style_of(container);
    const bool is_crossed = style::is_across(style.writing_mode, flow_);
    const Edges edges = border_widths(style) + padding_widths(style, LayoutUnit());
    if ((axis == Axis::Block) != is_crossed) return content_height(style, std::nullopt, edges.vertical());
    const auto width = border_box_size(style.width, std::nullopt, edges.horizontal(), style.box_sizing);
    return width ? std::optional(std::max(LayoutUnit(), *width - edges.horizontal())) : std::nullopt;
  }

  /// The maximum height of a content box; the largest length if there is none.
  static LayoutUnit height_limit(const ComputedStyle& style) {
    const LayoutUnit edges = border_widths(style).vertical() + padding_widths(style, LayoutUnit()).vertical();
    const auto height = content_height(style, std::nullopt, edges);
    return height ? *height : clamp_content_height(LayoutUnit::max(), style, std::nullopt, edges);
  }

  /// Measures the inner flow. A height that comes from the content is not definite: percentages inside do not refer to
  /// it.
  const Fragment* measured(LayoutUnit width, std::optional<LayoutUnit> height, bool is_definite = true) {
    LayoutInput input;
    input.box = inner_;
    input.available = {width, is_definite ? height : std::nullopt};
    input.fixed_inline_size = width;
    if (height) input.fixed_block_size = FixedBlockSize{*height, is_definite};
    input.is_formatting_root = true;
    return measured_box(input, context_).fragment;
  }

  /// Turns the box from its inner flow into the outer one.
  const Fragment* in_flow(Fragment& level) {
    const WritingMode own = own_;
    if (style::is_vertical(own)) {
      const ChildFragment child = level.children.front();
      level.children.front() = {turned_place(own, {child.offset, child.fragment->size}, level.size),
                                turn_fragment(*child.fragment, own, context_)};
      level.size = turned_size(own, level.size);
    }
    level.size = turned_size(flow_, level.size);
    return context_.fragments.add(std::move(level));
  }

  LayoutContext& context_;
  BoxId box_;
  BoxId outer_;
  BoxId inner_;
  WritingMode flow_;
  WritingMode own_;
  bool is_across_;
};

}  // namespace

LayoutResult layout_turned(const LayoutInput& input, LayoutContext& context) {
  LayoutResult result;
  result.offset = input.strut.sum();
  const LayoutUnit width = input.fixed_inline_size.value_or(input.available.inline_size);
  result.fragment = TurnedBox(input.box, context).lay_out(width, input.fixed_block_size, input.available.block_size);
  return result;
}

IntrinsicSizes turned_content_sizes(BoxId box, LayoutContext& context) { return TurnedBox(box, context).sizes(); }

void set_room_across(Size page_area, LayoutContext& context) {
  auto& area = context.cache<RoomAcross>().area;
  if (!area) area = page_area;
}

}  // namespace gongwen::layout
