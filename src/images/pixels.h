// Pixels: decoded raster images, for writers that cannot use the stored form, and PNG files made from them.
#pragma once

#include "images/image_set.h"

#include <cstdint>
#include <string>

namespace gongwen::images {

/// Pictures with more pixels are refused, so that one bad file cannot exhaust the memory.
inline constexpr std::uint64_t kMaxPixels = 50'000'000;

/// Rows of red, green, blue and alpha, 8 bits each, from the top; colours are not premultiplied.
struct Pixels {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::string rgba;
};

/// Decodes all pixels as stored; the caller applies the orientation (orientation_transform). Deeper channels are
/// reduced to 8 bits, CMYK becomes RGB without its profile. Of a damaged JPEG file, the readable part is returned.
Pixels unpack_pixels(const RasterImage& raster);

/// The transform from the unit square of the upright image to that of the stored rows, y down (Exif 2.3, tag 0x0112).
base::Transform orientation_transform(Orientation orientation);

struct PngOptions {
  double dpi = 0;             // 0: not stated
  std::string color_profile;  // ICC; empty: sRGB
};

/// A PNG file (ISO/IEC 15948), without an alpha channel if all pixels are opaque. The same pixels always give the same
/// bytes.
std::string write_png(const Pixels& pixels, const PngOptions& options = {});

/// An image as a file that all programs can show: JPEG is kept unchanged, all others become PNG.
struct ImageFile {
  std::string media_type;  // `image/jpeg`
  std::string bytes;
};
ImageFile image_file(const RasterImage& raster);

}  // namespace gongwen::images
