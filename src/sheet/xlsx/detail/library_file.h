// The file that the library writes for one workbook: free space, temporary parts, rows packed on the side, and checks
// that protect the library.
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

// PackedRows: compresses the rows of one worksheet while the library writes them. The library itself would keep them as
// XML in a temporary file of ten times the size and compress them on closing, in one thread: half of the time for a
// long list.
//   auto rows = PackedRows::open(worksheet, "/tmp");  …  rows->finish();
//   join_rows(…, rows, …);

/// Compressed rows, ready for a ZIP entry: deflate blocks (RFC 1951) that end on a byte boundary, without a final
/// block, in an unnamed file.
struct PackedEntry {
  int file = -1;                // file descriptor
  std::uint64_t packed = 0;     // bytes in the file
  std::uint64_t length = 0;     // bytes of XML
  std::uint32_t check_sum = 0;  // CRC-32 of the XML
};

class PackedRows {
 public:
  /// Diverts the rows that the library writes to `worksheet` from now on. The library must keep one row at a time and
  /// must not have written any yet. `folder` must have room for the compressed rows. Returns the system's error if no
  /// file can be created there.
  static base::Expected<std::unique_ptr<PackedRows>, std::error_code> open(lxw_worksheet* worksheet,
                                                                           const std::string& folder);
  PackedRows(const PackedRows&) = delete;
  PackedRows& operator=(const PackedRows&) = delete;
  ~PackedRows();

  /// Call it after the last row, before the library closes the workbook. Returns the first error of the file.
  std::error_code finish();

  /// Number of the worksheet, from 1.
  std::size_t sheet() const { return sheet_; }
  /// Valid after `finish`, while this object lives.
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
  std::string filling_;  // XML written since the last stretch
  std::string full_;     // being compressed by the thread
  std::uint64_t length_ = 0;
  std::uint64_t packed_ = 0;
  std::uint32_t check_sum_ = 0;
  std::error_code error_;
  std::FILE* stream_ = nullptr;
  std::shared_ptr<base::SideThread> packer_ = std::make_shared<base::SideThread>();
  base::SideTask packing_;  // destroyed first, because it uses all members above
};

/// Writes the archive `parts` to `target`, inserting `rows` into the sheets that were written without them. Returns a
/// description of the error, as given by the system if possible; empty on success.
std::string join_rows(const std::string& parts, std::span<const std::unique_ptr<PackedRows>> rows,
                      const std::string& target);

// Checks free space before writing: the library does not notice when a disk fills up while it writes temporary files,
// and would produce a broken workbook.

struct RoomNeeded {
  /// The XML parts, in the temporary folder unless rows are packed there.
  std::uint64_t part_bytes = 0;
  std::uint64_t file_bytes = 0;  // the finished file, and before that its packed rows
};

/// An upper bound for the XML parts, and the file size for usual texts.
RoomNeeded estimate_room(const sheet::Workbook& workbook);

/// Bytes available to this process at `path`, a file or folder; nullopt if unknown.
std::optional<std::uint64_t> free_bytes(const std::string& path);

/// Checks that `needed` bytes are free; true if unknown. Reports: xlsx/no-space. `shown_path` is the place in messages.
bool check_room(std::optional<std::uint64_t> free, std::uint64_t needed, const std::string& shown_path,
                diagnostics::DiagnosticSink& sink);

/// Sheet-wide settings are written after the rows. In its one-row mode the library then rejects settings that refer to
/// earlier rows, such as a filter. AD-HOC: it has no call to avoid this, so the mode is switched off while this object
/// lives.
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

// LibraryFile: opens and closes the library's file; checks space and permissions before, and converts the library's
// error codes after.

class LibraryFile {
 public:
  LibraryFile(const XlsxOptions& options, diagnostics::DiagnosticSink& sink);

  /// Checks the target and temporary folders in advance, because the library reports file errors on standard error or
  /// not at all. `room` is the space that the workbook needs.
  /// Reports: xlsx/unwritable, xlsx/temporary-folder, xlsx/no-space.
  bool check_places(const RoomNeeded& room, Keeping keeping);
  /// Opens the workbook. Reports: xlsx/library, resources/unwritable.
  base::Expected<LibraryWorkbook> open(Keeping keeping);
  /// Adds the next sheet; returns null after an error. Reports: xlsx/library, xlsx/temporary-folder.
  lxw_worksheet* add_sheet(lxw_workbook* workbook, const std::string& name);
  /// Writes the document properties, and the stamp of a form. Workbooks without a date get XlsxOptions::fallback_date,
  /// or a fixed date.
  void write_properties(const sheet::Workbook& model, lxw_workbook* workbook, Outcome& outcome);
  /// Closes the workbook and writes the file. Returns whether it is complete. Reports: xlsx/library.
  bool close(LibraryWorkbook workbook, const Outcome& outcome);
  /// Removes the incomplete file after a failure.
  void remove() const;

 private:
  bool close_library(LibraryWorkbook workbook);
  std::string temporary_folder() const { return folder_.empty() ? std::string("/tmp") : folder_; }
  bool report(std::string_view error);
  bool report(lxw_error error) { return report(std::string_view(lxw_strerror(error))); }

  const XlsxOptions& options_;
  diagnostics::DiagnosticSink& sink_;
  const std::string& shown_path_;
  std::string folder_;  // must outlive the library's workbook
  std::uint64_t part_bytes_ = 0;
  std::int64_t date_ = 0;
  // For workbooks written row by row: the archive from the library, and the rows to insert into it.
  std::optional<resources::MemoryFile> parts_;
  std::vector<std::unique_ptr<PackedRows>> rows_;
};

// Protects the library from workbooks beyond the limits of spreadsheets: it does not check all input, and version 1.1.4
// writes beyond its buffers for some. build_workbook never makes such a workbook; other callers might.

struct WorkbookError {
  std::string what;  // in English, for developers
  diagnostics::OriginId origin;
};

/// Returns the first error in the workbook that must not reach the library; nullopt if there is none.
std::optional<WorkbookError> find_workbook_error(const sheet::Workbook& workbook);

}  // namespace gongwen::xlsx
