// JPEG (ISO/IEC 10918-1): the markers are walked through from start to end; the picture itself stays packed. Only what
// a reader needs to decode it is kept: no Exif with places and names, no captions, no small pictures beside the
// picture. Pictures in CMYK without a profile are unpacked, since PDF/A knows no colour of ink without one.
#include "images/detail/decode.h"

#include <algorithm>
#include <map>

namespace gongwen::images {
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
  std::map<std::uint8_t, std::string> profile_parts;  // by their number
  std::string bare;                                   // the file with what decoding needs, and nothing else
};

/// Tables, headers and restart intervals (tables B.1 and B.2): what the packed data mean.
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

/// JFIF and Adobe's marker say what the channels are. JFIF's header is kept without the small picture in it.
void append_color_marker(std::string& out, std::uint8_t marker, std::string_view data) {
  using namespace std::string_view_literals;
  constexpr std::size_t kHeader = 12;  // up to the size of the small picture
  constexpr std::size_t kAdobeMarker = 12;
  if (marker == 0xE0 && data.starts_with("JFIF\0"sv) && data.size() >= kHeader + 2) {
    append_segment(out, marker, std::string(data.substr(0, kHeader)) + std::string(2, '\0'));
  } else if (marker == 0xEE && data.starts_with("Adobe") && data.size() >= kAdobeMarker) {
    append_segment(out, marker, data.substr(0, kAdobeMarker));
  }
}

/// Baseline, extended sequential and progressive ones, with Huffman codes: what PDF's DCTDecode reads.
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

/// Where the packed data of a scan ends: at the next marker that is not a restart (section B.1.1.5).
std::size_t scan_end(std::string_view bytes, std::size_t at) {
  while (true) {
    at = bytes.find('\xFF', at);
    if (at == std::string_view::npos || at + 1 >= bytes.size()) return bytes.size();
    const auto next = static_cast<std::uint8_t>(bytes[at + 1]);
    if (next != 0 && next != 0xFF && !has_no_length(next)) return at;
    at += next == 0xFF ? 1 : 2;
  }
}

/// Walks through the markers. Reads up to the end of the image; what follows it is ignored.
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

}  // namespace gongwen::images
