// WebP (RFC 9649) by libwebp.
#pragma once

#include "images/detail/decode.h"

#include <cstdint>
#include <string_view>

namespace gongwen::images {

bool is_webp(std::string_view bytes);

/// Lossy and lossless, with alpha, profile and orientation; of an animation the first frame, on the transparent canvas.
DecodedImage decode_webp(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

/// Whether the pixels are those of a photo: stored with loss.
bool is_lossy_webp(std::string_view bytes);

}  // namespace gongwen::images
