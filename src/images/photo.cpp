#include "images/photo.h"

#include "images/detail/decode.h"
#include "images/detail/jbig2.h"
#include "images/detail/jpeg2000.h"
#include "images/detail/raster_formats.h"
#include "images/detail/webp.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::images {
namespace {

/// Scales down: each pixel is the mean of the pixels that it covers, weighted by alpha; pixels on an edge count for
/// both sides.
class Shrinking {
 public:
  Shrinking(const Pixels& from, std::uint32_t width, std::uint32_t height)
      : from_(from), made_{width, height, std::string(std::size_t{4} * width * height, '\0')} {}

  Pixels run() {
    for (std::uint32_t y = 0; y < made_.height; ++y) {
      for (std::uint32_t x = 0; x < made_.width; ++x) set_pixel(x, y);
    }
    return std::move(made_);
  }

 private:
  static std::pair<std::size_t, std::size_t> covered(std::uint32_t at, std::uint32_t to, std::uint32_t from) {
    const auto begin = static_cast<std::size_t>(std::uint64_t{at} * from / to);
    const auto end = static_cast<std::size_t>((std::uint64_t{at + 1} * from + to - 1) / to);
    return {begin, std::max(end, begin + 1)};
  }

  void set_pixel(std::uint32_t x, std::uint32_t y) {
    const auto [left, right] = covered(x, made_.width, from_.width);
    const auto [top, bottom] = covered(y, made_.height, from_.height);
    std::array<std::uint64_t, 3> color{};
    std::uint64_t alpha = 0;
    for (std::size_t row = top; row < bottom; ++row) {
      const auto* at = reinterpret_cast<const unsigned char*>(from_.rgba.data()) + 4 * (row * from_.width + left);
      for (std::size_t column = left; column < right; ++column, at += 4) {
        for (std::size_t c = 0; c < 3; ++c) color[c] += std::uint64_t{at[c]} * at[3];
        alpha += at[3];
      }
    }
    const std::uint64_t count = (right - left) * (bottom - top);
    char* const to = made_.rgba.data() + 4 * (std::size_t{y} * made_.width + x);
    for (std::size_t c = 0; alpha > 0 && c < 3; ++c) to[c] = static_cast<char>((color[c] + alpha / 2) / alpha);
    to[3] = static_cast<char>((alpha + count / 2) / count);
  }

