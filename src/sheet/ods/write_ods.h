// Writes a workbook as an OpenDocument spreadsheet (ODF 1.3) for LibreOffice and programs like it: all sheets with
// values, formats, merges, sizes, groups, tables and filters, formulas with their results, conditional formats, entry
// rules, pictures, charts, views and print set-up.
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

/// Returns the bytes of the file; the same workbook gives the same bytes. Data that
/// identifies a form to fill in is left out. Warns of everything in the workbook
/// that the file format does not support. Reports: sheet/ods-format,
/// sheet/ods-left-out.
std::string write_ods(const sheet::Workbook& workbook, const OdsOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ods
