// Writing a workbook as XLSX (ECMA-376, transitional), as Excel, WPS and LibreOffice open it without repair.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sheet/workbook.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gongwen::xlsx {

struct XlsxOptions {
  /// The file to write; an existing one is written over. Callers give a temporary file beside the target, such as
  /// resources::AtomicFile::temporary_path().
  std::string path;
  /// What messages call the file; empty: `path`.
  std::string shown_path;
  /// Where the library puts its temporary files; empty: the system's folder.
  std::string temporary_folder;
  /// For workbooks without a date; seconds since 1970. Without it one fixed date is used.
  std::optional<std::int64_t> fallback_date;
};

/// Writes the file; the same workbook gives the same bytes. After a failure no file is left.
/// Reports: xlsx/invalid-workbook, xlsx/too-many-formats, xlsx/unwritable, xlsx/temporary-folder, xlsx/no-space,
/// xlsx/library.
/// Returns: whether the file is complete.
bool write_xlsx(const sheet::Workbook& workbook, const XlsxOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::xlsx
