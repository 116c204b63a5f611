#include "ofd/detail/tiles.h"

#include "images/pixels.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <cmath>

namespace gongwen::ofd {
namespace {

using base::PathPoint;
using base::Transform;

/// Objects that readers still show without delay.
constexpr double kMaxCopies = 2000;
/// Points of one object.
constexpr double kMaxPoints = 400'000;
/// Pixels of a picture of all copies: a page at 300 dpi has twice as many.
constexpr double kMaxPixels = 4'000'000;
/// Pixels of the picture for each px of the page: more are not seen in print.
constexpr double kMaxDensity = 300.0 / 96;

/// Where the copies are, in px.
struct TileGrid {
  Box area;
  Box first;
  double step_x = 0;
  double step_y = 0;

  explicit TileGrid(const paint::TileImage& item)
      : area(box_of(item.area)),
        first(box_of(item.first)),
        step_x(item.step.width.to_px()),
        step_y(item.step.height.to_px()) {}

  bool empty() const { return area.empty() || first.empty() || !(step_x > 0 && step_y > 0); }
  double width() const { return first.right - first.left; }
  double height() const { return first.bottom - first.top; }
  double count() const {
    return std::ceil((area.right - area.left) / step_x + 1) * std::ceil((area.bottom - area.top) / step_y + 1);
  }

  template <typename Draw>
  void for_each_corner(const Draw& draw) const {
    const double left = first.left - std::ceil((first.right - area.left) / step_x) * step_x;
    const double top = first.top - std::ceil((first.bottom - area.top) / step_y) * step_y;
    const auto columns = static_cast<std::size_t>(std::ceil((area.right - left) / step_x));
    const auto rows = static_cast<std::size_t>(std::ceil((area.bottom - top) / step_y));
    for (std::size_t row = 0; row < rows; ++row) {
      const double y = top + static_cast<double>(row) * step_y;
      if (y + height() <= area.top) continue;
      for (std::size_t column = 0; column < columns; ++column) {
        const double x = left + static_cast<double>(column) * step_x;
        if (x + width() > area.left) draw(PathPoint{x, y});
      }
    }
  }
};

/// All copies of a raster image as pixels. Each is the mean of the places in it that are asked for, so that images with
/// more pixels than the picture are not rough.
class TilePainter {
 public:
  TilePainter(const TileGrid& grid, const images::RasterImage& raster)
      : grid_(grid), pixels_(images::unpack_pixels(raster)) {
    to_rows_ = paint::inverse(images::orientation_transform(raster.orientation));
    const double columns = raster.is_turned() ? pixels_.height : pixels_.width;
    const double rows = raster.is_turned() ? pixels_.width : pixels_.height;
    const double own_density = std::max(columns / grid.width(), rows / grid.height());
    const double size = (grid.area.right - grid.area.left) * (grid.area.bottom - grid.area.top);
    density_ = std::min({own_density, kMaxDensity, std::sqrt(kMaxPixels / size)});
    places_ = std::clamp(static_cast<int>(std::ceil(own_density / density_ - 0.01)), 1, kMaxPlaces);
  }

  images::Pixels paint() const {
    images::Pixels out;
    out.width = side(grid_.area.right - grid_.area.left);
    out.height = side(grid_.area.bottom - grid_.area.top);
    out.rgba.reserve(std::size_t{4} * out.width * out.height);
    for (std::uint32_t row = 0; row < out.height; ++row) {
      for (std::uint32_t column = 0; column < out.width; ++column) append_mean(out, column, row);
    }
    return out;
  }

 private:
  static constexpr int kMaxPlaces = 4;  // in each direction

  std::uint32_t side(double px) const { return static_cast<std::uint32_t>(std::max(1.0, std::round(px * density_))); }

  void append_mean(images::Pixels& out, std::uint32_t column, std::uint32_t row) const {
    unsigned sums[4] = {0, 0, 0, 0};  // colours times alpha, and alpha
    for (int i = 0; i < places_ * places_; ++i) {
      const double x = (column + (i % places_ + 0.5) / places_) / out.width * (grid_.area.right - grid_.area.left);
      const double y = (row + (i / places_ + 0.5) / places_) / out.height * (grid_.area.bottom - grid_.area.top);
      add_pixel(sums, {grid_.area.left + x, grid_.area.top + y});
    }
    const unsigned count = static_cast<unsigned>(places_ * places_);
    for (int channel = 0; channel < 3; ++channel) {
      out.rgba.push_back(static_cast<char>(sums[3] == 0 ? 0 : (sums[channel] + sums[3] / 2) / sums[3]));
    }
    out.rgba.push_back(static_cast<char>((sums[3] + count / 2) / count));
  }

