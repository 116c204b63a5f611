// Document properties from the head of the template: title, author, subject (its description), keywords, date.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "sheet/workbook.h"

namespace gongwen::sheet {

/// The tree must have a root element. Reports: sheet/bad-date.
DocumentProperties read_properties(const dom::Tree& tree, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::sheet
