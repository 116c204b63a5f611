// Writes one sheet of a workbook as CSV (RFC 4180), for programs that read no other format.
//   write_csv(workbook, *find_csv_sheet(workbook, "名单", sink), CsvEncoding::Gb18030, sink);
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

/// The sheet's list, one line for each row: its heads and rows if the sheet has a table or a filter, without titles,
/// totals and notes around it; otherwise every row of the sheet. Values are written as such: numbers without format,
/// days as `2026-02-03`, times as `9:30:00`, formulas by their results. Texts that a spreadsheet program would read as
/// a formula start with an apostrophe. The sheet is one of the workbook. Returns nullopt after an error. Reports:
/// sheet/csv-formula, sheet/csv-encoding.
std::optional<std::string> write_csv(const sheet::Workbook& workbook, const sheet::Sheet& sheet, CsvEncoding encoding,
                                     diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::csv
