// SvgPictureDrawer: pictures in drawings, the element `image` (SVG 2 section 12.3).
#pragma once

#include "images/detail/svg_drawer.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::images {

class SvgPictureDrawer {
 public:
  explicit SvgPictureDrawer(SvgDrawer& drawer) : drawer_(drawer) {}

  void draw(std::size_t index, const SvgElement& element, const SvgContext& context);
  /// The rectangle that the picture fills; nullopt if it fills none, or cannot be read.
  std::optional<PathBounds> box(std::size_t index, const SvgElement& element, const SvgContext& context);

 private:
  const SvgDrawer::Picture* picture_of(std::size_t index, const SvgElement& element);
  std::optional<SvgDrawer::Picture> decode_picture(const SvgElement& element);
  std::optional<std::string> read_file(std::string_view address) const;
  static std::optional<PathBounds> picture_box(const SvgElement& element, const SvgDrawer::Picture& picture,
                                               const SvgContext& context);
  void add_drawing(const Drawing& drawing, std::size_t first_raster, const base::Transform& transform);

  SvgDrawer& drawer_;
};

}  // namespace gongwen::images
