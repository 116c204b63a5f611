// All raster formats by one call, whichever a file has; with WebP, GIF, BMP and TIFF. PNG and JPEG: decode.h.
#pragma once

#include "base/loaded_library.h"
#include "images/detail/decode.h"
#include "images/pixels.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::images {

/// Whether the bytes start as a file of a raster format that is read; its name is not considered.
bool is_raster(std::string_view bytes);

/// Decodes a file for which is_raster() is true. Pictures of more pixels than `max_pixels` are TooLarge, which is known
/// before any pixel is decoded.
DecodedImage decode_raster(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

bool is_webp(std::string_view bytes);
/// WebP (RFC 9649), lossy and lossless, with alpha, profile and orientation; of an animation the first frame, on the
/// transparent canvas.
DecodedImage decode_webp(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);
/// Whether the pixels are those of a photo: stored with loss.
bool is_lossy_webp(std::string_view bytes);

bool is_gif(std::string_view bytes);
/// GIF87a and GIF89a: the first frame, on the transparent screen. Nothing behind it is read.
DecodedImage decode_gif(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

bool is_bmp(std::string_view bytes);
/// BMP with the headers of Windows (BITMAPINFOHEADER to BITMAPV5HEADER) and OS/2 1: 1 to 32 bits, masks, run lengths.
DecodedImage decode_bmp(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

/// Loads the library on the first call. Returns why no TIFF can be read, if so.
const std::optional<base::LibraryError>& find_tiff_library();
bool is_tiff(std::string_view bytes);
/// TIFF and BigTIFF: the first page, in all codings that libtiff has; NoLibrary without it.
DecodedImage decode_tiff(std::string_view bytes, std::uint64_t max_pixels = kMaxPixels);

// What decoders share.

/// The error of a size that is 0 or beyond the limits.
std::optional<ImageError> size_error(std::uint64_t width, std::uint64_t height, std::uint64_t max_pixels);

/// An image of rows as PNG stores them, each preceded by the byte of its filter.
Image image_of(RasterImage raster);

/// Colours and alpha of pixels, separated. Pictures that are all gray or black and white become such, unless they have
/// a profile, which fits only pixels with its own number of channels.
RasterImage raster_of(const Pixels& pixels, std::string_view rgb_profile);

}  // namespace gongwen::images
