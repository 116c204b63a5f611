#include "images/pixels.h"

#include "images/detail/decode.h"
#include "resources/deflate.h"

#include <algorithm>

namespace gongwen::images {
namespace {

/// Rows without filters, each after a byte that has no effect any more. They were checked when the image was read.
std::string unfiltered(const RasterImage& raster) {
  const std::size_t row_bytes =
      (std::size_t{raster.width} * static_cast<std::size_t>(raster.channels()) * raster.bits + 7) / 8;
  const std::size_t pixel_bytes =
      std::max<std::size_t>(1, static_cast<std::size_t>(raster.channels()) * raster.bits / 8);
  std::string rows((row_bytes + 1) * raster.height, '\0');
  if (raster.coding == PixelCoding::UnpackedRows) {
    rows = raster.pixels;
  } else {
    resources::inflate(raster.pixels, rows);
  }
  unfilter(rows.data(), row_bytes, raster.height, pixel_bytes);
  return rows;
}

/// Widens a channel to 8 bits, or cuts it to them.
unsigned char to_byte(unsigned value, unsigned bits) {
  if (bits == 16) return static_cast<unsigned char>(value >> 8);
  return static_cast<unsigned char>(bits == 8 ? value : value * 255 / ((1U << bits) - 1));
}

void append_pixel(const RasterImage& raster, const unsigned char* row, std::size_t x, std::string& rgba) {
  if (raster.model == ColorModel::Palette) {
    rgba += raster.palette.substr(std::size_t{3} * sample(row, x, raster.bits), 3);
    return;
  }
  const auto channels = static_cast<std::size_t>(raster.channels());
  for (std::size_t c = 0; c < 3; ++c) {
    const std::size_t index = x * channels + std::min(c, channels - 1);
    rgba.push_back(static_cast<char>(to_byte(sample(row, index, raster.bits), raster.bits)));
  }
}

void unpack_rows(const RasterImage& raster, std::string& rgba) {
  const std::string rows = unfiltered(raster);
  const std::size_t stride = rows.size() / raster.height;
  for (std::size_t y = 0; y < raster.height; ++y) {
    const auto* const row = reinterpret_cast<const unsigned char*>(rows.data() + y * stride + 1);
    for (std::size_t x = 0; x < raster.width; ++x) {
      append_pixel(raster, row, x, rgba);
      rgba.push_back('\xFF');
    }
  }
}

void unpack_jpeg_rows(const RasterImage& raster, std::string& rgba) {
  std::string rgb;
  unpack_jpeg(raster, rgb);
  for (std::size_t i = 0; i + 3 <= rgb.size(); i += 3) {
    rgba.append(rgb, i, 3);
    rgba.push_back('\xFF');
  }
}

void take_alpha(const RasterImage& raster, std::string& rgba) {
  std::string rows = raster.alpha;
  unfilter(rows.data(), raster.width, raster.height, 1);
  std::size_t at = 3;
  for (std::size_t y = 0; y < raster.height; ++y) {
    for (std::size_t x = 0; x < raster.width; ++x, at += 4)
      rgba[at] = rows[y * (raster.width + std::size_t{1}) + 1 + x];
  }
}

/// The ICC profile of a JPEG file in segments (ICC.1 annex B.4), which follow the marker at the start of the file.
std::string with_profile(const std::string& jpeg, const std::string& profile) {
  constexpr std::size_t kMaxPart = 65'519;
  const std::size_t parts = (profile.size() + kMaxPart - 1) / kMaxPart;
  std::string out = jpeg.substr(0, 2);
  for (std::size_t i = 0; i < parts; ++i) {
    const std::string part = profile.substr(i * kMaxPart, kMaxPart);
    const std::size_t length = part.size() + 16;
    out += {'\xFF', '\xE2', static_cast<char>(length >> 8), static_cast<char>(length & 0xFF)};
    out.append("ICC_PROFILE\0", 12);
    out += {static_cast<char>(i + 1), static_cast<char>(parts)};
    out += part;
  }
  return out + jpeg.substr(2);
}

}  // namespace

Pixels unpack_pixels(const RasterImage& raster) {
  Pixels pixels{raster.width, raster.height, {}};
  pixels.rgba.reserve(std::size_t{4} * raster.width * raster.height);
  raster.coding == PixelCoding::Jpeg ? unpack_jpeg_rows(raster, pixels.rgba) : unpack_rows(raster, pixels.rgba);
  if (!raster.alpha.empty()) take_alpha(raster, pixels.rgba);
  return pixels;
}

base::Transform orientation_transform(Orientation orientation) {
  switch (orientation) {
    case 2: return {-1, 0, 0, 1, 1, 0};
    case 3: return {-1, 0, 0, -1, 1, 1};
    case 4: return {1, 0, 0, -1, 0, 1};
    case 5: return {0, 1, 1, 0, 0, 0};
    case 6: return {0, 1, -1, 0, 1, 0};
    case 7: return {0, -1, -1, 0, 1, 1};
    case 8: return {0, -1, 1, 0, 0, 1};
    default: return {};
  }
}

ImageFile image_file(const RasterImage& raster) {
  // Few programs show ink.
  if (raster.coding == PixelCoding::Jpeg && raster.model != ColorModel::Cmyk) {
    return {"image/jpeg",
            raster.color_profile.empty() ? raster.pixels : with_profile(raster.pixels, raster.color_profile)};
  }
  PngOptions options;
  if (raster.model != ColorModel::Cmyk && raster.model != ColorModel::Gray)
    options.color_profile = raster.color_profile;
  return {"image/png", write_png(unpack_pixels(raster), options)};
}

}  // namespace gongwen::images
