#include "package/zip_archive.h"

#include "base/utf8.h"
#include "resources/deflate.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <minizip/unzip.h>

namespace gongwen::package {

/// The bytes in memory as the file that the library expects.
struct ZipArchive::Memory {
  std::string_view bytes;
  std::uint64_t at = 0;
};

struct ZipArchive::Entry {
  unz64_file_pos place{};
  std::uint64_t packed = 0;
  std::uint64_t unpacked = 0;  // as the archive states it
  std::uint32_t check_sum = 0;
  bool encrypted = false;
};

namespace {

constexpr std::size_t kSmall = std::size_t{64} << 10;  // entries up to this unpacked size may have any ratio

template <typename Memory>
struct Functions {
  static Memory& of(voidpf stream) { return *static_cast<Memory*>(stream); }

  static voidpf open(voidpf opaque, const void* /*name*/, int /*mode*/) { return opaque; }
  static uLong read(voidpf /*opaque*/, voidpf stream, void* buffer, uLong size) {
    Memory& memory = of(stream);
    const std::uint64_t count = std::min<std::uint64_t>(size, memory.bytes.size() - memory.at);
    std::memcpy(buffer, memory.bytes.data() + memory.at, count);
    memory.at += count;
    return count;
  }
  static ZPOS64_T report(voidpf /*opaque*/, voidpf stream) { return of(stream).at; }
  static long seek(voidpf /*opaque*/, voidpf stream, ZPOS64_T offset, int origin) {
    Memory& memory = of(stream);
    const std::uint64_t from = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                               : origin == ZLIB_FILEFUNC_SEEK_CUR ? memory.at
                                                                  : memory.bytes.size();
    if (offset > memory.bytes.size() - from) return -1;
    memory.at = from + offset;
    return 0;
  }
  static uLong write(voidpf /*opaque*/, voidpf /*stream*/, const void* /*buffer*/, uLong /*size*/) { return 0; }
  static int close(voidpf /*opaque*/, voidpf /*stream*/) { return 0; }
  static int error(voidpf /*opaque*/, voidpf /*stream*/) { return 0; }
};

/// An archive without files consists only of the end of the directory (APPNOTE.TXT, 4.3.16), which the library does not
/// look for at the very start.
bool is_empty(std::string_view bytes) {
  constexpr std::size_t kEndRecord = 22;
  constexpr std::size_t kCounts = 4;  // after the mark; then numbers, sizes and the offset, and the length of a comment
  if (bytes.size() < kEndRecord || !bytes.starts_with("PK\x05\x06")) return false;
  const std::string_view counts = bytes.substr(kCounts, kEndRecord - kCounts - 2);
  return counts.find_first_not_of('\0') == std::string_view::npos;
}

}  // namespace

bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"); }

ZipArchive::ZipArchive(std::string_view bytes, const ZipLimits& limits)
    : limits_(limits), memory_(std::make_unique<Memory>(Memory{bytes})) {
  using F = Functions<Memory>;
  zlib_filefunc64_def functions{F::open, F::read, F::write, F::report, F::seek, F::close, F::error, memory_.get()};
  zip_ = unzOpen2_64("", &functions);
}

ZipArchive::ZipArchive(ZipArchive&& other) noexcept
    : limits_(other.limits_),
      memory_(std::move(other.memory_)),
      zip_(std::exchange(other.zip_, nullptr)),
      entries_(std::move(other.entries_)),
      names_(std::move(other.names_)),
      unpacked_(other.unpacked_) {}

base::Expected<ZipArchive, ZipError> ZipArchive::open(std::string_view bytes, const ZipLimits& limits) {
  ZipArchive archive(bytes, limits);
  if (archive.zip_ == nullptr && is_empty(bytes)) return archive;
  if (archive.zip_ == nullptr) return base::Failure{ZipError::Damaged};
  if (const auto error = archive.list()) return base::Failure{*error};
  return archive;
}

ZipArchive::~ZipArchive() {
  if (zip_ != nullptr) unzClose(zip_);
}

std::optional<ZipError> ZipArchive::list() {
  std::uint64_t total = 0;
  std::size_t count = 0;
  int outcome = unzGoToFirstFile(zip_);
  for (; outcome == UNZ_OK; outcome = unzGoToNextFile(zip_)) {
    unz_file_info64 info{};
    std::array<char, 1024> name{};
    Entry entry;
    if (unzGetCurrentFileInfo64(zip_, &info, name.data(), name.size() - 1, nullptr, 0, nullptr, 0) != UNZ_OK ||
        unzGetFilePos64(zip_, &entry.place) != UNZ_OK) {
      return ZipError::Damaged;
    }
    entry.packed = info.compressed_size;
    entry.unpacked = info.uncompressed_size;
    entry.check_sum = static_cast<std::uint32_t>(info.crc);
    entry.encrypted = (info.flag & 1) != 0;
    total += entry.unpacked;
    if (entry.unpacked > kSmall && entry.unpacked / limits_.max_ratio > entry.packed) return ZipError::TooDense;
    if (entry.unpacked > limits_.max_unpacked_bytes || total > limits_.max_unpacked_bytes) return ZipError::TooLarge;
    if (++count > limits_.max_entries) return ZipError::TooManyEntries;
    names_.emplace_back(name.data());
    entries_.emplace(base::ascii_lowercase(name.data()), entry);
  }
  return outcome == UNZ_END_OF_LIST_OF_FILE ? std::nullopt : std::optional(ZipError::Damaged);
}

bool ZipArchive::has(std::string_view name) const { return entries_.contains(base::ascii_lowercase(name)); }

std::optional<std::pair<std::string_view, int>> ZipArchive::bytes_of(const Entry& entry) {
  int method = 0;
  int level = 0;
  if (unzGoToFilePos64(zip_, &entry.place) != UNZ_OK || unzOpenCurrentFile2(zip_, &method, &level, 1) != UNZ_OK) {
    return std::nullopt;
  }
  const std::uint64_t begin = unzGetCurrentFileZStreamPos64(zip_);
  unzCloseCurrentFile(zip_);
  const std::string_view bytes = memory_->bytes;
  if (begin > bytes.size() || entry.packed > bytes.size() - begin) return std::nullopt;
  return std::pair(bytes.substr(begin, entry.packed), method);
}

std::optional<std::string> ZipArchive::read_as_stated(const Entry& entry) {
  const auto found = bytes_of(entry);
  if (!found || found->second != Z_DEFLATED || unpacked_ + entry.unpacked > limits_.max_unpacked_bytes) return {};
  std::string out(entry.unpacked, '\0');
  const bool is_sound = resources::inflate_blocks(found->first, out) && resources::crc32(out) == entry.check_sum;
  if (!is_sound) return std::nullopt;
  unpacked_ += out.size();
  return out;
}

std::optional<ZipEntry> ZipArchive::packed(std::string_view name) {
  const auto found = entries_.find(base::ascii_lowercase(name));
  if (found == entries_.end() || found->second.encrypted) return std::nullopt;
  const Entry& entry = found->second;
  const auto bytes = bytes_of(entry);
  if (!bytes || (bytes->second != 0 && bytes->second != Z_DEFLATED)) return std::nullopt;
  return ZipEntry{name, bytes->first, entry.unpacked, entry.check_sum, bytes->second == Z_DEFLATED};
}

base::Expected<std::string, ZipError> ZipArchive::read(std::string_view name) {
  const auto found = entries_.find(base::ascii_lowercase(name));
  if (found == entries_.end()) return base::Failure{ZipError::NoSuchEntry};
  const Entry& entry = found->second;
  if (entry.encrypted) return base::Failure{ZipError::Encrypted};
  // Entries whose stated ratio is too high have been refused.
  if (auto bytes = read_as_stated(entry)) return *std::move(bytes);
  if (unzGoToFilePos64(zip_, &entry.place) != UNZ_OK || unzOpenCurrentFile(zip_) != UNZ_OK) {
    return base::Failure{ZipError::Damaged};
  }
  // The sizes that the archive states may be false, so the limit is enforced while unpacking.
  const std::uint64_t most = std::max<std::uint64_t>(kSmall, (entry.packed + 1) * limits_.max_ratio);
  std::string out;
  std::array<char, std::size_t{64} << 10> buffer;
  int count = 0;
  while ((count = unzReadCurrentFile(zip_, buffer.data(), buffer.size())) > 0) {
    out.append(buffer.data(), static_cast<std::size_t>(count));
    unpacked_ += static_cast<std::uint64_t>(count);
    if (unpacked_ > limits_.max_unpacked_bytes) return base::Failure{ZipError::TooLarge};
    if (out.size() > most) return base::Failure{ZipError::TooDense};
  }
  const bool sound = unzCloseCurrentFile(zip_) == UNZ_OK;  // verifies the check sum
  if (count < 0 || !sound) return base::Failure{ZipError::Damaged};
  return out;
}

}  // namespace gongwen::package
