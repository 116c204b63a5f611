// Rectangles of one colour, such as the lines and frames of a table, with as few numbers as possible: tables have very
// many of them.
#pragma once

#include "ofd/detail/ofd_text.h"

#include <vector>

namespace gongwen::ofd {

/// Rectangles that are drawn as lines of one width.
struct Frames {
  base::Path lines;
  double width = 0;  // px
};

struct DrawnBoxes {
  Frames frames;     // nothing where they are few
  base::Path boxes;  // what is filled
};

/// The four sides of a frame that come one after the other become a line around it, where many frames have sides of the
/// same width; otherwise its outer and its inner rectangle, which runs the other way.
DrawnBoxes split_frames(const std::vector<Box>& boxes);

}  // namespace gongwen::ofd
