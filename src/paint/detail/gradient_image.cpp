#include "paint/detail/gradient_image.h"

#include "base/format.h"
#include "paint/detail/box_painters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <string>

// Gradients as images (css-images-3 section 3): a drawing of one area, coloured along a line or outwards from a centre.

namespace gongwen::paint {

// Conic gradients (css-images-4 section 3.3). PDF and OFD have no common way to express them, so an opaque one is drawn
// as slices of one colour each, which overlap so that no seams show; a translucent one becomes pixels.

namespace {

using base::PathPoint;
using style::GradientValue;

constexpr double kTurn = 2 * std::numbers::pi;
/// Stops of a conic gradient are placed on a line of this length, in px.
constexpr double kTurnLength = 3600;
/// The narrowest slice, as a share of a full turn.
constexpr double kNarrowest = 1.0 / 1440;
/// Pixels per px of the page, unless the area is large.
constexpr double kDensity = 3;
constexpr double kMaxPixels = 4e6;

/// The colours between two places on the turn, 0 to 1.
struct Sector {
  double begin = 0, end = 0;
  MixedColor from, to;
};

void add_sector(std::vector<Sector>& sectors, const PlacedStop& a, const PlacedStop& b) {
  const double begin = std::max(a.at, 0.0);
  const double end = std::min(b.at, 1.0);
  if (end <= begin) return;
  const MixedColor from = MixedColor::of(a.color);
  const MixedColor to = MixedColor::of(b.color);
  const auto color_at = [&](double at) {
    return a.color == b.color ? from : from.mixed(to, (at - a.at) / (b.at - a.at));
  };
  sectors.push_back({begin, end, color_at(begin), color_at(end)});
}

std::vector<Sector> sectors_of(const GradientValue& gradient, Color current) {
  std::vector<PlacedStop> stops = place_stops(gradient, kTurnLength, current);
  if (gradient.is_repeating) {
    auto all = repeated_stops(stops, kTurnLength, 1);
    stops = all ? *std::move(all) : std::vector<PlacedStop>{{0, average_color(stops)}};
  }
  std::vector<Sector> sectors;
  add_sector(sectors, {std::min(0.0, stops.front().at), stops.front().color}, stops.front());
  for (std::size_t i = 0; i + 1 < stops.size(); ++i) add_sector(sectors, stops[i], stops[i + 1]);
  add_sector(sectors, stops.back(), {std::max(1.0, stops.back().at), stops.back().color});
  return sectors;
}

struct Circle {
  PathPoint center;
  double start = 0;   // radians, clockwise from the top
  double radius = 0;  // reaches beyond all corners
};

struct Slice {
  double begin = 0, end = 0;
  Color color;
};

std::vector<Slice> slices_of(const std::vector<Sector>& sectors) {
  std::vector<Slice> slices;
  for (const Sector& sector : sectors) {
    const double difference =
        std::max({std::abs(sector.from.red - sector.to.red), std::abs(sector.from.green - sector.to.green),
                  std::abs(sector.from.blue - sector.to.blue)});
    const double width = sector.end - sector.begin;
    const double count = std::ceil(std::clamp(difference * 255, 1.0, std::max(1.0, width / kNarrowest)));
    for (double i = 0; i < count; ++i) {
      slices.push_back({sector.begin + width * i / count, sector.begin + width * (i + 1) / count,
                        sector.from.mixed(sector.to, (i + 0.5) / count).color()});
    }
  }
  return slices;
}

base::Path slice_path(const Circle& circle, double begin, double end) {
  constexpr double kStep = 1.0 / 12;
  base::Path path;
  path.move_to(circle.center);
  const double count = std::max(1.0, std::ceil((end - begin) / kStep));
  for (double i = 0; i <= count; ++i) {
    const double angle = circle.start + kTurn * (begin + (end - begin) * i / count);
    path.line_to(
        {circle.center.x + circle.radius * std::sin(angle), circle.center.y - circle.radius * std::cos(angle)});
  }
  path.close();
  return path;
}

void add_fill(images::Drawing& drawing, base::Path path, Color color) {
  images::FillShape shape;
  shape.path = std::move(path);
  shape.paint.color = color;
  drawing.items.emplace_back(std::move(shape));
}

void draw_slices(const std::vector<Slice>& slices, const Circle& circle, images::Drawing& drawing) {
  base::Path all;
  all.add_rect(0, 0, drawing.width, drawing.height);
  add_fill(drawing, std::move(all), slices.back().color);
  for (std::size_t i = 0; i + 1 < slices.size(); ++i) {
    add_fill(drawing, slice_path(circle, slices[i].begin, slices[i + 1].end), slices[i].color);
  }
  add_fill(drawing, slice_path(circle, slices.back().begin, slices.back().end), slices.back().color);
}

Color color_at(const std::vector<Sector>& sectors, double turn) {
  const auto sector = std::upper_bound(sectors.begin(), sectors.end(), turn,
                                       [](double at, const Sector& each) { return at < each.end; });
  if (sector == sectors.end()) return sectors.back().to.color();
  return sector->from.mixed(sector->to, (turn - sector->begin) / (sector->end - sector->begin)).color();
}

void draw_pixels(const std::vector<Sector>& sectors, const Circle& circle, diagnostics::DiagnosticSink& sink,
                 images::Drawing& drawing) {
  const double density = std::min(kDensity, std::sqrt(kMaxPixels / (drawing.width * drawing.height)));
  images::RasterImage raster;
  raster.width = static_cast<std::uint32_t>(std::max(1.0, std::ceil(drawing.width * density)));
  raster.height = static_cast<std::uint32_t>(std::max(1.0, std::ceil(drawing.height * density)));
  raster.coding = images::PixelCoding::UnpackedRows;
  for (std::uint32_t y = 0; y < raster.height; ++y) {
    sink.go_on();
    raster.pixels.push_back(0);  // PNG filter: none
    raster.alpha.push_back(0);
    for (std::uint32_t x = 0; x < raster.width; ++x) {
      const double right = (x + 0.5) * drawing.width / raster.width - circle.center.x;
      const double down = (y + 0.5) * drawing.height / raster.height - circle.center.y;
      const double turn = (std::atan2(right, -down) - circle.start) / kTurn;
      const Color color = color_at(sectors, turn - std::floor(turn));
      for (const std::uint8_t channel : {color.red, color.green, color.blue}) {
        raster.pixels.push_back(static_cast<char>(channel));
      }
      raster.alpha.push_back(static_cast<char>(color.alpha));
    }
  }
  drawing.items.emplace_back(images::DrawRaster{0, {drawing.width, 0, 0, drawing.height, 0, 0}});
  drawing.rasters.push_back(std::move(raster));
  drawing.has_transparency = true;
}

}  // namespace

const images::Image& conic_image(const GradientValue& gradient, const base::Size& size, Color current,
                                 const layout::LayoutContext& context) {
  images::Drawing drawing;
  drawing.width = size.width.to_px();
  drawing.height = size.height.to_px();
  Circle circle;
  circle.center = {gradient.position.x.resolve(size.width).to_px(), gradient.position.y.resolve(size.height).to_px()};
  circle.start = gradient.degrees * std::numbers::pi / 180;
  const double right = std::max(std::abs(circle.center.x), std::abs(drawing.width - circle.center.x));
  const double down = std::max(std::abs(circle.center.y), std::abs(drawing.height - circle.center.y));
  circle.radius = 2 * std::hypot(right, down) + 1;
  const std::vector<Sector> sectors = sectors_of(gradient, current);
  std::string key = fmt::format("conic:{} {} {} {} {}", size.width.raw(), size.height.raw(), circle.center.x,
                                circle.center.y, circle.start);
  bool is_opaque = true;
  for (const Sector& sector : sectors) {
    key += fmt::format(" {} {} {} {}", sector.begin, sector.end, css::to_text(sector.from.color()),
                       css::to_text(sector.to.color()));
    is_opaque = is_opaque && sector.from.alpha >= 1 && sector.to.alpha >= 1;
  }
  images::ImageSet& images = context.boxes.images();
  if (const images::Image* const known = images.find_made(key)) return *known;
  is_opaque ? draw_slices(slices_of(sectors), circle, drawing) : draw_pixels(sectors, circle, context.sink, drawing);
  const images::NaturalSize natural{drawing.width, drawing.height, drawing.width / drawing.height};
  return images.add_made(std::move(key), {natural, std::move(drawing)});
}

namespace {

/// Maximum number of stops of a repeated gradient.
constexpr double kMaxStops = 4000;

class StopPlacer {
 public:
  StopPlacer(const GradientValue& gradient, double length, Color current)
      : stops_(gradient.stops), length_(length), current_(current) {}