  const Pixels& from_;
  Pixels made_;
};

Pixels shrunk(Pixels pixels, std::uint32_t side) {
  const std::uint64_t longest = std::max(pixels.width, pixels.height);
  if (longest <= side) return pixels;
  const auto scaled = [&](std::uint32_t length) {
    return std::max<std::uint32_t>(1,
                                   static_cast<std::uint32_t>((std::uint64_t{length} * side + longest / 2) / longest));
  };
  return Shrinking(pixels, scaled(pixels.width), scaled(pixels.height)).run();
}

/// Exif 2.3, tag 0x0112: the position of the first row and the first column of the stored picture.
Pixels turned(Pixels pixels, Orientation orientation) {
  if (orientation <= 1) return pixels;
  const bool swaps = orientation >= 5;
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  const bool from_bottom = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
  Pixels made{swaps ? pixels.height : pixels.width, swaps ? pixels.width : pixels.height, {}};
  made.rgba.reserve(pixels.rgba.size());
  for (std::uint32_t y = 0; y < made.height; ++y) {
    for (std::uint32_t x = 0; x < made.width; ++x) {
      const std::uint32_t across = from_right ? made.width - 1 - x : x;
      const std::uint32_t down = from_bottom ? made.height - 1 - y : y;
      const std::size_t column = swaps ? down : across;
      const std::size_t row = swaps ? across : down;
      made.rgba.append(pixels.rgba, 4 * (row * pixels.width + column), 4);
    }
  }
  return made;
}

bool needs_nothing(const RasterImage& raster, const PhotoLimits& limits) {
  return raster.orientation <= 1 && std::max(raster.width, raster.height) <= limits.side;
}

base::Expected<ImageFile, PhotoError> clean_jpeg(RasterImage raster, const PhotoLimits& limits) {
  Pixels pixels;
  if (!read_jpeg_scaled(raster.pixels, limits.side, pixels)) return base::Failure{PhotoError::Damaged};
  if (needs_nothing(raster, limits)) return image_file(raster);
  const bool is_color = raster.model == ColorModel::Rgb;
  raster.pixels = write_jpeg(turned(shrunk(std::move(pixels), limits.side), raster.orientation));
  // A profile fits only pixels with its own number of channels.
  if (!is_color) raster.color_profile.clear();
  if (raster.pixels.empty()) return base::Failure{PhotoError::Damaged};
  return image_file(raster);
}

/// Photos from lossy formats become JPEG, which is a tenth of the size of PNG.
base::Expected<ImageFile, PhotoError> clean_rows(const RasterImage& raster, bool is_lossy, const PhotoLimits& limits) {
  const bool is_color = raster.model == ColorModel::Rgb || raster.model == ColorModel::Palette;
  const std::string profile = is_color ? raster.color_profile : std::string();
  const Pixels pixels = turned(shrunk(unpack_pixels(raster), limits.side), raster.orientation);
  if (!is_lossy || !raster.alpha.empty()) return ImageFile{"image/png", write_png(pixels, {0, profile})};
  RasterImage made;
  made.width = pixels.width;
  made.height = pixels.height;
  made.coding = PixelCoding::Jpeg;
  made.color_profile = profile;
  made.pixels = write_jpeg(pixels);
  if (made.pixels.empty()) return base::Failure{PhotoError::Damaged};
  return image_file(made);
}

/// Decodes a file within the limits.
base::Expected<RasterImage, PhotoError> read_raster(std::string_view bytes, const PhotoLimits& limits) {
  if (!is_raster(bytes)) return base::Failure{PhotoError::UnknownType};
  DecodedImage decoded = decode_raster(bytes, limits.pixels);
  if (!decoded) {
    switch (decoded.error().kind) {
      case ImageError::TooLarge: return base::Failure{PhotoError::TooLarge};
      case ImageError::NoTiffLibrary:
      case ImageError::NoJpeg2000Library: return base::Failure{PhotoError::UnknownType};
      case ImageError::Truncated:
      case ImageError::Broken:
      case ImageError::UnsupportedCoding: return base::Failure{PhotoError::Damaged};
    }
  }
  auto* const raster = std::get_if<RasterImage>(&decoded->picture);
  if (raster == nullptr) return base::Failure{PhotoError::Damaged};
  return std::move(*raster);
}

bool is_packed_jpeg(const RasterImage& raster) {
  return raster.coding == PixelCoding::Jpeg && raster.model != ColorModel::Cmyk;
}

/// The picture as seen through red glass: the ink of stamps looks as white as the paper, and so do transparent pixels.
GrayPicture red_of(const Pixels& pixels) {
  GrayPicture red{pixels.width, pixels.height, {}};
  red.pixels.reserve(pixels.rgba.size() / 4);
  const auto* at = reinterpret_cast<const unsigned char*>(pixels.rgba.data());
  for (std::size_t i = 0; i < pixels.rgba.size() / 4; ++i, at += 4) {
    red.pixels += static_cast<char>((std::uint32_t{at[0]} * at[3] + 255U * (255U - at[3])) / 255U);
  }
  return red;
}

}  // namespace

base::Expected<ImageFile, PhotoError> clean_photo(std::string_view bytes, const PhotoLimits& limits) {
  // Formats of archives, which no camera uses: unknown senders' bytes should reach as few decoders as possible.
  if (is_jpeg2000(bytes) || is_jbig2(bytes)) return base::Failure{PhotoError::UnknownType};
  auto raster = read_raster(bytes, limits);
  if (!raster) return base::Failure{raster.error()};
  return is_packed_jpeg(*raster) ? clean_jpeg(*std::move(raster), limits)
                                 : clean_rows(*raster, is_lossy_webp(bytes), limits);
}

base::Expected<GrayPicture, PhotoError> read_red(std::string_view bytes, const PhotoLimits& limits) {
  const auto raster = read_raster(bytes, limits);
  if (!raster) return base::Failure{raster.error()};
  if (!is_packed_jpeg(*raster)) return red_of(unpack_pixels(*raster));
  Pixels pixels;
  if (!read_jpeg_scaled(raster->pixels, limits.side, pixels)) return base::Failure{PhotoError::Damaged};
  return red_of(pixels);
}

}  // namespace gongwen::images
