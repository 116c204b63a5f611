// ZipArchive: the entries of a ZIP archive in memory, unpacked one by one within limits. Nothing is written to disk, so
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
  std::size_t max_unpacked_bytes = std::size_t{256} << 20;  // of each entry, and of all entries together
  std::size_t max_ratio = 200;                              // unpacked to packed size, for an entry of more than 64 kB
};

enum class ZipError : std::uint8_t { Damaged, NoSuchEntry, TooManyEntries, TooLarge, TooDense, Encrypted };

/// Checks the first bytes; an archive without files counts.
bool is_zip(std::string_view bytes);

class ZipArchive {
 public:
  /// `bytes` must outlive the archive.
  static base::Expected<ZipArchive, ZipError> open(std::string_view bytes, const ZipLimits& limits);
  ~ZipArchive();
  ZipArchive(ZipArchive&&) noexcept;
  ZipArchive& operator=(ZipArchive&&) = delete;

  /// Whether the entry exists; names are compared ignoring ASCII case, as in packages (ECMA-376-2, 10.1).
  bool has(std::string_view name) const;
  /// The names of all entries, as the archive has them.
  const std::vector<std::string>& names() const { return names_; }
  base::Expected<std::string, ZipError> read(std::string_view name);
  /// An entry in packed form, as a view of the archive's bytes. `name` must outlive the result. nullopt if it does not
  /// exist, is encrypted, or is packed by a method other than deflate.
  std::optional<ZipEntry> packed(std::string_view name);

 private:
  struct Memory;
  struct Entry;

  ZipArchive(std::string_view bytes, const ZipLimits& limits);
  /// Reads the directory. Returns the error if the archive cannot be read.
  std::optional<ZipError> list();
  /// The packed bytes of an entry and its method; nullopt if they are cut off.
  std::optional<std::pair<std::string_view, int>> bytes_of(const Entry& entry);
  /// Unpacks in one step, if the archive states size and check sum correctly; otherwise nullopt.
  std::optional<std::string> read_as_stated(const Entry& entry);

  ZipLimits limits_;
  std::unique_ptr<Memory> memory_;
  void* zip_ = nullptr;                                // null if this is not an archive
  std::map<std::string, Entry, std::less<>> entries_;  // by name in lower case
  std::vector<std::string> names_;
  std::uint64_t unpacked_ = 0;
};

}  // namespace gongwen::package
