#include "diagnostics/catalogue/show.h"
#include "images/pixels.h"
#include "programs/show/detail/object_painter.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

// Images with their masks and frames (GB/T 33190-2016, chapter 10).
namespace gongwen::show {

namespace messages = diagnostics::messages;
using base::Transform;

namespace {

/// Pixels of a picture under a mask, which should have the same size; the finer of both counts, so that a mask with the
/// shapes of letters keeps them on a picture of few pixels.
class MaskedPicture {
 public:
  MaskedPicture(const images::RasterImage& picture, const images::RasterImage& mask)
      : picture_(images::unpack_pixels(picture)), mask_(images::unpack_pixels(mask)) {
    constexpr std::uint64_t kMostPixels = 50'000'000;
    width_ = std::max(picture_.width, mask_.width);
    height_ = std::max(picture_.height, mask_.height);
    if (std::uint64_t{width_} * height_ > kMostPixels) {
      width_ = picture_.width;
      height_ = picture_.height;
    }
  }

  images::RasterImage make() const {
    images::RasterImage made;
    made.width = width_;
    made.height = height_;
    made.coding = images::PixelCoding::UnpackedRows;
    made.pixels.reserve((std::size_t{3} * width_ + 1) * height_);
    made.alpha.reserve((std::size_t{1} * width_ + 1) * height_);
    for (std::uint32_t y = 0; y < height_; ++y) {
      made.pixels.push_back('\0');  // a row without a filter
      made.alpha.push_back('\0');
      for (std::uint32_t x = 0; x < width_; ++x) {
        const char* const pixel = at(picture_, x, y);
        made.pixels.append(pixel, 3);
        made.alpha.push_back(static_cast<char>(shown(at(mask_, x, y)) * static_cast<unsigned char>(pixel[3]) / 255));
      }
    }
    return made;
  }

 private:
  const char* at(const images::Pixels& pixels, std::uint32_t x, std::uint32_t y) const {
    const std::uint64_t column = std::uint64_t{x} * pixels.width / width_;
    const std::uint64_t row = std::uint64_t{y} * pixels.height / height_;
    return pixels.rgba.data() + 4 * (row * pixels.width + column);
  }

  /// How much of the picture a pixel of the mask shows: white everything, black nothing.
  static unsigned shown(const char* pixel) {
    const auto channel = [&](std::size_t i) {
      return static_cast<unsigned>(static_cast<unsigned char>(pixel[i]));
    };
    return (channel(0) + channel(1) + channel(2)) / 3 * channel(3) / 255;
  }

