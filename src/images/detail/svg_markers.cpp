#include "images/detail/svg_markers.h"

#include "images/detail/path_walk.h"

#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

namespace gongwen::images {
namespace {

/// `refX` or `refY`: a length, a percentage or a side of the view box (SVG 2 section 13.7.1).
double marker_reference(std::string_view text, double begin, double size, double font_size) {
  if (text == "left" || text == "top") return begin;
  if (text == "center") return begin + size / 2;
  if (text == "right" || text == "bottom") return begin + size;
  return parse_length(text, size, font_size).value_or(0);
}

/// `orient` in degrees, or in the unit that it names.
double marker_angle(std::string_view text) {
  constexpr std::pair<std::string_view, double> kUnits[] = {
      {"grad", std::numbers::pi / 200}, {"rad", 1}, {"turn", 2 * std::numbers::pi}, {"deg", std::numbers::pi / 180}};
  double unit = std::numbers::pi / 180;
  for (const auto& [name, size] : kUnits) {
    if (!text.ends_with(name)) continue;
    unit = size;
    text.remove_suffix(name.size());
    break;
  }
  const std::vector<double> numbers = parse_numbers(text);
  return numbers.size() == 1 ? numbers[0] * unit : 0;
}

}  // namespace

void SvgMarkerDrawer::draw(const base::Path& path, const SvgContext& context) {
  const SvgMarkers& markers = context.style.markers;
  const std::size_t start = drawer_.find(markers.start);
  const std::size_t mid = drawer_.find(markers.mid);
  const std::size_t end = drawer_.find(markers.end);
  if (start == 0 && mid == 0 && end == 0) return;
  const SvgDrawer::Marked marked{context, path};
  const std::vector<PathVertex> vertices = path_vertices(path);
  for (std::size_t i = 0; i < vertices.size() && !drawer_.failed_; ++i) {
    // The only vertex of a path has both.
    const auto& [at, angle] = vertices[i];
    if (i == 0) draw_marker(start, at, angle, true, marked);
    if (i > 0 && i + 1 < vertices.size()) draw_marker(mid, at, angle, false, marked);
    if (i + 1 == vertices.size()) draw_marker(end, at, angle, false, marked);
  }
}

/// SVG 2 §13.7.1: the content of a marker with its reference point on the vertex, in units of the line's width.
void SvgMarkerDrawer::draw_marker(std::size_t index, base::PathPoint at, double angle, bool is_start,
                                  const SvgDrawer::Marked& marked) {
  const SvgContext& context = marked.context;
  if (index == 0 || drawer_.document_.elements[index].name != "marker" || drawer_.open_.contains(index) ||
      !drawer_.spend(1))
    return;
  if (context.depth >= SvgDrawer::kDeepest) return;
  const SvgElement& element = drawer_.document_.elements[index];
  const double font_size = context.style.font_size;
  const auto side = [&](std::string_view name, double base) {
    return parse_length(element.attribute(name), base, font_size).value_or(3);
  };
  const SvgViewport size{side("markerWidth", context.viewport.width), side("markerHeight", context.viewport.height)};
  const double scale = element.attribute("markerUnits") == "userSpaceOnUse" ? 1 : context.style.line.width;
  if (size.width <= 0 || size.height <= 0 || scale <= 0) return;
  const std::string_view orient = element.attribute("orient");
  if (orient == "auto-start-reverse" && is_start) angle += std::numbers::pi;
  if (orient != "auto" && orient != "auto-start-reverse") angle = marker_angle(orient);
  const double cosine = std::cos(angle) * scale;
  const double sine = std::sin(angle) * scale;
  SvgContext inner = drawer_.definition(index, context);
  ++inner.depth;
  inner.transform = context.transform.after({cosine, sine, -sine, cosine, at.x, at.y});
  const std::optional<ViewBox> own_box = parse_view_box(element.attribute("viewBox"));
  const ViewBox box = own_box.value_or(ViewBox{0, 0, size.width, size.height});
  const base::PathPoint reference{marker_reference(element.attribute("refX"), box.x, box.width, font_size),
                                  marker_reference(element.attribute("refY"), box.y, box.height, font_size)};
  const base::Transform fit =
      own_box ? view_box_transform(box, element.attribute("preserveAspectRatio"), size.width, size.height)
              : base::Transform{};
  const base::PathPoint moved = fit.apply(reference);
  inner.transform = inner.transform.after({1, 0, 0, 1, -moved.x, -moved.y});
  const bool clips = !inner.style.shows_overflow;
  if (clips) {
    base::Path edge;
    edge.add_rect(0, 0, size.width, size.height);
    BeginClip clip;
    clip.path.append(edge, inner.transform);
    drawer_.drawing_.items.emplace_back(std::move(clip));
  }
  inner.transform = inner.transform.after(fit);
  inner.viewport = {box.width, box.height};
  const SvgDrawer::Marked* const around = std::exchange(drawer_.marked_, &marked);
  drawer_.open_.insert(index);
  drawer_.draw_children(element, inner);
  drawer_.open_.erase(index);
  drawer_.marked_ = around;
  if (clips) drawer_.drawing_.items.emplace_back(EndClip{});
}

}  // namespace gongwen::images
