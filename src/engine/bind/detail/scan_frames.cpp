#include "engine/bind/detail/scan_frames.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>

namespace gongwen::engine {
namespace {

/// More bytes than this are not copied for the pages of one file.
constexpr std::size_t kMaxFrameBytes = std::size_t{512} << 20;

/// A list of directories (TIFF 6.0, section 2), one for each page. Decoders read the first, so that a copy of the file
/// whose header names another one is a file of that page.
class Tiff {
 public:
  explicit Tiff(std::string_view bytes) : bytes_(bytes) {
    const std::string_view order = bytes.substr(0, 2);
    is_little_ = order == "II";
    const auto version = order == "II" || order == "MM" ? number(2, 2) : std::nullopt;
    is_big_ = version == 43;  // BigTIFF has offsets of 8 bytes
    is_tiff_ = version == 42 || is_big_;
  }

  bool is_tiff() const { return is_tiff_; }

  /// The offsets of the directories of pages, up to one more than allowed. Smaller copies of pages and masks are none.
  std::vector<std::uint64_t> directories() const {
    std::vector<std::uint64_t> found;
    std::set<std::uint64_t> seen;
    auto next = number(header_offset(), offset_size());
    while (next && *next != 0 && found.size() <= kMaxScanFrames && seen.insert(*next).second) {
      const std::size_t count_size = is_big_ ? 8 : 2;
      const auto count = number(*next, count_size);
      if (!count || *count == 0 || *count > bytes_.size()) break;
      if (is_page(*next + count_size, *count)) found.push_back(*next);
      next = number(*next + count_size + *count * entry_size(), offset_size());
    }
    return found;
  }

  std::optional<std::uint64_t> first() const { return number(header_offset(), offset_size()); }

  std::string starting_at(std::uint64_t directory) const {
    std::string copy(bytes_);
    for (std::size_t i = 0; i < offset_size(); ++i) {
      const std::size_t shift = 8 * (is_little_ ? i : offset_size() - 1 - i);
      copy[header_offset() + i] = static_cast<char>(directory >> shift & 0xFF);
    }
    return copy;
  }

 private:
  /// By NewSubfileType, bit 0 for a copy of reduced size, bit 2 for a mask; or by SubfileType, 2 for such a copy.
  bool is_page(std::uint64_t entries, std::uint64_t count) const {
    constexpr std::uint64_t kNewSubfileType = 254, kSubfileType = 255, kShort = 3, kMostEntries = 1'000;
    for (std::uint64_t i = 0; i < std::min(count, kMostEntries); ++i) {
      const std::uint64_t entry = entries + i * entry_size();
      const auto tag = number(entry, 2);
      if (!tag || *tag > kSubfileType) break;  // entries are sorted
      if (*tag < kNewSubfileType) continue;
      const std::uint64_t value =
          number(entry + (is_big_ ? 12 : 8), number(entry + 2, 2) == kShort ? 2 : 4).value_or(0);
      if (*tag == kNewSubfileType ? (value & 5) != 0 : value == 2) return false;
    }
    return true;
  }

  std::size_t entry_size() const { return is_big_ ? 20 : 12; }
  std::size_t offset_size() const { return is_big_ ? 8 : 4; }
  std::size_t header_offset() const { return is_big_ ? 8 : 4; }

  std::optional<std::uint64_t> number(std::uint64_t at, std::size_t size) const {
    if (at > bytes_.size() || bytes_.size() - at < size) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t place = static_cast<std::size_t>(at) + (is_little_ ? size - 1 - i : i);
      value = value << 8 | static_cast<unsigned char>(bytes_[place]);
    }
    return value;
  }

  std::string_view bytes_;
  bool is_little_ = true;
  bool is_big_ = false;
  bool is_tiff_ = false;
};

}  // namespace

std::vector<std::string> scan_frames(std::string_view bytes) {
  const Tiff tiff(bytes);
  const std::vector<std::uint64_t> directories = tiff.is_tiff() ? tiff.directories() : std::vector<std::uint64_t>();
  const bool is_whole = directories.size() == 1 && directories.front() == tiff.first();
  if (directories.empty() || is_whole) return {std::string(bytes)};
  if (directories.size() > kMaxScanFrames || directories.size() * bytes.size() > kMaxFrameBytes) return {};
  std::vector<std::string> frames;
  for (const std::uint64_t directory : directories) frames.push_back(tiff.starting_at(directory));
  return frames;
}

}  // namespace gongwen::engine
