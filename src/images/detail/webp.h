// WebP (RFC 9649) by libwebp.
#pragma once

#include "images/detail/decode.h"

#include <cstdint>
#include <string_view>

namespace gongwen::images {

bool is_webp(std::string_view bytes);

/// Decodes lossy and lossless files, with alpha, profile and orientation; of an animation the first frame, on the
/// transparent canvas.
DecodedImage decode_webp(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

/// Whether the pixels are stored with loss, as for photos.
bool is_lossy_webp(std::string_view bytes);

}  // namespace gongwen::images
