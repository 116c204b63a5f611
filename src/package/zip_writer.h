// ZipWriter: archives in ZIP format (APPNOTE.TXT 6.3.10), put together from their start to their end, so that they can
// be sent while they are made.
//   ZipWriter zip;
//   send(zip.entry(stored_entry("letter.pdf", bytes)));
//   send(zip.end());
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::package {

/// A file of an archive. What it refers to must stay until it is written.
struct ZipEntry {
  std::string_view name;   // UTF-8, with `/` between folders
  std::string_view bytes;  // as the archive has them
  std::size_t length = 0;  // unpacked
  std::uint32_t check_sum = 0;
  bool is_deflated = false;
};

/// As they are: for bytes that are compressed themselves.
ZipEntry stored_entry(std::string_view name, std::string_view bytes);
/// `zlib` are the bytes compressed (resources::deflate); `length` and `check_sum` (resources::crc32) are those of the
/// bytes before.
ZipEntry deflated_entry(std::string_view name, std::string_view zlib, std::size_t length, std::uint32_t check_sum);

/// All entries have the same date, the first of the format: archives of the same files are the same. Entries and
/// archives beyond 4 GiB or 65,535 entries are those of ZIP64.
class ZipWriter {
 public:
  /// The bytes of the next entry with its header.
  std::string entry(const ZipEntry& entry);
  /// The header alone, of an entry whose bytes, `packed` in number, the caller sends after it.
  std::string header(const ZipEntry& entry, std::uint64_t packed);
  /// The directory of all entries.
  std::string end();

 private:
  std::uint64_t offset_ = 0;
  std::uint64_t count_ = 0;
  std::string directory_;
};

}  // namespace gongwen::package
