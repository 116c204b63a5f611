// From the elements that were made while the pages were painted to a tree that the standard allows: in the order of the
// source, with nothing empty, and with every element where its type may be (ISO 32000-1 section 14.8.4, ISO 14289-1
// section 7.2). Templates may say anything; what a file declares must hold.
#pragma once

#include "diagnostics/diagnostic.h"
#include "paint/display_list.h"

namespace gongwen::paint {

/// Puts the structure of a painted document in order; tags, links and fields refer to its elements afterwards.
/// Reports: paint/misplaced-role.
void repair_structure(PaintedDocument& document, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::paint
