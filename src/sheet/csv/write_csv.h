// Writes one sheet of a workbook as CSV (RFC 4180), for programs that take nothing else.
//   write_csv(*find_csv_sheet(workbook, "名单", sink), CsvEncoding::Gb18030, sink);
#pragma once

#include "diagnostics/diagnostic.h"
#include "sheet/workbook.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::csv {

/// UTF-8 starts with a byte order mark, without which spreadsheet programs assume another encoding. GB 18030 has all
/// characters of Unicode.
enum class CsvEncoding : std::uint8_t { Utf8, Gb18030 };

/// The visible sheet with the name; without a name, the only visible one. Null after an error.
/// Reports: sheet/csv-sheets, sheet/csv-no-sheet.
const sheet::Sheet* find_csv_sheet(const sheet::Workbook& workbook, std::string_view name,
                                   diagnostics::DiagnosticSink& sink);

/// Every row of the sheet, one line each. Values are written as such: numbers without format, days as `2026-02-03`,
/// formulas by their results. Texts that a spreadsheet program would read as a formula start with an apostrophe.
/// Returns nullopt after an error. Reports: sheet/csv-formula, sheet/csv-encoding.
std::optional<std::string> write_csv(const sheet::Sheet& sheet, CsvEncoding encoding,
                                     diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::csv
