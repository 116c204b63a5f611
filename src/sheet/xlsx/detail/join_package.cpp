#include "sheet/xlsx/detail/join_package.h"

#include "base/format.h"
#include "package/zip_archive.h"
#include "resources/deflate.h"
#include "resources/file_descriptor.h"
#include "sheet/xlsx/detail/cell_writer.h"
#include "sheet/xlsx/detail/sheet_rows.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

namespace gongwen::xlsx {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} << 10;
/// The archive was made by this process, so limits are not needed.
constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
constexpr package::ZipLimits kNoLimits{kAny, kAny, kAny};
constexpr const char* kNotJoined = "the archive cannot be put together";
constexpr const char* kOtherFormats = "the formats of the rows are not those of the workbook";
constexpr std::string_view kStyles = "xl/styles.xml";
constexpr std::string_view kDrawings = "xl/drawings/vmlDrawing";  // notes, and pictures of headers

/// Replaces the text between `start` and `end`, both included. Returns whether it is there.
bool replace_between(std::string& xml, std::string_view start, std::string_view end, std::string_view text) {
  const std::size_t from = xml.find(start);
  const std::size_t to = from == std::string::npos ? from : xml.find(end, from);
  if (to == std::string::npos) return false;
  xml.replace(from, to + end.size() - from, text);
  return true;
}

/// The first font of a workbook is that of its standard style, whose digits are the unit of column widths.
bool set_standard_font(std::string& styles) {
  return replace_between(
      styles, "<font>", "</font>",
      fmt::format("<font><sz val=\"{}\"/><color theme=\"1\"/><name val=\"{}\"/><family val=\"2\"/></font>",
                  kStandardFontSize, kStandardFont));
}

/// The library takes the titles of pictures in headers from their paths, which differ from run to run. Returns whether
/// there were any.
bool clear_titles(std::string& drawing) {
  constexpr std::string_view kStart = " o:title=\"";
  bool any = false;
  for (std::size_t at = 0; (at = drawing.find(kStart, at)) != std::string::npos;) {
    const std::size_t end = drawing.find('"', at + kStart.size());
    if (end == std::string::npos) break;
    drawing.erase(at, end + 1 - at);
    any = true;
  }
  return any;
}

class PackageJoin {
 public:
  PackageJoin(std::span<const PackedRows> rows, std::span<const FittingRows> fitting, resources::FileDescriptor target)
      : rows_(rows), fitting_(fitting), target_(std::move(target)) {}

  std::string write(package::ZipArchive& parts) {
    for (const std::string& name : parts.names()) {
      const auto is_sheet = [&name](const auto& each) {
        return name == fmt::format("xl/worksheets/sheet{}.xml", each.sheet);
      };
      const auto rows = std::find_if(rows_.begin(), rows_.end(), is_sheet);
      const auto fitting = std::find_if(fitting_.begin(), fitting_.end(), is_sheet);
      const bool written = rows != rows_.end()           ? put_rows(parts, name, *rows)
                           : fitting != fitting_.end()   ? put_fitting(parts, name, *fitting)
                           : name == kStyles             ? put_styles(parts)
                           : name.starts_with(kDrawings) ? put_drawing(parts, name)
                                                         : copy(parts, name);
      if (!written) return error_;
    }
    if (put(zip_.end()) && ::close(target_.release()) != 0) error_ = resources::last_error().message();
    return error_;
  }

 private:
  bool fail(std::string error) {
    error_ = std::move(error);
    return false;
  }
  bool put(std::string_view bytes) {
    const std::error_code error = resources::write_all(target_.number(), bytes);
    return !error || fail(error.message());
  }

  /// Copies an entry without decompressing it.
  bool copy(package::ZipArchive& parts, const std::string& name) {
    const std::optional<package::ZipEntry> entry = parts.packed(name);
    return entry ? put(zip_.entry(*entry)) : fail(kNotJoined);
  }

  bool put_styles(package::ZipArchive& parts) {
    auto styles = parts.read(kStyles);
    if (!styles || !set_standard_font(*styles)) return fail(kNotJoined);
    return put_text(kStyles, *styles);
  }

  bool put_drawing(package::ZipArchive& parts, const std::string& name) {
    auto drawing = parts.read(name);
    if (!drawing) return fail(kNotJoined);
    return clear_titles(*drawing) ? put_text(name, *drawing) : copy(parts, name);
  }

  bool put_fitting(package::ZipArchive& parts, const std::string& name, const FittingRows& fitting) {
    auto sheet = parts.read(name);
    if (!sheet) return fail(kNotJoined);
    release_heights(*sheet, fitting.rows);
    return put_text(name, *sheet);
  }

  bool put_text(std::string_view name, std::string_view text) {
    const std::string packed = resources::deflate(text);
    return put(zip_.entry(package::deflated_entry(name, packed, text.size(), resources::crc32(text))));
  }

  bool put_rows(package::ZipArchive& parts, const std::string& name, const PackedRows& rows) {
    constexpr std::string_view kStart = "<sheetData>";
    constexpr std::string_view kEnd = "</sheetData>";
    auto sheet = parts.read(name);
    if (!sheet) return fail(kNotJoined);
    const std::vector<int> numbers = format_numbers(*sheet, 0);
    const bool are_same =
        numbers.size() >= rows.numbers.size() && std::equal(rows.numbers.begin(), rows.numbers.end(), numbers.begin());
    if (!are_same) return fail(kOtherFormats);
    const std::string dimension = fmt::format("<dimension ref=\"{}\"/>", to_text(rows.used));
    if (!replace_between(*sheet, "<dimension ", "/>", dimension) ||
        !replace_between(*sheet, kStart, kEnd, rows.length == 0 ? "<sheetData/>" : "<sheetData></sheetData>")) {
      return fail(kNotJoined);
    }
    if (rows.length == 0) return put_text(name, *sheet);
    const std::size_t found = sheet->find(kStart) + kStart.size();
    const std::string_view before = std::string_view(*sheet).substr(0, found);
    const std::string_view after = std::string_view(*sheet).substr(found);
    const uLong joined = crc32_combine(resources::crc32(before), rows.check_sum, static_cast<z_off_t>(rows.length));
    const std::string start = resources::deflate_part(before);
    std::vector<char> room;
    const std::string_view end = resources::pack_blocks(after, room);
    const std::uint32_t sum = resources::crc32(after, static_cast<std::uint32_t>(joined));
    const package::ZipEntry entry{name, {}, sheet->size() + rows.length, sum, true};
    return put(zip_.header(entry, start.size() + rows.packed + end.size())) && put(start) && put_file(rows) && put(end);
  }

  bool put_file(const PackedRows& rows) {
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

  std::span<const PackedRows> rows_;
  std::span<const FittingRows> fitting_;
  resources::FileDescriptor target_;
  package::ZipWriter zip_;
  std::string error_;
};

}  // namespace

std::string join_package(const std::string& parts, std::span<const PackedRows> rows,
                         std::span<const FittingRows> fitting, const std::string& target) {
  const auto file = resources::MappedFile::open(parts);
  if (!file) return kNotJoined;
  auto archive =
      package::ZipArchive::open({reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size()}, kNoLimits);
  if (!archive) return kNotJoined;
  resources::FileDescriptor out(::open(target.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  return out ? PackageJoin(rows, fitting, std::move(out)).write(*archive) : resources::last_error().message();
}

}  // namespace gongwen::xlsx
