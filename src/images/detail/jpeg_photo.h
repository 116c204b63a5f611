// JPEG files read in a smaller size, and written.
#pragma once

#include "images/pixels.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::images {

/// By its header alone.
bool is_too_large_jpeg(std::string_view bytes, std::uint64_t max_pixels);

/// The pixels, in the smallest of the sizes that the coding gives cheaply (1, 1/2, 1/4, 1/8) whose longer side is at
/// least `side`. Returns: false when the file is damaged, or has more scans than any camera writes.
bool read_jpeg_scaled(std::string_view bytes, std::uint32_t side, Pixels& pixels);

/// Empty when there is no memory for it. The alpha is dropped.
std::string write_jpeg(const Pixels& pixels);

}  // namespace gongwen::images
