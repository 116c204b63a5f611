// Lines with nothing in them, which count for nothing (CSS 2.2 section 9.4.2).
#pragma once

#include "layout/core/context.h"
#include "text/line_breaker.h"

namespace gongwen::layout {

/// Whether a line holds nothing but blanks that vanish, places of boxes out of flow, and inline boxes without margins,
/// borders and paddings. It has no height, and margins collapse through it.
bool is_phantom_line(const InlineContent& content, const text::LineRange& line, LayoutContext& context);

/// Whether a block container with inline content has a line that counts.
bool has_lines(BoxId box, LayoutUnit width, LayoutContext& context);

}  // namespace gongwen::layout
