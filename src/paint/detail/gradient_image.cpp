// Gradients as images (css-images-3 section 3): a drawing of one area with the colours along a line or from a centre.
#include "base/format.h"
#include "paint/detail/box_painters.h"
#include "paint/detail/gradient_stops.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>

namespace gongwen::paint {
namespace {

using base::PathPoint;
using images::Gradient;
using style::GradientValue;

/// Where the line of a gradient lies, in px.
struct GradientLine {
  PathPoint start;
  PathPoint direction;    // linear: of length 1
  double length = 0;      // linear: of the line; radial: the horizontal radius
  double flattening = 1;  // radial: the vertical radius to the horizontal one
  double farthest = 1;    // how far the colours are seen, in shares of the length
};

GradientLine linear_line(const GradientValue& gradient, double width, double height) {
  double x = 0;
  double y = 0;
  if (gradient.to_x != 0) {
    // The colour in the middle passes through the two other corners.
    const double diagonal = std::hypot(width, height);
    x = gradient.to_x * height / diagonal;
    y = gradient.to_y * width / diagonal;
  } else {
    const double angle = gradient.degrees * std::numbers::pi / 180;
    x = std::sin(angle);
    y = -std::cos(angle);
  }
  const double length = std::abs(width * x) + std::abs(height * y);
  return {{width / 2 - x * length / 2, height / 2 - y * length / 2}, {x, y}, length, 1, 1};
}

/// Section 3.2.2
GradientLine radial_line(const GradientValue& gradient, const base::Size& size) {
  using Extent = GradientValue::Extent;
  const double width = size.width.to_px();
  const double height = size.height.to_px();
  const PathPoint center{gradient.position.x.resolve(size.width).to_px(),
                         gradient.position.y.resolve(size.height).to_px()};
  const double left = std::abs(center.x), right = std::abs(width - center.x);
  const double top = std::abs(center.y), bottom = std::abs(height - center.y);
  const bool closest = gradient.extent == Extent::ClosestSide || gradient.extent == Extent::ClosestCorner;
  const bool to_corner = gradient.extent == Extent::ClosestCorner || gradient.extent == Extent::FarthestCorner;
  double x = closest ? std::min(left, right) : std::max(left, right);
  double y = closest ? std::min(top, bottom) : std::max(top, bottom);
  if (gradient.extent == Extent::Lengths) {
    x = gradient.radius_x.resolve(size.width).to_px();
    y = gradient.is_circle ? x : gradient.radius_y.resolve(size.height).to_px();
  } else if (gradient.is_circle) {
    x = y = to_corner ? std::hypot(x, y) : closest ? std::min(x, y) : std::max(x, y);
  } else if (to_corner) {
    x *= std::numbers::sqrt2;
    y *= std::numbers::sqrt2;
  }
  GradientLine line{center, {}, x, x > 0 ? y / x : 0, 1};
  // A flat ellipse shows its last colour alone.
  constexpr double kFlattest = 1e-5;
  if (x <= 0 || y <= 0 || line.flattening < kFlattest || line.flattening > 1 / kFlattest) {
    line.length = 0;
    return line;
  }
  line.farthest = std::hypot(std::max(left, right), std::max(top, bottom) / line.flattening) / x;
  return line;
}

/// Readers of files mix colours that are not multiplied by their alpha: where this differs, more stops make up for it.
std::vector<PlacedStop> with_even_alpha(const std::vector<PlacedStop>& stops) {
  std::vector<PlacedStop> out;
  const auto add = [&](double at, Color color) {
    if (out.empty() || out.back().at != at || out.back().color != color) out.push_back({at, color});
  };
  for (std::size_t i = 0; i < stops.size(); ++i) {
    const PlacedStop& stop = stops[i];
    const auto transparent_as = [&](const PlacedStop& other) {
      return Color{other.color.red, other.color.green, other.color.blue, 0};
    };
    const bool clear = stop.color.alpha == 0;
    if (i > 0) add(stop.at, clear ? transparent_as(stops[i - 1]) : stop.color);
    if (i + 1 == stops.size()) break;
    const PlacedStop& next = stops[i + 1];
    add(stop.at, clear && next.color.alpha != 0 ? transparent_as(next) : stop.color);
    if (clear || next.color.alpha == 0 || stop.color.alpha == next.color.alpha) continue;
    constexpr int kSteps = 8;
    for (int step = 1; step < kSteps; ++step) {
      const double share = static_cast<double>(step) / kSteps;
      add(stop.at + (next.at - stop.at) * share,
          MixedColor::of(stop.color).mixed(MixedColor::of(next.color), share).color());
    }
  }
  return out;
}

/// Circles have no radius below 0.
void cut_at_center(std::vector<PlacedStop>& stops) {
  std::size_t seen = 0;
  while (seen + 1 < stops.size() && stops[seen + 1].at <= 0) ++seen;
  if (stops[seen].at < 0) {
    Color color = stops[seen].color;
    if (seen + 1 < stops.size()) {
      const PlacedStop& next = stops[seen + 1];
      const double share = (0 - stops[seen].at) / (next.at - stops[seen].at);
      color = MixedColor::of(color).mixed(MixedColor::of(next.color), share).color();
    }
    stops[seen] = {0, color};
  }
  stops.erase(stops.begin(), stops.begin() + static_cast<std::ptrdiff_t>(seen));
  if (stops.front().at > 0) stops.insert(stops.begin(), {0, stops.front().color});
}

Gradient gradient_along(const GradientLine& line, bool is_radial, std::vector<PlacedStop> stops) {
  if (is_radial) cut_at_center(stops);
  if (stops.size() == 1) stops.push_back(stops.front());
  // Where a gradient starts or ends with an edge, the colour beyond it needs a separate place.
  const auto is_edge = [](const PlacedStop& a, const PlacedStop& b) {
    return b.at - a.at < 1e-6;
  };
  if (!is_radial && is_edge(stops[0], stops[1])) {
    stops.insert(stops.begin(), {stops.front().at - 1, stops.front().color});
  }
  if (is_edge(stops[stops.size() - 2], stops.back())) stops.push_back({stops.back().at + 1, stops.back().color});
  const double begin = stops.front().at;
  const double end = stops.back().at;
  Gradient gradient;
  gradient.is_radial = is_radial;
  for (const PlacedStop& stop : stops) gradient.stops.push_back({(stop.at - begin) / (end - begin), stop.color});
  if (is_radial) {
    gradient.to_radius = line.length * end;
    gradient.transform = {1, 0, 0, line.flattening, line.start.x, line.start.y};
  } else {
    const auto place = [&](double at) {
      return PathPoint{line.start.x + line.direction.x * line.length * at,
                       line.start.y + line.direction.y * line.length * at};
    };
    gradient.from = place(begin);
    gradient.to = place(end);
  }
  return gradient;
}

/// A gradient, or the one colour that is left of it.
struct Colors {
  std::optional<Gradient> gradient;
  Color color;
};

Colors colors_of(const GradientValue& value, const base::Size& size, Color current) {
  const bool is_radial = value.kind == GradientValue::Kind::Radial;
  const GradientLine line =
      is_radial ? radial_line(value, size) : linear_line(value, size.width.to_px(), size.height.to_px());
  std::vector<PlacedStop> stops = place_stops(value, std::max(line.length, 1e-3), current);
  if (line.length <= 0) return {std::nullopt, value.is_repeating ? average_color(stops) : stops.back().color};
  if (value.is_repeating) {
    std::optional<std::vector<PlacedStop>> all = repeated_stops(stops, line.length, line.farthest);
    if (!all) return {std::nullopt, average_color(stops)};
    stops = *std::move(all);
  }
  return {gradient_along(line, is_radial, with_even_alpha(stops)), {0, 0, 0, 255}};
}

std::string key_of(const Colors& colors, const base::Size& size) {
  std::string key = fmt::format("made:{} {} {}", size.width.raw(), size.height.raw(), css::to_text(colors.color));
  if (!colors.gradient) return key;
  const Gradient& g = *colors.gradient;
  key += fmt::format(" {} {} {} {} {} {} {} {} {}", g.is_radial, g.from.x, g.from.y, g.to.x, g.to.y, g.to_radius,
                     g.transform.d, g.transform.e, g.transform.f);
  for (const Gradient::Stop& stop : g.stops) key += fmt::format(" {} {}", stop.offset, css::to_text(stop.color));
  return key;
}

images::Image made_image(Colors colors, const base::Size& size) {
  images::Drawing drawing;
  drawing.width = size.width.to_px();
  drawing.height = size.height.to_px();
  images::FillShape shape;
  shape.path.add_rect(0, 0, drawing.width, drawing.height);
  shape.paint.color = colors.color;
  drawing.has_transparency = colors.color.alpha != 255;
  if (colors.gradient) {
    drawing.has_transparency = std::any_of(colors.gradient->stops.begin(), colors.gradient->stops.end(),
                                           [](const Gradient::Stop& stop) { return stop.color.alpha != 255; });
    shape.paint.gradient = 0;
    drawing.gradients.push_back(*std::move(colors.gradient));
  }
  drawing.items.emplace_back(std::move(shape));
  return {{drawing.width, drawing.height, drawing.width / drawing.height}, std::move(drawing)};
}

}  // namespace

StyleImage find_image(const style::ImageValue& value, OriginId origin, const layout::LayoutContext& context) {
  if (value.gradient != nullptr) return {nullptr, value.gradient.get()};
  if (value.url.empty()) return {};
  images::ImageSet& images = context.boxes.images();
  const images::ImageId image = images.load(value.url, context.sink.origin(origin));
  return {image ? &images.image(image) : nullptr, nullptr};
}

const images::Image& image_at(const StyleImage& image, base::Size size, Color current,
                              const layout::LayoutContext& context) {
  if (image.file != nullptr) {
    return context.boxes.images().at_size(*image.file, size.width.to_px(), size.height.to_px());
  }
  if (image.gradient->kind == style::GradientValue::Kind::Conic)
    return conic_image(*image.gradient, size, current, context);
  images::ImageSet& images = context.boxes.images();
  Colors colors = colors_of(*image.gradient, size, current);
  std::string key = key_of(colors, size);
  const images::Image* const known = images.find_made(key);
  return known != nullptr ? *known : images.add_made(std::move(key), made_image(std::move(colors), size));
}

}  // namespace gongwen::paint
