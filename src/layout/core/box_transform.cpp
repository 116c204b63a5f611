#include "layout/core/box_transform.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gongwen::layout {
namespace {

using base::PathPoint;
using base::Transform;
using style::TransformFunction;

Transform matrix_of(const TransformFunction& function, const Size& box) {
  const std::array<double, 16>& n = function.numbers;
  switch (function.kind) {
    case TransformFunction::Kind::Matrix: return {n[0], n[1], n[2], n[3], n[4], n[5]};
    case TransformFunction::Kind::Translate:
      return {1, 0, 0, 1, function.x.resolve(box.width).to_px(), function.y.resolve(box.height).to_px()};
    case TransformFunction::Kind::Scale: return {n[0], 0, 0, n[1], 0, 0};
    case TransformFunction::Kind::Rotate: return base::rotation_by(n[0]);
    case TransformFunction::Kind::Skew: return {1, std::tan(n[1]), std::tan(n[0]), 1, 0, 0};
    case TransformFunction::Kind::Matrix3d:
    case TransformFunction::Kind::Rotate3d:
    case TransformFunction::Kind::Perspective: break;  // have depth
  }
  return {1, 0, 0, 1, 0, 0};
}

bool is_deep(const TransformFunction& function) {
  using Kind = TransformFunction::Kind;
  switch (function.kind) {
    case Kind::Matrix3d:
    case Kind::Rotate3d:
    case Kind::Perspective: return true;
    case Kind::Translate: return function.numbers[0] != 0;
    case Kind::Scale: return function.numbers[2] == 0;  // nothing is left to be seen
    default: return false;
  }
}

/// css-transforms-2 §4: the individual properties go before the list.
std::array<const style::TransformList*, 4> lists_of(const style::ComputedStyle& style) {
  return {&*style.translate, &*style.rotate, &*style.scale, &*style.transform};
}

/// What percentages and the origin refer to: the border box, or the content box (css-transforms-1 §6).
Rect reference_box(const Fragment& fragment, Point position, const style::ComputedStyle& style) {
  const bool is_content =
      style.transform_box == style::TransformBox::ContentBox || style.transform_box == style::TransformBox::FillBox;
  if (!is_content) return {position, fragment.size};
  const Edges& borders = fragment.borders;
  const Edges& padding = fragment.padding;
  return {position + Point{borders.left + padding.left, borders.top + padding.top},
          {fragment.size.width - borders.horizontal() - padding.horizontal(),
           fragment.size.height - borders.vertical() - padding.vertical()}};
}

const style::ComputedStyle* transformed_style(const Fragment& fragment, const LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box || !fragment.box || !fragment.style) return nullptr;
  const style::ComputedStyle& style = effect_style(fragment, context);
  return style.has_transform() ? &style : nullptr;
}

/// Percentages and the origin refer to `box`.
SpaceTransform space_map(const style::ComputedStyle& style, const Rect& box) {
  const style::TransformOrigin& origin = *style.transform_origin;
  const double x = (box.left() + origin.position.x.resolve(box.size.width)).to_px();
  const double y = (box.top() + origin.position.y.resolve(box.size.height)).to_px();
  const double z = origin.z.to_px();
  SpaceTransform map = SpaceTransform::translation(x, y, z);
  for (const style::TransformList* const list : lists_of(style)) {
    for (const TransformFunction& function : *list) map = map.after(space_transform(function, box.size));
  }
  return map.after(SpaceTransform::translation(-x, -y, -z));
}

bool is_finite(const Transform& t) {
  return std::isfinite(t.a) && std::isfinite(t.b) && std::isfinite(t.c) && std::isfinite(t.d) && std::isfinite(t.e) &&
         std::isfinite(t.f);
}

