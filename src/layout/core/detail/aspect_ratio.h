// aspect-ratio of boxes that are not images (css-sizing-4 section 5): one size from the other.
#pragma once

#include "base/geometry.h"
#include "style/computed_style.h"

#include <optional>

namespace gongwen::layout {

using base::Edges;
using base::LayoutUnit;

/// The border-box width of a box whose width is auto and whose height is known; none without a ratio.
/// `containing_height` is what percentages refer to, `edges` the borders and paddings.
std::optional<LayoutUnit> width_by_ratio(const style::ComputedStyle& style, std::optional<LayoutUnit> containing_height,
                                         const Edges& edges);

/// The content height that a border-box width asks for; none without a ratio.
std::optional<LayoutUnit> content_height_by_ratio(const style::ComputedStyle& style, LayoutUnit border_box_width,
                                                  const Edges& edges);

/// Whether content may make the box higher than its ratio (css-sizing-4 section 5.3, automatic minimum sizes).
bool grows_beyond_ratio(const style::ComputedStyle& style);

}  // namespace gongwen::layout
