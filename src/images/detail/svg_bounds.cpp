// Where elements of drawings are moved, and the rectangles around their shapes, which that may depend on (SVG 2 section
// 8.10).
#include "images/detail/svg_drawer.h"
#include "images/detail/svg_transform.h"
#include "images/detail/svg_values.h"

#include <array>
#include <utility>

namespace gongwen::images {

using base::Path;
using base::PathPoint;
using base::Transform;

/// css-transforms-2 §4: the properties one after the other, all about the origin.
Transform SvgDrawer::own_transform(std::size_t index, const Context& context) {
  const SvgTransforms& own = context.style.transforms;
  if (!own.any()) return {};
  PathBounds box{0, 0, context.viewport.width, context.viewport.height};
  if (own.uses_fill_box) {
    const FillBox fill = fill_box(index, context);
    if (!fill.is_known) {
      report_unsupported("transform-box");
      return {};
    }
    box = fill.bounds.value_or(PathBounds{});
  }
  const SvgViewport reference{box.right - box.left, box.bottom - box.top};
  const double font_size = context.style.font_size;
  Transform all;
  const std::array singles{std::pair{"translate", &own.translate}, std::pair{"rotate", &own.rotate},
                           std::pair{"scale", &own.scale}};
  for (const auto& [property, text] : singles) {
    if (!text->empty()) {
      all = all.after(parse_single_transform(property, *text, reference, font_size).value_or(Transform{}));
    }
  }
  if (!own.list.empty()) {
    const auto list =
        own.is_attribute ? parse_transform_attribute(own.list) : parse_transform_list(own.list, reference, font_size);
    all = all.after(list.value_or(Transform{}));
  }
  PathPoint origin =
      own.origin.empty() ? PathPoint{} : parse_transform_origin(own.origin, reference, font_size).value_or(PathPoint{});
  origin.x += box.left;
  origin.y += box.top;
  return about(origin, all);
}

/// In the element's own coordinates. Each is measured once, so that nested elements that all ask for their boxes do not
/// measure those inside again and again.
SvgDrawer::FillBox SvgDrawer::fill_box(std::size_t index, const Context& context) {
  const std::tuple key{index, context.viewport.width, context.viewport.height, context.style.font_size};
  if (const auto known = fill_boxes_.find(key); known != fill_boxes_.end()) return known->second;
  if (context.depth >= kDeepest || !spend(1)) return {};
  const FillBox box = measure(index, context);
  fill_boxes_.emplace(key, box);
  return box;
}

SvgDrawer::FillBox SvgDrawer::measure(std::size_t index, const Context& context) {
  const SvgElement& element = document_.elements[index];
  if (const auto path = shape_path(element, context.style, context.viewport)) {
    return spend(path->points.size()) ? FillBox{path_bounds(*path), true} : FillBox{};
  }
  if (element.name == "text") return {std::nullopt, false};
  const PathPoint corner = corner_of(element, context);
  if (element.name == "image") {
    const bool has_size = !element.attribute("width").empty() && !element.attribute("height").empty();
    const SvgViewport size = size_of(element, context);
    if (!has_size) return {std::nullopt, false};
    return {PathBounds{corner.x, corner.y, corner.x + size.width, corner.y + size.height}, true};
  }
  Context inner = context;
  inner.transform = {};
  ++inner.depth;
  if (element.name == "g" || element.name == "a" || element.name == "switch") return measure_children(element, inner);
  inner.transform = {1, 0, 0, 1, corner.x, corner.y};
  if (element.name == "svg") return measure_children(element, inside(element, inner, size_of(element, context)));
  const std::size_t target = element.name == "use" ? find(reference(element)) : 0;
  if (target == 0 || target == index) return {};
  SvgElement alone;
  alone.children.push_back({target, {}});
  if (document_.elements[target].name != "symbol") return measure_children(alone, inner);
  inner.style = style_of(document_.elements[target], inner);
  return measure_children(document_.elements[target],
                          inside(document_.elements[target], inner, size_of(element, context)));
}

/// The box around those of the children, in coordinates that the context's transform leads to.
SvgDrawer::FillBox SvgDrawer::measure_children(const SvgElement& element, const Context& context) {
  Path corners;
  FillBox all;
  for (const SvgElement::Child& child : element.children) {
    if (child.element == 0) continue;
    if (!spend(1)) return {};
    Context inner = context;
    inner.style = style_of(document_.elements[child.element], context);
    if (inner.style.displayed) {
      const FillBox box = fill_box(child.element, inner);
      all.is_known = all.is_known && box.is_known;
      if (box.bounds) {
        Path frame;
        frame.add_rect(box.bounds->left, box.bounds->top, box.bounds->right, box.bounds->bottom);
        corners.append(frame, context.transform.after(own_transform(child.element, inner)));
      }
    }
    if (element.name == "switch") break;
  }
  all.bounds = path_bounds(corners);
  return all;
}

}  // namespace gongwen::images
