// The pages of a scanned file: scanners write several into one TIFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::images {

/// The most pages of one TIFF; no scanner writes more into one file.
inline constexpr std::size_t kMaxTiffPages = 200;

/// Each page as a file of its own: a copy of the file whose header names the directory of that page. Smaller copies of
/// pages and masks, which scanners add, are left out. Other formats are returned as they are. Empty if there are too
/// many pages, or too many bytes for so many copies.
std::vector<std::string> split_tiff_pages(std::string_view bytes);

}  // namespace gongwen::images
