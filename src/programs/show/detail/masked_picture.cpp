#include "programs/show/detail/masked_picture.h"

#include "images/pixels.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace gongwen::show {
namespace {

class MaskedPicture {
 public:
  MaskedPicture(const images::RasterImage& picture, const images::RasterImage& mask)
      : picture_(images::unpack_pixels(picture)), mask_(images::unpack_pixels(mask)) {
    width_ = std::max(picture_.width, mask_.width);
    height_ = std::max(picture_.height, mask_.height);
    if (std::uint64_t{width_} * height_ > images::kMaxPixels) {
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

}  // namespace

images::RasterImage masked_picture(const images::RasterImage& picture, const images::RasterImage& mask) {
  images::RasterImage made = MaskedPicture(picture, mask).make();
  made.orientation = picture.orientation;
  const bool is_rgb = picture.model == images::ColorModel::Rgb || picture.model == images::ColorModel::Palette;
  if (is_rgb) made.color_profile = picture.color_profile;
  return made;
}

}  // namespace gongwen::show
