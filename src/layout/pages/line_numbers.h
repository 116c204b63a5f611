// Numbers beside the lines of drafts.
#pragma once

#include "layout/pages/page_sequence.h"

namespace gongwen::layout {

/// Numbers the lines of the running text of each page, from 1 on: every `step`th one has its number in the outer
/// margin, at its baseline. Lines of tables, of flexible boxes and figures, of heads, feet and contents do not count,
/// nor does what is before the title and the title itself.
void number_lines(DocumentLayout& document, int step, LayoutContext& context);

}  // namespace gongwen::layout
