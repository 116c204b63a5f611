// TIFF and BigTIFF by libtiff, which is loaded with the first such file.
#pragma once

#include "base/loaded_library.h"
#include "images/detail/decode.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::images {

/// Loads the library on the first call. Returns the reason if no TIFF can be read.
const std::optional<base::LibraryError>& find_tiff_library();

bool is_tiff(std::string_view bytes);

/// The first page, in all codings that libtiff has; NoLibrary without it.
DecodedImage decode_tiff(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

}  // namespace gongwen::images
