// From the tree of a workbook template to the bytes of an XLSX file: style, sheets, file.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "engine/document_styles.h"
#include "engine/finished_file.h"

namespace gongwen::engine {

/// `data` is what the tree was made of: the types of its values decide what is a number.
/// Reports: sheet/*, xlsx/*.
FinishedFile make_workbook(const dom::Tree& tree, const DocumentStyles& styles, const data::Document& data,
                           diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
