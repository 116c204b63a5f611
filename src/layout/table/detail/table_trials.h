// Tries the possible layouts for a page of a table if the choice depends on the outcome: with which foot, and with how
// much of the blank room of its rows.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

namespace gongwen::layout {

/// Lays out the table; if rows could give up blank room and it did not fit, lays it out again with all of it given up.
LayoutResult layout_table(const LayoutInput& input, LayoutContext& context);

}  // namespace gongwen::layout
