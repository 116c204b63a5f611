// The file that the library writes for one workbook, the room that it needs, and what must not reach the library.
#pragma once

#include "base/expected.h"
#include "base/side_thread.h"
#include "diagnostics/diagnostic.h"
#include "resources/file_descriptor.h"
#include "resources/read_file.h"
#include "sheet/workbook.h"
#include "sheet/xlsx/detail/library.h"
#include "sheet/xlsx/detail/sheet_writers.h"
#include "sheet/xlsx/write_xlsx.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace gongwen::xlsx {

// PackedRows: the rows of one worksheet, packed while the library writes them. It would keep them as XML in a temporary
// file of ten times the size, and pack them when the workbook is closed, in one thread: half of the time of a long
// list.
//   auto rows = PackedRows::open(worksheet, "/tmp");  …  rows->finish();
//   join_rows(…, rows, …);

/// Rows in the form of a ZIP entry: deflate blocks in whole bytes without a last one (RFC 1951), in a file without a
/// name.
struct PackedEntry {
  int file = -1;
  std::uint64_t packed = 0;     // bytes of the file
  std::uint64_t length = 0;     // of the XML
  std::uint32_t check_sum = 0;  // CRC-32 of the XML
};

class PackedRows {
 public:
  /// Takes the rows of `worksheet` from now on, which the library keeps by row and has none of yet. `folder` has room
  /// for what they are packed. Returns: the error of the system where it takes no file.
  static base::Expected<std::unique_ptr<PackedRows>, std::error_code> open(lxw_worksheet* worksheet,
                                                                           const std::string& folder);
  PackedRows(const PackedRows&) = delete;
  PackedRows& operator=(const PackedRows&) = delete;
  ~PackedRows();

  /// After the last row and before the library closes its workbook. Returns: the first error of the file.
  std::error_code finish();

  /// The number of the worksheet, from 1.
  std::size_t sheet() const { return sheet_; }
  /// Valid after `finish`, as long as the object.
  PackedEntry rows() const { return {file_.number(), packed_, length_, check_sum_}; }

 private:
  PackedRows(lxw_worksheet* worksheet, resources::FileDescriptor file);

  static ssize_t take(void* self, const char* bytes, std::size_t size);
  void add(std::string_view bytes);
  void pack_filled();
  void pack(const std::string& text);

  lxw_worksheet* worksheet_;
  std::size_t sheet_;
  resources::FileDescriptor file_;
  std::string filling_;  // what the library has written since the last stretch
  std::string full_;     // of the thread that packs
  std::uint64_t length_ = 0;
  std::uint64_t packed_ = 0;
  std::uint32_t check_sum_ = 0;
  std::error_code error_;
  std::FILE* stream_ = nullptr;
  std::shared_ptr<base::SideThread> packer_ = std::make_shared<base::SideThread>();
  base::SideTask packing_;  // after all that it works on
};

/// Writes the archive at `target`: that at `parts`, with `rows` in those sheets that were written without them.
/// Returns: what was wrong, if anything, in the words of the system where it has some.
std::string join_rows(const std::string& parts, std::span<const std::unique_ptr<PackedRows>> rows,
                      const std::string& target);

// Whether there is room for a workbook before it is written: the library does not notice when a disk fills up while it
// writes its temporary files, and would make a broken workbook of what is left of them.

struct RoomNeeded {
  std::uint64_t part_bytes =
      0;  // of the workbook as XML, in the folder of temporary files unless rows are packed there
  std::uint64_t file_bytes = 0;  // of the packed file, and of its packed rows before
};

/// The maximum size of the parts of the workbook as XML, and as a file with usual texts.
RoomNeeded estimate_room(const sheet::Workbook& workbook);

/// Bytes free for this process where `path` lies, a file or a folder; nothing when it is not known.
std::optional<std::uint64_t> free_bytes(const std::string& path);

/// Reports: xlsx/no-space. `shown_path` is what the message calls the place.
bool check_room(std::optional<std::uint64_t> free, std::uint64_t needed, const std::string& shown_path,
                diagnostics::DiagnosticSink& sink);

/// What belongs to a sheet as a whole is set when its rows have been written. The library, which keeps one row only,
/// then refuses what reaches into the rows before, as a filter does. AD-HOC: it has no call for it; its own check of
/// the place is off as long as this lives.
class RowsBehind {
 public:
  explicit RowsBehind(lxw_worksheet* worksheet) : worksheet_(worksheet), optimize_(worksheet->optimize) {
    worksheet_->optimize = 0;
  }
  ~RowsBehind() { worksheet_->optimize = optimize_; }
  RowsBehind(const RowsBehind&) = delete;
  RowsBehind& operator=(const RowsBehind&) = delete;

 private:
  lxw_worksheet* worksheet_;
  std::uint8_t optimize_;
};

// LibraryFile: the file that the library writes for one workbook: room and rights before, the library's own words
// after.

class LibraryFile {
 public:
  LibraryFile(const XlsxOptions& options, diagnostics::DiagnosticSink& sink);

  /// The library writes errors of files to standard error, and some of them nowhere. `room` is
  /// what the workbook takes.
  /// Reports: xlsx/unwritable, xlsx/temporary-folder, xlsx/no-space.
  bool check_places(const RoomNeeded& room, Keeping keeping);
  /// Starts the workbook. Reports: xlsx/library, resources/unwritable.
  base::Expected<LibraryWorkbook> open(Keeping keeping);
  /// The next sheet of the workbook; null when there is an error. Reports: xlsx/library, xlsx/temporary-folder.
  lxw_worksheet* add_sheet(lxw_workbook* workbook, const std::string& name);
  /// The document properties of the model, and the stamp of a form. Workbooks without a date get
  /// XlsxOptions::fallback_date, or one that is always the same.
  void write_properties(const sheet::Workbook& model, lxw_workbook* workbook, Outcome& outcome);
  /// Writes the file. Returns: whether it is complete. Reports: xlsx/library.
  bool close(LibraryWorkbook workbook, const Outcome& outcome);
  /// After a failure.
  void remove() const;

 private:
  bool close_library(LibraryWorkbook workbook);
  std::string temporary_folder() const { return folder_.empty() ? std::string("/tmp") : folder_; }
  bool report(std::string_view error);
  bool report(lxw_error error) { return report(std::string_view(lxw_strerror(error))); }

  const XlsxOptions& options_;
  diagnostics::DiagnosticSink& sink_;
  const std::string& shown_path_;
  std::string folder_;  // must last as long as the library's workbook
  std::uint64_t part_bytes_ = 0;
  std::int64_t date_ = 0;
  // Of workbooks by rows: what the library writes, and the rows that belong into it.
  std::optional<resources::MemoryFile> parts_;
  std::vector<std::unique_ptr<PackedRows>> rows_;
};

// Guards the library against workbooks that break the limits of spreadsheets: it does not check all of its input, and
// version 1.1.4 writes beyond its buffers for some of it. build_workbook never makes such a workbook; others might.
/// The first thing in the workbook that must not reach the library.

struct WorkbookError {
  std::string what;  // in English, for the author of the workbook
  diagnostics::OriginId origin;
};

/// The first thing in the workbook that must not reach the library.
std::optional<WorkbookError> find_workbook_error(const sheet::Workbook& workbook);

}  // namespace gongwen::xlsx
