// Blank controls of a form: boxes without a line, that stand where they will when they have a text.
#pragma once

#include "layout/context.h"
#include "layout/fragment.h"

#include <optional>

namespace gongwen::layout {

/// The baseline of a control's first line, from the top of its fragment, if it had one; nothing for other boxes.
std::optional<LayoutUnit> blank_control_baseline(const Fragment& fragment, LayoutContext& context);

}  // namespace gongwen::layout
