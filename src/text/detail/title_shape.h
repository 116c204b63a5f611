// The shape of a title of several centred lines: words are kept whole, and the lines form a trapezium or a rhombus, not
// a rectangle or an hourglass (GB/T 9704-2012, 7.3.1).
#pragma once

#include "text/line_breaker.h"

#include <span>

namespace gongwen::text {

struct TitleWidths {
  TextLength first;
  TextLength other;
};

/// Moves the ends of some lines that follow each other, up to a forced break or the end of the paragraph, so that they
/// get the best shape that as many lines can have.
/// Returns: whether there was a choice; otherwise the lines stay as they were.
bool shape_title(const ShapedParagraph& paragraph, const TitleWidths& widths, std::span<LineRange> lines);

}  // namespace gongwen::text
