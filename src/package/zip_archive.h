// The entries of a ZIP archive in memory, unpacked one by one within limits. Nothing is ever written to a disk, so
// names that lead out of a folder do no harm.
#pragma once

#include "base/expected.h"
#include "package/zip_writer.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::package {

struct ZipLimits {
  std::size_t max_entries = 4'096;
  std::size_t max_unpacked_bytes = std::size_t{256} << 20;  // of each entry, and of all together
  std::size_t max_ratio = 200;                              // unpacked to packed, of an entry of more than 64 kB
};

enum class ZipError : std::uint8_t { Damaged, NoSuchEntry, TooManyEntries, TooLarge, TooDense, Encrypted };

/// By the first bytes; an archive may have no files.
bool is_zip(std::string_view bytes);

class ZipArchive {
 public:
  /// `bytes` must outlive the archive.
  static base::Expected<ZipArchive, ZipError> open(std::string_view bytes, const ZipLimits& limits);
  ~ZipArchive();
  ZipArchive(ZipArchive&&) noexcept;
  ZipArchive& operator=(ZipArchive&&) = delete;

  /// Whether there is an entry; names are compared without regard to ASCII case, as packages are (ECMA-376-2, 10.1).
  bool has(std::string_view name) const;
  /// All entries, as the archive writes their names.
  const std::vector<std::string>& names() const { return names_; }
  base::Expected<std::string, ZipError> read(std::string_view name);
  /// An entry as it is packed, with a view of the archive's bytes. `name` must outlive the result.
  /// Returns: nothing when there is none, it is encrypted, or packed in another way than by deflate.
  std::optional<ZipEntry> packed(std::string_view name);

 private:
  struct Memory;
  struct Entry;

  ZipArchive(std::string_view bytes, const ZipLimits& limits);
  /// Returns: why the archive cannot be read, if so.
  std::optional<ZipError> list();
  /// Its bytes, and the method by which they are packed; nothing when they are cut off.
  std::optional<std::pair<std::string_view, int>> bytes_of(const Entry& entry);
  /// At once, where the archive states the size and the check sum as they are; nothing otherwise.
  std::optional<std::string> read_as_stated(const Entry& entry);

  ZipLimits limits_;
  std::unique_ptr<Memory> memory_;
  void* zip_ = nullptr;                                // null if it is not an archive
  std::map<std::string, Entry, std::less<>> entries_;  // by name in lower case
  std::vector<std::string> names_;
  std::uint64_t unpacked_ = 0;
};

}  // namespace gongwen::package
