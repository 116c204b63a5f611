#include "paint/detail/box_painters.h"

#include <cmath>

namespace gongwen::paint {
namespace {

constexpr double kThickFrom = 3;

/// The gap nearest to the wanted one with which dashes are at both ends.
double best_gap(double length, double dash, double gap) {
  const double count = std::floor((length + gap) / (dash + gap));
  const auto gap_for = [&](double dashes) {
    return dashes > 1 ? (length - dashes * dash) / (dashes - 1) : 0.0;
  };
  const double wide = gap_for(count);
  const double narrow = gap_for(count + 1);
  if (count <= 1) return narrow > 0 ? narrow : gap;
  return narrow <= 0 || std::abs(wide - gap) < std::abs(narrow - gap) ? wide : narrow;
}

}  // namespace

bool has_round_dots(DashKind kind, double width) { return kind == DashKind::Dotted && width > kThickFrom; }

base::StrokeStyle dashed_stroke(DashKind kind, double width, double length) {
  base::StrokeStyle stroke;
  stroke.width = width;
  if (has_round_dots(kind, width)) {
    stroke.cap = base::LineCap::Round;
    stroke.dashes = {0, best_gap(length, 0, width * 2)};
    return stroke;
  }
  const bool thick = width >= kThickFrom;
  const double dash = kind == DashKind::Dotted ? width : width * (thick ? 2 : 3);
  const double gap = kind == DashKind::Dotted ? width : width * (thick ? 1 : 2);
  stroke.dashes = {dash, best_gap(length, dash, gap)};
  return stroke;
}

}  // namespace gongwen::paint
