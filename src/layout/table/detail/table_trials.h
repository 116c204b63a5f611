// A page of a table where it depends on the outcome how it is to be laid out: with which foot, and with how much of the
// blank room of its rows. Each possibility is tried.
#pragma once

#include "layout/core/context.h"
#include "layout/core/detail/layout_input.h"

namespace gongwen::layout {

/// Lays out the table as it is; if rows could give up blank room and it did not fit, once more with all of it given up.
LayoutResult layout_table(const LayoutInput& input, LayoutContext& context);

}  // namespace gongwen::layout
