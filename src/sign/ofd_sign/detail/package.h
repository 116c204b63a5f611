// Package: the files of an OFD package in memory, compressed as in the archive and decompressed on request, within
// limits. It opens only archives that all programs read in the same way, so that an archive cannot be signed with one
// content while readers show another.
#pragma once

#include "base/expected.h"
#include "package/zip_archive.h"

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

/// Unusual: hidden or duplicate entries, entries with different names in the directory, gaps, comments, ZIP64.
enum class PackageError : std::uint8_t { NotPackage, Encrypted, TooLarge, Unusual };

class Package {
 public:
  /// `bytes` must outlive the package.
  static base::Expected<Package, PackageError> open(std::string_view bytes);

  /// The files in the order of the archive, without entries for folders.
  const std::vector<package::ZipEntry>& files() const { return files_; }
  bool has(std::string_view path) const { return paths_.contains(path); }
  /// nullopt if the file is missing, damaged or too large.
  std::optional<std::string> read(std::string_view path);
  /// The digest of a file, computed once.
  std::optional<std::string> digest(const std::string& algorithm, const std::string& path);

 private:
  Package(package::ZipArchive zip, std::vector<package::ZipEntry> files);

  package::ZipArchive zip_;
  std::vector<package::ZipEntry> files_;
  std::set<std::string, std::less<>> paths_;
  std::map<std::pair<std::string, std::string>, std::optional<std::string>> digests_;
};

}  // namespace gongwen::ofd_sign
