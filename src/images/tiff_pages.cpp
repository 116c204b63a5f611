#include "images/tiff_pages.h"

#include "images/detail/tiff.h"

#include <cstdint>

namespace gongwen::images {
namespace {

constexpr std::size_t kMaxBytesOfPages = std::size_t{512} << 20;

/// The file with its header changed so that it begins with this directory.
std::string starting_at(std::string_view bytes, std::uint64_t directory) {
  constexpr char kVersionOfBigTiff = 43;  // 42: offsets have 4 bytes, and the first one is the fifth byte
  const bool is_little = bytes.front() == 'I';
  const bool is_big = bytes[is_little ? 2 : 3] == kVersionOfBigTiff;
  const std::size_t size = is_big ? 8 : 4;
  std::string copy(bytes);
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t shift = 8 * (is_little ? i : size - 1 - i);
    copy[size + i] = static_cast<char>(directory >> shift & 0xFF);
  }
  return copy;
}

}  // namespace

std::vector<std::string> split_tiff_pages(std::string_view bytes) {
  if (!is_tiff(bytes)) return {std::string(bytes)};
  const std::vector<std::uint64_t> directories = tiff_page_directories(bytes, kMaxTiffPages + 1);
  if (directories.empty()) return {std::string(bytes)};
  if (directories.size() > kMaxTiffPages || directories.size() * bytes.size() > kMaxBytesOfPages) return {};
  std::vector<std::string> pages;
  for (const std::uint64_t directory : directories) pages.push_back(starting_at(bytes, directory));
  return pages;
}

}  // namespace gongwen::images
