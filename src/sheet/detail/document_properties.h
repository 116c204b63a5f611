// The properties that a workbook has from the head of its template: title, author, subject, keywords, date.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "sheet/workbook.h"

namespace gongwen::sheet {

/// Of a tree with a root element. Reports: sheet/bad-date.
DocumentProperties read_properties(const dom::Tree& tree, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::sheet
