// Lines and outlines in the form that all readers of OFD draw alike.
//   const DashedLine dashed = split_dashes(path, style);
//   canvas.stroke(dashed.pieces, solid, paint);
//   canvas.fill(dashed.dots, FillRule::NonZero, paint);
//
// Nothing here knows pages or files: paths in, paths out, in px.
//
// Of four readers two draw a DashPattern solid, and three know only the non-zero rule.
#pragma once

#include "base/path.h"
#include "ofd/detail/ofd_text.h"

#include <vector>

namespace gongwen::ofd {

/// A line that is dashed, as pieces and dots: many readers draw a DashPattern solid. Curves become short straight
/// lines.
/// Both are drawn with the colour and the width of the line.
struct DashedLine {
  base::Path pieces;
  base::Path dots;  // discs, to be filled: dashes without length that have round ends
};
/// `style` has dashes, in px; each part of the path starts with the pattern at its offset. A line with more than
/// 20,000 dashes stays whole: it looks solid, and is.
DashedLine split_dashes(const base::Path& path, const base::StrokeStyle& style);

/// An outline that is filled by the even-odd rule, turned so that it looks the same by the non-zero rule where its
/// parts do not cross: a part within another runs the other way. Many readers know no other rule.
base::Path with_turned_holes(const base::Path& path);

// Rectangles of one colour, such as the lines and frames of a table, with as few numbers as possible: tables have very
// many of them (strokes.cpp).

/// Rectangles that are drawn as lines of one width.
struct Frames {
  base::Path lines;
  double width = 0;  // px
};

struct DrawnBoxes {
  Frames frames;     // nothing where they are few
  base::Path boxes;  // what is filled
};

/// The four sides of a frame that follow each other become a line around it, where many frames have sides of the same
/// width; otherwise its outer and its inner rectangle, which runs the other way.
DrawnBoxes split_frames(const std::vector<Box>& boxes);

}  // namespace gongwen::ofd
