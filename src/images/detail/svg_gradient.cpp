#include "images/detail/svg_gradient.h"

#include "base/path.h"
#include "base/space_transform.h"
#include "images/detail/svg_transform.h"
#include "images/detail/svg_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace gongwen::images {
namespace {

using base::Path;
using base::PathPoint;
using base::Transform;

constexpr std::size_t kMostSpreadStops = 4000;
constexpr std::size_t kSearchCost = 500;  // points of the drawing that a search for circles costs

std::array<PathPoint, 4> corners_of(const PathBounds& bounds) {
  return {PathPoint{bounds.left, bounds.top}, PathPoint{bounds.right, bounds.top},
          PathPoint{bounds.left, bounds.bottom}, PathPoint{bounds.right, bounds.bottom}};
}

/// The periods of a gradient, counted in its length from its start.
struct Periods {
  std::int64_t first = 0, end = 1;
};

Periods periods_of_line(const Gradient& gradient, const PathBounds& area) {
  const PathPoint along{gradient.to.x - gradient.from.x, gradient.to.y - gradient.from.y};
  const double square = along.x * along.x + along.y * along.y;
  double low = 0;
  double high = 1;
  for (const PathPoint& corner : corners_of(area)) {
    const double at = ((corner.x - gradient.from.x) * along.x + (corner.y - gradient.from.y) * along.y) / square;
    low = std::min(low, at);
    high = std::max(high, at);
  }
  constexpr double kFar = 1e6;
  return {static_cast<std::int64_t>(std::floor(std::max(low, -kFar))),
          static_cast<std::int64_t>(std::ceil(std::min(high, kFar)))};
}

/// Circles grow from one period to the next; nullopt if they never contain the area.
std::optional<Periods> periods_of_circles(const Gradient& gradient, const PathBounds& area) {
  const std::array<PathPoint, 4> corners = corners_of(area);
  for (std::int64_t end = 1; end <= static_cast<std::int64_t>(kMostSpreadStops); ++end) {
    const auto share = static_cast<double>(end);
    const PathPoint center{gradient.from.x + (gradient.to.x - gradient.from.x) * share,
                           gradient.from.y + (gradient.to.y - gradient.from.y) * share};
    const double radius = gradient.from_radius + (gradient.to_radius - gradient.from_radius) * share;
    const bool holds_all = std::all_of(corners.begin(), corners.end(), [&](const PathPoint& corner) {
      return std::hypot(corner.x - center.x, corner.y - center.y) <= radius;
    });
    if (holds_all) return Periods{0, end};
  }
  return std::nullopt;
}

/// The stops of all periods, of which every second one runs backwards if the gradient is reflected.
std::vector<Gradient::Stop> spread_stops(const std::vector<Gradient::Stop>& once, const Periods& periods,
                                         bool is_reflected) {
  std::vector<Gradient::Stop> whole = once;
  if (whole.front().offset > 0) whole.insert(whole.begin(), {0, whole.front().color});
  if (whole.back().offset < 1) whole.push_back({1, whole.back().color});
  std::vector<Gradient::Stop> backwards(whole.rbegin(), whole.rend());
  for (Gradient::Stop& stop : backwards) stop.offset = 1 - stop.offset;
  const auto count = static_cast<double>(periods.end - periods.first);
  std::vector<Gradient::Stop> all;
  for (std::int64_t period = periods.first; period < periods.end; ++period) {
    const bool turns = is_reflected && period % 2 != 0;
    for (Gradient::Stop stop : turns ? backwards : whole) {
      stop.offset = (static_cast<double>(period - periods.first) + stop.offset) / count;
      all.push_back(stop);
    }
  }
  return all;
}

}  // namespace

const std::vector<Gradient::Stop>& SvgGradients::stops_of(std::size_t gradient, const SvgContext& context) {
  const auto [entry, is_new] = drawer_.stops_.try_emplace(gradient);
  std::vector<Gradient::Stop>& stops = entry->second;
  if (!is_new) return stops;
  for (std::size_t at = gradient, i = 0; at != 0 && i < SvgDrawer::kMaxReferences && stops.empty(); ++i) {
    const SvgContext around = drawer_.definition(at, context);
    for (const SvgElement::Child& child : drawer_.document_.elements[at].children) {
      if (child.element == 0) continue;
      if (!drawer_.spend(1)) return stops;
      const SvgElement& stop = drawer_.document_.elements[child.element];
      if (stop.name != "stop") continue;
      const SvgStyle style = drawer_.style_of(stop, around);
      double offset = std::clamp(parse_length(stop.attribute("offset"), 1, 1).value_or(0), 0.0, 1.0);
      if (!stops.empty()) offset = std::max(offset, stops.back().offset);
      const css::Color color = with_opacity(style.stop_color, style.stop_opacity);
      stops.push_back({offset, color});
      drawer_.drawing_.has_transparency = drawer_.drawing_.has_transparency || color.alpha != 255;
    }
    std::string external;
    at = drawer_.find(reference_id(drawer_.document_.elements[at].attribute("href"), external));
  }
  return stops;
}

