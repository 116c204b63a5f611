// Images from bytes: the decoders of files, QR codes, and the parts that decoders share.
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

/// Why none can be made, if so; the library is loaded by the first call. Both of the next require it.
const std::optional<base::LibraryError>& find_qr_library();

/// The code of a text in UTF-8, with the quiet zone of four modules around it; error correction M. A module is 4 px
/// wide (1.06 mm). Nothing when the text is empty or longer than a code can hold.
std::optional<Image> make_qr_code(std::string_view text);

/// A code of capitals and digits as small as scanners of offices read it, with two lines of text below, as SVG in
/// millimetres; error correction Q. Nothing when the text is empty or longer than a code can hold.
std::optional<std::string> page_code_svg(std::string_view text, std::string_view label, std::string_view number);

// The pixels of JPEG files. Ink becomes RGB without its profile.

/// Fills the pixels of `raster`, whose size is known, with a picture in CMYK. Returns: false when the file is broken,
/// or has more scans than any camera writes.
bool unpack_cmyk_as_rgb(std::string_view bytes, RasterImage& raster);

/// Rows of RGB, from the top, of a raster that holds a JPEG file. Returns: false when the file is damaged; `rgb` has
/// what could be read of it then.
bool unpack_jpeg(const RasterImage& raster, std::string& rgb);

// JPEG files in a smaller size, and written.

/// Whether it has more pixels, by its header alone.
bool is_too_large_jpeg(std::string_view bytes, std::uint64_t max_pixels);

/// The pixels, in the smallest of the sizes that the coding gives cheaply (1, 1/2, 1/4, 1/8) whose longer side is not
/// shorter than `side`. Returns: false when the file is damaged, or has more scans than any camera writes.
bool read_jpeg_scaled(std::string_view bytes, std::uint32_t side, Pixels& pixels);

/// Empty when there is no memory for it. The alpha is dropped.
std::string write_jpeg(const Pixels& pixels);

// Which way up a picture was taken: the one thing of Exif that is looked at.

/// Of a TIFF header and its first directory, as JPEG and PNG carry them; 1 when it does not say.
Orientation exif_orientation(std::string_view tiff);

// Rows of pixels as PNG has them (ISO/IEC 15948): each after the byte that names its filter.

/// Section 9: removes the filters, in place. Returns: false when a row has an unknown one.
bool unfilter(char* rows, std::size_t row_bytes, std::size_t row_count, std::size_t pixel_bytes);

/// One channel of a row without filters: 1, 2, 4, 8 or 16 bits.
unsigned sample(const unsigned char* row, std::size_t index, unsigned bits);

// Addresses that hold their data (RFC 2397): `data:image/png;base64,iVBORw0…`.

bool is_data_address(std::string_view address);
/// The bytes; nothing when the address is ill-formed.
std::optional<std::string> data_of_address(std::string_view address);
/// What messages call an address: one that holds its data, without them.
std::string shown_address(std::string_view address);

// Decoders: the bytes of a file to an image. Each checks what it reads, so that later stages never get a broken image.

/// What images may have, so that one bad file cannot exhaust the memory.
inline constexpr std::uint32_t kMaxPixelsASide = 30'000;
inline constexpr std::uint64_t kMaxPixels = 50'000'000;

/// Why a file is not an image that can be used.
enum class ImageErrorKind : std::uint8_t { Truncated, Broken, UnsupportedCoding, TooLarge };
struct ImageError {
  using enum ImageErrorKind;
  ImageErrorKind kind = Broken;
  std::string size = {};  // of what is too large: `40000 × 40000`
};
using DecodedImage = base::Expected<Image, ImageError>;

/// The number at the start of at least four bytes, as PNG writes numbers (ISO/IEC 15948, 7.1).
std::uint32_t big_endian_32(std::string_view bytes);
/// PNG (ISO 15948): all colour types, depths and transparencies.
DecodedImage decode_png(std::string_view bytes);
/// JPEG (ISO 10918-1): kept as it is; its turned pictures by Exif are turned back when they are drawn.
DecodedImage decode_jpeg(std::string_view bytes);

bool is_png(std::string_view bytes);
bool is_jpeg(std::string_view bytes);

/// Whether bytes are an ICC profile for this number of channels, in a version that PDF/A-2 knows (ISO 19005-2
/// section 6.2.4.2).
bool is_usable_profile(std::string_view profile, int channels);

}  // namespace gongwen::images
