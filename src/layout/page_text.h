// Text that depends on pages: cross-references and page counters (css-content-3 section 5, css-gcpm-3).
#pragma once

#include "layout/context.h"

#include <string>

namespace gongwen::layout {

/// The text of a Reference box as the page references of this round have it.
/// Reports: layout/unknown-target, layout/string-in-text.
std::string page_dependent_text(BoxId box, LayoutContext& context);

/// The text of target-counter(), target-counters() or target-text().
/// Reports: layout/unknown-target at `origin`.
std::string target_item_text(const style::ContentItem& item, diagnostics::OriginId origin, LayoutContext& context);

/// What kinds of references a document has, and so whether its pages must be laid out more than once.
bool has_page_references(const boxes::BoxTree& boxes);

}  // namespace gongwen::layout