std::optional<std::size_t> SvgGradients::make(const std::string& id, const Path& path, const SvgContext& context) {
  const std::size_t index = drawer_.find(id);
  if (index == 0) return std::nullopt;
  const SvgElement& element = drawer_.document_.elements[index];
  Gradient gradient;
  gradient.is_radial = element.name == "radialGradient";
  if (!gradient.is_radial && element.name != "linearGradient") {
    drawer_.report_unsupported("<" + element.name + ">");
    return std::nullopt;
  }
  gradient.stops = stops_of(index, context);
  if (gradient.stops.empty() || !drawer_.spend(gradient.stops.size())) return std::nullopt;
  if (gradient.stops.size() == 1) gradient.stops.push_back(gradient.stops.front());
  const bool in_user_space = drawer_.inherited_attribute(index, "gradientUnits") == "userSpaceOnUse";
  const SvgViewport percentages = in_user_space ? context.viewport : SvgViewport{1, 1};
  const auto coordinate = [&](std::string_view name, double base, std::string_view otherwise) {
    const std::string_view text = drawer_.inherited_attribute(index, name);
    return parse_length(text.empty() ? otherwise : text, base, context.style.font_size).value_or(0);
  };
  if (gradient.is_radial) {
    gradient.to = {coordinate("cx", percentages.width, "50%"), coordinate("cy", percentages.height, "50%")};
    gradient.to_radius = std::max(0.0, coordinate("r", percentages.diagonal(), "50%"));
    gradient.from_radius = std::max(0.0, coordinate("fr", percentages.diagonal(), "0%"));
    const bool has_fx = !drawer_.inherited_attribute(index, "fx").empty();
    const bool has_fy = !drawer_.inherited_attribute(index, "fy").empty();
    gradient.from = {has_fx ? coordinate("fx", percentages.width, "50%") : gradient.to.x,
                     has_fy ? coordinate("fy", percentages.height, "50%") : gradient.to.y};
  } else {
    gradient.from = {coordinate("x1", percentages.width, "0%"), coordinate("y1", percentages.height, "0%")};
    gradient.to = {coordinate("x2", percentages.width, "100%"), coordinate("y2", percentages.height, "0%")};
  }
  Transform space;
  const auto bounds = path_bounds(path);
  if (!in_user_space) {
    if (!bounds || bounds->right <= bounds->left || bounds->bottom <= bounds->top) return std::nullopt;
    space = unit_square_to(*bounds);
  }
  const auto own = parse_transform_attribute(drawer_.inherited_attribute(index, "gradientTransform"));
  space = space.after(own.value_or(Transform{}));
  gradient.transform = context.transform.after(space);
  const bool has_length = gradient.is_radial ? gradient.to_radius > 0 : !(gradient.from == gradient.to);
  if (!has_length) {
    // Section 14.2.2.2: everything is painted like the end.
    gradient.is_radial = false;
    gradient.to = {gradient.from.x + 1, gradient.from.y};
    gradient.stops = {{0, gradient.stops.back().color}, {1, gradient.stops.back().color}};
  }
  const std::string_view spread = drawer_.inherited_attribute(index, "spreadMethod");
  if (has_length && (spread == "reflect" || spread == "repeat") && space.determinant() != 0) {
    const double beyond = context.style.line.width * std::max(1.0, context.style.line.miter_limit);
    const PathBounds shape = bounds.value_or(PathBounds{0, 0, context.viewport.width, context.viewport.height});
    Path reached;
    reached.add_rect(shape.left - beyond, shape.top - beyond, shape.right + beyond, shape.bottom + beyond);
    Path in_gradient;
    in_gradient.append(reached, base::inverse_of(space));
    repeat(gradient, *path_bounds(in_gradient), spread == "reflect");
  }
  drawer_.drawing_.gradients.push_back(std::move(gradient));
  return drawer_.drawing_.gradients.size() - 1;
}

void SvgGradients::repeat(Gradient& gradient, const PathBounds& area, bool is_reflected) {
  if (gradient.is_radial && !drawer_.spend(kSearchCost)) return;
  const std::optional<Periods> periods =
      gradient.is_radial ? periods_of_circles(gradient, area) : std::optional(periods_of_line(gradient, area));
  const std::size_t of_period = gradient.stops.size() + 2;
  if (!periods || static_cast<std::size_t>(periods->end - periods->first) > kMostSpreadStops / of_period) {
    drawer_.report_unsupported("spreadMethod");
    return;
  }
  gradient.stops = spread_stops(gradient.stops, *periods, is_reflected);
  if (!drawer_.spend(gradient.stops.size())) return;
  const auto place = [&](std::int64_t period) {
    const auto share = static_cast<double>(period);
    return PathPoint{gradient.from.x + (gradient.to.x - gradient.from.x) * share,
                     gradient.from.y + (gradient.to.y - gradient.from.y) * share};
  };
  const PathPoint from = place(periods->first);
  const PathPoint to = place(periods->end);
  gradient.to_radius =
      gradient.from_radius + (gradient.to_radius - gradient.from_radius) * static_cast<double>(periods->end);
  gradient.from = from;
  gradient.to = to;
}

}  // namespace gongwen::images
