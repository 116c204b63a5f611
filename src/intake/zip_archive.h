// Packages of files: ZIP archives in memory, and the formats that people send instead of forms.
#pragma once

#include "base/expected.h"
#include "intake/detail/limits.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// Files that people send instead of forms, and what to do with them.

/// Arguments of intake/other-format: what the file is, and the way out, each in English and in Chinese.
using OtherFormat = std::vector<std::string>;

/// Whether it is a file of an office program (.xlsx, .docx) with a password for opening (MS-OFFCRYPTO, 2.3.4).
bool is_encrypted_package(std::string_view bytes);

/// By the first bytes of files that are neither PDF nor package nor JSON.
std::optional<OtherFormat> recognise_bytes(std::string_view bytes);

/// The same by the very first bytes alone, which no text has.
std::optional<OtherFormat> recognise_magic(std::string_view bytes);

/// By the parts of a package that is not a workbook; `has` says whether there is a part.
OtherFormat recognise_package(const std::function<bool(std::string_view)>& has, std::string_view mimetype);

// The entries of a ZIP archive in memory, unpacked one by one within limits. Nothing is ever written to a disk, so
// names that lead out of a folder do no harm.

enum class ZipError : std::uint8_t { Damaged, NoSuchEntry, TooManyEntries, TooLarge, TooDense, Encrypted };

/// By the first bytes; an archive may have no files.
bool is_zip(std::string_view bytes);

class ZipArchive {
 public:
  /// `bytes` must outlive the archive.
  static base::Expected<ZipArchive, ZipError> open(std::string_view bytes, const IntakeLimits& limits);
  ~ZipArchive();
  ZipArchive(ZipArchive&&) noexcept;
  ZipArchive& operator=(ZipArchive&&) = delete;

  /// Whether there is an entry; names are compared without regard to ASCII case, as packages are (ECMA-376-2, 10.1).
  bool has(std::string_view name) const;
  /// All entries, as the archive writes their names.
  const std::vector<std::string>& names() const { return names_; }
  base::Expected<std::string, ZipError> read(std::string_view name);

 private:
  struct Memory;
  struct Entry;

  ZipArchive(std::string_view bytes, const IntakeLimits& limits);
  /// Returns: why the archive cannot be read, if so.
  std::optional<ZipError> list();
  /// At once, where the archive states the size and the check sum as they are; nothing otherwise.
  std::optional<std::string> read_as_stated(const Entry& entry);

  IntakeLimits limits_;
  std::unique_ptr<Memory> memory_;
  void* zip_ = nullptr;                                // null if it is not an archive
  std::map<std::string, Entry, std::less<>> entries_;  // by name in lower case
  std::vector<std::string> names_;
  std::uint64_t unpacked_ = 0;
};

}  // namespace gongwen::intake
