#include "package/zip_archive.h"
#include "resources/deflate.h"
#include "resources/mapped_file.h"
#include "resources/unnamed_file.h"
#include "xlsx/detail/packed_rows.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <zlib.h>

namespace gongwen::xlsx {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} << 10;
constexpr std::string_view kNoRows = "<sheetData></sheetData>";
constexpr std::string_view kRowsStart = "<sheetData>";
/// The archive is our own.
constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
constexpr package::ZipLimits kNoLimits{kAny, kAny, kAny};
constexpr const char* kNotJoined = "the archive cannot be put together";

class RowJoin {
 public:
  RowJoin(std::span<const std::unique_ptr<PackedRows>> rows, resources::FileDescriptor target)
      : rows_(rows), target_(std::move(target)) {}

  std::string write(package::ZipArchive& parts) {
    for (const std::string& name : parts.names()) {
      const std::optional<PackedEntry> rows = rows_of(name);
      if (!(rows ? put_rows(parts, name, *rows) : copy(parts, name))) return error_;
    }
    if (put(zip_.end()) && ::close(target_.release()) != 0) error_ = resources::last_error().message();
    return error_;
  }

 private:
  std::optional<PackedEntry> rows_of(const std::string& name) const {
    const auto found = std::find_if(rows_.begin(), rows_.end(), [&name](const std::unique_ptr<PackedRows>& rows) {
      return name == "xl/worksheets/sheet" + std::to_string(rows->sheet()) + ".xml";
    });
    if (found == rows_.end() || (*found)->rows().length == 0) return std::nullopt;
    return (*found)->rows();
  }

  bool fail(std::string error) {
    error_ = std::move(error);
    return false;
  }
  bool put(std::string_view bytes) {
    const std::error_code error = resources::write_all(target_.number(), bytes);
    return !error || fail(error.message());
  }

  /// As it is packed.
  bool copy(package::ZipArchive& parts, const std::string& name) {
    const std::optional<package::ZipEntry> entry = parts.packed(name);
    return entry ? put(zip_.entry(*entry)) : fail(kNotJoined);
  }

  bool put_rows(package::ZipArchive& parts, const std::string& name, const PackedEntry& rows) {
    const auto sheet = parts.read(name);
    const std::size_t found = sheet ? sheet->find(kNoRows) : std::string::npos;
    if (found == std::string::npos) return fail(kNotJoined);
    const std::string_view before = std::string_view(*sheet).substr(0, found + kRowsStart.size());
    const std::string_view after = std::string_view(*sheet).substr(before.size());
    const uLong joined = crc32_combine(resources::crc32(before), rows.check_sum, static_cast<z_off_t>(rows.length));
    const std::string start = resources::deflate_part(before);
    std::vector<char> room;
    const std::string_view end = resources::pack_blocks(after, room);
    const std::uint32_t sum = resources::crc32(after, static_cast<std::uint32_t>(joined));
    const package::ZipEntry entry{name, {}, sheet->size() + rows.length, sum, true};
    return put(zip_.header(entry, start.size() + rows.packed + end.size())) && put(start) && put_file(rows) && put(end);
  }

  bool put_file(const PackedEntry& rows) {
    std::vector<char> buffer(kBuffer);
    for (std::uint64_t at = 0; at < rows.packed;) {
      const std::span part(buffer.data(), std::min<std::uint64_t>(kBuffer, rows.packed - at));
      if (const std::error_code error = resources::read_at(rows.file, at, std::as_writable_bytes(part))) {
        return fail(error.message());
      }
      if (!put({part.data(), part.size()})) return false;
      at += part.size();
    }
    return true;
  }

  std::span<const std::unique_ptr<PackedRows>> rows_;
  resources::FileDescriptor target_;
  package::ZipWriter zip_;
  std::string error_;
};

}  // namespace

std::string join_rows(const std::string& parts, std::span<const std::unique_ptr<PackedRows>> rows,
                      const std::string& target) {
  const auto file = resources::MappedFile::open(parts);
  if (!file) return kNotJoined;
  auto archive =
      package::ZipArchive::open({reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size()}, kNoLimits);
  if (!archive) return kNotJoined;
  resources::FileDescriptor out(::open(target.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  return out ? RowJoin(rows, std::move(out)).write(*archive) : resources::last_error().message();
}

}  // namespace gongwen::xlsx
