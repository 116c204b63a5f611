// Uploaded photos: only the picture itself is kept, upright and no larger than any document prints it.
//   const auto kept = images::clean_photo(bytes);
//   if (!kept) say(kept.error());
#pragma once

#include "base/expected.h"
#include "images/pixels.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::images {

struct PhotoLimits {
  std::uint64_t pixels = 24'000'000;  // maximum of the uploaded picture
  std::uint32_t side = 1'200;         // maximum of the kept picture: 10 cm at 300 dpi
};

enum class PhotoError : std::uint8_t {
  UnknownType,  // its bytes are not in a raster format; the name is ignored
  TooLarge,
  Damaged
};

/// The picture of a file in any raster format, as JPEG or PNG, turned upright and scaled down to the limits, without
/// any other content of the file: places, times, cameras, names, thumbnails. A JPEG picture that needs no change keeps
/// its compressed data. The whole picture is decoded, so that later users never get a damaged one.
base::Expected<ImageFile, PhotoError> clean_photo(std::string_view bytes, const PhotoLimits& limits = {});

/// A picture in shades of gray: rows of one byte per pixel, from the top; 0 is black.
struct GrayPicture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::string pixels;
};

/// The red channel of a file, not turned, to find black ink below red stamps. A JPEG file of more than twice
/// `limits.side` is read in a reduced size.
base::Expected<GrayPicture, PhotoError> read_red(std::string_view bytes, const PhotoLimits& limits = {});

}  // namespace gongwen::images
