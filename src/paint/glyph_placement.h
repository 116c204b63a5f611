// Where the glyphs of a run lie, for writers that draw their outlines.
#pragma once

#include "base/path.h"
#include "paint/display_list.h"

namespace gongwen::paint {

/// How far a slant leans that a face lacks and is drawn instead: the tangent of 12 degrees.
inline constexpr double kObliqueSlant = 0.2126;
/// How thick the outlines of a bold are drawn that a face lacks, in em.
inline constexpr double kBoldStroke = 1.0 / 36;

/// The turn of a run's baseline, about its start.
inline base::Transform turn_transform(layout::QuarterTurn turn) {
  switch (turn) {
    case layout::QuarterTurn::None: break;
    case layout::QuarterTurn::Clockwise: return {0, 1, -1, 0, 0, 0};
    case layout::QuarterTurn::Counterclockwise: return {0, -1, 1, 0, 0, 0};
  }
  return {};
}

/// From font units, y up, about the start of the run's baseline, to px of the page.
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

/// Calls `visit` with each glyph and the place of its origin, in font units from the start of the baseline, y up.
template <typename Visit>
void for_each_placed_glyph(const layout::TextRun& run, std::int32_t units_per_em, Visit visit) {
  const double units = units_per_em / run.size.to_px() / 65536;  // of an advance
  double along = 0;
  for (const layout::RunGlyph& glyph : run.glyphs) {
    const double x = run.is_upright ? 0 : along;
    const double y = run.is_upright ? -along : 0;
    visit(glyph, base::PathPoint{x + glyph.x_offset, y + glyph.y_offset});
    along += glyph.advance * units;
  }
}

/// The length of the run's baseline, in px.
inline double run_length(const layout::TextRun& run) {
  double length = 0;
  for (const layout::RunGlyph& glyph : run.glyphs) length += glyph.advance / 65536.0;
  return length;
}

}  // namespace gongwen::paint
