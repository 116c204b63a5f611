// A box laid out by itself and without pages: what flex containers measure their items by. Remembered until the round
// ends, so that containers in containers are not measured again at every level.
#pragma once

#include "layout/core/context.h"

namespace gongwen::layout {

/// `input` has a fixed width, no strut, and is not resumed; its page is not looked at.
LayoutResult measured_box(const LayoutInput& input, LayoutContext& context);

}  // namespace gongwen::layout
