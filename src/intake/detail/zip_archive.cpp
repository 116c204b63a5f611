#include "intake/detail/zip_archive.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <minizip/unzip.h>

namespace gongwen::intake {

/// The archive as the library sees it: a file whose bytes are in memory.
struct ZipArchive::Memory {
  std::string_view bytes;
  std::uint64_t at = 0;
};

struct ZipArchive::Entry {
  unz64_file_pos place{};
  std::uint64_t packed = 0;
  std::uint64_t unpacked = 0;  // as the archive states it
  bool encrypted = false;
};

namespace {

constexpr std::size_t kSmall = std::size_t{64} << 10;  // what an entry may unpack to however dense it is

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

}  // namespace

ZipArchive::ZipArchive(std::string_view bytes, const IntakeLimits& limits)
    : limits_(limits), memory_(std::make_unique<Memory>(Memory{bytes})) {
  using F = Functions<Memory>;
  zlib_filefunc64_def functions{F::open, F::read, F::write, F::report, F::seek, F::close, F::error, memory_.get()};
  zip_ = unzOpen2_64("", &functions);
  if (zip_ == nullptr) {
    fault_ = ZipFault::Damaged;
    return;
  }
  list();
}

ZipArchive::~ZipArchive() {
  if (zip_ != nullptr) unzClose(zip_);
}

void ZipArchive::list() {
  std::uint64_t total = 0;
  std::size_t count = 0;
  int outcome = unzGoToFirstFile(zip_);
  for (; outcome == UNZ_OK; outcome = unzGoToNextFile(zip_)) {
    unz_file_info64 info{};
    std::array<char, 1024> name{};
    Entry entry;
    if (unzGetCurrentFileInfo64(zip_, &info, name.data(), name.size() - 1, nullptr, 0, nullptr, 0) != UNZ_OK ||
        unzGetFilePos64(zip_, &entry.place) != UNZ_OK) {
      fault_ = ZipFault::Damaged;
      return;
    }
    entry.packed = info.compressed_size;
    entry.unpacked = info.uncompressed_size;
    entry.encrypted = (info.flag & 1) != 0;
    total += entry.unpacked;
    if (++count > limits_.max_entries) fault_ = ZipFault::TooManyEntries;
    if (entry.unpacked > limits_.max_unpacked_bytes || total > limits_.max_unpacked_bytes) {
      fault_ = ZipFault::TooLarge;
    }
    if (entry.unpacked > kSmall && entry.unpacked / limits_.max_zip_ratio > entry.packed) fault_ = ZipFault::TooDense;
    if (fault_ != ZipFault::None) return;
    names_.emplace_back(name.data());
    entries_.emplace(base::ascii_lowercase(name.data()), entry);
  }
  if (outcome != UNZ_END_OF_LIST_OF_FILE) fault_ = ZipFault::Damaged;
}

bool ZipArchive::has(std::string_view name) const { return entries_.contains(base::ascii_lowercase(name)); }

std::optional<std::string> ZipArchive::read(std::string_view name) {
  const auto found = entries_.find(base::ascii_lowercase(name));
  if (found == entries_.end()) return std::nullopt;
  const Entry& entry = found->second;
  const auto fail = [this](ZipFault why) {
    if (fault_ == ZipFault::None) fault_ = why;
    return std::nullopt;
  };
  if (entry.encrypted) return fail(ZipFault::Encrypted);
  if (unzGoToFilePos64(zip_, &entry.place) != UNZ_OK || unzOpenCurrentFile(zip_) != UNZ_OK) {
    return fail(ZipFault::Damaged);
  }
  // The sizes that the archive states may be false: what comes out is counted again.
  const std::uint64_t most = std::max<std::uint64_t>(kSmall, (entry.packed + 1) * limits_.max_zip_ratio);
  std::string out;
  std::array<char, std::size_t{64} << 10> buffer;
  int count = 0;
  while ((count = unzReadCurrentFile(zip_, buffer.data(), buffer.size())) > 0) {
    out.append(buffer.data(), static_cast<std::size_t>(count));
    unpacked_ += static_cast<std::uint64_t>(count);
    if (unpacked_ > limits_.max_unpacked_bytes) return fail(ZipFault::TooLarge);
    if (out.size() > most) return fail(ZipFault::TooDense);
  }
  const bool sound = unzCloseCurrentFile(zip_) == UNZ_OK;  // compares the check sum
  if (count < 0 || !sound) return fail(ZipFault::Damaged);
  return out;
}

}  // namespace gongwen::intake
