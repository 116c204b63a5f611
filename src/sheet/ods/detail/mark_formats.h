// Writes conditional formats. OpenDocument itself has conditions only as parts of cell styles; this is the extension
// that LibreOffice writes, which also has bars, scales and icons.
#pragma once

#include "base/escapes.h"
#include "diagnostics/diagnostic.h"
#include "sheet/workbook.h"

namespace gongwen::ods {

/// A cell style for each conditional format that changes the look, for the part with the styles.
void write_mark_styles(base::XmlWriter& xml, const sheet::Workbook& workbook);

/// The conditional formats of a sheet. Reports: sheet/ods-left-out.
void write_mark_formats(base::XmlWriter& xml, const sheet::Workbook& workbook, std::size_t sheet,
                        diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ods
