// Converts lines and outlines to forms that all readers of OFD draw alike.
//   const DashedLine dashed = split_dashes(path, style);
//   canvas.stroke(dashed.pieces, solid, paint);
//   canvas.fill(dashed.dots, FillRule::NonZero, paint);
//
// Works on paths only, in px; knows neither pages nor files.
//
// Of four tested readers, two draw a DashPattern solid, and three support only the non-zero rule.
#pragma once

#include "base/path.h"
#include "ofd/detail/ofd_text.h"

#include <vector>

namespace gongwen::ofd {

/// A dashed line as separate pieces and dots, because many readers draw a DashPattern as a solid line. Curves become
/// short straight lines. Pieces and dots are drawn in the colour and width of the line.
struct DashedLine {
  base::Path pieces;
  base::Path dots;  // filled discs: zero-length dashes with round ends
};
/// `style` must have dashes; lengths in px. Each subpath starts the pattern at its offset. A line with more than 20,000
/// dashes is not split: it looks solid.
DashedLine split_dashes(const base::Path& path, const base::StrokeStyle& style);

/// Converts an outline for the even-odd rule to one that looks the same under the non-zero rule, provided that its
/// parts do not cross: a part within another gets the opposite direction.
base::Path with_turned_holes(const base::Path& path);

// Rectangles of one colour, such as the borders of table cells, written with as few numbers as possible: tables have
// very many.

/// Rectangles drawn as lines of one width.
struct Frames {
  base::Path lines;
  double width = 0;  // px
};

struct DrawnBoxes {
  Frames frames;     // empty if there are only a few
  base::Path boxes;  // to be filled
};

/// Four sides of a frame that follow each other become one line around it, if many frames have sides of the same width.
/// Otherwise they become the outer and the inner rectangle, in opposite directions.
DrawnBoxes split_frames(const std::vector<Box>& boxes);

}  // namespace gongwen::ofd
