#include "layout/core/box_transform.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gongwen::layout {
// Transforms (css-transforms-1 and -2) and clipping (CSS 2.2 §11.1). Most boxes are flat, and their transform is a 2D
// matrix. With depth (3D functions, perspective) the 4×4 matrix is projected and approximated by an affine one at the
// middle of the box, since pages are drawn with affine maps only; `is_exact` says whether the corners agree.
namespace {

using base::PathPoint;
using base::Transform;
using style::TransformFunction;

/// Determinant of the 3×3 matrix without one row and one column.
double minor_of(const SpaceTransform& m, std::size_t skipped_row, std::size_t skipped_column) {
  std::array<std::size_t, 3> rows{}, columns{};
  for (std::size_t i = 0, row = 0, column = 0; i < 4; ++i) {
    if (i != skipped_row) rows[row++] = i;
    if (i != skipped_column) columns[column++] = i;
  }
  const auto e = [&](std::size_t row, std::size_t column) {
    return m.at(rows[row], columns[column]);
  };
  return e(0, 0) * (e(1, 1) * e(2, 2) - e(1, 2) * e(2, 1)) - e(0, 1) * (e(1, 0) * e(2, 2) - e(1, 2) * e(2, 0)) +
         e(0, 2) * (e(1, 0) * e(2, 1) - e(1, 1) * e(2, 0));
}

/// Expansion along the first row.
double determinant_of(const SpaceTransform& m) {
  double sum = 0;
  for (std::size_t column = 0; column < 4; ++column) {
    sum += (column % 2 == 0 ? 1 : -1) * m.at(0, column) * minor_of(m, 0, column);
  }
  return sum;
}

/// A point of the box's plane after the transform, in homogeneous coordinates: it is seen at x/w, y/w.
struct Projected {
  double x = 0, y = 0, z = 0, w = 1;
};

/// The point (x, y, 0) of the box.
Projected project(const SpaceTransform& m, double x, double y) {
  const auto row = [&](std::size_t i) {
    return m.at(i, 0) * x + m.at(i, 1) * y + m.at(i, 3);
  };
  return {row(0), row(1), row(2), row(3)};
}

/// Whether the affine map of the middle also fits a corner, to within a quarter of a px: too little to be seen.
bool is_exact_at(const SpaceTransform& m, const Transform& middle, PathPoint corner) {
  constexpr double kTolerance = 0.25;  // px
  const Projected p = project(m, corner.x, corner.y);
  if (p.w <= 0) return false;
  const PathPoint near = middle.apply(corner);
  return std::abs(p.x / p.w - near.x) < kTolerance && std::abs(p.y / p.w - near.y) < kTolerance;
}

}  // namespace

/// How the plane of a box appears on the page.
PlaneOnPage plane_on_page(const SpaceTransform& m, const Rect& box) {
  // A smaller w means that the plane passes through the eye.
  constexpr double kNearest = 1e-6;  // of w: the eye is there
  const double left = box.left().to_px(), top = box.top().to_px();
  const double right = box.right().to_px(), bottom = box.bottom().to_px();
  const double x = (left + right) / 2;
  const double y = (top + bottom) / 2;
  const Projected p = project(m, x, y);
  PlaneOnPage plane;
  const bool is_finite = std::all_of(m.numbers.begin(), m.numbers.end(), [](double n) { return std::isfinite(n); });
  // A transform without inverse flattens the box to nothing; it is not drawn (css-transforms-2 §13).
  if (!is_finite || p.w < kNearest || determinant_of(m) == 0) {
    plane.is_seen = false;
    plane.transform = {0, 0, 0, 0, x, y};
    return plane;
  }
  // The affine map with the value and the derivatives of x/w and y/w at the middle of the box.
  const auto slope = [&](std::size_t row, std::size_t column, double value) {
    return (m.at(row, column) - value / p.w * m.at(3, column)) / p.w;
  };
  Transform& map = plane.transform;
  map = {slope(0, 0, p.x), slope(1, 0, p.y), slope(0, 1, p.x), slope(1, 1, p.y), 0, 0};
  map.e = p.x / p.w - map.a * x - map.c * y;
  map.f = p.y / p.w - map.b * x - map.d * y;
  plane.depth = p.z / p.w;
  // Extreme numbers may overflow although each function is valid.
  const std::array values{map.a, map.b, map.c, map.d, map.e, map.f, plane.depth};
  if (!std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); })) {
    plane.is_seen = false;
    plane.depth = 0;
    map = {0, 0, 0, 0, x, y};
    return plane;
  }
  for (const PathPoint corner :
       {PathPoint{left, top}, PathPoint{right, top}, PathPoint{right, bottom}, PathPoint{left, bottom}}) {
    plane.is_exact = plane.is_exact && is_exact_at(m, map, corner);
  }
  return plane;
}

/// Whether the back of the plane faces the reader: the z component of its transformed normal is negative. By the
/// cofactor, which needs no inverse.
bool is_turned_away(const SpaceTransform& transform) {
  const double determinant = determinant_of(transform);
  const double cofactor = minor_of(transform, 2, 2);
  return cofactor != 0 && determinant != 0 && (cofactor < 0) != (determinant < 0);
}

