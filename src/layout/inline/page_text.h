// The text of boxes that depends on pages, for outputs that show the text of a document without its lines.
#pragma once

#include "layout/core/context.h"

#include <string>

namespace gongwen::layout {

/// The text of a Reference box by the page references of this round.
/// Reports: layout/unknown-target, layout/string-in-text.
std::string page_dependent_text(BoxId box, LayoutContext& context);

}  // namespace gongwen::layout
