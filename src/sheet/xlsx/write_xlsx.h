// Writes a workbook as XLSX (ECMA-376, transitional) that Excel, WPS and LibreOffice open without repair.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sheet/workbook.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gongwen::xlsx {

struct XlsxOptions {
  /// The file to write; an existing file is overwritten. Callers pass a temporary file beside the target, such as
  /// resources::AtomicFile::temporary_path().
  std::string path;
  /// The file's name in messages; empty: `path`.
  std::string shown_path;
  /// Folder for the library's temporary files; empty: the system's.
  std::string temporary_folder;
  /// Date of workbooks that state none; seconds since 1970, UTC. If it is missing too, a fixed date is used.
  std::optional<std::int64_t> fallback_date;
  /// With more cells, the rows of all sheets are written apart, so that few of them are in memory.
  std::size_t most_cells_kept = 200'000;
};

/// Writes the file; the same workbook gives the same bytes. Removes the file after a failure. Returns whether the file
/// is complete.
/// Reports: xlsx/invalid-workbook, xlsx/too-many-formats, xlsx/unwritable, xlsx/temporary-folder, xlsx/no-space,
/// xlsx/library.
bool write_xlsx(const sheet::Workbook& workbook, const XlsxOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::xlsx
