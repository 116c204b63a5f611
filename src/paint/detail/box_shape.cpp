#include "paint/detail/box_shape.h"

#include <algorithm>

namespace gongwen::paint {
namespace {

using base::kCircleControl;
using style::ComputedStyle;
using style::CornerRadius;

bool is_zero(const CornerRadius& corner) { return corner == CornerRadius{}; }

BoxShape::Radius used_radius(const CornerRadius& corner, const base::Size& size) {
  const double x = corner.horizontal.resolve(size.width).to_px();
  const double y = corner.vertical.resolve(size.height).to_px();
  if (x <= 0 || y <= 0) return {};
  return {x, y};
}

/// Radii that would overlap are all reduced by the same factor (section 4.5).
void shrink_to_fit(BoxShape& shape) {
  const auto& r = shape.radii;
  const double width = shape.right - shape.left;
  const double height = shape.bottom - shape.top;
  double factor = 1;
  const auto fit = [&](double side, double sum) {
    if (sum > side && sum > 0) factor = std::min(factor, side / sum);
  };
  fit(width, r[0].x + r[1].x);
  fit(width, r[3].x + r[2].x);
  fit(height, r[0].y + r[3].y);
  fit(height, r[1].y + r[2].y);
  for (BoxShape::Radius& radius : shape.radii) radius = {radius.x * factor, radius.y * factor};
}

}  // namespace

bool has_round_corners(const ComputedStyle& style) {
  return !is_zero(style.border_top_left_radius) || !is_zero(style.border_top_right_radius) ||
         !is_zero(style.border_bottom_right_radius) || !is_zero(style.border_bottom_left_radius);
}

bool BoxShape::is_round() const {
  return std::any_of(radii.begin(), radii.end(), [](const Radius& radius) { return radius.x > 0 && radius.y > 0; });
}

BoxShape BoxShape::inset(double from_top, double from_right, double from_bottom, double from_left) const {
  BoxShape inner{left + from_left, top + from_top, right - from_right, bottom - from_bottom, radii};
  const auto shrink = [](Radius& radius, double x, double y) {
    radius = {radius.x - x, radius.y - y};
    if (radius.x <= 0 || radius.y <= 0) radius = {};
  };
  shrink(inner.radii[0], from_left, from_top);
  shrink(inner.radii[1], from_right, from_top);
  shrink(inner.radii[2], from_right, from_bottom);
  shrink(inner.radii[3], from_left, from_bottom);
  return inner;
}

BoxShape BoxShape::inset(const base::Edges& edges) const {
  return inset(edges.top.to_px(), edges.right.to_px(), edges.bottom.to_px(), edges.left.to_px());
}

base::Path BoxShape::path() const {
  base::Path path;
  append_to(path);
  return path;
}

void BoxShape::append_to(base::Path& path) const {
  if (!is_round()) return path.add_rect(left, top, right, bottom);
  constexpr double kRest = 1 - kCircleControl;
  const auto& r = radii;
  path.move_to({left + r[0].x, top});
  path.line_to({right - r[1].x, top});
  path.cubic_to({right - r[1].x * kRest, top}, {right, top + r[1].y * kRest}, {right, top + r[1].y});
  path.line_to({right, bottom - r[2].y});
  path.cubic_to({right, bottom - r[2].y * kRest}, {right - r[2].x * kRest, bottom}, {right - r[2].x, bottom});
  path.line_to({left + r[3].x, bottom});
  path.cubic_to({left + r[3].x * kRest, bottom}, {left, bottom - r[3].y * kRest}, {left, bottom - r[3].y});
  path.line_to({left, top + r[0].y});
  path.cubic_to({left, top + r[0].y * kRest}, {left + r[0].x * kRest, top}, {left + r[0].x, top});
  path.close();
}

BoxShape border_shape(const layout::Fragment& fragment, base::Point position, const ComputedStyle& style) {
  const base::Rect box{position, fragment.size};
  BoxShape shape{box.left().to_px(), box.top().to_px(), box.right().to_px(), box.bottom().to_px(), {}};
  if (!has_round_corners(style)) return shape;
  shape.radii = {used_radius(style.border_top_left_radius, fragment.size),
                 used_radius(style.border_top_right_radius, fragment.size),
                 used_radius(style.border_bottom_right_radius, fragment.size),
                 used_radius(style.border_bottom_left_radius, fragment.size)};
  const bool slices = style.box_decoration_break == style::BoxDecorationBreak::Slice;
  const bool in_line = fragment.kind == layout::FragmentKind::InlineBox;
  if (slices && fragment.is_continued_before) shape.radii[0] = shape.radii[in_line ? 3 : 1] = {};
  if (slices && fragment.is_continued_after) shape.radii[2] = shape.radii[in_line ? 1 : 3] = {};
  shrink_to_fit(shape);
  return shape;
}

}  // namespace gongwen::paint
