// Layers that have depth: each comes to lie on the page as a plane, the nearest to the reader last (css-transforms-2).
#include "diagnostics/catalogue/paint.h"
#include "layout/core/box_transform.h"
#include "paint/detail/page_painter.h"

#include <algorithm>
#include <cmath>

namespace gongwen::paint {

/// Planes that cut through each other are not parted: the depth of their middles decides.
void PagePainter::paint_space(const Layer& layer) {
  std::vector<Plane> planes;
  collect_planes(layer, {}, planes);
  constexpr double kSteps = 1024;  // a px: nearer planes keep the order of the document
  const auto step = [](const Plane& plane) {
    return std::round(plane.place.depth * kSteps);
  };
  std::stable_sort(planes.begin(), planes.end(), [&](const Plane& a, const Plane& b) { return step(a) < step(b); });
  for (const Plane& plane : planes) paint_plane(plane);
}

void PagePainter::collect_planes(const Layer& layer, layout::SpaceTransform around, std::vector<Plane>& planes) const {
  if (layer.perspective) around = around.after(*layer.perspective);
  if (const auto own = layout::box_space_transform(*layer.fragment, layer.position, context_)) {
    around = around.after(*own);
  }
  Plane plane{&layer, nullptr, around, layout::plane_on_page(around, {layer.position, layer.fragment->size}), true};
  plane.is_whole = !layout::preserves_depth(layout::effect_style(*layer.fragment, context_));
  planes.push_back(plane);
  if (plane.is_whole) return;
  for (const Layer& child : layer.layers) {
    if (child.is_in_space) {
      collect_planes(child, around, planes);
    } else {
      plane.inner = &child;
      planes.push_back(plane);
    }
  }
}

void PagePainter::paint_plane(const Plane& plane) {
  const style::ComputedStyle& style = layout::effect_style(*plane.layer->fragment, context_);
  const bool hides_back = style.backface_visibility == style::BackfaceVisibility::Hidden;
  if (hides_back && layout::is_turned_away(plane.transform)) return;
  if (plane.place.is_seen && !plane.place.is_exact && plane.inner == nullptr) {
    context_.sink.report(diagnostics::messages::PaintInexactPerspective, plane.layer->fragment->origin);
  }
  const bool is_moved = !plane.place.transform.is_identity();
  if (is_moved) push_transform(plane.place.transform);
  if (plane.inner != nullptr) {
    paint_layer(*plane.inner);
  } else {
    paint_group(*plane.layer, plane.is_whole);
  }
  if (is_moved) pop_transform();
}

}  // namespace gongwen::paint
