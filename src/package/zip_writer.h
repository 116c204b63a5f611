// ZipWriter: writes a ZIP archive (APPNOTE.TXT 6.3.10) from start to end, so that it can be sent while it is made.
//   ZipWriter zip;
//   send(zip.entry(stored_entry("letter.pdf", bytes)));
//   send(zip.end());
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::package {

/// A file for an archive. Name and bytes must stay valid until it is written.
struct ZipEntry {
  std::string_view name;   // UTF-8, with `/` between folders
  std::string_view bytes;  // as they are stored in the archive
  std::size_t length = 0;  // unpacked size
  std::uint32_t check_sum = 0;
  bool is_deflated = false;
};

/// An entry without compression, for bytes that are compressed themselves.
ZipEntry stored_entry(std::string_view name, std::string_view bytes);
/// An entry from zlib data (resources::deflate); `length` and `check_sum` (resources::crc32) are those of the unpacked
/// bytes.
ZipEntry deflated_entry(std::string_view name, std::string_view zlib, std::size_t length, std::uint32_t check_sum);

/// All entries have the same date, the first one of the format, so that archives of the same files are identical. Sizes
/// beyond 4 GiB and more than 65,535 entries use ZIP64.
class ZipWriter {
 public:
  /// The header and the bytes of the next entry.
  std::string entry(const ZipEntry& entry);
  /// Only the header of an entry; the caller sends its `packed` bytes after it.
  std::string header(const ZipEntry& entry, std::uint64_t packed);
  /// The directory, which ends the archive.
  std::string end();

 private:
  std::uint64_t offset_ = 0;
  std::uint64_t count_ = 0;
  std::string directory_;
};

}  // namespace gongwen::package
