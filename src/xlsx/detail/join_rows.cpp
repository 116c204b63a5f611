#include "resources/deflate.h"
#include "resources/unnamed_file.h"
#include "xlsx/detail/packed_rows.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include <minizip/unzip.h>
#include <minizip/zip.h>
#include <zlib.h>

namespace gongwen::xlsx {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} << 10;
constexpr std::string_view kNoRows = "<sheetData></sheetData>";
constexpr std::string_view kRowsStart = "<sheetData>";

struct Entry {
  unz_file_info64 info{};
  std::array<char, 256> name{};
};

struct CloseParts {
  void operator()(void* file) const { unzClose(file); }
};
struct CloseTarget {
  void operator()(void* file) const { zipClose(file, nullptr); }
};

class RowJoin {
 public:
  RowJoin(std::span<const std::unique_ptr<PackedRows>> rows, bool is_long) : rows_(rows), is_long_(is_long ? 1 : 0) {}

  bool write(const std::string& parts, const std::string& target) {
    errno = 0;
    parts_.reset(unzOpen64(parts.c_str()));
    if (parts_ == nullptr) return fail();
    target_.reset(zipOpen64(target.c_str(), APPEND_STATUS_CREATE));
    if (target_ == nullptr) return fail();
    int outcome = unzGoToFirstFile(parts_.get());
    for (; outcome == UNZ_OK; outcome = unzGoToNextFile(parts_.get())) {
      if (!write_entry()) return false;
    }
    return check(outcome == UNZ_END_OF_LIST_OF_FILE) && check(zipClose(target_.release(), nullptr) == ZIP_OK);
  }

  const std::string& error() const { return error_; }

 private:
  /// What the library says has no words for people.
  bool fail() {
    error_ = errno != 0 ? std::generic_category().message(errno) : "the archive cannot be put together";
    return false;
  }
  bool check(bool is_done) { return is_done || fail(); }

  bool write_entry() {
    Entry entry;
    const bool is_known = unzGetCurrentFileInfo64(parts_.get(), &entry.info, entry.name.data(), entry.name.size() - 1,
                                                  nullptr, 0, nullptr, 0) == UNZ_OK;
    if (!check(is_known)) return false;
    const std::string_view name = entry.name.data();
    const auto found = std::find_if(rows_.begin(), rows_.end(), [name](const std::unique_ptr<PackedRows>& rows) {
      return name == "xl/worksheets/sheet" + std::to_string(rows->sheet()) + ".xml";
    });
    return found == rows_.end() || (*found)->rows().length == 0 ? copy(entry) : put_rows(entry, (*found)->rows());
  }

  /// As it is packed.
  bool copy(const Entry& entry) {
    int method = 0;
    int level = 0;
    if (!check(unzOpenCurrentFile2(parts_.get(), &method, &level, 1) == UNZ_OK) || !start(entry, method)) return false;
    int count = 0;
    while ((count = unzReadCurrentFile(parts_.get(), buffer_.data(), static_cast<unsigned>(buffer_.size()))) > 0) {
      if (!put({buffer_.data(), static_cast<std::size_t>(count)})) return false;
    }
    return check(count == 0 && unzCloseCurrentFile(parts_.get()) == UNZ_OK) &&
           end(entry.info.uncompressed_size, static_cast<std::uint32_t>(entry.info.crc));
  }

  bool put_rows(const Entry& entry, const PackedEntry& rows) {
    std::string sheet(entry.info.uncompressed_size, '\0');
    if (!unpack(sheet)) return false;
    const std::size_t found = sheet.find(kNoRows);
    if (!check(found != std::string::npos)) return false;
    const std::string_view before = std::string_view(sheet).substr(0, found + kRowsStart.size());
    const std::string_view after = std::string_view(sheet).substr(before.size());
    const uLong joined = crc32_combine(resources::crc32(before), rows.check_sum, static_cast<z_off_t>(rows.length));
    std::vector<char> room;
    return start(entry, Z_DEFLATED) && put(resources::deflate_part(before)) && put_file(rows) &&
           put(resources::pack_blocks(after, room)) &&
           end(sheet.size() + rows.length, resources::crc32(after, static_cast<std::uint32_t>(joined)));
  }

  /// The entry, as long as `text`.
  bool unpack(std::string& text) {
    if (!check(unzOpenCurrentFile(parts_.get()) == UNZ_OK)) return false;
    for (std::size_t at = 0; at < text.size();) {
      const auto most = static_cast<unsigned>(std::min(kBuffer, text.size() - at));
      const int count = unzReadCurrentFile(parts_.get(), text.data() + at, most);
      if (!check(count > 0)) return false;
      at += static_cast<std::size_t>(count);
    }
    return check(unzCloseCurrentFile(parts_.get()) == UNZ_OK);
  }

  /// Of what is packed already.
  bool start(const Entry& entry, int method) {
    zip_fileinfo about{};
    about.dosDate = entry.info.dosDate;
    about.internal_fa = entry.info.internal_fa;
    about.external_fa = entry.info.external_fa;
    return check(zipOpenNewFileInZip4_64(target_.get(), entry.name.data(), &about, nullptr, 0, nullptr, 0, nullptr,
                                         method, Z_DEFAULT_COMPRESSION, 1, -MAX_WBITS, DEF_MEM_LEVEL,
                                         Z_DEFAULT_STRATEGY, nullptr, 0, 0, 0, is_long_) == ZIP_OK);
  }
  bool end(std::uint64_t length, std::uint32_t check_sum) {
    return check(zipCloseFileInZipRaw64(target_.get(), length, check_sum) == ZIP_OK);
  }

  bool put(std::string_view bytes) {
    return check(zipWriteInFileInZip(target_.get(), bytes.data(), static_cast<unsigned>(bytes.size())) == ZIP_OK);
  }

  bool put_file(const PackedEntry& rows) {
    for (std::uint64_t at = 0; at < rows.packed;) {
      const std::span part(buffer_.data(), std::min<std::uint64_t>(kBuffer, rows.packed - at));
      if (const std::error_code error = resources::read_at(rows.file, at, std::as_writable_bytes(part))) {
        error_ = error.message();
        return false;
      }
      if (!put({part.data(), part.size()})) return false;
      at += part.size();
    }
    return true;
  }

  std::span<const std::unique_ptr<PackedRows>> rows_;
  int is_long_;
  std::vector<char> buffer_ = std::vector<char>(kBuffer);
  std::unique_ptr<void, CloseParts> parts_;
  std::unique_ptr<void, CloseTarget> target_;
  std::string error_;
};

}  // namespace

std::string join_rows(const std::string& parts, std::span<const std::unique_ptr<PackedRows>> rows,
                      const std::string& target, bool is_long) {
  RowJoin join(rows, is_long);
  return join.write(parts, target) ? std::string() : join.error();
}

}  // namespace gongwen::xlsx
