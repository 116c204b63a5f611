// LibraryFile: the file that the library writes for one workbook: room and rights before, the library's own words
// after.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sheet/workbook.h"
#include "xlsx/detail/library.h"
#include "xlsx/detail/output_room.h"
#include "xlsx/write_xlsx.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::xlsx {

class LibraryFile {
 public:
  LibraryFile(const XlsxOptions& options, diagnostics::DiagnosticSink& sink);

  /// The library tells of what goes wrong with files on standard error, and of some of it not at all. `room` is
  /// what the workbook takes.
  /// Reports: xlsx/unwritable, xlsx/temporary-folder, xlsx/no-space.
  bool check_places(const RoomNeeded& room);
  /// Begins the workbook; with `by_rows` each row goes to the disk when the next begins. Null when the library cannot
  /// be had. Reports: xlsx/library.
  LibraryWorkbook open(bool by_rows);
  /// Writes the file. Returns: whether it is complete. Reports: xlsx/library.
  bool close(LibraryWorkbook workbook, const Outcome& outcome);
  /// After a failure.
  void remove() const;

 private:
  bool report(std::string_view fault);
  bool report(lxw_error error) { return report(std::string_view(lxw_strerror(error))); }

  const XlsxOptions& options_;
  diagnostics::DiagnosticSink& sink_;
  const std::string& shown_path_;
  std::string folder_;  // must last as long as the library's workbook
  std::uint64_t part_bytes_ = 0;
};

/// The document properties of the model, and the stamp of a form. Workbooks without a date get `fallback_date`, or one
/// that is always the same.
void write_properties(const sheet::Workbook& model, std::optional<std::int64_t> fallback_date, lxw_workbook* workbook,
                      Outcome& outcome);

}  // namespace gongwen::xlsx
