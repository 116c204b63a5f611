// Finding the places at which a shaped paragraph may be broken into lines.
#pragma once

#include "text/line_unit.h"

namespace gongwen::text {

/// Sets `break_after` of every unit.
void find_break_opportunities(ShapedParagraph& paragraph);

}  // namespace gongwen::text
