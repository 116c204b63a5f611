// Text that does not appear because a box around it hides what overflows: nothing is lost without a message.
#pragma once

#include "layout/core/context.h"

namespace gongwen::layout {

/// Reports the first text in a fragment with hidden overflow that lies outside of its padding box.
/// Reports: layout/text-clipped.
void report_clipped_text(const Fragment& fragment, LayoutContext& context);

}  // namespace gongwen::layout