/// Of what is at `place`.
Transform map_on_page(const style::ComputedStyle& style, const Rect& box, const Rect& place) {
  if (has_depth(style)) return plane_on_page(space_map(style, box), place).transform;
  const style::ImagePosition& origin = style.transform_origin->position;
  const double x = (box.left() + origin.x.resolve(box.size.width)).to_px();
  const double y = (box.top() + origin.y.resolve(box.size.height)).to_px();
  Transform map{1, 0, 0, 1, x, y};
  for (const style::TransformList* const list : lists_of(style)) {
    for (const TransformFunction& function : *list) map = map.after(matrix_of(function, box.size));
  }
  map = map.after({1, 0, 0, 1, -x, -y});
  return is_finite(map) ? map : Transform{0, 0, 0, 0, x, y};
}

}  // namespace

const style::ComputedStyle& effect_style(const Fragment& fragment, const LayoutContext& context) {
  if (fragment.box && fragment.kind == FragmentKind::Box) {
    const boxes::BoxKind kind = context.box(fragment.box).kind;
    if (kind == boxes::BoxKind::Table) return context.style_of(fragment.box);
    if (kind == boxes::BoxKind::TableGrid) return style::initial_style();
  }
  return context.styles.style(fragment.style);
}

bool has_depth(const style::ComputedStyle& style) {
  if (style.backface_visibility == style::BackfaceVisibility::Hidden) return true;
  if (style.perspective > LayoutUnit() || style.transform_style == style::TransformStyle::Preserve3d) return true;
  const auto lists = lists_of(style);
  return std::any_of(lists.begin(), lists.end(),
                     [](const style::TransformList* list) { return std::any_of(list->begin(), list->end(), is_deep); });
}

bool transforms_content(const style::ComputedStyle& style) {
  return style.has_transform() || style.perspective > LayoutUnit() || style.will_change.moves ||
         style.transform_style == style::TransformStyle::Preserve3d;
}

std::optional<SpaceTransform> box_space_transform(const Fragment& fragment, Point position,
                                                  const LayoutContext& context) {
  const style::ComputedStyle* const style = transformed_style(fragment, context);
  if (style == nullptr) return std::nullopt;
  return space_map(*style, reference_box(fragment, position, *style));
}

bool is_contained(const boxes::Box& box, const style::ComputedStyle& style) {
  if (!style.contain.layout && !style.contain.paint) return false;
  return box.kind != boxes::BoxKind::Inline && box.kind != boxes::BoxKind::Text &&
         box.kind != boxes::BoxKind::RowGroup && box.kind != boxes::BoxKind::Row;
}

bool contains_layout(const boxes::Box& box, const style::ComputedStyle& style) {
  return style.contain.layout && is_contained(box, style);
}

bool is_contained(const Fragment& fragment, const LayoutContext& context) {
  return fragment.kind == FragmentKind::Box && fragment.box && fragment.style &&
         is_contained(context.box(fragment.box), effect_style(fragment, context));
}

std::optional<Transform> box_transform(const Fragment& fragment, Point position, const LayoutContext& context) {
  const style::ComputedStyle* const style = transformed_style(fragment, context);
  if (style == nullptr) return std::nullopt;
  return map_on_page(*style, reference_box(fragment, position, *style), {position, fragment.size});
}

std::optional<Transform> group_transform(BoxId group, const Rect& rows, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(group);
  return style.has_transform() ? std::optional(map_on_page(style, rows, rows)) : std::nullopt;
}

Rect transformed_bounds(const Transform& transform, const Rect& rect) {
  const double left = rect.left().to_px(), top = rect.top().to_px();
  const double right = rect.right().to_px(), bottom = rect.bottom().to_px();
  const std::array corners{transform.apply({left, top}), transform.apply({right, top}),
                           transform.apply({right, bottom}), transform.apply({left, bottom})};
  const auto [min_x, max_x] = std::minmax({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
  const auto [min_y, max_y] = std::minmax({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
  const auto unit = [](double px) {
    return LayoutUnit::round_from_px(std::clamp(px, -1e6, 1e6));
  };
  return {{unit(min_x), unit(min_y)}, {unit(max_x) - unit(min_x), unit(max_y) - unit(min_y)}};
}

}  // namespace gongwen::layout
