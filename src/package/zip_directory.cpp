#include "package/zip_directory.h"

#include "package/detail/zip_format.h"

#include <algorithm>
#include <cstdint>

// Reads the end record, then the central directory, then each header, and accepts only the plainest form of an archive:
// every byte belongs to an entry, its optional data descriptor, or the directory. All fields that the directory repeats
// must agree with the header.

namespace gongwen::package {
namespace {

constexpr std::uint32_t kDescriptorSignature = 0x08074b50;
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kDescriptorBytes = 12;  // without its signature
constexpr std::uint32_t kHasDescriptor = 0x0008;
/// Other known flags: levels of compression, and names in UTF-8.
constexpr std::uint32_t kKnownFlags = 0x0806 | kHasDescriptor;
constexpr std::uint32_t kMostVersion = 63;
constexpr std::uint32_t kFar = 0xffff'ffff;

/// The fields that the directory and the header of an entry have in common, from the version to the lengths.
struct CommonFields {
  std::uint32_t version = 0;
  std::uint32_t flags = 0;
  std::uint32_t method = 0;
  std::uint32_t check_sum = 0;
  std::uint32_t packed = 0;
  std::uint32_t length = 0;
  std::uint32_t name = 0;
  std::uint32_t extra = 0;
};

struct DirectoryEntry {
  CommonFields fields;
  std::string_view name;
  std::size_t offset = 0;  // of its header
};

class ByteNumbers {
 public:
  explicit ByteNumbers(std::string_view bytes) : bytes_(bytes) {}

  std::uint32_t take(std::size_t count) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < count && i < bytes_.size(); ++i) {
      number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes_[i])) << (8 * i);
    }
    skip(count);
    return number;
  }
  void skip(std::size_t count) { bytes_.remove_prefix(std::min(count, bytes_.size())); }

  CommonFields take_common() {
    CommonFields fields;
    fields.version = take(2);
    fields.flags = take(2);
    fields.method = take(2);
    skip(4);  // time and date
    fields.check_sum = take(4);
    fields.packed = take(4);
    fields.length = take(4);
    fields.name = take(2);
    fields.extra = take(2);
    return fields;
  }

 private:
  std::string_view bytes_;
};

bool is_known(const CommonFields& fields) {
  return (fields.version & 0xff) <= kMostVersion && (fields.flags & ~kKnownFlags) == 0 &&
         (fields.method == 0 || fields.method == kZipDeflated) &&
         (fields.method != 0 || fields.packed == fields.length);
}

/// Whether the extra fields give the entry another name (4.6.9, Info-ZIP Unicode Path), which some programs use.
bool has_other_name(std::string_view extra, std::string_view name) {
  constexpr std::size_t kHead = 4;
  constexpr std::uint32_t kUnicodePath = 0x7075;
  constexpr std::size_t kBeforeName = 5;  // a version, and a check sum of the name
  while (extra.size() >= kHead) {
    ByteNumbers numbers(extra);
    const std::uint32_t kind = numbers.take(2);
    const std::size_t size = numbers.take(2);
    extra.remove_prefix(kHead);
    const std::string_view field = extra.substr(0, size);
    if (kind == kUnicodePath && field.substr(std::min(kBeforeName, field.size())) != name) return true;
    extra.remove_prefix(field.size());
  }
  return false;
}

/// Whether some programs extract the entry as a symbolic link to the path in its content.
bool is_link(std::uint32_t made_by, std::uint32_t attributes) {
  constexpr std::uint32_t kUnix = 3;
  constexpr std::uint32_t kKind = 0xf000;
  constexpr std::uint32_t kLink = 0xa000;
  return made_by >> 8 == kUnix && (attributes >> 16 & kKind) == kLink;
}

std::optional<std::vector<DirectoryEntry>> read_central(std::string_view directory, std::size_t count) {
  std::vector<DirectoryEntry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    if (directory.size() < kCentralBytes) return std::nullopt;
    ByteNumbers numbers(directory);
    if (numbers.take(4) != kZipDirectoryLine) return std::nullopt;
    const std::uint32_t made_by = numbers.take(2);
    DirectoryEntry entry;
    entry.fields = numbers.take_common();
    const std::size_t comment = numbers.take(2);
    numbers.skip(4);  // disk, attributes of its content
    const std::uint32_t attributes = numbers.take(4);
    entry.offset = numbers.take(4);
    const std::size_t size = kCentralBytes + entry.fields.name + entry.fields.extra + comment;
    if (directory.size() < size || entry.fields.packed == kFar || entry.fields.length == kFar ||
        !is_known(entry.fields) || is_link(made_by, attributes)) {
      return std::nullopt;
    }
    entry.name = directory.substr(kCentralBytes, entry.fields.name);
    if (has_other_name(directory.substr(kCentralBytes + entry.fields.name, entry.fields.extra), entry.name)) {
      return std::nullopt;
    }
    directory.remove_prefix(size);
    entries.push_back(entry);
  }
  return directory.empty() ? std::optional(std::move(entries)) : std::nullopt;
}

