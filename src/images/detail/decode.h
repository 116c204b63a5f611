// Decodes image files and makes QR codes; with the parts that decoders share.
#pragma once

#include "base/expected.h"
#include "base/loaded_library.h"
#include "images/image_set.h"
#include "images/pixels.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::images {

// QR codes (ISO/IEC 18004) as drawings.

/// Loads the library on the first call. Returns the reason if no code can be made. The next two functions require that
/// this was called successfully.
const std::optional<base::LibraryError>& find_qr_library();

/// The QR code of a text in UTF-8, with the quiet zone of four modules around it; error correction M. A module is 4 px
/// wide (1.06 mm). nullopt if the text is empty or too long for a code.
std::optional<Image> make_qr_code(std::string_view text);

/// A code of capitals and digits in the smallest size that office scanners read, with two lines of text below, as SVG
/// in millimetres; error correction Q. nullopt if the text is empty or too long for a code.
std::optional<std::string> page_code_svg(std::string_view text, std::string_view label, std::string_view number);

// The pixels of JPEG files. CMYK is converted to RGB without its profile.

/// Fills the pixels of `raster`, whose size is known, with a picture in CMYK. Returns false if the file is damaged, or
/// has more scans than any camera writes.
bool unpack_cmyk_as_rgb(std::string_view bytes, RasterImage& raster);

/// Decodes a raster that holds a JPEG file into rows of RGB from the top. Returns false if the file is damaged; `rgb`
/// then has the part that could be read.
bool unpack_jpeg(const RasterImage& raster, std::string& rgb);

// Reading JPEG files in a reduced size, and writing them.

/// Whether the picture has more pixels, by its header alone.
bool is_too_large_jpeg(std::string_view bytes, std::uint64_t max_pixels);

/// Decodes the picture in the smallest of the sizes that are cheap to decode (1, 1/2, 1/4, 1/8) whose longer side is
/// not shorter than `side`. Returns false if the file is damaged, or has more scans than any camera writes.
bool read_jpeg_scaled(std::string_view bytes, std::uint32_t side, Pixels& pixels);

/// Returns an empty text if memory runs out. Alpha is dropped.
std::string write_jpeg(const Pixels& pixels);

// The orientation of a picture, the only part of Exif that is used.

/// Reads a TIFF header and its first directory, as JPEG and PNG contain them; 1 if it does not state the orientation.
Orientation exif_orientation(std::string_view tiff);

// Rows of pixels in PNG (ISO/IEC 15948), each preceded by the byte of its filter.

/// Section 9: removes the filters, in place. Returns false if a row has an unknown one.
bool unfilter(char* rows, std::size_t row_bytes, std::size_t row_count, std::size_t pixel_bytes);

/// One channel of an unfiltered row: 1, 2, 4, 8 or 16 bits.
unsigned sample(const unsigned char* row, std::size_t index, unsigned bits);

// Addresses that contain their data (RFC 2397): `data:image/png;base64,iVBORw0…`.

bool is_data_address(std::string_view address);
/// Whether it has a scheme or a host: `https:…`, `//example.org/a.png`.
bool leads_outside(std::string_view address);
/// The bytes; nullopt if the address is malformed.
std::optional<std::string> data_of_address(std::string_view address);
/// The form of an address for messages: without its data.
std::string shown_address(std::string_view address);

// Decoders of files. Each checks what it reads, so that later stages never get a damaged image.

/// Pictures with a longer side are refused, like those with more than kMaxPixels.
inline constexpr std::uint32_t kMaxPixelsASide = 30'000;

/// The reason why a file is not a usable image.
enum class ImageErrorKind : std::uint8_t {
  Truncated,
  Broken,
  UnsupportedCoding,
  TooLarge,
  NoTiffLibrary,
  NoJpeg2000Library
};
struct ImageError {
  using enum ImageErrorKind;
  ImageErrorKind kind = Broken;
  std::string size = {};  // of an image that is too large: `40000 × 40000`
};
using DecodedImage = base::Expected<Image, ImageError>;

/// The number in the first four bytes, big-endian as in PNG (ISO/IEC 15948, 7.1).
std::uint32_t big_endian_32(std::string_view bytes);
/// PNG (ISO 15948): all colour types, depths and transparencies.
DecodedImage decode_png(std::string_view bytes);
/// JPEG (ISO 10918-1): kept unchanged; pictures that Exif declares rotated are turned when they are drawn.
DecodedImage decode_jpeg(std::string_view bytes);

bool is_png(std::string_view bytes);
bool is_jpeg(std::string_view bytes);

/// Whether the bytes are an ICC profile for this number of channels, in a version that PDF/A-2 allows (ISO 19005-2
/// section 6.2.4.2).
bool is_usable_profile(std::string_view profile, int channels);

}  // namespace gongwen::images
