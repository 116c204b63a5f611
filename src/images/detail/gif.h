// GIF87a and GIF89a by giflib.
#pragma once

#include "images/detail/decode.h"

#include <cstdint>
#include <string_view>

namespace gongwen::images {

bool is_gif(std::string_view bytes);

/// Decodes the first frame, on the transparent screen. Data after it is not read.
DecodedImage decode_gif(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

}  // namespace gongwen::images