/// The start of an entry's data, if its header agrees with the directory.
std::optional<std::size_t> data_start(std::string_view bytes, const DirectoryEntry& entry) {
  if (entry.offset > bytes.size() || bytes.size() - entry.offset < kLocalBytes) return std::nullopt;
  ByteNumbers numbers(bytes.substr(entry.offset));
  if (numbers.take(4) != kZipEntry) return std::nullopt;
  const CommonFields local = numbers.take_common();
  const CommonFields& central = entry.fields;
  const bool is_stated = (local.flags & kHasDescriptor) == 0 || local.packed != 0 || local.check_sum != 0;
  if ((local.version & 0xff) > kMostVersion || local.flags != central.flags || local.method != central.method ||
      (is_stated &&
       (local.check_sum != central.check_sum || local.packed != central.packed || local.length != central.length))) {
    return std::nullopt;
  }
  const std::size_t start = entry.offset + kLocalBytes + local.name + local.extra;
  if (start > bytes.size() || central.packed > bytes.size() - start) return std::nullopt;
  if (bytes.substr(entry.offset + kLocalBytes, local.name) != entry.name) return std::nullopt;
  if (has_other_name(bytes.substr(start - local.extra, local.extra), entry.name)) return std::nullopt;
  return start;
}

/// Whether the next entry starts right after the data, or after the data descriptor that may follow it.
bool is_end_of(std::string_view bytes, const DirectoryEntry& entry, std::size_t data_end, std::size_t next) {
  if ((entry.fields.flags & kHasDescriptor) == 0) return data_end == next;
  if (next > bytes.size() || next < data_end + kDescriptorBytes) return false;
  ByteNumbers numbers(bytes.substr(data_end));
  const std::size_t size = next - data_end;
  if (size == kDescriptorBytes + 4 && numbers.take(4) != kDescriptorSignature) return false;
  return (size == kDescriptorBytes || size == kDescriptorBytes + 4) && numbers.take(4) == entry.fields.check_sum &&
         numbers.take(4) == entry.fields.packed && numbers.take(4) == entry.fields.length;
}

}  // namespace

std::optional<std::vector<ZipEntry>> read_directory(std::string_view bytes) {
  if (bytes.size() < kEndBytes) return std::nullopt;
  const std::size_t end = bytes.size() - kEndBytes;
  ByteNumbers numbers(bytes.substr(end));
  if (numbers.take(4) != kZipEnd || numbers.take(4) != 0) return std::nullopt;
  const std::size_t on_disk = numbers.take(2);
  const std::size_t count = numbers.take(2);
  const std::size_t size = numbers.take(4);
  const std::size_t start = numbers.take(4);
  if (on_disk != count || start > end || end - start != size || numbers.take(2) != 0) return std::nullopt;
  std::optional<std::vector<DirectoryEntry>> entries = read_central(bytes.substr(start, size), count);
  if (!entries) return std::nullopt;

  // In the order of the archive, in which each entry must end where the next one starts.
  std::stable_sort(entries->begin(), entries->end(),
                   [](const DirectoryEntry& a, const DirectoryEntry& b) { return a.offset < b.offset; });
  std::vector<ZipEntry> files;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const DirectoryEntry& entry = (*entries)[i];
    const std::size_t next = i + 1 < entries->size() ? (*entries)[i + 1].offset : start;
    const std::optional<std::size_t> data = data_start(bytes, entry);
    if (!data || (i == 0 && entry.offset != 0) || !is_end_of(bytes, entry, *data + entry.fields.packed, next)) {
      return std::nullopt;
    }
    files.push_back({entry.name, bytes.substr(*data, entry.fields.packed), entry.fields.length, entry.fields.check_sum,
                     entry.fields.method == kZipDeflated});
  }
  return files;
}

}  // namespace gongwen::package
