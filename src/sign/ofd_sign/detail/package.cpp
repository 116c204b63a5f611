#include "sign/ofd_sign/detail/package.h"

#include "base/utf8.h"
#include "ofd/ofd_check/part_contents.h"
#include "package/zip_directory.h"
#include "sign/digest.h"

#include <algorithm>
#include <set>

namespace gongwen::ofd_sign {
namespace {

constexpr std::string_view kStart = "PK\x03\x04";

PackageError package_error(package::ZipError error) {
  switch (error) {
    case package::ZipError::Encrypted: return PackageError::Encrypted;
    case package::ZipError::TooManyEntries:
    case package::ZipError::TooLarge:
    case package::ZipError::TooDense: return PackageError::TooLarge;
    case package::ZipError::Damaged:
    case package::ZipError::NoSuchEntry: break;
  }
  return PackageError::NotPackage;
}

/// Whether a path has the same meaning on every system.
bool is_plain(std::string_view name) {
  return name.find_first_of("\\:") == std::string_view::npos && name.find('\0') == std::string_view::npos &&
         !base::find_invalid_utf8(name) && ofd_check::resolve_location("", name) == name;
}

bool has_encrypted(std::string_view bytes) {
  // Check the flags of the first entry; a package is encrypted as a whole.
  constexpr std::size_t kFlags = 6;
  return bytes.size() > kFlags && (bytes[kFlags] & 1) != 0;
}

}  // namespace

base::Expected<Package, PackageError> Package::open(std::string_view bytes) {
  if (!bytes.starts_with(kStart)) return base::Failure{PackageError::NotPackage};
  auto zip = package::ZipArchive::open(bytes, {});
  if (!zip) return base::Failure{package_error(zip.error())};
  if (has_encrypted(bytes)) return base::Failure{PackageError::Encrypted};
  std::optional<std::vector<package::ZipEntry>> files = package::read_directory(bytes);
  if (!files) return base::Failure{PackageError::Unusual};
  std::set<std::string> seen;
  std::multiset<std::string, std::less<>> names(zip->names().begin(), zip->names().end());
  for (const package::ZipEntry& file : *files) {
    // File systems of some readers ignore case.
    const auto listed = names.find(file.name);
    if (listed == names.end() || !seen.insert(base::ascii_lowercase(file.name)).second) {
      return base::Failure{PackageError::Unusual};
    }
    names.erase(listed);
  }
  const auto is_folder = [](const package::ZipEntry& file) {
    return file.name.ends_with('/') && file.length == 0 && is_plain(file.name.substr(0, file.name.size() - 1));
  };
  std::erase_if(*files, is_folder);
  if (!names.empty() ||
      !std::all_of(files->begin(), files->end(), [](const package::ZipEntry& file) { return is_plain(file.name); })) {
    return base::Failure{PackageError::Unusual};
  }
  return Package(*std::move(zip), *std::move(files));
}

Package::Package(package::ZipArchive zip, std::vector<package::ZipEntry> files)
    : zip_(std::move(zip)), files_(std::move(files)) {
  for (const package::ZipEntry& file : files_) paths_.emplace(file.name);
}

std::optional<std::string> Package::read(std::string_view path) {
  if (!has(path)) return std::nullopt;
  auto bytes = zip_.read(path);
  return bytes ? std::optional(*std::move(bytes)) : std::nullopt;
}

std::optional<std::string> Package::digest(const std::string& algorithm, const std::string& path) {
  const auto key = std::pair(algorithm, path);
  if (const auto known = digests_.find(key); known != digests_.end()) return known->second;
  const std::optional<std::string> bytes = read(path);
  return digests_.emplace(key, bytes ? sign::digest(algorithm, *bytes) : std::nullopt).first->second;
}

}  // namespace gongwen::ofd_sign
