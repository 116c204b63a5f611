// The text of boxes that depends on pages, for what shows the text of a document without its lines.
#pragma once

#include "layout/core/context.h"

#include <string>

namespace gongwen::layout {

/// The text of a Reference box as the page references of this round have it.
/// Reports: layout/unknown-target, layout/string-in-text.
std::string page_dependent_text(BoxId box, LayoutContext& context);

}  // namespace gongwen::layout
