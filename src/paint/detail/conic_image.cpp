// Gradients around a centre (css-images-4 section 3.3). No format of files has them in common: opaque ones are slices
// of one colour each, every one reaching below the next, so that no edge shows; others are pixels.
#include "base/format.h"
#include "paint/detail/box_painters.h"
#include "paint/detail/gradient_stops.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gongwen::paint {
namespace {

using base::PathPoint;
using style::GradientValue;

constexpr double kTurn = 2 * std::numbers::pi;
/// Places on the line of a gradient are those of a line of this length in px.
constexpr double kTurnLength = 3600;
/// The narrowest slice, as a share of the whole turn.
constexpr double kNarrowest = 1.0 / 1440;
/// Pixels for one px of the page, unless the area is large.
constexpr double kDensity = 3;
constexpr double kMaxPixels = 4e6;

/// What lies between two places on the turn, from 0 to 1.
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
  double start = 0;   // radians clockwise from upwards
  double radius = 0;  // beyond all corners
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
    raster.pixels.push_back(0);  // no filter
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

}  // namespace gongwen::paint
