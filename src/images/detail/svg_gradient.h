// SvgGradients: makes the gradients of a drawing (SVG 2 section 14.2) for the shapes that use them.
#pragma once

#include "images/detail/svg_drawer.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::images {

class SvgGradients {
 public:
  explicit SvgGradients(SvgDrawer& drawer) : drawer_(drawer) {}

  /// The stops of the first gradient of the chain that has any. They do not depend on where the gradient is used.
  const std::vector<Gradient::Stop>& stops_of(std::size_t gradient, const SvgContext& context);
  /// Adds the gradient to the drawing, as `path` uses it. Returns its index; nullopt if nothing is painted with it.
  std::optional<std::size_t> make(const std::string& id, const base::Path& path, const SvgContext& context);

 private:
  /// File formats support gradients of only one period, so the gradient is made as long as the area needs.
  void repeat(Gradient& gradient, const PathBounds& area, bool is_reflected);

  SvgDrawer& drawer_;
};

}  // namespace gongwen::images
