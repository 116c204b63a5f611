#include "images/detail/jpeg.h"

#include "images/detail/decode.h"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace gongwen::images {

// JPEG (ISO/IEC 10918-1): reads the markers from start to end; the picture itself stays compressed. Only the parts that
// decoding needs are kept: no Exif with places and names, no captions, no thumbnails. Pictures in CMYK without a
// profile are decoded, since PDF/A does not allow device CMYK without one.

namespace {

constexpr std::uint8_t kStartOfImage = 0xD8;
constexpr std::uint8_t kEndOfImage = 0xD9;
constexpr std::uint8_t kStartOfScan = 0xDA;

struct JpegFile {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int components = 0;
  bool is_adobe = false;
  Orientation orientation = 1;
  std::map<std::uint8_t, std::string> profile_parts;  // by their numbers
  std::string bare;                                   // the file reduced to what decoding needs
};

/// Whether decoding needs the segment: tables, headers and restart intervals (tables B.1 and B.2).
bool is_needed(std::uint8_t marker) {
  return (marker >= 0xC0 && marker <= 0xCF) || (marker >= kStartOfScan && marker <= 0xDF);
}

void append_segment(std::string& out, std::uint8_t marker, std::string_view data) {
  const std::size_t length = data.size() + 2;
  out.push_back('\xFF');
  out.push_back(static_cast<char>(marker));
  out.push_back(static_cast<char>(length >> 8));
  out.push_back(static_cast<char>(length & 0xFF));
  out += data;
}

/// Appends the marker of JFIF or Adobe, which define the meaning of the channels; that of JFIF without its thumbnail.
void append_color_marker(std::string& out, std::uint8_t marker, std::string_view data) {
  using namespace std::string_view_literals;
  constexpr std::size_t kHeader = 12;  // up to the size of the thumbnail
  constexpr std::size_t kAdobeMarker = 12;
  if (marker == 0xE0 && data.starts_with("JFIF\0"sv) && data.size() >= kHeader + 2) {
    append_segment(out, marker, std::string(data.substr(0, kHeader)) + std::string(2, '\0'));
  } else if (marker == 0xEE && data.starts_with("Adobe") && data.size() >= kAdobeMarker) {
    append_segment(out, marker, data.substr(0, kAdobeMarker));
  }
}

/// Baseline, extended sequential and progressive pictures with Huffman codes: those that PDF's DCTDecode reads.
bool is_frame_header(std::uint8_t marker) { return marker >= 0xC0 && marker <= 0xC2; }
bool is_other_frame_header(std::uint8_t marker) {
  return marker >= 0xC3 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}
bool has_no_length(std::uint8_t marker) { return (marker >= 0xD0 && marker <= 0xD7) || marker == 0x01; }

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  if (at > bytes.size() || bytes.size() - at < size) return 0;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

void take_application_data(std::uint8_t marker, std::string_view data, JpegFile& file) {
  using namespace std::string_view_literals;
  constexpr std::string_view kExif = "Exif\0\0"sv;
  constexpr std::string_view kProfile = "ICC_PROFILE\0"sv;
  if (marker == 0xE1 && data.starts_with(kExif)) {
    file.orientation = exif_orientation(data.substr(kExif.size()));
  } else if (marker == 0xE2 && data.starts_with(kProfile) && data.size() > kProfile.size() + 2) {
    file.profile_parts[static_cast<std::uint8_t>(data[kProfile.size()])] = data.substr(kProfile.size() + 2);
  } else if (marker == 0xEE && data.starts_with("Adobe")) {
    file.is_adobe = true;
  }
}

std::optional<ImageError> take_frame_header(std::string_view data, JpegFile& file) {
  if (data.size() < 6) return ImageError{ImageError::Broken};
  if (data[0] != 8) return ImageError{ImageError::UnsupportedCoding};
  file.height = number_at(data, 1, 2);
  file.width = number_at(data, 3, 2);
  file.components = static_cast<unsigned char>(data[5]);
  const bool known = file.components == 1 || file.components == 3 || file.components == 4;
  if (!known || file.width == 0 || file.height == 0) return ImageError{ImageError::Broken};
  if (file.width > kMaxPixelsASide || file.height > kMaxPixelsASide ||
      std::uint64_t{file.width} * file.height > kMaxPixels) {
    return ImageError{ImageError::TooLarge, std::to_string(file.width) + " × " + std::to_string(file.height)};
  }
  return std::nullopt;
}

/// The end of a scan's compressed data: the next marker that is not a restart (section B.1.1.5).
std::size_t scan_end(std::string_view bytes, std::size_t at) {
  while (true) {
    at = bytes.find('\xFF', at);
    if (at == std::string_view::npos || at + 1 >= bytes.size()) return bytes.size();
    const auto next = static_cast<std::uint8_t>(bytes[at + 1]);
    if (next != 0 && next != 0xFF && !has_no_length(next)) return at;
    at += next == 0xFF ? 1 : 2;
  }
}

/// Reads the markers up to the end of the image; ignores everything after it.
std::optional<ImageError> read_markers(std::string_view bytes, JpegFile& file) {
  std::size_t at = 2;
  file.bare = bytes.substr(0, at);
  bool has_scan = false;
  while (true) {
    while (at < bytes.size() && bytes[at] == '\xFF') ++at;
    if (at == 2 || at >= bytes.size()) return ImageError{ImageError::Truncated};
    const auto marker = static_cast<std::uint8_t>(bytes[at++]);
    if (marker == kEndOfImage) break;
    if (has_no_length(marker)) continue;
    const std::uint32_t length = number_at(bytes, at, 2);
    if (length < 2 || length > bytes.size() - at) return ImageError{ImageError::Truncated};
    const std::string_view data = bytes.substr(at + 2, length - 2);
    at += length;
    if (is_frame_header(marker)) {
      if (auto error = take_frame_header(data, file)) return error;
    } else if (is_other_frame_header(marker)) {
      return ImageError{ImageError::UnsupportedCoding};
    } else if (marker != kStartOfScan) {
      take_application_data(marker, data, file);
      append_color_marker(file.bare, marker, data);
    }
    if (is_needed(marker)) append_segment(file.bare, marker, data);
    if (marker == kStartOfScan) {
      has_scan = true;
      const std::size_t end = scan_end(bytes, at);
      file.bare += bytes.substr(at, end - at);
      at = end;
    }
    if (at < bytes.size() && bytes[at] != '\xFF') return ImageError{ImageError::Broken};
  }
  if (file.components == 0 || !has_scan) return ImageError{ImageError::Broken};
  file.bare += {'\xFF', static_cast<char>(kEndOfImage)};
  return std::nullopt;
}

}  // namespace

