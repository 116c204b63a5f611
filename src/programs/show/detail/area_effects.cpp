#include "base/format.h"
#include "diagnostics/catalogue/show.h"
#include "paint/glyph_placement.h"
#include "programs/show/detail/object_painter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

// Gradients and patterns (GB/T 33190-2016, 8.3.3 and 8.3.4): a gradient becomes a drawing, since display lists have
// plain colours only; the cells of a pattern are drawn one by one within the area.
namespace gongwen::show {

namespace messages = diagnostics::messages;
using base::PathPoint;
using base::Transform;

namespace {

constexpr std::size_t kMaxCells = 100'000;
constexpr int kMaxRepeats = 200;
/// A cell may have a pattern, but not without end.
constexpr int kDepthOfPattern = 4;

std::optional<PathPoint> read_point(std::string_view text) {
  const auto numbers = read_numbers(text, 2);
  if (!numbers || numbers->size() != 2) return std::nullopt;
  return PathPoint{(*numbers)[0], (*numbers)[1]};
}

/// Repeats the stops of a gradient over whole periods `first` to `last`, of which each begins where the one before
/// ends.
std::vector<images::Gradient::Stop> repeated(const std::vector<images::Gradient::Stop>& stops, int first, int last,
                                             bool reflects) {
  std::vector<images::Gradient::Stop> out;
  const double count = last - first;
  for (int period = first; period < last; ++period) {
    const bool turns = reflects && period % 2 != 0;
    for (std::size_t i = 0; i < stops.size(); ++i) {
      const images::Gradient::Stop& stop = turns ? stops[stops.size() - 1 - i] : stops[i];
      const double within = turns ? 1 - stop.offset : stop.offset;
      out.push_back({(period - first + within) / count, stop.color});
    }
  }
  return out;
}

/// Gives stops without a place, which are NaN, places at equal distances between those that have one; the first lies at
/// the start and the last at the end. Then all are in order.
void spread_offsets(std::vector<images::Gradient::Stop>& stops) {
  if (stops.empty()) return;
  if (std::isnan(stops.front().offset)) stops.front().offset = 0;
  if (std::isnan(stops.back().offset)) stops.back().offset = 1;
  for (std::size_t i = 1; i < stops.size(); ++i) {
    if (!std::isnan(stops[i].offset)) continue;
    std::size_t next = i;
    while (std::isnan(stops[next].offset)) ++next;
    const double step = (stops[next].offset - stops[i - 1].offset) / static_cast<double>(next - i + 1);
    for (; i < next; ++i) stops[i].offset = stops[i - 1].offset + step;
  }
  double least = 0;
  for (images::Gradient::Stop& stop : stops) least = stop.offset = std::clamp(stop.offset, least, 1.0);
}

/// A gradient along a line, in mm.
struct Axis {
  PathPoint from;
  PathPoint to;
  double length() const { return std::hypot(to.x - from.x, to.y - from.y); }
  PathPoint at(double share) const { return {from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share}; }
  /// Returns the position of a point along the line: 0 at its start, 1 at its end.
  double share_of(PathPoint p) const {
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    return ((p.x - from.x) * dx + (p.y - from.y) * dy) / (dx * dx + dy * dy);
  }
};

/// The strip of the plane between two positions on the axis, at a right angle to it.
base::Path band(const Axis& axis, double from, double to) {
  constexpr double kFar = 1e4;
  const double length = axis.length();
  const PathPoint across{-(axis.to.y - axis.from.y) / length * kFar, (axis.to.x - axis.from.x) / length * kFar};
  const PathPoint a = axis.at(from);
  const PathPoint b = axis.at(to);
  base::Path path;
  path.move_to({a.x + across.x, a.y + across.y});
  path.line_to({b.x + across.x, b.y + across.y});
  path.line_to({b.x - across.x, b.y - across.y});
  path.line_to({a.x - across.x, a.y - across.y});
  path.close();
  return path;
}

base::Path circle(PathPoint centre, double radius) {
  const double k = radius * base::kCircleControl;
  base::Path path;
  path.move_to({centre.x + radius, centre.y});
  path.cubic_to({centre.x + radius, centre.y + k}, {centre.x + k, centre.y + radius}, {centre.x, centre.y + radius});
  path.cubic_to({centre.x - k, centre.y + radius}, {centre.x - radius, centre.y + k}, {centre.x - radius, centre.y});
  path.cubic_to({centre.x - radius, centre.y - k}, {centre.x - k, centre.y - radius}, {centre.x, centre.y - radius});
  path.cubic_to({centre.x + k, centre.y - radius}, {centre.x + radius, centre.y - k}, {centre.x + radius, centre.y});
  path.close();
  return path;
}

}  // namespace

void ObjectPainter::fill_gradient(const base::Path& path, base::FillRule rule, const Element& shading,
                                  const Unit& unit) {
  const auto from = read_point(value_of(shading, "StartPoint"));
  const auto to = read_point(value_of(shading, "EndPoint"));
  std::vector<images::Gradient::Stop> stops;
  for (const Element& segment : shading.children) {
    const Element* const color = segment.name == "Segment" ? segment.child("Color") : nullptr;
    if (color == nullptr) continue;
    css::Color made = styles_.color_of(*color, unit.id);
    made.alpha = static_cast<std::uint8_t>(std::lround(made.alpha * unit.alpha));
    stops.push_back({read_number(value_of(segment, "Position")).value_or(NAN), made});
  }
  spread_offsets(stops);
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
  const bool is_radial = shading.name == "RadialShd";
  const bool is_usable = from && to && stops.size() >= 2 && unit.map.determinant() != 0 &&
                         bounds_of(path, left, top, right, bottom) && right > left && bottom > top &&
                         (is_radial || *from != *to);
  if (!is_usable) {
    context_.reporter.of_object(messages::ShowSimplified, unit.id, shading.name);
    return canvas_.fill(path, rule, stops.empty() ? css::kTransparent : stops.back().color);
  }
  const std::uint32_t extend = read_whole(value_of(shading, "Extend")).value_or(0);
  const std::string_view kind = value_of(shading, "MapType");
  const bool repeats = kind == "Repeat" || kind == "Reflect";
  images::Gradient gradient{is_radial, *from, *to, 0, 0, stops, {}};
  base::Path limit;  // in mm: the area of the gradient; empty: unlimited
  if (is_radial) {
    gradient.from_radius = std::max(0.0, read_number(value_of(shading, "StartRadius")).value_or(0));
    gradient.to_radius = std::max(0.0, read_number(value_of(shading, "EndRadius")).value_or(0));
    const bool is_plain = read_number(value_of(shading, "Eccentricity")).value_or(0) == 0 && !repeats;
    if (!is_plain) context_.reporter.of_object(messages::ShowSimplified, unit.id, shading.name);
    const bool ends_larger = gradient.to_radius >= gradient.from_radius;
    // The larger circle limits the gradient, unless it continues beyond that.
    if ((extend & (ends_larger ? 2U : 1U)) == 0)
      limit = circle(ends_larger ? *to : *from, std::max(gradient.from_radius, gradient.to_radius));
  } else {
    const Axis axis{*from, *to};
    // The extent of the area along the axis, where 0 is its start and 1 its end.
    const Transform back = paint::inverse(unit.map);
    double low = 0;
    double high = 1;
    for (const PathPoint corner : {PathPoint{left, top}, {right, top}, {left, bottom}, {right, bottom}}) {
      const double share = axis.share_of(back.apply(corner));
      low = std::min(low, share);
      high = std::max(high, share);
    }
    if ((extend & 1U) == 0) low = 0;
    if ((extend & 2U) == 0) high = 1;
    if (extend != 3) limit = band(axis, low, high);
    if (repeats) {
      const double unit_length = read_number(value_of(shading, "MapUnit")).value_or(0);
      const double period = unit_length > 0 ? unit_length / axis.length() : 1;
      const double wanted_first = std::floor(low / period);
      const double wanted_last = std::ceil(high / period);
      const int first = static_cast<int>(std::clamp<double>(wanted_first, -kMaxRepeats, kMaxRepeats - 1));
      const int last = static_cast<int>(std::clamp<double>(wanted_last, first + 1, kMaxRepeats));
      const bool is_cut = wanted_first < first || wanted_last > last;
      if (is_cut) context_.reporter.of_object(messages::ShowSimplified, unit.id, shading.name);
      if (last > first) {
        gradient.stops = repeated(stops, first, last, kind == "Reflect");
        gradient.from = axis.at(first * period);
        gradient.to = axis.at(last * period);
      }
    }
  }
  // The drawing covers whole px, so that its place on the page is exact.
  const double x = std::floor(left);
  const double y = std::floor(top);
  const Transform shift{1, 0, 0, 1, -x, -y};
  gradient.transform = shift.after(unit.map);
  images::Drawing drawing;
  drawing.width = std::max(1.0, std::ceil(right) - x);
  drawing.height = std::max(1.0, std::ceil(bottom) - y);
  drawing.has_transparency =
      std::ranges::any_of(gradient.stops, [](const images::Gradient::Stop& stop) { return stop.color.alpha < 255; });
  drawing.gradients.push_back(std::move(gradient));
  images::FillShape shape;
  shape.path.append(path, shift);
  shape.rule = rule;
  shape.paint = {css::kBlack, 0};
  drawing.items.emplace_back(std::move(shape));
  images::Image image;
  image.size = {drawing.width, drawing.height, drawing.width / drawing.height};
  const base::Rect place{
      {base::LayoutUnit::round_from_px(x), base::LayoutUnit::round_from_px(y)},
      {base::LayoutUnit::round_from_px(drawing.width), base::LayoutUnit::round_from_px(drawing.height)}};
  image.picture = std::move(drawing);
  const images::Image& made = context_.images.add_made(
      fmt::format("gradient:{}:{}", context_.reporter.page(), context_.counts.read), std::move(image));
  if (!limit.empty()) {
    base::Path placed;
    placed.append(limit, unit.map);
    canvas_.push_clip(std::move(placed), base::FillRule::NonZero);
  }
  canvas_.image(made, place);
  if (!limit.empty()) canvas_.pop_clip();
}

void ObjectPainter::fill_pattern(const base::Path& path, base::FillRule rule, const Element& pattern, const Unit& unit,
                                 const ObjectFrame& frame) {
  const Element* const cell = pattern.child("CellContent");
  const double width = read_number(value_of(pattern, "Width")).value_or(0);
  const double height = read_number(value_of(pattern, "Height")).value_or(0);
  const double x_step = read_number(value_of(pattern, "XStep")).value_or(width);
  const double y_step = read_number(value_of(pattern, "YStep")).value_or(height);
  Transform map = value_of(pattern, "RelativeTo") == "Page" ? frame.map : unit.map;
  if (const auto matrix = read_matrix(value_of(pattern, "CTM"))) map = map.after(*matrix);
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
  const bool is_usable = cell != nullptr && width > 0 && height > 0 && x_step > 0 && y_step > 0 &&
                         map.determinant() != 0 && frame.depth < kMaxObjectDepth &&
                         bounds_of(path, left, top, right, bottom);
  if (!is_usable) {
    context_.reporter.of_object(messages::ShowUnknownObject, unit.id, pattern.name);
    return;
  }
  // The cells whose box meets the area, by the corners of the area in the pattern's own mm.
  const Transform back = paint::inverse(map);
  std::array<double, 4> box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
  for (const PathPoint corner : {PathPoint{left, top}, {right, top}, {left, bottom}, {right, bottom}}) {
    const PathPoint at = back.apply(corner);
    box = {std::min(box[0], at.x), std::min(box[1], at.y), std::max(box[2], at.x), std::max(box[3], at.y)};
  }
  const double first_column = std::floor((box[0] - width) / x_step) + 1;
  const double first_row = std::floor((box[1] - height) / y_step) + 1;
  const double columns = std::ceil(box[2] / x_step) - first_column;
  const double rows = std::ceil(box[3] / y_step) - first_row;
  if (!(columns * rows <= static_cast<double>(kMaxCells))) {
    context_.reporter.of_object(messages::ShowUnknownObject, unit.id, pattern.name);
    return;
  }
  const std::string_view reflects = value_of(pattern, "ReflectMethod");
  const bool mirrors_columns = reflects == "Column" || reflects == "RowAndColumn";
  const bool mirrors_rows = reflects == "Row" || reflects == "RowAndColumn";
  canvas_.push_clip(path, rule);
  ObjectFrame inner = frame;
  inner.depth = frame.depth + kDepthOfPattern;
  for (double row = first_row; row < first_row + rows; ++row) {
    for (double column = first_column; column < first_column + columns; ++column) {
      inner.map = map.after({1, 0, 0, 1, column * x_step, row * y_step});
      if (mirrors_columns && std::fmod(column, 2) != 0) inner.map = inner.map.after({-1, 0, 0, 1, width, 0});
      if (mirrors_rows && std::fmod(row, 2) != 0) inner.map = inner.map.after({1, 0, 0, -1, 0, height});
      inner.counts_text = frame.counts_text && row == first_row && column == first_column;
      paint_all(*cell, inner);
    }
  }
  canvas_.pop_clip();
}

}  // namespace gongwen::show
