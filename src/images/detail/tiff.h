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

/// Decodes the first page, in all codings that libtiff supports; returns NoTiffLibrary if the library is missing.
DecodedImage decode_tiff(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);
/// Decodes the page whose directory begins at this offset.
DecodedImage decode_tiff_page(std::string_view bytes, std::uint64_t directory);

/// The offsets of the directories of the first `most` pages. Smaller copies of pages and masks do not count as pages.
/// The last page may be a damaged one, after which no others can be found. Empty for other formats and without the
/// library.
std::vector<std::uint64_t> tiff_page_directories(std::string_view bytes, std::size_t most);

}  // namespace gongwen::images
