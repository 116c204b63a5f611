#include "images/detail/raster_formats.h"

#include "images/detail/bmp.h"
#include "images/detail/gif.h"
#include "images/detail/jbig2.h"
#include "images/detail/jpeg2000.h"
#include "images/detail/tiff.h"
#include "images/detail/webp.h"

#include <array>
#include <utility>
#include <variant>

namespace gongwen::images {
namespace {

struct Format {
  bool (*starts)(std::string_view);
  DecodedImage (*decode)(std::string_view, std::uint64_t);
};

DecodedImage decode_png_within(std::string_view bytes, std::uint64_t max_pixels) {
  constexpr std::size_t kWidth = 16;
  constexpr std::size_t kHeight = 20;
  if (bytes.size() >= kHeight + 4) {
    // Checks only the numbers, before their checksum: nothing that claims to be too large is decoded.
    if (auto error = size_error(big_endian_32(bytes.substr(kWidth)), big_endian_32(bytes.substr(kHeight)), max_pixels))
      return base::Failure{*std::move(error)};
  }
  return decode_png(bytes);
}

DecodedImage decode_jpeg_within(std::string_view bytes, std::uint64_t max_pixels) {
  if (max_pixels < kMaxPixels && is_too_large_jpeg(bytes, max_pixels)) {
    return base::Failure{ImageError{ImageError::TooLarge}};
  }
  DecodedImage image = decode_jpeg(bytes);
  if (!image) return image;
  // The library may refuse a header whose size is legible.
  const auto& raster = std::get<RasterImage>(image->picture);
  if (auto error = size_error(raster.width, raster.height, max_pixels)) return base::Failure{*std::move(error)};
  return image;
}

constexpr std::array<Format, 8> kFormats{{{is_png, decode_png_within},
                                          {is_jpeg, decode_jpeg_within},
                                          {is_webp, decode_webp},
                                          {is_gif, decode_gif},
                                          {is_bmp, decode_bmp},
                                          {is_tiff, decode_tiff},
                                          {is_jpeg2000, decode_jpeg2000},
                                          {is_jbig2, decode_jbig2}}};

const Format* format_of(std::string_view bytes) {
  for (const Format& format : kFormats) {
    if (format.starts(bytes)) return &format;
  }
  return nullptr;
}

const unsigned char* bytes_of(const Pixels& pixels) {
  return reinterpret_cast<const unsigned char*>(pixels.rgba.data());
}

/// Properties that hold for all pixels of a picture.
struct Traits {
  bool is_gray = true;
  bool is_bilevel = true;
  bool is_opaque = true;
};

Traits traits_of(const Pixels& pixels) {
  Traits traits;
  const unsigned char* const end = bytes_of(pixels) + pixels.rgba.size();
  for (const unsigned char* at = bytes_of(pixels); at != end; at += 4) {
    traits.is_gray = traits.is_gray && at[0] == at[1] && at[1] == at[2];
    traits.is_bilevel = traits.is_bilevel && traits.is_gray && (at[0] == 0 || at[0] == 255);
    traits.is_opaque = traits.is_opaque && at[3] == 255;
  }
  return traits;
}

/// Rows of one bit, which compress best without a filter.
std::string bilevel_rows(const Pixels& pixels) {
  const std::size_t stride = (std::size_t{pixels.width} + 7) / 8 + 1;
  std::string rows(stride * pixels.height, '\0');
  const unsigned char* at = bytes_of(pixels);
  for (std::size_t y = 0; y < pixels.height; ++y) {
    char* const row = rows.data() + y * stride + 1;
    for (std::size_t x = 0; x < pixels.width; ++x, at += 4) {
      if (at[0] != 0) row[x / 8] = static_cast<char>(row[x / 8] | 0x80 >> x % 8);
    }
  }
  return rows;
}

/// Rows of the channels from `first` on, minus the previous pixel (filter Sub), which suits pictures.
std::string filtered_rows(const Pixels& pixels, std::size_t first, std::size_t channels) {
  std::string rows((std::size_t{pixels.width} * channels + 1) * pixels.height, '\0');
  char* to = rows.data();
  const unsigned char* at = bytes_of(pixels) + first;
  for (std::size_t y = 0; y < pixels.height; ++y) {
    *to++ = 1;
    for (std::size_t x = 0; x < pixels.width; ++x, at += 4) {
      for (std::size_t c = 0; c < channels; ++c) *to++ = static_cast<char>(x == 0 ? at[c] : at[c] - (at - 4)[c]);
    }
  }
  return rows;
}

}  // namespace

bool is_raster(std::string_view bytes) { return format_of(bytes) != nullptr; }

DecodedImage decode_raster(std::string_view bytes, std::uint64_t max_pixels) {
  const Format* const format = format_of(bytes);
  return format == nullptr ? DecodedImage(base::Failure{ImageError{}}) : format->decode(bytes, max_pixels);
}

std::optional<ImageError> size_error(std::uint64_t width, std::uint64_t height, std::uint64_t max_pixels) {
  if (width == 0 || height == 0) return ImageError{ImageError::Broken};
  if (width <= kMaxPixelsASide && height <= kMaxPixelsASide && width * height <= max_pixels) return std::nullopt;
  return ImageError{ImageError::TooLarge, std::to_string(width) + " × " + std::to_string(height)};
}

Image image_of(RasterImage raster) {
  double width = raster.width;
  double height = raster.height;
  if (raster.is_turned()) std::swap(width, height);
  return Image{{width, height, width / height}, std::move(raster)};
}

RasterImage raster_of(const Pixels& pixels, std::string_view rgb_profile) {
  Traits traits = traits_of(pixels);
  RasterImage raster;
  if (is_usable_profile(rgb_profile, 3)) {
    raster.color_profile = rgb_profile;
    traits.is_gray = false;
    traits.is_bilevel = false;
  }
  raster.width = pixels.width;
  raster.height = pixels.height;
  raster.coding = PixelCoding::UnpackedRows;
  raster.model = traits.is_gray ? ColorModel::Gray : ColorModel::Rgb;
  raster.bits = traits.is_bilevel ? 1 : 8;
  raster.pixels = traits.is_bilevel ? bilevel_rows(pixels) : filtered_rows(pixels, 0, traits.is_gray ? 1 : 3);
  if (!traits.is_opaque) raster.alpha = filtered_rows(pixels, 3, 1);
  return raster;
}

}  // namespace gongwen::images
