// Package: the files of an OFD package in memory, each packed as the archive has it and unpacked on request, within
// limits. Only archives that all programs read in the same way are opened: a signature must not be of one content where
// readers show another.
#pragma once

#include "base/expected.h"
#include "intake/zip_archive.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::ofd_sign {

/// Unusual: entries that are hidden, named twice or named differently in two places, gaps, comments, ZIP64.
enum class PackageError : std::uint8_t { NotPackage, Encrypted, TooLarge, Unusual };

struct PackedFile {
  std::string name;
  std::string_view packed;  // deflated or stored
  std::size_t length = 0;   // unpacked
  std::uint32_t check_sum = 0;
  bool is_deflated = false;
};

class Package {
 public:
  /// `bytes` must outlive the package.
  static base::Expected<Package, PackageError> open(std::string_view bytes);

  /// In the order of the archive, without entries for folders.
  const std::vector<PackedFile>& files() const { return files_; }
  bool has(std::string_view path) const { return paths_.contains(path); }
  /// Nothing when it is missing, damaged or too large.
  std::optional<std::string> read(std::string_view path);
  /// The digest of a file, worked out once.
  std::optional<std::string> digest(const std::string& algorithm, const std::string& path);

 private:
  Package(intake::ZipArchive zip, std::vector<PackedFile> files);

  intake::ZipArchive zip_;
  std::vector<PackedFile> files_;
  std::set<std::string, std::less<>> paths_;
  std::map<std::pair<std::string, std::string>, std::optional<std::string>> digests_;
};

/// The entries of an archive by its directory, if the rest of the archive says the same: each entry has the same name,
/// method and size there, and nothing is between them. Nothing otherwise.
std::optional<std::vector<PackedFile>> read_directory(std::string_view bytes);

}  // namespace gongwen::ofd_sign