  std::vector<PlacedStop> run() {
    place();
    std::vector<PlacedStop> placed;
    for (std::size_t i = 0; i < stops_.size(); ++i) {
      if (!stops_[i].is_hint) {
        placed.push_back({at_[i], color(i)});
      } else if (i > 0 && i + 1 < stops_.size()) {
        add_curve(i, placed);
      }
    }
    return placed;
  }

 private:
  Color color(std::size_t i) const { return stops_[i].color.resolve(current_); }

  void place() {
    std::vector<std::optional<double>> places;
    const LayoutUnit base = LayoutUnit::round_from_px(length_);
    for (const style::GradientStop& stop : stops_) {
      places.push_back(stop.position ? std::optional(stop.position->resolve(base).to_px() / length_) : std::nullopt);
    }
    if (!places.front()) places.front() = 0;
    if (!places.back()) places.back() = 1;
    double before = -std::numeric_limits<double>::infinity();
    for (std::optional<double>& at : places) {
      if (at) before = *(at = std::max(*at, before));
    }
    // Stops without a place are spread evenly between their neighbours.
    for (std::size_t i = 0; i < places.size();) {
      std::size_t next = i + 1;
      while (next < places.size() && !places[next]) ++next;
      at_.push_back(*places[i]);
      for (std::size_t k = i + 1; k < next; ++k) {
        const double share = static_cast<double>(k - i) / static_cast<double>(next - i);
        at_.push_back(*places[i] + (*places[next] - *places[i]) * share);
      }
      i = next;
    }
  }

