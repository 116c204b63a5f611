// The pages of a scanned file: scanners write several into one TIFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::images {

/// The maximum number of pages in one TIFF; no scanner writes more into one file.
inline constexpr std::size_t kMaxTiffPages = 200;

/// The offset of each page's directory. Smaller copies of pages and masks, which scanners add, are left out; a damaged
/// page is included, and is reported when it is decoded. Empty for other formats; nullopt if the file has too many
/// pages.
std::optional<std::vector<std::uint64_t>> find_tiff_pages(std::string_view bytes);

// The address of a page for ImageSet::load(): `scan.tif#directory=4711`.

std::string tiff_page_address(std::string_view file, std::uint64_t directory);

struct TiffPageAddress {
  std::string_view file;
  std::optional<std::uint64_t> directory;  // nullopt: the address of a whole file
};
TiffPageAddress parse_tiff_page(std::string_view address);

}  // namespace gongwen::images
