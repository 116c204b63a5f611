// TIFF and BigTIFF by libtiff, which is loaded with the first such file.
#pragma once

#include "base/loaded_library.h"
#include "images/detail/decode.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::images {

/// Loads the library on the first call. Returns the reason if no TIFF can be read.
const std::optional<base::LibraryError>& find_tiff_library();

bool is_tiff(std::string_view bytes);

/// The first page, in all codings that libtiff has; NoTiffLibrary without it.
DecodedImage decode_tiff(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);
/// The page whose directory begins at this offset.
DecodedImage decode_tiff_page(std::string_view bytes, std::uint64_t directory);

/// Where the directories of the first `most` pages begin. Smaller copies of pages and masks are no pages. The last may
/// be a damaged one, behind which no others can be found. Empty for other formats and without the library.
std::vector<std::uint64_t> tiff_page_directories(std::string_view bytes, std::size_t most);

}  // namespace gongwen::images
