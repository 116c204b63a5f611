// The basic shapes of SVG as paths (SVG 1.1 section 9).
#pragma once

#include "images/detail/svg_document.h"
#include "images/detail/svg_style.h"

#include <optional>

namespace gongwen::images {

/// Nothing for elements that are no shapes.
std::optional<base::Path> shape_path(const SvgElement& element, const SvgStyle& style, const SvgViewport& viewport);

/// The rectangle around a path and its control points.
struct PathBounds {
  double left = 0, top = 0, right = 0, bottom = 0;
};
std::optional<PathBounds> path_bounds(const base::Path& path);

}  // namespace gongwen::images