  void add_pixel(unsigned (&sums)[4], PathPoint place) const {
    const auto within = [](double at, double start, double step) {
      const double distance = std::fmod(at - start, step);
      return distance < 0 ? distance + step : distance;
    };
    const double x = within(place.x, grid_.first.left, grid_.step_x) / grid_.width();
    const double y = within(place.y, grid_.first.top, grid_.step_y) / grid_.height();
    if (x >= 1 || y >= 1) return;  // between the copies
    const PathPoint stored = to_rows_.apply({x, y});
    const auto index = [](double share, std::uint32_t count) {
      return static_cast<std::size_t>(std::clamp(share * count, 0.0, count - 1.0));
    };
    const std::size_t at = 4 * (index(stored.y, pixels_.height) * pixels_.width + index(stored.x, pixels_.width));
    const auto channel = [&](std::size_t i) {
      return unsigned{static_cast<unsigned char>(pixels_.rgba[at + i])};
    };
    for (std::size_t i = 0; i < 3; ++i) sums[i] += channel(i) * channel(3);
    sums[3] += channel(3);
  }

  const TileGrid& grid_;
  images::Pixels pixels_;
  Transform to_rows_;
  double density_ = 1;
  int places_ = 1;
};

bool is_within_frame(const images::Drawing& drawing, const Box& box) {
  return Box{0, 0, drawing.width, drawing.height}.grown(1e-6).contains(box);
}

/// Shapes that may be drawn in all copies before the next one is: they are plain, and within the frame of their copy.
bool has_plain_shapes(const images::Drawing& drawing, double copies) {
  double points = 0;
  for (const images::DrawingItem& item : drawing.items) {
    const auto* const fill = std::get_if<images::FillShape>(&item);
    const auto* const stroke = std::get_if<images::StrokeShape>(&item);
    if (fill == nullptr && stroke == nullptr) return false;
    const images::Paint& paint = fill != nullptr ? fill->paint : stroke->paint;
    const base::Path& path = fill != nullptr ? fill->path : stroke->path;
    Box box = box_of(path);
    if (stroke != nullptr) box = moved(box.grown(stroke->style.width / 2), stroke->transform);
    if (paint.gradient || !is_within_frame(drawing, box)) return false;
    points += static_cast<double>(path.points.size());
  }
  return points * copies <= kMaxPoints;
}

void draw_shapes(const images::Drawing& drawing, const TileGrid& grid, Canvas& canvas) {
  const Transform scale{grid.width() / drawing.width, 0, 0, grid.height() / drawing.height, 0, 0};
  for (const images::DrawingItem& item : drawing.items) {
    base::Path all;
    const auto add_all = [&](const base::Path& path, const Transform& own) {
      grid.for_each_corner([&](PathPoint corner) {
        all.append(path, Transform{1, 0, 0, 1, corner.x, corner.y}.after(scale.after(own)));
      });
    };
    if (const auto* const fill = std::get_if<images::FillShape>(&item)) {
      add_all(fill->path, {});
      canvas.fill(all, fill->rule, {fill->paint.color});
    } else if (const auto* const stroke = std::get_if<images::StrokeShape>(&item)) {
      add_all(stroke->path, stroke->transform);
      base::StrokeStyle style = stroke->style;
      const double factor = std::sqrt(std::abs(scale.after(stroke->transform).determinant()));
      style.width *= factor;
      style.dash_offset *= factor;
      for (double& dash : style.dashes) dash *= factor;
      canvas.stroke(all, style, {stroke->paint.color});
    }
  }
}

bool draw_many(const images::Image& image, const TileGrid& grid, const paint::TileImage& item, Media& media,
               Canvas& canvas) {
  if (const auto* const raster = std::get_if<images::RasterImage>(&image.picture)) {
    const Box& area = grid.area;
    const Identifier picture =
        media.add_tiles({raster, item.first.left() - item.area.left(), item.first.top() - item.area.top(),
                         item.first.size, item.step, item.area.size},
                        [&] { return TilePainter(grid, *raster).paint(); });
    canvas.image(picture, {area.right - area.left, 0, 0, area.bottom - area.top, area.left, area.top});
    return true;
  }
  const auto& drawing = std::get<images::Drawing>(image.picture);
  if (!(drawing.width > 0 && drawing.height > 0) || !has_plain_shapes(drawing, grid.count())) return false;
  draw_shapes(drawing, grid, canvas);
  return true;
}

}  // namespace

bool draw_tiles(const paint::TileImage& item, Media& media, Canvas& canvas) {
  const TileGrid grid(item);
  if (grid.empty()) return true;
  const bool is_many = grid.count() > kMaxCopies;
  base::Path path;
  path.add_rect(grid.area.left, grid.area.top, grid.area.right, grid.area.bottom);
  canvas.push_clip(path, base::FillRule::NonZero);
  bool is_drawn = true;
  if (is_many) {
    is_drawn = draw_many(*item.image, grid, item, media, canvas);
  } else {
    grid.for_each_corner([&](PathPoint corner) {
      draw_image(*item.image, {grid.width(), 0, 0, grid.height(), corner.x, corner.y}, media, canvas);
    });
  }
  canvas.pop_clip();
  return is_drawn;
}

}  // namespace gongwen::ofd
