// Transforms of drawings: the attribute, in SVG's own syntax, and the properties, in that of CSS.
#pragma once

#include "base/path.h"
#include "images/detail/svg_style.h"

#include <optional>
#include <string_view>

namespace gongwen::images {

/// The `transform` of an attribute: functions with numbers alone (SVG 1.1 section 7.6). Nothing when it is ill-formed.
std::optional<base::Transform> parse_transform_attribute(std::string_view text);

/// The functions of the property `transform`, with units (css-transforms-1 section 8); percentages refer to
/// `reference`. Of depth that is left what lies in the plane. Nothing when it is ill-formed, or needs a perspective.
std::optional<base::Transform> parse_transform_list(std::string_view text, const SvgViewport& reference,
                                                    double font_size);

/// `translate`, `rotate` or `scale` (css-transforms-2 section 5).
std::optional<base::Transform> parse_single_transform(std::string_view property, std::string_view text,
                                                      const SvgViewport& reference, double font_size);

/// `transform-origin`, from the corner of the rectangle that percentages refer to.
std::optional<base::PathPoint> parse_transform_origin(std::string_view text, const SvgViewport& reference,
                                                      double font_size);

/// A map about another point than the origin.
base::Transform about(base::PathPoint origin, const base::Transform& transform);

}  // namespace gongwen::images
