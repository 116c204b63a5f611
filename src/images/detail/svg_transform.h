// Transforms of drawings: the attribute in SVG's own syntax, and the properties in that of CSS.
#pragma once

#include "base/path.h"
#include "images/detail/svg_style.h"

#include <optional>
#include <string_view>

namespace gongwen::images {

/// Parses the attribute `transform`: functions of numbers without units (SVG 1.1 section 7.6). Returns nullopt if it is
/// malformed.
std::optional<base::Transform> parse_transform_attribute(std::string_view text);

/// Parses the property `transform`, whose functions have units (css-transforms-1 section 8); percentages refer to
/// `reference`. Of a three-dimensional transform, the part in the plane is kept. Returns nullopt if it is malformed, or
/// needs a perspective.
std::optional<base::Transform> parse_transform_list(std::string_view text, const SvgViewport& reference,
                                                    double font_size);

/// `translate`, `rotate` or `scale` (css-transforms-2 section 5).
std::optional<base::Transform> parse_single_transform(std::string_view property, std::string_view text,
                                                      const SvgViewport& reference, double font_size);

/// Parses `transform-origin`, relative to the corner of the rectangle to which percentages refer.
std::optional<base::PathPoint> parse_transform_origin(std::string_view text, const SvgViewport& reference,
                                                      double font_size);

/// Parses a length in the form of properties, including calc(); numbers are px. Returns nullopt if it is malformed.
std::optional<double> parse_css_length(std::string_view text, double base, double font_size);

/// A transform about another point than the origin.
base::Transform about(base::PathPoint origin, const base::Transform& transform);

}  // namespace gongwen::images
