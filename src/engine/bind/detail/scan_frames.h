// The pages of a scanned file: scanners write several into one TIFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// The most pages of one TIFF; no scanner writes more into one file.
inline constexpr std::size_t kMaxScanFrames = 200;

/// Each page as a file of its own. Other formats, and TIFF files with one page, are returned as they are. Empty if
/// there are too many pages.
std::vector<std::string> scan_frames(std::string_view bytes);

}  // namespace gongwen::engine