bool is_jpeg(std::string_view bytes) {
  return bytes.size() > 3 && bytes.starts_with("\xFF\xD8\xFF") && static_cast<std::uint8_t>(bytes[1]) == kStartOfImage;
}

DecodedImage decode_jpeg(std::string_view bytes) {
  JpegFile file;
  if (auto error = read_markers(bytes, file)) return base::Failure{*std::move(error)};
  RasterImage raster;
  raster.width = file.width;
  raster.height = file.height;
  raster.orientation = file.orientation;
  raster.model = file.components == 1 ? ColorModel::Gray : file.components == 3 ? ColorModel::Rgb : ColorModel::Cmyk;
  raster.coding = PixelCoding::Jpeg;
  std::string profile;
  for (const auto& [number, part] : file.profile_parts) profile += part;
  if (is_usable_profile(profile, file.components)) raster.color_profile = std::move(profile);
  if (raster.model == ColorModel::Cmyk && raster.color_profile.empty()) {
    raster.model = ColorModel::Rgb;
    raster.coding = PixelCoding::UnpackedRows;
    if (!unpack_cmyk_as_rgb(bytes, raster)) return base::Failure{ImageError{ImageError::Broken}};
  } else {
    raster.is_inverted = raster.model == ColorModel::Cmyk && file.is_adobe;
    raster.pixels = std::move(file.bare);
  }
  double width = file.width;
  double height = file.height;
  if (raster.is_turned()) std::swap(width, height);
  return Image{{width, height, width / height}, std::move(raster)};
}

