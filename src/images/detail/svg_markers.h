// SvgMarkerDrawer: the markers at the vertices of lines and paths (SVG 2 section 13.7).
#pragma once

#include "images/detail/svg_drawer.h"

namespace gongwen::images {

class SvgMarkerDrawer {
 public:
  explicit SvgMarkerDrawer(SvgDrawer& drawer) : drawer_(drawer) {}

  void draw(const base::Path& path, const SvgContext& context);

 private:
  void draw_marker(std::size_t index, base::PathPoint at, double angle, bool is_start, const SvgDrawer::Marked& marked);

  SvgDrawer& drawer_;
};

}  // namespace gongwen::images
