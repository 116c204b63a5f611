#include "layout/core/detail/fragment_builder.h"
#include "layout/vertical/detail/turned_layout.h"
#include "style/writing_modes.h"

namespace gongwen::layout {
namespace {

using style::WritingMode;

/// How a flow, or a line of it, lies on the page. In `vertical-lr` the blocks follow each other to the right, though
/// each line has its upper side there: blocks are mirrored, lines are turned.
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

Turning of_lines(Turning blocks) { return blocks == Turning::Mirrored ? Turning::Clockwise : blocks; }

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

class FlowTurner {
 public:
  FlowTurner(WritingMode flow, LayoutContext& context) : blocks_(turning_of(flow)), context_(context) {}

  /// `top`: where it is in its line.
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
        context_.box(fragment.box).kind == boxes::BoxKind::Turned) {
      turned.children = fragment.children;
    } else {
      turn_children(fragment, turning, top, turned);
    }
    return context_.fragments.add(std::move(turned));
  }

 private:
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
      // What is out of flow starts where the next line does, which is opposite to the line's upper side.
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
    }
    return turned;
  }

  static std::unique_ptr<const std::vector<FragmentColumn>> turned_columns(const Fragment& fragment, Turning turning) {
    auto turned = std::make_unique<std::vector<FragmentColumn>>(*fragment.columns);
    for (FragmentColumn& column : *turned) column.rect = turned_rect(turning, column.rect, fragment.size);
    return turned;
  }

  /// It counts from the anchor, which has no size.
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

}  // namespace gongwen::layout
