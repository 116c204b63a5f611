
#include "images/detail/svg_values.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gongwen::images {
namespace {

using base::kCircleControl;
using base::Path;

void add_ellipse(Path& path, double cx, double cy, double rx, double ry) {
  const double kx = rx * kCircleControl;
  const double ky = ry * kCircleControl;
  path.move_to({cx + rx, cy});
  path.cubic_to({cx + rx, cy + ky}, {cx + kx, cy + ry}, {cx, cy + ry});
  path.cubic_to({cx - kx, cy + ry}, {cx - rx, cy + ky}, {cx - rx, cy});
  path.cubic_to({cx - rx, cy - ky}, {cx - kx, cy - ry}, {cx, cy - ry});
  path.cubic_to({cx + kx, cy - ry}, {cx + rx, cy - ky}, {cx + rx, cy});
  path.close();
}

void add_round_rect(Path& path, double x, double y, double w, double h, double rx, double ry) {
  const double kx = rx * (1 - kCircleControl);
  const double ky = ry * (1 - kCircleControl);
  path.move_to({x + rx, y});
  path.line_to({x + w - rx, y});
  path.cubic_to({x + w - kx, y}, {x + w, y + ky}, {x + w, y + ry});
  path.line_to({x + w, y + h - ry});
  path.cubic_to({x + w, y + h - ky}, {x + w - kx, y + h}, {x + w - rx, y + h});
  path.line_to({x + rx, y + h});
  path.cubic_to({x + kx, y + h}, {x, y + h - ky}, {x, y + h - ry});
  path.line_to({x, y + ry});
  path.cubic_to({x, y + ky}, {x + kx, y}, {x + rx, y});
  path.close();
}

Path rect_path(const std::optional<double> lengths[6]) {
  Path path;
  const double width = lengths[2].value_or(0);
  const double height = lengths[3].value_or(0);
  if (width <= 0 || height <= 0) return path;
  const double x = lengths[0].value_or(0);
  const double y = lengths[1].value_or(0);
  const double rx = std::clamp(lengths[4] ? *lengths[4] : lengths[5].value_or(0), 0.0, width / 2);
  const double ry = std::clamp(lengths[5] ? *lengths[5] : lengths[4].value_or(0), 0.0, height / 2);
  if (rx > 0 && ry > 0) {
    add_round_rect(path, x, y, width, height, rx, ry);
  } else {
    path.add_rect(x, y, x + width, y + height);
  }
  return path;
}

Path polygon_path(const SvgElement& element) {
  Path path;
  const std::vector<double> numbers = parse_numbers(element.attribute("points"));
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
    const base::PathPoint point{numbers[i], numbers[i + 1]};
    path.empty() ? path.move_to(point) : path.line_to(point);
  }
  if (element.name == "polygon" && !path.empty()) path.close();
  return path;
}

}  // namespace

std::optional<Path> shape_path(const SvgElement& element, const SvgStyle& style, const SvgViewport& viewport) {
  const auto length = [&](std::string_view name, double base) {
    return parse_length(element.attribute(name), base, style.font_size);
  };
  const auto x = [&](std::string_view name) {
    return length(name, viewport.width).value_or(0);
  };
  const auto y = [&](std::string_view name) {
    return length(name, viewport.height).value_or(0);
  };
  const std::string& name = element.name;
  Path path;
  if (name == "path") return parse_path_data(element.attribute("d"));
  if (name == "polygon" || name == "polyline") return polygon_path(element);
  if (name == "rect") {
    const std::optional<double> lengths[6] = {length("x", viewport.width),     length("y", viewport.height),
                                              length("width", viewport.width), length("height", viewport.height),
                                              length("rx", viewport.width),    length("ry", viewport.height)};
    return rect_path(lengths);
  }
  if (name == "line") {
    path.move_to({x("x1"), y("y1")});
    path.line_to({x("x2"), y("y2")});
    return path;
  }
  if (name == "circle") {
    const double r = length("r", viewport.diagonal()).value_or(0);
    if (r > 0) add_ellipse(path, x("cx"), y("cy"), r, r);
    return path;
  }
  if (name == "ellipse") {
    const auto rx = length("rx", viewport.width);
    const auto ry = length("ry", viewport.height);
    const double width = rx ? *rx : ry.value_or(0);
    const double height = ry ? *ry : rx.value_or(0);
    if (width > 0 && height > 0) add_ellipse(path, x("cx"), y("cy"), width, height);
    return path;
  }
  return std::nullopt;
}

namespace {

/// Grows to hold a cubic curve in one direction: where its derivative is 0 it turns.
void hold_curve(const std::array<double, 4>& at, double& low, double& high) {
  const double a = at[3] - 3 * at[2] + 3 * at[1] - at[0];
  const double b = 2 * (at[2] - 2 * at[1] + at[0]);
  const double c = at[1] - at[0];
  const auto hold = [&](double t) {
    if (!(t > 0 && t < 1)) return;
    const double u = 1 - t;
    const double value = u * u * u * at[0] + 3 * u * u * t * at[1] + 3 * u * t * t * at[2] + t * t * t * at[3];
    low = std::min(low, value);
    high = std::max(high, value);
  };
  if (std::abs(a) < 1e-12) {
    if (b != 0) hold(-c / b);
    return;
  }
  const double root = b * b - 4 * a * c;
  if (root < 0) return;
  hold((-b + std::sqrt(root)) / (2 * a));
  hold((-b - std::sqrt(root)) / (2 * a));
}

}  // namespace

std::optional<PathBounds> path_bounds(const Path& path) {
  if (path.points.empty()) return std::nullopt;
  PathBounds bounds{path.points[0].x, path.points[0].y, path.points[0].x, path.points[0].y};
  std::size_t next = 0;
  for (const Path::Verb verb : path.verbs) {
    if (verb == Path::Verb::Close) continue;
    if (verb == Path::Verb::Cubic && next > 0) {
      const base::PathPoint* const p = &path.points[next - 1];
      hold_curve({p[0].x, p[1].x, p[2].x, p[3].x}, bounds.left, bounds.right);
      hold_curve({p[0].y, p[1].y, p[2].y, p[3].y}, bounds.top, bounds.bottom);
    }
    next += verb == Path::Verb::Cubic ? 3 : 1;
    const base::PathPoint& point = path.points[next - 1];
    bounds.left = std::min(bounds.left, point.x);
    bounds.top = std::min(bounds.top, point.y);
    bounds.right = std::max(bounds.right, point.x);
    bounds.bottom = std::max(bounds.bottom, point.y);
  }
  return bounds;
}

base::Transform unit_square_to(const PathBounds& bounds) {
  return {bounds.right - bounds.left, 0, 0, bounds.bottom - bounds.top, bounds.left, bounds.top};
}

}  // namespace gongwen::images
