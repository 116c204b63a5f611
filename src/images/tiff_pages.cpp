#include "images/tiff_pages.h"

#include "images/detail/tiff.h"

#include <charconv>

namespace gongwen::images {
namespace {

constexpr std::string_view kDirectory = "#directory=";

}  // namespace

std::optional<std::vector<std::uint64_t>> find_tiff_pages(std::string_view bytes) {
  if (!is_tiff(bytes)) return std::vector<std::uint64_t>();
  std::vector<std::uint64_t> directories = tiff_page_directories(bytes, kMaxTiffPages + 1);
  if (directories.size() > kMaxTiffPages) return std::nullopt;
  return directories;
}

std::string tiff_page_address(std::string_view file, std::uint64_t directory) {
  return std::string(file) + std::string(kDirectory) + std::to_string(directory);
}

TiffPageAddress parse_tiff_page(std::string_view address) {
  const std::size_t mark = address.rfind(kDirectory);
  if (mark == std::string_view::npos) return {address, {}};
  const std::string_view digits = address.substr(mark + kDirectory.size());
  std::uint64_t directory = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), directory);
  if (error != std::errc() || end != digits.data() + digits.size()) return {address, {}};
  return {address.substr(0, mark), directory};
}

}  // namespace gongwen::images
