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

}  // namespace gongwen::ofd
