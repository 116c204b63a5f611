// Basic shapes for `clip-path` (CSS Shapes 1 section 3).
#pragma once

#include "base/path.h"
#include "images/detail/svg_values.h"

#include <optional>
#include <string_view>

namespace gongwen::images {

/// The boxes to which shapes can refer (CSS Masking 1 section 5.1).
struct ClipBoxes {
  PathBounds fill, stroke, view;
};

struct ClipShape {
  base::Path path;  // empty if the shape has no area
  base::FillRule rule = base::FillRule::NonZero;
};

/// `inset()`, `circle()`, `ellipse()`, `polygon()` and `path()`, with or without a box, or only a box. Returns nullopt
/// if the text is malformed.
std::optional<ClipShape> clip_shape(std::string_view text, const ClipBoxes& boxes, double font_size);

}  // namespace gongwen::images
