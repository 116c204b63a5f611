// CMYK pictures whose ink has no profile, as RGB.
#pragma once

#include "images/image.h"

#include <string_view>

namespace gongwen::images {

/// Fills the pixels of `raster`, whose size is known. Returns: false when the file is broken.
bool unpack_cmyk_as_rgb(std::string_view bytes, RasterImage& raster);

}  // namespace gongwen::images
