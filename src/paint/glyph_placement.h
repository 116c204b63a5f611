// Geometry for writers that draw glyph outlines themselves: where the glyphs of a run lie, and how a page looks to
// readers of formats without sheet margins and page rotation.
#pragma once

#include "base/path.h"
#include "paint/display_list.h"

#include <algorithm>
#include <utility>

namespace gongwen::paint {

/// The slant of a synthesised oblique: the tangent of 12 degrees.
inline constexpr double kObliqueSlant = 0.2126;
/// The stroke width of a synthesised bold, in em.
inline constexpr double kBoldStroke = 1.0 / 36;

/// The rotation of a run's baseline about its start.
inline base::Transform turn_transform(layout::QuarterTurn turn) {
  switch (turn) {
    case layout::QuarterTurn::None: break;
    case layout::QuarterTurn::Clockwise: return {0, 1, -1, 0, 0, 0};
    case layout::QuarterTurn::Counterclockwise: return {0, -1, 1, 0, 0, 0};
  }
  return {};
}

/// Maps font units, y up, from the start of the run's baseline, to px of the page.
inline base::Transform run_transform(const DrawGlyphs& item, std::int32_t units_per_em) {
  const double scale = item.run->size.to_px() / units_per_em;
  const double slant = item.run->synthetic_oblique ? kObliqueSlant * scale : 0;
  const double x = item.position.x.to_px();
  const double y = item.position.y.to_px();
  const base::Transform level{scale * item.run->x_scale, 0, slant, -scale, x, y};
  if (item.turn == layout::QuarterTurn::None) return level;
  base::Transform turned = turn_transform(item.turn).after({level.a, level.b, level.c, level.d, 0, 0});
  turned.e = x;
  turned.f = y;
  return turned;
}

/// Calls `visit(glyph, origin)` for each glyph; `origin` is in font units from the start of the baseline, y up. In
/// upright vertical runs each glyph is slanted about its own origin: run_transform() alone would shift the lower ones
/// to the left.
template <typename Visit>
void for_each_placed_glyph(const layout::TextRun& run, std::int32_t units_per_em, Visit visit) {
  const double units = units_per_em / run.size.to_px() / 65536;  // per 1/65536 px of advance
  double along = 0;
  for (const layout::RunGlyph& glyph : run.glyphs) {
    const double x = run.is_upright ? 0 : along;
    const double y = (run.is_upright ? -along : 0) + glyph.y_offset;
    const double lean = run.is_upright && run.synthetic_oblique ? kObliqueSlant * y / run.x_scale : 0;
    visit(glyph, base::PathPoint{x + glyph.x_offset - lean, y});
    along += glyph.advance * units;
  }
}

/// The length of the run's baseline, in px.
inline double run_length(const layout::TextRun& run) {
  double length = 0;
  for (const layout::RunGlyph& glyph : run.glyphs) length += glyph.advance / 65536.0;
  return length;
}

/// The rotation of a sheet by quarter turns, about the corner of the page.
inline base::Transform turn_of_sheet(const PageFrame& page) {
  if (page.rotation == 0) return {};
  return page.rotation == 90 ? base::Transform{0, 1, -1, 0, 0, 0} : base::Transform{0, -1, 1, 0, 0, 0};
}

/// The sheet of a page as readers see it, in px: margins included, rotation applied. `shown` maps a point of the page
/// to the picture, counted from the picture's upper left corner.
struct PagePicture {
  double width = 0;
  double height = 0;
  base::Transform shown;
};
inline PagePicture picture_of(const PageFrame& page) {
  const double margin = page.margin.width.to_px();
  const double right = page.size.width.to_px() + margin;
  const double bottom = page.size.height.to_px() + margin;
  PagePicture picture{right + margin, bottom + margin, turn_of_sheet(page)};
  const base::PathPoint one = picture.shown.apply({-margin, -margin});
  const base::PathPoint other = picture.shown.apply({right, bottom});
  picture.shown.e = -std::min(one.x, other.x);
  picture.shown.f = -std::min(one.y, other.y);
  if (page.rotation != 0) std::swap(picture.width, picture.height);
  return picture;
}

/// The inverse of a transform whose determinant is not 0.
inline base::Transform inverse(const base::Transform& map) {
  const double determinant = map.determinant();
  const double a = map.d / determinant;
  const double b = -map.b / determinant;
  const double c = -map.c / determinant;
  const double d = map.a / determinant;
  return {a, b, c, d, -(a * map.e + c * map.f), -(b * map.e + d * map.f)};
}

}  // namespace gongwen::paint
