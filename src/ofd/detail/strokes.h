// Lines and outlines in the form that all readers of OFD draw alike.
#pragma once

#include "base/path.h"

namespace gongwen::ofd {

/// A line that is dashed, as pieces and dots: many readers draw a DashPattern solid. Curves become short straight
/// lines.
struct DashedLine {
  base::Path pieces;
  base::Path dots;  // discs, to be filled: dashes without length that have round ends
};
/// `style` has dashes. Lengths in px.
DashedLine split_dashes(const base::Path& path, const base::StrokeStyle& style);

/// An outline that is filled by the even-odd rule, turned so that it looks the same by the non-zero rule where its
/// parts do not cross: a part within another runs the other way. Many readers know no other rule.
base::Path with_turned_holes(const base::Path& path);

}  // namespace gongwen::ofd
