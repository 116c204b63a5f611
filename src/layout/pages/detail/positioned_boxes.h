// Boxes with `position: absolute` and `fixed` (CSS 2.2 sections 10.3.7 and 10.6.4, css-position-3). They are laid out
// when the pages are filled: fragments of kind Anchor tell where they were met, and the fragments of their containing
// blocks how large these are. What is taller than the rest of its page goes on on the next one.
#pragma once

#include "layout/pages/page_sequence.h"

namespace gongwen::layout {

/// Fills `positioned` of all pages.
void place_positioned_boxes(std::vector<PageLayout>& pages, LayoutContext& context);

}  // namespace gongwen::layout