// JPEG photos: reading in a reduced size, and writing.

namespace {

constexpr int kQuality = 90;

unsigned denominator(std::uint32_t longest, std::uint32_t side) {
  for (const unsigned by : {8U, 4U, 2U}) {
    if (longest / by >= side) return by;
  }
  return 1;
}

/// Where a picture is decoded to: memory whose owner resizes it once the size is known.
struct Target {
  Pixels& pixels;
  std::string& row;
};

void read_rows(jpeg_decompress_struct& info, const Target& target) {
  char* out = target.pixels.rgba.data();
  auto* row = reinterpret_cast<unsigned char*>(target.row.data());
  while (info.output_scanline < info.output_height) {
    jpeg_read_scanlines(&info, &row, 1);
    for (std::size_t x = 0; x < info.output_width; ++x) {
      out = std::copy_n(target.row.data() + 3 * x, 3, out);
      *out++ = '\xFF';
    }
  }
}

/// No object here may have a destructor, since errors leave by longjmp.
bool read_picture(std::string_view bytes, std::uint32_t side, const Target& target) {
  jpeg_decompress_struct info;
  JpegErrors errors;
  listen_to_errors(info, errors);
  if (setjmp(errors.escape) != 0) {  // NOLINT(cert-err52-cpp)
    jpeg_destroy_decompress(&info);
    return false;
  }
  jpeg_create_decompress(&info);
  limit_scans(info, errors);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = JCS_RGB;
  info.scale_num = 1;
  info.scale_denom = denominator(std::max(info.image_width, info.image_height), side);
  jpeg_start_decompress(&info);
  target.pixels.width = info.output_width;
  target.pixels.height = info.output_height;
  target.row.resize(std::size_t{3} * info.output_width);
  target.pixels.rgba.resize(std::size_t{4} * info.output_width * info.output_height);
  read_rows(info, target);
  const bool sound = errors.manager.num_warnings == 0;
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return sound;
}

/// No object here may have a destructor, since errors leave by longjmp. The library's allocator owns `out`.
bool write_picture(const Pixels& pixels, std::string& row, unsigned char*& out, unsigned long& size) {
  jpeg_compress_struct info;
  JpegErrors errors;
  listen_to_errors(info, errors);
  if (setjmp(errors.escape) != 0) {  // NOLINT(cert-err52-cpp)
    jpeg_destroy_compress(&info);
    return false;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &out, &size);
  info.image_width = pixels.width;
  info.image_height = pixels.height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, kQuality, TRUE);
  jpeg_start_compress(&info, TRUE);
  auto* line = reinterpret_cast<unsigned char*>(row.data());
  for (std::size_t y = 0; y < pixels.height; ++y) {
    const char* from = pixels.rgba.data() + 4 * y * pixels.width;
    for (std::size_t x = 0; x < pixels.width; ++x) std::copy_n(from + 4 * x, 3, row.data() + 3 * x);
    jpeg_write_scanlines(&info, &line, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  return true;
}

bool read_size(std::string_view bytes, std::uint64_t& count) {
  jpeg_decompress_struct info;
  JpegErrors errors;
  listen_to_errors(info, errors);
  if (setjmp(errors.escape) != 0) {  // NOLINT(cert-err52-cpp)
    jpeg_destroy_decompress(&info);
    return false;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  count = std::uint64_t{info.image_width} * info.image_height;
  jpeg_destroy_decompress(&info);
  return true;
}

}  // namespace

bool is_too_large_jpeg(std::string_view bytes, std::uint64_t max_pixels) {
  std::uint64_t count = 0;
  return read_size(bytes, count) && count > max_pixels;
}

bool read_jpeg_scaled(std::string_view bytes, std::uint32_t side, Pixels& pixels) {
  std::string row;
  return read_picture(bytes, side, {pixels, row});
}

std::string write_jpeg(const Pixels& pixels) {
  std::string row(std::size_t{3} * pixels.width, '\0');
  unsigned char* out = nullptr;
  unsigned long size = 0;
  const bool written = write_picture(pixels, row, out, size);
  std::string bytes = written ? std::string(reinterpret_cast<const char*>(out), size) : std::string();
  std::free(out);  // NOLINT(cppcoreguidelines-no-malloc): the library's
  return bytes;
}

namespace {

/// Rows of RGB, each preceded by a number of zeros.
struct RgbRows {
  unsigned char* out;
  std::size_t zeros;
};

/// Appends a row of CMYK as RGB. In Adobe's files, 0 is full ink.
unsigned char* append_as_rgb(const unsigned char* row, std::size_t width, bool inverted, unsigned char* out) {
  for (std::size_t x = 0; x < width; ++x) {
    const unsigned char* const ink = row + 4 * x;
    const unsigned black = inverted ? ink[3] : 255U - ink[3];
    for (int c = 0; c < 3; ++c) {
      const unsigned color = inverted ? ink[c] : 255U - ink[c];
      *out++ = static_cast<unsigned char>((color * black + 127) / 255);
    }
  }
  return out;
}

void read_rows(jpeg_decompress_struct& info, unsigned char* row, RgbRows rows) {
  const bool is_cmyk = info.out_color_space == JCS_CMYK;
  const bool inverted = info.saw_Adobe_marker != 0;
  unsigned char* out = rows.out;
  while (info.output_scanline < info.output_height) {
    out = std::fill_n(out, rows.zeros, static_cast<unsigned char>(0));
    unsigned char* target = is_cmyk ? row : out;
    jpeg_read_scanlines(&info, &target, 1);
    out = is_cmyk ? append_as_rgb(row, info.output_width, inverted, out) : out + std::size_t{3} * info.output_width;
  }
}

/// No object here may have a destructor, since errors leave by longjmp.
bool read_picture(std::string_view bytes, bool is_cmyk, unsigned char* row, RgbRows rows) {
  jpeg_decompress_struct info;
  JpegErrors errors;
  listen_to_errors(info, errors);
  if (setjmp(errors.escape) != 0) {  // NOLINT(cert-err52-cpp)
    jpeg_destroy_decompress(&info);
    return false;
  }
  jpeg_create_decompress(&info);
  limit_scans(info, errors);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&info);
  read_rows(info, row, rows);
  const bool sound = errors.manager.num_warnings == 0;
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return sound;
}

bool unpack(std::string_view bytes, const RasterImage& raster, bool is_cmyk, std::size_t zeros, std::string& out) {
  std::string row(is_cmyk ? std::size_t{4} * raster.width : 0, '\0');
  out.assign((std::size_t{3} * raster.width + zeros) * raster.height, '\0');
  return read_picture(bytes, is_cmyk, reinterpret_cast<unsigned char*>(row.data()),
                      {reinterpret_cast<unsigned char*>(out.data()), zeros});
}

}  // namespace

bool unpack_cmyk_as_rgb(std::string_view bytes, RasterImage& raster) {
  return unpack(bytes, raster, true, 1, raster.pixels);  // the zero before each row is PNG's filter type 0, none
}

bool unpack_jpeg(const RasterImage& raster, std::string& rgb) {
  return unpack(raster.pixels, raster, raster.model == ColorModel::Cmyk, 0, rgb);
}

}  // namespace gongwen::images
