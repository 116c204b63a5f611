// Dashed and dotted lines, with gaps that make them end where they begin: at a dash.
#pragma once

#include "base/path.h"
#include "style/enums.h"

namespace gongwen::paint {

enum class DashKind : std::uint8_t { Dashed, Dotted };

/// How a line of this width and length is stroked. Dots of more than 3 px are round; their line is to begin and to end
/// half a dot inside.
base::StrokeStyle dashed_stroke(DashKind kind, double width, double length);
/// How much longer such a line must be drawn, so that rounded gaps do not push the last dot beyond its end.
inline constexpr double kLastDotRoom = 0.1;
bool has_round_dots(DashKind kind, double width);

}  // namespace gongwen::paint
