// Any bytes as a picture: decoders neither crash nor make room for more than the limits, and what they accept has all
// the pixels that it says.
#include "images/detail/raster_formats.h"
#include "images/pixels.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace gongwen::images;
  constexpr std::uint64_t kMostPixels = 200'000;
  const std::string_view file(reinterpret_cast<const char*>(bytes), size);
  if (!is_raster(file)) return 0;
  const DecodedImage image = decode_raster(file, kMostPixels);
  if (!image) return 0;
  const auto& raster = std::get<RasterImage>(image->picture);
  const std::uint64_t pixels = std::uint64_t{raster.width} * raster.height;
  if (pixels == 0 || pixels > kMostPixels) std::abort();
  // Of a JPEG file only the header is checked before it is drawn.
  if (raster.coding != PixelCoding::Jpeg && unpack_pixels(raster).rgba.size() != 4 * pixels) std::abort();
  return 0;
}