/// One function as a 4×4 matrix; percentages refer to `box`.
SpaceTransform space_transform(const TransformFunction& function, const Size& box) {
  const std::array<double, 16>& n = function.numbers;
  switch (function.kind) {
    case TransformFunction::Kind::Matrix: return SpaceTransform::of({n[0], n[1], n[2], n[3], n[4], n[5]});
    case TransformFunction::Kind::Translate:
      return SpaceTransform::translation(function.x.resolve(box.width).to_px(), function.y.resolve(box.height).to_px(),
                                         n[0]);
    case TransformFunction::Kind::Scale: return {{n[0], 0, 0, 0, 0, n[1], 0, 0, 0, 0, n[2], 0, 0, 0, 0, 1}};
    case TransformFunction::Kind::Rotate: return SpaceTransform::rotation(0, 0, 1, n[0]);
    case TransformFunction::Kind::Skew: return SpaceTransform::of({1, std::tan(n[1]), std::tan(n[0]), 1, 0, 0});
    case TransformFunction::Kind::Matrix3d: return {n};
    case TransformFunction::Kind::Rotate3d: return SpaceTransform::rotation(n[0], n[1], n[2], n[3]);
    case TransformFunction::Kind::Perspective: return SpaceTransform::perspective(n[0]);
  }
  return {};
}

/// `perspective` with its origin: it applies to the children of the box.
SpaceTransform perspective_transform(const style::ComputedStyle& style, const Rect& box) {
  const style::ImagePosition& origin = style.perspective_origin->position;
  const double x = (box.left() + origin.x.resolve(box.size.width)).to_px();
  const double y = (box.top() + origin.y.resolve(box.size.height)).to_px();
  return SpaceTransform::translation(x, y, 0)
      .after(SpaceTransform::perspective(style.perspective.to_px()))
      .after(SpaceTransform::translation(-x, -y, 0));
}

/// `preserve-3d` is ignored for boxes that group their content (css-transforms-2, grouping property values): those that
/// clip, fade or contain it.
bool preserves_depth(const style::ComputedStyle& style) {
  return style.transform_style == style::TransformStyle::Preserve3d && style.opacity >= 1 && !style.hides_overflow() &&
         !style.contain.paint && style.isolation == style::Isolation::Auto && style.clip->is_auto;
}

namespace {

/// Half of the range: a rectangle from one end to the other must have a width that can be represented, too.
constexpr LayoutUnit kFarthest = LayoutUnit::max() / 2;

/// In which directions content is cut off. Paint containment (css-contain-2) cuts in both.
OverflowCut overflow_cut(const style::ComputedStyle& style, bool contains_paint) {
  return {contains_paint || style.overflow_x != style::Overflow::Visible,
          contains_paint || style.overflow_y != style::Overflow::Visible};
}

}  // namespace

/// For a box without a fragment.
OverflowCut overflow_cut(const boxes::Box& box, const style::ComputedStyle& style) {
  return overflow_cut(style, style.contain.paint && is_contained(box, style));
}

OverflowCut overflow_cut(const Fragment& fragment, const LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box || !fragment.style) return {};
  // A table is two boxes; containment applies to the outer one.
  const bool contains_paint = effect_style(fragment, context).contain.paint && is_contained(fragment, context);
  return overflow_cut(context.styles.style(fragment.style), contains_paint);
}

/// The area in which the content of a fragment is visible: its padding box, unlimited in a direction that is not cut.
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

/// `clip: rect(…)` of absolutely positioned boxes (CSS 2.2 §11.1.2); `auto` sides are those of the border box.
std::optional<Rect> clip_rect(const Fragment& fragment, Point position, const LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box || !fragment.style) return std::nullopt;
  const style::PositionKind position_kind = context.styles.style(fragment.style).position.kind;
  const bool is_positioned =
      position_kind == style::PositionKind::Absolute || position_kind == style::PositionKind::Fixed;
  if (!is_positioned) return std::nullopt;
  // The sides of rect() are physical, so the style before mapping to the flow is asked.
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

/// Both limits of what is visible of a fragment's content.
ShownPart shown_part(const Fragment& fragment, Point position, const LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box) return {};
  return {shown_content(fragment, position, context), clip_rect(fragment, position, context)};
}

/// The intersection; empty (size 0) if the rectangles do not meet.
Rect common_part(const Rect& a, const Rect& b) {
  const LayoutUnit left = std::max(a.left(), b.left());
  const LayoutUnit top = std::max(a.top(), b.top());
  const LayoutUnit right = std::max(left, std::min(a.right(), b.right()));
  const LayoutUnit bottom = std::max(top, std::min(a.bottom(), b.bottom()));
  return {{left, top}, {right - left, bottom - top}};
}

