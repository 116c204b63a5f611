// Writes a workbook as an OpenDocument spreadsheet (ODF 1.3) for LibreOffice and programs like it: all sheets with
// values, formats, merges, sizes, filters, formulas with their results, panes and print set-up.
#pragma once

#include "diagnostics/diagnostic.h"
#include "sheet/workbook.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gongwen::ods {

struct OdsOptions {
  /// Date of workbooks that state none; seconds since 1970, UTC.
  std::optional<std::int64_t> fallback_date = std::nullopt;
};

/// The bytes of the file; the same workbook gives the same bytes. Warns of what the file does not have: charts, and
/// number formats that cannot be converted.
/// Reports: sheet/ods-format, sheet/ods-left-out.
std::string write_ods(const sheet::Workbook& workbook, const OdsOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ods
