#include "images/detail/decode.h"

namespace gongwen::images {
namespace {

constexpr std::uint32_t kOrientationTag = 0x0112;

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size, bool little_endian) {
  if (at > bytes.size() || bytes.size() - at < size) return 0;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + (little_endian ? size - 1 - i : i)]);
  }
  return value;
}

}  // namespace

/// Exif 2.3 section 4.6: a TIFF header, then a directory of twelve-byte entries.
Orientation exif_orientation(std::string_view tiff) {
  const bool little = tiff.starts_with("II");
  const std::uint32_t directory = number_at(tiff, 4, 4, little);
  const std::uint32_t count = number_at(tiff, directory, 2, little);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t entry = std::size_t{directory} + 2 + std::size_t{12} * i;
    if (entry + 12 > tiff.size()) break;
    if (number_at(tiff, entry, 2, little) != kOrientationTag) continue;
    const std::uint32_t value = number_at(tiff, entry + 8, 2, little);
    return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation{1};
  }
  return 1;
}

}  // namespace gongwen::images
