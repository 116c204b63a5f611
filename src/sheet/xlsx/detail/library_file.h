// The file that the library writes for one workbook: free space, rows that are written apart, and checks that protect
// the library.
#pragma once

#include "base/expected.h"
#include "base/stop_check.h"
#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"
#include "sheet/workbook.h"
#include "sheet/xlsx/detail/cell_writer.h"
#include "sheet/xlsx/detail/library.h"
#include "sheet/xlsx/detail/row_heights.h"
#include "sheet/xlsx/detail/sheet_rows.h"
#include "sheet/xlsx/detail/sheet_writers.h"
#include "sheet/xlsx/write_xlsx.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::xlsx {

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
  base::Expected<LibraryWorkbook> open();
  /// Adds the next sheet; returns null after an error. Reports: xlsx/library.
  lxw_worksheet* add_sheet(lxw_workbook* workbook, const std::string& name);
  /// Returns the writer for the rows of the sheet `index` of the model, which are written apart. Null after an error.
  /// Call it after write_properties. Reports: xlsx/temporary-folder.
  SheetRows* add_rows(const sheet::Workbook& model, std::size_t index);
  /// Writes rows of that sheet; see SheetRows::add. Returns whether there was no error. Reports: xlsx/library.
  bool write_rows(SheetRows& rows, const sheet::Workbook& model, const sheet::Sheet& sheet, std::uint32_t first_row,
                  const base::StopCheck* stop_check = nullptr);
  /// Releases the heights of the rows when the file is closed.
  void add_fitting_rows(FittingRows rows);
  /// Writes the document properties, and the stamp of a form. Workbooks without a date get XlsxOptions::fallback_date,
  /// or a fixed date.
  void write_properties(const sheet::Workbook& model, lxw_workbook* workbook, Outcome& outcome);
  HeaderFiles& header_files() { return header_files_; }
  /// Closes the workbook and writes the file. Returns whether it is complete. Reports: xlsx/library.
  bool close(LibraryWorkbook workbook, const Outcome& outcome);
  /// Removes the incomplete file after a failure.
  void remove() const;

 private:
  std::string temporary_folder() const { return folder_.empty() ? std::string("/tmp") : folder_; }
  bool report(std::string_view error);
  bool report(lxw_error error) { return report(std::string_view(lxw_strerror(error))); }

  const XlsxOptions& options_;
  diagnostics::DiagnosticSink& sink_;
  const std::string& shown_path_;
  std::string folder_;  // must outlive the library's workbook
  std::uint64_t part_bytes_ = 0;
  std::int64_t date_ = 0;
  resources::MemoryFile parts_{"workbook"};  // from the library
  std::vector<std::unique_ptr<SheetRows>> rows_;
  std::vector<FittingRows> fitting_;
  HeaderFiles header_files_{sink_};
};

// Protects the library from workbooks beyond the limits of spreadsheets: it does not check all input, and version 1.1.4
// writes beyond its buffers for some. build_workbook never makes such a workbook; other callers might.

struct WorkbookError {
  std::string what;  // in English, for developers
  diagnostics::OriginId origin;
};

/// Returns the first error in the workbook that must not reach the library; nullopt if absent.
std::optional<WorkbookError> find_workbook_error(const sheet::Workbook& workbook);

}  // namespace gongwen::xlsx
