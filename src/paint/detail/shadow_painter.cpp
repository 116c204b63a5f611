// Shadows of boxes and their outlines (css-backgrounds-3 section 6.1, css-ui-4 section 3).
#include "paint/detail/box_painters.h"
#include "paint/detail/box_shape.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <cmath>

namespace gongwen::paint {
namespace {

using base::FillRule;
using layout::Fragment;
using style::ComputedStyle;
using style::Shadow;

/// The shape further out on all sides. Round corners keep their manner, and sharp ones stay sharp (section 6.1.1): a
/// radius below the distance grows less.
BoxShape grown(const BoxShape& shape, double by) {
  BoxShape out = shape.inset(-by, -by, -by, -by);
  for (std::size_t i = 0; i < out.radii.size(); ++i) {
    const auto grow = [by](double radius) {
      if (radius <= 0) return 0.0;
      if (by <= 0) return std::max(0.0, radius + by);
      if (radius >= by) return radius + by;
      const double share = radius / by - 1;
      return radius + by * (1 + share * share * share);
    };
    out.radii[i] = {grow(shape.radii[i].x), grow(shape.radii[i].y)};
  }
  return out;
}

BoxShape moved(BoxShape shape, const Shadow& shadow) {
  shape.left += shadow.x.to_px();
  shape.right += shadow.x.to_px();
  shape.top += shadow.y.to_px();
  shape.bottom += shadow.y.to_px();
  return shape;
}

/// How much of a blurred edge is there: the share of a normal distribution, whose deviation is half the blur.
double share_at(double distance, double blur) { return 0.5 * std::erfc(distance / (blur / 2) / std::sqrt(2.0)); }

/// Calls `visit(distance, alpha)` for shapes laid over each other from the outermost to the innermost, at a distance
/// outside of the edge, so that together they look blurred.
template <typename Visit>
void for_each_step(double blur, std::uint8_t alpha, Visit visit) {
  if (blur <= 0) {
    visit(0.0, alpha);
    return;
  }
  const int steps = static_cast<int>(std::clamp(blur * 2, 4.0, 24.0));
  double shown = 0;  // what the shapes so far come to
  for (int i = 0; i < steps; ++i) {
    const double distance = blur - 2 * blur * (i + 0.5) / steps;
    const double wanted = alpha / 255.0 * (i + 1 == steps ? 1 : share_at(distance, blur));
    const double own = shown < 1 ? (wanted - shown) / (1 - shown) : 0;
    const auto rounded = static_cast<std::uint8_t>(std::lround(std::clamp(own, 0.0, 1.0) * 255));
    if (rounded == 0) continue;
    shown += (1 - shown) * rounded / 255;
    visit(distance, rounded);
  }
}

/// All up to so far around, minus the shape: what is outside of it.
base::Path outside_of(const BoxShape& shape, double far) {
  base::Path path;
  path.add_rect(shape.left - far, shape.top - far, shape.right + far, shape.bottom + far);
  if (!shape.is_empty()) shape.append_to(path);
  return path;
}

double reach_of(const Shadow& shadow) {
  return std::abs(shadow.x.to_px()) + std::abs(shadow.y.to_px()) + 2 * shadow.blur.to_px() +
         std::abs(shadow.spread.to_px()) + 1;
}

void paint_outer(const BoxShape& box, const Shadow& shadow, Color color, OriginId origin,
                 std::vector<DisplayItem>& items) {
  // The shadow is only outside of the box, even where the box is transparent.
  items.emplace_back(PushClip{outside_of(box, reach_of(shadow)), FillRule::EvenOdd});
  for_each_step(shadow.blur.to_px(), color.alpha, [&](double distance, std::uint8_t alpha) {
    const BoxShape shape = moved(grown(box, shadow.spread.to_px() + distance), shadow);
    Color step = color;
    step.alpha = alpha;
    if (!shape.is_empty()) items.emplace_back(FillPath{shape.path(), FillRule::NonZero, step, origin});
  });
  items.emplace_back(PopClip{});
}

void paint_inner(const BoxShape& box, const Shadow& shadow, Color color, OriginId origin,
                 std::vector<DisplayItem>& items) {
  if (box.is_empty()) return;
  items.emplace_back(PushClip{box.path(), FillRule::NonZero});
  for_each_step(shadow.blur.to_px(), color.alpha, [&](double distance, std::uint8_t alpha) {
    const BoxShape hole = moved(grown(box, -shadow.spread.to_px() - distance), shadow);
    FillPath ring;
    ring.path.add_rect(box.left, box.top, box.right, box.bottom);
    // The hole may lie outside of the box in part: the area around both is filled.
    const double far = reach_of(shadow);
    ring.path = {};
    ring.path.add_rect(box.left - far, box.top - far, box.right + far, box.bottom + far);
    if (!hole.is_empty()) hole.append_to(ring.path);
    ring.rule = FillRule::EvenOdd;
    ring.color = color;
    ring.color.alpha = alpha;
    ring.origin = origin;
    items.emplace_back(std::move(ring));
  });
  items.emplace_back(PopClip{});
}

/// The first shadow lies on top.
template <typename Paint>
void for_each_shadow(const ComputedStyle& style, bool inset, Paint paint) {
  const std::vector<Shadow>& shadows = *style.box_shadow;
  for (auto shadow = shadows.rbegin(); shadow != shadows.rend(); ++shadow) {
    const Color color = shadow->color.resolve(style.color);
    if (shadow->is_inset == inset && !color.is_transparent()) paint(*shadow, color);
  }
}

}  // namespace

void paint_outer_shadows(const Fragment& fragment, Point position, const ComputedStyle& style,
                         std::vector<DisplayItem>& items) {
  if (!style.box_shadow) return;
  const BoxShape box = border_shape(fragment, position, style);
  for_each_shadow(style, false,
                  [&](const Shadow& shadow, Color color) { paint_outer(box, shadow, color, fragment.origin, items); });
}

void paint_inner_shadows(const Fragment& fragment, Point position, const ComputedStyle& style,
                         std::vector<DisplayItem>& items) {
  if (!style.box_shadow) return;
  const BoxShape box = border_shape(fragment, position, style).inset(fragment.borders);
  for_each_shadow(style, true,
                  [&](const Shadow& shadow, Color color) { paint_inner(box, shadow, color, fragment.origin, items); });
}

void paint_text_shadows(const DrawGlyphs& text, const ComputedStyle& style, const layout::LayoutContext& context,
                        std::vector<DisplayItem>& items) {
  const text::Face* const face = context.fonts.face(text.run->face);
  if (face == nullptr) return;
  const std::int32_t units = face->metrics().units_per_em;
  base::Path line;
  for_each_placed_glyph(*text.run, units, [&](const layout::RunGlyph& glyph, base::PathPoint at) {
    line.append(text::glyph_outline(*face, glyph.glyph), {1, 0, 0, 1, at.x, at.y});
  });
  if (line.empty()) return;
  const std::vector<Shadow>& shadows = *style.text_shadow;
  for (auto shadow = shadows.rbegin(); shadow != shadows.rend(); ++shadow) {
    DrawGlyphs moved = text;
    moved.position = text.position + Point{shadow->x, shadow->y};
    FillPath shape;
    shape.path.append(line, run_transform(moved, units));
    shape.color = shadow->color.resolve(style.color);
    shape.origin = text.origin;
    if (!shape.color.is_transparent()) items.emplace_back(std::move(shape));
  }
}

/// As borders of a box that lies around the border box; what an offset below 0 leaves has at least no negative size.
void paint_outline(const Fragment& fragment, Point position, const ComputedStyle& style,
                   std::vector<DisplayItem>& items) {
  const Color color = style.outline_color.resolve(style.color);
  if (style.outline_style == style::BorderStyle::None || style.outline_width <= LayoutUnit() ||
      color.is_transparent() || style.visibility != style::Visibility::Visible) {
    return;
  }
  const LayoutUnit half = std::min(fragment.size.width, fragment.size.height) / 2;
  const LayoutUnit offset = std::max(style.outline_offset, -half);
  const LayoutUnit out = offset + style.outline_width;
  Fragment around;
  around.kind = fragment.kind;
  around.origin = fragment.origin;
  around.size = {fragment.size.width + out * 2, fragment.size.height + out * 2};
  around.borders = {style.outline_width, style.outline_width, style.outline_width, style.outline_width};
  ComputedStyle as_border;
  as_border.color = style.color;
  as_border.border_top_style = as_border.border_right_style = style.outline_style;
  as_border.border_bottom_style = as_border.border_left_style = style.outline_style;
  as_border.border_top_color = as_border.border_right_color = {false, color};
  as_border.border_bottom_color = as_border.border_left_color = {false, color};
  const BoxShape shape = grown(border_shape(fragment, position, style), out.to_px());
  const auto corner = [](const BoxShape::Radius& radius) {
    return style::CornerRadius{{LayoutUnit::round_from_px(radius.x)}, {LayoutUnit::round_from_px(radius.y)}};
  };
  if (shape.is_round()) {
    as_border.border_top_left_radius = corner(shape.radii[0]);
    as_border.border_top_right_radius = corner(shape.radii[1]);
    as_border.border_bottom_right_radius = corner(shape.radii[2]);
    as_border.border_bottom_left_radius = corner(shape.radii[3]);
  }
  paint_plain_borders(around, position - Point{out, out}, as_border, items);
}

}  // namespace gongwen::paint
