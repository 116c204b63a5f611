// BMP, the device-independent bitmaps of Windows and OS/2 1, as described in the documentation of BITMAPINFOHEADER.
#pragma once

#include "images/detail/decode.h"

#include <cstdint>
#include <string_view>

namespace gongwen::images {

bool is_bmp(std::string_view bytes);

/// Decodes files with the headers BITMAPINFOHEADER to BITMAPV5HEADER and that of OS/2 1: 1 to 32 bits, masks, run
/// lengths.
DecodedImage decode_bmp(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

}  // namespace gongwen::images
