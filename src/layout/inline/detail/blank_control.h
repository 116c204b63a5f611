// Where boxes stand that lie in a line, among them the blank controls of a form: boxes without a line of their own,
// that stand where they will when they have a text.
#pragma once

#include "layout/core/context.h"
#include "layout/core/fragment.h"

#include <optional>

namespace gongwen::layout {

/// The baseline of a control's first line, from the top of its fragment, if it had one; nothing for other boxes.
std::optional<LayoutUnit> blank_control_baseline(const Fragment& fragment, LayoutContext& context);

/// The baseline by which a box in a line is aligned, from the top of its fragment: its last one, a flex container's
/// first (css-flexbox-1 §8.5); nothing when it has none.
std::optional<LayoutUnit> baseline_in_line(const Fragment& object, LayoutContext& context);

}  // namespace gongwen::layout
