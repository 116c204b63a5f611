// Text that depends on pages: cross-references and page counters (css-content-3 section 5, css-gcpm-3).
#pragma once

#include "layout/core/context.h"

#include <string>

namespace gongwen::layout {

/// The text of a Reference box as the page references of this round have it.
/// Reports: layout/unknown-target, layout/string-in-text.
std::string page_dependent_text(BoxId box, LayoutContext& context);

/// The text of target-counter(), target-counters() or target-text().
/// Reports: layout/unknown-target at `origin`.
std::string target_item_text(const style::ContentItem& item, diagnostics::OriginId origin, LayoutContext& context);

/// Whether the text depends on its own pages, which must be laid out more than once then. What stands in margins does
/// not count: it changes no page.
bool has_page_references(const boxes::BoxTree& boxes);

}  // namespace gongwen::layout