  /// A hint is where both colours have equal shares; elsewhere the share of the second is H^(log ½ / log hint).
  void add_curve(std::size_t hint, std::vector<PlacedStop>& placed) const {
    const double begin = at_[hint - 1];
    const double end = at_[hint + 1];
    if (end <= begin) return;
    const double middle = (at_[hint] - begin) / (end - begin);
    const Color from = color(hint - 1);
    const Color to = color(hint + 1);
    if (middle <= 0) {
      placed.push_back({begin, to});
    } else if (middle >= 1) {
      placed.push_back({end, from});
    } else {
      constexpr int kSteps = 16;
      for (int i = 1; i < kSteps; ++i) {
        const double share = std::pow(static_cast<double>(i) / kSteps, std::log(0.5) / std::log(middle));
        placed.push_back(
            {begin + (end - begin) * i / kSteps, MixedColor::of(from).mixed(MixedColor::of(to), share).color()});
      }
    }
  }

  const std::vector<style::GradientStop>& stops_;
  double length_;
  Color current_;
  std::vector<double> at_;
};

}  // namespace

std::vector<PlacedStop> place_stops(const GradientValue& gradient, double length, Color current) {
  return StopPlacer(gradient, length, current).run();
}

Color average_color(const std::vector<PlacedStop>& stops) {
  const double length = stops.back().at - stops.front().at;
  MixedColor sum;
  for (std::size_t i = 0; i + 1 < stops.size() && length > 0; ++i) {
    const MixedColor middle = MixedColor::of(stops[i].color).mixed(MixedColor::of(stops[i + 1].color), 0.5);
    const double share = (stops[i + 1].at - stops[i].at) / length;
    sum = {sum.red + middle.red * share, sum.green + middle.green * share, sum.blue + middle.blue * share,
           sum.alpha + middle.alpha * share};
  }
  return length > 0 ? sum.color() : stops.back().color;
}

std::optional<std::vector<PlacedStop>> repeated_stops(const std::vector<PlacedStop>& stops, double length,
                                                      double farthest) {
  const double period = stops.back().at - stops.front().at;
  if (period * length < 1.0 / 16) return std::nullopt;
  const double first = std::floor((0 - stops.front().at) / period);
  const double count = std::ceil(farthest / period) + 1;
  if (count * static_cast<double>(stops.size()) > kMaxStops) return std::nullopt;
  std::vector<PlacedStop> all;
  for (double i = 0; i < count; ++i) {
    for (const PlacedStop& stop : stops) all.push_back({stop.at + (first + i) * period, stop.color});
  }
  return all;
}

namespace {

using images::Gradient;

/// The line of a gradient, in px.
struct GradientLine {
  PathPoint start;
  PathPoint direction;    // linear: unit vector
  double length = 0;      // linear: length of the line; radial: horizontal radius
  double flattening = 1;  // radial: vertical radius divided by the horizontal one
  double farthest = 1;    // how far the colours are visible, in multiples of the length
};

GradientLine linear_line(const GradientValue& gradient, double width, double height) {
  double x = 0;
  double y = 0;
  if (gradient.to_x != 0) {
    // Towards a corner, the middle colour passes through the two neighbouring corners (section 3.1.1).
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

/// Centre and radii of a radial gradient (section 3.2.2).
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
  // A degenerate ellipse shows only its last colour.
  constexpr double kFlattest = 1e-5;
  if (x <= 0 || y <= 0 || line.flattening < kFlattest || line.flattening > 1 / kFlattest) {
    line.length = 0;
    return line;
  }
  line.farthest = std::hypot(std::max(left, right), std::max(top, bottom) / line.flattening) / x;
  return line;
}

/// PDF and OFD readers mix colours without premultiplying alpha; extra stops approximate the difference.
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

/// A circle has no radius below 0: drops the stops there.
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
  // If a gradient starts or ends with a hard edge, the colour beyond the edge needs its own stop.
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

/// A gradient, or the single colour that it reduces to.
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
