// Layers where their transforms put them: flat ones, and those that have depth, of which each comes to lie on the page
// as a plane, the nearest to the reader last (css-transforms-2).
#include "diagnostics/catalogue/paint.h"
#include "layout/core/box_transform.h"
#include "paint/detail/page_painter.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gongwen::paint {

namespace {

/// That of the group of rows that a row is in, where it is transformed.
std::optional<base::Transform> transform_around(const Layer& layer, const layout::LayoutContext& context) {
  if (!layer.group) return std::nullopt;
  return layout::group_transform(context.box(layer.fragment->box).parent, *layer.group, context);
}

/// The map of a layer that is flat: that of its box, and of the group of rows that it is in.
std::optional<base::Transform> flat_transform(const Layer& layer, const layout::LayoutContext& context) {
  const std::optional<base::Transform> own = layout::box_transform(*layer.fragment, layer.position, context);
  const std::optional<base::Transform> around = transform_around(layer, context);
  if (!around) return own;
  return own ? around->after(*own) : around;
}

}  // namespace

/// One stacking context: its background, the layers below zero, blocks, text, the other layers (CSS 2.2 appendix E).
void PagePainter::paint_layer(const Layer& layer) {
  close_tag();
  for (const CutOff& cut : layer.cuts) push_cut(cut);
  if (layer.perspective || layout::has_depth(layout::effect_style(*layer.fragment, context_))) {
    paint_space(layer);
  } else {
    const std::optional<base::Transform> transform = flat_transform(layer, context_);
    if (transform) {
      push_transform(*transform);
      ++around_.transforms;
    }
    if (layer.clip) push_rect(*layer.clip);
    paint_group(layer, true);
    if (layer.clip) end_clip();
    if (transform) {
      --around_.transforms;
      pop_transform();
    }
  }
  for (std::size_t i = 0; i < layer.cuts.size(); ++i) end_clip();
}

/// What a layer holds, as one picture where it is translucent.
void PagePainter::paint_group(const Layer& layer, bool with_layers) {
  const double opacity = layout::effect_style(*layer.fragment, context_).opacity;
  const std::size_t before = page_.items.size();
  if (opacity < 1) page_.items.emplace_back(PushGroup{opacity});
  paint_layer_content(layer, with_layers);
  close_tag();
  if (opacity >= 1) return;
  if (page_.items.size() == before + 1) {
    page_.items.pop_back();
  } else {
    page_.items.emplace_back(PopGroup{});
  }
}

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
  if (const auto group = transform_around(layer, context_)) around = around.after(layout::SpaceTransform::of(*group));
  if (layer.perspective) around = around.after(*layer.perspective);
  if (const auto own = layout::box_space_transform(*layer.fragment, layer.position, context_)) {
    around = around.after(*own);
  }
  Plane plane{&layer, nullptr, around, layout::plane_on_page(around, {layer.position, layer.fragment->size})};
  if (!layout::preserves_depth(layout::effect_style(*layer.fragment, context_))) {
    planes.push_back(plane);
    return;
  }
  // Layers below zero lie between the background and the content (CSS 2.2 §E.2), where depth does not decide.
  const bool has_lower = !layer.layers.empty() && layer.layers.front().z < 0;
  plane.part = has_lower ? Plane::Part::Background : Plane::Part::WithoutLayers;
  planes.push_back(plane);
  bool is_above = !has_lower;
  const auto add_content = [&] {
    if (std::exchange(is_above, true)) return;
    plane.inner = nullptr;
    plane.part = Plane::Part::Content;
    planes.push_back(plane);
  };
  for (const Layer& child : layer.layers) {
    if (child.z >= 0) add_content();
    if (child.is_in_space) {
      collect_planes(child, around, planes);
    } else {
      plane.inner = &child;
      planes.push_back(plane);
    }
  }
  add_content();
}

void PagePainter::paint_plane(const Plane& plane) {
  const style::ComputedStyle& style = layout::effect_style(*plane.layer->fragment, context_);
  const bool hides_back = style.backface_visibility == style::BackfaceVisibility::Hidden;
  if (hides_back && layout::is_turned_away(plane.transform)) return;
  const bool is_reported = plane.inner == nullptr && plane.part != Plane::Part::Content;
  if (plane.place.is_seen && !plane.place.is_exact && is_reported) {
    context_.sink.report(diagnostics::messages::PaintInexactPerspective, plane.layer->fragment->origin);
  }
  const bool is_moved = !plane.place.transform.is_identity();
  if (is_moved) push_transform(plane.place.transform);
  ++around_.transforms;
  paint_part_of_plane(plane);
  --around_.transforms;
  if (is_moved) pop_transform();
}

void PagePainter::paint_part_of_plane(const Plane& plane) {
  if (plane.inner != nullptr) return paint_layer(*plane.inner);
  const std::optional<Rect>& clip = plane.layer->clip;
  if (clip) push_rect(*clip);
  switch (plane.part) {
    case Plane::Part::Whole: paint_group(*plane.layer, true); break;
    case Plane::Part::WithoutLayers: paint_group(*plane.layer, false); break;
    case Plane::Part::Background:
      paint_layer_background(*plane.layer);
      close_tag();
      break;
    case Plane::Part::Content: paint_flow(*plane.layer); break;
  }
  if (clip) end_clip();
}

}  // namespace gongwen::paint
