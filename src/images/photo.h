// Photos that people send: what is kept of them is the picture alone, upright and as large as anything prints it.
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
  std::uint64_t pixels = 24'000'000;  // of what is sent
  std::uint32_t side = 1'200;         // of what is kept: 10 cm at 300 dpi
};

enum class PhotoFault : std::uint8_t {
  UnknownType,  // by its bytes, whatever it is called: neither JPEG nor PNG
  TooLarge,
  Damaged
};

/// The picture of a JPEG or PNG file, turned as it was taken and scaled to the limits, without anything else that the
/// file says: places, times, cameras, names, small pictures. One that needs neither keeps its bytes of a JPEG picture.
/// The whole picture is decoded, so that whoever uses it later never has a broken one.
base::Expected<ImageFile, PhotoFault> clean_photo(std::string_view bytes, const PhotoLimits& limits = {});

/// A picture without colours: rows of one byte a pixel, from the top, 0 is black.
struct GrayPicture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::string pixels;
};

/// The red of the same file, as it is stored, for whoever looks for black ink below red stamps. A JPEG file of more
/// than twice `limits.side` is read in a smaller size.
base::Expected<GrayPicture, PhotoFault> read_red(std::string_view bytes, const PhotoLimits& limits = {});

}  // namespace gongwen::images
