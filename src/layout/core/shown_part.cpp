#include "layout/core/shown_part.h"

#include "layout/core/box_transform.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

/// Half of what there is: a rectangle from one end to the other has a width, too.
constexpr LayoutUnit kFarthest = LayoutUnit::max() / 2;

OverflowCut overflow_cut(const style::ComputedStyle& style, bool contains_paint) {
  return {contains_paint || style.overflow_x != style::Overflow::Visible,
          contains_paint || style.overflow_y != style::Overflow::Visible};
}

}  // namespace

OverflowCut overflow_cut(const boxes::Box& box, const style::ComputedStyle& style) {
  return overflow_cut(style, style.contain.paint && is_contained(box, style));
}

OverflowCut overflow_cut(const Fragment& fragment, const LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box || !fragment.style) return {};
  const bool contains_paint = effect_style(fragment, context).contain.paint && is_contained(fragment, context);
  return overflow_cut(context.styles.style(fragment.style), contains_paint);
}

std::optional<Rect> shown_content(const Fragment& fragment, Point position, const LayoutContext& context) {
  const OverflowCut cut = overflow_cut(fragment, context);
  if (!cut.any()) return std::nullopt;
  const Edges& borders = fragment.borders;
  Rect area{position + Point{borders.left, borders.top},
            {fragment.size.width - borders.horizontal(), fragment.size.height - borders.vertical()}};
  if (!cut.across) area = {{-kFarthest, area.top()}, {kFarthest * 2, area.size.height}};
  if (!cut.down) area = {{area.left(), -kFarthest}, {area.size.width, kFarthest * 2}};
  return area;
}

std::optional<Rect> clip_rect(const Fragment& fragment, Point position, const LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box || !fragment.style) return std::nullopt;
  const style::PositionKind position_kind = context.styles.style(fragment.style).position.kind;
  const bool is_positioned =
      position_kind == style::PositionKind::Absolute || position_kind == style::PositionKind::Fixed;
  if (!is_positioned) return std::nullopt;
  const style::ComputedStyle& style = context.styles.style(context.boxes.physical_style(fragment.style));
  if (style.clip->is_auto) return std::nullopt;
  const auto side = [](const style::Margin& offset, LayoutUnit edge) {
    return offset.is_auto ? edge : offset.value.resolve(LayoutUnit());
  };
  const LayoutUnit left = side(style.clip->left, LayoutUnit());
  const LayoutUnit top = side(style.clip->top, LayoutUnit());
  const LayoutUnit right = std::max(left, side(style.clip->right, fragment.size.width));
  const LayoutUnit bottom = std::max(top, side(style.clip->bottom, fragment.size.height));
  return Rect{position + Point{left, top}, {right - left, bottom - top}};
}

ShownPart shown_part(const Fragment& fragment, Point position, const LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box) return {};
  return {shown_content(fragment, position, context), clip_rect(fragment, position, context)};
}

Rect common_part(const Rect& a, const Rect& b) {
  const LayoutUnit left = std::max(a.left(), b.left());
  const LayoutUnit top = std::max(a.top(), b.top());
  const LayoutUnit right = std::max(left, std::min(a.right(), b.right()));
  const LayoutUnit bottom = std::max(top, std::min(a.bottom(), b.bottom()));
  return {{left, top}, {right - left, bottom - top}};
}

}  // namespace gongwen::layout
