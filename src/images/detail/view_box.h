// viewBox and preserveAspectRatio (SVG 1.1 sections 7.7 and 7.8).
#pragma once

#include "base/path.h"

#include <optional>
#include <string_view>

namespace gongwen::images {

struct ViewBox {
  double x = 0, y = 0, width = 0, height = 0;
};

/// Nothing when there is none, or it has no area.
std::optional<ViewBox> parse_view_box(std::string_view text);

/// From the box's coordinates to a viewport of that size at 0,0.
base::Transform view_box_transform(const ViewBox& box, std::string_view preserve, double width, double height);

}  // namespace gongwen::images
