// JPEG 2000 (ISO/IEC 15444-1), as a file or as its code stream alone, by OpenJPEG, which is loaded with the first such
// file.
#pragma once

#include "base/loaded_library.h"
#include "images/detail/decode.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::images {

/// Loads the library on the first call. Returns the reason if no JPEG 2000 can be read.
const std::optional<base::LibraryError>& find_jpeg2000_library();

bool is_jpeg2000(std::string_view bytes);

/// Gray, RGB, YCC, CMYK or a palette, with up to 16 bits a channel, and alpha; returns NoJpeg2000Library if the library
/// is missing.
DecodedImage decode_jpeg2000(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

}  // namespace gongwen::images
