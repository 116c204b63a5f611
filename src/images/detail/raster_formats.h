// Decodes all raster formats by one call. PNG and JPEG are in decode.h; the others have their own headers.
#pragma once

#include "images/detail/decode.h"
#include "images/pixels.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::images {

/// Whether the bytes start like a file in a supported raster format; the name of the file is not considered.
bool is_raster(std::string_view bytes);

/// Decodes a file for which is_raster() is true. Pictures of more pixels than `max_pixels` give TooLarge, before any
/// pixel is decoded.
DecodedImage decode_raster(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

// Shared by the decoders.

/// The error of a size that is 0 or beyond the limits.
std::optional<ImageError> size_error(std::uint64_t width, std::uint64_t height, std::uint64_t max_pixels);

/// An image of rows as PNG stores them, each preceded by the byte of its filter.
Image image_of(RasterImage raster);

/// Colours and alpha of pixels, separated. Pictures that are entirely gray or black and white are stored as such,
/// unless they have a profile, which fits only pixels with its own number of channels.
RasterImage raster_of(const Pixels& pixels, std::string_view rgb_profile);

}  // namespace gongwen::images