  images::Pixels picture_;
  images::Pixels mask_;
  std::uint32_t width_ = 0;
  std::uint32_t height_ = 0;
};

/// A rectangle whose corners are quarters of ellipses.
base::Path rounded_box(double width, double height, double across, double down) {
  base::Path path;
  across = std::clamp(across, 0.0, width / 2);
  down = std::clamp(down, 0.0, height / 2);
  if (across == 0 || down == 0) {
    path.add_rect(0, 0, width, height);
    return path;
  }
  const double x = across * (1 - base::kCircleControl);
  const double y = down * (1 - base::kCircleControl);
  path.move_to({across, 0});
  path.line_to({width - across, 0});
  path.cubic_to({width - x, 0}, {width, y}, {width, down});
  path.line_to({width, height - down});
  path.cubic_to({width, height - y}, {width - x, height}, {width - across, height});
  path.line_to({across, height});
  path.cubic_to({x, height}, {0, height - y}, {0, height - down});
  path.line_to({0, down});
  path.cubic_to({0, y}, {x, 0}, {across, 0});
  path.close();
  return path;
}

}  // namespace

const images::Image* ObjectPainter::load_image(const Unit& unit, std::string_view id) {
  const auto resource = resources_.media.find(id);
  if (resource == resources_.media.end()) {
    context_.reporter.of_object(messages::ShowNoResource, unit.id, id);
    return nullptr;
  }
  const images::ImageId loaded = context_.images.load(resource->second.file, {});
  if (loaded) return &context_.images.image(loaded);
  const auto bytes = context_.parts.bytes(resource->second.file);
  std::string_view format = bytes ? ofd_check::recognise_image(*bytes) : std::string_view();
  if (format.empty()) format = resource->second.format;
  context_.reporter.of_object(messages::ShowImageLost, unit.id, resource->second.file, format);
  return nullptr;
}

const images::Image* ObjectPainter::picture_of(const Unit& unit) {
  const std::string_view id = value_of(unit.element, "ResourceID");
  const images::Image* const picture = load_image(unit, id);
  const std::string_view mask_id = value_of(unit.element, "ImageMask");
  if (picture == nullptr || mask_id.empty()) return picture;
  // Without its mask a picture is shown as a whole, which is said.
  const images::Image* const mask = load_image(unit, mask_id);
  if (mask == nullptr) return picture;
  const auto* const pixels = std::get_if<images::RasterImage>(&picture->picture);
  const auto* const shapes = std::get_if<images::RasterImage>(&mask->picture);
  if (pixels == nullptr || shapes == nullptr) {
    context_.reporter.of_object(messages::ShowSimplified, unit.id, "ImageMask");
    return picture;
  }
  // By their files: the same number may mean another image on another page.
  std::string key = "masked:" + resources_.media.find(id)->second.file;
  key += '\n';
  key += resources_.media.find(mask_id)->second.file;
  if (const images::Image* const known = context_.images.find_made(key)) return known;
  images::RasterImage made = MaskedPicture(*pixels, *shapes).make();
  made.orientation = pixels->orientation;
  const bool is_rgb = pixels->model == images::ColorModel::Rgb || pixels->model == images::ColorModel::Palette;
  if (is_rgb) made.color_profile = pixels->color_profile;
  return &context_.images.add_made(std::move(key), {picture->size, std::move(made)});
}

void ObjectPainter::paint_border(const Element& border, const Transform& map, const Unit& unit) {
  const double width = std::hypot(map.a, map.b) / kPxOfMm;
  const double height = std::hypot(map.c, map.d) / kPxOfMm;
  ObjectStyle style = styles_.style_of(border, {});
  style.stroke_color = border.child("BorderColor");
  // The second name is that of the standard's schema.
  const auto radius = [&](std::string_view name, std::string_view other) {
    return read_number(value_of(border, name)).value_or(read_number(value_of(border, other)).value_or(0));
  };
  Unit framed = unit;
  framed.map = map.after({1 / width, 0, 0, 1 / height, 0, 0});
  stroke_path(rounded_box(width, height, radius("HorizontalCornerRadius", "HorizonalCornerRadius"),
                          radius("VerticalCornerRadius", {})),
              style, framed);
}

ObjectPainter::Outcome ObjectPainter::paint_image(const Unit& unit) {
  const images::Image* const image = picture_of(unit);
  if (image == nullptr) return Outcome::Reported;
  // Without a matrix the image would measure 1 mm; programs that leave it out mean the boundary.
  Transform map = unit.map;
  if (value_of(unit.element, "CTM").empty() && unit.has_boundary)
    map = unit.space.after({unit.boundary.width, 0, 0, unit.boundary.height, 0, 0});
  if (map.determinant() == 0) return Outcome::Drawn;
  base::Path outline;
  outline.add_rect(0, 0, 1, 1);
  base::Path placed;
  placed.append(outline, map);
  const bool clips = push_boundary(unit, placed, 0);
  const auto at = [](double x, double y) {
    return base::Point{base::LayoutUnit::round_from_px(x), base::LayoutUnit::round_from_px(y)};
  };
  if (map.b == 0 && map.c == 0 && map.a > 0 && map.d > 0) {
    const base::Point from = at(map.e, map.f);
    const base::Point to = at(map.e + map.a, map.f + map.d);
    canvas_.image(*image, {from, {to.x - from.x, to.y - from.y}});
  } else {
    constexpr double kSide = 1'000;  // px: the place of an image is a whole number of 1/64 px
    canvas_.push_transform(map.after({1 / kSide, 0, 0, 1 / kSide, 0, 0}));
    canvas_.image(*image, {{}, {base::LayoutUnit::round_from_px(kSide), base::LayoutUnit::round_from_px(kSide)}});
    canvas_.pop_transform();
  }
  if (clips) canvas_.pop_clip();
  if (const Element* const border = unit.element.child("Border")) paint_border(*border, map, unit);
  return Outcome::Drawn;
}

}  // namespace gongwen::show
