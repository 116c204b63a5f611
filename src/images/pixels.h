// Pixels: raster images unpacked, for writers that cannot take them as they are stored, and PNG files made of them.
#pragma once

#include "images/image_set.h"

#include <cstdint>
#include <string>

namespace gongwen::images {

/// Rows of red, green, blue and alpha, 8 bits each, from the top; colours are not multiplied by their alpha.
struct Pixels {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::string rgba;
};

/// All pixels as they are stored: the orientation is up to the caller (orientation_transform). Deeper channels are cut
/// to 8 bits, ink becomes RGB without its profile. A JPEG file that is damaged has what could be read of it.
Pixels unpack_pixels(const RasterImage& raster);

/// From the unit square of an image that is drawn upright to that of the rows as they are stored, y down
/// (Exif 2.3, tag 0x0112).
base::Transform orientation_transform(Orientation orientation);

struct PngOptions {
  double dpi = 0;             // 0: not stated
  std::string color_profile;  // ICC; empty: sRGB
};

/// A PNG file (ISO/IEC 15948), without an alpha channel if all pixels are opaque. The same pixels give the same bytes.
std::string write_png(const Pixels& pixels, const PngOptions& options = {});

/// An image as a file that every reader of pictures knows: JPEG stays as it is, all others become PNG.
struct ImageFile {
  std::string media_type;  // `image/jpeg`
  std::string bytes;
};
ImageFile image_file(const RasterImage& raster);

}  // namespace gongwen::images
