// Emphasis marks (css-text-decor-3 section 3): 着重号 and the like, drawn as shapes beside the characters of a run, so
// that no reader of the document takes them for text.
#pragma once

#include "layout/core/context.h"
#include "paint/display_list.h"

#include <vector>

namespace gongwen::paint {

/// The marks of a text fragment at `position`; nothing when its style asks for none.
void paint_emphasis(const layout::Fragment& fragment, Point position, const layout::LayoutContext& context,
                    std::vector<DisplayItem>& items);

}  // namespace gongwen::paint
