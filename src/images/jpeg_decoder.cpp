// JPEG (ISO/IEC 10918-1): the markers are walked through from begin to end; the picture itself stays packed. Pictures
// in CMYK without a profile are unpacked, since PDF/A knows no colour of ink without one.
#include "images/decode.h"
#include "images/jpeg_cmyk.h"

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
};

/// Baseline, extended sequential and progressive ones, with Huffman codes: what PDF's DCTDecode reads.
bool is_frame_header(std::uint8_t marker) { return marker >= 0xC0 && marker <= 0xC2; }
bool is_other_frame_header(std::uint8_t marker) {
  return marker >= 0xC3 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}
bool has_no_length(std::uint8_t marker) { return (marker >= 0xD0 && marker <= 0xD7) || marker == 0x01; }

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size, bool little_endian) {
  if (at > bytes.size() || bytes.size() - at < size) return 0;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + (little_endian ? size - 1 - i : i)]);
  }
  return value;
}

/// Exif 2.3 section 4.6: a TIFF header, then a directory of twelve-byte entries.
Orientation exif_orientation(std::string_view tiff) {
  const bool little = tiff.starts_with("II");
  const std::uint32_t directory = number_at(tiff, 4, 4, little);
  const std::uint32_t count = number_at(tiff, directory, 2, little);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t entry = std::size_t{directory} + 2 + std::size_t{12} * i;
    if (entry + 12 > tiff.size()) break;
    if (number_at(tiff, entry, 2, little) != 0x0112) continue;
    const std::uint32_t value = number_at(tiff, entry + 8, 2, little);
    return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation{1};
  }
  return 1;
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

DecodeResult take_frame_header(std::string_view data, JpegFile& file) {
  if (data.size() < 6) return flawed(ImageFlaw::Broken);
  if (data[0] != 8) return flawed(ImageFlaw::UnsupportedCoding);
  file.height = number_at(data, 1, 2, false);
  file.width = number_at(data, 3, 2, false);
  file.components = static_cast<unsigned char>(data[5]);
  const bool known = file.components == 1 || file.components == 3 || file.components == 4;
  if (!known || file.width == 0 || file.height == 0) return flawed(ImageFlaw::Broken);
  if (file.width > kMostPixelsASide || file.height > kMostPixelsASide ||
      std::uint64_t{file.width} * file.height > kMostPixels) {
    return flawed(ImageFlaw::TooLarge, std::to_string(file.width) + " × " + std::to_string(file.height));
  }
  return {};
}

/// Where the packed data of a scan ends: at the next marker that is no restart (section B.1.1.5).
std::size_t scan_end(std::string_view bytes, std::size_t at) {
  while (true) {
    at = bytes.find('\xFF', at);
    if (at == std::string_view::npos || at + 1 >= bytes.size()) return bytes.size();
    const auto next = static_cast<std::uint8_t>(bytes[at + 1]);
    if (next != 0 && next != 0xFF && !has_no_length(next)) return at;
    at += next == 0xFF ? 1 : 2;
  }
}

/// Walks through the markers. Reads up to the end of the image; what stands behind it is nobody's.
DecodeResult read_markers(std::string_view bytes, JpegFile& file) {
  std::size_t at = 2;
  bool has_scan = false;
  while (true) {
    while (at < bytes.size() && bytes[at] == '\xFF') ++at;
    if (at == 2 || at >= bytes.size()) return flawed(ImageFlaw::Truncated);
    const auto marker = static_cast<std::uint8_t>(bytes[at++]);
    if (marker == kEndOfImage) break;
    if (has_no_length(marker)) continue;
    const std::uint32_t length = number_at(bytes, at, 2, false);
    if (length < 2 || length > bytes.size() - at) return flawed(ImageFlaw::Truncated);
    const std::string_view data = bytes.substr(at + 2, length - 2);
    at += length;
    if (is_frame_header(marker)) {
      DecodeResult result = take_frame_header(data, file);
      if (result.flaw != ImageFlaw::None) return result;
    } else if (is_other_frame_header(marker)) {
      return flawed(ImageFlaw::UnsupportedCoding);
    } else if (marker == kStartOfScan) {
      has_scan = true;
      at = scan_end(bytes, at);
    } else {
      take_application_data(marker, data, file);
    }
    if (at < bytes.size() && bytes[at] != '\xFF') return flawed(ImageFlaw::Broken);
  }
  if (file.components == 0 || !has_scan) return flawed(ImageFlaw::Broken);
  return {};
}

}  // namespace

bool is_jpeg(std::string_view bytes) {
  return bytes.size() > 3 && bytes.starts_with("\xFF\xD8\xFF") && static_cast<std::uint8_t>(bytes[1]) == kStartOfImage;
}

DecodeResult decode_jpeg(std::string_view bytes) {
  JpegFile file;
  DecodeResult result = read_markers(bytes, file);
  if (result.flaw != ImageFlaw::None) return result;
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
    if (!unpack_cmyk_as_rgb(bytes, raster)) return flawed(ImageFlaw::Broken);
  } else {
    raster.is_inverted = raster.model == ColorModel::Cmyk && file.is_adobe;
    raster.pixels = bytes;
  }
  double width = file.width;
  double height = file.height;
  if (raster.is_turned()) std::swap(width, height);
  result.image = Image{{width, height, width / height}, std::move(raster)};
  return result;
}

}  // namespace gongwen::images