namespace {

/// Like space_transform(), for functions without depth, as a 2D matrix.
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

/// Whether a function leaves the plane, so that the 2D matrix is not enough.
bool is_deep(const TransformFunction& function) {
  using Kind = TransformFunction::Kind;
  switch (function.kind) {
    case Kind::Matrix3d:
    case Kind::Rotate3d:
    case Kind::Perspective: return true;
    case Kind::Translate: return function.numbers[0] != 0;
    case Kind::Scale: return function.numbers[2] == 0;  // the box becomes invisible
    default: return false;
  }
}

/// css-transforms-2 §4: `translate`, `rotate` and `scale` apply before the functions of `transform`, in this order.
std::array<const style::TransformList*, 4> lists_of(const style::ComputedStyle& style) {
  return {&*style.translate, &*style.rotate, &*style.scale, &*style.transform};
}

/// The box that percentages and the origin refer to: the border box, or the content box (css-transforms-1 §6).
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

/// The style with the transforms of a fragment; null if it has none.
const style::ComputedStyle* transformed_style(const Fragment& fragment, const LayoutContext& context) {
  if (fragment.kind != FragmentKind::Box || !fragment.box || !fragment.style) return nullptr;
  const style::ComputedStyle& style = effect_style(fragment, context);
  return style.has_transform() ? &style : nullptr;
}

/// All transforms of a style around its origin, as a 4×4 matrix. Percentages and the origin refer to `box`.
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

/// Whether the numbers can be drawn.
bool is_finite(const Transform& t) {
  return std::isfinite(t.a) && std::isfinite(t.b) && std::isfinite(t.c) && std::isfinite(t.d) && std::isfinite(t.e) &&
         std::isfinite(t.f);
}

/// The transform of what is at `place`, as drawn on the page.
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
  // Overflow makes the box invisible instead of drawing it anywhere.
  return is_finite(map) ? map : Transform{0, 0, 0, 0, x, y};
}

}  // namespace

/// The style whose effects (transform, opacity, clip) a fragment has: a table is two boxes, and the outer one has the
/// effects.
const style::ComputedStyle& effect_style(const Fragment& fragment, const LayoutContext& context) {
  if (fragment.box && fragment.kind == FragmentKind::Box) {
    const boxes::BoxKind kind = context.box(fragment.box).kind;
    if (kind == boxes::BoxKind::Table) return context.style_of(fragment.box);
    if (kind == boxes::BoxKind::TableGrid) return style::initial_style();
  }
  return context.styles.style(fragment.style);
}

/// Whether the transform must be computed in three dimensions.
bool has_depth(const style::ComputedStyle& style) {
  if (style.backface_visibility == style::BackfaceVisibility::Hidden) return true;
  if (style.perspective > LayoutUnit() || style.transform_style == style::TransformStyle::Preserve3d) return true;
  const auto lists = lists_of(style);
  return std::any_of(lists.begin(), lists.end(),
                     [](const style::TransformList* list) { return std::any_of(list->begin(), list->end(), is_deep); });
}

/// Whether descendants are moved too, so that even fixed ones refer to this box (css-transforms-1 §2).
bool transforms_content(const style::ComputedStyle& style) {
  return style.has_transform() || style.perspective > LayoutUnit() || style.will_change.moves ||
         style.transform_style == style::TransformStyle::Preserve3d;
}

/// For boxes in a 3D scene, whose transforms are combined before they are projected.
std::optional<SpaceTransform> box_space_transform(const Fragment& fragment, Point position,
                                                  const LayoutContext& context) {
  const style::ComputedStyle* const style = transformed_style(fragment, context);
  if (style == nullptr) return std::nullopt;
  return space_map(*style, reference_box(fragment, position, *style));
}

/// Layout and paint containment do not apply to inline boxes and inner parts of tables (css-contain-2 §3.2).
bool is_contained(const boxes::Box& box, const style::ComputedStyle& style) {
  if (!style.contain.layout && !style.contain.paint) return false;
  return box.kind != boxes::BoxKind::Inline && box.kind != boxes::BoxKind::Text &&
         box.kind != boxes::BoxKind::RowGroup && box.kind != boxes::BoxKind::Row;
}

/// css-contain-2 §3.2
bool contains_layout(const boxes::Box& box, const style::ComputedStyle& style) {
  return style.contain.layout && is_contained(box, style);
}

/// Whether containment of the fragment's style has an effect.
bool is_contained(const Fragment& fragment, const LayoutContext& context) {
  return fragment.kind == FragmentKind::Box && fragment.box && fragment.style &&
         is_contained(context.box(fragment.box), effect_style(fragment, context));
}

/// The transform of a fragment on the page; nullopt if it has none.
std::optional<Transform> box_transform(const Fragment& fragment, Point position, const LayoutContext& context) {
  const style::ComputedStyle* const style = transformed_style(fragment, context);
  if (style == nullptr) return std::nullopt;
  return map_on_page(*style, reference_box(fragment, position, *style), {position, fragment.size});
}

/// The transform of a row group, which has no fragment: it refers to the area of its rows on this page.
std::optional<Transform> group_transform(BoxId group, const Rect& rows, const LayoutContext& context) {
  const style::ComputedStyle& style = context.style_of(group);
  return style.has_transform() ? std::optional(map_on_page(style, rows, rows)) : std::nullopt;
}

/// The bounding box of the four corners. Limited to a million px, far beyond every page.
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
