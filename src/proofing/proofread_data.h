// Proofreading of data: the rules of texts, held against the values themselves and not against pages. It costs little
// and needs no layout.
//   proofing::proofread_data(document.root(), sink);
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"

namespace gongwen::proofing {

/// All texts of the data that have Chinese in them, each line by itself.
/// Reports: proofing/… of text_rules.h, at the value; of many values with the same fault, the first fifty.
void proofread_data(const data::Value& root, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::proofing
